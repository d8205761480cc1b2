#include "server/handlers/import_rows.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/job.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/site.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/hmac.h"
#include "server/store/resolve.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr size_t kGridDigits = 15;
constexpr size_t kCommunityDigits = 12;

absl::Time TimeIn(const std::string& text) {
  absl::Time time;
  std::string error;
  return absl::ParseTime(absl::RFC3339_full, text, &time, &error) ? time : absl::InfinitePast();
}

// The id of an imported log: the same for the same number of the same worker, so that it is there
// once however often its file is imported.
absl::StatusOr<Uuid> IdOfLog(const Txn& txn, const std::string& code) {
  std::string bytes =
      Sha256(absl::StrCat("patrol log|", txn.actor.account, "|", code)).substr(0, 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x80);  // Version 8: made by a rule of ours.
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  return Uuid::FromBytes(bytes);
}

absl::Status AddAnswers(const std::string& text, v1::Patrol* patrol) {
  for (absl::string_view pair :
       absl::StrSplit(text, absl::ByAnyChar(";"), absl::SkipWhitespace())) {
    const std::pair<std::string, std::string> halves =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    if (halves.second.empty()) {
      return MakeInvalid("answers", "BAD_FORMAT",
                         {.zh = "应为：检查项=结果，用分号隔开，如 f1=YES;f2=3。",
                          .en = "must be ITEM=ANSWER with ; between, such as f1=YES;f2=3."});
    }
    v1::Patrol::Answer& answer = *patrol->add_answers();
    answer.set_item(std::string(absl::StripAsciiWhitespace(halves.first)));
    const std::string value(absl::StripAsciiWhitespace(halves.second));
    double number = 0;
    if (absl::SimpleAtod(value, &number)) answer.set_number(number);
    answer.set_value(value);
  }
  return absl::OkStatus();
}

}  // namespace

std::string RowImporter::Row::At(absl::string_view field) const {
  const auto found = values.find(field);
  return found == values.end() ? "" : found->second;
}

Call RowImporter::Row::For(absl::string_view permission) const {
  return Call{txn.With(principal.ScopeFor(permission)), principal, /*chinese=*/true,
              std::string(permission)};
}

absl::Status RowImporter::Check(const Row& row, google::protobuf::Message* request) const {
  const std::vector<Violation> wrong = check_(*request);
  if (!wrong.empty()) return MakeInvalid(wrong);
  return ResolveCodes(row.txn, request);
}

template <class Create, class Update, class T>
absl::StatusOr<RowOutcome> RowImporter::TakeCoded(
    const Row& row, const Table<T>& table, const char* update_permission,
    const char* create_permission, const std::function<T*(Create&)>& made,
    const std::function<T*(Update&)>& changed,
    const std::function<absl::StatusOr<T>(Call&, const Create&)>& create,
    const std::function<absl::StatusOr<T>(Call&, const Update&)>& update) const {
  T message;
  SetFields(row.kind, row.values, &message);
  const auto id = table.IdOfCode(row.txn.db, row.At("code"));
  if (!id.ok() && !absl::IsNotFound(id.status())) return id.status();
  if (!id.ok()) {
    Create request;
    *made(request) = message;
    if constexpr (requires { message.set_community(""); }) {
      // A grid's first digits are its community's.
      made(request)->set_community(
          MakeName("divisions", row.At("code").substr(0, kCommunityDigits)));
    }
    GG_RETURN_IF_ERROR(Check(row, &request));
    Call call = row.For(create_permission);
    GG_RETURN_IF_ERROR(create(call, request).status());
    return RowOutcome::kCreated;
  }
  Call call = row.For(update_permission);
  const std::string name = MakeName(table.spec().collection, *id);
  GG_ASSIGN_OR_RETURN(const T before, table.Get(call.txn, name));
  Update request;
  message.clear_code();
  message.set_name(name);
  *changed(request) = message;
  // An empty cell leaves what is there.
  for (const auto& [field, value] : row.values) {
    if (field != "code") request.mutable_update_mask()->add_paths(field);
  }
  GG_RETURN_IF_ERROR(Check(row, &request));
  GG_ASSIGN_OR_RETURN(const T after, update(call, request));
  return after.etag() == before.etag() ? RowOutcome::kUnchanged : RowOutcome::kUpdated;
}

absl::StatusOr<RowOutcome> RowImporter::TakeGrid(const Row& row) const {
  using Create = v1::CreateGridRequest;
  using Update = v1::UpdateGridRequest;
  return TakeCoded<Create, Update, v1::Grid>(
      row, GridTable(), "grids.update", "grids.create",
      [](Create& request) { return request.mutable_grid(); },
      [](Update& request) { return request.mutable_grid(); },
      [&](Call& call, const Create& request) {
        CheckedBoundary none;
        return handlers_.grids.Create(call, request, none);
      },
      [&](Call& call, const Update& request) {
        CheckedBoundary none;
        return handlers_.grids.Update(call, request, none);
      });
}

absl::StatusOr<RowOutcome> RowImporter::TakeCompound(const Row& row) const {
  using Create = v1::CreateCompoundRequest;
  using Update = v1::UpdateCompoundRequest;
  return TakeCoded<Create, Update, v1::Compound>(
      row, CompoundTable(), "compounds.update", "compounds.create",
      [](Create& request) { return request.mutable_compound(); },
      [](Update& request) { return request.mutable_compound(); },
      [&](Call& call, const Create& request) { return handlers_.compounds.Create(call, request); },
      [&](Call& call, const Update& request) { return handlers_.compounds.Update(call, request); });
}

