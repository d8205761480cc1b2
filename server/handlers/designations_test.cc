// Designations by a published standard, building contacts, and how a compound stands.
#include "server/handlers/designations.h"

#include "gmock/gmock.h"
#include "gridgov/v1/building_contact.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/designation.pb.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "gridgov/v1/property_service.pb.h"
#include "tests/support/governance_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using D = v1::Designation;
using Duty = v1::CompoundDuty;

class DesignationsTest : public GovernanceTest {
 protected:
  DesignationsTest() {
    const auto imported = Run(admin_, handler_, &DesignationHandler::ImportStandards, Standards());
    EXPECT_THAT(imported, IsOk());
  }
  static v1::ImportDesignationStandardsRequest Standards() {
    v1::ImportDesignationStandardsRequest request;
    auto& one = *request.add_designation_standards();
    one.set_code("LAW");
    one.set_kind(D::KIND_MODEL_LAW_BASED);
    one.mutable_title()->set_zh("标准（示例）");
    one.mutable_title()->set_en("sample");
    for (const char* code : {"committee", "contract"}) {
      auto& criterion = *one.add_criteria();
      criterion.set_code(code);
      criterion.mutable_text()->set_zh("示例");
      criterion.mutable_text()->set_en("sample");
    }
    one.set_review_class("REVIEW");
    one.set_source("示例文件1号");
    return request;
  }
  v1::CreateDesignationRequest Proposal(const std::vector<std::string>& criteria) {
    v1::CreateDesignationRequest request;
    request.mutable_designation()->set_compound(compound_);
    request.mutable_designation()->set_standard("designationStandards/LAW");
    for (const std::string& code : criteria) {
      auto& evidence = *request.mutable_designation()->add_evidence();
      evidence.set_criterion(code);
      evidence.set_text("已核实（示例）");
    }
    return request;
  }
  absl::StatusOr<D> Propose(const std::vector<std::string>& criteria) {
    return Run(office_, handler_, &DesignationHandler::Create, Proposal(criteria));
  }
  absl::StatusOr<D> Award(const Staff& who, const std::string& name) {
    v1::AwardDesignationRequest request;
    request.set_name(name);
    return Run(who, handler_, &DesignationHandler::Award, request);
  }
  absl::StatusOr<D> Renew(const Staff& who, const std::string& name) {
    v1::RenewDesignationRequest request;
    request.set_name(name);
    request.set_comment("仍符合标准");
    return Run(who, handler_, &DesignationHandler::Renew, request);
  }
  absl::StatusOr<D> Update(const Staff& who, const std::string& name) {
    v1::UpdateDesignationRequest request;
    request.mutable_designation()->set_name(name);
    *request.mutable_designation()->mutable_evidence() =
        Proposal({"contract", "committee"}).designation().evidence();
    return Run(who, handler_, &DesignationHandler::Update, request);
  }
  absl::StatusOr<v1::BuildingContact> AddContact(const std::string& consent,
                                                 const std::string& start) {
    v1::CreateBuildingContactRequest request;
    auto& contact = *request.mutable_building_contact();
    contact.set_compound(compound_);
    contact.set_building("3栋");
    contact.set_display_name("李某（示例）");
    contact.set_phone("000-0000-0002");
    contact.set_consent_date(consent);
    contact.set_start_date(start);
    return Run(office_, contacts_, &BuildingContactHandler::Create, request);
  }
  absl::StatusOr<v1::ListBuildingContactsResponse> Contacts(const Staff& who) {
    v1::ListBuildingContactsRequest request;
    request.set_compound(compound_);
    return Run(who, contacts_, &BuildingContactHandler::List, request);
  }
  v1::CompoundStatus Status(const Staff& who) {
    v1::GetCompoundStatusRequest request;
    request.set_name(compound_);
    const auto status = Run(who, status_, &CompoundStatusHandler::Get, request);
    EXPECT_THAT(status, IsOk());
    return status.value_or(v1::CompoundStatus());
  }

  DesignationHandler handler_{duties_};
  BuildingContactHandler contacts_;
  CompoundStatusHandler status_;
};

