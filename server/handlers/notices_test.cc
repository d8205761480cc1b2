// Who is told of which deadline, once, without a word about a person, and who is shown it.
#include "server/handlers/notices.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/notice.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "server/handlers/notice_rounds.h"
#include "tests/support/issue_fixture.h"

namespace gridgov {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class NoticesTest : public IssueTest {
 protected:
  NoticesTest() {
    for (const Staff* who : {&worker_, &office_, &far_office_, &centre_, &checker_,
                             &handler_of_unit_, &handler_of_second_unit_, &duty_lead_, &auditor_}) {
      Hold(*who);
    }
  }

  // Recipients are found by the roles in the database.
  void Hold(const Staff& who) {
    AsSystem([&](const Txn& txn) -> absl::Status {
      for (v1::RoleAssignment role : who.principal.roles()) {
        role.set_start_date("2026-01-01");
        GG_RETURN_IF_ERROR(RoleAssignmentTable().Insert(txn, std::move(role)).status());
      }
      return absl::OkStatus();
    });
  }

  // A whole round of the timer, a transaction for each slice; answers how many.
  int Tell() {
    int slices = 0;
    for (NoticeRound round; !round.done(); ++slices) {
      AsSystem([&round](const Txn& txn) { return TellDeadlines(txn, &round); });
    }
    return slices;
  }

  std::vector<v1::Notice> All() {
    std::vector<v1::Notice> notices;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(notices, NoticeTable().Select(txn, {}));
      return absl::OkStatus();
    });
    return notices;
  }
  std::set<std::string> Told(v1::Notice::Kind kind) {
    std::set<std::string> accounts;
    for (const v1::Notice& notice : All()) {
      if (notice.kind() == kind) accounts.insert(notice.account());
    }
    return accounts;
  }

  std::vector<v1::Notice> Shown(const Staff& who, bool unread = false) {
    v1::ListNoticesRequest request;
    request.set_unread(unread);
    const auto response = Run(who, notices_, &NoticeHandler::List, request);
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return {};
    return {response->notices().begin(), response->notices().end()};
  }

  NoticeHandler notices_;
};

TEST_F(NoticesTest, WhoeverMustActIsToldAtEightyPercentAndNobodyElse) {
  Report();
  now_ += absl::Minutes(4 * 60 * 8 / 10 - 1);
  Tell();
  EXPECT_THAT(All(), IsEmpty());

  now_ += absl::Minutes(1);
  Tell();

  EXPECT_THAT(Told(v1::Notice::KIND_DUE_SOON), UnorderedElementsAre(office_.name, checker_.name));
  EXPECT_EQ(All().size(), 2u);
}

TEST_F(NoticesTest, TheCommunityIsToldAtAHundredAndTheSubdistrictAtAHundredAndFifty) {
  In(v1::Issue::STATE_IN_PROGRESS);  // 20 hours for the unit.
  now_ += absl::Hours(16);
  Tell();
  EXPECT_THAT(Told(v1::Notice::KIND_DUE_SOON), UnorderedElementsAre(handler_of_unit_.name));

  now_ += absl::Hours(4);
  Tell();
  EXPECT_THAT(
      Told(v1::Notice::KIND_OVERDUE),
      UnorderedElementsAre(handler_of_unit_.name, office_.name, checker_.name, duty_lead_.name));

  now_ += absl::Hours(10);
  Tell();
  EXPECT_THAT(Told(v1::Notice::KIND_ESCALATED),
              UnorderedElementsAre(handler_of_unit_.name, office_.name, checker_.name,
                                   duty_lead_.name, centre_.name));
}

TEST_F(NoticesTest, ARoundThatIsRepeatedTellsNothingAnew) {
  for (int i = 0; i < 3; ++i) Report();
  now_ += absl::Hours(5);
  Tell();
  const size_t told = All().size();
  EXPECT_EQ(told, 9u);  // Two of the office and the duty lead, for three reports.

  Tell();
  now_ += absl::Minutes(1);
  Tell();

  EXPECT_EQ(All().size(), told);
}

TEST_F(NoticesTest, TheDatabaseKeepsANoticeFromBeingThereTwice) {
  Report();
  now_ += absl::Hours(5);
  Tell();
  v1::Notice again = All().front();
  again.clear_name();

  AsSystem([&](const Txn& txn) {
    EXPECT_TRUE(absl::IsAlreadyExists(NoticeTable().Insert(txn, again).status()));
    return absl::OkStatus();
  });
}

TEST_F(NoticesTest, ARoundThatBreaksOffIsBegunAnewWithoutLossOrRepetition) {
  for (int i = 0; i < 120; ++i) Report();
  now_ += absl::Hours(5);
  NoticeRound broken;
  AsSystem([&broken](const Txn& txn) { return TellDeadlines(txn, &broken); });
  EXPECT_FALSE(broken.done()) << "a slice is bounded";
  const size_t first = All().size();
  EXPECT_GT(first, 0u);

  EXPECT_GT(Tell(), 1);

  EXPECT_EQ(All().size(), 3u * 120);
  EXPECT_LT(first, All().size());
}

TEST_F(NoticesTest, AnotherDueTimeIsAnotherDeadline) {
  const std::string name = In(v1::Issue::STATE_IN_PROGRESS).name();
  now_ += absl::Hours(17);
  Tell();
  Must(handler_of_unit_, "request_extension", name);  // 5 more hours.
  Must(duty_lead_, "decide_extension", name);
  Tell();
  EXPECT_EQ(All().size(), 1u);

  now_ += absl::Hours(5);
  Tell();

  EXPECT_EQ(All().size(), 2u);
  EXPECT_NE(All()[0].due_time().seconds(), All()[1].due_time().seconds());
}

