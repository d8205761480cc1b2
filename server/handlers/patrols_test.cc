#include "server/handlers/patrols.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/error.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/options.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/issues.h"
#include "server/handlers/patrol_flow.h"
#include "server/store/time_text.h"
#include "tests/support/handler_fixture.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

using Item = v1::PatrolType::Item;

void Say(const std::string& text, v1::LocalizedText* out) {
  out->set_zh(text);
  out->set_en(text);
}

Item* AddItem(const std::string& code, Item::Type type, v1::PatrolType* out) {
  Item* item = out->add_checklist();
  item->set_code(code);
  Say(code, item->mutable_text());
  item->set_type(type);
  return item;
}

// A door (required, fails at NO), a width (fails outside 4 to 30) and a list of two.
v1::PatrolType SafetyType() {
  v1::PatrolType type;
  type.set_code("SAFETY");
  Say("治安巡查", type.mutable_title());
  type.set_target(v1::PatrolType::TARGET_GRID);
  Item* door = AddItem("door", Item::TYPE_YES_NO, &type);
  door->set_fail_when("NO");
  door->set_required(true);
  door->set_category("0107");
  Item* width = AddItem("width", Item::TYPE_NUMBER, &type);
  width->set_min(4);
  width->set_max(30);
  Item* with = AddItem("with", Item::TYPE_LIST, &type);
  Say("无", with->add_options());
  Say("物业", with->add_options());
  type.set_min_minutes(30);
  type.set_min_metres(500);
  type.set_source("test");
  return type;
}

v1::Patrol::Answer Yes(const std::string& item, const std::string& value = "YES") {
  v1::Patrol::Answer answer;
  answer.set_item(item);
  answer.set_value(value);
  return answer;
}

v1::Patrol::Answer Number(const std::string& item, double number) {
  v1::Patrol::Answer answer;
  answer.set_item(item);
  answer.set_number(number);
  return answer;
}

class PatrolsTest : public HandlerTest {
 protected:
  PatrolsTest() {
    AddDeadlineClass("WD3", v1::DeadlineClass::UNIT_WORKING_DAYS, 3);
    AddDeadlineClass("ACCEPT", v1::DeadlineClass::UNIT_WORKING_HOURS, 4);
    AsSystem([this](const Txn& txn) -> absl::Status {
      v1::Category category;
      category.set_code("0107");
      Say("路灯", category.mutable_title());
      category.set_class_(v1::Category::CLASS_CITY_APPEARANCE);
      Say("不亮", category.mutable_filing_condition());
      Say("亮", category.mutable_closing_condition());
      category.set_deadline_class("WD3");
      category.set_source("test");
      category.set_state(v1::Category::STATE_PUBLISHED);
      const auto stored = CategoryTable().Insert(txn, std::move(category));
      category_ = stored->name();
      return PatrolTypeTable().Insert(txn, SafetyType()).status();
    });
    partner_ = AddStaff("partner", v1::ROLE_COMMUNITY_OFFICE, community_);
  }

