#include "server/handlers/statistics.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/errors.h"
#include "server/handlers/figures.h"
#include "server/handlers/meeting_figures.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Request = v1::GetStatisticsRequest;

constexpr int kMostDays = 366;
constexpr size_t kSubdistrictDigits = 9;
constexpr size_t kCommunityDigits = 12;

absl::Status CheckPeriod(const Request& request) {
  std::vector<Violation> wrong;
  if (!IsDay(request.from_date())) wrong.push_back(BadDate("from_date"));
  if (!IsDay(request.to_date())) wrong.push_back(BadDate("to_date"));
  if (!wrong.empty()) return MakeInvalid(wrong);
  absl::CivilDay from, to;
  (void)absl::ParseCivilTime(request.from_date(), &from);
  (void)absl::ParseCivilTime(request.to_date(), &to);
  if (to < from || to - from > kMostDays) {
    return MakeInvalid("to_date", "OUT_OF_RANGE",
                       {.zh = "应不早于开始日期，且最多晚 366 天。",
                        .en = "must not be before the first day, nor more than 366 days later."});
  }
  return absl::OkStatus();
}

// The row that a grid belongs to, without its title; empty for none.
v1::StatisticRow RowOf(Request::GroupBy group_by, const v1::Grid& grid) {
  v1::StatisticRow row;
  switch (group_by) {
    case Request::GROUP_BY_GRID:
      row.set_area(grid.name());
      row.set_code(grid.code());
      row.set_title(grid.title());
      break;
    case Request::GROUP_BY_COMMUNITY:
      row.set_area(grid.community());
      row.set_code(SplitName(grid.community()).id);
      break;
    case Request::GROUP_BY_SUBDISTRICT:
      row.set_code(SplitName(grid.community()).id.substr(0, kSubdistrictDigits));
      row.set_area(MakeName("divisions", row.code()));
      break;
    default:
      break;
  }
  return row;
}

void Add(const Measures& from, Measures& to) {
  for (const auto& [measure, amount] : from) to[measure] += amount;
}

struct Group {
  v1::StatisticRow row;
  Measures measures;
};
using Groups = std::map<std::string, Group>;  // By code.

// What counts for the total and, where `row` is one, for its group.
void Count(const Measures& measures, v1::StatisticRow row, Measures& total, Groups& groups) {
  Add(measures, total);
  if (row.area().empty()) return;
  Group& group = groups[row.code()];
  if (group.row.area().empty()) group.row = std::move(row);
  Add(measures, group.measures);
}

// The row that a division's own measures belong to; empty for none.
v1::StatisticRow RowOf(Request::GroupBy group_by, const std::string& division) {
  v1::StatisticRow row;
  const size_t digits = group_by == Request::GROUP_BY_COMMUNITY     ? kCommunityDigits
                        : group_by == Request::GROUP_BY_SUBDISTRICT ? kSubdistrictDigits
                                                                    : 0;
  if (digits == 0 || division.size() < digits) return row;
  row.set_code(division.substr(0, digits));
  row.set_area(MakeName("divisions", row.code()));
  return row;
}

// False: there is nothing to show.
bool Fill(const std::vector<const IndicatorRule*>& rules, const Measures& measures,
          v1::StatisticRow* row) {
  bool any = false;
  for (const IndicatorRule* rule : rules) {
    const v1::Figure& figure = *row->add_figures() = FigureOf(*rule, measures);
    any = any || figure.numerator() != 0 || figure.denominator() != 0;
  }
  return any;
}

absl::Status AddTitle(const Txn& txn, v1::StatisticRow* row) {
  if (!row->title().empty()) return absl::OkStatus();
  const auto division = DivisionTable().Get(txn.System(), row->area());
  if (division.ok()) row->set_title(division->title());
  return absl::IsNotFound(division.status()) ? absl::OkStatus() : division.status();
}

}  // namespace

absl::StatusOr<v1::GetStatisticsResponse> StatisticHandler::Get(Call& call,
                                                                const Request& request) {
  GG_RETURN_IF_ERROR(CheckPeriod(request));
  GG_ASSIGN_OR_RETURN(const auto rules, IndicatorsOf(request.indicators()));
  const Period period{request.from_date(), request.to_date()};
  GG_ASSIGN_OR_RETURN(const auto figures, ReadFigures(call.txn, request.area(), period));
  GG_ASSIGN_OR_RETURN(const auto meetings, ReadMeetingFigures(call.txn, request.area(), period));
  Groups groups;
  Measures total;
  for (const auto& [id, one] : figures) {
    Count(one.measures, RowOf(request.group_by(), one.grid), total, groups);
  }
  for (const auto& [division, measures] : meetings) {
    Count(measures, RowOf(request.group_by(), division), total, groups);
  }
  v1::GetStatisticsResponse response;
  for (const IndicatorRule* rule : rules) *response.add_indicators() = Describe(*rule);
  for (auto& [code, group] : groups) {
    if (!Fill(rules, group.measures, &group.row)) continue;
    GG_RETURN_IF_ERROR(AddTitle(call.txn, &group.row));
    *response.add_rows() = std::move(group.row);
  }
  Fill(rules, total, response.mutable_total());
  return response;
}

absl::StatusOr<v1::GetIndicatorsResponse> StatisticHandler::GetIndicators(
    Call&, const v1::GetIndicatorsRequest&) {
  v1::GetIndicatorsResponse response;
  for (const IndicatorRule& rule : AllIndicators()) *response.add_indicators() = Describe(rule);
  return response;
}

}  // namespace gridgov
