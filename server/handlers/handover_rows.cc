#include "server/handlers/handover_rows.h"

#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/store/column.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Handover;

// Where the fifth column, the place, leads.
enum class Place { kNowhere, kGrid, kDivision };

// The columns of every query: uid, version, label, whether it moves, place. $1 is the account, $2
// the day or the time.
enum class Second { kNone, kDay, kNow };
struct Source {
  Handover::Kind kind;
  const char* collection;
  Place place;
  Second second;
  const char* sql;
};

constexpr Source kSources[] = {
    {Handover::KIND_DUTY, "gridAssignments", Place::kGrid, Second::kDay,
     "SELECT a.uid, a.version, g.code || ' ' || a.duty, 1, a.grid FROM grid_assignments a JOIN "
     "grids g ON g.uid = a.grid WHERE a.account = $1 AND COALESCE(a.end_date, '9999-12-31') > $2 "
     "ORDER BY a.key"},
    {Handover::KIND_MEMBERSHIP, "unitMembers", Place::kDivision, Second::kDay,
     "SELECT m.uid, m.version, u.code || ' ' || u.title, 1, u.area FROM unit_members m JOIN units "
     "u ON u.uid = m.unit WHERE m.account = $1 AND COALESCE(m.end_date, '9999-12-31') > $2 ORDER "
     "BY "
     "m.key"},
    // What was missed is past; what has begun is its worker's to hand in.
    {Handover::KIND_PATROL, "patrols", Place::kGrid, Second::kNow,
     "SELECT p.uid, p.version, t.code || ' ' || COALESCE(substr(p.window_start_time, 1, 10), ''), "
     "p.state = 'PLANNED', p.grid FROM patrols p JOIN patrol_types t ON t.uid = p.patrol_type "
     "WHERE p.worker = $1 AND (p.state IN ('STARTED', 'SENT_BACK') OR (p.state = 'PLANNED' AND "
     "COALESCE(p.window_end_time, '9') >= $2)) ORDER BY p.key"},
    // Who reported it stays on file; the office goes on with it.
    {Handover::KIND_ISSUE, "issues", Place::kGrid, Second::kNone,
     "SELECT uid, version, number, 0, grid FROM issues WHERE creator = $1 AND state IN "
     "('REPORTED', 'ACCEPTED') ORDER BY key"},
    {Handover::KIND_DISPUTE, "disputes", Place::kGrid, Second::kNone,
     "SELECT d.uid, d.version, d.number, 1, d.grid FROM dispute_accounts a JOIN disputes d ON "
     "d.key = a.key WHERE a.account = $1 AND d.state NOT IN ('DECLINED', 'REFERRED', 'FAILED', "
     "'STOPPED', 'CLOSED') ORDER BY d.key"},
    {Handover::KIND_MEETING, "meetings", Place::kDivision, Second::kNone,
     "SELECT uid, version, division || ' ' || period_start_date, 1, division FROM meetings WHERE "
     "(chair = $1 OR recorder = $1) AND (state = 'PLANNED' OR state = 'HELD') ORDER BY key"},
    {Handover::KIND_MEETING_ITEM, "meetingItems", Place::kDivision, Second::kNone,
     "SELECT uid, version, division || ' ' || substr(due_time, 1, 10), 1, division FROM "
     "meeting_items WHERE assignee = $1 AND state = 'OPEN' ORDER BY key"},
    {Handover::KIND_SITE, "sites", Place::kGrid, Second::kNone,
     "SELECT uid, version, code || ' ' || title, 1, grid FROM sites WHERE worker = $1 AND state = "
     "'IN_USE' ORDER BY key"},
    {Handover::KIND_JOB, "jobs", Place::kNowhere, Second::kNone,
     "SELECT uid, version, kind, 0, NULL FROM jobs WHERE creator = $1 AND state IN "
     "('AWAITING_INPUT', 'QUEUED', 'RUNNING') ORDER BY key"},
    {Handover::KIND_ROLE, "roleAssignments", Place::kDivision, Second::kDay,
     "SELECT uid, version, role, 0, area FROM role_assignments WHERE account = $1 AND state = "
     "'ACTIVE' AND COALESCE(end_date, '9999-12-31') > $2 ORDER BY key"},
};

std::string NameOf(const std::string& collection, absl::string_view id) {
  const auto uuid = Uuid::FromBytes(std::string(id));
  return uuid.ok() ? MakeName(collection, uuid->ToString()) : "";
}

std::string PlaceOf(Place place, const Row& row) {
  if (row.IsNull(4) || place == Place::kNowhere) return "";
  if (place == Place::kGrid) return NameOf("grids", row.Bytes(4));
  const std::string text(row.Bytes(4));
  // A unit's area is a code, a role's a name.
  return SplitName(text).collection.empty() ? MakeName("divisions", text) : text;
}

}  // namespace

absl::StatusOr<std::vector<Hanging>> HangingOn(const Txn& txn, const std::string& account,
                                               const std::string& day) {
  std::vector<Hanging> all;
  for (const Source& source : kSources) {
    Values args = {Blob{IdBytes(account)}};
    if (source.second == Second::kDay) args.emplace_back(day);
    if (source.second == Second::kNow) args.emplace_back(TimeText(txn.now));
    GG_RETURN_IF_ERROR(txn.db.Query(source.sql, args, [&](const Row& row) {
      all.push_back({.kind = source.kind,
                     .name = NameOf(source.collection, row.Bytes(0)),
                     .version = row.Int(1),
                     .label = std::string(row.Bytes(2)),
                     .place = PlaceOf(source.place, row),
                     .moves = row.Int(3) != 0});
      return absl::OkStatus();
    }));
  }
  return all;
}

}  // namespace gridgov