  absl::StatusOr<v1::Patrol> Create(const Staff& who, v1::Patrol patrol,
                                    const std::string& patrol_id = "") {
    patrol.set_patrol_type("patrolTypes/SAFETY");
    if (patrol.grid().empty()) patrol.set_grid(grid_);
    v1::CreatePatrolRequest request;
    *request.mutable_patrol() = std::move(patrol);
    request.set_patrol_id(patrol_id);
    return Run(who, handler_, &PatrolHandler::Create, request);
  }
  // One that the worker began now.
  v1::Patrol Started() {
    const auto patrol = Create(worker_, {});
    EXPECT_TRUE(patrol.ok()) << patrol.status();
    return *patrol;
  }
  v1::Patrol Window() {
    v1::Patrol patrol;
    patrol.set_worker(worker_.name);
    *patrol.mutable_window_start_time() = ToProto(now_);
    *patrol.mutable_window_end_time() = ToProto(now_ + absl::Hours(8));
    return patrol;
  }
  v1::Patrol Planned() {
    const auto patrol = Create(office_, Window());
    EXPECT_TRUE(patrol.ok()) << patrol.status();
    return *patrol;
  }
  absl::StatusOr<v1::Patrol> Start(const std::string& name, const std::string& etag = "") {
    v1::StartPatrolRequest request;
    request.set_name(name);
    request.set_etag(etag);
    return Run(worker_, handler_, &PatrolHandler::Start, request);
  }
  absl::StatusOr<v1::Patrol> Record(const std::string& name,
                                    const std::vector<v1::Patrol::Answer>& answers, int metres = 0,
                                    int points = 0) {
    v1::RecordPatrolRequest request;
    request.set_name(name);
    for (const auto& answer : answers) *request.add_answers() = answer;
    for (int i = 0; i < points; ++i) request.add_track()->mutable_point()->set_latitude(31.4);
    request.set_metres(metres);
    return Run(worker_, handler_, &PatrolHandler::Record, request);
  }
  absl::StatusOr<v1::Patrol> Submit(const std::string& name, const std::string& reason = "") {
    v1::SubmitPatrolRequest request;
    request.set_name(name);
    request.set_minima_reason(reason);
    return Run(worker_, handler_, &PatrolHandler::Submit, request);
  }
  // One that was handed in after an hour, with all minima met.
  v1::Patrol Submitted(v1::Patrol from = {}) {
    const std::string name = Create(worker_, std::move(from))->name();
    EXPECT_TRUE(Record(name, {Yes("door")}, 800, 2).ok());
    now_ += absl::Hours(1);
    const auto patrol = Submit(name);
    EXPECT_TRUE(patrol.ok()) << patrol.status();
    return *patrol;
  }
  absl::StatusOr<v1::Patrol> Accept(const Staff& who, const std::string& name) {
    v1::AcceptPatrolRequest request;
    request.set_name(name);
    request.set_comment("好");
    return Run(who, handler_, &PatrolHandler::Accept, request);
  }
  absl::StatusOr<v1::Patrol> SendBack(const Staff& who, const std::string& name) {
    v1::SendBackPatrolRequest request;
    request.set_name(name);
    request.set_reason("请补充");
    return Run(who, handler_, &PatrolHandler::SendBack, request);
  }
  absl::StatusOr<v1::Patrol> Cancel(const Staff& who, const std::string& name) {
    v1::CancelPatrolRequest request;
    request.set_name(name);
    request.set_reason("暴雨");
    return Run(who, handler_, &PatrolHandler::Cancel, request);
  }
  absl::StatusOr<v1::Patrol> Explain(const std::string& name) {
    v1::ExplainMissedPatrolRequest request;
    request.set_name(name);
    request.set_explanation("参加抢险");
    return Run(worker_, handler_, &PatrolHandler::ExplainMissed, request);
  }
  absl::StatusOr<v1::Issue> Find(const std::string& name, const std::string& item,
                                 v1::Issue issue = {}) {
    v1::ReportFindingRequest request;
    request.set_name(name);
    request.set_item(item);
    issue.set_title("单元门损坏");
    *request.mutable_issue() = std::move(issue);
    return Run(worker_, handler_, &PatrolHandler::ReportFinding, request);
  }
  absl::StatusOr<v1::Patrol> Get(const Staff& who, const std::string& name) {
    v1::GetPatrolRequest request;
    request.set_name(name);
    return Run(who, handler_, &PatrolHandler::Get, request);
  }
  v1::Patrol Row(const std::string& name) { return Stored(PatrolTable(), name); }

  IssueHandler issues_{deadlines_};
  PatrolHandler handler_{
      [this](Call& call, v1::Issue issue, const std::string& id, absl::Time occurred) {
        return issues_.Receive(call,
                               {.issue = std::move(issue), .issue_id = id, .occurred = occurred});
      },
      [this] { return deadlines_.calendar(); }};
  std::string category_;
  Staff partner_;
};

TEST_F(PatrolsTest, AWorkersOwnPatrolStartsAtOnce) {
  const v1::Patrol patrol = Started();
  EXPECT_EQ(patrol.state(), v1::Patrol::STATE_STARTED);
  EXPECT_EQ(patrol.worker(), worker_.name);
  EXPECT_EQ(FromProto(patrol.start_time()), now_);
  EXPECT_EQ(FromProto(patrol.received_time()), now_);
  EXPECT_FALSE(patrol.clock_suspect());
  EXPECT_THAT(patrol.allowed_actions(), ElementsAre("record", "report_finding", "submit"));
}

