#include "server/jobs/sheet_import.h"

#include <deque>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gridgov/v1/error.pb.h"
#include "gridgov/v1/job.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/jobs/import_error_file.h"
#include "server/jobs/import_file.h"
#include "server/store/tables/imports.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

constexpr int kRowsAtOnce = 50;
constexpr int kMostShown = 100;

// A row that was read, before the writer has it.
struct PendingRow {
  int64_t number = 0;
  ImportValues values;
  std::vector<Violation> wrong;
};

// What a handler said of a row, or a bug or a full disk, which is no fault of the row.
bool IsRowError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kOutOfRange:
      return !ErrorReason(status).empty();
    default:
      return ErrorReason(status) == "SERIALS_USED_UP";
  }
}

std::vector<Violation> ViolationsOf(const ImportKind& kind, const absl::Status& status) {
  const v1::ErrorDetail zh = ErrorDetailIn(status, true);
  const v1::ErrorDetail en = ErrorDetailIn(status, false);
  std::vector<Violation> found;
  for (int i = 0; i < zh.violations_size(); ++i) {
    const ImportColumn* column = ColumnOfField(kind, zh.violations(i).field());
    found.push_back({column != nullptr ? column->field : zh.violations(i).field(),
                     zh.violations(i).reason(),
                     {zh.violations(i).description(), en.violations(i).description()}});
  }
  if (found.empty()) {
    found.push_back({"", zh.reason(), {zh.localized_message(), en.localized_message()}});
  }
  return found;
}

Text TitleOf(const ImportKind& kind, const std::string& field) {
  const ImportColumn* column = ColumnOfField(kind, field);
  return column == nullptr ? Text{field, field} : column->title;
}

// The rows of one import, from where it goes on.
class Importing {
 public:
  Importing(const SheetImportParts& parts, JobRun& run, const ImportKind& kind, ImportFile& file,
            int64_t total)
      : parts_(parts), run_(run), kind_(kind), file_(file), total_(total) {
    (void)absl::SimpleAtoi(run.cursor(), &after_);
  }

  absl::Status Run() {
    while (true) {
      GG_RETURN_IF_ERROR(Fill());
      if (pending_.empty()) return absl::OkStatus();
      size_t taken = 0;
      std::vector<Uuid> undone;
      GG_RETURN_IF_ERROR(
          run_.Write([&](Slice& slice) { return TakeSome(slice, &taken, &undone); }));
      // The keys of persons who were never kept.
      if (!undone.empty()) GG_RETURN_IF_ERROR(keys_->Erase(undone));
      pending_.erase(pending_.begin(), pending_.begin() + static_cast<int64_t>(taken));
      done_ += static_cast<int64_t>(taken);
    }
  }

 private:
  bool dry_run() const { return run_.job().sheet_import().dry_run(); }
  v1::Job::Phase Phase() const {
    return dry_run() ? v1::Job::PHASE_CHECKING : v1::Job::PHASE_APPLYING;
  }

  absl::Status Fill() {
    while (static_cast<int>(pending_.size()) < kRowsAtOnce) {
      GG_ASSIGN_OR_RETURN(const auto row, file_.Next());
      if (!row.has_value()) return absl::OkStatus();
      PendingRow next{.number = row->number};
      next.values = ReadCells(kind_, file_.header(), *row, &next.wrong);
      const std::string& code_field = kind_.columns.front().field;
      const auto code = next.values.find(code_field);
      if (code != next.values.end() && !codes_.insert(code->second).second) {
        next.wrong.push_back(
            {code_field,
             "DUPLICATE_CODE",
             {.zh = "前面已有一行是这个代码。", .en = "a row above has this code already."}});
      }
      if (row->number > after_) {
        pending_.push_back(std::move(next));
      } else {
        ++done_;  // By an earlier run of this job.
      }
    }
    return absl::OkStatus();
  }

  absl::Status TakeSome(Slice& slice, size_t* taken, std::vector<Uuid>* undone) {
    keys_ = slice.txn.store.keys;
    for (*taken = 0; *taken < pending_.size(); ++*taken) {
      if (*taken > 0 && absl::Now() >= slice.until) break;
      PendingRow& row = pending_[*taken];
      std::vector<Violation> wrong = row.wrong;
      if (wrong.empty()) {
        const auto outcome = TakeRow(slice, row, undone);
        if (outcome.ok()) {
          Count(*outcome, slice.job.mutable_sheet_import());
        } else if (IsRowError(outcome.status())) {
          wrong = ViolationsOf(kind_, outcome.status());
        } else {
          return outcome.status();
        }
      }
      if (!wrong.empty()) GG_RETURN_IF_ERROR(Tell(slice, row.number, wrong));
      slice.cursor = absl::StrCat(row.number);
    }
    slice.job.set_phase(Phase());
    slice.job.set_done(done_ + static_cast<int64_t>(*taken));
    slice.job.set_total(total_);
    return absl::OkStatus();
  }

