#include "server/handlers/compound_duties.h"

#include <utility>

#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/days.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::CompoundDuty;

absl::Status NotInDays(const std::string& deadline_class) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "CLASS_NOT_IN_DAYS",
                   {.zh = "该时限须以自然日计，请联系系统管理员修改时限。",
                    .en = "This deadline class must be in calendar days. Ask the system "
                          "administrator to change it."},
                   {{"deadline_class", deadline_class}});
}

absl::StatusOr<std::vector<CompoundDuty>> AllRunning(const Txn& txn, const std::string& resource) {
  return CompoundDutyTable().Select(
      txn.System(), {.where = "t.resource = $1 AND t.state = 'OPEN'", .args = {resource}});
}

absl::Status End(const Txn& txn, CompoundDuty duty, CompoundDuty::State state, absl::Time when) {
  duty.set_state(state);
  *duty.mutable_end_time() = ToProto(when);
  return CompoundDutyTable().Update(txn.System(), std::move(duty)).status();
}

}  // namespace

absl::Status CompoundDuties::Begin(const Txn& txn, const DutySubject& subject,
                                   CompoundDuty::Kind kind, const std::string& deadline_class,
                                   absl::Time start) const {
  GG_ASSIGN_OR_RETURN(const auto running, Running(txn, subject.resource, kind));
  if (running.has_value()) return absl::OkStatus();
  CompoundDuty duty;
  duty.set_compound(subject.compound);
  duty.set_grid(subject.grid);
  duty.set_kind(kind);
  duty.set_resource(subject.resource);
  duty.set_state(CompoundDuty::STATE_OPEN);
  duty.mutable_clock()->set_deadline_class(deadline_class);
  *duty.mutable_clock()->mutable_start_time() = ToProto(start);
  GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, &duty));
  return CompoundDutyTable().Insert(txn.System(), std::move(duty)).status();
}

absl::Status CompoundDuties::BeginUntil(const Txn& txn, const DutySubject& subject,
                                        CompoundDuty::Kind kind, const std::string& deadline_class,
                                        const std::string& last_day) const {
  GG_ASSIGN_OR_RETURN(const deadline::Length length, deadlines_.FindLength(txn.db, deadline_class));
  if (length.unit != deadline::Unit::kCalendarDays) return NotInDays(deadline_class);
  // The first day is not counted and the last one ends at 24:00.
  return Begin(txn, subject, kind, deadline_class, DayStart(AddDays(last_day, -length.amount)));
}

absl::StatusOr<std::optional<CompoundDuty>> CompoundDuties::Running(const Txn& txn,
                                                                    const std::string& resource,
                                                                    CompoundDuty::Kind kind) {
  GG_ASSIGN_OR_RETURN(std::vector<CompoundDuty> all, AllRunning(txn, resource));
  for (CompoundDuty& duty : all) {
    if (duty.kind() == kind) return std::move(duty);
  }
  return std::nullopt;
}

absl::Status CompoundDuties::Done(const Txn& txn, const std::string& resource,
                                  CompoundDuty::Kind kind, absl::Time when) {
  GG_ASSIGN_OR_RETURN(auto running, Running(txn, resource, kind));
  if (!running.has_value()) return absl::OkStatus();
  return End(txn, *std::move(running), CompoundDuty::STATE_DONE, when);
}

absl::Status CompoundDuties::DropAll(const Txn& txn, const std::string& resource) {
  GG_ASSIGN_OR_RETURN(std::vector<CompoundDuty> all, AllRunning(txn, resource));
  for (CompoundDuty& duty : all) {
    GG_RETURN_IF_ERROR(End(txn, std::move(duty), CompoundDuty::STATE_DROPPED, txn.now));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> CompoundDuties::RecomputeProvisional(const Txn& txn, int64_t after,
                                                             int limit) const {
  std::vector<int64_t> keys;
  std::vector<std::string> names;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT key, uid FROM compound_duties WHERE provisional = 1 AND key > $1 ORDER BY key LIMIT "
      "$2",
      {after, int64_t{limit}}, [&](const Row& row) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.Bytes(1)));
        keys.push_back(row.Int(0));
        names.push_back(MakeName("compoundDuties", id.ToString()));
        return absl::OkStatus();
      }));
  for (const std::string& name : names) {
    GG_ASSIGN_OR_RETURN(CompoundDuty duty, CompoundDutyTable().Get(txn, name));
    GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, &duty));
    GG_RETURN_IF_ERROR(CompoundDutyTable().Update(txn, std::move(duty)).status());
  }
  return keys.empty() ? 0 : keys.back();
}

void PresentCompoundDuty(absl::Time now, CompoundDuty* duty) {
  const bool open = duty->state() == CompoundDuty::STATE_OPEN;
  const absl::Time at = open ? now : FromProto(duty->end_time());
  duty->set_overdue(duty->state() != CompoundDuty::STATE_DROPPED &&
                    at >= FromProto(duty->due_time()));
  duty->set_due_soon(open && !duty->overdue() && at >= FromProto(duty->remind_time()));
  duty->set_escalated(open && at >= FromProto(duty->escalate_time()));
}

}  // namespace gridgov
