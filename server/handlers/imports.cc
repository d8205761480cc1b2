#include "server/handlers/imports.h"

#include <memory>
#include <string>
#include <utility>

#include "gridgov/v1/job.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/errors.h"
#include "server/handlers/import_columns.h"
#include "server/handlers/jobs.h"
#include "server/sheets/sheet_writer.h"
#include "server/store/tables/imports.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

absl::StatusOr<const ImportKind*> KindOf(v1::SheetImport::Kind kind, const std::string& field) {
  const ImportKind* found = FindImportKind(kind);
  if (found != nullptr) return found;
  return MakeInvalid(field, "UNKNOWN_ENUM",
                     {.zh = "没有这类导入。", .en = "is no kind of import."});
}

absl::Status MayImport(const Call& call, const ImportKind& kind) {
  for (const absl::string_view permission : kind.permissions) {
    if (!call.principal.Has(permission)) return OutOfReach(permission);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Job> ImportHandler::Begin(Call& call,
                                             const v1::BeginImportRequest& request) const {
  GG_ASSIGN_OR_RETURN(const ImportKind* kind,
                      KindOf(request.sheet_import().kind(), "sheet_import.kind"));
  GG_RETURN_IF_ERROR(MayImport(call, *kind));
  v1::Job job;
  job.set_kind(v1::Job::KIND_SHEET_IMPORT);
  job.set_input_size(request.input_size());
  job.set_input_sha256(request.input_sha256());
  job.mutable_sheet_import()->set_kind(request.sheet_import().kind());
  job.mutable_sheet_import()->set_dry_run(request.sheet_import().dry_run());
  job.mutable_sheet_import()->set_english(!call.chinese);
  return BeginJob(call, std::move(job), request.job_id());
}

absl::StatusOr<v1::ImportTemplate> ImportHandler::Template(
    Call& call, const v1::GetImportTemplateRequest& request) const {
  GG_ASSIGN_OR_RETURN(const ImportKind* kind, KindOf(request.kind(), "kind"));
  GG_RETURN_IF_ERROR(MayImport(call, *kind));
  // The header is Chinese in both languages: it is what offices share. English titles are read too.
  SheetLayout layout{.tab = kind->title.zh};
  for (const ImportColumn& column : kind->columns) {
    layout.columns.push_back({.title = column.title.zh,
                              .width = column.width,
                              .note = call.chinese ? column.note.zh : column.note.en});
  }
  const SheetBook book{.title = kind->title.zh, .author = "gridgov", .created = call.txn.now};
  const bool csv = request.format() == v1::SheetImport::FORMAT_CSV;
  GG_ASSIGN_OR_RETURN(const std::unique_ptr<SheetWriter> writer,
                      csv ? NewCsvWriter(book) : NewXlsxWriter(book));
  GG_RETURN_IF_ERROR(writer->BeginSheet(layout));
  v1::ImportTemplate answer;
  GG_RETURN_IF_ERROR(writer->Finish([&answer](absl::string_view piece) {
    answer.mutable_content()->append(piece.data(), piece.size());
    return absl::OkStatus();
  }));
  return answer;
}

absl::StatusOr<v1::ReadImportErrorsResponse> ImportHandler::ReadErrors(
    Call& call, const v1::ReadImportErrorsRequest& request) const {
  const auto job = JobTable().Get(call.txn.System(), request.name());
  const bool own = job.ok() && job->creator() == call.txn.actor.name() && job->has_sheet_import();
  if (!own) return NotVisible(call.txn.scope, request.name());
  v1::ReadImportErrorsResponse answer;
  GG_ASSIGN_OR_RETURN(*answer.mutable_content(),
                      ReadErrorFile(call.txn, job->name(), request.offset()));
  answer.set_size_bytes(job->sheet_import().error_file_bytes());
  if (answer.content().empty() && request.offset() < answer.size_bytes()) {
    return MakeError(absl::StatusCode::kNotFound, "ERROR_FILE_GONE",
                     {.zh = "错误明细只保留一天，请重新导入。",
                      .en = "The error file is kept for a day. Import the file again."},
                     {{"resource", job->name()}});
  }
  return answer;
}

}  // namespace gridgov
