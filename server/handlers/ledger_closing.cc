#include "server/handlers/ledger_closing.h"

#include <algorithm>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/ledger_work.pb.h"
#include "gridgov/v1/statistic.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/figures.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Json = nlohmann::json;

constexpr size_t kSubdistrictDigits = 9;
// Figures of closed periods further back are taken as settled.
constexpr size_t kMostPeriods = 24;
constexpr int kRecordsAtOnce = 500;

Json ToJson(const LedgerCell& cell) {
  if (const auto* number = std::get_if<int64_t>(&cell)) return *number;
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* word = std::get_if<Text>(&cell)) return Json::array({word->zh, word->en});
  return nullptr;
}

// What has changed of one record, as corrections.
class RecordCorrections {
 public:
  RecordCorrections(const LedgerKindRule& rule, const ToldRow& row,
                    std::vector<LedgerCorrection>& out)
      : rule_(rule), row_(row), out_(out) {}

  absl::Status Add(const Text& fact) {
    if (row_.before.empty()) return AddWhole({.zh = "补录", .en = "added later"}, false);
    if (row_.after.empty()) return AddWhole({.zh = "不再计入", .en = "no longer counted"}, true);
    GG_ASSIGN_OR_RETURN(const auto before, DecodeCells(row_.before));
    GG_ASSIGN_OR_RETURN(const auto after, DecodeCells(row_.after));
    for (size_t i = 0; i < rule_.columns.size() && i < before.size() && i < after.size(); ++i) {
      if (ToJson(before[i]) == ToJson(after[i])) continue;
      const LedgerColumn& column = rule_.columns[i];
      if (column.of_period) continue;
      const Text progress = {.zh = "后续进展", .en = "progress"};
      out_.push_back({row_.period, row_.number, column.progress ? progress : fact, column.title,
                      before[i], after[i]});
    }
    return absl::OkStatus();
  }

 private:
  absl::Status AddWhole(const Text& what, bool gone) {
    const LedgerCell number = row_.number;
    out_.push_back({row_.period,
                    row_.number,
                    what,
                    {.zh = "整条记录", .en = "the whole record"},
                    gone ? number : LedgerCell(),
                    gone ? LedgerCell() : number});
    return absl::OkStatus();
  }

  const LedgerKindRule& rule_;
  const ToldRow& row_;
  std::vector<LedgerCorrection>& out_;
};

const Text kCorrection = {.zh = "更正", .en = "correction"};
const Text kChange = {.zh = "变动", .en = "change"};

std::string ShownFigure(const IndicatorRule& rule, const v1::Figure& figure) {
  if (rule.denominator.empty()) return figure.text();
  return absl::StrCat(figure.text(), " (", figure.numerator(), "/", figure.denominator(), ")");
}

void AddFigures(const LedgerKindRule& rule, const std::string& period, const Measures& before,
                const Measures& after, std::vector<LedgerCorrection>& out) {
  for (const IndicatorRule* one : IndicatorsOfLedger(rule)) {
    const std::string old = ShownFigure(*one, FigureOf(*one, before));
    const std::string now = ShownFigure(*one, FigureOf(*one, after));
    if (old == now) continue;
    out.push_back({period, "", {.zh = "指标", .en = "figure"}, one->title, old, now});
  }
}

// Rows of an area as a kind of stock has them, by record.
using RowsByRecord = std::map<std::string, FrozenRow>;

absl::StatusOr<RowsByRecord> FrozenByRecord(const Txn& txn, int64_t period,
                                            const std::string& area) {
  RowsByRecord all;
  int64_t position = 0;
  while (true) {
    GG_ASSIGN_OR_RETURN(const auto rows,
                        FrozenRows(txn.db, period, area, position, kRecordsAtOnce));
    for (const FrozenRow& row : rows) all[row.resource] = row;
    if (rows.empty()) return all;
    position = rows.back().position;
  }
}

absl::StatusOr<RowsByRecord> LiveByRecord(const Txn& txn, const LedgerKindRule& rule,
                                          const std::string& area, const LedgerPeriod& period) {
  RowsByRecord all;
  std::string after;
  do {
    std::vector<LedgerRow> rows;
    GG_RETURN_IF_ERROR(rule.read(txn, {area, period, kRecordsAtOnce}, after, rows));
    for (const LedgerRow& row : rows) {
      all[IdBytes(row.resource)] = {.resource = IdBytes(row.resource),
                                    .number = row.number,
                                    .grid = row.grid,
                                    .cells = EncodeCells(row.cells)};
    }
  } while (!after.empty());
  return all;
}

