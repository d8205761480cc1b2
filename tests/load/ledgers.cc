// The ledger of a month of a subdistrict, on many rows and on few that have the same month.
#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "gridgov/v1/ledger.pb.h"
#include "tests/load/bench.h"

namespace gridgov {
namespace {

struct LedgerMade {
  double seconds = 0;
  int64_t rows = 0;
};

bool IsOver(const v1::Job& job) { return job.has_end_time(); }

absl::StatusOr<LedgerMade> MakeLedger(Bench& bench, const std::string& month) {
  v1::CreateLedgerRequest request;
  request.set_kind(v1::LEDGER_KIND_PATROLS);
  request.set_area(kSceneStreet);
  request.set_period(month);
  request.set_purpose("load");
  const absl::Time start = absl::Now();
  GG_ASSIGN_OR_RETURN(v1::Job job, bench.scene().Call<v1::Job>("street1", request));
  v1::GetJobRequest get;
  get.set_name(job.name());
  while (!IsOver(job)) {
    absl::SleepFor(absl::Milliseconds(2));
    GG_ASSIGN_OR_RETURN(job, bench.scene().Call<v1::Job>("street1", get));
  }
  const double seconds = absl::ToDoubleSeconds(absl::Now() - start);
  if (job.state() == v1::Job::STATE_SUCCEEDED) return LedgerMade{seconds, job.done()};
  return absl::AbortedError(absl::StrCat("ledger: ", job.failure().reason()));
}

absl::StatusOr<std::string> MonthOf(const Bench& bench) {
  std::ifstream file(bench.folder() + "/month");
  std::string month;
  if (std::getline(file, month)) return month;
  return absl::NotFoundError(absl::StrCat(bench.folder(), " was filled before ledgers: empty it"));
}

}  // namespace

absl::Status MeasureLedgers(Bench& many, Bench& few, Figures& figures) {
  GG_ASSIGN_OR_RETURN(const std::string month, MonthOf(many));
  GG_ASSIGN_OR_RETURN(const std::string same_month, MonthOf(few));
  if (month != same_month) return absl::FailedPreconditionError("filled in other months");
  std::vector<double> ratios;
  for (int round = 0; round < many.plan().rounds; ++round) {
    GG_ASSIGN_OR_RETURN(const LedgerMade large, MakeLedger(many, month));
    GG_ASSIGN_OR_RETURN(const LedgerMade small, MakeLedger(few, month));
    for (const auto& [name, made] : {std::pair("many", large), std::pair("few", small)}) {
      figures.Note(absl::StrFormat("%s ledger of %d rows %.3f s, %.0f rows/s", name, made.rows,
                                   made.seconds, static_cast<double>(made.rows) / made.seconds));
    }
    // The same number of rows to within chance.
    ratios.push_back(large.seconds / static_cast<double>(large.rows) /
                     (small.seconds / static_cast<double>(small.rows)));
  }
  figures.AtMost("ledger.month_many_per_few", Median(ratios), "times", 1.5, 1.1);
  return absl::OkStatus();
}

}  // namespace gridgov
