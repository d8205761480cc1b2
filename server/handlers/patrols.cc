#include "server/handlers/patrols.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/errors.h"
#include "server/handlers/grid_facts.h"
#include "server/handlers/patrol_checklist.h"
#include "server/handlers/patrol_flow.h"
#include "server/store/page.h"
#include "server/store/tables/attachments.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr int kMostTrackPoints = 5000;
constexpr absl::Duration kClockTolerance = absl::Hours(24);

// A method's request with a time by the device; absent: now.
template <class Request>
absl::Time Occurred(const Txn& txn, const Request& request) {
  return request.has_occurred_time() ? FromProto(request.occurred_time()) : txn.now;
}

// A wrong clock is kept and flagged: what a worker did in the field is never refused for it.
void FlagClock(const Txn& txn, absl::Time occurred, v1::Patrol* patrol) {
  const absl::Duration off = absl::AbsDuration(occurred - txn.now);
  if (off > kClockTolerance) patrol->set_clock_suspect(true);
}

void Begin(const Txn& txn, absl::Time occurred, v1::Patrol* patrol) {
  patrol->set_state(v1::Patrol::STATE_STARTED);
  *patrol->mutable_start_time() = ToProto(occurred);
  *patrol->mutable_received_time() = ToProto(txn.now);
  FlagClock(txn, occurred, patrol);
}

absl::StatusOr<v1::PatrolType> TypeOf(const Txn& txn, const v1::Patrol& patrol) {
  return PatrolTypeTable().Get(txn.System(), patrol.patrol_type());
}

// The patrol, if it is in a state for `verb` and within the call's scope; its state is then the
// next one.
absl::Status OutsideWindow(const v1::Patrol& patrol, absl::Time now) {
  if (IsMissed(patrol, now)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "MISSED",
                     {.zh = "计划时段已过，不能再取消，请填写未巡查说明。",
                      .en = "Its window has passed, so it cannot be cancelled. Explain why it was "
                            "missed."},
                     {{"resource", patrol.name()}});
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "NOT_MISSED",
                   {.zh = "计划时段尚未结束，无需说明。",
                    .en = "Its window has not ended, so there is nothing to explain."},
                   {{"resource", patrol.name()}});
}

absl::StatusOr<v1::Patrol> Step(const Call& call, const std::string& name, const std::string& etag,
                                absl::string_view verb) {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, PatrolTable().GetForUpdate(call.txn, name, etag));
  GG_ASSIGN_OR_RETURN(const PatrolState next, Advance(kPatrolFlow, patrol, verb));
  if (!FitsWindow(patrol, verb, call.txn.now)) return OutsideWindow(patrol, call.txn.now);
  patrol.set_state(next);
  return patrol;
}

absl::StatusOr<v1::Patrol> ReviewStep(const Call& call, const std::string& name,
                                      const std::string& etag, absl::string_view verb) {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, Step(call, name, etag, verb));
  const std::string reviewer = call.principal.actor().name();
  if (TookPart(patrol, reviewer)) return ReviewerIsWorker(name);
  patrol.set_reviewer(reviewer);
  return patrol;
}

// NOT_FOUND and the like become one answer that betrays nothing about accounts.
absl::Status CheckAccount(const Txn& txn, const std::string& name) {
  const auto key = AccountTable().KeyOf(txn.db, name);
  if (key.ok()) return absl::OkStatus();
  return absl::IsNotFound(key.status()) ? NotVisible(txn.scope, name) : key.status();
}

// What a new patrol refers to is there.
absl::Status CheckExists(const Call& call, const TableBase& table, const std::string& field,
                         const std::string& name) {
  const absl::Status found = table.KeyOf(call.txn.db, name).status();
  return absl::IsNotFound(found) ? MakeInvalid({UnknownReference(field, name)}) : found;
}

