#include "server/jobs/ledger_file.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/status_macros.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

std::string Minute(absl::Time time) {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, ChinaTime());
}

std::string Watermark(const LedgerFacts& facts) {
  if (facts.chinese) {
    return absl::StrCat("编制：", facts.username, "　", Minute(facts.time), "　用途：",
                        facts.purpose, "　有效期至 ", DayText(facts.expire));
  }
  return absl::StrCat("Made by ", facts.username, ", ", Minute(facts.time),
                      "; purpose: ", facts.purpose, "; to be erased on ", DayText(facts.expire));
}

SheetBook BookOf(const LedgerFacts& facts, const std::string& folder) {
  return {.title = LedgerTitle(facts),
          .author = facts.username,
          .created = facts.time,
          .watermark = Watermark(facts),
          .chinese = facts.chinese,
          .folder = folder};
}

std::string PeriodLine(const LedgerFacts& facts) {
  const Period& days = facts.period.days;
  if (facts.chinese) {
    return absl::StrCat("统计期：", facts.period.title().zh, "（", days.from, " 至 ", days.to,
                        "）　　单位：", facts.area);
  }
  return absl::StrCat("Period: ", facts.period.title().en, " (", days.from, " to ", days.to,
                      ")    Unit: ", facts.area);
}

std::string StateLine(const LedgerFacts& facts) {
  const std::string time = Minute(facts.time);
  if (facts.closed.has_value()) {
    const std::string day = DayText(*facts.closed);
    return facts.chinese ? absl::StrCat("已封账：", day, "，此后的变动见以后统计期的“更正”")
                         : absl::StrCat("Closed on ", day,
                                        "; later changes are corrections of later periods");
  }
  if (facts.provisional) {
    return facts.chinese ? absl::StrCat("暂定：统计期未结束，数据截至 ", time)
                         : absl::StrCat("Provisional: the period has not ended; as of ", time);
  }
  return facts.chinese ? absl::StrCat("数据截至 ", time) : absl::StrCat("As of ", time);
}

}  // namespace

std::string LedgerTitle(const LedgerFacts& facts) {
  if (facts.chinese) {
    return absl::StrCat(facts.area, facts.period.title().zh, facts.rule->title.zh);
  }
  return absl::StrCat(facts.rule->title.en, ", ", facts.area, ", ", facts.period.title().en);
}

LedgerFile::LedgerFile(LedgerFacts facts, std::unique_ptr<SheetWriter> writer)
    : facts_(std::move(facts)), writer_(std::move(writer)), sums_(facts_.rule->columns.size(), 0) {}

absl::StatusOr<LedgerFile> LedgerFile::Begin(LedgerFacts facts, const std::string& folder) {
  const SheetBook book = BookOf(facts, folder);
  auto writer = facts.format == v1::LEDGER_FORMAT_CSV ? NewCsvWriter(book) : NewXlsxWriter(book);
  GG_RETURN_IF_ERROR(writer.status());
  LedgerFile file(std::move(facts), *std::move(writer));
  GG_RETURN_IF_ERROR(file.BeginRows());
  return file;
}

SheetCell LedgerFile::Cell(const LedgerCell& cell) const {
  if (const auto* number = std::get_if<int64_t>(&cell)) return *number;
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* word = std::get_if<Text>(&cell)) return In(*word);
  return std::monostate();
}

absl::Status LedgerFile::BeginRows() {
  SheetLayout layout{.tab = In({.zh = "台账", .en = "Ledger"}),
                     .title = LedgerTitle(facts_),
                     .lines = {PeriodLine(facts_), StateLine(facts_)},
                     .columns = {{.title = In({.zh = "序号", .en = "no."}), .width = 7}}};
  for (const LedgerColumn& column : facts_.rule->columns) {
    layout.columns.push_back({.title = In(column.title), .width = column.width});
  }
  return writer_->BeginSheet(layout);
}

absl::Status LedgerFile::Add(const std::vector<LedgerRow>& rows) {
  std::vector<SheetCell> cells;
  for (const LedgerRow& row : rows) {
    cells.assign(1, SheetCell(++rows_));
    for (size_t i = 0; i < row.cells.size(); ++i) {
      cells.push_back(Cell(row.cells[i]));
      const auto* number = std::get_if<int64_t>(&row.cells[i]);
      if (number != nullptr && facts_.rule->columns[i].summed) sums_[i] += *number;
    }
    GG_RETURN_IF_ERROR(writer_->AddRow(cells));
  }
  return absl::OkStatus();
}

