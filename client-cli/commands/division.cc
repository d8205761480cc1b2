// division: the official tree of administrative divisions.
#include <algorithm>
#include <map>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/csv_input.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/invocation.h"
#include "client-cli/jobs.h"
#include "gridgov/v1/division.pb.h"

namespace gridgov {
namespace {

constexpr size_t kMostRows = 5000;
constexpr int kErrorsShown = 20;

// The rows with parents before their children, so that a file of any order and size can be taken
// piece by piece: a code is longer than that of its parent.
std::vector<size_t> ParentsFirst(const CsvTable& table) {
  std::vector<size_t> order(table.rows.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return table.Cell(a, "code").size() < table.Cell(b, "code").size();
  });
  return order;
}

absl::StatusOr<v1::Division> RowOf(const CsvTable& table, size_t row) {
  v1::Division division;
  division.set_code(table.Cell(row, "code"));
  division.set_title(table.Cell(row, "name"));
  division.set_parent(ResourceName("divisions", table.Cell(row, "parent_code")));
  GG_RETURN_IF_ERROR(SetField(division, "level", table.Cell(row, "level")));
  return division;
}

// Says which rows are wrong, and writes the error file beside the input.
absl::Status Refused(Invocation& in, const CsvTable& table,
                     const std::map<size_t, std::string>& reasons, size_t taken) {
  int shown = 0;
  for (const auto& [row, reason] : reasons) {
    if (++shown > kErrorsShown) break;
    in.environment().err << Printable(absl::StrCat(RowPlace(row, in.chinese()),
                                                   in.chinese() ? "：" : ": ", reason))
                         << "\n";
  }
  const std::string path =
      in.Has("errors") ? in.Value("errors") : absl::StrCat(in.Value("FILE"), ".errors.csv");
  GG_ASSIGN_OR_RETURN(const std::string content, ErrorFile(table, reasons));
  GG_RETURN_IF_ERROR(WritePrivateFile(path, content));
  return MakeError(
      absl::StatusCode::kInvalidArgument, "ROW_ERRORS",
      {.zh = absl::StrCat(reasons.size(), " 行有误，已导入 ", taken, " 行；错误明细：", path,
                          "。改正后可整体重新导入。"),
       .en = absl::StrCat(reasons.size(), " rows are wrong, ", taken, " were taken; see ", path,
                          ". Correct them and import the whole file again.")});
}

absl::Status Import(Invocation& in) {
  GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("FILE")));
  GG_ASSIGN_OR_RETURN(const CsvTable table, ParseCsv(content));
  GG_RETURN_IF_ERROR(ExpectColumns(table, {"code", "name", "level", "parent_code"}));
  if (in.Has("dry-run") && table.rows.size() > kMostRows) {
    return UsageError({.zh = "预检一次最多 5000 行。", .en = "A dry run takes 5000 rows at most."});
  }
  const std::vector<size_t> order = ParentsFirst(table);
  // What cannot be sent at all is told first, of the whole file.
  std::map<size_t, std::string> unreadable;
  std::vector<v1::Division> rows;
  for (const size_t row : order) {
    auto division = RowOf(table, row);
    if (division.ok()) {
      rows.push_back(*std::move(division));
    } else {
      unreadable[row] = ErrorDetailIn(division.status(), in.chinese()).localized_message();
    }
  }
  if (!unreadable.empty()) return Refused(in, table, unreadable, 0);
  v1::ImportDivisionsResponse total;
  for (size_t from = 0; from < order.size(); from += kMostRows) {
    v1::ImportDivisionsRequest request;
    request.set_validate_only(in.Has("dry-run"));
    for (size_t i = from; i < std::min(order.size(), from + kMostRows); ++i) {
      *request.add_divisions() = std::move(rows[i]);
    }
    GG_ASSIGN_OR_RETURN(const auto answer, in.Call<v1::ImportDivisionsResponse>(request));
    std::map<size_t, std::string> reasons;
    for (const v1::RowError& error : answer.row_errors()) {
      reasons[order[from + static_cast<size_t>(error.row())]] = error.description();
    }
    if (!reasons.empty()) return Refused(in, table, reasons, from);
    total.set_created(total.created() + answer.created());
    total.set_updated(total.updated() + answer.updated());
    total.set_unchanged(total.unchanged() + answer.unchanged());
  }
  return in.Print(total);
}

// The rows that the server found wrong, as far as it tells them.
absl::Status EditionRefused(Invocation& in, const CsvTable& table, const v1::Job& job) {
  std::map<size_t, std::string> reasons;
  for (const v1::JobRowError& error : job.division_edition().row_errors()) {
    const std::string text = in.chinese() ? error.text().zh() : error.text().en();
    std::string& reason = reasons[static_cast<size_t>(std::max(0, error.row() - 2))];
    absl::StrAppend(&reason, reason.empty() ? "" : " ", text);
  }
  return Refused(in, table, reasons, 0);
}