TEST_F(DesignationsTest, EachCriterionIsShownAndASecondPersonAwards) {
  GG_ASSERT_OK_AND_ASSIGN(const D proposed, Propose({"committee"}));
  EXPECT_EQ(proposed.kind(), D::KIND_MODEL_LAW_BASED);
  EXPECT_THAT(proposed.allowed_actions(), ElementsAre("update", "withdraw"));
  EXPECT_THAT(Award(office_, proposed.name()), HasReason("SECOND_PERSON"));
  EXPECT_THAT(Award(centre_, proposed.name()),
              HasViolation("designation.evidence.contract", "EVIDENCE_MISSING"));
  EXPECT_THAT(Update(centre_, proposed.name()), HasReason("PROPOSER_ALONE"));
  ASSERT_THAT(Update(office_, proposed.name()), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const D awarded, Award(centre_, proposed.name()));
  EXPECT_EQ(awarded.state(), D::STATE_AWARDED);
  EXPECT_EQ(awarded.awarded_date(), "2026-11-24");
  EXPECT_EQ(awarded.reviewer(), centre_.name);
  EXPECT_EQ(LastDayOf(awarded.name(), Duty::KIND_DESIGNATION_REVIEW), "2027-11-24");
}

TEST_F(DesignationsTest, AReviewComesDueAndANewOneBeginsWithIt) {
  const std::string name = Propose({"committee", "contract"})->name();
  ASSERT_THAT(Award(centre_, name), IsOk());
  GoTo("2027-11-25");
  v1::GetDesignationRequest get;
  get.set_name(name);
  EXPECT_TRUE(Run(worker_, handler_, &DesignationHandler::Get, get)->review_due());
  EXPECT_THAT(Renew(office_, name), HasReason("SECOND_PERSON"));
  // Whoever brings new evidence answers for it now.
  ASSERT_THAT(Update(centre_, name), IsOk());
  EXPECT_THAT(Renew(centre_, name), HasReason("SECOND_PERSON"));
  GG_ASSERT_OK_AND_ASSIGN(const D renewed, Renew(centre_too_, name));
  EXPECT_EQ(renewed.state(), D::STATE_RENEWED);
  EXPECT_EQ(renewed.awarded_date(), "2026-11-24");
  EXPECT_EQ(renewed.reviewed_date(), "2027-11-25");
  EXPECT_FALSE(renewed.review_due());
  EXPECT_EQ(LastDayOf(name, Duty::KIND_DESIGNATION_REVIEW), "2028-11-24");
}

TEST_F(DesignationsTest, OneOfAKindAtATimeAndAgainOnceItIsWithdrawn) {
  const std::string name = Propose({"committee", "contract"})->name();
  EXPECT_THAT(Propose({}), HasReason("DESIGNATION_OPEN"));
  ASSERT_THAT(Award(centre_, name), IsOk());
  v1::WithdrawDesignationRequest request;
  request.set_name(name);
  request.set_reason("不再符合");
  GG_ASSERT_OK_AND_ASSIGN(const D gone,
                          Run(office_, handler_, &DesignationHandler::Withdraw, request));
  EXPECT_EQ(gone.withdraw_reason(), "不再符合");
  EXPECT_EQ(LastDayOf(name, Duty::KIND_DESIGNATION_REVIEW), "none");
  EXPECT_THAT(Renew(centre_, name), HasReason("WRONG_STATE"));
  EXPECT_THAT(Propose({}), IsOk());
}

TEST_F(DesignationsTest, EvidenceIsForTheCriteriaOfTheStandardAlone) {
  const auto wrong = Propose({"committee", "committee", "other"});
  EXPECT_THAT(wrong, HasViolation("designation.evidence[1].criterion", "DUPLICATE_CRITERION"));
  EXPECT_THAT(wrong, HasViolation("designation.evidence[2].criterion", "UNKNOWN_CRITERION"));
}

TEST_F(DesignationsTest, AStandardNamesAClassThatIsThereAndEachCriterionOnce) {
  v1::ImportDesignationStandardsRequest request = Standards();
  const auto again = Run(admin_, handler_, &DesignationHandler::ImportStandards, request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->unchanged(), 1);
  auto& one = *request.mutable_designation_standards(0);
  one.set_review_class("NONE");
  *one.add_criteria() = one.criteria(0);
  const auto wrong = Run(admin_, handler_, &DesignationHandler::ImportStandards, request);
  EXPECT_THAT(wrong, HasViolation("designation_standards[0].review_class", "UNKNOWN_REFERENCE"));
  EXPECT_THAT(wrong, HasViolation("designation_standards[0].criteria", "DUPLICATE_CODE"));
}

