// Rows are frozen in slices while others go on writing. Whatever is written of a frozen row is
// noted by the database itself (ledger_changes); the last slice takes those rows anew, freezes the
// figures beside them and closes the period, all in one transaction.
#include "server/jobs/ledger_closing_job.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/figures.h"
#include "server/handlers/ledger_closing.h"
#include "server/store/column.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// A few milliseconds of the writer.
constexpr int kRowsAtOnce = 50;
constexpr int kRecordsAtOnce = 20;
constexpr int kMostInLastSlice = 200;
constexpr char kRowsStage[] = "rows ";
constexpr char kRestStage[] = "rest";

absl::Status CountersDiffer() {
  return MakeError(absl::StatusCode::kDataLoss, "COUNTERS_DIFFER",
                   {.zh = "明细与统计计数不符，未封账。请系统管理员执行 gridgov admin "
                          "check-counters --repair 后重新封账。",
                    .en = "The rows and the counters of the statistics differ; the period is not "
                          "closed. A system administrator runs gridgov admin check-counters "
                          "--repair; then close it again."});
}

FrozenRow FrozenFrom(const LedgerRow& row) {
  return {.resource = IdBytes(row.resource),
          .number = row.number,
          .grid = row.grid,
          .cells = EncodeCells(row.cells)};
}

class Closing {
 public:
  explicit Closing(JobRun& run) : run_(run), work_(run.job().ledger_closing()) {}

  absl::Status Run() {
    GG_ASSIGN_OR_RETURN(rule_, LedgerKindRuleOf(work_.kind()));
    GG_ASSIGN_OR_RETURN(period_,
                        ParseLedgerPeriod(work_.period(), FromProto(run_.job().create_time())));
    GG_RETURN_IF_ERROR(Write([this](Slice& slice) {
      if (slice.cursor.empty()) slice.cursor = kRowsStage;
      return absl::OkStatus();
    }));
    while (run_.cursor() != kRestStage) {
      GG_RETURN_IF_ERROR(Write([this](Slice& slice) { return FreezeSome(slice); }));
    }
    GG_RETURN_IF_ERROR(TellEarlier());
    bool closed = false;
    while (!closed) {
      GG_RETURN_IF_ERROR(Write([&](Slice& slice) -> absl::Status {
        GG_ASSIGN_OR_RETURN(closed, Close(slice));
        return absl::OkStatus();
      }));
    }
    return absl::OkStatus();
  }

 private:
  // As long as whoever began it reaches the subdistrict.
  absl::Status Write(const std::function<absl::Status(Slice&)>& write) {
    return run_.Write([&](Slice& slice) -> absl::Status {
      GG_RETURN_IF_ERROR(CheckLedgerArea(slice.txn, work_.area()));
      GG_ASSIGN_OR_RETURN(key_, BeginClosing(slice.txn.db, Id(), period_.start, period_.end,
                                             slice.txn.actor.account));
      return write(slice);
    });
  }

  PeriodId Id() const { return PeriodIdOf(*rule_, work_.area(), period_); }

  absl::Status FreezeSome(Slice& slice) {
    std::string after(absl::StripPrefix(slice.cursor, kRowsStage));
    do {
      std::vector<LedgerRow> rows;
      GG_RETURN_IF_ERROR(rule_->read(slice.txn, {work_.area(), period_, kRowsAtOnce}, after, rows));
      for (const LedgerRow& row : rows) {
        GG_RETURN_IF_ERROR(FreezeRow(slice.txn.db, key_, FrozenFrom(row)));
      }
      slice.job.set_done(slice.job.done() + std::ssize(rows));
    } while (!after.empty() && absl::Now() < slice.until);
    slice.job.set_phase(v1::Job::PHASE_APPLYING);
    slice.cursor = after.empty() ? kRestStage : absl::StrCat(kRowsStage, after);
    return absl::OkStatus();
  }

