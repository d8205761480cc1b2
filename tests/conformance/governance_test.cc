// Promises about compounds governed by law: who reads and changes what, names apart; a retry does
// the work once; and changes are told.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/building_contact.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "proto/cpp/uuid.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

class GovernanceTest : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    ServerTest::SetUpTestSuite();
    v1::ImportDeadlineClassesRequest classes;
    for (const char* code : {"PROPERTY_CONTRACT", "COMMITTEE_MEETING", "COMMITTEE_FILING",
                             "COMMITTEE_CHANGE", "COMMITTEE_ELECTION"}) {
      auto& one = *classes.add_deadline_classes();
      one.set_code(code);
      one.mutable_title()->set_zh("示例时限");
      one.mutable_title()->set_en("sample");
      one.set_unit(v1::DeadlineClass::UNIT_CALENDAR_DAYS);
      one.set_amount(30);
      one.set_source("示例");
    }
    ASSERT_THAT(server().Call<v1::ImportDeadlineClassesResponse>("sysadmin", classes), IsOk());
    for (const auto& [user, role] :
         {std::pair{"mediator1", v1::ROLE_MEDIATOR}, {"programme1", v1::ROLE_PROGRAMME_OFFICER}}) {
      server().MakeUser(user);
      server().Grant(user, role, kStreet);
    }
  }

  static v1::Compound MakeCompound(const std::string& grid = kGridA1) {
    static int serial = 0;
    v1::CreateCompoundRequest request;
    request.mutable_compound()->set_code(absl::StrCat("GOV-", ++serial));
    request.mutable_compound()->set_title("示例小区");
    request.mutable_compound()->set_grid(grid);
    request.mutable_compound()->set_kind(v1::Compound::KIND_OLD);
    request.mutable_compound()->set_management(v1::Compound::MANAGEMENT_FIRM);
    const auto compound = server().Call<v1::Compound>("centre1", request);
    EXPECT_THAT(compound, IsOk());
    return compound.value_or(v1::Compound());
  }
  static v1::CreatePropertyServiceRequest Contract(const std::string& compound) {
    v1::CreatePropertyServiceRequest request;
    auto& service = *request.mutable_property_service();
    service.set_compound(compound);
    service.set_firm("示例物业公司");
    service.set_credit_code("91350100M000100Y43");
    service.set_start_date("2026-01-01");
    service.set_contract_end_date("2030-12-31");
    return request;
  }
  static v1::OwnersCommittee Elected(const std::string& compound) {
    v1::CreateOwnersCommitteeRequest request;
    request.mutable_owners_committee()->set_compound(compound);
    request.mutable_owners_committee()->set_term_number(1);
    const auto prepared = server().Call<v1::OwnersCommittee>("office1", request);
    EXPECT_THAT(prepared, IsOk());
    v1::RecordElectionRequest elect;
    elect.set_name(prepared->name());
    elect.set_elected_date("2026-11-02");
    elect.set_term_end_date("2031-11-01");
    for (int i = 0; i < 5; ++i) {
      auto& member = *elect.add_members();
      member.set_post(i == 0 ? v1::CommitteeMember::POST_CHAIR : v1::CommitteeMember::POST_MEMBER);
      member.set_display_name(absl::StrCat("委员", i, "（示例）"));
    }
    const auto elected = server().Call<v1::OwnersCommittee>("office1", elect);
    EXPECT_THAT(elected, IsOk());
    return elected.value_or(v1::OwnersCommittee());
  }
  static absl::StatusOr<v1::OwnersCommittee> Get(const std::string& user, const std::string& name) {
    v1::GetOwnersCommitteeRequest request;
    request.set_name(name);
    return server().Call<v1::OwnersCommittee>(user, request);
  }
  static bool Lists(const std::string& user, const std::string& name) {
    const auto page =
        server().Call<v1::ListOwnersCommitteesResponse>(user, v1::ListOwnersCommitteesRequest());
    return page.ok() &&
           std::any_of(page->owners_committees().begin(), page->owners_committees().end(),
                       [&](const auto& one) { return one.name() == name; });
  }
};

TEST_F(GovernanceTest, EachRoleReadsWhatItsScopeHoldsAndNamesOnlyWhereTheyAreNeeded) {
  const v1::Compound compound = MakeCompound();
  const v1::OwnersCommittee committee = Elected(compound.name());
  v1::ListCommitteeMembersRequest members;
  members.set_committee(committee.name());
  const struct {
    const char* user;
    bool reads;
    bool names;
  } rows[] = {{"worker1", true, true},     {"worker2", false, false}, {"office1", true, true},
              {"office2", false, false},   {"centre1", true, true},   {"mediator1", true, false},
              {"programme1", true, false}, {"liaison1", true, false}, {"auditor1", true, false},
              {"sysadmin", false, false},  {"handler1", true, false}};
  for (const auto& [user, reads, names] : rows) {
    const auto got = Get(user, committee.name());
    EXPECT_EQ(got.ok(), reads) << user;
    EXPECT_EQ(Lists(user, committee.name()), reads) << user;
    if (got.ok()) {
      EXPECT_EQ(got->member_count(), 5) << user;
      EXPECT_EQ(got->seats_size(), 2) << user;
    }
    const auto listed = server().Call<v1::ListCommitteeMembersResponse>(user, members);
    EXPECT_EQ(listed.ok(), names) << user;
    if (listed.ok()) {
      EXPECT_EQ(listed->committee_members(0).display_name(), "委员0（示例）");
    }
  }
}