TEST_F(DesignationsTest, AContactConsentsFirstAndIsForgottenInTheEnd) {
  EXPECT_THAT(AddContact("2026-11-25", "2026-11-25"),
              HasViolation("building_contact.consent_date", "OUT_OF_RANGE"));
  EXPECT_THAT(AddContact("2026-11-24", "2026-11-23"),
              HasViolation("building_contact.start_date", "BEFORE_START"));
  GG_ASSERT_OK_AND_ASSIGN(const auto contact, AddContact("2026-11-20", "2026-11-24"));
  const auto listed = Contacts(worker_);
  ASSERT_THAT(listed, IsOk());
  EXPECT_EQ(listed->building_contacts(0).phone(), "000-0000-0002");
  EXPECT_EQ(draft_.changes.size(), 1u);
  EXPECT_TRUE(absl::IsPermissionDenied(Contacts(far_office_).status()));
  EXPECT_EQ(Status(office_).buildings_with_contact(), 1);
  v1::EndBuildingContactRequest end;
  end.set_name(contact.name());
  end.set_end_date("2026-11-23");
  EXPECT_THAT(Run(office_, contacts_, &BuildingContactHandler::End, end),
              HasViolation("end_date", "BEFORE_START"));
  end.set_end_date("2026-11-24");
  ASSERT_THAT(Run(office_, contacts_, &BuildingContactHandler::End, end), IsOk());
  const auto row = Stored(BuildingContactTable(), contact.name());
  EXPECT_EQ(row.display_name(), "");
  EXPECT_EQ(row.phone(), "");
  EXPECT_EQ(row.building(), "3栋");
  int erasures = 0;
  AsSystem([&](const Txn& txn) {
    return txn.db.Query("SELECT subject FROM erasures", {}, [&](const Row& subject) {
      EXPECT_EQ(subject.Bytes(0), IdBytes(contact.name()));
      ++erasures;
      return absl::OkStatus();
    });
  });
  EXPECT_EQ(erasures, 1);
  EXPECT_THAT(Run(office_, contacts_, &BuildingContactHandler::End, end), HasReason("WRONG_STATE"));
}

TEST_F(DesignationsTest, AStatusShowsWhatIsThereAndDueAndNoNames) {
  EXPECT_FALSE(Status(office_).has_property_service());
  PropertyServiceHandler services(duties_);
  v1::CreatePropertyServiceRequest contract;
  auto& service = *contract.mutable_property_service();
  service.set_compound(compound_);
  service.set_firm("示例物业公司");
  service.set_credit_code(kSampleCreditCode);
  service.set_start_date("2026-01-01");
  service.set_contract_end_date("2026-11-23");
  service.set_lead_display_name("王某（示例）");
  ASSERT_THAT(Run(office_, services, &PropertyServiceHandler::Create, contract), IsOk());
  const std::string designation = Propose({"committee", "contract"})->name();
  ASSERT_THAT(Award(centre_, designation), IsOk());
  const v1::CompoundStatus status = Status(worker_);
  EXPECT_EQ(status.property_service().state(), v1::PropertyService::STATE_EXPIRED);
  EXPECT_EQ(status.property_service().lead_display_name(), "");
  EXPECT_EQ(status.designations_size(), 1);
  ASSERT_EQ(status.duties_size(), 2);
  EXPECT_EQ(status.duties(0).kind(), Duty::KIND_CONTRACT_END);
  EXPECT_TRUE(status.duties(0).overdue());
  EXPECT_EQ(status.duties(1).kind(), Duty::KIND_DESIGNATION_REVIEW);
  EXPECT_FALSE(status.duties(1).overdue());
}

// DOMAIN: a contact is a name, a phone, a building and the own consent; a member a name and a post.
// Whatever else might be said of them, what they belong to or believe above all, has no field.
TEST(PersonalFieldsTest, NothingElseIsKeptOfAContactOrAMember) {
  const auto fields = [](const google::protobuf::Descriptor* type) {
    std::vector<std::string> names;
    for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
    return names;
  };
  EXPECT_THAT(
      fields(v1::BuildingContact::descriptor()),
      UnorderedElementsAre("name", "compound", "building", "display_name", "phone", "consent_date",
                           "start_date", "end_date", "etag", "create_time", "update_time"));
  EXPECT_THAT(fields(v1::CommitteeMember::descriptor()),
              UnorderedElementsAre("name", "committee", "post", "display_name", "start_date",
                                   "end_date", "etag"));
}

}  // namespace
}  // namespace gridgov