TEST_F(PatrolsTest, AClockThatIsFarOffIsKeptAndFlagged) {
  v1::CreatePatrolRequest request;
  request.mutable_patrol()->set_patrol_type("patrolTypes/SAFETY");
  request.mutable_patrol()->set_grid(grid_);
  *request.mutable_occurred_time() = ToProto(now_ - absl::Hours(25));
  const auto patrol = Run(worker_, handler_, &PatrolHandler::Create, request);
  ASSERT_TRUE(patrol.ok()) << patrol.status();
  EXPECT_EQ(FromProto(patrol->start_time()), now_ - absl::Hours(25));
  EXPECT_EQ(FromProto(patrol->received_time()), now_);
  EXPECT_TRUE(patrol->clock_suspect());
}

TEST_F(PatrolsTest, AnIdOfTheClientsBecomesTheName) {
  const std::string id = Uuid::V7(now_).ToString();
  EXPECT_EQ(Create(worker_, {}, id)->name(), "patrols/" + id);
  EXPECT_EQ(Create(worker_, {}, id).status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(Violations(Create(worker_, {}, "tuesday").status()),
              ElementsAre("patrol_id BAD_FORMAT"));
}

TEST_F(PatrolsTest, NobodyStartsAPatrolForAnother) {
  v1::Patrol other;
  other.set_worker(partner_.name);
  EXPECT_THAT(Violations(Create(worker_, other).status()),
              ElementsAre("patrol.worker NOT_THE_CALLER"));
}

TEST_F(PatrolsTest, OnlyWhoMayLogPatrolsStartsOne) {
  // The office may plan and review, but has no log to keep.
  EXPECT_TRUE(absl::IsPermissionDenied(Create(office_, {}).status()));
  EXPECT_EQ(Count(PatrolTable()), 0);
}

TEST_F(PatrolsTest, AWorkerStartsNoneInAnotherGrid) {
  v1::Patrol elsewhere;
  elsewhere.set_grid(far_grid_);
  EXPECT_EQ(ErrorReason(Create(worker_, elsewhere).status()), "NOT_VISIBLE");
  EXPECT_EQ(Count(PatrolTable()), 0);
}

TEST_F(PatrolsTest, AWindowMakesAPlan) {
  v1::Patrol window = Window();
  *window.add_answers() = Yes("door");
  window.set_metres(900);
  const auto patrol = Create(office_, window);
  ASSERT_TRUE(patrol.ok()) << patrol.status();
  EXPECT_EQ(patrol->state(), v1::Patrol::STATE_PLANNED);
  EXPECT_FALSE(patrol->has_start_time());
  // Nothing is logged before it begins.
  EXPECT_THAT(patrol->answers(), IsEmpty());
  EXPECT_EQ(patrol->metres(), 0);
  EXPECT_THAT(patrol->allowed_actions(), ElementsAre("cancel"));
  EXPECT_THAT(Get(worker_, patrol->name())->allowed_actions(), ElementsAre("start"));
}

TEST_F(PatrolsTest, AWorkerPlansNothing) {
  const auto refused = Create(worker_, Window());
  EXPECT_TRUE(absl::IsPermissionDenied(refused.status()));
  EXPECT_EQ(ErrorReason(refused.status()), "NOT_PERMITTED");
}

TEST_F(PatrolsTest, AWindowHasAnEndAfterItsStart) {
  v1::Patrol window = Window();
  *window.mutable_window_end_time() = window.window_start_time();
  EXPECT_THAT(Violations(Create(office_, window).status()),
              ElementsAre("patrol.window_end_time BAD_WINDOW"));
  window.clear_window_end_time();
  EXPECT_THAT(Violations(Create(office_, window).status()),
              ElementsAre("patrol.window_end_time BAD_WINDOW"));
}

TEST_F(PatrolsTest, AWorkerOrPartnerThatDoesNotExistIsRefused) {
  v1::Patrol window = Window();
  window.add_partners("accounts/" + Uuid::V7(now_).ToString());
  EXPECT_EQ(ErrorReason(Create(office_, window).status()), "NOT_VISIBLE");
  window = Window();
  window.set_worker("accounts/" + Uuid::V7(now_).ToString());
  EXPECT_EQ(ErrorReason(Create(office_, window).status()), "NOT_VISIBLE");
}

TEST_F(PatrolsTest, APlanIsStartedOnceByItsWorker) {
  const std::string name = Planned().name();
  const auto started = Start(name);
  ASSERT_TRUE(started.ok()) << started.status();
  EXPECT_EQ(started->state(), v1::Patrol::STATE_STARTED);
  EXPECT_EQ(FromProto(started->start_time()), now_);
  EXPECT_EQ(ErrorReason(Start(name).status()), "WRONG_STATE");
}

TEST_F(PatrolsTest, AStartComparesTheEtag) {
  const std::string name = Planned().name();
  EXPECT_EQ(ErrorReason(Start(name, "7").status()), "CHANGED");
  EXPECT_EQ(Row(name).state(), v1::Patrol::STATE_PLANNED);
  EXPECT_TRUE(Start(name, "1").ok());
}

TEST_F(PatrolsTest, AnotherWorkersPatrolIsNotLogged) {
  const std::string name = Planned().name();
  const Staff other = AddStaff("other", v1::ROLE_GRID_WORKER, grid_);
  v1::StartPatrolRequest request;
  request.set_name(name);
  EXPECT_EQ(ErrorReason(Run(other, handler_, &PatrolHandler::Start, request).status()),
            "NOT_VISIBLE");
  // The same grid, so it is seen, without anything to do.
  EXPECT_THAT(Get(other, name)->allowed_actions(), IsEmpty());
}

TEST_F(PatrolsTest, AnAnswerReplacesTheItemsEarlierOne) {
  const std::string name = Started().name();
  ASSERT_TRUE(Record(name, {Yes("door", "NO"), Number("width", 5)}).ok());
  EXPECT_TRUE(Row(name).answers(0).failed());
  ASSERT_TRUE(Record(name, {Yes("door")}).ok());
  const v1::Patrol patrol = Row(name);
  ASSERT_EQ(patrol.answers_size(), 2);
  EXPECT_EQ(patrol.answers(0).value(), "YES");
  EXPECT_FALSE(patrol.answers(0).failed());
  EXPECT_EQ(patrol.answers(1).number(), 5);
}

TEST_F(PatrolsTest, TheServerAloneSaysWhatFailed) {
  const std::string name = Started().name();
  v1::Patrol::Answer wide = Number("width", 4);
  wide.set_failed(true);
  ASSERT_TRUE(Record(name, {wide}).ok());
  EXPECT_FALSE(Row(name).answers(0).failed());
  ASSERT_TRUE(Record(name, {Number("width", 3.9)}).ok());
  EXPECT_TRUE(Row(name).answers(0).failed());
  ASSERT_TRUE(Record(name, {Number("width", 30.1)}).ok());
  EXPECT_TRUE(Row(name).answers(0).failed());
}

TEST_F(PatrolsTest, AnswersThatDoNotFitAreAllNamedAndNothingIsKept) {
  const std::string name = Started().name();
  const auto refused = Record(name, {Yes("door"), Yes("roof"), Yes("door", "MAYBE"),
                                     Yes("with", "2"), Yes("with", "01"), Yes("width", "5")});
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()));
  EXPECT_THAT(Violations(refused.status()),
              ElementsAre("answers[1].item UNKNOWN_ITEM", "answers[2].value BAD_ANSWER",
                          "answers[3].value BAD_ANSWER", "answers[4].value BAD_ANSWER",
                          "answers[5].value BAD_ANSWER"));
  EXPECT_THAT(Row(name).answers(), IsEmpty());
}

