// Analysis meetings from the plan to the last item: who signs, what carries over, what is due, who
// reads what, and that there is no place for a text about a person.
#include "server/handlers/meetings.h"

#include <set>

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "gridgov/v1/notice.pb.h"
#include "gridgov/v1/options.pb.h"
#include "gridgov/v1/work.pb.h"
#include "server/handlers/notice_rounds.h"
#include "server/handlers/work.h"
#include "tests/support/meeting_fixture.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using Item = v1::MeetingItem;
using M = v1::Meeting;
using Work = v1::WorkItem;

class MeetingsTest : public MeetingTest {
 protected:
  std::vector<std::pair<std::string, Work::Kind>> Waiting(const Staff& who) {
    std::vector<std::pair<std::string, Work::Kind>> waiting;
    const auto response = Run(who, work_, &WorkHandler::List, v1::ListWorkRequest());
    EXPECT_THAT(response, IsOk());
    if (!response.ok()) return waiting;
    for (const Work& item : response->items()) {
      if (item.resource().starts_with("meeting")) {
        waiting.emplace_back(item.resource(), item.kind());
      }
    }
    return waiting;
  }
  std::vector<std::string> Acts(const Staff& who, const std::string& name) {
    const auto meeting = SeeMeeting(who, name);
    if (!meeting.ok()) return {};
    return {meeting->allowed_actions().begin(), meeting->allowed_actions().end()};
  }

  WorkHandler work_;
  const std::string street_ = "divisions/510703003";
};

TEST_F(MeetingsTest, AMeetingIsHeldSignedHandedOutAndDoneWithItsLastItem) {
  const M planned = Planned(community_);
  EXPECT_THAT(Acts(office_, planned.name()), ElementsAre("update", "prepare", "add_item", "hold"));
  const M held = Held(planned);
  EXPECT_EQ(held.state(), M::STATE_HELD);
  EXPECT_EQ(held.chair(), office_.name);
  EXPECT_EQ(held.recorder(), office_.name) << "nobody else was named";
  ASSERT_THAT(held.attendance(), SizeIs(1));
  // Two working days for the minutes.
  EXPECT_EQ(DayText(FromProto(held.due_time())), "2026-11-26");
  const Item item = OpenItem(held);
  const M out = HandedOut(held);
  EXPECT_EQ(out.state(), M::STATE_ITEMS_OPEN);
  EXPECT_FALSE(out.has_due_time());
  EXPECT_TRUE(out.has_signed_time());
  EXPECT_EQ(out.open_item_count(), 1);

  ASSERT_THAT(Finish(office_, item.name()), IsOk());
  const M done = Stored(MeetingTable(), held.name());
  EXPECT_EQ(done.state(), M::STATE_DONE);
  EXPECT_EQ(FromProto(done.done_time()), now_);
  EXPECT_EQ(Stored(MeetingItemTable(), item.name()).end_text(), "已整改（示例）");
}

TEST_F(MeetingsTest, OneWithoutOpenItemsIsDoneWhenItIsHandedOut) {
  EXPECT_EQ(HandedOut(Held(Planned(community_))).state(), M::STATE_DONE);
}

TEST_F(MeetingsTest, OneThatWasNotHeldInItsPeriodIsMissedAndCanBeEnteredLater) {
  const M planned = Planned(community_);
  EXPECT_FALSE(SeeMeeting(office_, planned.name())->missed());
  GoTo("2026-11-30");
  const auto missed = SeeMeeting(office_, planned.name());
  EXPECT_TRUE(missed->missed());
  EXPECT_EQ(missed->state(), M::STATE_PLANNED) << "derived, not stored";
  v1::HoldMeetingRequest request = Holding(planned);
  EXPECT_THAT(Hold(office_, request), HasViolation("held_time", "OUTSIDE_PERIOD"));
  *request.mutable_held_time() = ToProto(DayStart("2026-11-27") + absl::Hours(9));
  const auto held = Hold(office_, request);
  ASSERT_THAT(held, IsOk());
  EXPECT_FALSE(held->missed());
}

