#include "server/handlers/ledger_kinds.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/dispute_words.h"
#include "server/handlers/divisions.h"
#include "server/handlers/grid_rows.h"
#include "server/handlers/meeting_figures.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr size_t kSubdistrictDigits = 9;
constexpr size_t kPlaceBytes = 16;
constexpr int64_t kFenOfAYuan = 100;

using Words = std::map<std::string, Text, std::less<>>;

const Words& WordsOfWork() {
  static const auto* words = new Words{
      {"PatrolState.SUBMITTED", {"已提交", "handed in"}},
      {"PatrolState.ACCEPTED", {"已审核", "accepted"}},
      {"PatrolState.SENT_BACK", {"退回补充", "sent back"}},
      {"PatrolState.STARTED", {"进行中", "under way"}},
      {"IssueState.REPORTED", {"待受理", "reported"}},
      {"IssueState.ACCEPTED", {"已受理", "accepted"}},
      {"IssueState.REJECTED", {"不予受理", "rejected"}},
      {"IssueState.DUPLICATE", {"重复件", "duplicate"}},
      {"IssueState.WITHDRAWN", {"已撤回", "withdrawn"}},
      {"IssueState.DISPATCHED", {"已派遣", "dispatched"}},
      {"IssueState.IN_PROGRESS", {"办理中", "in progress"}},
      {"IssueState.SUSPENDED", {"挂账", "suspended"}},
      {"IssueState.HANDLED", {"已办结", "handled"}},
      {"IssueState.CLOSED", {"已结案", "closed"}},
      {"IssueSource.PATROL", {"巡查发现", "patrol"}},
      {"IssueSource.RESIDENT", {"居民反映", "resident"}},
      {"IssueSource.HOTLINE", {"热线", "hotline"}},
      {"IssueSource.COMPOUND", {"小区", "compound"}},
      {"IssueSource.UPPER", {"上级交办", "upper level"}},
      {"IssueSource.SENSOR", {"感知设备", "sensor"}},
      {"IssueSource.VISIT", {"场所走访", "visit"}},
      {"Severity.NORMAL", {"一般", "normal"}},
      {"Severity.SERIOUS", {"较重", "serious"}},
      {"Severity.GRAVE", {"严重", "grave"}},
      {"ClosingReason.FIXED", {"已解决", "fixed"}},
      {"ClosingReason.FIXED_BY_ITSELF", {"自行消除", "fixed by itself"}},
      {"ClosingReason.NOT_FOUND", {"未发现", "not found"}},
      {"ClosingReason.NOT_OUR_DUTY", {"非本辖区职责", "not our duty"}},
      {"ClosingReason.NO_ACTION_NEEDED", {"无需处置", "no action needed"}},
      {"ClosingReason.ENFORCEMENT_ELSEWHERE", {"移交执法", "enforcement elsewhere"}},
      {"ClosingReason.LONG_TERM_PROJECT", {"列入长期项目", "long-term project"}},
  };
  return *words;
}