TEST_F(PatrolsTest, ARecordAddsToTheTrackAndKeepsWhatItDoesNotName) {
  const std::string name = Started().name();
  ASSERT_TRUE(Record(name, {}, 300, 2).ok());
  ASSERT_TRUE(Record(name, {Yes("door")}, 0, 1).ok());
  EXPECT_EQ(Row(name).track_size(), 3);
  EXPECT_EQ(Row(name).metres(), 300);
}

TEST_F(PatrolsTest, ATrackHasAtMost5000Points) {
  const std::string name = Started().name();
  ASSERT_TRUE(Record(name, {}, 0, 2000).ok());
  ASSERT_TRUE(Record(name, {}, 0, 2000).ok());
  EXPECT_THAT(Violations(Record(name, {}, 0, 1001).status()), ElementsAre("track TRACK_FULL"));
  EXPECT_TRUE(Record(name, {}, 0, 1000).ok());
}

TEST_F(PatrolsTest, NobodyButItsWorkerSeesTheTrackOfARunningPatrol) {
  const std::string name = Started().name();
  ASSERT_TRUE(Record(name, {}, 0, 2).ok());
  EXPECT_EQ(Get(worker_, name)->track_size(), 2);
  EXPECT_EQ(Get(office_, name)->track_size(), 0);
  EXPECT_EQ(Get(office_, Submitted().name())->track_size(), 2);
}

