// Ledgers as people ask for and get them; server/jobs/ledger_job.h makes them, and
// ledger_closing_job.h closes their periods.
#ifndef GRIDGOV_SERVER_HANDLERS_LEDGERS_H_
#define GRIDGOV_SERVER_HANDLERS_LEDGERS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "gridgov/v1/ledger.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/deadlines.h"
#include "server/store/blobs.h"

namespace gridgov {

// Serves LedgerService. Constant after construction; safe from every thread.
class LedgerHandler {
 public:
  // How long a file is kept: a deadline class, as data.
  static constexpr absl::string_view kKeptClass = "LEDGER_KEPT";

  LedgerHandler(const Deadlines& deadlines, Blobs& blobs) : deadlines_(deadlines), blobs_(blobs) {}

  absl::StatusOr<v1::Job> Create(Call& call, const v1::CreateLedgerRequest& request) const;
  absl::StatusOr<v1::Ledger> Get(Call& call, const v1::GetLedgerRequest& request) const;
  absl::StatusOr<v1::ListLedgersResponse> List(Call& call,
                                               const v1::ListLedgersRequest& request) const;
  // The first message of a download, and its bytes.
  absl::StatusOr<v1::DownloadLedgerResponse> Download(Call& call,
                                                      const v1::DownloadLedgerRequest& request,
                                                      std::unique_ptr<BlobReader>* bytes) const;
  absl::StatusOr<v1::Job> ClosePeriod(Call& call, const v1::ClosePeriodRequest& request) const;

 private:
  const Deadlines& deadlines_;
  Blobs& blobs_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_LEDGERS_H_