TEST_F(MeetingsTest, WhatIsSaidOfAMeetingMustHoldTogether) {
  const M planned = Planned(community_);
  v1::HoldMeetingRequest request = Holding(planned);
  request.clear_chair();
  EXPECT_THAT(Hold(office_, request), HasViolation("chair", "REQUIRED"));
  request = Holding(planned);
  *request.mutable_held_time() = ToProto(now_ + absl::Hours(1));
  EXPECT_THAT(Hold(office_, request), HasViolation("held_time", "OUT_OF_RANGE"));
  request = Holding(planned);
  *request.add_attendance() = request.attendance(0);
  EXPECT_THAT(Hold(office_, request), HasViolation("attendance[1].unit", "TWICE"));
  request = Holding(MeetingsOf(community_)[1]);
  EXPECT_THAT(Hold(office_, request), HasViolation("held_time", "OUTSIDE_PERIOD"));
  EXPECT_THAT(Hold(far_office_, Holding(planned)), HasReason("NOT_VISIBLE"));
}

TEST_F(MeetingsTest, AMeetingIsMovedWithinItsPeriodAlone) {
  const M planned = Planned(community_);
  v1::UpdateMeetingRequest request;
  request.mutable_meeting()->set_name(planned.name());
  *request.mutable_meeting()->mutable_planned_time() = ToProto(DayStart("2026-11-30"));
  EXPECT_THAT(Run(office_, meetings_, &MeetingHandler::Update, request),
              HasViolation("meeting.planned_time", "OUTSIDE_PERIOD"));
  *request.mutable_meeting()->mutable_planned_time() =
      ToProto(DayStart("2026-11-25") + absl::Hours(15));
  request.mutable_meeting()->set_place("社区会议室");
  const auto moved = Run(office_, meetings_, &MeetingHandler::Update, request);
  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(DayText(FromProto(moved->remind_time())), "2026-11-25") << "told of on its day";
  Held(planned);
  *request.mutable_meeting()->mutable_planned_time() = ToProto(DayStart("2026-11-26"));
  EXPECT_THAT(Run(office_, meetings_, &MeetingHandler::Update, request),
              HasViolation("meeting.planned_time", "ALREADY_HELD"));
}

TEST_F(MeetingsTest, AFurtherMeetingIsOfItsDayAndOfALevelThatMeets) {
  v1::CreateMeetingRequest request;
  request.mutable_meeting()->set_division(community_);
  *request.mutable_meeting()->mutable_planned_time() = ToProto(now_ + absl::Hours(2));
  const auto made = Run(office_, meetings_, &MeetingHandler::Create, request);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->period_start_date(), "2026-11-24");
  EXPECT_EQ(made->period_end_date(), "2026-11-24");
  EXPECT_EQ(made->meeting_rule(), "");
  EXPECT_THAT(Run(far_office_, meetings_, &MeetingHandler::Create, request),
              HasReason("NOT_VISIBLE"));
  *request.mutable_meeting()->mutable_planned_time() = ToProto(now_ - absl::Hours(24));
  EXPECT_THAT(Run(office_, meetings_, &MeetingHandler::Create, request),
              HasViolation("meeting.planned_time", "BEFORE_START"));
  *request.mutable_meeting()->mutable_planned_time() = ToProto(now_);
  request.mutable_meeting()->set_division("divisions/510703");
  EXPECT_THAT(Run(centre_, meetings_, &MeetingHandler::Create, request),
              HasViolation("meeting.division", "NOT_A_MEETING_LEVEL"));
}

