#include "server/store/scope.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/cpp/status_macros.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// The liaison sees what is of public order for 90 days after it is closed.
constexpr absl::Duration kPublicOrderAfterClose = absl::Hours(24 * 90);

std::string Bind(Values& args, Value value) {
  args.push_back(std::move(value));
  return absl::StrCat("$", args.size());
}

std::string BindAll(Values& args, const std::vector<std::string>& values, bool blobs) {
  std::vector<std::string> marks;
  marks.reserve(values.size());
  for (const std::string& value : values) {
    marks.push_back(blobs ? Bind(args, Blob{value}) : Bind(args, value));
  }
  return absl::StrJoin(marks, ", ");
}

std::string InAreas(const std::string& column, const ScopeArm& arm, Values& args) {
  return absl::StrCat("t.", column, " IN (SELECT grid FROM area_grids WHERE area IN (",
                      BindAll(args, arm.areas, false), "))");
}

// Words of the search index that no text has, since they hold no blank and begin with what kind
// they are of: a for areas, u for units, p for people.
std::string MarkOf(char kind, absl::string_view id) {
  std::string mark(1, kind);
  for (const char c : id) {
    if (absl::ascii_isalnum(c) != 0) mark.push_back(absl::ascii_tolower(c));
  }
  return mark;
}

// One of several; with none of them a mark that no row has.
std::string AnyOf(char kind, const std::vector<std::string>& ids, bool bytes) {
  if (ids.empty()) return MarkOf(kind, "");
  return absl::StrCat(
      "(",
      absl::StrJoin(ids, " OR ",
                    [&](std::string* out, const std::string& id) {
                      absl::StrAppend(out, MarkOf(kind, bytes ? absl::BytesToHexString(id) : id));
                    }),
      ")");
}

bool Intersects(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&b](const std::string& value) {
    return std::find(b.begin(), b.end(), value) != b.end();
  });
}

// The code of a division's name; "" for the name of a grid.
absl::string_view CodeOf(absl::string_view area) {
  return absl::ConsumePrefix(&area, "divisions/") ? area : absl::string_view();
}

// A division's code begins with that of each division above it.
bool LiesIn(absl::string_view division, const std::vector<std::string>& areas) {
  return std::any_of(areas.begin(), areas.end(), [division](const std::string& area) {
    const absl::string_view code = CodeOf(area);
    return !code.empty() && absl::StartsWith(division, code);
  });
}

// One for each area that is a division: what begins with its digits lies before the digits and a
// colon.
void AddDivisionArms(const std::string& column, const ScopeArm& arm, Values& args,
                     std::vector<Scope::SqlArm>& out) {
  for (const std::string& area : arm.areas) {
    const std::string code(CodeOf(area));
    if (code.empty()) continue;
    const std::string from = Bind(args, code);
    out.push_back({absl::StrCat("t.", column, " >= ", from, " AND t.", column, " < ",
                                Bind(args, absl::StrCat(code, ":"))),
                   arm.mask, ""});
  }
}

bool ArmCovers(const ScopeArm& arm, const ScopeColumns& columns, const RowScope& row,
               const AreaIndex& areas, absl::Time now) {
  switch (arm.kind) {
    case ScopeArm::Kind::kAll:
      return true;
    case ScopeArm::Kind::kArea:
      return (!columns.grid.empty() && areas.Contains(arm.areas, row.grid)) ||
             (!columns.division.empty() && LiesIn(row.division, arm.areas));
    case ScopeArm::Kind::kUnit:
      return columns.of_units() && Intersects(arm.units, row.units);
    case ScopeArm::Kind::kOwn:
      return columns.owned() && Intersects({arm.account}, row.accounts);
    case ScopeArm::Kind::kPublicOrder:
      return !columns.public_order.empty() && row.public_order &&
             now < row.closed + kPublicOrderAfterClose && areas.Contains(arm.areas, row.grid);
  }
  return false;
}

}  // namespace

std::string SearchMarks(const RowScope& row, const std::vector<std::string>& areas) {
  std::vector<std::string> marks;
  for (const std::string& area : areas) marks.push_back(MarkOf('a', area));
  for (const std::string& unit : row.units) {
    marks.push_back(MarkOf('u', absl::BytesToHexString(unit)));
  }
  for (const std::string& account : row.accounts) {
    marks.push_back(MarkOf('p', absl::BytesToHexString(account)));
  }
  return absl::StrJoin(marks, " ");
}

std::string RowScope::Encode() const {
  const auto hex = [](const std::vector<std::string>& ids) {
    return absl::StrJoin(ids, ",", [](std::string* out, const std::string& id) {
      absl::StrAppend(out, absl::BytesToHexString(id));
    });
  };
  return absl::StrCat(absl::BytesToHexString(grid), ";", hex(units), ";", hex(accounts), ";",
                      public_order ? "1" : "", ";", TimeText(closed), ";", division);
}