TEST_F(PatrolsTest, AListHasNoTracks) {
  Submitted();
  const auto list = Run(worker_, handler_, &PatrolHandler::List, v1::ListPatrolsRequest());
  ASSERT_EQ(list->patrols_size(), 1);
  EXPECT_EQ(list->patrols(0).track_size(), 0);
  EXPECT_EQ(list->patrols(0).answers_size(), 1);
}

TEST_F(PatrolsTest, AListHasTheReadersPatrolsAlone) {
  Started();
  const auto mine = Run(office_, handler_, &PatrolHandler::List, v1::ListPatrolsRequest());
  EXPECT_EQ(mine->patrols_size(), 1);
  const auto far = Run(far_office_, handler_, &PatrolHandler::List, v1::ListPatrolsRequest());
  EXPECT_EQ(far->patrols_size(), 0);
}

TEST_F(PatrolsTest, AHandInNamesEveryRequiredItemWithoutAnswer) {
  const std::string name = Started().name();
  now_ += absl::Hours(1);
  ASSERT_TRUE(Record(name, {Number("width", 5)}, 800).ok());
  const auto refused = Submit(name);
  EXPECT_TRUE(absl::IsInvalidArgument(refused.status()));
  EXPECT_THAT(Violations(refused.status()), ElementsAre("answers.door ANSWER_REQUIRED"));
  EXPECT_EQ(Row(name).state(), v1::Patrol::STATE_STARTED);
}

TEST_F(PatrolsTest, MinimaThatWereMetAskForNothing) {
  const v1::Patrol patrol = Submitted();
  EXPECT_EQ(patrol.state(), v1::Patrol::STATE_SUBMITTED);
  EXPECT_FALSE(patrol.below_minima());
  EXPECT_EQ(FromProto(patrol.end_time()), now_);
}

TEST_F(PatrolsTest, MinimaThatWereNotMetAskForAReasonAndSayWhatWasMeasured) {
  const std::string name = Started().name();
  ASSERT_TRUE(Record(name, {Yes("door")}, 120).ok());
  now_ += absl::Minutes(12);
  const auto refused = Submit(name);
  EXPECT_THAT(Violations(refused.status()), ElementsAre("minima_reason MINIMA_REASON_REQUIRED"));
  const v1::ErrorDetail detail = ErrorDetailIn(refused.status(), false);
  for (const char* said : {"12 minutes", "30", "120 metres", "500"}) {
    EXPECT_THAT(detail.violations(0).description(), testing::HasSubstr(said));
  }
}

TEST_F(PatrolsTest, AReasonForUnmetMinimaIsAlwaysEnough) {
  const std::string name = Started().name();
  ASSERT_TRUE(Record(name, {Yes("door")}).ok());
  const auto submitted = Submit(name, "暴雨中止");
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_TRUE(submitted->below_minima());
  EXPECT_EQ(submitted->minima_reason(), "暴雨中止");
}

