// Owners' committees: the numbers of the law, the order of the acts, the clocks, and names that go.
#include "server/handlers/owners_committees.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "tests/support/governance_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using Duty = v1::CompoundDuty;
using C = v1::OwnersCommittee;

class OwnersCommitteesTest : public GovernanceTest {
 protected:
  C Prepared(int term = 1) {
    v1::CreateOwnersCommitteeRequest request;
    request.mutable_owners_committee()->set_compound(compound_);
    request.mutable_owners_committee()->set_term_number(term);
    const auto made = Run(office_, handler_, &OwnersCommitteeHandler::Create, request);
    EXPECT_THAT(made, IsOk());
    return made.value_or(C());
  }
  absl::StatusOr<C> Elect(const std::string& name, int members,
                          const std::string& elected = "2026-11-10",
                          const std::string& term_end = "2031-11-09") {
    v1::RecordElectionRequest request;
    request.set_name(name);
    request.set_elected_date(elected);
    request.set_term_end_date(term_end);
    for (int i = 0; i < members; ++i) {
      auto& member = *request.add_members();
      member.set_post(i == 0 ? v1::CommitteeMember::POST_CHAIR : v1::CommitteeMember::POST_MEMBER);
      member.set_display_name(absl::StrCat("委员", i, "（示例）"));
    }
    return Run(office_, handler_, &OwnersCommitteeHandler::RecordElection, request);
  }
  C Elected() {
    const auto elected = Elect(Prepared().name(), 5);
    EXPECT_THAT(elected, IsOk());
    return elected.value_or(C());
  }
  absl::StatusOr<C> File(const std::string& name, const std::string& date) {
    v1::FileOwnersCommitteeRequest request;
    request.set_name(name);
    request.set_filed_date(date);
    request.set_filing_number("备2026-1（示例）");
    return Run(office_, handler_, &OwnersCommitteeHandler::File, request);
  }
  absl::StatusOr<C> Change(const std::string& name, const std::vector<std::string>& leaving,
                           int joining) {
    v1::ChangeCommitteeMembersRequest request;
    request.set_name(name);
    request.set_changed_date("2026-11-20");
    for (const std::string& member : leaving) request.add_leaving(member);
    for (int i = 0; i < joining; ++i) {
      request.add_joining()->set_display_name("新委员（示例）");
      request.mutable_joining(i)->set_post(v1::CommitteeMember::POST_MEMBER);
    }
    return Run(office_, handler_, &OwnersCommitteeHandler::ChangeMembers, request);
  }
  std::vector<v1::CommitteeMember> Members(const std::string& name) {
    v1::ListCommitteeMembersRequest request;
    request.set_committee(name);
    const auto page = Run(office_, handler_, &OwnersCommitteeHandler::ListMembers, request);
    EXPECT_THAT(page, IsOk());
    return {page->committee_members().begin(), page->committee_members().end()};
  }
  C Seen(const std::string& name) {
    v1::GetOwnersCommitteeRequest request;
    request.set_name(name);
    return Run(office_, handler_, &OwnersCommitteeHandler::Get, request).value_or(C());
  }

  OwnersCommitteeHandler handler_{duties_};
};

TEST_F(OwnersCommitteesTest, AnElectionBeginsThreeClocks) {
  const C committee = Elected();
  EXPECT_EQ(committee.state(), C::STATE_ELECTED);
  EXPECT_EQ(committee.member_count(), 5);
  ASSERT_EQ(committee.seats_size(), 2);
  EXPECT_EQ(committee.seats(0).post(), v1::CommitteeMember::POST_CHAIR);
  EXPECT_EQ(committee.seats(1).count(), 4);
  EXPECT_EQ(LastDayOf(committee.name(), Duty::KIND_FIRST_MEETING), "2026-11-17");
  EXPECT_EQ(LastDayOf(committee.name(), Duty::KIND_FILING), "2026-12-10");
  EXPECT_EQ(LastDayOf(committee.name(), Duty::KIND_RE_ELECTION), "2031-11-09");
  EXPECT_TRUE(Due(committee.name(), Duty::KIND_FIRST_MEETING)->overdue());
  EXPECT_FALSE(Due(committee.name(), Duty::KIND_FILING)->overdue());
}

TEST_F(OwnersCommitteesTest, ACommitteeHasFiveToElevenMembersAndAnOddNumber) {
  const C committee = Prepared();
  for (const int members : {1, 3, 4, 6, 10, 12, 13}) {
    EXPECT_THAT(Elect(committee.name(), members), HasViolation("members", "WRONG_NUMBER"))
        << members;
  }
  EXPECT_EQ(Count(CommitteeMemberTable()), 0);
  EXPECT_THAT(Elect(committee.name(), 11), IsOk());
}

