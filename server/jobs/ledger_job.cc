// Rows are read in many short snapshots while others go on writing. So the file is kept only if the
// number of its rows is the figure of the statistics that stands beside them; else it is made anew.
#include "server/jobs/ledger_job.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/job.pb.h"
#include "gridgov/v1/ledger.pb.h"
#include "gridgov/v1/ledger_work.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/sha256_stream.h"
#include "server/handlers/figures.h"
#include "server/handlers/ledger_closing.h"
#include "server/handlers/ledger_kinds.h"
#include "server/jobs/ledger_file.h"
#include "server/store/tables/ledgers.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr int kRowsAtOnce = 500;
constexpr int kMostAttempts = 3;

absl::Status Unsettled() {
  return MakeError(absl::StatusCode::kAborted, "LEDGER_UNSETTLED",
                   {.zh = "编制期间数据一直在变动，合计无法核对一致。请稍后再试。",
                    .en = "Rows kept changing while the ledger was made, so that its totals could "
                          "not be made to agree. Try again later."});
}

absl::StatusOr<std::string> TitleOf(const Txn& txn, const std::string& area) {
  if (SplitName(area).collection == "grids") {
    GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(txn, area));
    return absl::StrCat(grid.code(), " ", grid.title());
  }
  GG_ASSIGN_OR_RETURN(const v1::Division division, DivisionTable().Get(txn, area));
  return division.title();
}

class LedgerMaking {
 public:
  LedgerMaking(JobRun& run, Blobs& blobs, const std::string& folder)
      : run_(run), blobs_(blobs), folder_(folder), work_(run.job().ledger()) {}

