// MeetingTest: a community that meets each week and its subdistrict each half month, and each act
// on meetings and items as one call.
//
//   const v1::Meeting meeting = Held(Planned(community_));
#ifndef GRIDGOV_TESTS_SUPPORT_MEETING_FIXTURE_H_
#define GRIDGOV_TESTS_SUPPORT_MEETING_FIXTURE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "proto/cpp/names.h"
#include "server/handlers/meeting_items.h"
#include "server/handlers/meetings.h"
#include "tests/support/issue_fixture.h"

namespace gridgov {

class MeetingTest : public IssueTest {
 protected:
  MeetingTest() {
    AddDeadlineClass(kMinutesClass, v1::DeadlineClass::UNIT_WORKING_DAYS, 2);
    AddDeadlineClass(kItemClass, v1::DeadlineClass::UNIT_WORKING_DAYS, 10);
    mediator_ = AddStaff("mediator", v1::ROLE_MEDIATOR, community_);
    liaison_ = AddStaff("liaison", v1::ROLE_LIAISON, "divisions/510703003");
    officer_ = AddStaff("officer", v1::ROLE_PROGRAMME_OFFICER, "divisions/510703003");
  }

  absl::StatusOr<v1::MeetingRule> CreateRule(v1::MeetingRule rule) {
    if (rule.source().empty()) rule.set_source("街道工作方案（示例）");
    if (rule.valid_from_date().empty()) rule.set_valid_from_date("2026-01-01");
    v1::CreateMeetingRuleRequest request;
    *request.mutable_meeting_rule() = std::move(rule);
    return Run(admin_, meetings_, &MeetingHandler::CreateRule, request);
  }
  // Communities weekly, subdistricts half-monthly.
  void AddRules() {
    v1::MeetingRule rule;
    rule.set_level(v1::Division::LEVEL_COMMUNITY);
    rule.set_rhythm(v1::MeetingRule::RHYTHM_WEEKLY);
    EXPECT_THAT(CreateRule(rule), IsOk());
    rule.set_level(v1::Division::LEVEL_SUBDISTRICT);
    rule.set_rhythm(v1::MeetingRule::RHYTHM_HALF_MONTHLY);
    EXPECT_THAT(CreateRule(rule), IsOk());
  }
  // A round of the timer.
  void PlanAll(int at_once = 2) {
    std::string after;
    do {
      AsSystem([&](const Txn& txn) -> absl::Status {
        GG_ASSIGN_OR_RETURN(after, meetings_.Plan(txn, after, at_once));
        return absl::OkStatus();
      });
    } while (!after.empty());
  }
  // All meetings of a division, the first period first.
  std::vector<v1::Meeting> MeetingsOf(const std::string& division) {
    std::vector<v1::Meeting> all;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(all, MeetingTable().Select(txn, {.where = "t.division = $1",
                                                           .args = {SplitName(division).id},
                                                           .order = "t.period_start_date"}));
      return absl::OkStatus();
    });
    return all;
  }
  // The planned meeting of the division's present period; rules and plans are made as needed.
  v1::Meeting Planned(const std::string& division) {
    if (Count(MeetingRuleTable()) == 0) AddRules();
    PlanAll();
    const std::string today = DayText(now_);
    for (const v1::Meeting& meeting : MeetingsOf(division)) {
      if (meeting.period_start_date() <= today && meeting.period_end_date() >= today) {
        return meeting;
      }
    }
    ADD_FAILURE() << "nothing is planned for " << division;
    return v1::Meeting();
  }

  v1::HoldMeetingRequest Holding(const v1::Meeting& meeting) {
    v1::HoldMeetingRequest request;
    request.set_name(meeting.name());
    request.set_chair(office_.name);
    auto& unit = *request.add_attendance();
    unit.set_unit(unit_);
    unit.set_representative(v1::Meeting::REPRESENTATIVE_HEAD);
    unit.set_count(2);
    return request;
  }
  absl::StatusOr<v1::Meeting> Hold(const Staff& who, const v1::HoldMeetingRequest& request) {
    return Run(who, meetings_, &MeetingHandler::Hold, request);
  }
  v1::Meeting Held(const v1::Meeting& meeting) {
    const auto held = Hold(office_, Holding(meeting));
    EXPECT_THAT(held, IsOk());
    return held.value_or(v1::Meeting());
  }
  absl::StatusOr<v1::Meeting> Prepare(const Staff& who, const std::string& name) {
    v1::PrepareAgendaRequest request;
    request.set_name(name);
    return Run(who, meetings_, &MeetingHandler::Prepare, request);
  }
  absl::StatusOr<v1::Meeting> WriteMinutes(const Staff& who, const std::string& name) {
    v1::WriteMinutesRequest request;
    request.set_name(name);
    request.set_minutes("研判噪声事件三起，明确责任单位和期限。");
    return Run(who, meetings_, &MeetingHandler::WriteMinutes, request);
  }
  absl::StatusOr<v1::Meeting> Sign(const Staff& who, const std::string& name) {
    v1::SignMinutesRequest request;
    request.set_name(name);
    return Run(who, meetings_, &MeetingHandler::Sign, request);
  }
  absl::StatusOr<v1::Meeting> HandOut(const Staff& who, const std::string& name) {
    v1::HandOutItemsRequest request;
    request.set_name(name);
    return Run(who, meetings_, &MeetingHandler::HandOut, request);
  }
  // Minutes, signature, handing out.
  v1::Meeting HandedOut(const v1::Meeting& meeting) {
    EXPECT_THAT(WriteMinutes(office_, meeting.name()), IsOk());
    EXPECT_THAT(Sign(office_, meeting.name()), IsOk());
    const auto out = HandOut(office_, meeting.name());
    EXPECT_THAT(out, IsOk());
    return out.value_or(v1::Meeting());
  }
  absl::StatusOr<v1::Meeting> SeeMeeting(const Staff& who, const std::string& name) {
    v1::GetMeetingRequest request;
    request.set_name(name);
    return Run(who, meetings_, &MeetingHandler::Get, request);
  }

  absl::StatusOr<v1::MeetingItem> Add(const Staff& who, const std::string& meeting,
                                      const std::string& issue, const std::string& category = "") {
    v1::AddMeetingItemRequest request;
    request.mutable_meeting_item()->set_meeting(meeting);
    request.mutable_meeting_item()->set_issue(issue);
    request.mutable_meeting_item()->set_category(category);
    return Run(who, items_, &MeetingItemHandler::Add, request);
  }
  v1::JudgeMeetingItemRequest Judging(const std::string& name,
                                      const std::string& due_date = "2026-12-04") {
    v1::JudgeMeetingItemRequest request;
    request.set_name(name);
    request.set_judgement(v1::MeetingItem::JUDGEMENT_MAY_ESCALATE);
    request.set_judgement_text("同一路段反复出现（示例）");
    request.set_measure(v1::MeetingItem::MEASURE_INSPECT);
    request.set_unit(unit_);
    request.set_due_date(due_date);
    return request;
  }
  absl::StatusOr<v1::MeetingItem> Judge(const Staff& who,
                                        const v1::JudgeMeetingItemRequest& request) {
    return Run(who, items_, &MeetingItemHandler::Judge, request);
  }
  absl::StatusOr<v1::MeetingItem> Finish(const Staff& who, const std::string& name) {
    v1::FinishMeetingItemRequest request;
    request.set_name(name);
    request.set_result("已整改（示例）");
    return Run(who, items_, &MeetingItemHandler::Finish, request);
  }
  absl::StatusOr<v1::MeetingItem> Release(const Staff& who, const std::string& name) {
    v1::ReleaseMeetingItemRequest request;
    request.set_name(name);
    request.set_reason("已另案处理（示例）");
    return Run(who, items_, &MeetingItemHandler::Release, request);
  }
  absl::StatusOr<v1::MeetingItem> DispatchFrom(const Staff& who, const std::string& name,
                                               const std::string& issue = "") {
    v1::DispatchItemIssueRequest request;
    request.set_name(name);
    request.set_issue(issue);
    return Run(who, items_, &MeetingItemHandler::Dispatch, request);
  }
  absl::StatusOr<v1::MeetingItem> SeeItem(const Staff& who, const std::string& name) {
    v1::GetMeetingItemRequest request;
    request.set_name(name);
    return Run(who, items_, &MeetingItemHandler::Get, request);
  }
  // What the reader's list holds, the newest first.
  std::vector<v1::MeetingItem> Items(const Staff& who, const std::string& meeting = "") {
    v1::ListMeetingItemsRequest request;
    if (!meeting.empty()) request.set_filter(absl::StrCat("meeting = \"", meeting, "\""));
    const auto page = Run(who, items_, &MeetingItemHandler::List, request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return {};
    return {page->meeting_items().begin(), page->meeting_items().end()};
  }
  // An issue of the community on the agenda of a meeting that is held, with a measure.
  v1::MeetingItem OpenItem(const v1::Meeting& held, const std::string& due_date = "2026-12-04") {
    const auto added = Add(office_, held.name(), Report().name());
    EXPECT_THAT(added, IsOk());
    const auto judged = Judge(office_, Judging(added.value_or(v1::MeetingItem()).name(), due_date));
    EXPECT_THAT(judged, IsOk());
    return judged.value_or(v1::MeetingItem());
  }
  v1::Issue ReportIn(const std::string& grid, const std::string& category = "",
                     const std::string& compound = "") {
    v1::Issue issue;
    issue.set_grid(grid);
    issue.set_category(category);
    issue.set_compound(compound);
    const auto reported = Create(centre_, issue);
    EXPECT_THAT(reported, IsOk());
    return reported.value_or(v1::Issue());
  }
  std::string AddCompound(const std::string& code, const std::string& grid) {
    v1::Compound compound;
    AsSystem([&](const Txn& txn) -> absl::Status {
      compound.set_code(code);
      compound.set_title("示例小区");
      compound.set_grid(grid);
      compound.set_kind(v1::Compound::KIND_OLD);
      compound.set_management(v1::Compound::MANAGEMENT_FIRM);
      GG_ASSIGN_OR_RETURN(compound, CompoundTable().Insert(txn, compound));
      return absl::OkStatus();
    });
    return compound.name();
  }

  // Noon in China of that day is now.
  void GoTo(const std::string& day) { now_ = DayStart(day) + absl::Hours(12); }

  MeetingHandler meetings_{deadlines_};
  MeetingItemHandler items_{deadlines_, handler_};
  Staff mediator_;
  Staff liaison_;
  Staff officer_;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_MEETING_FIXTURE_H_