TEST_F(OwnersCommitteesTest, ATermHasAtMostFiveYears) {
  const C committee = Prepared();
  EXPECT_THAT(Elect(committee.name(), 5, "2026-11-10", "2032-11-09"),
              HasViolation("term_end_date", "TERM_TOO_LONG"));
  EXPECT_THAT(Elect(committee.name(), 5, "2026-11-10", "2026-11-10"),
              HasViolation("term_end_date", "BEFORE_START"));
  EXPECT_THAT(Elect(committee.name(), 5, "2026-11-25", "2031-11-09"),
              HasViolation("elected_date", "OUT_OF_RANGE"));
  EXPECT_THAT(Elect(committee.name(), 5, "2026-11-10", "2031-11-10"), IsOk());
}

TEST_F(OwnersCommitteesTest, OneOfThemIsTheChair) {
  const C committee = Prepared();
  v1::RecordElectionRequest request;
  request.set_name(committee.name());
  request.set_elected_date("2026-11-10");
  request.set_term_end_date("2031-11-09");
  for (int i = 0; i < 5; ++i) request.add_members()->set_post(v1::CommitteeMember::POST_MEMBER);
  EXPECT_THAT(Run(office_, handler_, &OwnersCommitteeHandler::RecordElection, request),
              HasViolation("members", "ONE_CHAIR"));
}

TEST_F(OwnersCommitteesTest, AFilingComesAfterTheElection) {
  const C committee = Prepared();
  EXPECT_THAT(File(committee.name(), "2026-11-24"), HasReason("WRONG_STATE"));
  ASSERT_THAT(Elect(committee.name(), 5), IsOk());
  EXPECT_THAT(File(committee.name(), "2026-11-09"), HasViolation("filed_date", "BEFORE_START"));
  EXPECT_THAT(File(committee.name(), "2026-11-25"), HasViolation("filed_date", "OUT_OF_RANGE"));
  GG_ASSERT_OK_AND_ASSIGN(const C filed, File(committee.name(), "2026-11-20"));
  EXPECT_EQ(filed.state(), C::STATE_FILED);
  EXPECT_EQ(LastDayOf(committee.name(), Duty::KIND_FILING), "none");
  EXPECT_THAT(File(committee.name(), "2026-11-20"), HasReason("WRONG_STATE"));
}

TEST_F(OwnersCommitteesTest, WhatWasDoneLateIsSaidToBeLateWheneverItIsEntered) {
  const C committee = Elected();
  GoTo("2027-03-01");
  ASSERT_THAT(File(committee.name(), "2026-12-10"), IsOk());
  v1::RecordFirstMeetingRequest meeting;
  meeting.set_name(committee.name());
  meeting.set_first_meeting_date("2026-11-18");
  ASSERT_THAT(Run(office_, handler_, &OwnersCommitteeHandler::RecordFirstMeeting, meeting), IsOk());
  CompoundStatusHandler status;
  const auto all =
      Run(office_, status, &CompoundStatusHandler::ListDuties, v1::ListCompoundDutiesRequest());
  ASSERT_THAT(all, IsOk());
  int looked_at = 0;
  for (const Duty& duty : all->compound_duties()) {
    if (duty.state() != Duty::STATE_DONE) continue;
    ++looked_at;
    EXPECT_EQ(duty.overdue(), duty.kind() == Duty::KIND_FIRST_MEETING);
  }
  EXPECT_EQ(looked_at, 2);
  EXPECT_THAT(Run(office_, handler_, &OwnersCommitteeHandler::RecordFirstMeeting, meeting),
              HasReason("WRONG_STATE"));
}

TEST_F(OwnersCommitteesTest, NinetyDaysBeforeItsEndItIsExpiringAndAfterItExpired) {
  const std::string name = Elected().name();
  GoTo("2031-08-10");
  EXPECT_FALSE(Seen(name).expiring());
  GoTo("2031-08-11");
  EXPECT_TRUE(Seen(name).expiring());
  GoTo("2031-11-09");
  EXPECT_TRUE(Seen(name).expiring());
  EXPECT_FALSE(Seen(name).expired());
  GoTo("2031-11-10");
  EXPECT_FALSE(Seen(name).expiring());
  EXPECT_TRUE(Seen(name).expired());
}

TEST_F(OwnersCommitteesTest, TheNextElectionReplacesTheCommitteeAndItsNamesGo) {
  const std::string first = Elected().name();
  GoTo("2031-10-01");
  const std::string second = Prepared(2).name();
  EXPECT_THAT(Elect(second, 7, "2026-11-10", "2031-11-09"),
              HasViolation("elected_date", "BEFORE_START"));
  ASSERT_THAT(Elect(second, 7, "2031-09-30", "2036-09-29"), IsOk());
  EXPECT_EQ(Seen(first).state(), C::STATE_REPLACED);
  EXPECT_EQ(Seen(first).end_date(), "2031-09-30");
  for (const auto kind : {Duty::KIND_RE_ELECTION, Duty::KIND_FILING, Duty::KIND_FIRST_MEETING}) {
    EXPECT_EQ(LastDayOf(first, kind), "none");
  }
  for (const auto& member : Members(first)) {
    EXPECT_EQ(member.display_name(), "");
    EXPECT_EQ(member.end_date(), "2031-09-30");
  }
  EXPECT_EQ(Members(second).size(), 7u);
  EXPECT_EQ(Members(second)[0].display_name(), "委员0（示例）");
}

