// Contracts of property service: dates, codes, one at a time, hand-over, and the clock of their
// end.
#include "server/handlers/property_services.h"

#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/property_service.pb.h"
#include "tests/support/governance_fixture.h"

namespace gridgov {
namespace {

using Duty = v1::CompoundDuty;
using S = v1::PropertyService;

class PropertyServicesTest : public GovernanceTest {
 protected:
  S ContractOf(const std::string& start, const std::string& end) {
    S service;
    service.set_compound(compound_);
    service.set_firm("示例物业公司");
    service.set_credit_code(kSampleCreditCode);
    service.set_start_date(start);
    service.set_contract_end_date(end);
    service.set_duty_phone("000-0000");
    service.set_lead_display_name("王某（示例）");
    service.set_lead_phone("000-0000-0001");
    return service;
  }
  absl::StatusOr<S> Create(const S& service) {
    v1::CreatePropertyServiceRequest request;
    *request.mutable_property_service() = service;
    return Run(office_, handler_, &PropertyServiceHandler::Create, request);
  }
  S Made(const std::string& start, const std::string& end) {
    const auto made = Create(ContractOf(start, end));
    EXPECT_THAT(made, IsOk());
    return made.value_or(S());
  }
  absl::StatusOr<S> End(const std::string& name, const std::string& date) {
    v1::EndPropertyServiceRequest request;
    request.set_name(name);
    request.set_end_date(date);
    request.set_reason("企业退出");
    return Run(office_, handler_, &PropertyServiceHandler::End, request);
  }
  absl::StatusOr<S> HandOver(const std::string& name, const S& next) {
    v1::HandOverPropertyServiceRequest request;
    request.set_name(name);
    *request.mutable_successor() = next;
    return Run(office_, handler_, &PropertyServiceHandler::HandOver, request);
  }
  S Seen(const std::string& name) {
    v1::GetPropertyServiceRequest request;
    request.set_name(name);
    return Run(worker_, handler_, &PropertyServiceHandler::Get, request).value_or(S());
  }