const Words& WordsOfPlaces() {
  static const auto* words = new Words{
      {"CompoundKind.COMMERCIAL", {"商品房小区", "commercial housing"}},
      {"CompoundKind.OLD", {"老旧小区", "old compound"}},
      {"CompoundKind.UNIT_HOUSING", {"单位宿舍", "housing of a work unit"}},
      {"CompoundKind.RESETTLED", {"安置小区", "resettlement housing"}},
      {"CompoundKind.SELF_BUILT", {"自建房片区", "self-built houses"}},
      {"Management.FIRM", {"物业服务企业", "property firm"}},
      {"Management.SELF", {"业主自管", "owners themselves"}},
      {"Management.COMMUNITY", {"社区代管", "community"}},
      {"Management.NONE", {"无人管理", "nobody"}},
      {"Committee.PREPARING", {"筹备中", "being prepared"}},
      {"Committee.ELECTED", {"已选举未备案", "elected, not filed"}},
      {"Committee.FILED", {"已备案", "filed"}},
      {"Designation.KEY", {"重点小区", "key compound"}},
      {"Designation.MODEL_LAW_BASED", {"法治示范小区", "model law-based compound"}},
      {"Designation.SMART", {"智慧小区", "smart compound"}},
      {"SiteKind.SHOP", {"商铺", "shop"}},
      {"SiteKind.ENTERPRISE", {"企业", "enterprise"}},
      {"SiteKind.IDLE_PREMISES", {"闲置用房", "idle premises"}},
      {"SiteKind.HAZARD", {"隐患点位", "hazard"}},
      {"SiteState.IN_USE", {"在用", "in use"}},
      {"SiteState.CLOSED", {"已关闭", "closed"}},
      {"Level.COMMUNITY", {"社区", "community"}},
      {"Level.SUBDISTRICT", {"街道", "subdistrict"}},
      {"MeetingState.HELD", {"已召开", "held"}},
      {"MeetingState.MINUTES_SIGNED", {"纪要已签发", "minutes signed"}},
      {"MeetingState.ITEMS_OPEN", {"议题办理中", "items open"}},
      {"MeetingState.DONE", {"已办结", "done"}},
      {"MeetingState.MISSED", {"未召开", "missed"}},
  };
  return *words;
}

const Words& WordsOfMediation() {
  static const auto* words = new Words{
      {"DisputeState.REGISTERED", {"待受理", "registered"}},
      {"DisputeState.ACCEPTED", {"已受理", "accepted"}},
      {"DisputeState.DECLINED", {"不予受理", "declined"}},
      {"DisputeState.REFERRED", {"已移送", "referred"}},
      {"DisputeState.MEDIATING", {"调解中", "mediating"}},
      {"DisputeState.AGREED", {"达成协议", "agreed"}},
      {"DisputeState.FAILED", {"调解不成", "failed"}},
      {"DisputeState.STOPPED", {"终止调解", "stopped"}},
      {"DisputeState.PERFORMING", {"履行中", "performing"}},
      {"DisputeState.PERFORMED", {"履行完毕", "performed"}},
      {"DisputeState.BREACHED", {"未履行", "breached"}},
      {"DisputeState.CLOSED", {"已结案", "closed"}},
      {"DisputeOutcome.settle", {"调解成功", "settled"}},
      {"DisputeOutcome.fail", {"调解不成", "failed"}},
      {"DisputeOutcome.stop", {"终止调解", "stopped"}},
      {"DisputeOutcome.decline", {"不予受理", "declined"}},
      {"DisputeOutcome.refer", {"移送有关单位", "referred"}},
      {"EscalationRisk.LOW", {"低", "low"}},
      {"EscalationRisk.MEDIUM", {"中", "medium"}},
      {"EscalationRisk.HIGH", {"高", "high"}},
      {"InTime.YES", {"按期", "in time"}},
      {"InTime.LATE", {"逾期", "late"}},
      {"InTime.OVERDUE", {"超期未结束", "overdue"}},
      {"AgreementForm.WRITTEN", {"书面", "written"}},
      {"AgreementForm.ORAL", {"口头", "oral"}},
      {"AgreementState.DRAFT", {"草稿", "draft"}},
      {"AgreementState.IN_EFFECT", {"已生效", "in effect"}},
      {"AgreementState.BREACHED", {"未履行", "breached"}},
      {"AgreementState.PERFORMED", {"履行完毕", "performed"}},
      {"AgreementState.CLOSED", {"已结案", "closed"}},
      {"AgreementState.VOID", {"无效", "void"}},
      {"Confirmation.NONE", {"未申请", "not applied for"}},
      {"Confirmation.APPLIED", {"已申请", "applied for"}},
      {"Confirmation.CONFIRMED", {"已确认", "confirmed"}},
      {"Confirmation.REFUSED", {"不予确认", "refused"}},
  };
  return *words;
}

std::optional<Text> FindWord(const std::string& key) {
  for (const Words* words : {&WordsOfWork(), &WordsOfPlaces(), &WordsOfMediation()}) {
    const auto found = words->find(key);
    if (found != words->end()) return found->second;
  }
  return std::nullopt;
}

