// What is due of agreements: begun, settled and computed anew here and nowhere else. Each runs on a
// clock of the one deadline engine (deadlines.h); lengths are deadline classes, by these codes.
#ifndef GRIDGOV_SERVER_HANDLERS_AGREEMENT_DUTIES_H_
#define GRIDGOV_SERVER_HANDLERS_AGREEMENT_DUTIES_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/agreement.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/deadlines.h"

namespace gridgov {

// From effect, or from a check that found a breach, to the check; an instalment's ends on its day.
inline constexpr char kPerformanceClass[] = "PERFORMANCE_CHECK";
// From effect to the last day of applying for judicial confirmation; and the days on which those
// who can help are told of it.
inline constexpr char kConfirmationClass[] = "CONFIRMATION";
inline constexpr char kConfirmationWarnClass[] = "CONFIRMATION_WARN";
inline constexpr char kConfirmationLastClass[] = "CONFIRMATION_LAST";

// Stateless but for what it leans on; safe from every thread. Reads and writes with every row in
// sight.
class AgreementDuties {
 public:
  explicit AgreementDuties(const Deadlines& deadlines) : deadlines_(deadlines) {}

  // Fills confirm_by_date from effective_time.
  absl::Status SetConfirmBy(const Txn& txn, v1::Agreement* agreement) const;
  // All that begins with effect: a check of each part, and the time to apply for confirmation.
  absl::Status BeginAll(const Txn& txn, const v1::Agreement& agreement) const;
  // A further check of a part that was not kept: from `start`.
  absl::Status BeginFollowUp(const Txn& txn, const v1::Agreement& agreement, int part,
                             absl::Time start) const;
  // In place of the running check of the part, one that is due at the end of `last_day`.
  absl::Status Postpone(const Txn& txn, const v1::Agreement& agreement, int part,
                        const std::string& last_day) const;

  // The running check of a part, or the running clock of the confirmation; none: nullopt.
  static absl::StatusOr<std::optional<v1::AgreementDuty>> Running(const Txn& txn,
                                                                  const std::string& agreement,
                                                                  v1::AgreementDuty::Kind kind,
                                                                  int part = 0);
  // The parties have applied; none runs: nothing.
  static absl::Status EndConfirmation(const Txn& txn, const std::string& agreement,
                                      absl::Time when);
  // All that run of an agreement are needed no more.
  static absl::Status DropAll(const Txn& txn, const std::string& agreement);
  // Whether a check of it is late.
  static absl::StatusOr<bool> AnyLate(const Txn& txn, const std::string& agreement);

  // The same as IssueHandler::RecomputeProvisional.
  absl::StatusOr<int64_t> RecomputeProvisional(const Txn& txn, int64_t after, int limit) const;

 private:
  absl::Status Begin(const Txn& txn, const v1::Agreement& agreement, v1::AgreementDuty duty,
                     const std::string& deadline_class, absl::Time start) const;
  absl::Status BeginUntil(const Txn& txn, const v1::Agreement& agreement, v1::AgreementDuty duty,
                          const std::string& last_day) const;
  // Fills the times from the clock.
  absl::Status Evaluate(const Txn& txn, v1::AgreementDuty* duty) const;
  // The first instant of the day on which a class that begins at `start` ends.
  absl::StatusOr<absl::Time> LastDayOf(const Txn& txn, const std::string& deadline_class,
                                       absl::Time start) const;

  const Deadlines& deadlines_;
};

// Fills what is derived for the reader: due_soon, overdue, escalated, allowed_actions.
void PresentAgreementDuty(const Call& call, v1::AgreementDuty* duty);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AGREEMENT_DUTIES_H_