TEST_F(MeetingsTest, TheChairAloneSignsWhatIsWrittenAndJudged) {
  const M held = Held(Planned(community_));
  const auto added = Add(office_, held.name(), Report().name());
  ASSERT_THAT(added, IsOk());
  EXPECT_THAT(Sign(checker_, held.name()),
              StatusIs(absl::StatusCode::kPermissionDenied, "NOT_THE_CHAIR"));
  EXPECT_THAT(Sign(office_, held.name()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "NO_MINUTES"));
  ASSERT_THAT(WriteMinutes(checker_, held.name()), IsOk());
  EXPECT_THAT(Sign(office_, held.name()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "ITEMS_NOT_JUDGED"));
  ASSERT_THAT(Judge(office_, Judging(added->name())), IsOk());
  EXPECT_THAT(Acts(checker_, held.name()), testing::Not(testing::Contains("sign")));
  EXPECT_THAT(Acts(office_, held.name()), testing::Contains("sign"));
  EXPECT_THAT(Sign(checker_, held.name()), HasReason("NOT_THE_CHAIR"));
  const auto signed_now = Sign(office_, held.name());
  ASSERT_THAT(signed_now, IsOk());
  EXPECT_EQ(FromProto(signed_now->signed_time()), now_);
  EXPECT_THAT(WriteMinutes(office_, held.name()), HasReason("WRONG_STATE"));
  EXPECT_THAT(Judge(office_, Judging(added->name())), HasReason("WRONG_STATE"));
}

TEST_F(MeetingsTest, AMeasureHasAKindAUnitInUseAndADayThatComes) {
  const M held = Held(Planned(community_));
  const std::string item = Add(office_, held.name(), Report().name())->name();
  auto judging = Judging(item);
  judging.clear_measure();
  EXPECT_THAT(Judge(office_, judging), HasViolation("measure", "REQUIRED"));
  judging = Judging(item);
  judging.clear_unit();
  EXPECT_THAT(Judge(office_, judging), HasViolation("unit", "REQUIRED"));
  judging = Judging(item);
  judging.set_unit(AddUnit("OLD", "2026-01-31"));
  EXPECT_THAT(Judge(office_, judging), HasViolation("unit", "NO_SUCH_UNIT"));
  EXPECT_THAT(Judge(office_, Judging(item, "2026-11-23")),
              HasViolation("due_date", "BEFORE_START"));
  EXPECT_THAT(Judge(office_, Judging(item, "2026-11-31")), HasViolation("due_date", "BAD_DATE"));
  judging = Judging(item);
  judging.set_assignee("accounts/0193a5c0-0000-7000-8000-000000000001");
  EXPECT_THAT(Judge(office_, judging), HasViolation("assignee", "UNKNOWN_REFERENCE"));
  ASSERT_THAT(Judge(office_, Judging(item)), IsOk());
  EXPECT_EQ(DayText(FromProto(Stored(MeetingItemTable(), item).due_time()) - absl::Seconds(1)),
            "2026-12-04");
  // Without a day the deadline class says when.
  ASSERT_THAT(Judge(office_, Judging(item, "")), IsOk());
  const Item by_class = Stored(MeetingItemTable(), item);
  EXPECT_EQ(DayText(FromProto(by_class.due_time())), "2026-12-08");
  EXPECT_EQ(FromProto(by_class.first_due_time()), FromProto(by_class.due_time()));
}

TEST_F(MeetingsTest, AnItemIsAnIssueOfTheDivisionOrAPublishedCategoryOnce) {
  const std::string meeting = Planned(community_).name();
  EXPECT_THAT(Add(office_, meeting, ""), HasViolation("meeting_item", "ONE_SUBJECT"));
  const std::string issue = Report().name();
  EXPECT_THAT(Add(office_, meeting, issue, category_), HasViolation("meeting_item", "ONE_SUBJECT"));
  EXPECT_THAT(Add(centre_, meeting, ReportIn(far_grid_).name()),
              HasViolation("meeting_item.issue", "OUTSIDE_DIVISION"));
  EXPECT_THAT(Add(office_, meeting, ReportIn(far_grid_).name()), HasReason("NOT_VISIBLE"));
  ASSERT_THAT(Add(office_, meeting, issue), IsOk());
  EXPECT_THAT(Add(office_, meeting, issue),
              StatusIs(absl::StatusCode::kAlreadyExists, "ON_AGENDA"));
  const auto category = Add(office_, meeting, "", category_);
  ASSERT_THAT(category, IsOk());
  EXPECT_EQ(category->kind(), Item::KIND_CATEGORY);
  EXPECT_THAT(Add(office_, meeting, "", category_), HasReason("ON_AGENDA"));
  EXPECT_THAT(Add(office_, meeting, "", AddCategory("0999", "H20", v1::Category::STATE_DRAFT)),
              HasViolation("meeting_item.category", "UNKNOWN_REFERENCE"));
}