RowScope RowScope::Decode(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ';');
  RowScope row;
  // Those written before divisions carried scope have five.
  if (parts.size() != 5 && parts.size() != 6) return row;
  const auto ids = [](const std::string& list) {
    std::vector<std::string> out;
    for (absl::string_view id : absl::StrSplit(list, ',', absl::SkipEmpty())) {
      out.push_back(absl::HexStringToBytes(id));
    }
    return out;
  };
  row.grid = absl::HexStringToBytes(parts[0]);
  row.units = ids(parts[1]);
  row.accounts = ids(parts[2]);
  row.public_order = parts[3] == "1";
  row.closed = ParseTimeText(parts[4]);
  if (parts.size() == 6) row.division = parts[5];
  return row;
}

absl::Status AreaIndex::Load(Connection& db) {
  absl::flat_hash_map<std::string, std::vector<std::string>> fresh;
  GG_RETURN_IF_ERROR(db.Query("SELECT grid, area FROM area_grids", {}, [&fresh](const Row& row) {
    fresh[std::string(row.Bytes(0))].emplace_back(row.Bytes(1));
    return absl::OkStatus();
  }));
  std::unique_lock<std::shared_mutex> lock(mu_);
  areas_of_.swap(fresh);
  return absl::OkStatus();
}

bool AreaIndex::Contains(const std::vector<std::string>& areas, const std::string& grid) const {
  std::shared_lock<std::shared_mutex> lock(mu_);
  const auto it = areas_of_.find(grid);
  return it != areas_of_.end() && Intersects(areas, it->second);
}

bool Scope::sees_all() const {
  return std::any_of(arms_.begin(), arms_.end(), [](const ScopeArm& arm) {
    return arm.kind == ScopeArm::Kind::kAll && arm.mask == Mask::kNone;
  });
}

std::optional<Mask> Scope::Covers(const ScopeColumns& columns, const RowScope& row,
                                  const AreaIndex& areas, absl::Time now) const {
  if (columns.global || !columns.parent.empty()) {
    return arms_.empty() ? std::nullopt : std::optional(Mask::kNone);
  }
  std::optional<Mask> best;
  for (const ScopeArm& arm : arms_) {
    if (best.has_value() && *best <= arm.mask) continue;
    if (ArmCovers(arm, columns, row, areas, now)) best = arm.mask;
  }
  return best;
}

std::vector<Scope::SqlArm> Scope::Sql(const ScopeColumns& columns, absl::Time now,
                                      Values& args) const {
  if (columns.global || !columns.parent.empty() || sees_all()) {
    return arms_.empty() ? std::vector<SqlArm>{} : std::vector<SqlArm>{{"TRUE", Mask::kNone, ""}};
  }
  std::vector<SqlArm> out;
  for (const ScopeArm& arm : arms_) {
    switch (arm.kind) {
      case ScopeArm::Kind::kAll:
        out.push_back({"TRUE", arm.mask, ""});
        break;
      case ScopeArm::Kind::kArea:
        if (!columns.grid.empty()) {
          out.push_back({InAreas(columns.grid, arm, args), arm.mask, AnyOf('a', arm.areas, false)});
        }
        if (!columns.division.empty()) AddDivisionArms(columns.division, arm, args, out);
        break;
      case ScopeArm::Kind::kUnit: {
        if (!columns.of_units()) break;
        const std::string units = BindAll(args, arm.units, true);
        const std::string marks = AnyOf('u', arm.units, true);
        if (!columns.unit.empty()) {
          out.push_back({absl::StrCat("t.", columns.unit, " IN (", units, ")"), arm.mask, marks});
        }
        if (columns.unit_link.empty()) break;
        out.push_back({absl::StrCat("t.key IN (SELECT key FROM ", columns.unit_link.table,
                                    " WHERE unit IN (", units, "))"),
                       arm.mask, marks});
        break;
      }
      case ScopeArm::Kind::kOwn:
        for (const std::string& column : columns.own) {
          out.push_back({absl::StrCat("t.", column, " = ", Bind(args, Blob{arm.account})), arm.mask,
                         AnyOf('p', {arm.account}, true)});
        }
        if (columns.own_link.empty()) break;
        out.push_back({absl::StrCat("t.key IN (SELECT key FROM ", columns.own_link.table,
                                    " WHERE account = ", Bind(args, Blob{arm.account}), ")"),
                       arm.mask, AnyOf('p', {arm.account}, true)});
        break;
      case ScopeArm::Kind::kPublicOrder:
        if (columns.public_order.empty()) break;
        out.push_back(
            {absl::StrCat("t.", columns.public_order, " = 1 AND COALESCE(t.close_time, '9') > ",
                          Bind(args, TimeText(now - kPublicOrderAfterClose)), " AND ",
                          InAreas(columns.grid, arm, args)),
             arm.mask, AnyOf('a', arm.areas, false)});
        break;
    }
  }
  return out;
}

}  // namespace gridgov
