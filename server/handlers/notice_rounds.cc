#include "server/handlers/notice_rounds.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/notice.pb.h"
#include "gridgov/v1/work.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/auth/roles.h"
#include "server/auth/sessions.h"
#include "server/handlers/collections.h"
#include "server/handlers/work_sources.h"
#include "server/store/fields.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using google::protobuf::Message;
using Kind = v1::Notice::Kind;

// Rows that one slice looks at.
constexpr int kSlice = 50;
// Long enough to look back over a quarter; what happened is in the history of the resource.
constexpr absl::Duration kNoticeKept = absl::Hours(24 * 90);
// Longer than any notice, so that nothing is told twice while its notice is there.
constexpr absl::Duration kToldKept = absl::Hours(24 * 400);

// Who is told in which place of the line, beside whoever must act.
struct Level {
  Kind kind;
  std::vector<v1::Role> roles;
};

const std::vector<Level>& Levels() {
  static const auto* levels = new std::vector<Level>{
      // 80 %: there is time; whoever must act needs no company.
      {v1::Notice::KIND_DUE_SOON, {}},
      // 100 %: the community answers for its grids, and the duty lead can still find help.
      {v1::Notice::KIND_OVERDUE, {v1::ROLE_COMMUNITY_OFFICE, v1::ROLE_DUTY_LEAD}},
      // 150 %: the community did not manage; the subdistrict takes it up.
      {v1::Notice::KIND_ESCALATED, {v1::ROLE_SUBDISTRICT_CENTRE}},
  };
  return *levels;
}

// How high in the line a role stands: the level at which it is told of others' work.
size_t RankOf(v1::Role role) {
  for (size_t i = 0; i < Levels().size(); ++i) {
    const auto& roles = Levels()[i].roles;
    if (std::find(roles.begin(), roles.end(), role) != roles.end()) return i;
  }
  return 0;
}

bool Grants(v1::Role role, absl::string_view permission) {
  const auto& grants = GrantsOf(role);
  return std::any_of(grants.begin(), grants.end(),
                     [permission](const Grant& grant) { return grant.permission == permission; });
}

// The roles that may act, by how near they are to the work. The subdistrict may accept reports too,
// but that is the community's work.
std::map<size_t, std::vector<v1::Role>> ActingRoles(absl::string_view permission) {
  std::map<size_t, std::vector<v1::Role>> roles;
  for (int i = v1::Role_MIN; i <= v1::Role_MAX; ++i) {
    const auto role = static_cast<v1::Role>(i);
    if (v1::Role_IsValid(i) && Grants(role, permission)) roles[RankOf(role)].push_back(role);
  }
  return roles;
}

std::optional<Kind> KindOf(v1::WorkItem::Phase phase) {
  switch (phase) {
    case v1::WorkItem::PHASE_DUE_SOON:
      return v1::Notice::KIND_DUE_SOON;
    case v1::WorkItem::PHASE_OVERDUE:
      return v1::Notice::KIND_OVERDUE;
    case v1::WorkItem::PHASE_ESCALATED:
      return v1::Notice::KIND_ESCALATED;
    default:
      return std::nullopt;
  }
}

// A period that cannot be made up for is told of a second time before its end.
bool IsLastCall(const Message& row, absl::Time now) {
  const auto* field = row.GetDescriptor()->FindFieldByName("last_remind_time");
  if (field == nullptr || !row.GetReflection()->HasField(row, field)) return false;
  return now >= FromProto(static_cast<const google::protobuf::Timestamp&>(
                    row.GetReflection()->GetMessage(row, field)));
}

// Who is told of a row.
class Recipients {
 public:
  explicit Recipients(const Txn& txn) : txn_(txn) {}

  // 16 bytes each.
  absl::StatusOr<std::set<std::string>> Of(const WorkSource& source, const Message& row,
                                           Kind kind) {
    found_.clear();
    const RowScope scope = source.table->ScopeOf(row);
    // The nearest that have it in their reach: of a subdistrict's own meeting that is the centre.
    for (const auto& [rank, roles] : ActingRoles(source.permission)) {
      for (const v1::Role role : roles) {
        GG_RETURN_IF_ERROR(Add(*source.table, scope, role, source.permission));
      }
      if (!found_.empty()) break;
    }
    const CollectionFacts* facts = FindCollection(source.table->spec().collection);
    for (const Level& level : Levels()) {
      // A last call is for whoever may act.
      if (level.kind > kind || kind == v1::Notice::KIND_LAST_CALL || facts == nullptr) break;
      for (const v1::Role role : level.roles) {
        GG_RETURN_IF_ERROR(Add(*source.table, scope, role, facts->permission));
      }
    }
    return std::move(found_);
  }