TEST_F(MeetingsTest, AMeasureDispatchesTheIssueByTheIssuesOwnRules) {
  const M held = Held(Planned(community_));
  const std::string issue = Report().name();
  const Item item = *Add(office_, held.name(), issue);
  EXPECT_THAT(DispatchFrom(office_, item.name()), HasReason("WRONG_STATE")) << "not judged";
  auto judging = Judging(item.name());
  judging.set_unit(second_unit_);
  ASSERT_THAT(Judge(office_, judging), IsOk());
  EXPECT_THAT(DispatchFrom(office_, item.name()), HasReason("WRONG_STATE")) << "not accepted yet";
  EXPECT_THAT(DispatchFrom(office_, item.name(), Report().name()),
              HasViolation("issue", "NOT_OF_ITEM"));
  Must(office_, "accept", issue);
  const auto sent = DispatchFrom(office_, item.name());
  ASSERT_THAT(sent, IsOk());
  EXPECT_THAT(sent->dispatched_issues(), ElementsAre(issue));
  EXPECT_EQ(Row(issue).state(), v1::Issue::STATE_DISPATCHED);
  EXPECT_EQ(Row(issue).unit(), second_unit_);
  EXPECT_EQ(Steps(issue).back().actor(), office_.name);
}

TEST_F(MeetingsTest, AMeetingWidensNobodysPermissionToDispatch) {
  const M held = Held(Planned(community_));
  const std::string issue = Report().name();
  const Item item = *Add(office_, held.name(), issue);
  ASSERT_THAT(Judge(office_, Judging(item.name())), IsOk());
  Must(office_, "accept", issue);
  ActInput elsewhere;
  elsewhere.other = far_grid_;
  Must(centre_, "relocate", issue, elsewhere);
  EXPECT_THAT(DispatchFrom(office_, item.name()), HasReason("NOT_VISIBLE"));
  EXPECT_EQ(Row(issue).state(), v1::Issue::STATE_ACCEPTED);
  EXPECT_THAT(DispatchFrom(centre_, item.name()), IsOk());
}

TEST_F(MeetingsTest, WhatIsOpenCarriesOverToTheNextMeetingOfTheDivisionLinkedBothWays) {
  const M first = Held(Planned(community_));
  const Item open = OpenItem(first);
  const Item done = OpenItem(first);
  HandedOut(first);
  ASSERT_THAT(Finish(office_, done.name()), IsOk());
  GoTo("2026-12-01");
  const M second = Planned(community_);
  ASSERT_THAT(Prepare(far_office_, Planned(far_community_).name()), IsOk());
  EXPECT_EQ(Stored(MeetingItemTable(), open.name()).state(), Item::STATE_OPEN);

  ASSERT_THAT(Prepare(office_, second.name()), IsOk());
  const Item before = Stored(MeetingItemTable(), open.name());
  ASSERT_EQ(before.state(), Item::STATE_CARRIED_OVER);
  const Item after = Stored(MeetingItemTable(), before.carried_to());
  EXPECT_EQ(after.carried_from(), open.name());
  EXPECT_EQ(after.meeting(), second.name());
  EXPECT_EQ(after.state(), Item::STATE_OPEN);
  EXPECT_EQ(after.origin(), Item::ORIGIN_CARRIED_OVER);
  EXPECT_EQ(after.issue(), open.issue());
  EXPECT_EQ(after.unit(), unit_);
  EXPECT_EQ(Stored(MeetingTable(), first.name()).state(), M::STATE_DONE);

  // Judged anew it gets another day; what was promised first stays on record.
  Held(second);
  ASSERT_THAT(Judge(office_, Judging(after.name(), "2026-12-20")), IsOk());
  const Item again = Stored(MeetingItemTable(), after.name());
  EXPECT_EQ(DayText(FromProto(again.due_time()) - absl::Seconds(1)), "2026-12-20");
  EXPECT_EQ(FromProto(again.first_due_time()), FromProto(open.first_due_time()));
}

