// Months and quarters, as ledgers go by them. Pure; safe from every thread.
#ifndef GRIDGOV_SERVER_HANDLERS_LEDGER_PERIOD_H_
#define GRIDGOV_SERVER_HANDLERS_LEDGER_PERIOD_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/cpp/errors.h"
#include "server/handlers/figures.h"

namespace gridgov {

struct LedgerPeriod {
  std::string text;  // "2026-11" or "2026-Q4".
  Period days;
  absl::Time start;  // In China.
  absl::Time end;    // Not included.

  bool quarter() const { return text.size() == 7 && text[5] == 'Q'; }
  // "2026年11月", "November 2026" and the like.
  Text title() const;
};

// INVALID_ARGUMENT on `period`, reason BAD_PERIOD, for what is no such text, or has not begun.
absl::StatusOr<LedgerPeriod> ParseLedgerPeriod(absl::string_view text, absl::Time now);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_LEDGER_PERIOD_H_