absl::Status CheckReferences(const Call& call, const v1::Patrol& patrol) {
  GG_RETURN_IF_ERROR(
      CheckExists(call, PatrolTypeTable(), "patrol.patrol_type", patrol.patrol_type()));
  GG_RETURN_IF_ERROR(CheckGridInUse(call.txn, patrol.grid(), "patrol.grid"));
  GG_RETURN_IF_ERROR(CheckAccount(call.txn, patrol.worker()));
  for (const std::string& partner : patrol.partners()) {
    GG_RETURN_IF_ERROR(CheckAccount(call.txn, partner));
  }
  for (int i = 0; i < patrol.joint_units_size(); ++i) {
    GG_RETURN_IF_ERROR(CheckExists(call, UnitTable(), absl::StrCat("patrol.joint_units[", i, "]"),
                                   patrol.joint_units(i)));
  }
  if (patrol.compound().empty()) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const v1::Compound compound,
                      CompoundTable().Get(call.For("compounds.get"), patrol.compound()));
  if (compound.grid() == patrol.grid()) return absl::OkStatus();
  return MakeInvalid("patrol.compound", "OTHER_GRID",
                     {.zh = "该小区不在所选网格内。", .en = "lies in another grid."});
}

absl::Status CheckReach(const Call& call, absl::string_view permission, const v1::Patrol& patrol) {
  const Scope& scope = call.principal.ScopeFor(permission);
  if (PatrolTable().Covers(call.txn, scope, patrol).has_value()) return absl::OkStatus();
  return OutOfReach(permission);
}

absl::Status AddTrack(const google::protobuf::RepeatedPtrField<v1::Patrol::TrackPoint>& points,
                      v1::Patrol* patrol) {
  if (patrol->track_size() + points.size() > kMostTrackPoints) {
    return MakeInvalid(
        "track", "TRACK_FULL",
        {.zh = absl::StrCat("一次巡查的轨迹最多 ", kMostTrackPoints, " 个点。"),
         .en = absl::StrCat("the track of a patrol takes at most ", kMostTrackPoints, " points.")});
  }
  patrol->mutable_track()->MergeFrom(points);
  return absl::OkStatus();
}

// Puts what a log holds from `log` into `patrol`.
absl::Status TakeLog(const v1::PatrolType& type, const v1::Patrol& log, v1::Patrol* patrol) {
  const std::vector<Violation> wrong = MergeAnswers(type, log.answers(), "patrol.answers", patrol);
  if (!wrong.empty()) return MakeInvalid(wrong);
  GG_RETURN_IF_ERROR(AddTrack(log.track(), patrol));
  patrol->set_metres(log.metres());
  patrol->set_weather(log.weather());
  return absl::OkStatus();
}

// The plan's part of a request, as nobody has begun it.
v1::Patrol PlanIn(const Call& call, const v1::Patrol& from) {
  v1::Patrol patrol;
  patrol.set_patrol_type(from.patrol_type());
  patrol.set_grid(from.grid());
  patrol.set_target_label(from.target_label());
  patrol.set_compound(from.compound());
  patrol.set_worker(from.worker().empty() ? call.principal.actor().name() : from.worker());
  *patrol.mutable_partners() = from.partners();
  *patrol.mutable_joint_units() = from.joint_units();
  return patrol;
}

absl::Status PlanWindow(const Call& call, const v1::Patrol& from, v1::Patrol* patrol) {
  if (!from.has_window_start_time() || !from.has_window_end_time() ||
      FromProto(from.window_end_time()) <= FromProto(from.window_start_time())) {
    return MakeInvalid("patrol.window_end_time", "BAD_WINDOW",
                       {.zh = "计划时段须有开始和结束，且结束晚于开始。",
                        .en = "a window needs a start and an end after it."});
  }
  patrol->set_state(v1::Patrol::STATE_PLANNED);
  *patrol->mutable_window_start_time() = from.window_start_time();
  *patrol->mutable_window_end_time() = from.window_end_time();
  return CheckReach(call, "patrols.plan", *patrol);
}

absl::Status BeginNow(const Call& call, const v1::CreatePatrolRequest& request,
                      v1::Patrol* patrol) {
  if (patrol->worker() != call.principal.actor().name()) {
    return MakeInvalid("patrol.worker", "NOT_THE_CALLER",
                       {.zh = "没有计划时段的巡查只能由本人开始。",
                        .en = "must be the caller where there is no window."});
  }
  Begin(call.txn, Occurred(call.txn, request), patrol);
  GG_RETURN_IF_ERROR(CheckReach(call, "patrols.log", *patrol));
  GG_ASSIGN_OR_RETURN(const v1::PatrolType type, TypeOf(call.txn, *patrol));
  return TakeLog(type, request.patrol(), patrol);
}

