#include "server/handlers/patrol_plans.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/errors.h"
#include "server/handlers/patrols.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr int kMostDays = 31;
constexpr int kMostPatrols = 1000;

absl::CivilDay Day(const std::string& text) {
  absl::CivilDay day;
  (void)absl::ParseCivilTime(text, &day);
  return day;
}

absl::Time Midnight(absl::CivilDay day) { return absl::FromCivil(day, ChinaTime()); }

PatrolWindow WindowAt(v1::PatrolRule::Rhythm rhythm, absl::CivilDay day) {
  if (rhythm == v1::PatrolRule::RHYTHM_WEEKLY) {
    const absl::CivilDay monday = absl::PrevWeekday(day + 1, absl::Weekday::monday);
    return {monday, monday + 7};
  }
  if (rhythm == v1::PatrolRule::RHYTHM_MONTHLY) {
    const absl::CivilMonth month(day);
    return {absl::CivilDay(month), absl::CivilDay(month + 1)};
  }
  return {day, day + 1};
}

absl::Status CheckDates(const v1::PlanPatrolsRequest& request) {
  std::vector<Violation> wrong;
  if (!IsDay(request.from_date())) wrong.push_back(BadDate("from_date"));
  if (!IsDay(request.to_date())) wrong.push_back(BadDate("to_date"));
  if (!wrong.empty()) return MakeInvalid(wrong);
  const int64_t days = Day(request.to_date()) - Day(request.from_date());
  if (days < 0 || days > kMostDays) {
    return MakeInvalid("to_date", "OUT_OF_RANGE",
                       {.zh = "应不早于开始日期，且最多晚 31 天。",
                        .en = "must not be before the first day, nor more than 31 days later."});
  }
  return absl::OkStatus();
}

absl::Status CheckRule(const Txn& txn, const v1::PatrolRule& rule) {
  std::vector<Violation> wrong;
  if (!IsDay(rule.valid_from_date())) wrong.push_back(BadDate("patrol_rule.valid_from_date"));
  const std::string& last = rule.valid_to_date();
  if (!last.empty() && !IsDay(last)) {
    wrong.push_back(BadDate("patrol_rule.valid_to_date"));
  } else if (!last.empty() && last < rule.valid_from_date()) {
    wrong.push_back({"patrol_rule.valid_to_date",
                     "OUT_OF_RANGE",
                     {.zh = "不能早于生效日期。", .en = "must not be before the first day."}});
  }
  const auto type = PatrolTypeTable().KeyOf(txn.db, rule.patrol_type());
  if (!type.ok()) {
    if (!absl::IsNotFound(type.status())) return type.status();
    wrong.push_back(UnknownReference("patrol_rule.patrol_type", rule.patrol_type()));
  }
  const auto area = DivisionTable().KeyOf(txn.db, rule.area());
  if (!area.ok()) {
    if (!absl::IsNotFound(area.status())) return area.status();
    wrong.push_back(UnknownReference("patrol_rule.area", rule.area()));
  }
  return wrong.empty() ? absl::OkStatus() : MakeInvalid(wrong);
}

absl::Status TooMany() {
  return MakeInvalid(
      "to_date", "TOO_MANY",
      {.zh = absl::StrCat("一次最多生成 ", kMostPatrols, " 条计划，请缩短日期范围。"),
       .en = absl::StrCat("would make more than ", kMostPatrols, " patrols. Ask for fewer days.")});
}

Value IdOf(const std::string& name) {
  const auto id = Uuid::Parse(SplitName(name).id);
  return id.ok() ? Value(Blob{std::string(id->bytes())}) : Value();
}

// A grid and the beginning of a window, as a row has them.
using Planned = std::set<std::pair<std::string, std::string>>;

// What the rule has made already, whoever may see it.
absl::StatusOr<Planned> PlannedOf(Connection& db, const std::string& rule, absl::Time from,
                                  absl::Time to) {
  Planned planned;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT grid, window_start_time FROM patrols WHERE patrol_rule = $1 "
               "AND window_start_time >= $2 AND window_start_time <= $3",
               {IdOf(rule), TimeText(from), TimeText(to)}, [&planned](const Row& row) {
                 planned.emplace(std::string(row.Bytes(0)), std::string(row.Bytes(1)));
                 return absl::OkStatus();
               }));
  return planned;
}

// Who patrols a grid on a day: its worker, else its lead, else whoever works part of the time.
class GridStaff {
 public:
  static absl::StatusOr<GridStaff> Load(const Txn& txn, const std::string& grid) {
    GridStaff staff;
    GG_ASSIGN_OR_RETURN(
        staff.assignments_,
        GridAssignmentTable().Select(txn, {.where = "t.grid = $1", .args = {IdOf(grid)}}));
    // A table lists the newest first; the one who has had the duty longest goes first here.
    std::reverse(staff.assignments_.begin(), staff.assignments_.end());
    return staff;
  }

  // "accounts/{id}"; "" if there is nobody.
  std::string On(absl::CivilDay date) const {
    const std::string day = absl::FormatCivilTime(date);
    for (const auto duty : {v1::GridAssignment::DUTY_WORKER, v1::GridAssignment::DUTY_LEAD,
                            v1::GridAssignment::DUTY_PART_TIME}) {
      for (const v1::GridAssignment& one : assignments_) {
        const bool holds =
            one.start_date() <= day && (one.end_date().empty() || one.end_date() >= day);
        if (one.duty() == duty && holds) return one.account();
      }
    }
    return "";
  }