TEST_F(NoticesTest, AMissedPatrolIsToldToItsWorkerAndTheOffice) {
  AsSystem([this](const Txn& txn) -> absl::Status {
    v1::PatrolType type;
    type.set_code("SAFETY");
    type.set_target(v1::PatrolType::TARGET_GRID);
    type.mutable_title()->set_zh("治安巡查");
    type.add_checklist()->set_code("door");
    type.set_source("test");
    GG_ASSIGN_OR_RETURN(type, PatrolTypeTable().Insert(txn, std::move(type)));
    v1::Patrol patrol;
    patrol.set_patrol_type(type.name());
    patrol.set_grid(grid_);
    patrol.set_worker(worker_.name);
    patrol.set_state(v1::Patrol::STATE_PLANNED);
    *patrol.mutable_window_start_time() = ToProto(now_);
    *patrol.mutable_window_end_time() = ToProto(now_ + absl::Hours(2));
    return PatrolTable().Insert(txn, std::move(patrol)).status();
  });
  Tell();
  EXPECT_THAT(All(), IsEmpty());

  now_ += absl::Hours(3);
  Tell();

  // The duty lead has no part in patrols.
  EXPECT_THAT(Told(v1::Notice::KIND_OVERDUE),
              UnorderedElementsAre(worker_.name, office_.name, checker_.name));
}

TEST_F(NoticesTest, ANoticeIsShownOnlyWhileItsReaderMaySeeTheResource) {
  const std::string name = Report().name();
  now_ += absl::Hours(5);
  Tell();
  ASSERT_EQ(Shown(office_).size(), 1u);
  EXPECT_THAT(Shown(centre_), IsEmpty()) << "not told";

  // The same account works in another community from now on.
  const Staff moved{office_.name,
                    Principal::Make(office_.principal.actor(), far_office_.principal.roles())};
  EXPECT_THAT(Shown(moved), IsEmpty());
  EXPECT_EQ(Shown(office_).front().resource(), name);
}

TEST_F(NoticesTest, ANoticeSaysTheKindTheNumberAndTheTimeAndNothingOfPersons) {
  v1::Issue canary;
  canary.set_grid(grid_);
  canary.set_title("CANARY张三家漏水（示例）");
  canary.set_text("CANARY 13900000000（示例）");
  canary.set_address("CANARY 3 栋 502（示例）");
  const auto issue = Create(office_, canary, /*with_reporter=*/true);
  ASSERT_THAT(issue, IsOk());
  now_ += absl::Hours(5);
  Tell();

  const v1::Notice notice = Shown(office_).front();
  EXPECT_EQ(notice.text(),
            absl::StrCat("事件 ", issue->number(), " 已超期，应于 2026-11-24 13:00 前办理。"));
  AsSystem([](const Txn& txn) {
    return txn.db.Query(
        "SELECT quote(account) || resource || kind || due_time || create_time FROM notices "
        "UNION ALL SELECT resource || kind || due_time FROM notices_told "
        "UNION ALL SELECT COALESCE(changes, '') FROM journal WHERE resource LIKE 'notices/%'",
        {}, [](const gridgov::Row& row) {
          EXPECT_THAT(std::string(row.Bytes(0)), Not(HasSubstr("CANARY")));
          EXPECT_THAT(std::string(row.Bytes(0)), Not(HasSubstr("示例")));
          return absl::OkStatus();
        });
  });
}

TEST_F(NoticesTest, WhatIsReadIsMarkedByItsRecipientAlone) {
  Report();
  Report();
  now_ += absl::Hours(5);
  Tell();
  const std::string first = Shown(office_, /*unread=*/true).front().name();
  v1::MarkNoticesReadRequest request;
  request.add_names(first);
  EXPECT_FALSE(Run(checker_, notices_, &NoticeHandler::MarkRead, request).ok());

  EXPECT_EQ(Run(office_, notices_, &NoticeHandler::MarkRead, request)->marked(), 1);
  EXPECT_EQ(Run(office_, notices_, &NoticeHandler::MarkRead, request)->marked(), 0);
  EXPECT_EQ(Shown(office_, /*unread=*/true).size(), 1u);

  request.clear_names();
  EXPECT_EQ(Run(office_, notices_, &NoticeHandler::MarkRead, request)->marked(), 1);
  EXPECT_THAT(Shown(office_, /*unread=*/true), IsEmpty());
  EXPECT_EQ(Shown(checker_, /*unread=*/true).size(), 2u);
}

TEST_F(NoticesTest, NoticesAreKeptNinetyDays) {
  Report();
  now_ += absl::Hours(5);
  Tell();
  const size_t told = All().size();
  const auto erase = [this](int limit) {
    int64_t erased = 0;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(erased, EraseOldNotices(txn.db, now_, limit));
      return absl::OkStatus();
    });
    return erased;
  };
  now_ += absl::Hours(24 * 89);
  EXPECT_EQ(erase(100), 0);

  now_ += absl::Hours(24 * 2);
  EXPECT_EQ(erase(2), 2);
  EXPECT_EQ(erase(100), static_cast<int64_t>(told) - 2);
  EXPECT_THAT(All(), IsEmpty());

  Tell();
  EXPECT_THAT(Told(v1::Notice::KIND_OVERDUE), IsEmpty()) << "told already";
}

}  // namespace
}  // namespace gridgov