TEST_F(GovernanceTest, TheOfficeGovernsItsOwnCompoundsAndOthersNone) {
  const v1::Compound compound = MakeCompound();
  for (const char* user : {"worker1", "liaison1", "auditor1", "mediator1"}) {
    EXPECT_THAT(server().Call<v1::PropertyService>(user, Contract(compound.name())),
                HasReason("NOT_PERMITTED"))
        << user;
  }
  EXPECT_THAT(server().Call<v1::PropertyService>("office2", Contract(compound.name())),
              HasReason("NOT_VISIBLE"));
  EXPECT_THAT(server().Call<v1::PropertyService>("office1", Contract(compound.name())), IsOk());
}

TEST_F(GovernanceTest, ContactsAreListedCompoundByCompoundForThoseWhoNeedThem) {
  const v1::Compound compound = MakeCompound();
  v1::CreateBuildingContactRequest request;
  auto& contact = *request.mutable_building_contact();
  contact.set_compound(compound.name());
  contact.set_building("1栋");
  contact.set_display_name("李某（示例）");
  contact.set_phone("000-0000-0003");
  contact.set_consent_date("2026-11-02");
  contact.set_start_date("2026-11-02");
  ASSERT_THAT(server().Call<v1::BuildingContact>("office1", request), IsOk());
  v1::ListBuildingContactsRequest list;
  EXPECT_TRUE(absl::IsInvalidArgument(
      server().Call<v1::ListBuildingContactsResponse>("office1", list).status()));
  list.set_compound(compound.name());
  for (const char* user : {"worker1", "office1", "centre1"}) {
    const auto page = server().Call<v1::ListBuildingContactsResponse>(user, list);
    ASSERT_THAT(page, IsOk()) << user;
    EXPECT_EQ(page->building_contacts(0).phone(), "000-0000-0003") << user;
  }
  for (const char* user :
       {"worker2", "office2", "mediator1", "programme1", "liaison1", "auditor1"}) {
    EXPECT_TRUE(absl::IsPermissionDenied(
        server().Call<v1::ListBuildingContactsResponse>(user, list).status()))
        << user;
  }
  v1::GetCompoundStatusRequest status;
  status.set_name(compound.name());
  GG_ASSERT_OK_AND_ASSIGN(const auto seen, server().Call<v1::CompoundStatus>("liaison1", status));
  EXPECT_EQ(seen.buildings_with_contact(), 1);
  EXPECT_EQ(seen.ShortDebugString().find("000-0000-0003"), std::string::npos);
}

TEST_F(GovernanceTest, ARetryEntersTheContractOnce) {
  v1::CreatePropertyServiceRequest request = Contract(MakeCompound().name());
  request.set_request_id(Uuid::V7(absl::Now()).ToString());
  GG_ASSERT_OK_AND_ASSIGN(const auto first, server().Call<v1::PropertyService>("office1", request));
  GG_ASSERT_OK_AND_ASSIGN(const auto again, server().Call<v1::PropertyService>("office1", request));
  EXPECT_THAT(again, EqualsProto(first));
  request.set_request_id(Uuid::V7(absl::Now()).ToString());
  EXPECT_THAT(server().Call<v1::PropertyService>("office1", request),
              StatusIs(absl::StatusCode::kFailedPrecondition, "CONTRACT_OVERLAPS"));
}

TEST_F(GovernanceTest, AContractAndWhatIsDueOfItAreToldToThoseWhoMaySeeThem) {
  const v1::Compound compound = MakeCompound();
  const auto page =
      server().Call<v1::ListCompoundDutiesResponse>("worker1", v1::ListCompoundDutiesRequest());
  ASSERT_THAT(page, IsOk());
  auto stream =
      server().Watch("worker1", page->watch_token(), {"propertyServices", "compoundDuties"});
  GG_ASSERT_OK_AND_ASSIGN(const auto service,
                          server().Call<v1::PropertyService>("office1", Contract(compound.name())));
  std::set<std::string> told;
  while (told.size() < 2) {
    GG_ASSERT_OK_AND_ASSIGN(const v1::WatchResponse event, stream->Next());
    if (event.kind() != v1::WatchResponse::KIND_CHANGED) continue;
    EXPECT_EQ(event.has_property_service() ? event.property_service().name()
                                           : event.compound_duty().resource(),
              service.name());
    told.insert(event.name());
  }
}

TEST_F(GovernanceTest, WhatBelongsToACompoundGoesWhereItGoes) {
  const v1::Compound compound = MakeCompound();
  const v1::OwnersCommittee committee = Elected(compound.name());
  v1::UpdateCompoundRequest move;
  move.mutable_compound()->set_name(compound.name());
  move.mutable_compound()->set_grid(kGridB1);
  ASSERT_THAT(server().Call<v1::Compound>("centre1", move), IsOk());
  EXPECT_THAT(Get("office1", committee.name()), HasReason("NOT_VISIBLE"));
  EXPECT_THAT(Get("office2", committee.name()), IsOk());
  v1::ListCompoundDutiesRequest due;
  due.set_filter(absl::StrCat("compound = \"", compound.name(), "\""));
  GG_ASSERT_OK_AND_ASSIGN(const auto there,
                          server().Call<v1::ListCompoundDutiesResponse>("office2", due));
  EXPECT_EQ(there.compound_duties_size(), 3);
}

}  // namespace
}  // namespace gridgov