 private:
  std::vector<v1::GridAssignment> assignments_;
};

v1::Patrol PatrolIn(const PatrolWindow& window, const v1::PatrolRule& rule, const std::string& grid,
                    std::string worker) {
  v1::Patrol patrol;
  patrol.set_patrol_type(rule.patrol_type());
  patrol.set_patrol_rule(rule.name());
  patrol.set_grid(grid);
  patrol.set_worker(std::move(worker));
  patrol.set_state(v1::Patrol::STATE_PLANNED);
  *patrol.mutable_window_start_time() = ToProto(Midnight(window.first));
  *patrol.mutable_window_end_time() = ToProto(Midnight(window.end));
  return patrol;
}

// Makes the patrols of one call.
class Planning {
 public:
  Planning(const Call& call, const v1::PatrolRule& rule, std::vector<PatrolWindow> windows,
           v1::PlanPatrolsResponse* response)
      : call_(call), rule_(rule), windows_(std::move(windows)), response_(response) {}

  absl::Status Run() {
    GG_ASSIGN_OR_RETURN(planned_,
                        PlannedOf(call_.txn.db, rule_.name(), Midnight(windows_.front().first),
                                  Midnight(windows_.back().first)));
    // Only those grids of the rule's area that the caller may plan for.
    GG_ASSIGN_OR_RETURN(
        std::vector<v1::Grid> grids,
        GridTable().Select(call_.txn, {.where = "t.state = 'ACTIVE' AND t.uid IN "
                                                "(SELECT grid FROM area_grids WHERE area = $1)",
                                       .args = {rule_.area()}}));
    std::sort(grids.begin(), grids.end(),
              [](const v1::Grid& a, const v1::Grid& b) { return a.code() < b.code(); });
    for (const v1::Grid& grid : grids) GG_RETURN_IF_ERROR(AddGrid(grid.name()));
    for (const v1::Patrol& patrol : wanted_) {
      GG_ASSIGN_OR_RETURN(*response_->add_patrols(), PatrolTable().Insert(call_.txn, patrol));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status AddGrid(const std::string& grid) {
    GG_ASSIGN_OR_RETURN(const GridStaff staff, GridStaff::Load(call_.txn.System(), grid));
    bool unstaffed = false;
    const std::string id = std::get<Blob>(IdOf(grid)).bytes;
    for (const PatrolWindow& window : windows_) {
      if (planned_.contains({id, TimeText(Midnight(window.first))})) {
        response_->set_existing(response_->existing() + 1);
        continue;
      }
      std::string worker = staff.On(window.first);
      unstaffed = unstaffed || worker.empty();
      if (worker.empty()) continue;
      wanted_.push_back(PatrolIn(window, rule_, grid, std::move(worker)));
      if (wanted_.size() > kMostPatrols) return TooMany();
    }
    if (unstaffed) response_->add_grids_without_worker(grid);
    return absl::OkStatus();
  }

  const Call& call_;
  const v1::PatrolRule& rule_;
  const std::vector<PatrolWindow> windows_;
  v1::PlanPatrolsResponse* const response_;
  Planned planned_;
  std::vector<v1::Patrol> wanted_;
};

}  // namespace

std::vector<PatrolWindow> WindowsOf(v1::PatrolRule::Rhythm rhythm, absl::CivilDay from,
                                    absl::CivilDay to, const deadline::Calendar& calendar) {
  std::vector<PatrolWindow> windows;
  for (absl::CivilDay day = from; day <= to; ++day) {
    if (rhythm == v1::PatrolRule::RHYTHM_WORKING_DAYS && !calendar.IsWorkingDay(day)) continue;
    const PatrolWindow window = WindowAt(rhythm, day);
    if (windows.empty() || windows.back() != window) windows.push_back(window);
  }
  return windows;
}

absl::StatusOr<v1::ListPatrolRulesResponse> PatrolHandler::ListRules(
    Call& call, const v1::ListPatrolRulesRequest& request) const {
  v1::ListPatrolRulesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, PatrolRuleTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::PatrolRule> PatrolHandler::CreateRule(
    Call& call, const v1::CreatePatrolRuleRequest& request) const {
  GG_RETURN_IF_ERROR(CheckRule(call.txn, request.patrol_rule()));
  return PatrolRuleTable().Insert(call.txn, request.patrol_rule());
}

absl::StatusOr<v1::PlanPatrolsResponse> PatrolHandler::Plan(
    Call& call, const v1::PlanPatrolsRequest& request) const {
  GG_RETURN_IF_ERROR(CheckDates(request));
  GG_ASSIGN_OR_RETURN(const v1::PatrolRule rule,
                      PatrolRuleTable().Get(call.txn, request.patrol_rule()));
  const absl::CivilDay from = std::max(Day(request.from_date()), Day(rule.valid_from_date()));
  absl::CivilDay to = Day(request.to_date());
  if (!rule.valid_to_date().empty()) to = std::min(to, Day(rule.valid_to_date()));
  v1::PlanPatrolsResponse response;
  std::vector<PatrolWindow> windows = WindowsOf(rule.rhythm(), from, to, *calendar_());
  if (windows.empty()) return response;
  GG_RETURN_IF_ERROR(Planning(call, rule, std::move(windows), &response).Run());
  return response;
}

}  // namespace gridgov