absl::Status LedgerFile::AddTotals() {
  // The number of rows stands under the first column of the records.
  std::vector<SheetCell> cells = {SheetCell(In({.zh = "合计", .en = "total"})), SheetCell(rows_)};
  for (size_t i = 1; i < sums_.size(); ++i) {
    cells.push_back(facts_.rule->columns[i].summed ? SheetCell(sums_[i]) : SheetCell());
  }
  return writer_->AddTotals(cells);
}

absl::Status LedgerFile::AddFigures(const Measures& measures) {
  GG_RETURN_IF_ERROR(AddTotals());
  const std::vector<std::pair<Text, double>> columns = {
      {{"类别", "of"}, 8},
      {{"名称", "title"}, 18},
      {{"数值", "value"}, 10},
      {{"分子", "numerator"}, 10},
      {{"分母", "denominator"}, 10},
      {{"含义（比率的分子）", "meaning (of a rate: numerator)"}, 36},
      {{"分母的含义", "meaning of the denominator"}, 36},
      {{"来源和归属日期", "source and day"}, 36}};
  SheetLayout layout{.tab = In({.zh = "指标和说明", .en = "Figures and meanings"}),
                     .title = In({.zh = "指标和栏目说明", .en = "Figures and what columns mean"}),
                     .lines = {PeriodLine(facts_)}};
  for (const auto& [title, width] : columns) {
    layout.columns.push_back({.title = In(title), .width = width});
  }
  GG_RETURN_IF_ERROR(writer_->BeginSheet(layout));
  for (const IndicatorRule* rule : IndicatorsOfLedger(*facts_.rule)) {
    const v1::Figure figure = FigureOf(*rule, measures);
    const bool rate = !rule->denominator.empty();
    GG_RETURN_IF_ERROR(writer_->AddRow(
        {In({.zh = "指标", .en = "figure"}), In(rule->title),
         rate ? SheetCell(figure.text()) : SheetCell(figure.numerator()),
         SheetCell(figure.numerator()), rate ? SheetCell(figure.denominator()) : SheetCell(),
         In(rule->numerator_text), rate ? SheetCell(In(rule->denominator_text)) : SheetCell(),
         In(rule->source)}));
  }
  for (const LedgerColumn& column : facts_.rule->columns) {
    GG_RETURN_IF_ERROR(
        writer_->AddRow({In({.zh = "栏目", .en = "column"}), In(column.title), SheetCell(),
                         SheetCell(), SheetCell(), In(column.meaning)}));
  }
  return absl::OkStatus();
}

absl::Status LedgerFile::AddCorrections(const std::vector<LedgerCorrection>& corrections) {
  SheetLayout layout{
      .tab = In({.zh = "更正", .en = "Corrections"}),
      .title = In({.zh = "对已封账统计期的更正", .en = "Corrections of closed periods"}),
      .lines = {PeriodLine(facts_)},
      .columns = {{.title = In({.zh = "序号", .en = "no."}), .width = 7},
                  {.title = In({.zh = "已封账的统计期", .en = "closed period"}), .width = 12},
                  {.title = In({.zh = "编号", .en = "number"}), .width = 38},
                  {.title = In({.zh = "类别", .en = "of"}), .width = 12},
                  {.title = In({.zh = "栏目或指标", .en = "column or figure"}), .width = 20},
                  {.title = In({.zh = "封账时", .en = "when closed"}), .width = 28},
                  {.title = In({.zh = "现在", .en = "now"}), .width = 28}}};
  GG_RETURN_IF_ERROR(writer_->BeginSheet(layout));
  int64_t number = 0;
  for (const LedgerCorrection& one : corrections) {
    GG_RETURN_IF_ERROR(writer_->AddRow({SheetCell(++number), one.period, one.number, In(one.what),
                                        In(one.column), Cell(one.before), Cell(one.after)}));
  }
  if (number > 0) return absl::OkStatus();
  return writer_->AddLine(In({.zh = "无更正。", .en = "There are none."}));
}

}  // namespace gridgov
