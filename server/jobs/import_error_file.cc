#include "server/jobs/import_error_file.h"

#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "proto/cpp/status_macros.h"
#include "server/jobs/import_file.h"
#include "server/sheets/sheet_writer.h"
#include "server/store/tables/imports.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr int kErrorsAtOnce = 500;
constexpr size_t kPiece = 48 << 10;
constexpr int64_t kLookEvery = 1000;

// What is wrong with the rows, in their order.
class Reasons {
 public:
  Reasons(JobRun& run, bool english) : run_(run), english_(english) {}

  // "" for a row without an error. Rows are asked for in their order.
  absl::StatusOr<std::string> Of(int64_t row) {
    if (known_.empty() && !done_) {
      GG_RETURN_IF_ERROR(run_.Read([this](const Txn& txn) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const std::vector<ImportError> next,
                            ImportErrorsAfter(txn.db, run_.job().name(), last_, kErrorsAtOnce));
        known_.assign(next.begin(), next.end());
        return absl::OkStatus();
      }));
      done_ = known_.empty();
    }
    if (known_.empty() || known_.front().row != row) return std::string();
    ImportError error = std::move(known_.front());
    known_.pop_front();
    last_ = row;
    return english_ ? error.en : error.zh;
  }

 private:
  JobRun& run_;
  const bool english_;
  std::deque<ImportError> known_;
  int64_t last_ = 0;
  bool done_ = false;
};

const ImportColumn* ColumnAt(const ImportKind& kind, const std::vector<int>& header, size_t at) {
  return at < header.size() && header[at] >= 0 ? &kind.columns[static_cast<size_t>(header[at])]
                                               : nullptr;
}

std::string TextAt(const SheetRow& row, size_t at) {
  return at < row.cells.size() ? std::string(PlainCell(row.cells[at].text)) : "";
}

// The columns of the file as they stood there; one that said what was wrong before is not repeated.
SheetLayout LayoutOf(const ImportKind& kind, const ImportFile& file, bool english) {
  SheetLayout layout{.tab = kind.title.zh};
  for (size_t i = 0; i < file.header().size(); ++i) {
    const ImportColumn* column = ColumnAt(kind, file.header(), i);
    if (column == nullptr) continue;
    layout.columns.push_back({.title = TextAt(file.header_row(), i), .width = column->width});
    if (file.note_row().has_value()) layout.columns.back().note = TextAt(*file.note_row(), i);
  }
  layout.columns.push_back({.title = english ? ReasonTitle().en : ReasonTitle().zh, .width = 48});
  return layout;
}

absl::Status WriteRows(const ImportKind& kind, ImportFile& file, Reasons& reasons, JobRun& run,
                       SheetWriter& writer) {
  for (int64_t rows = 1;; ++rows) {
    GG_ASSIGN_OR_RETURN(const auto row, file.Next());
    if (!row.has_value()) return absl::OkStatus();
    std::vector<SheetCell> cells;
    for (size_t i = 0; i < file.header().size(); ++i) {
      const ImportColumn* column = ColumnAt(kind, file.header(), i);
      if (column == nullptr) continue;
      const ReadCell cell = i < row->cells.size() ? row->cells[i] : ReadCell();
      cells.emplace_back(std::string(PlainCell(ShownCell(column, cell))));
    }
    GG_ASSIGN_OR_RETURN(std::string reason, reasons.Of(row->number));
    cells.emplace_back(std::move(reason));
    GG_RETURN_IF_ERROR(writer.AddRow(cells));
    if (rows % kLookEvery == 0) {
      GG_RETURN_IF_ERROR(run.Report(run.job().phase(), run.job().done(), run.job().total()));
    }
  }
}

// Keeps the pieces of the file with the job, each in a slice.
class Keeping {
 public:
  explicit Keeping(JobRun& run) : run_(run) {}

  absl::Status Add(absl::string_view piece) {
    held_.append(piece.data(), piece.size());
    while (held_.size() >= kPiece) GG_RETURN_IF_ERROR(Keep(kPiece));
    return absl::OkStatus();
  }
  absl::Status Finish(v1::SheetImport::Format format) {
    if (!held_.empty()) GG_RETURN_IF_ERROR(Keep(held_.size()));
    return run_.Write([&](Slice& slice) {
      slice.job.mutable_sheet_import()->set_error_file_bytes(kept_);
      slice.job.mutable_sheet_import()->set_error_file_format(format);
      return absl::OkStatus();
    });
  }

 private:
  absl::Status Keep(size_t size) {
    GG_RETURN_IF_ERROR(run_.Write([&](Slice& slice) {
      return StoreErrorFile(slice.txn, slice.job.name(), kept_,
                            absl::string_view(held_).substr(0, size));
    }));
    kept_ += static_cast<int64_t>(size);
    held_.erase(0, size);
    return absl::OkStatus();
  }

  JobRun& run_;
  std::string held_;
  int64_t kept_ = 0;
};

}  // namespace

absl::Status WriteErrorFile(const SheetImportParts& parts, const std::string& content,
                            const ImportKind& kind, JobRun& run) {
  const bool english = run.job().sheet_import().english();
  const bool xlsx = content.compare(0, 2, "PK") == 0;
  // What a run before this one has kept of it may end in the middle.
  GG_RETURN_IF_ERROR(
      run.Write([](Slice& slice) { return DropErrorFile(slice.txn.db, slice.job.name()); }));
  GG_ASSIGN_OR_RETURN(ImportFile file, ImportFile::Open(parts.reader, content, kind));
  const SheetBook book{.title = kind.title.zh,
                       .author = "gridgov",
                       .created = FromProto(run.job().create_time()),
                       .chinese = !english};
  GG_ASSIGN_OR_RETURN(const std::unique_ptr<SheetWriter> writer,
                      xlsx ? NewXlsxWriter(book) : NewCsvWriter(book));
  GG_RETURN_IF_ERROR(writer->BeginSheet(LayoutOf(kind, file, english)));
  Reasons reasons(run, english);
  GG_RETURN_IF_ERROR(WriteRows(kind, file, reasons, run, *writer));
  Keeping keeping(run);
  GG_RETURN_IF_ERROR(
      writer->Finish([&keeping](absl::string_view piece) { return keeping.Add(piece); }));
  return keeping.Finish(xlsx ? v1::SheetImport::FORMAT_XLSX : v1::SheetImport::FORMAT_CSV);
}

}  // namespace gridgov