absl::StatusOr<RowOutcome> RowImporter::TakeSite(const Row& row) const {
  using Create = v1::CreateSiteRequest;
  using Update = v1::UpdateSiteRequest;
  return TakeCoded<Create, Update, v1::Site>(
      row, SiteTable(), "sites.edit", "sites.edit",
      [](Create& request) { return request.mutable_site(); },
      [](Update& request) { return request.mutable_site(); },
      [&](Call& call, const Create& request) { return handlers_.sites.Create(call, request); },
      [&](Call& call, const Update& request) { return handlers_.sites.Update(call, request); });
}

// True: it was granted; false: the account has it, or the row asks for none.
absl::StatusOr<bool> RowImporter::GrantRole(const Row& row, const std::string& account) const {
  int role = 0;
  if (!absl::SimpleAtoi(row.At("role"), &role)) return false;
  v1::GrantRoleRequest request;
  v1::RoleAssignment& wanted = *request.mutable_role_assignment();
  wanted.set_account(account);
  wanted.set_role(static_cast<v1::Role>(role));
  const std::string area = row.At("area");
  if (!area.empty()) {
    wanted.set_area(MakeName(area.size() == kGridDigits ? "grids" : "divisions", area));
  }
  if (!row.At("unit").empty()) wanted.set_unit(MakeName("units", row.At("unit")));
  const std::string start = row.At("start_date");
  wanted.set_start_date(start.empty() ? DayText(row.txn.now) : start);
  GG_RETURN_IF_ERROR(Check(row, &request));
  GG_ASSIGN_OR_RETURN(const std::vector<v1::RoleAssignment> held,
                      RoleAssignmentTable().Select(
                          row.txn.System(), {.where = "t.account = $1 AND t.state <> 'ENDED'",
                                             .args = {Blob{IdBytes(account)}}}));
  for (const v1::RoleAssignment& one : held) {
    if (one.role() == wanted.role() && one.area() == wanted.area() && one.unit() == wanted.unit()) {
      return false;
    }
  }
  Call call = row.For("roles.grant");
  GG_RETURN_IF_ERROR(handlers_.accounts.Grant(call, request).status());
  return true;
}

absl::StatusOr<RowOutcome> RowImporter::TakeStaff(const Row& row, NewPassword& password) const {
  const auto id = AccountTable().IdOfCode(row.txn.db, row.At("username"));
  if (!id.ok() && !absl::IsNotFound(id.status())) return id.status();
  if (id.ok()) {
    GG_ASSIGN_OR_RETURN(const bool granted, GrantRole(row, MakeName("accounts", *id)));
    return granted ? RowOutcome::kUpdated : RowOutcome::kUnchanged;
  }
  v1::InviteAccountRequest request;
  request.mutable_account()->set_username(row.At("username"));
  request.mutable_account()->set_display_name(row.At("display_name"));
  request.mutable_account()->set_phone(row.At("phone"));
  GG_RETURN_IF_ERROR(Check(row, &request));
  Call call = row.For("accounts.invite");
  GG_ASSIGN_OR_RETURN(const v1::OneTimePassword made,
                      handlers_.accounts.Invite(call, request, password));
  GG_RETURN_IF_ERROR(GrantRole(row, made.account().name()).status());
  return RowOutcome::kCreated;
}

absl::StatusOr<RowOutcome> RowImporter::TakePatrolLog(const Row& row) const {
  GG_ASSIGN_OR_RETURN(const Uuid id, IdOfLog(row.txn, row.At("code")));
  const std::string name = MakeName("patrols", id.ToString());
  const auto there = PatrolTable().Get(row.txn.System(), name);
  if (there.ok()) return RowOutcome::kUnchanged;
  if (!absl::IsNotFound(there.status())) return there.status();
  const absl::Time start = TimeIn(row.At("start_time"));
  const absl::Time end = TimeIn(row.At("end_time"));
  if (end < start) {
    return MakeInvalid("end_time", "BEFORE_START",
                       {.zh = "不能早于开始时间。", .en = "must not be before the start."});
  }
  v1::CreatePatrolRequest create;
  SetFields(row.kind, row.values, create.mutable_patrol());
  create.set_patrol_id(id.ToString());
  *create.mutable_occurred_time() = ToProto(start);
  GG_RETURN_IF_ERROR(AddAnswers(row.At("answers"), create.mutable_patrol()));
  GG_RETURN_IF_ERROR(Check(row, &create));
  Call creating = row.For("patrols.create");
  GG_RETURN_IF_ERROR(handlers_.patrols.Create(creating, create).status());
  v1::SubmitPatrolRequest submit;
  submit.set_name(name);
  submit.set_minima_reason(row.At("minima_reason"));
  *submit.mutable_occurred_time() = ToProto(end);
  GG_RETURN_IF_ERROR(Check(row, &submit));
  Call submitting = row.For("patrols.log");
  GG_RETURN_IF_ERROR(handlers_.patrols.Submit(submitting, submit).status());
  return RowOutcome::kCreated;
}

absl::StatusOr<RowOutcome> RowImporter::Take(const ImportKind& kind, const ImportValues& values,
                                             const Txn& txn, const Principal& principal,
                                             NewPassword& password) const {
  const Row row{kind, values, txn, principal};
  switch (kind.kind) {
    case v1::SheetImport::KIND_GRIDS:
      return TakeGrid(row);
    case v1::SheetImport::KIND_COMPOUNDS:
      return TakeCompound(row);
    case v1::SheetImport::KIND_SITES:
      return TakeSite(row);
    case v1::SheetImport::KIND_STAFF:
      return TakeStaff(row, password);
    case v1::SheetImport::KIND_PATROL_LOGS:
      return TakePatrolLog(row);
    default:
      return absl::InternalError("an import of no kind");
  }
}

}  // namespace gridgov
