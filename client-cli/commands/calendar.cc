// calendar and deadline-class: working days, and what is counted on them.
#include "client-cli/commands/commands.h"
#include "client-cli/csv_input.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/calendar.pb.h"

namespace gridgov {
namespace {

absl::Status ImportDays(Invocation& in) {
  GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("FILE")));
  GG_ASSIGN_OR_RETURN(const CsvTable table, ParseCsv(content));
  GG_RETURN_IF_ERROR(ExpectColumns(table, {"date", "kind", "name_en", "name_zh"}));
  v1::ImportCalendarRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  for (size_t row = 0; row < table.rows.size(); ++row) {
    v1::CalendarDay* day = request.add_calendar_days();
    day->set_date(table.Cell(row, "date"));
    GG_RETURN_IF_ERROR(
        UsageErrorAt(RowPlace(row, in.chinese()), SetField(*day, "kind", table.Cell(row, "kind"))));
    day->mutable_title()->set_zh(table.Cell(row, "name_zh"));
    day->mutable_title()->set_en(table.Cell(row, "name_en"));
    day->set_source(in.Value("source"));
  }
  GG_ASSIGN_OR_RETURN(const auto response, in.Call<v1::ImportCalendarResponse>(request));
  return in.Print(response);
}

absl::Status Compute(Invocation& in) {
  v1::ComputeDeadlineRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  if (in.Has("start")) {
    GG_ASSIGN_OR_RETURN(const absl::Time start, ParseTime(in.Value("start")));
    request.set_start_time(absl::FormatTime(absl::RFC3339_sec, start, OfficeTime()));
  }
  GG_ASSIGN_OR_RETURN(const auto response, in.Call<v1::ComputeDeadlineResponse>(request));
  return in.Print(response);
}

absl::Status ImportClasses(Invocation& in) { return ImportJson(in, "deadline_classes"); }

}  // namespace

std::vector<Command> CalendarCommands() {
  return {
      {.path = "calendar import",
       .summary = {"从 CSV 导入节假日和调休（date,kind,name_en,name_zh）",
                   "Import days from CSV: date,kind,name_en,name_zh"},
       .example = "gridgov calendar import calendar.csv",
       .method = "CalendarService.ImportCalendar",
       .args = {{.name = "FILE",
                 .help = {"CSV 文件，- 为标准输入", "The CSV file; - is the input"}}},
       .flags = {{.name = "dry-run",
                  .help = {"只预检，不导入", "Only check"},
                  .field = "validate_only"},
                 {.name = "source", .help = {"依据的通知", "The notice that ordered them"}}},
       .run = ImportDays},
      {.path = "calendar list",
       .summary = {"查看节假日和调休", "List holidays and the weekend days that are worked"},
       .example = "gridgov calendar list --year 2026",
       .method = "CalendarService.ListCalendarDays",
       .flags = ListFlags("CalendarService.ListCalendarDays",
                          {{.name = "year", .help = {"年份", "Of this year"}, .field = "year"}})},
      {.path = "calendar compute",
       .summary = {"计算到期时间", "Compute a deadline"},
       .example = "gridgov calendar compute WH4 --start '2026-11-24 16:00'",
       .method = "CalendarService.ComputeDeadline",
       .args = {{.name = "CLASS",
                 .help = {"时限代码", "The deadline class"},
                 .field = "deadline_class"}},
       .flags = {{.name = "start", .help = {"起算时间（默认当前）", "From when (default now)"}}},
       .run = Compute},
      {.path = "deadline-class import",
       .summary = {"从 JSON 导入时限", "Import deadline classes from JSON"},
       .example = "gridgov deadline-class import deadline-classes.json",
       .method = "CalendarService.ImportDeadlineClasses",
       .args = {{.name = "FILE",
                 .help = {"JSON 文件，- 为标准输入", "The JSON file; - is the input"}}},
       .run = ImportClasses},
      {.path = "deadline-class list",
       .summary = {"查看时限", "List deadline classes"},
       .example = "gridgov deadline-class list",
       .method = "CalendarService.ListDeadlineClasses",
       .flags = ListFlags("CalendarService.ListDeadlineClasses", {})},
  };
}

}  // namespace gridgov
