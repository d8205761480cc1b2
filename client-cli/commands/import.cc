// import: rows from XLSX and CSV files made from templates.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/jobs.h"
#include "gridgov/v1/import.pb.h"

namespace gridgov {
namespace {

bool IsCsv(const std::string& path) {
  return absl::EndsWithIgnoreCase(path, ".csv") || absl::EndsWithIgnoreCase(path, ".txt");
}

absl::Status Template(Invocation& in) {
  v1::GetImportTemplateRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  const std::string path = in.Value("FILE");
  request.set_format(IsCsv(path) ? v1::SheetImport::FORMAT_CSV : v1::SheetImport::FORMAT_XLSX);
  GG_ASSIGN_OR_RETURN(const auto answer, in.Call<v1::ImportTemplate>(request));
  GG_RETURN_IF_ERROR(WritePrivateFile(path, answer.content()));
  in.Note({.zh = absl::StrCat("模板已保存：", path), .en = absl::StrCat("Saved: ", path)});
  return absl::OkStatus();
}

// Saves the error file of a job.
absl::Status SaveErrors(Invocation& in, const std::string& job, const std::string& path) {
  v1::ReadImportErrorsRequest request;
  request.set_name(job);
  std::string content;
  while (true) {
    request.set_offset(static_cast<int64_t>(content.size()));
    GG_ASSIGN_OR_RETURN(const auto answer, in.Call<v1::ReadImportErrorsResponse>(request));
    if (answer.content().empty()) break;
    content += answer.content();
  }
  if (content.empty()) {
    in.Note({.zh = "没有错误明细。", .en = "There is no error file."});
    return absl::OkStatus();
  }
  GG_RETURN_IF_ERROR(WritePrivateFile(path, content));
  in.Note({.zh = absl::StrCat("错误明细：", path), .en = absl::StrCat("What is wrong: ", path)});
  return absl::OkStatus();
}

absl::Status Errors(Invocation& in) {
  v1::ReadImportErrorsRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  return SaveErrors(in, request.name(), in.Value("FILE"));
}

absl::Status Run(Invocation& in) {
  Interrupt interrupt;
  GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("FILE")));
  v1::BeginImportRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  request.set_input_size(static_cast<int64_t>(content.size()));
  request.set_input_sha256(Sha256Hex(content));
  GG_ASSIGN_OR_RETURN(v1::Job job, in.Call<v1::Job>(request));
  GG_RETURN_IF_ERROR(SendInput(in, interrupt, job, content));
  const auto ended = FollowJob(in, interrupt, job.name());
  if (!ended.ok() && ErrorReason(ended.status()) == "ROW_ERRORS") {
    // The file itself says whether it is XLSX or CSV, as the error file does.
    const bool xlsx = absl::StartsWith(content, "PK");
    const std::string path =
        in.Has("errors") ? in.Value("errors")
                         : absl::StrCat(in.Value("FILE"), ".errors", xlsx ? ".xlsx" : ".csv");
    GG_RETURN_IF_ERROR(SaveErrors(in, job.name(), path));
  }
  GG_RETURN_IF_ERROR(ended.status());
  GG_RETURN_IF_ERROR(in.Print(*ended));
  if (ended->sheet_import().dry_run()) {
    in.Note({.zh = "预检通过，尚未导入。去掉 --dry-run 再次执行即导入。",
             .en = "Checked, nothing taken. Run it again without --dry-run to take it."});
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Command> ImportCommands() {
  return {
      {.path = "import template",
       .summary = {"保存导入模板（.xlsx 或 .csv）", "Save a template, .xlsx or .csv"},
       .example = "gridgov import template compounds 小区.xlsx",
       .method = "ImportService.GetImportTemplate",
       .args = {{.name = "KIND", .help = {"导入内容", "Of what"}, .field = "kind"},
                {.name = "FILE", .help = {"要保存的文件", "The file to be"}}},
       .run = Template},
      {.path = "import run",
       .summary = {"导入文件；重复导入会更新", "Import a file; what is there is updated"},
       .example = "gridgov import run compounds 小区.xlsx --dry-run",
       .method = "ImportService.BeginImport",
       .args = {{.name = "KIND", .help = {"导入内容", "Of what"}, .field = "sheet_import.kind"},
                {.name = "FILE", .help = {"XLSX 或 CSV 文件", "The XLSX or CSV file"}}},
       .flags = {{.name = "dry-run",
                  .help = {"只预检，不导入", "Only check"},
                  .field = "sheet_import.dry_run"},
                 {.name = "errors",
                  .help = {"错误明细文件（默认 FILE.errors.xlsx 或 .csv）",
                           "The error file (default FILE.errors.xlsx or .csv)"},
                  .takes = Takes::kValue}},
       .run = Run},
      {.path = "import errors",
       .summary = {"保存一次导入的错误明细（保留一天）",
                   "Save the error file of an import; it is kept for a day"},
       .example = "gridgov import errors 019aa8a0-0000-7000-8000-000000000001 错误.xlsx",
       .method = "ImportService.ReadImportErrors",
       .args = {{.name = "JOB", .help = {"作业标识", "The job's id"}, .field = "name"},
                {.name = "FILE", .help = {"要保存的文件", "The file to be"}}},
       .run = Errors},
  };
}

}  // namespace gridgov
