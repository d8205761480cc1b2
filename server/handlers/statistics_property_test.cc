// Every figure of random histories equals what a plain recomputation from all that happened says,
// for random areas and periods; and the counters are what their rows say.
#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/statistic.pb.h"
#include "server/handlers/counts.h"
#include "server/handlers/indicators.h"
#include "server/handlers/statistics.h"
#include "tests/support/issue_fixture.h"

namespace gridgov {
namespace {

using State = v1::Issue::State;

// What happened to an issue, as the test saw it.
struct Event {
  absl::Time time;
  std::string act;
  v1::Issue before;
  v1::Issue after;
  bool granted = true;
  v1::Issue::Satisfaction satisfaction = v1::Issue::SATISFACTION_UNSPECIFIED;
};

bool Filed(State state) {
  static const std::set<State> filed = {v1::Issue::STATE_ACCEPTED, v1::Issue::STATE_DISPATCHED,
                                        v1::Issue::STATE_IN_PROGRESS, v1::Issue::STATE_SUSPENDED,
                                        v1::Issue::STATE_HANDLED};
  return filed.count(state) > 0;
}

// A question: which grids, which days, asked when.
struct Asked {
  std::set<std::string> grids;
  std::string from;
  std::string to;
  absl::Time now;

  bool Covers(absl::Time time) const {
    const std::string day = DayText(time);
    return day >= from && day <= to;
  }
};

class StatisticsTest : public IssueTest, public testing::WithParamInterface<unsigned> {
 protected:
  size_t Any(size_t size) { return random_() % size; }
  bool OneIn(int times) { return Any(static_cast<size_t>(times)) == 0; }

  void Record(const std::string& act, const v1::Issue& before, const std::string& name,
              const ActInput& input = {}) {
    events_.push_back({now_, act, before, Row(name), input.granted, input.satisfaction});
  }

  void ReportOne() {
    v1::Issue issue;
    issue.set_grid(OneIn(3) ? second_grid_ : OneIn(3) ? far_grid_ : grid_);
    // Workers report what they find; the counter enters who told it.
    const bool found = issue.grid() == grid_ && OneIn(2);
    const Staff& counter = issue.grid() == far_grid_ ? far_office_ : office_;
    const auto made = Create(found ? worker_ : counter, issue, !found && OneIn(2));
    ASSERT_THAT(made, IsOk());
    names_.push_back(made->name());
    Record("report", v1::Issue(), made->name());
  }

  // Whoever may do it does it; what nobody may is not done.
  void ActOnOne() {
    const std::string name = names_[Any(names_.size())];
    const v1::Issue before = Row(name);
    std::vector<absl::string_view> possible;
    for (const IssueAct& row : kIssueFlow) {
      if ((row.from & (1u << before.state())) != 0) possible.push_back(row.act);
    }
    if (possible.empty()) return;
    const std::string act(possible[Any(possible.size())]);
    ActInput input;
    input.granted = !OneIn(3);
    input.review_date = DayText(now_ + absl::Hours(24 * (1 + Any(6))));
    input.satisfaction = static_cast<v1::Issue::Satisfaction>(1 + Any(3));
    if (act == "relocate") input.other = OneIn(2) ? second_grid_ : far_grid_;
    if (act == "mark_duplicate") input.other = names_[Any(names_.size())];
    for (const Staff* who :
         {&office_, &checker_, &worker_, &other_worker_, &handler_of_unit_, &duty_lead_,
          &office_head_, &centre_, &far_office_, &handler_of_second_unit_, &many_hats_}) {
      if (!Do(*who, act, name, input).ok()) continue;
      Record(act, before, name, input);
      return;
    }
  }

  void FollowOne() {
    const std::string name = names_[Any(names_.size())];
    const v1::Issue before = Row(name);
    if (before.has_close_time() || before.state() == v1::Issue::STATE_DUPLICATE) return;
    AsSystem([&](const Txn& txn) {
      return handler_.FollowGrid(txn, name, OneIn(2) ? grid_ : far_grid_, "网格调整（示例）");
    });
    Record("relocate", before, name);
  }

  void AddType() {
    AsSystem([this](const Txn& txn) -> absl::Status {
      v1::PatrolType type;
      type.set_code("SAFETY");
      type.mutable_title()->set_zh("安全巡查");
      type.mutable_title()->set_en("safety");
      type.set_target(v1::PatrolType::TARGET_GRID);
      type.add_checklist()->set_code("a");
      type.set_source("示例");
      GG_ASSIGN_OR_RETURN(type, PatrolTypeTable().Insert(txn, std::move(type)));
      patrol_type_ = type.name();
      return absl::OkStatus();
    });
  }