// Reason ANSWER_REQUIRED or PHOTO_MISSING for each gap, MINIMA_REASON_REQUIRED where minima ask for
// a reason.
absl::Status CheckComplete(const Txn& txn, const v1::PatrolType& type, const v1::Patrol& patrol) {
  std::vector<Violation> wrong = MissingAnswers(type, patrol);
  GG_ASSIGN_OR_RETURN(const std::vector<std::string> photographed,
                      ItemsWithAttachment(txn.db, patrol.name()));
  for (Violation& missing : MissingPhotos(type, patrol, photographed)) {
    wrong.push_back(std::move(missing));
  }
  if (patrol.below_minima() && patrol.minima_reason().empty()) {
    wrong.push_back({"minima_reason", "MINIMA_REASON_REQUIRED", *UnmetMinima(type, patrol)});
  }
  return wrong.empty() ? absl::OkStatus() : MakeInvalid(wrong);
}

// The item of a finding; nullptr for one beside the checklist.
absl::StatusOr<const v1::PatrolType::Item*> ItemOf(const v1::PatrolType& type,
                                                   const std::string& code) {
  if (code.empty()) return nullptr;
  const v1::PatrolType::Item* item = FindItem(type, code);
  if (item != nullptr) return item;
  return MakeInvalid("item", "UNKNOWN_ITEM",
                     {.zh = absl::StrCat("检查表中没有“", code, "”这一项。"),
                      .en = absl::StrCat("the checklist has no item \"", code, "\".")});
}

// The category that an item's failures are reported in; "" if it names none.
absl::StatusOr<std::string> CategoryOf(Connection& db, const v1::PatrolType::Item* item) {
  if (item == nullptr || item->category().empty()) return std::string();
  const auto id = CategoryTable().IdOfCode(db, item->category());
  if (id.ok()) return MakeName(CategoryTable().spec().collection, *id);
  if (!absl::IsNotFound(id.status())) return id.status();
  return MakeInvalid({UnknownReference("issue.category", item->category())});
}

}  // namespace

absl::StatusOr<v1::Patrol> PatrolHandler::Get(Call& call,
                                              const v1::GetPatrolRequest& request) const {
  return PatrolTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListPatrolsResponse> PatrolHandler::List(
    Call& call, const v1::ListPatrolsRequest& request) const {
  v1::ListPatrolsResponse response;
  const auto drop_track = [](google::protobuf::Message* row) {
    static_cast<v1::Patrol*>(row)->clear_track();
    return absl::OkStatus();
  };
  GG_RETURN_IF_ERROR(FillPage(call.txn, PatrolTable(), request, {}, drop_track, &response));
  return response;
}

absl::StatusOr<v1::Patrol> PatrolHandler::Create(Call& call,
                                                 const v1::CreatePatrolRequest& request) const {
  const v1::Patrol& from = request.patrol();
  v1::Patrol patrol = PlanIn(call, from);
  if (!request.patrol_id().empty()) {
    const auto id = Uuid::Parse(request.patrol_id());
    if (!id.ok()) {
      return MakeInvalid("patrol_id", "BAD_FORMAT", {.zh = "应为 UUID。", .en = "must be a UUID."});
    }
    patrol.set_name(MakeName("patrols", id->ToString()));
  }
  GG_RETURN_IF_ERROR(CheckReferences(call, patrol));
  const bool planned = from.has_window_start_time() || from.has_window_end_time();
  GG_RETURN_IF_ERROR(planned ? PlanWindow(call, from, &patrol) : BeginNow(call, request, &patrol));
  return PatrolTable().Insert(call.txn, std::move(patrol));
}

absl::StatusOr<v1::Patrol> PatrolHandler::Start(Call& call,
                                                const v1::StartPatrolRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, Step(call, request.name(), request.etag(), "start"));
  // A plan that was missed stays with its grid; when that has ended it is too late to begin.
  GG_RETURN_IF_ERROR(CheckGridInUse(call.txn, patrol.grid(), "name"));
  Begin(call.txn, Occurred(call.txn, request), &patrol);
  return PatrolTable().Update(call.txn, std::move(patrol));
}