TEST_F(PatrolsTest, AnEndBeforeTheStartIsKeptAndFlagged) {
  const std::string name = Started().name();
  ASSERT_TRUE(Record(name, {Yes("door")}, 800).ok());
  v1::SubmitPatrolRequest request;
  request.set_name(name);
  request.set_minima_reason("手机时间有误");
  *request.mutable_occurred_time() = ToProto(now_ - absl::Minutes(5));
  const auto submitted = Run(worker_, handler_, &PatrolHandler::Submit, request);
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  EXPECT_TRUE(submitted->clock_suspect());
  EXPECT_TRUE(submitted->below_minima());
}

TEST_F(PatrolsTest, AcceptingNamesTheReviewer) {
  const std::string name = Submitted().name();
  EXPECT_THAT(Get(office_, name)->allowed_actions(), ElementsAre("accept", "send_back"));
  const auto accepted = Accept(office_, name);
  ASSERT_TRUE(accepted.ok()) << accepted.status();
  EXPECT_EQ(accepted->state(), v1::Patrol::STATE_ACCEPTED);
  EXPECT_EQ(accepted->reviewer(), office_.name);
  EXPECT_EQ(accepted->review_comment(), "好");
  EXPECT_THAT(accepted->allowed_actions(), IsEmpty());
}

TEST_F(PatrolsTest, WhoTookPartDoesNotReview) {
  v1::Patrol joint;
  joint.add_partners(partner_.name);
  const std::string name = Submitted(joint).name();
  for (const auto& refused : {Accept(partner_, name), SendBack(partner_, name)}) {
    EXPECT_TRUE(absl::IsPermissionDenied(refused.status()));
    EXPECT_EQ(ErrorReason(refused.status()), "REVIEWER_IS_WORKER");
  }
  EXPECT_THAT(Get(partner_, name)->allowed_actions(), IsEmpty());
  EXPECT_EQ(Row(name).state(), v1::Patrol::STATE_SUBMITTED);
}

TEST_F(PatrolsTest, AnOfficeElsewhereDoesNotReview) {
  const std::string name = Submitted().name();
  EXPECT_EQ(ErrorReason(Accept(far_office_, name).status()), "NOT_VISIBLE");
}

TEST_F(PatrolsTest, WhatWasSentBackIsLoggedOnAndHandedInAgainWithItsEnd) {
  const v1::Patrol first = Submitted();
  now_ += absl::Hours(48);
  const auto back = SendBack(office_, first.name());
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->state(), v1::Patrol::STATE_SENT_BACK);
  EXPECT_EQ(back->review_comment(), "请补充");
  ASSERT_TRUE(Record(first.name(), {Number("width", 6)}).ok());
  const auto again = Submit(first.name());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->state(), v1::Patrol::STATE_SUBMITTED);
  EXPECT_EQ(again->answers_size(), 2);
  EXPECT_EQ(FromProto(again->end_time()), FromProto(first.end_time()));
}

TEST_F(PatrolsTest, WhatWasAcceptedStaysAsItIs) {
  const std::string name = Submitted().name();
  ASSERT_TRUE(Accept(office_, name).ok());
  EXPECT_EQ(ErrorReason(Record(name, {Yes("door", "NO")}).status()), "WRONG_STATE");
  EXPECT_EQ(ErrorReason(Submit(name).status()), "WRONG_STATE");
  EXPECT_EQ(ErrorReason(SendBack(office_, name).status()), "WRONG_STATE");
  EXPECT_EQ(ErrorReason(Find(name, "door").status()), "WRONG_STATE");
}

TEST_F(PatrolsTest, APlanIsCancelledWithItsReasonByTheOffice) {
  const std::string name = Planned().name();
  EXPECT_TRUE(absl::IsPermissionDenied(Cancel(worker_, name).status()));
  const auto cancelled = Cancel(office_, name);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->state(), v1::Patrol::STATE_CANCELLED);
  EXPECT_EQ(cancelled->cancel_reason(), "暴雨");
  EXPECT_EQ(ErrorReason(Cancel(office_, Started().name()).status()), "WRONG_STATE");
}