  void PlanPatrol() {
    v1::Patrol patrol;
    patrol.set_patrol_type(patrol_type_);
    patrol.set_grid(OneIn(3) ? far_grid_ : grid_);
    patrol.set_worker(worker_.name);
    patrol.set_state(v1::Patrol::STATE_PLANNED);
    if (!OneIn(4)) {
      const absl::Time day = DayStart(DayText(now_ + absl::Hours(24 * Any(4))));
      *patrol.mutable_window_start_time() = ToProto(day);
      *patrol.mutable_window_end_time() = ToProto(day + absl::Hours(24 * (1 + Any(3))));
    }
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(patrol, PatrolTable().Insert(txn, patrol));
      patrols_.push_back(patrol.name());
      return absl::OkStatus();
    });
  }

  void ChangePatrol() {
    v1::Patrol patrol = Stored(PatrolTable(), patrols_[Any(patrols_.size())]);
    switch (Any(4)) {
      case 0:
        patrol.set_state(v1::Patrol::STATE_CANCELLED);
        break;
      case 1:
        patrol.set_grid(second_grid_);
        break;
      case 2:
        patrol.set_state(v1::Patrol::STATE_STARTED);
        patrol.set_clock_suspect(OneIn(3));
        *patrol.mutable_start_time() = ToProto(now_ - absl::Hours(Any(40)));
        *patrol.mutable_received_time() = ToProto(now_);
        break;
      default:
        if (!patrol.has_start_time()) return;
        patrol.set_state(v1::Patrol::STATE_SUBMITTED);
        *patrol.mutable_end_time() = ToProto(now_);
        patrol.set_below_minima(OneIn(3));
        patrol.clear_findings();
        for (size_t n = Any(3); n > 0; --n) patrol.add_findings()->set_item("a");
    }
    AsSystem([&](const Txn& txn) { return PatrolTable().Update(txn, patrol).status(); });
  }

  void Step() {
    if (OneIn(5) || names_.empty()) ReportOne();
    if (OneIn(6) || patrols_.empty()) PlanPatrol();
    if (OneIn(3)) ChangePatrol();
    if (OneIn(12)) FollowOne();
    for (int i = 0; i < 6; ++i) ActOnOne();
    now_ += absl::Minutes(Any(OneIn(10) ? 3000 : 300));
    AsSystem([this](const Txn& txn) { return handler_.ResumeReviewed(txn, 100).status(); });
  }

  // How many events there are of an act, in place and time, that `also` lets through.
  int64_t Acts(const Asked& asked, const std::string& act,
               const std::function<bool(const Event&)>& also = nullptr) const {
    return std::count_if(events_.begin(), events_.end(), [&](const Event& event) {
      return event.act == act && asked.Covers(event.time) &&
             asked.grids.count(event.after.grid()) > 0 && (also == nullptr || also(event));
    });
  }

  // What was due in the period: how much was in time, and all of it.
  std::pair<int64_t, int64_t> InTime(const Asked& asked, const std::set<std::string>& acts,
                                     const std::set<State>& open) {
    std::pair<int64_t, int64_t> sums;
    for (const Event& event : events_) {
      if (acts.count(event.act) == 0 || !event.before.has_due_time()) continue;
      const absl::Time due = FromProto(event.before.due_time());
      if (asked.grids.count(event.after.grid()) == 0 || !asked.Covers(due)) continue;
      if (DayText(due) > DayText(asked.now)) continue;
      const bool early = event.time < due;
      static const std::set<std::string> other = {"return", "withdraw", "mark_duplicate"};
      if (other.count(event.act) > 0 && early) continue;
      sums.first += early ? 1 : 0;
      ++sums.second;
    }
    for (const std::string& name : names_) {
      const v1::Issue row = Row(name);
      if (open.count(row.state()) == 0 || asked.grids.count(row.grid()) == 0) continue;
      const absl::Time due = FromProto(row.due_time());
      if (!asked.Covers(due) || due > asked.now) continue;
      if (row.state() == v1::Issue::STATE_SUSPENDED && RestedSince(name) < due) continue;
      ++sums.second;
    }
    return sums;
  }

  absl::Time RestedSince(const std::string& name) const {
    absl::Time since;
    for (const Event& event : events_) {
      if (event.act == "decide_suspension" && event.after.name() == name && event.granted) {
        since = event.time;
      }
    }
    return since;
  }

  // Played again from the beginning, up to that day.
  int64_t Backlog(const Asked& asked, const std::string& day, bool with_it) const {
    std::map<std::string, const Event*> last;
    for (const Event& event : events_) {
      const std::string then = DayText(event.time);
      if (then < day || (with_it && then == day)) last[event.after.name()] = &event;
    }
    return std::count_if(last.begin(), last.end(), [&asked](const auto& one) {
      return Filed(one.second->after.state()) && asked.grids.count(one.second->after.grid()) > 0;
    });
  }

