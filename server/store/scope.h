// Whose rows: what part of a table a call may see and change. A Scope is the union of arms, one
// for each of the caller's role assignments that grant the method's permission. It stands in two
// shapes that a test holds to be equal: SQL for lists, Covers() for single rows.
#ifndef GRIDGOV_SERVER_STORE_SCOPE_H_
#define GRIDGOV_SERVER_STORE_SCOPE_H_

#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "server/engine/engine.h"

namespace gridgov {

// How much of a row an arm shows; a greater value hides more.
enum class Mask { kNone = 0, kNoReporter = 1 };

// One way in which rows belong to the caller.
struct ScopeArm {
  enum class Kind {
    kAll,          // Every row.
    kArea,         // Rows of the grids in `areas`.
    kUnit,         // Rows that one of `units` handles or helps to handle.
    kOwn,          // Rows that `account` made or works on.
    kPublicOrder,  // Rows of public order in `areas`, until 90 days after closing.
  };
  Kind kind = Kind::kAll;
  std::vector<std::string> areas;  // "divisions/{code}" or "grids/{id}".
  std::vector<std::string> units;  // 16 bytes each.
  std::string account;             // 16 bytes.
  Mask mask = Mask::kNone;
};

// What decides whether one row is covered. All ids are 16 bytes.
struct RowScope {
  std::string grid;
  std::string division;  // Its code.
  std::vector<std::string> units;
  std::vector<std::string> accounts;
  bool public_order = false;
  absl::Time closed = absl::InfiniteFuture();  // InfiniteFuture: still open.

  bool operator==(const RowScope&) const = default;
  // Compact text for the journal, and back; unreadable text is an empty scope.
  std::string Encode() const;
  static RowScope Decode(absl::string_view text);
};

// Further units or accounts of a row: `field` repeats their names, and `table` (unit or account,
// key) holds the same for lists.
struct ScopeLink {
  std::string table;
  std::string field;

  bool empty() const { return table.empty(); }
};

// Which columns of a table carry scope. A table that declares nothing does not start.
struct ScopeColumns {
  bool global = false;   // Whoever has the permission sees every row.
  std::string grid;      // A column with a grid's id.
  std::string division;  // A column with a division's code: who has an area above it sees it.
  std::string unit;      // A column with a unit's id.
  ScopeLink unit_link;   // Further units.
  std::vector<std::string> own;  // Columns with an account's id.
  ScopeLink own_link;            // Further accounts.
  // A column that says whether the row is of public order; such a table has close_time.
  std::string public_order;
  // The collections of the parent, as the rule of the column that names it says them. A row is
  // seen by who sees its parent; a list is of one parent, which its handler has read.
  std::string parent;

  bool linked() const { return !unit_link.empty() || !own_link.empty(); }
  // A row can be a unit's.
  bool of_units() const { return !unit.empty() || !unit_link.empty(); }
  // A row can be somebody's own.
  bool owned() const { return !own.empty() || !own_link.empty(); }
  bool declared() const {
    return global || !grid.empty() || !division.empty() || of_units() || owned() || !parent.empty();
  }
};

// The marks of a row in the search index: one for each area of its grid, each unit and account.
std::string SearchMarks(const RowScope& row, const std::vector<std::string>& areas);

// Which areas each grid lies in, kept in memory; filled at start and after a commit that changed
// it. Thread-safe.
class AreaIndex {
 public:
  // Reads area_grids anew.
  absl::Status Load(Connection& db);
  // Whether the grid lies in one of the areas. False for an unknown grid.
  bool Contains(const std::vector<std::string>& areas, const std::string& grid) const;

 private:
  mutable std::shared_mutex mu_;
  absl::flat_hash_map<std::string, std::vector<std::string>> areas_of_;
};

// A value; copying is cheap for the few arms of a real account.
class Scope {
 public:
  Scope() = default;
  explicit Scope(std::vector<ScopeArm> arms) : arms_(std::move(arms)) {}
  // Every row: for the server's own work. Each use is named at its call.
  static Scope System() { return Scope({ScopeArm{}}); }

  const std::vector<ScopeArm>& arms() const { return arms_; }
  bool empty() const { return arms_.empty(); }
  // Sees every row of every table.
  bool sees_all() const;

  // The least mask under which the row is covered; nullopt: it is not.
  std::optional<Mask> Covers(const ScopeColumns& columns, const RowScope& row,
                             const AreaIndex& areas, absl::Time now) const;

  // One condition per arm that this table carries, over alias t; its values are appended to
  // `args`. Never JOIN, EXISTS or OR: the planner needs this shape to stay fast.
  struct SqlArm {
    std::string where;
    Mask mask;
    // The same as marks of the search index, in FTS5's language, so that a search passes over rows
    // that the arm does not cover; "" for every row. `where` decides.
    std::string marks;
  };
  std::vector<SqlArm> Sql(const ScopeColumns& columns, absl::Time now, Values& args) const;

 private:
  std::vector<ScopeArm> arms_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_SCOPE_H_