// What is called by its class and its source elsewhere too.
template <typename Value>
LedgerCell DisputeWord(absl::string_view code, Text (*text)(Value)) {
  const auto* type = google::protobuf::GetEnumDescriptor<Value>();
  for (int i = 0; i < type->value_count(); ++i) {
    if (EnumText(type->value(i)) == code) return text(static_cast<Value>(type->value(i)->number()));
  }
  return std::string(code);
}

absl::Status TooLargeAnArea() {
  return MakeInvalid("area", "TOO_LARGE_AN_AREA",
                     {.zh = "台账以街道、社区或网格为单位，请逐个街道编制。",
                      .en = "must be a subdistrict, a community or a grid. Make one for each "
                            "subdistrict."});
}

}  // namespace

const std::vector<LedgerKindRule>& AllLedgerKinds() {
  static const auto* all = new std::vector<LedgerKindRule>{
      PatrolLedger(),    IssueLedger(),   CompoundLedger(), DisputeLedger(),
      AgreementLedger(), MeetingLedger(), SiteLedger()};
  return *all;
}

absl::StatusOr<const LedgerKindRule*> LedgerKindRuleOf(v1::LedgerKind kind) {
  for (const LedgerKindRule& rule : AllLedgerKinds()) {
    if (rule.kind == kind) return &rule;
  }
  return MakeInvalid("kind", "UNKNOWN_KIND",
                     {.zh = "没有这种台账。", .en = "is no kind of ledger."});
}

std::vector<const IndicatorRule*> IndicatorsOfLedger(const LedgerKindRule& rule) {
  std::vector<const IndicatorRule*> own;
  if (rule.indicators.empty()) return own;
  for (const IndicatorRule& one : AllIndicators()) {
    if (absl::StartsWith(one.code, rule.indicators)) own.push_back(&one);
  }
  return own;
}

std::optional<int64_t> RowsByStatistics(const LedgerKindRule& rule, const Measures& measures) {
  for (const IndicatorRule* one : IndicatorsOfLedger(rule)) {
    if (one->code == rule.total) return FigureOf(*one, measures).numerator();
  }
  return std::nullopt;
}

absl::StatusOr<std::map<std::string, Measures>> ReadLedgerFigures(const Txn& txn,
                                                                  const LedgerKindRule& rule,
                                                                  const std::string& area,
                                                                  const Period& period) {
  std::map<std::string, Measures> places;
  if (rule.of_divisions) {
    GG_ASSIGN_OR_RETURN(const auto figures, ReadMeetingFigures(txn, area, period));
    for (const auto& [code, measures] : figures) places[PlaceOfDivision(code)] = measures;
    return places;
  }
  GG_ASSIGN_OR_RETURN(const auto figures, ReadFigures(txn, area, period));
  for (const auto& [grid, one] : figures) places[grid] = one.measures;
  return places;
}

Measures SumOfPlaces(const std::map<std::string, Measures>& figures) {
  Measures total;
  for (const auto& [place, measures] : figures) {
    for (const auto& [measure, amount] : measures) total[measure] += amount;
  }
  return total;
}

std::string PlaceOfDivision(absl::string_view code) {
  std::string place(code);
  place.resize(kPlaceBytes, '\0');
  return place;
}

absl::Status CheckLedgerArea(const Txn& txn, const std::string& area) {
  const auto [collection, id] = SplitName(area);
  if (collection == "grids") return GridTable().Get(txn, area).status();
  if (id.size() < kSubdistrictDigits) return TooLargeAnArea();
  GG_ASSIGN_OR_RETURN(const auto chain, DivisionChain(txn.System(), area));
  if (!chain.empty() && CoversDivision(txn.scope, chain)) return absl::OkStatus();
  return NotVisible(txn.scope, area);
}

LedgerCell TextCell(const Row& row, int column) {
  if (row.IsNull(column) || row.Bytes(column).empty()) return std::monostate();
  return std::string(row.Bytes(column));
}

LedgerCell MinuteCell(const Row& row, int column) {
  if (row.IsNull(column)) return std::monostate();
  return absl::FormatTime("%Y-%m-%d %H:%M", ParseTimeText(row.Bytes(column)), ChinaTime());
}

