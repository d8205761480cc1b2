#include "server/handlers/open_work.h"

#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/util/json_util.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/store/column.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Preview = v1::AreaChangePreview;

// How many of a kind an error names.
constexpr size_t kNamed = 8;

// The columns of every query here: uid, version, label, then what the kind needs.
constexpr char kIssues[] =
    "SELECT uid, version, number, compound, point FROM issues WHERE grid = $1 AND state NOT IN "
    "('CLOSED', 'REJECTED', 'WITHDRAWN') ORDER BY key";
constexpr char kPatrols[] =
    "SELECT p.uid, p.version, t.code, p.compound, p.state = 'STARTED', CASE WHEN p.patrol_rule IS "
    "NULL THEN '' ELSE hex(p.patrol_rule) || p.window_start_time END, COALESCE(p.start_time, "
    "p.window_start_time) FROM patrols p JOIN patrol_types t ON t.uid = p.patrol_type WHERE p.grid "
    "= $1 AND (p.state = 'STARTED' OR (p.state = 'PLANNED' AND COALESCE(p.window_end_time, '9') >= "
    "$2)) ORDER BY p.key";
constexpr char kCompounds[] =
    "SELECT uid, version, code || ' ' || title FROM compounds WHERE grid = $1 ORDER BY key";
constexpr char kSites[] =
    "SELECT uid, version, code || ' ' || title, compound, point FROM sites WHERE grid = $1 AND "
    "state = 'IN_USE' ORDER BY key";
constexpr char kAssignments[] =
    "SELECT a.uid, a.version, c.username, a.account, a.duty, "
    "a.start_date, COALESCE(a.end_date, '9999-12-31') FROM grid_assignments a JOIN accounts c ON "
    "c.uid = "
    "a.account WHERE a.grid = $1 AND COALESCE(a.end_date, '9999-12-31') > $2 ORDER BY a.duty <> "
    "'LEAD', a.key";

constexpr char kDisputes[] =
    "SELECT uid, version, number, compound FROM disputes WHERE grid = $1 AND state NOT IN "
    "('DECLINED', 'REFERRED', 'FAILED', 'STOPPED', 'CLOSED') ORDER BY key";

std::string NameOf(const std::string& collection, absl::string_view id) {
  const auto uuid = Uuid::FromBytes(std::string(id));
  return uuid.ok() ? MakeName(collection, uuid->ToString()) : "";
}

// What every row has.
OpenWork WorkIn(Preview::Kind kind, const std::string& collection, const std::string& grid,
                const Row& row) {
  return {.kind = kind,
          .name = NameOf(collection, row.Bytes(0)),
          .version = row.Int(1),
          .label = std::string(row.Bytes(2)),
          .grid = grid};
}

std::optional<v1::Point> PointIn(absl::string_view json) {
  v1::Point point;
  if (json.empty() ||
      !google::protobuf::util::JsonStringToMessage(std::string(json), &point).ok()) {
    return std::nullopt;
  }
  return point;
}

struct KindWords {
  Preview::Kind kind;
  const char* key;  // In the error's metadata.
  const char* zh;
  const char* zh_unit;
  const char* en;
};

constexpr KindWords kWords[] = {
    {Preview::KIND_ISSUE, "issues", "事件", "件", "issues"},
    {Preview::KIND_PATROL, "patrols", "巡查", "次", "patrols"},
    {Preview::KIND_COMPOUND, "compounds", "小区", "个", "compounds"},
    {Preview::KIND_SITE, "sites", "场所", "处", "sites"},
    {Preview::KIND_ASSIGNMENT, "assignments", "网格人员", "名", "staff"},
    {Preview::KIND_DISPUTE, "disputes", "矛盾纠纷", "件", "disputes"},
};

}  // namespace