  using Expected = std::map<std::string, std::pair<int64_t, int64_t>>;

  Expected ExpectedOfPatrols(const Asked& asked) {
    int64_t planned = 0, covered = 0, late = 0, logged = 0, findings = 0, below = 0;
    for (const std::string& name : patrols_) {
      const v1::Patrol patrol = Stored(PatrolTable(), name);
      if (patrol.state() == v1::Patrol::STATE_CANCELLED) continue;
      if (asked.grids.count(patrol.grid()) == 0) continue;
      const absl::Time end = FromProto(patrol.window_end_time());
      const absl::Time begun =
          FromProto(patrol.clock_suspect() ? patrol.received_time() : patrol.start_time());
      if (patrol.has_window_end_time() && asked.Covers(end - absl::Seconds(1)) &&
          end <= DayStart(DayText(asked.now))) {
        ++planned;
        if (patrol.has_start_time()) ++(begun < end ? covered : late);
      }
      if (!patrol.has_end_time() || !asked.Covers(FromProto(patrol.received_time()))) continue;
      ++logged;
      findings += patrol.findings_size();
      below += patrol.below_minima() ? 1 : 0;
    }
    return {{"patrols.planned", {planned, 0}},
            {"patrols.missed", {planned - covered - late, 0}},
            {"patrols.coverage", {covered, planned}},
            {"patrols.logged", {logged, 0}},
            {"patrols.joint", {0, 0}},
            {"patrols.findings", {findings, 0}},
            {"patrols.below_minima_rate", {below, logged}}};
  }

  Expected ExpectedOfIssues(const Asked& asked) {
    const auto granted = [](const Event& event) { return event.granted; };
    const int64_t satisfied = Acts(asked, "callback", [](const Event& event) {
      return event.satisfaction == v1::Issue::SATISFACTION_SATISFIED;
    });
    const int64_t dissatisfied = Acts(asked, "callback", [](const Event& event) {
      return event.satisfaction == v1::Issue::SATISFACTION_DISSATISFIED;
    });
    const int64_t filed = Acts(asked, "accept"), closed = Acts(asked, "close");
    const int64_t on_spot = Acts(asked, "handle_on_spot");
    const int64_t handled = Acts(asked, "finish") + on_spot;
    const int64_t dispatched = Acts(asked, "dispatch"), reworked = Acts(asked, "send_back");
    const int64_t in_hand = Backlog(asked, asked.from, false) + filed + Acts(asked, "reopen");
    const int64_t backlog = Backlog(asked, asked.to, true);
    return {
        {"issues.reported", {Acts(asked, "report"), 0}},
        {"issues.filed", {filed, 0}},
        {"issues.rejected", {Acts(asked, "reject"), 0}},
        {"issues.handled", {handled, 0}},
        {"issues.closed", {closed, 0}},
        {"issues.backlog", {backlog, 0}},
        {"issues.dispatch_on_time_rate",
         InTime(asked, {"dispatch", "handle_on_spot", "reject", "withdraw", "mark_duplicate"},
                {v1::Issue::STATE_REPORTED, v1::Issue::STATE_ACCEPTED})},
        {"issues.on_time_rate", InTime(asked, {"finish", "return"},
                                       {v1::Issue::STATE_DISPATCHED, v1::Issue::STATE_IN_PROGRESS,
                                        v1::Issue::STATE_SUSPENDED})},
        {"issues.check_on_time_rate",
         InTime(asked, {"close", "send_back"}, {v1::Issue::STATE_HANDLED})},
        {"issues.closing_rate", {closed, in_hand}},
        {"issues.backlog_rate", {backlog, in_hand}},
        {"issues.rework_rate", {reworked, reworked + closed}},
        {"issues.return_rate", {Acts(asked, "return"), dispatched}},
        {"issues.extension_rate", {Acts(asked, "decide_extension", granted), dispatched}},
        {"issues.suspended", {Acts(asked, "decide_suspension", granted), 0}},
        {"issues.on_spot_rate", {on_spot, handled}},
        {"issues.satisfaction_rate", {satisfied, satisfied + dissatisfied}}};
  }

