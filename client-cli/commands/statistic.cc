// statistic: figures of an area and a period, each with what it means.
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/statistic.pb.h"

namespace gridgov {
namespace {

const std::string& In(const v1::LocalizedText& text, bool chinese) {
  return chinese ? text.zh() : text.en();
}

// "92.3% (12/13)": a rate is never shown without what it is made of.
std::string Shown(const v1::Figure& figure, const v1::Indicator& indicator) {
  if (indicator.kind() != v1::Indicator::KIND_RATE) return figure.text();
  return absl::StrCat(figure.text(), " (", figure.numerator(), "/", figure.denominator(), ")");
}

std::string Meaning(const v1::Indicator& indicator, bool chinese) {
  const std::string& counted = In(indicator.numerator(), chinese);
  if (indicator.kind() != v1::Indicator::KIND_RATE) return counted;
  return absl::StrCat(counted, " ÷ ", In(indicator.denominator(), chinese));
}

std::string NameOfRow(const v1::StatisticRow& row, bool chinese) {
  if (row.area().empty()) return chinese ? "合计" : "total";
  return absl::StrCat(row.code(), " ", row.title());
}

// One table for the total, indicator by indicator with its meaning; one for the areas.
void ShowTables(Invocation& in, const v1::GetStatisticsResponse& response) {
  const bool chinese = in.chinese();
  std::vector<Row> totals;
  for (int i = 0; i < response.indicators_size(); ++i) {
    const v1::Indicator& indicator = response.indicators(i);
    totals.push_back({In(indicator.title(), chinese), Shown(response.total().figures(i), indicator),
                      Meaning(indicator, chinese)});
  }
  in.output().WriteTable(
      chinese ? Row{"指标", "合计", "含义"} : Row{"indicator", "total", "meaning"}, totals);
  if (response.rows().empty()) return;
  in.output().WriteHeading(chinese ? "分区域" : "By area");
  Row titles = {chinese ? "指标" : "indicator"};
  for (const v1::StatisticRow& row : response.rows()) titles.push_back(NameOfRow(row, chinese));
  std::vector<Row> cells;
  for (int i = 0; i < response.indicators_size(); ++i) {
    Row line = {In(response.indicators(i).title(), chinese)};
    for (const v1::StatisticRow& row : response.rows()) {
      line.push_back(Shown(row.figures(i), response.indicators(i)));
    }
    cells.push_back(std::move(line));
  }
  in.output().WriteTable(titles, cells);
}

// CSV: a line for each area and indicator.
absl::Status ShowRows(Invocation& in, const v1::GetStatisticsResponse& response) {
  std::vector<Row> lines;
  const auto add = [&](const v1::StatisticRow& row) {
    for (int i = 0; i < row.figures_size(); ++i) {
      const v1::Figure& figure = row.figures(i);
      lines.push_back({row.code(), NameOfRow(row, in.chinese()), figure.indicator(),
                       In(response.indicators(i).title(), in.chinese()), figure.text(),
                       absl::StrCat(figure.numerator()), absl::StrCat(figure.denominator()),
                       Meaning(response.indicators(i), in.chinese())});
    }
  };
  for (const v1::StatisticRow& row : response.rows()) add(row);
  add(response.total());
  const Row keys = {"code", "area",      "indicator",   "title",
                    "text", "numerator", "denominator", "meaning"};
  const Row titles =
      in.chinese() ? Row{"编码", "区域", "代码", "指标", "数值", "分子", "分母", "含义"} : keys;
  return in.output().PrintRows(keys, titles, lines);
}

absl::Status Show(Invocation& in) {
  v1::GetStatisticsRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(const auto response, in.Call<v1::GetStatisticsResponse>(request));
  if (in.output().format() == Format::kJson) return in.Print(response);
  if (in.output().format() == Format::kCsv) return ShowRows(in, response);
  ShowTables(in, response);
  return in.output().Written();
}

absl::Status ShowIndicators(Invocation& in) {
  v1::GetIndicatorsRequest request;
  GG_ASSIGN_OR_RETURN(const auto response, in.Call<v1::GetIndicatorsResponse>(request));
  Listing listing(in.output(), *v1::Indicator::descriptor(), in.audience());
  for (const v1::Indicator& indicator : response.indicators()) {
    GG_RETURN_IF_ERROR(listing.Add(indicator));
  }
  return listing.Finish();
}

}  // namespace

std::vector<Command> StatisticCommands() {
  return {
      {.path = "statistic show",
       .summary = {"查看一个区域一段时间的统计指标", "The figures of an area in a period"},
       .example = "gridgov statistic show 510703003 --from 2026-11-01 --to 2026-11-30 "
                  "--by community",
       .method = "StatisticService.GetStatistics",
       .args = {{.name = "AREA",
                 .help = {"行政区划或网格代码", "A division or a grid"},
                 .field = "area"}},
       .flags = {{.name = "from", .help = {"第一天", "First day"}, .field = "from_date"},
                 {.name = "to",
                  .help = {"最后一天（默认今天）", "Last day (default today)"},
                  .field = "to_date",
                  .fallback = "today"},
                 {.name = "by",
                  .help = {"分组：grid、community、subdistrict",
                           "Rows for each grid, community or subdistrict"},
                  .field = "group_by"},
                 {.name = "indicator",
                  .help = {"只看这些指标（代码，可重复）", "Only these, by code; may be repeated"},
                  .field = "indicators"}},
       .run = Show},
      {.path = "statistic indicators",
       .summary = {"列出统计指标及其定义", "List the indicators with their definitions"},
       .example = "gridgov statistic indicators",
       .method = "StatisticService.GetIndicators",
       .run = ShowIndicators},
  };
}

}  // namespace gridgov
