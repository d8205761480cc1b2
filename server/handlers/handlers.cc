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
      audit(parts.journal),
      admin(parts.deadlines, parts.facts),
      backups(parts.backups) {}

}  // namespace gridgov