TEST_F(OwnersCommitteesTest, AChangeIsToBeReportedAndWhoHasLeftIsForgotten) {
  const std::string name = Elected().name();
  EXPECT_THAT(Change(name, {}, 0), HasViolation("leaving", "REQUIRED"));
  const std::string gone = Members(name)[4].name();
  GG_ASSERT_OK_AND_ASSIGN(const C changed, Change(name, {gone}, 0));
  EXPECT_EQ(changed.member_count(), 4);
  EXPECT_TRUE(changed.incomplete());
  EXPECT_EQ(LastDayOf(name, Duty::KIND_CHANGE_REPORT), "2026-12-20");
  EXPECT_THAT(Change(name, {gone}, 0), HasViolation("leaving[0]", "NOT_IN_OFFICE"));
  EXPECT_THAT(Change(name, {}, 8), HasViolation("joining", "WRONG_NUMBER"));
  GG_ASSERT_OK_AND_ASSIGN(const C filled, Change(name, {}, 1));
  EXPECT_FALSE(filled.incomplete());
  for (const auto& member : Members(name)) {
    EXPECT_EQ(member.display_name().empty(), member.name() == gone);
  }
  v1::ReportCommitteeChangeRequest report;
  report.set_name(name);
  report.set_change_reported_date("2026-11-19");
  EXPECT_THAT(Run(office_, handler_, &OwnersCommitteeHandler::ReportChange, report),
              HasViolation("change_reported_date", "BEFORE_START"));
  report.set_change_reported_date("2026-11-24");
  GG_ASSERT_OK_AND_ASSIGN(const C reported,
                          Run(office_, handler_, &OwnersCommitteeHandler::ReportChange, report));
  EXPECT_EQ(reported.change_reported_date(), "2026-11-24");
  EXPECT_EQ(LastDayOf(name, Duty::KIND_CHANGE_REPORT), "none");
  EXPECT_THAT(Run(office_, handler_, &OwnersCommitteeHandler::ReportChange, report),
              HasReason("WRONG_STATE"));
}

TEST_F(OwnersCommitteesTest, ADissolvedOneLeavesItsPlaceToAnInterimBody) {
  const std::string name = Elected().name();
  v1::DissolveOwnersCommitteeRequest request;
  request.set_name(name);
  request.set_reason("集体辞职");
  request.set_interim_body("示例小区物业管理委员会");
  GG_ASSERT_OK_AND_ASSIGN(const C dissolved,
                          Run(office_, handler_, &OwnersCommitteeHandler::Dissolve, request));
  EXPECT_EQ(dissolved.state(), C::STATE_DISSOLVED);
  EXPECT_EQ(dissolved.interim_body(), "示例小区物业管理委员会");
  EXPECT_TRUE(dissolved.allowed_actions().empty());
  EXPECT_EQ(LastDayOf(name, Duty::KIND_FILING), "none");
  EXPECT_EQ(Members(name)[0].display_name(), "");
}

TEST_F(OwnersCommitteesTest, OneIsPreparedAtATime) {
  const C committee = Prepared();
  EXPECT_THAT(committee.allowed_actions(), ElementsAre("elect", "dissolve"));
  v1::CreateOwnersCommitteeRequest request;
  request.mutable_owners_committee()->set_compound(compound_);
  request.mutable_owners_committee()->set_term_number(2);
  EXPECT_THAT(Run(office_, handler_, &OwnersCommitteeHandler::Create, request),
              HasReason("COMMITTEE_OPEN"));
}

TEST_F(OwnersCommitteesTest, NamesAreSealedShownToThoseWhoNeedThemAndEachLookIsKept) {
  const std::string name = Elected().name();
  AsSystem([](const Txn& txn) {
    return txn.db.Query("SELECT display_name FROM committee_members", {}, [](const Row& row) {
      EXPECT_EQ(std::string(row.Bytes(0)).find("委员"), std::string::npos);
      return absl::OkStatus();
    });
  });
  const int before = Journalled();
  EXPECT_EQ(Members(name).size(), 5u);
  EXPECT_EQ(draft_.changes.size(), 5u);
  for (const ResourceChange& change : draft_.changes) {
    ASSERT_EQ(change.fields.size(), 1u);
    EXPECT_TRUE(change.fields[0].personal);
  }
  EXPECT_EQ(Journalled(), before + 1);
  v1::ListCommitteeMembersRequest request;
  request.set_committee(name);
  EXPECT_TRUE(absl::IsPermissionDenied(
      Run(far_office_, handler_, &OwnersCommitteeHandler::ListMembers, request).status()));
}

}  // namespace
}  // namespace gridgov