// A ledger that shows how things are has no late entries: it tells what is other than it was in
// the closed one before.
absl::Status AddStockChanges(const Txn& txn, const LedgerKindRule& rule, const std::string& area,
                             const LedgerPeriod& period, const ClosedPeriod& before,
                             const std::optional<ClosedPeriod>& own,
                             std::vector<LedgerCorrection>& out) {
  GG_ASSIGN_OR_RETURN(const RowsByRecord old, FrozenByRecord(txn, before.key, area));
  GG_ASSIGN_OR_RETURN(const RowsByRecord now, own.has_value()
                                                  ? FrozenByRecord(txn, own->key, area)
                                                  : LiveByRecord(txn, rule, area, period));
  std::map<std::string, ToldRow> changed;  // By number, then record.
  const auto row_of = [&](const FrozenRow& row) -> ToldRow& {
    ToldRow& told = changed[absl::StrCat(row.number, " ", row.resource)];
    told.period = before.period;
    told.number = row.number;
    return told;
  };
  for (const auto& [record, row] : old) row_of(row).before = row.cells;
  for (const auto& [record, row] : now) row_of(row).after = row.cells;
  for (const auto& [number, row] : changed) {
    GG_RETURN_IF_ERROR(RecordCorrections(rule, row, out).Add(kChange));
  }
  return absl::OkStatus();
}

// Whether a row that counts at `place` is one of the area, whose grids these are.
bool LiesIn(const std::string& place, const std::string& area,
            const std::vector<std::string>& grids) {
  if (std::find(grids.begin(), grids.end(), place) != grids.end()) return true;
  const NameParts parts = SplitName(area);
  return parts.collection == "divisions" && absl::StartsWith(place, parts.id);
}

// What no closed period has told of the rows of `closed`.
absl::Status AddUntold(const Txn& txn, const LedgerKindRule& rule, const std::string& area,
                       const std::vector<std::string>& grids, const ClosedPeriod& closed,
                       std::vector<LedgerCorrection>& out) {
  GG_ASSIGN_OR_RETURN(const std::string subdistrict, SubdistrictOf(txn, area));
  std::string after;
  while (true) {
    GG_ASSIGN_OR_RETURN(const auto records,
                        ChangedRecords(txn.db, closed.key, after, kRecordsAtOnce));
    for (const std::string& record : records) {
      GG_ASSIGN_OR_RETURN(const auto told, CompareRecord(txn, rule, subdistrict, closed, record));
      if (!told.has_value()) continue;
      if (!LiesIn(told->grid, area, grids)) continue;
      GG_RETURN_IF_ERROR(RecordCorrections(rule, *told, out).Add(kCorrection));
    }
    if (records.empty()) return absl::OkStatus();
    after = records.back();
  }
}

absl::StatusOr<std::vector<std::string>> GridsOf(const Txn& txn, const std::string& area) {
  std::vector<std::string> grids;
  GG_RETURN_IF_ERROR(
      txn.db.Query("SELECT grid FROM area_grids WHERE area = $1", {area}, [&grids](const Row& row) {
        grids.emplace_back(row.Bytes(0));
        return absl::OkStatus();
      }));
  return grids;
}

// Figures of `closed` as told before the ledger, and as it tells them.
absl::Status AddFigureChanges(const Txn& txn, const LedgerKindRule& rule, const std::string& area,
                              const ClosedPeriod& closed, const std::optional<ClosedPeriod>& own,
                              std::vector<LedgerCorrection>& out) {
  if (rule.indicators.empty()) return absl::OkStatus();
  const int64_t told_in = own.has_value() ? own->key : std::numeric_limits<int64_t>::max() - 1;
  GG_ASSIGN_OR_RETURN(const auto before, FiguresBefore(txn.db, closed.key, area, told_in));
  Measures now;
  if (own.has_value()) {
    GG_ASSIGN_OR_RETURN(const auto told, FiguresIn(txn.db, closed.key, area, told_in));
    now = MeasuresOf(told);
  } else {
    GG_ASSIGN_OR_RETURN(const LedgerPeriod period, ParseLedgerPeriod(closed.period, txn.now));
    GG_ASSIGN_OR_RETURN(const auto figures, ReadLedgerFigures(txn, rule, area, period.days));
    now = SumOfPlaces(figures);
  }
  AddFigures(rule, closed.period, MeasuresOf(before), now, out);
  return absl::OkStatus();
}

}  // namespace

std::string EncodeCells(const std::vector<LedgerCell>& cells) {
  Json all = Json::array();
  for (const LedgerCell& cell : cells) all.push_back(ToJson(cell));
  return all.dump();
}

absl::StatusOr<std::vector<LedgerCell>> DecodeCells(absl::string_view json) {
  const Json all = Json::parse(json.begin(), json.end(), nullptr, /*allow_exceptions=*/false);
  if (!all.is_array()) return absl::DataLossError("frozen cells are no JSON");
  std::vector<LedgerCell> cells;
  for (const Json& one : all) {
    if (one.is_number_integer()) {
      cells.emplace_back(one.get<int64_t>());
    } else if (one.is_string()) {
      cells.emplace_back(one.get<std::string>());
    } else if (one.is_array() && one.size() == 2 && one[0].is_string() && one[1].is_string()) {
      cells.emplace_back(Text{.zh = one[0].get<std::string>(), .en = one[1].get<std::string>()});
    } else {
      cells.emplace_back();
    }
  }
  return cells;
}

absl::StatusOr<std::string> SubdistrictOf(const Txn& txn, const std::string& area) {
  std::string division = area;
  if (SplitName(area).collection == "grids") {
    GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(txn.System(), area));
    division = grid.community();
  }
  return MakeName("divisions", SplitName(division).id.substr(0, kSubdistrictDigits));
}