absl::Status ImportEdition(Invocation& in) {
  Interrupt interrupt;
  GG_ASSIGN_OR_RETURN(const std::string file, ReadFile(in.environment(), in.Value("FILE")));
  GG_ASSIGN_OR_RETURN(const std::string content, Utf8Of(file));
  v1::ImportDivisionEditionRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  request.set_input_size(static_cast<int64_t>(content.size()));
  request.set_input_sha256(Sha256Hex(content));
  GG_ASSIGN_OR_RETURN(v1::Job job, in.Call<v1::Job>(request));
  GG_RETURN_IF_ERROR(SendInput(in, interrupt, job, content));
  const auto ended = FollowJob(in, interrupt, job.name());
  if (!ended.ok() && ErrorReason(ended.status()) == "ROW_ERRORS") {
    v1::GetJobRequest get;
    get.set_name(job.name());
    GG_ASSIGN_OR_RETURN(job, in.Call<v1::Job>(get));
    GG_ASSIGN_OR_RETURN(const CsvTable table, ParseCsv(file));
    return EditionRefused(in, table, job);
  }
  GG_RETURN_IF_ERROR(ended.status());
  GG_RETURN_IF_ERROR(in.Print(*ended));
  if (ended->division_edition().dry_run()) {
    in.Note({.zh = absl::StrCat("预检通过，尚未导入。确认后加 --checked ", IdIn(job.name()),
                                " 去掉 --dry-run 再次执行。"),
             .en = absl::StrCat("Checked, nothing taken yet. To take it, run this again with "
                                "--checked ",
                                IdIn(job.name()), " and without --dry-run.")});
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Command> DivisionCommands() {
  return {
      {.path = "division import-edition",
       .summary = {"导入一个版本的全部区划代码：新增、更名、停用",
                   "Take over a whole edition of the official codes"},
       .example = "gridgov division import-edition divisions.csv --date 2023-06-30 --dry-run",
       .method = "DivisionService.ImportDivisionEdition",
       .args = {{.name = "FILE",
                 .help = {"CSV 文件（code,name,level,parent_code），- 为标准输入",
                          "The CSV file: code,name,level,parent_code; - is the input"}}},
       .flags = {{.name = "date",
                  .help = {"该版本的日期，YYYY-MM-DD", "The day of the edition, YYYY-MM-DD"},
                  .field = "edition.edition_date"},
                 {.name = "root",
                  .help = {"只含该代码及其下级（默认全国）",
                           "It has this code and what lies below (default: the whole country)"},
                  .field = "edition.root",
                  .collection = "divisions"},
                 {.name = "dry-run",
                  .help = {"只预检，不导入", "Only check"},
                  .field = "edition.dry_run"},
                 {.name = "checked",
                  .help = {"先前预检的作业：文件有变则拒绝",
                           "The dry run before: refuse another file"},
                  .field = "edition.checked_job",
                  .collection = "jobs"},
                 {.name = "errors",
                  .help = {"错误明细文件（默认 FILE.errors.csv）",
                           "The error file (default FILE.errors.csv)"}}},
       .run = ImportEdition},
      {.path = "division import",
       .summary = {"从 CSV 导入行政区划（code,name,level,parent_code）",
                   "Import divisions from CSV: code,name,level,parent_code"},
       .example = "gridgov division import divisions.csv",
       .method = "DivisionService.ImportDivisions",
       .args = {{.name = "FILE",
                 .help = {"CSV 文件，- 为标准输入", "The CSV file; - is the input"}}},
       .flags = {{.name = "dry-run",
                  .help = {"只预检，不导入", "Only check"},
                  .field = "validate_only"},
                 {.name = "errors",
                  .help = {"错误明细文件（默认 FILE.errors.csv）",
                           "The error file (default FILE.errors.csv)"}}},
       .run = Import},
      {.path = "division list",
       .summary = {"查看行政区划", "List divisions"},
       .example = "gridgov division list --parent 510703003",
       .method = "DivisionService.ListDivisions",
       .flags = ListFlags("DivisionService.ListDivisions",
                          {{.name = "parent",
                            .help = {"上级代码", "Those below this one"},
                            .filter = "parent",
                            .collection = "divisions"},
                           {.name = "level", .help = {"级别", "The level"}, .filter = "level"}})},
      {.path = "division show",
       .summary = {"查看一个行政区划", "Show a division"},
       .example = "gridgov division show 510703003",
       .method = "DivisionService.GetDivision",
       .args = {{.name = "DIVISION", .help = {"代码", "Its code"}, .field = "name"}}},
  };
}

}  // namespace gridgov