  PropertyServiceHandler handler_{duties_};
};

TEST_F(PropertyServicesTest, ItsEndIsDueSixtyDaysAhead) {
  const S service = Made("2026-01-01", "2026-12-31");
  EXPECT_EQ(service.state(), S::STATE_IN_FORCE);
  EXPECT_EQ(service.grid(), grid_);
  EXPECT_EQ(LastDayOf(service.name(), Duty::KIND_CONTRACT_END), "2026-12-31");
  const auto due = Due(service.name(), Duty::KIND_CONTRACT_END);
  EXPECT_EQ(DayText(FromProto(due->clock().start_time())), "2026-11-01");
  EXPECT_FALSE(due->due_soon());
  GoTo("2026-12-25");
  EXPECT_TRUE(Due(service.name(), Duty::KIND_CONTRACT_END)->due_soon());
  GoTo("2027-01-01");
  EXPECT_TRUE(Due(service.name(), Duty::KIND_CONTRACT_END)->overdue());
  EXPECT_EQ(Seen(service.name()).state(), S::STATE_EXPIRED);
}

TEST_F(PropertyServicesTest, AContractThatEndsBeforeItBeginsIsRefused) {
  EXPECT_THAT(Create(ContractOf("2026-12-31", "2026-01-01")),
              HasViolation("property_service.contract_end_date", "BEFORE_START"));
  EXPECT_THAT(Create(ContractOf("2026-12-31", "2026-12-31")),
              HasViolation("property_service.contract_end_date", "BEFORE_START"));
  EXPECT_THAT(Create(ContractOf("2026-02-30", "2026-12-31")),
              HasViolation("property_service.start_date", "BAD_DATE"));
  S wrong = ContractOf("2026-01-01", "2026-12-31");
  wrong.set_credit_code("91350100M000100Y44");
  EXPECT_THAT(Create(wrong), HasViolation("property_service.credit_code", "BAD_CREDIT_CODE"));
  wrong.set_credit_code(kSampleCreditCode);
  wrong.clear_compound();
  EXPECT_THAT(Create(wrong), HasViolation("property_service.compound", "REQUIRED"));
  EXPECT_EQ(Count(PropertyServiceTable()), 0);
  EXPECT_EQ(Count(CompoundDutyTable()), 0);
}

TEST_F(PropertyServicesTest, TwoContractsOfACompoundDoNotOverlap) {
  const S service = Made("2026-01-01", "2026-12-31");
  for (const auto& [start, end] : {std::pair{"2025-06-01", "2026-01-01"},
                                   {"2026-12-31", "2027-12-31"},
                                   {"2026-05-01", "2026-06-01"},
                                   {"2025-01-01", "2028-01-01"}}) {
    EXPECT_THAT(Create(ContractOf(start, end)), HasReason("CONTRACT_OVERLAPS")) << start;
  }
  const S next = Made("2027-01-01", "2027-12-31");
  EXPECT_EQ(next.state(), S::STATE_UPCOMING);
  EXPECT_EQ(next.predecessor(), service.name());
  EXPECT_EQ(Seen(service.name()).successor(), next.name());
  EXPECT_EQ(Seen(service.name()).state(), S::STATE_IN_FORCE);
  EXPECT_EQ(LastDayOf(service.name(), Duty::KIND_CONTRACT_END), "none");
  EXPECT_EQ(LastDayOf(next.name(), Duty::KIND_CONTRACT_END), "2027-12-31");
}

TEST_F(PropertyServicesTest, AnOlderContractEnteredLaterIsNotDue) {
  Made("2026-01-01", "2026-12-31");
  const S old = Made("2024-01-01", "2025-12-31");
  EXPECT_EQ(LastDayOf(old.name(), Duty::KIND_CONTRACT_END), "none");
}

TEST_F(PropertyServicesTest, ARenewalMovesTheClock) {
  const S service = Made("2026-01-01", "2026-12-31");
  v1::UpdatePropertyServiceRequest request;
  request.mutable_property_service()->set_name(service.name());
  request.mutable_property_service()->set_contract_end_date("2028-12-31");
  ASSERT_THAT(Run(office_, handler_, &PropertyServiceHandler::Update, request), IsOk());
  EXPECT_EQ(LastDayOf(service.name(), Duty::KIND_CONTRACT_END), "2028-12-31");
  request.mutable_property_service()->set_contract_end_date("2025-12-31");
  EXPECT_THAT(Run(office_, handler_, &PropertyServiceHandler::Update, request),
              HasViolation("property_service.contract_end_date", "BEFORE_START"));
}

TEST_F(PropertyServicesTest, AnotherFirmTakesOverTheDayAfter) {
  const S service = Made("2026-01-01", "2026-12-31");
  S next = ContractOf("2026-11-20", "2029-11-19");
  next.set_firm("接任物业公司（示例）");
  GG_ASSERT_OK_AND_ASSIGN(const S taken, HandOver(service.name(), next));
  EXPECT_EQ(taken.predecessor(), service.name());
  const S before = Seen(service.name());
  EXPECT_EQ(before.state(), S::STATE_ENDED);
  EXPECT_EQ(before.end_date(), "2026-11-19");
  EXPECT_EQ(before.lead_display_name(), "");
  EXPECT_EQ(before.lead_phone(), "");
  EXPECT_EQ(Seen(taken.name()).lead_display_name(), "王某（示例）");
  EXPECT_EQ(LastDayOf(service.name(), Duty::KIND_CONTRACT_END), "none");
  EXPECT_EQ(LastDayOf(taken.name(), Duty::KIND_CONTRACT_END), "2029-11-19");
  EXPECT_THAT(HandOver(service.name(), next), HasReason("WRONG_STATE"));
  EXPECT_THAT(HandOver(taken.name(), ContractOf("2026-11-25", "2029-11-24")),
              HasViolation("successor.start_date", "OUT_OF_RANGE"));
}

TEST_F(PropertyServicesTest, AnEndIsNotBeforeTheBeginningNorToCome) {
  const S service = Made("2026-01-01", "2026-12-31");
  EXPECT_THAT(End(service.name(), "2025-12-31"), HasViolation("end_date", "BEFORE_START"));
  EXPECT_THAT(End(service.name(), "2026-11-25"), HasViolation("end_date", "OUT_OF_RANGE"));
  GG_ASSERT_OK_AND_ASSIGN(const S ended, End(service.name(), "2026-11-23"));
  EXPECT_EQ(ended.state(), S::STATE_ENDED);
  EXPECT_TRUE(ended.allowed_actions().empty());
  EXPECT_EQ(LastDayOf(service.name(), Duty::KIND_CONTRACT_END), "none");
  EXPECT_THAT(End(service.name(), "2026-11-23"), HasReason("WRONG_STATE"));
}

TEST_F(PropertyServicesTest, AClassInWorkingDaysCannotCountBackFromAnEnd) {
  AsSystem([&](const Txn& txn) {
    txn.draft.calendar_changed = true;
    return txn.db
        .Execute("UPDATE deadline_classes SET unit = 'WORKING_DAYS' WHERE code = $1",
                 {std::string(kContractClass)})
        .status();
  });
  EXPECT_THAT(Create(ContractOf("2026-01-01", "2026-12-31")), HasReason("CLASS_NOT_IN_DAYS"));
}

}  // namespace
}  // namespace gridgov