TEST_F(PatrolsTest, APlanIsMissedOnceItsWindowIsOverAndMayThenBeExplained) {
  const std::string name = Planned().name();
  EXPECT_FALSE(Get(worker_, name)->missed());
  EXPECT_EQ(ErrorReason(Explain(name).status()), "NOT_MISSED");
  now_ += absl::Hours(9);
  EXPECT_TRUE(Get(worker_, name)->missed());
  EXPECT_THAT(Get(worker_, name)->allowed_actions(), Contains("explain_missed"));
  const auto explained = Explain(name);
  ASSERT_TRUE(explained.ok()) << explained.status();
  EXPECT_EQ(explained->missed_explanation(), "参加抢险");
  EXPECT_EQ(explained->state(), v1::Patrol::STATE_PLANNED);
}

TEST_F(PatrolsTest, WhatWasMissedIsNotCancelledAfterwards) {
  const std::string name = Planned().name();
  now_ += absl::Hours(24 * 8);
  EXPECT_THAT(Get(office_, name)->allowed_actions(), Not(Contains("cancel")));
  EXPECT_EQ(ErrorReason(Cancel(office_, name).status()), "MISSED");
}

TEST_F(PatrolsTest, AStartedPatrolIsNotMissed) {
  const std::string name = Planned().name();
  ASSERT_TRUE(Start(name).ok());
  now_ += absl::Hours(9);
  EXPECT_FALSE(Get(worker_, name)->missed());
  EXPECT_THAT(Get(worker_, name)->allowed_actions(), Not(Contains("explain_missed")));
}

TEST_F(PatrolsTest, AFindingBecomesAnIssueLinkedBothWays) {
  const std::string name = Started().name();
  v1::Issue elsewhere;
  elsewhere.set_grid(far_grid_);
  const auto issue = Find(name, "door", elsewhere);
  ASSERT_TRUE(issue.ok()) << issue.status();
  EXPECT_EQ(issue->grid(), grid_);
  EXPECT_EQ(issue->source(), v1::Issue::SOURCE_PATROL);
  EXPECT_EQ(issue->patrol(), name);
  EXPECT_EQ(issue->category(), category_);
  EXPECT_EQ(issue->state(), v1::Issue::STATE_REPORTED);
  const v1::Patrol patrol = Row(name);
  ASSERT_EQ(patrol.findings_size(), 1);
  EXPECT_EQ(patrol.findings(0).item(), "door");
  EXPECT_EQ(patrol.findings(0).issue(), issue->name());
}

TEST_F(PatrolsTest, AFindingOfAnUnknownItemIsRefused) {
  const std::string name = Started().name();
  EXPECT_THAT(Violations(Find(name, "roof").status()), ElementsAre("item UNKNOWN_ITEM"));
  EXPECT_EQ(Count(IssueTable()), 0);
  EXPECT_THAT(Row(name).findings(), IsEmpty());
}

TEST_F(PatrolsTest, AnIssueThatIsRefusedLeavesNoFinding) {
  const std::string name = Started().name();
  // The item names no category, and neither does the issue.
  EXPECT_FALSE(Find(name, "width").ok());
  EXPECT_THAT(Row(name).findings(), IsEmpty());
}

TEST_F(PatrolsTest, TypesAreImportedOnceAndCheckedInThemselves) {
  v1::ImportPatrolTypesRequest request;
  *request.add_patrol_types() = SafetyType();
  EXPECT_EQ(Run(admin_, handler_, &PatrolHandler::ImportTypes, request)->unchanged(), 1);

  v1::PatrolType* type = request.mutable_patrol_types(0);
  *type->add_checklist() = type->checklist(0);
  type->mutable_checklist(3)->set_category("0999");
  type->mutable_checklist(2)->clear_options();
  type->mutable_checklist(1)->set_min(31);
  const auto refused = Run(admin_, handler_, &PatrolHandler::ImportTypes, request);
  EXPECT_THAT(Violations(refused.status()),
              ElementsAre("patrol_types[0].checklist[1].max OUT_OF_RANGE",
                          "patrol_types[0].checklist[2].options REQUIRED",
                          "patrol_types[0].checklist[3].code DUPLICATE_CODE",
                          "patrol_types[0].checklist[3].category UNKNOWN_REFERENCE"));
}

}  // namespace
}  // namespace gridgov
