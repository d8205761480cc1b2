#include "server/handlers/compound_duties.h"

#include <utility>

#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/duties.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::CompoundDuty;

absl::StatusOr<std::vector<CompoundDuty>> AllRunning(const Txn& txn, const std::string& resource) {
  return CompoundDutyTable().Select(
      txn.System(), {.where = "t.resource = $1 AND t.state = 'OPEN'", .args = {resource}});
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
  GG_ASSIGN_OR_RETURN(const absl::Time start,
                      StartUntil(txn, deadlines_, deadline_class, last_day));
  return Begin(txn, subject, kind, deadline_class, start);
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
  return EndDuty(txn, CompoundDutyTable(), *std::move(running), CompoundDuty::STATE_DONE, when);
}

absl::Status CompoundDuties::DropAll(const Txn& txn, const std::string& resource) {
  GG_ASSIGN_OR_RETURN(std::vector<CompoundDuty> all, AllRunning(txn, resource));
  for (CompoundDuty& duty : all) {
    GG_RETURN_IF_ERROR(
        EndDuty(txn, CompoundDutyTable(), std::move(duty), CompoundDuty::STATE_DROPPED, txn.now));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> CompoundDuties::RecomputeProvisional(const Txn& txn, int64_t after,
                                                             int limit) const {
  return RecomputeRows(
      txn,
      "SELECT key, uid FROM compound_duties WHERE provisional = 1 AND key > $1 ORDER BY key LIMIT "
      "$2",
      after, limit, [&](const Uuid& id) -> absl::Status {
        GG_ASSIGN_OR_RETURN(CompoundDuty duty, CompoundDutyTable().Get(
                                                   txn, MakeName("compoundDuties", id.ToString())));
        GG_RETURN_IF_ERROR(deadlines_.Evaluate(txn, &duty));
        return CompoundDutyTable().Update(txn, std::move(duty)).status();
      });
}

void PresentCompoundDuty(absl::Time now, CompoundDuty* duty) { PresentDutyTimes(now, duty); }

}  // namespace gridgov
