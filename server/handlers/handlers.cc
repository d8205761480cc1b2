#include "server/handlers/handlers.h"

#include <utility>

namespace gridgov {

Handlers::Handlers(const HandlerParts& parts)
    : calendars(&parts.deadlines),
      accounts(parts.hasher, parts.rules),
      sessions(parts.hasher, parts.rules, parts.guard),
      issues(parts.deadlines),
      patrols(
          [this](Call& call, v1::Issue issue, const std::string& id, absl::Time occurred) {
            return issues.Receive(
                call, {.issue = std::move(issue), .issue_id = id, .occurred = occurred});
          },
          [&deadlines = parts.deadlines] { return deadlines.calendar(); }),
      attachments(parts.blobs, parts.uploads),
      area_changes(issues),
      takeovers(issues),
      duties(parts.deadlines),
      property_services(duties),
      owners_committees(duties),
      designations(duties),
      audit(parts.journal),
      admin(parts.deadlines, parts.facts),
      backups(parts.backups) {}

std::vector<Recompute> Handlers::Recomputes() {
  return {[this](const Txn& txn, int64_t after, int limit) {
            return issues.RecomputeProvisional(txn, after, limit);
          },
          [this](const Txn& txn, int64_t after, int limit) {
            return duties.RecomputeProvisional(txn, after, limit);
          }};
}

}  // namespace gridgov