 private:
  // Holders of the role whose reach for the permission covers the row.
  absl::Status Add(const TableBase& table, const RowScope& row, v1::Role role,
                   absl::string_view permission) {
    std::set<std::string> candidates(row.accounts.begin(), row.accounts.end());
    const auto take = [&candidates](const Row& found) {
      candidates.emplace(found.Bytes(0));
      return absl::OkStatus();
    };
    if (!row.grid.empty()) {
      GG_RETURN_IF_ERROR(txn_.db.Query(
          "SELECT account FROM role_assignments WHERE area IN (SELECT area FROM area_grids WHERE "
          "grid = $1) AND role = $2 AND state = 'ACTIVE'",
          {Blob{row.grid}, RoleName(role)}, take));
    }
    if (!row.division.empty()) {
      // The division itself and those above it.
      for (const size_t digits : {2, 4, 6, 9, 12}) {
        if (digits > row.division.size()) break;
        GG_RETURN_IF_ERROR(txn_.db.Query(
            "SELECT account FROM role_assignments WHERE area = $1 AND role = $2 AND state = "
            "'ACTIVE'",
            {MakeName("divisions", row.division.substr(0, digits)), RoleName(role)}, take));
      }
    }
    for (const std::string& unit : row.units) {
      GG_RETURN_IF_ERROR(
          txn_.db.Query("SELECT account FROM role_assignments WHERE unit = $1 AND role = $2 AND "
                        "state = 'ACTIVE'",
                        {Blob{unit}, RoleName(role)}, take));
    }
    for (const std::string& account : candidates) {
      GG_ASSIGN_OR_RETURN(const Principal* holder, PrincipalOf(account));
      if (holder == nullptr || !holder->Holds(role)) continue;
      if (table.Covers(txn_, holder->ScopeFor(permission), row).has_value()) {
        found_.insert(account);
      }
    }
    return absl::OkStatus();
  }

  // Null for an account that is disabled.
  absl::StatusOr<const Principal*> PrincipalOf(const std::string& account) {
    auto known = principals_.find(account);
    if (known == principals_.end()) {
      absl::StatusOr<Principal> rights = PresentRights(txn_, account);
      if (!rights.ok() && !absl::IsPermissionDenied(rights.status())) return rights.status();
      known = principals_
                  .emplace(account,
                           rights.ok() ? std::make_unique<Principal>(*std::move(rights)) : nullptr)
                  .first;
    }
    return known->second.get();
  }

  const Txn& txn_;
  std::map<std::string, std::unique_ptr<Principal>> principals_;
  std::set<std::string> found_;
};

// Whether this deadline is told for the first time at this level.
absl::StatusOr<bool> FirstTime(const Txn& txn, const std::string& resource, Kind kind,
                               absl::Time due) {
  GG_ASSIGN_OR_RETURN(
      const int64_t added,
      txn.db.Execute("INSERT INTO notices_told (resource, kind, due_time) VALUES ($1, $2, $3) ON "
                     "CONFLICT DO NOTHING",
                     {resource, EnumText(v1::Notice::Kind_descriptor()->FindValueByNumber(kind)),
                      TimeText(due)}));
  return added > 0;
}

absl::Status Tell(const Txn& txn, const WorkSource& source, const Message& row,
                  Recipients& recipients) {
  v1::WorkItem times;
  SetWorkTimes(source, row, txn.now, &times);
  std::optional<Kind> kind = KindOf(times.phase());
  if (!kind.has_value()) return absl::OkStatus();
  if (kind == v1::Notice::KIND_DUE_SOON && IsLastCall(row, txn.now)) {
    kind = v1::Notice::KIND_LAST_CALL;
  }
  const std::string resource = StringField(row, "name");
  GG_ASSIGN_OR_RETURN(const bool first,
                      FirstTime(txn, resource, *kind, FromProto(times.due_time())));
  if (!first) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const std::set<std::string> accounts, recipients.Of(source, row, *kind));
  for (const std::string& account : accounts) {
    GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(account));
    v1::Notice notice;
    notice.set_account(MakeName("accounts", id.ToString()));
    notice.set_resource(resource);
    notice.set_kind(*kind);
    *notice.mutable_due_time() = times.due_time();
    GG_RETURN_IF_ERROR(NoticeTable().Insert(txn, std::move(notice)).status());
  }
  return absl::OkStatus();
}

}  // namespace

bool NoticeRound::done() const { return source >= WorkSources().size(); }

absl::Status TellDeadlines(const Txn& txn, NoticeRound* round) {
  Recipients recipients(txn);
  int left = kSlice;
  while (!round->done() && left > 0) {
    const WorkSource& source = WorkSources()[round->source];
    std::vector<std::unique_ptr<Message>> rows;
    Find find = BindWork(absl::StrCat(source.where, " AND ", source.tell, " <= {now}"), txn);
    find.order = std::string(source.tell);
    find.after = round->after;
    find.limit = left;
    if (!source.tell.empty()) {
      GG_RETURN_IF_ERROR(source.table->FindInto(
          txn, find, [&](std::unique_ptr<Message> row, const std::string& cursor) {
            rows.push_back(std::move(row));
            round->after = cursor;
            return absl::OkStatus();
          }));
    }
    for (const auto& row : rows) GG_RETURN_IF_ERROR(Tell(txn, source, *row, recipients));
    if (static_cast<int>(rows.size()) < left) {
      ++round->source;
      round->after.clear();
    }
    left -= static_cast<int>(rows.size());
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> EraseOldNotices(Connection& db, absl::Time now, int limit) {
  GG_RETURN_IF_ERROR(db.Execute("DELETE FROM notices_told WHERE (resource, kind, due_time) IN "
                                "(SELECT resource, kind, due_time FROM notices_told WHERE "
                                "due_time < $1 LIMIT $2)",
                                {TimeText(now - kToldKept), int64_t{limit}})
                         .status());
  // Notices are made in the order of their keys.
  return db.Execute(
      "DELETE FROM notices WHERE key IN (SELECT key FROM (SELECT key, create_time FROM notices "
      "ORDER BY key LIMIT $2) WHERE create_time < $1)",
      {TimeText(now - kNoticeKept), int64_t{limit}});
}

}  // namespace gridgov
