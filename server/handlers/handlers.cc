#include "server/handlers/handlers.h"

#include <utility>

namespace gridgov {

Handlers::Handlers(const HandlerParts& parts)
    : calendars(&parts.deadlines),
      accounts(parts.hasher, parts.rules),
      sessions(parts.hasher, parts.rules, parts.guard),
      issues(parts.deadlines),
      dispute_acts(parts.deadlines),
      disputes(dispute_acts),
      dispute_parties(dispute_acts),
      dispute_mediators(dispute_acts),
      mediation_sessions(dispute_acts),
      patrols(
          [this](Call& call, v1::Issue issue, const std::string& id, absl::Time occurred) {
            return issues.Receive(
                call, {.issue = std::move(issue), .issue_id = id, .occurred = occurred});
          },
          [&deadlines = parts.deadlines] { return deadlines.calendar(); }),
      attachments(parts.blobs, parts.uploads),
      ledgers(parts.deadlines, parts.blobs),
      area_changes(issues, dispute_acts),
      takeovers(issues, dispute_acts),
      duties(parts.deadlines),
      property_services(duties),
      owners_committees(duties),
      designations(duties),
      agreement_duties(parts.deadlines),
      agreements(agreement_duties, dispute_acts),
      meetings(parts.deadlines),
      meeting_items(parts.deadlines, issues),
      site_clocks(parts.deadlines),
      sites(site_clocks),
      site_visits(site_clocks, issues),
      audit(parts.journal),
      admin(parts.deadlines, parts.facts),
      backups(parts.backups),
      handovers(dispute_acts) {}

std::vector<Recompute> Handlers::Recomputes() {
  return {[this](const Txn& txn, int64_t after, int limit) {
            return issues.RecomputeProvisional(txn, after, limit);
          },
          [this](const Txn& txn, int64_t after, int limit) {
            return duties.RecomputeProvisional(txn, after, limit);
          },
          [this](const Txn& txn, int64_t after, int limit) {
            return dispute_acts.RecomputeProvisional(txn, after, limit);
          },
          [this](const Txn& txn, int64_t after, int limit) {
            return agreement_duties.RecomputeProvisional(txn, after, limit);
          },
          [this](const Txn& txn, int64_t after, int limit) {
            return meetings.RecomputeProvisional(txn, after, limit);
          },
          [this](const Txn& txn, int64_t after, int limit) {
            return meeting_items.RecomputeProvisional(txn, after, limit);
          },
          [this](const Txn& txn, int64_t after, int limit) {
            return site_clocks.Recompute(txn, after, limit);
          }};
}

}  // namespace gridgov