LedgerCell CountCell(const Row& row, int column) {
  if (row.IsNull(column)) return std::monostate();
  return row.Int(column);
}

LedgerCell YuanCell(const Row& row, int column) {
  if (row.IsNull(column) || row.Int(column) == 0) return std::monostate();
  return absl::StrFormat("%d.%02d", row.Int(column) / kFenOfAYuan, row.Int(column) % kFenOfAYuan);
}

LedgerCell WordCell(absl::string_view family, absl::string_view code) {
  if (code.empty()) return std::monostate();
  if (family == "DisputeClass") return DisputeWord(code, ClassText);
  if (family == "DisputeSource") return DisputeWord(code, SourceText);
  const std::optional<Text> word = FindWord(absl::StrCat(family, ".", code));
  if (!word.has_value()) return std::string(code);
  return *word;
}

LedgerCell WordCell(absl::string_view family, const Row& row, int column) {
  return WordCell(family, row.IsNull(column) ? absl::string_view() : row.Bytes(column));
}

LedgerCell YesCell(bool yes) {
  if (!yes) return std::monostate();
  return Text{.zh = "是", .en = "yes"};
}

LedgerCell PairCell(const Row& row, int zh, int en) {
  if (row.IsNull(zh)) return std::monostate();
  return Text{.zh = std::string(row.Bytes(zh)), .en = std::string(row.Bytes(en))};
}

LedgerCursor::LedgerCursor(absl::string_view text, absl::Time start) : time(TimeText(start)) {
  const size_t space = text.rfind(' ');
  if (space == absl::string_view::npos) return;
  time = std::string(text.substr(0, space));
  (void)absl::SimpleAtoi(text.substr(space + 1), &key);
}

absl::StatusOr<absl::Time> TimeIn(Connection& db, const std::string& sql,
                                  const std::string& record) {
  absl::Time time = absl::InfiniteFuture();
  GG_RETURN_IF_ERROR(db.Query(sql, {Blob{record}}, [&time](const Row& row) {
    if (!row.IsNull(0)) time = ParseTimeText(row.Bytes(0));
    return absl::OkStatus();
  }));
  return time;
}

std::string LedgerCursor::text() const { return absl::StrCat(time, " ", key); }

absl::Status ReadSlice(const Txn& txn, const std::string& sql, const LedgerQuestion& question,
                       std::string& after, const std::function<void(const Row&)>& take) {
  LedgerCursor cursor(after, question.period.start);
  int found = 0;
  GG_RETURN_IF_ERROR(txn.db.Query(sql,
                                  {question.area, cursor.time, TimeText(question.period.end),
                                   cursor.key, int64_t{question.limit}},
                                  [&](const Row& row) {
                                    take(row);
                                    cursor.time = std::string(row.Bytes(1));
                                    cursor.key = row.Int(0);
                                    ++found;
                                    return absl::OkStatus();
                                  }));
  after = found < question.limit ? "" : cursor.text();
  return absl::OkStatus();
}

absl::Status ReadSliceByCode(const Txn& txn, const std::string& sql, const LedgerQuestion& question,
                             bool of_period, std::string& after,
                             const std::function<void(const Row&)>& take) {
  Values args = {question.area, after, int64_t{question.limit}};
  if (of_period) {
    args.push_back(TimeText(question.period.start));
    args.push_back(TimeText(question.period.end));
  }
  int found = 0;
  std::string last;
  GG_RETURN_IF_ERROR(txn.db.Query(sql, args, [&](const Row& row) {
    take(row);
    last = std::string(row.Bytes(3));
    ++found;
    return absl::OkStatus();
  }));
  after = found < question.limit ? "" : last;
  return absl::OkStatus();
}

LedgerCell DueCell(const Row& row, int due, int provisional) {
  if (row.IsNull(due)) return std::monostate();
  const std::string day = std::get<std::string>(MinuteCell(row, due));
  if (row.Int(provisional) == 0) return day;
  return Text{.zh = day + "（暂定）", .en = day + " (provisional)"};
}

}  // namespace gridgov