absl::StatusOr<std::vector<OpenWork>> OpenWorkOf(const Txn& txn, const std::string& grid,
                                                 const std::string& day) {
  std::vector<OpenWork> all;
  const Blob id{IdBytes(grid)};
  GG_RETURN_IF_ERROR(txn.db.Query(kIssues, {id}, [&](const Row& row) {
    all.push_back(WorkIn(Preview::KIND_ISSUE, "issues", grid, row));
    all.back().compound = NameOf("compounds", row.Bytes(3));
    all.back().point = PointIn(row.Bytes(4));
    return absl::OkStatus();
  }));
  GG_RETURN_IF_ERROR(txn.db.Query(kPatrols, {id, TimeText(txn.now)}, [&](const Row& row) {
    all.push_back(WorkIn(Preview::KIND_PATROL, "patrols", grid, row));
    all.back().compound = NameOf("compounds", row.Bytes(3));
    all.back().running = row.Int(4) != 0;
    all.back().plan = std::string(row.Bytes(5));
    absl::StrAppend(&all.back().label, " ", DayText(ParseTimeText(row.Bytes(6))));
    return absl::OkStatus();
  }));
  GG_RETURN_IF_ERROR(txn.db.Query(kCompounds, {id}, [&](const Row& row) {
    all.push_back(WorkIn(Preview::KIND_COMPOUND, "compounds", grid, row));
    return absl::OkStatus();
  }));
  GG_RETURN_IF_ERROR(txn.db.Query(kSites, {id}, [&](const Row& row) {
    all.push_back(WorkIn(Preview::KIND_SITE, "sites", grid, row));
    all.back().compound = NameOf("compounds", row.Bytes(3));
    all.back().point = PointIn(row.Bytes(4));
    return absl::OkStatus();
  }));
  GG_RETURN_IF_ERROR(txn.db.Query(kAssignments, {id, day}, [&](const Row& row) {
    all.push_back(WorkIn(Preview::KIND_ASSIGNMENT, "gridAssignments", grid, row));
    all.back().account = std::string(row.Bytes(3));
    const auto* duty = FindEnum(v1::GridAssignment::Duty_descriptor(), std::string(row.Bytes(4)));
    if (duty != nullptr) {
      all.back().duty = static_cast<v1::GridAssignment::Duty>(duty->number());
    }
    all.back().first_day = std::string(row.Bytes(5));
    all.back().last_day = std::string(row.Bytes(6));
    return absl::OkStatus();
  }));
  GG_RETURN_IF_ERROR(txn.db.Query(kDisputes, {id}, [&](const Row& row) {
    all.push_back(WorkIn(Preview::KIND_DISPUTE, "disputes", grid, row));
    all.back().compound = NameOf("compounds", row.Bytes(3));
    return absl::OkStatus();
  }));
  return all;
}

absl::Status CheckNothingOpen(const std::string& grid, const std::vector<OpenWork>& work) {
  if (work.empty()) return absl::OkStatus();
  std::map<std::string, std::string> metadata = {{"grid", grid}};
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const KindWords& words : kWords) {
    std::vector<std::string> named;
    int count = 0;
    for (const OpenWork& one : work) {
      if (one.kind != words.kind) continue;
      if (++count; named.size() < kNamed) named.push_back(one.label);
    }
    if (count == 0) continue;
    metadata[words.key] = absl::StrCat(count);
    metadata[absl::StrCat("first_", words.key)] = absl::StrJoin(named, ", ");
    zh.push_back(absl::StrCat(words.zh, " ", count, " ", words.zh_unit));
    en.push_back(absl::StrCat(count, " ", words.en));
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "GRID_HAS_OPEN_WORK",
                   {.zh = absl::StrCat("网格内还有未了事项：", absl::StrJoin(zh, "、"),
                                       "。请先办结或移走，明细可用“grid blockers”查看。"),
                    .en = absl::StrCat("There is open work in the grid: ", absl::StrJoin(en, ", "),
                                       ". Finish or move it first; \"grid blockers\" lists it.")},
                   std::move(metadata));
}

}  // namespace gridgov
