// LedgerFile: what a ledger looks like: its rows with their totals, the figures with what they
// mean, the corrections; each a sheet. Used by one thread.
#ifndef GRIDGOV_SERVER_JOBS_LEDGER_FILE_H_
#define GRIDGOV_SERVER_JOBS_LEDGER_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/handlers/indicators.h"
#include "server/handlers/ledger_closing.h"
#include "server/handlers/ledger_kinds.h"
#include "server/sheets/sheet_writer.h"

namespace gridgov {

// What is said of the whole.
struct LedgerFacts {
  const LedgerKindRule* rule = nullptr;
  LedgerPeriod period;
  std::string area;      // What people call it.
  std::string username;  // Who makes it.
  std::string purpose;
  absl::Time time;    // When it was asked for: the same data give the same bytes.
  absl::Time expire;  // When its file goes.
  v1::LedgerFormat format = v1::LEDGER_FORMAT_XLSX;
  bool provisional = false;
  std::optional<absl::Time> closed;
  bool chinese = true;
};

// "工区街道2026年11月巡查台账".
std::string LedgerTitle(const LedgerFacts& facts);

class LedgerFile {
 public:
  // `folder` takes its scratch file.
  static absl::StatusOr<LedgerFile> Begin(LedgerFacts facts, const std::string& folder);

  absl::Status Add(const std::vector<LedgerRow>& rows);
  int64_t rows() const { return rows_; }
  // The totals of the rows; then the figures.
  absl::Status AddFigures(const Measures& measures);
  absl::Status AddCorrections(const std::vector<LedgerCorrection>& corrections);
  // Hands out the file piece by piece.
  absl::Status Finish(const std::function<absl::Status(absl::string_view)>& piece) {
    return writer_->Finish(piece);
  }

 private:
  LedgerFile(LedgerFacts facts, std::unique_ptr<SheetWriter> writer);
  const std::string& In(const Text& text) const { return facts_.chinese ? text.zh : text.en; }
  SheetCell Cell(const LedgerCell& cell) const;
  absl::Status BeginRows();
  absl::Status AddTotals();

  LedgerFacts facts_;
  std::unique_ptr<SheetWriter> writer_;
  int64_t rows_ = 0;
  std::vector<int64_t> sums_;  // By column.
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_LEDGER_FILE_H_