TEST_F(MeetingsTest, WhatAMissedMeetingHadTakenOverGoesOnToTheNext) {
  const M first = Held(Planned(community_));
  const Item open = OpenItem(first);
  HandedOut(first);
  GoTo("2026-12-01");
  ASSERT_THAT(Prepare(office_, Planned(community_).name()), IsOk());
  GoTo("2026-12-08");
  const M third = Planned(community_);
  ASSERT_THAT(Prepare(office_, third.name()), IsOk());
  const Item missed =
      Stored(MeetingItemTable(), Stored(MeetingItemTable(), open.name()).carried_to());
  EXPECT_EQ(missed.state(), Item::STATE_CARRIED_OVER);
  EXPECT_EQ(Stored(MeetingItemTable(), missed.carried_to()).meeting(), third.name());
}

TEST_F(MeetingsTest, AMeetingThatNobodyPreparedTakesOverWhenItIsHeld) {
  const M first = Held(Planned(community_));
  const Item open = OpenItem(first);
  HandedOut(first);
  GoTo("2026-12-01");
  EXPECT_EQ(Held(Planned(community_)).state(), M::STATE_HELD);
  EXPECT_EQ(Stored(MeetingItemTable(), open.name()).state(), Item::STATE_CARRIED_OVER);
}

// DOMAIN's matrix: the meeting is the office's and the centre's, the auditor reads; all others read
// the items that are theirs.
TEST_F(MeetingsTest, EachReadsWhatIsTheirsToRead) {
  const M held = Held(Planned(community_));
  const Item units = OpenItem(held);
  const Item mediators = OpenItem(held);
  auto judging = Judging(mediators.name());
  judging.set_unit(second_unit_);
  judging.set_assignee(mediator_.name);
  ASSERT_THAT(Judge(office_, judging), IsOk());
  const auto sees = [&](const Staff& who) {
    std::set<std::string> names;
    for (const Item& item : Items(who)) names.insert(item.name());
    return names;
  };
  const std::set<std::string> all = {units.name(), mediators.name()};
  for (const Staff* who : {&office_, &centre_, &auditor_}) {
    EXPECT_EQ(sees(*who), all);
    EXPECT_THAT(SeeMeeting(*who, held.name()), IsOk());
  }
  EXPECT_THAT(sees(far_office_), IsEmpty());
  EXPECT_THAT(SeeMeeting(far_office_, held.name()), HasReason("NOT_VISIBLE"));
  EXPECT_THAT(sees(handler_of_unit_), ElementsAre(units.name()));
  EXPECT_THAT(sees(handler_of_second_unit_), ElementsAre(mediators.name()));
  EXPECT_THAT(sees(mediator_), ElementsAre(mediators.name()));
  for (const Staff* who : {&worker_, &liaison_, &officer_}) EXPECT_THAT(sees(*who), IsEmpty());
  for (const Staff* who : {&worker_, &liaison_, &officer_, &mediator_, &handler_of_unit_}) {
    EXPECT_TRUE(absl::IsPermissionDenied(SeeMeeting(*who, held.name()).status()));
    EXPECT_TRUE(absl::IsPermissionDenied(Finish(*who, units.name()).status()));
  }
  EXPECT_TRUE(absl::IsPermissionDenied(Finish(auditor_, units.name()).status()));
  EXPECT_THAT(SeeItem(handler_of_unit_, units.name())->allowed_actions(), IsEmpty());
  for (const Staff* who : {&duty_lead_, &office_head_, &admin_}) {
    EXPECT_TRUE(absl::IsPermissionDenied(SeeItem(*who, units.name()).status()));
  }
}