PeriodId PeriodIdOf(const LedgerKindRule& rule, const std::string& subdistrict,
                    const LedgerPeriod& period) {
  const auto* kinds = google::protobuf::GetEnumDescriptor<v1::LedgerKind>();
  return {EnumText(kinds->FindValueByNumber(rule.kind)), subdistrict, period.text};
}

absl::StatusOr<std::optional<ClosedPeriod>> ClosedPeriodOf(const Txn& txn,
                                                           const LedgerKindRule& rule,
                                                           const std::string& area,
                                                           const LedgerPeriod& period) {
  GG_ASSIGN_OR_RETURN(const std::string subdistrict, SubdistrictOf(txn, area));
  GG_ASSIGN_OR_RETURN(auto found, FindClosedPeriod(txn.db, PeriodIdOf(rule, subdistrict, period)));
  if (found.has_value() && !found->closed()) found.reset();
  return found;
}

absl::StatusOr<std::optional<LedgerRow>> CountedRecord(const Txn& txn, const LedgerKindRule& rule,
                                                       const std::string& area,
                                                       const LedgerPeriod& period,
                                                       const std::string& record) {
  GG_ASSIGN_OR_RETURN(const absl::Time time, rule.time_of(txn, record));
  if (time < period.start || time >= period.end) return std::nullopt;
  // The rows of that instant, of which there are few.
  LedgerQuestion question{area, period, kRecordsAtOnce};
  question.period.start = time;
  question.period.end = time + absl::Microseconds(1);
  std::string after;
  do {
    std::vector<LedgerRow> rows;
    GG_RETURN_IF_ERROR(rule.read(txn, question, after, rows));
    for (LedgerRow& row : rows) {
      if (IdBytes(row.resource) == record) return std::move(row);
    }
  } while (!after.empty());
  return std::nullopt;
}

absl::StatusOr<std::optional<ToldRow>> CompareRecord(const Txn& txn, const LedgerKindRule& rule,
                                                     const std::string& subdistrict,
                                                     const ClosedPeriod& closed,
                                                     const std::string& record) {
  GG_ASSIGN_OR_RETURN(const LedgerPeriod period, ParseLedgerPeriod(closed.period, txn.now));
  GG_ASSIGN_OR_RETURN(const auto now, CountedRecord(txn, rule, subdistrict, period, record));
  GG_ASSIGN_OR_RETURN(const auto frozen, FrozenRowOf(txn.db, closed.key, record));
  ToldRow told{.period = closed.period, .resource = record};
  GG_ASSIGN_OR_RETURN(told.before, LastTold(txn.db, closed.key, record));
  if (now.has_value()) {
    told.number = now->number;
    told.grid = now->grid;
    told.after = EncodeCells(now->cells);
  } else if (frozen.has_value()) {
    told.number = frozen->number;
    told.grid = frozen->grid;
  }
  if (told.before == told.after) return std::nullopt;
  return told;
}

Measures MeasuresOf(const FrozenFigures& figures) {
  Measures sums;
  for (const auto& [id, value] : figures) sums[id.second] += value;
  return sums;
}

absl::StatusOr<std::vector<LedgerCorrection>> ReadCorrections(const Txn& txn,
                                                              const LedgerKindRule& rule,
                                                              const std::string& area,
                                                              const LedgerPeriod& period) {
  std::vector<LedgerCorrection> out;
  GG_ASSIGN_OR_RETURN(const std::string subdistrict, SubdistrictOf(txn, area));
  const PeriodId id = PeriodIdOf(rule, subdistrict, period);
  GG_ASSIGN_OR_RETURN(const auto begun, FindClosedPeriod(txn.db, id));
  GG_ASSIGN_OR_RETURN(const auto own, ClosedPeriodOf(txn, rule, area, period));
  GG_ASSIGN_OR_RETURN(auto closed, ClosedPeriodsBefore(txn.db, id, period.start));
  if (rule.time_of == nullptr) {
    if (!closed.empty()) {
      GG_RETURN_IF_ERROR(AddStockChanges(txn, rule, area, period, closed.back(), own, out));
    }
    return out;
  }
  if (closed.size() > kMostPeriods) closed.erase(closed.begin(), closed.end() - kMostPeriods);
  if (begun.has_value()) {  // Closed, or on the way: what it has told already.
    GG_ASSIGN_OR_RETURN(const auto told, RowsToldIn(txn.db, begun->key, area));
    for (const ToldRow& row : told) {
      GG_RETURN_IF_ERROR(RecordCorrections(rule, row, out).Add(kCorrection));
    }
  }
  GG_ASSIGN_OR_RETURN(const auto grids, GridsOf(txn, area));
  for (const ClosedPeriod& one : closed) {
    if (!own.has_value()) {
      GG_RETURN_IF_ERROR(AddUntold(txn, rule, area, grids, one, out));
    }
    GG_RETURN_IF_ERROR(AddFigureChanges(txn, rule, area, one, own, out));
  }
  return out;
}

}  // namespace gridgov