  absl::Status Run() {
    // It was kept, and the server stopped before it could say so.
    if (!work_.ledger().empty()) return absl::OkStatus();
    GG_RETURN_IF_ERROR(ReadFacts());
    for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
      GG_ASSIGN_OR_RETURN(LedgerFile file, LedgerFile::Begin(facts_, folder_));
      GG_RETURN_IF_ERROR(AddRows(file));
      GG_ASSIGN_OR_RETURN(const Measures figures, ReadFigures());
      if (!Agree(file.rows(), figures)) continue;
      GG_RETURN_IF_ERROR(file.AddFigures(figures));
      GG_RETURN_IF_ERROR(file.AddCorrections(corrections_));
      return Keep(file);
    }
    return Unsettled();
  }

 private:
  // In the area, as far as its creator still reaches all of it.
  absl::Status Read(const std::function<absl::Status(const Txn&)>& read) {
    return run_.Read([&](const Txn& txn) -> absl::Status {
      GG_RETURN_IF_ERROR(CheckLedgerArea(txn, work_.area()));
      return read(txn);
    });
  }

  absl::Status ReadFacts() {
    facts_.time = FromProto(run_.job().create_time());
    GG_ASSIGN_OR_RETURN(facts_.rule, LedgerKindRuleOf(work_.kind()));
    GG_ASSIGN_OR_RETURN(facts_.period, ParseLedgerPeriod(work_.period(), facts_.time));
    facts_.purpose = work_.purpose();
    facts_.expire = FromProto(work_.expire_time());
    facts_.format = work_.format();
    facts_.provisional = facts_.period.end > facts_.time;
    facts_.chinese = work_.chinese();
    return Read([this](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(facts_.area, TitleOf(txn.System(), work_.area()));
      GG_ASSIGN_OR_RETURN(const v1::Account creator,
                          AccountTable().Get(txn.System(), run_.job().creator()));
      facts_.username = creator.username();
      GG_ASSIGN_OR_RETURN(closed_, ClosedPeriodOf(txn, *facts_.rule, work_.area(), facts_.period));
      if (closed_.has_value()) facts_.closed = closed_->close_time;
      GG_ASSIGN_OR_RETURN(corrections_,
                          ReadCorrections(txn, *facts_.rule, work_.area(), facts_.period));
      return absl::OkStatus();
    });
  }

  absl::Status AddRows(LedgerFile& file) {
    GG_ASSIGN_OR_RETURN(const Measures before, ReadFigures());
    const int64_t total = RowsByStatistics(*facts_.rule, before).value_or(0);
    std::string after;
    do {
      std::vector<LedgerRow> rows;
      GG_RETURN_IF_ERROR(Read([&](const Txn& txn) {
        return closed_.has_value() ? ReadFrozen(txn, after, rows) : ReadLive(txn, after, rows);
      }));
      GG_RETURN_IF_ERROR(file.Add(rows));
      GG_RETURN_IF_ERROR(
          run_.Report(v1::Job::PHASE_APPLYING, file.rows(), std::max(total, file.rows())));
    } while (!after.empty());
    return absl::OkStatus();
  }

  absl::Status ReadLive(const Txn& txn, std::string& after, std::vector<LedgerRow>& rows) {
    return facts_.rule->read(txn, {work_.area(), facts_.period, kRowsAtOnce}, after, rows);
  }

  // In the order in which they were frozen; `after` is the last one's place.
  absl::Status ReadFrozen(const Txn& txn, std::string& after, std::vector<LedgerRow>& rows) {
    int64_t position = 0;
    (void)absl::SimpleAtoi(after, &position);
    GG_ASSIGN_OR_RETURN(const auto frozen,
                        FrozenRows(txn.db, closed_->key, work_.area(), position, kRowsAtOnce));
    for (const FrozenRow& row : frozen) {
      GG_ASSIGN_OR_RETURN(auto cells, DecodeCells(row.cells));
      rows.push_back({.number = row.number, .grid = row.grid, .cells = std::move(cells)});
    }
    after = std::ssize(frozen) < kRowsAtOnce ? "" : absl::StrCat(frozen.back().position);
    return absl::OkStatus();
  }

  absl::StatusOr<Measures> ReadFigures() {
    Measures total;
    if (facts_.rule->indicators.empty()) return total;
    GG_RETURN_IF_ERROR(Read([&](const Txn& txn) -> absl::Status {
      if (closed_.has_value()) {
        GG_ASSIGN_OR_RETURN(const auto frozen,
                            FiguresBefore(txn.db, closed_->key, work_.area(), 0));
        total = MeasuresOf(frozen);
        return absl::OkStatus();
      }
      GG_ASSIGN_OR_RETURN(const auto figures,
                          ReadLedgerFigures(txn, *facts_.rule, work_.area(), facts_.period.days));
      total = SumOfPlaces(figures);
      return absl::OkStatus();
    }));
    return total;
  }

  bool Agree(int64_t rows, const Measures& figures) const {
    return RowsByStatistics(*facts_.rule, figures).value_or(rows) == rows;
  }

  absl::Status Keep(LedgerFile& file) {
    Sha256Stream hash;
    int64_t size = 0;
    GG_ASSIGN_OR_RETURN(const Uuid blob, blobs_.WriteFrom([&](const Blobs::BlobPiece& take) {
      return file.Finish([&](absl::string_view piece) {
        hash.Add(piece);
        size += static_cast<int64_t>(piece.size());
        return take(piece);
      });
    }));
    v1::Ledger ledger;
    ledger.set_kind(work_.kind());
    ledger.set_area(work_.area());
    ledger.set_period(work_.period());
    ledger.set_title(LedgerTitle(facts_));
    ledger.set_format(work_.format());
    ledger.set_creator(run_.job().creator());
    ledger.set_purpose(work_.purpose());
    ledger.set_row_count(file.rows());
    ledger.set_provisional(facts_.provisional);
    ledger.set_closed(closed_.has_value());
    ledger.set_correction_count(std::ssize(corrections_));
    ledger.set_size_bytes(size);
    ledger.set_sha256(absl::BytesToHexString(hash.Finish()));
    *ledger.mutable_expire_time() = work_.expire_time();
    return run_.Write([&](Slice& slice) -> absl::Status {
      // It is the creator's own; the slice's scope is that of the rows in it.
      const Txn own = slice.txn.System();
      GG_ASSIGN_OR_RETURN(const v1::Ledger kept, LedgerTable().Insert(own, ledger));
      GG_RETURN_IF_ERROR(StoreLedgerBlob(own, kept.name(), blob));
      slice.job.mutable_ledger()->set_ledger(kept.name());
      slice.job.set_phase(v1::Job::PHASE_APPLYING);
      slice.job.set_done(file.rows());
      slice.job.set_total(file.rows());
      return absl::OkStatus();
    });
  }

  JobRun& run_;
  Blobs& blobs_;
  const std::string& folder_;
  const v1::LedgerWork work_;
  LedgerFacts facts_;
  std::optional<ClosedPeriod> closed_;
  std::vector<LedgerCorrection> corrections_;
};

std::string PermissionOf(const v1::Job& job) {
  const auto rule = LedgerKindRuleOf(job.ledger().kind());
  return rule.ok() ? std::string((*rule)->permission) : "ledgers.create";
}

}  // namespace

JobKind LedgerJobKind(Blobs& blobs, std::string folder) {
  return {.permission = "ledgers.create",
          .method = "LedgerService.CreateLedger",
          .work = [&blobs, folder = std::move(folder)](
                      JobRun& run) { return LedgerMaking(run, blobs, folder).Run(); },
          .permission_of = PermissionOf};
}

}  // namespace gridgov