TEST_F(MeetingsTest, EachStepWaitsForWhoeverMayTakeIt) {
  const M planned = Planned(community_);
  EXPECT_THAT(Waiting(office_), ElementsAre(std::pair{planned.name(), Work::KIND_HOLD_MEETING}));
  EXPECT_THAT(Waiting(far_office_), SizeIs(1)) << "its own";
  EXPECT_THAT(Waiting(worker_), IsEmpty());
  Held(planned);
  const Item item = OpenItem(Stored(MeetingTable(), planned.name()));
  EXPECT_THAT(Waiting(office_), ElementsAre(std::pair{planned.name(), Work::KIND_WRITE_MINUTES}));
  EXPECT_THAT(Waiting(handler_of_unit_), ElementsAre(std::pair{item.name(), Work::KIND_CARRY_OUT}));
  ASSERT_THAT(WriteMinutes(office_, planned.name()), IsOk());
  EXPECT_THAT(Waiting(office_), ElementsAre(std::pair{planned.name(), Work::KIND_SIGN_MINUTES}));
  EXPECT_THAT(Waiting(checker_), IsEmpty()) << "not the chair";
  ASSERT_THAT(Sign(office_, planned.name()), IsOk());
  EXPECT_THAT(Waiting(checker_), ElementsAre(std::pair{planned.name(), Work::KIND_HAND_OUT}));
  ASSERT_THAT(HandOut(office_, planned.name()), IsOk());
  GoTo("2026-12-05");
  EXPECT_THAT(Waiting(office_), testing::Contains(std::pair{item.name(), Work::KIND_FOLLOW_UP}));
  ASSERT_THAT(Finish(office_, item.name()), IsOk());
  EXPECT_THAT(Waiting(handler_of_unit_), IsEmpty());
}

TEST_F(MeetingsTest, DeadlinesAreToldToTheCommunityAndOfASubdistrictsOwnMeetingToTheCentre) {
  for (const Staff* who : {&office_, &far_office_, &centre_}) {
    AsSystem([&](const Txn& txn) -> absl::Status {
      for (v1::RoleAssignment role : who->principal.roles()) {
        role.set_start_date("2026-01-01");
        GG_RETURN_IF_ERROR(RoleAssignmentTable().Insert(txn, std::move(role)).status());
      }
      return absl::OkStatus();
    });
  }
  const M near = Planned(community_);
  const M street = Planned(street_);
  GoTo("2026-11-27");
  for (NoticeRound round; !round.done();) {
    AsSystem([&round](const Txn& txn) { return TellDeadlines(txn, &round); });
  }
  std::set<std::pair<std::string, std::string>> told;
  AsSystem([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(const auto notices, NoticeTable().Select(txn, {}));
    for (const v1::Notice& notice : notices) told.emplace(notice.resource(), notice.account());
    return absl::OkStatus();
  });
  EXPECT_TRUE(told.contains({near.name(), office_.name}));
  EXPECT_FALSE(told.contains({near.name(), centre_.name}));
  EXPECT_TRUE(told.contains({street.name(), centre_.name}));
  EXPECT_FALSE(told.contains({street.name(), office_.name}));
}

TEST_F(MeetingsTest, DeadlinesBeyondTheCalendarAreComputedAnewWhenItComes) {
  const M held = Held(Planned(community_));
  const Item item = OpenItem(held, "");
  ASSERT_TRUE(Stored(MeetingTable(), held.name()).provisional());
  ASSERT_TRUE(Stored(MeetingItemTable(), item.name()).provisional());
  AsSystem([](const Txn& txn) -> absl::Status {
    for (const char* day : {"2026-11-25", "2026-11-26"}) {
      GG_RETURN_IF_ERROR(txn.db
                             .Execute("INSERT INTO calendar_days (version, date, kind, title) "
                                      "VALUES (1, $1, 'HOLIDAY', '{}')",
                                      {day})
                             .status());
    }
    txn.draft.calendar_changed = true;
    return absl::OkStatus();
  });
  AsSystem([&](const Txn& txn) -> absl::Status {
    GG_RETURN_IF_ERROR(meetings_.RecomputeProvisional(txn, 0, 10).status());
    return items_.RecomputeProvisional(txn, 0, 10).status();
  });
  EXPECT_EQ(DayText(FromProto(Stored(MeetingTable(), held.name()).due_time())), "2026-11-30");
  EXPECT_EQ(DayText(FromProto(Stored(MeetingItemTable(), item.name()).due_time())), "2026-12-10");
}