  // One row in a part of the transaction that can be taken back: with it goes all that the handlers
  // wrote and would have told.
  absl::StatusOr<RowOutcome> TakeRow(Slice& slice, const PendingRow& row,
                                     std::vector<Uuid>* undone) {
    if (kind_.kind == v1::SheetImport::KIND_STAFF && password_.hash.empty()) {
      GG_ASSIGN_OR_RETURN(password_, parts_.accounts->UnknownPassword());
    }
    Draft draft;
    const Txn& outer = slice.txn;
    const Txn txn{outer.db, outer.store, outer.now, outer.actor, outer.scope, draft};
    GG_RETURN_IF_ERROR(outer.db.ExecuteScript("SAVEPOINT import_row"));
    const auto outcome = parts_.importer->Take(kind_, row.values, txn, run_.principal(), password_);
    if (!outcome.ok() || dry_run()) {
      GG_RETURN_IF_ERROR(outer.db.ExecuteScript("ROLLBACK TO import_row; RELEASE import_row"));
      for (const ResourceChange& change : draft.changes) {
        const auto subject = Uuid::FromBytes(change.subject);
        if (change.created && subject.ok()) undone->push_back(*subject);
      }
      return outcome;
    }
    GG_RETURN_IF_ERROR(outer.db.ExecuteScript("RELEASE import_row"));
    for (ResourceChange& change : draft.changes) outer.draft.changes.push_back(std::move(change));
    outer.draft.rights_changed |= draft.rights_changed;
    outer.draft.areas_changed |= draft.areas_changed;
    outer.draft.calendar_changed |= draft.calendar_changed;
    outer.draft.jobs_changed |= draft.jobs_changed;
    return outcome;
  }

  static void Count(RowOutcome outcome, v1::SheetImport* work) {
    switch (outcome) {
      case RowOutcome::kCreated:
        return work->set_created(work->created() + 1);
      case RowOutcome::kUpdated:
        return work->set_updated(work->updated() + 1);
      case RowOutcome::kUnchanged:
        return work->set_unchanged(work->unchanged() + 1);
    }
  }

  absl::Status Tell(Slice& slice, int64_t number, const std::vector<Violation>& wrong) {
    v1::SheetImport* work = slice.job.mutable_sheet_import();
    work->set_failed(work->failed() + 1);
    std::vector<std::string> zh;
    std::vector<std::string> en;
    for (const Violation& one : wrong) {
      const Text title = TitleOf(kind_, one.field);
      zh.push_back(absl::StrCat(title.zh, title.zh.empty() ? "" : "：", one.description.zh));
      en.push_back(absl::StrCat(title.en, title.en.empty() ? "" : ": ", one.description.en));
      if (work->row_errors_size() >= kMostShown) continue;
      v1::JobRowError& error = *work->add_row_errors();
      error.set_row(static_cast<int32_t>(number));
      error.set_field(title.zh);
      error.set_reason(one.reason);
      error.mutable_text()->set_zh(one.description.zh);
      error.mutable_text()->set_en(one.description.en);
    }
    return StoreImportError(slice.txn, slice.job.name(),
                            {number, absl::StrJoin(zh, " "), absl::StrJoin(en, " ")});
  }

  const SheetImportParts& parts_;
  JobRun& run_;
  const ImportKind& kind_;
  ImportFile& file_;
  const int64_t total_;
  int64_t after_ = 0;  // The last row that an earlier run of this job has done.
  int64_t done_ = 0;
  std::set<std::string> codes_;
  std::deque<PendingRow> pending_;
  NewPassword password_;
  SubjectKeys* keys_ = nullptr;
};

absl::Status RowErrors(const v1::SheetImport& work) {
  const int good = work.created() + work.updated() + work.unchanged();
  const int all = good + work.failed();
  const char* zh = work.dry_run() ? "行通过预检（未导入）" : "行已导入";
  const char* en = work.dry_run() ? " passed the check (nothing was taken)" : " were taken";
  return MakeError(
      absl::StatusCode::kInvalidArgument, "ROW_ERRORS",
      {.zh = absl::StrCat("共 ", all, " 行，", good, " ", zh, "，", work.failed(),
                          " 行有误。请在错误明细中改正后整体重新导入。"),
       .en = absl::StrCat("Of ", all, " rows ", good, en, ", ", work.failed(),
                          " are wrong. Correct them in the error file and import the whole file "
                          "again.")});
}

absl::Status Work(const SheetImportParts& parts, JobRun& run) {
  const ImportKind* kind = FindImportKind(run.job().sheet_import().kind());
  if (kind == nullptr) return absl::InternalError("an import of no kind");
  GG_ASSIGN_OR_RETURN(const std::string content, run.Input());
  // First the whole file is read, so that one that breaks off has changed nothing.
  GG_ASSIGN_OR_RETURN(const int64_t total, ImportFile::Count(parts.reader, content, *kind, run));
  {
    GG_ASSIGN_OR_RETURN(ImportFile file, ImportFile::Open(parts.reader, content, *kind));
    GG_RETURN_IF_ERROR(Importing(parts, run, *kind, file, total).Run());
  }
  if (run.job().sheet_import().failed() == 0) return absl::OkStatus();
  GG_RETURN_IF_ERROR(WriteErrorFile(parts, content, *kind, run));
  return RowErrors(run.job().sheet_import());
}

}  // namespace

JobKind SheetImportKind(SheetImportParts parts) {
  return {.permission = "imports.run",
          .method = "ImportService.BeginImport",
          .work = [parts = std::move(parts)](JobRun& run) { return Work(parts, run); }};
}

}  // namespace gridgov