  // What has changed in earlier closed periods is told in this one, and in no later one.
  absl::Status TellEarlier() {
    if (rule_->time_of == nullptr) return absl::OkStatus();
    std::vector<ClosedPeriod> earlier;
    GG_RETURN_IF_ERROR(run_.Read([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(earlier, ClosedPeriodsBefore(txn.db, Id(), period_.start));
      return absl::OkStatus();
    }));
    for (const ClosedPeriod& one : earlier) {
      bool more = true;
      while (more) {
        GG_RETURN_IF_ERROR(Write([&](Slice& slice) -> absl::Status {
          GG_ASSIGN_OR_RETURN(more, TellSome(slice.txn, one));
          return absl::OkStatus();
        }));
      }
      GG_RETURN_IF_ERROR(Write([&](Slice& slice) { return TellFigures(slice.txn, one); }));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> TellSome(const Txn& txn, const ClosedPeriod& closed) {
    GG_ASSIGN_OR_RETURN(const auto records, ChangedRecords(txn.db, closed.key, "", kRecordsAtOnce));
    for (const std::string& record : records) {
      GG_ASSIGN_OR_RETURN(const auto told,
                          CompareRecord(txn, *rule_, work_.area(), closed, record));
      if (told.has_value()) GG_RETURN_IF_ERROR(TellRow(txn.db, key_, closed.key, *told));
      GG_RETURN_IF_ERROR(ForgetChange(txn.db, closed.key, record));
    }
    return std::ssize(records) == kRecordsAtOnce;
  }

  absl::Status TellFigures(const Txn& txn, const ClosedPeriod& closed) {
    if (rule_->indicators.empty()) return absl::OkStatus();
    GG_ASSIGN_OR_RETURN(FrozenFigures told, FiguresBefore(txn.db, closed.key, work_.area(), key_));
    GG_ASSIGN_OR_RETURN(const LedgerPeriod period, ParseLedgerPeriod(closed.period, txn.now));
    GG_ASSIGN_OR_RETURN(const auto figures,
                        ReadLedgerFigures(txn, *rule_, work_.area(), period.days));
    for (const auto& [grid, measures] : figures) {
      for (const auto& [measure, amount] : measures) {
        const auto before = told.extract({grid, measure});
        if ((before.empty() ? 0 : before.mapped()) == amount) continue;
        GG_RETURN_IF_ERROR(FreezeFigure(txn.db, closed.key, key_, grid, measure, amount));
      }
    }
    // What is left was counted once and is no more.
    for (const auto& [id, value] : told) {
      if (value == 0) continue;
      GG_RETURN_IF_ERROR(FreezeFigure(txn.db, closed.key, key_, id.first, id.second, 0));
    }
    return absl::OkStatus();
  }

  // False: too much has changed meanwhile for one slice; once more.
  absl::StatusOr<bool> Close(Slice& slice) {
    const Txn& txn = slice.txn;
    GG_ASSIGN_OR_RETURN(const auto changed, ChangedRecords(txn.db, key_, "", kMostInLastSlice));
    for (const std::string& record : changed) GG_RETURN_IF_ERROR(FreezeAnew(txn, record));
    if (std::ssize(changed) == kMostInLastSlice) return false;
    GG_ASSIGN_OR_RETURN(const int64_t rows, CountFrozenRows(txn.db, key_));
    GG_ASSIGN_OR_RETURN(const int64_t told, CountRowsToldIn(txn.db, key_));
    if (!rule_->indicators.empty()) GG_RETURN_IF_ERROR(FreezeFigures(txn, rows));
    GG_RETURN_IF_ERROR(EndClosing(txn.db, key_, txn.now));
    slice.job.mutable_ledger_closing()->set_row_count(rows);
    slice.job.mutable_ledger_closing()->set_correction_count(told);
    slice.job.set_done(rows);
    slice.job.set_total(rows);
    return true;
  }

  absl::Status FreezeAnew(const Txn& txn, const std::string& record) {
    GG_ASSIGN_OR_RETURN(const auto row, CountedRecord(txn, *rule_, work_.area(), period_, record));
    GG_RETURN_IF_ERROR(row.has_value() ? FreezeRow(txn.db, key_, FrozenFrom(*row))
                                       : ThawRow(txn.db, key_, record));
    return ForgetChange(txn.db, key_, record);
  }

  absl::Status FreezeFigures(const Txn& txn, int64_t rows) {
    GG_ASSIGN_OR_RETURN(const auto figures,
                        ReadLedgerFigures(txn, *rule_, work_.area(), period_.days));
    const auto counted = RowsByStatistics(*rule_, SumOfPlaces(figures));
    if (counted.value_or(rows) != rows) return CountersDiffer();
    for (const auto& [grid, measures] : figures) {
      for (const auto& [measure, amount] : measures) {
        if (amount == 0) continue;
        GG_RETURN_IF_ERROR(FreezeFigure(txn.db, key_, 0, grid, measure, amount));
      }
    }
    return absl::OkStatus();
  }

  JobRun& run_;
  const v1::LedgerClosing work_;
  const LedgerKindRule* rule_ = nullptr;
  LedgerPeriod period_;
  int64_t key_ = 0;
};

}  // namespace

JobKind LedgerClosingKind() {
  return {.permission = "ledgers.close",
          .method = "LedgerService.ClosePeriod",
          .work = [](JobRun& run) { return Closing(run).Run(); }};
}

}  // namespace gridgov