absl::StatusOr<v1::Patrol> PatrolHandler::Record(Call& call,
                                                 const v1::RecordPatrolRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, Step(call, request.name(), request.etag(), "record"));
  GG_ASSIGN_OR_RETURN(const v1::PatrolType type, TypeOf(call.txn, patrol));
  const std::vector<Violation> wrong = MergeAnswers(type, request.answers(), "answers", &patrol);
  if (!wrong.empty()) return MakeInvalid(wrong);
  GG_RETURN_IF_ERROR(AddTrack(request.track(), &patrol));
  if (request.metres() > 0) patrol.set_metres(request.metres());
  if (!request.weather().empty()) patrol.set_weather(request.weather());
  return PatrolTable().Update(call.txn, std::move(patrol));
}

absl::StatusOr<v1::Issue> PatrolHandler::ReportFinding(
    Call& call, const v1::ReportFindingRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, Step(call, request.name(), "", "report_finding"));
  GG_ASSIGN_OR_RETURN(const v1::PatrolType type, TypeOf(call.txn, patrol));
  GG_ASSIGN_OR_RETURN(const v1::PatrolType::Item* item, ItemOf(type, request.item()));
  v1::Issue issue = request.issue();
  issue.set_grid(patrol.grid());
  issue.set_source(v1::Issue::SOURCE_PATROL);
  issue.set_patrol(patrol.name());
  if (issue.category().empty()) {
    GG_ASSIGN_OR_RETURN(*issue.mutable_category(), CategoryOf(call.txn.db, item));
  }
  GG_ASSIGN_OR_RETURN(
      issue, report_(call, std::move(issue), request.issue_id(), Occurred(call.txn, request)));
  v1::Patrol::Finding* finding = patrol.add_findings();
  finding->set_item(request.item());
  finding->set_issue(issue.name());
  GG_RETURN_IF_ERROR(PatrolTable().Update(call.txn, std::move(patrol)).status());
  return issue;
}

absl::StatusOr<v1::Patrol> PatrolHandler::Submit(Call& call,
                                                 const v1::SubmitPatrolRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, Step(call, request.name(), request.etag(), "submit"));
  GG_ASSIGN_OR_RETURN(const v1::PatrolType type, TypeOf(call.txn, patrol));
  // A log that was sent back is of the patrol that ended then, not of its second hand-in.
  if (request.has_occurred_time() || !patrol.has_end_time()) {
    const absl::Time end = Occurred(call.txn, request);
    *patrol.mutable_end_time() = ToProto(end);
    FlagClock(call.txn, end, &patrol);
    if (end < FromProto(patrol.start_time())) patrol.set_clock_suspect(true);
  }
  if (!request.minima_reason().empty()) patrol.set_minima_reason(request.minima_reason());
  patrol.set_below_minima(UnmetMinima(type, patrol).has_value());
  GG_RETURN_IF_ERROR(CheckComplete(call.txn, type, patrol));
  return PatrolTable().Update(call.txn, std::move(patrol));
}

absl::StatusOr<v1::Patrol> PatrolHandler::Accept(Call& call,
                                                 const v1::AcceptPatrolRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol,
                      ReviewStep(call, request.name(), request.etag(), "accept"));
  patrol.set_review_comment(request.comment());
  return PatrolTable().Update(call.txn, std::move(patrol));
}

absl::StatusOr<v1::Patrol> PatrolHandler::SendBack(Call& call,
                                                   const v1::SendBackPatrolRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol,
                      ReviewStep(call, request.name(), request.etag(), "send_back"));
  patrol.set_review_comment(request.reason());
  return PatrolTable().Update(call.txn, std::move(patrol));
}

absl::StatusOr<v1::Patrol> PatrolHandler::Cancel(Call& call,
                                                 const v1::CancelPatrolRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, Step(call, request.name(), request.etag(), "cancel"));
  patrol.set_cancel_reason(request.reason());
  return PatrolTable().Update(call.txn, std::move(patrol));
}

absl::StatusOr<v1::Patrol> PatrolHandler::ExplainMissed(
    Call& call, const v1::ExplainMissedPatrolRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol,
                      Step(call, request.name(), request.etag(), "explain_missed"));
  patrol.set_missed_explanation(request.explanation());
  return PatrolTable().Update(call.txn, std::move(patrol));
}

}  // namespace gridgov