  void Ask(const Staff& reader, const std::string& area, const std::set<std::string>& grids) {
    const absl::Time begin = now_ - absl::Hours(24 * Any(40));
    Asked asked{grids, DayText(begin), DayText(begin + absl::Hours(24 * Any(20))), now_};
    SCOPED_TRACE(absl::StrCat(area, " ", asked.from, " to ", asked.to, " at ", TimeText(now_)));
    v1::GetStatisticsRequest request;
    request.set_area(area);
    request.set_from_date(asked.from);
    request.set_to_date(asked.to);
    request.set_group_by(v1::GetStatisticsRequest::GROUP_BY_GRID);
    Expected expected = ExpectedOfIssues(asked);
    expected.merge(ExpectedOfPatrols(asked));
    // Nobody visits a site here (sites_test.cc).
    for (const char* code :
         {"visits.made", "visits.asks", "visits.asks_raised", "visits.asks_on_time_rate"}) {
      expected[code] = {0, 0};
    }
    for (const auto& [code, figures] : expected) request.add_indicators(code);
    const auto answer = Run(reader, statistics_, &StatisticHandler::Get, request);
    ASSERT_THAT(answer, IsOk());
    EXPECT_EQ(answer->indicators_size(), static_cast<int>(expected.size()));
    for (int i = 0; i < answer->indicators_size(); ++i) {
      const v1::Figure& figure = answer->total().figures(i);
      EXPECT_EQ(std::make_pair(figure.numerator(), figure.denominator()),
                expected[figure.indicator()])
          << figure.indicator();
      int64_t sum = 0;
      for (const v1::StatisticRow& row : answer->rows()) sum += row.figures(i).numerator();
      EXPECT_EQ(sum, figure.numerator()) << "rows of " << figure.indicator();
    }
  }

  void ExpectCountersOfRows() {
    AsSystem([](const Txn& txn) -> absl::Status {
      Counts expected, stored;
      CountPosition position;
      while (position.table < AllCounts().rules().size()) {
        GG_RETURN_IF_ERROR(CountNext(txn, 7, position, expected));
      }
      GG_RETURN_IF_ERROR(txn.db.Query(
          "SELECT grid, day, measure, value FROM counters", {}, [&stored](const gridgov::Row& row) {
            stored.Add(
                {std::string(row.Bytes(0)), std::string(row.Bytes(1)), std::string(row.Bytes(2))},
                row.Int(3));
            return absl::OkStatus();
          }));
      EXPECT_EQ(stored.all(), expected.all());
      return absl::OkStatus();
    });
  }

  std::mt19937 random_;
  StatisticHandler statistics_;
  std::string patrol_type_;
  std::vector<std::string> names_;
  std::vector<std::string> patrols_;
  std::vector<Event> events_;
};

TEST_P(StatisticsTest, EveryFigureIsWhatAllThatHappenedSays) {
  random_.seed(GetParam());
  AddType();
  for (int step = 0; step < 250 && !HasFailure(); ++step) {
    SCOPED_TRACE(absl::StrCat("seed ", GetParam(), " step ", step));
    Step();
    if (step % 5 != 0) continue;
    Ask(office_, community_, {grid_, second_grid_});
    Ask(office_, grid_, {grid_});
    Ask(centre_, "divisions/510703003", {grid_, second_grid_, far_grid_});
    // Of a larger area than one's own, one's own part.
    Ask(far_office_, "divisions/510703003", {far_grid_});
  }
  ExpectCountersOfRows();
  std::set<std::string> acts;
  for (const Event& event : events_) acts.insert(event.act);
  EXPECT_GE(acts.size(), std::size(kIssueActs) - 1) << "nearly every act happens";
}

INSTANTIATE_TEST_SUITE_P(Seeds, StatisticsTest, testing::Range(1u, 4u));

TEST_F(StatisticsTest, AnotherAreaIsNotShown) {
  v1::GetStatisticsRequest request;
  request.set_area(community_);
  request.set_from_date("2026-11-01");
  request.set_to_date("2026-11-30");
  EXPECT_THAT(Run(far_office_, statistics_, &StatisticHandler::Get, request),
              StatusIs(absl::StatusCode::kPermissionDenied, "NOT_VISIBLE"));
  request.set_to_date("2026-10-30");
  EXPECT_THAT(Run(office_, statistics_, &StatisticHandler::Get, request),
              HasViolation("to_date", "OUT_OF_RANGE"));
  request.set_to_date("2026-11-30");
  request.add_indicators("persons.found");
  EXPECT_THAT(Violations(Run(office_, statistics_, &StatisticHandler::Get, request).status()),
              testing::ElementsAre("indicators[0] UNKNOWN_INDICATOR"));
}

TEST_F(StatisticsTest, ARateThatIsNotAllIsNeverShownAsAll) {
  const auto rules = IndicatorsOf({});
  const auto rate = std::find_if(rules->begin(), rules->end(), [](const IndicatorRule* rule) {
    return rule->code == "patrols.coverage";
  });
  const auto text = [&](int64_t covered, int64_t planned) {
    return FigureOf(**rate, {{"patrols.covered", covered}, {"patrols.planned", planned}}).text();
  };
  EXPECT_EQ(text(12, 13), "92.3%");
  EXPECT_EQ(text(99999, 100000), "99.9%");
  EXPECT_EQ(text(5, 5), "100.0%");
  EXPECT_EQ(text(0, 0), "-");
}

}  // namespace
}  // namespace gridgov