// Every text of a message, those inside it too.
void CollectTexts(const Descriptor* type, const std::string& prefix,
                  std::vector<std::pair<std::string, const FieldDescriptor*>>& texts) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const std::string path = prefix + field->name();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) texts.emplace_back(path, field);
    const Descriptor* inner = field->message_type();
    if (inner != nullptr && inner->full_name().starts_with("gridgov.") &&
        inner != v1::DeadlineClock::descriptor()) {
      CollectTexts(inner, path + ".", texts);
    }
  }
}

// There is no place for a person on an agenda: no personal field, no name, no reference to anybody
// but staff, and of texts those alone that stand here. Whoever adds one says here that it is about
// a matter.
TEST_F(MeetingsTest, NoAgendaItemCanBeAPerson) {
  const std::set<std::string> subjects = {
      "issues", "disputes", "categories",   "compounds",    "grids",           "divisions",
      "units",  "meetings", "meetingItems", "meetingRules", "deadlineClasses", "accounts"};
  const std::set<std::string> texts = {
      "judgement_text",  "measure_text", "end_text",       "minutes",        "place",
      "result",          "reason",       "source",         "name",           "etag",
      "allowed_actions", "issue_number", "dispute_number", "cluster.numbers"};
  const std::set<std::string> dates = {"period_start_date", "period_end_date", "valid_from_date",
                                       "valid_to_date",     "due_date",        "cluster.start_date",
                                       "cluster.end_date"};
  for (const Descriptor* type :
       {Item::descriptor(), M::descriptor(), v1::MeetingRule::descriptor(),
        v1::HoldMeetingRequest::descriptor(), v1::WriteMinutesRequest::descriptor(),
        v1::JudgeMeetingItemRequest::descriptor(), v1::FinishMeetingItemRequest::descriptor(),
        v1::ReleaseMeetingItemRequest::descriptor()}) {
    std::vector<std::pair<std::string, const FieldDescriptor*>> found;
    CollectTexts(type, "", found);
    for (const auto& [path, field] : found) {
      const v1::Rule& rule = field->options().GetExtension(v1::rule);
      SCOPED_TRACE(type->name() + "." + path);
      EXPECT_FALSE(rule.personal());
      EXPECT_FALSE(rule.searchable());
      EXPECT_LE(rule.max_length(), 500);
      if (path == "request_id" || dates.contains(path)) continue;
      EXPECT_TRUE(rule.resource().empty() ? texts.contains(path)
                                          : subjects.contains(rule.resource()))
          << rule.resource();
      if (!rule.resource().empty() || path == "name") continue;
      EXPECT_FALSE(rule.filterable()) << "no list by what a text says";
    }
  }
  // What can be on an agenda at all.
  std::set<std::string> kinds;
  for (int i = 1; i < Item::Kind_descriptor()->value_count(); ++i) {
    kinds.insert(Item::Kind_descriptor()->value(i)->name());
  }
  EXPECT_THAT(kinds,
              UnorderedElementsAre("KIND_ISSUE", "KIND_CLUSTER", "KIND_CATEGORY", "KIND_DISPUTE"));
  // Attendance is of units.
  const Descriptor* attendance = M::Attendance::descriptor();
  ASSERT_EQ(attendance->field_count(), 3);
  EXPECT_NE(attendance->FindFieldByName("unit"), nullptr);
  EXPECT_NE(attendance->FindFieldByName("representative"), nullptr);
  EXPECT_NE(attendance->FindFieldByName("count"), nullptr);
}

}  // namespace
}  // namespace gridgov
