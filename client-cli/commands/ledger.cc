// ledger: what was done in an area in a month or a quarter, as a file.
#include "client-cli/commands/commands.h"
#include "client-cli/jobs.h"
#include "client-cli/transfer.h"
#include "gridgov/v1/ledger.pb.h"

namespace gridgov {
namespace {

const char kExampleId[] = "0193a5c0-0000-7000-8000-000000000001";

absl::Status Fetch(Invocation& in, const std::string& ledger) {
  GG_ASSIGN_OR_RETURN(const std::string path, FetchLedger(in, ledger, in.Value("to")));
  return in.output().PrintText(path + "\n");
}

absl::Status CreateLedger(Invocation& in) {
  Interrupt interrupt;
  v1::CreateLedgerRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(v1::Job job, in.Call<v1::Job>(request));
  GG_ASSIGN_OR_RETURN(job, FollowJob(in, interrupt, job.name()));
  if (in.Has("to")) return Fetch(in, job.ledger().ledger());
  v1::GetLedgerRequest get;
  get.set_name(job.ledger().ledger());
  GG_ASSIGN_OR_RETURN(const v1::Ledger ledger, in.Call<v1::Ledger>(get));
  return in.Print(ledger);
}

absl::Status DownloadLedger(Invocation& in) {
  v1::DownloadLedgerRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  return Fetch(in, request.name());
}

absl::Status ClosePeriod(Invocation& in) {
  Interrupt interrupt;
  v1::ClosePeriodRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  GG_ASSIGN_OR_RETURN(v1::Job job, in.Call<v1::Job>(request));
  GG_ASSIGN_OR_RETURN(job, FollowJob(in, interrupt, job.name()));
  return in.Print(job);
}

Arg Name() { return {.name = "LEDGER", .help = {"台账标识", "The ledger's id"}, .field = "name"}; }

Flag To() {
  return {.name = "to",
          .help = {"下载并保存为此文件", "Fetch it and write it to this file"},
          .takes = Takes::kValue};
}

Flag Kind() {
  return {.name = "kind",
          .help = {"台账种类：patrols、issues、compounds、disputes、agreements、meetings、sites",
                   "patrols, issues, compounds, disputes, agreements, meetings or sites"},
          .field = "kind"};
}

Flag PeriodFlag() {
  return {.name = "period",
          .help = {"统计期：月份或季度，如 2026-11、2026-Q4",
                   "A month or a quarter, such as 2026-11 or 2026-Q4"},
          .field = "period"};
}

std::vector<Flag> Wanted() {
  return {
      Kind(),
      PeriodFlag(),
      {.name = "purpose",
       .help = {"用途，印在每页并记入日志", "What it is for: stands on each page and in the log"},
       .field = "purpose"},
      {.name = "format",
       .help = {"xlsx（默认）或 csv", "xlsx (default) or csv"},
       .field = "format"},
      To()};
}

}  // namespace

std::vector<Command> LedgerCommands() {
  return {
      {.path = "ledger create",
       .summary = {"编制一个区域一个统计期的台账", "Make the ledger of an area and a period"},
       .example = "gridgov ledger create 510703003 --kind patrols --period 2026-11 "
                  "--purpose 'monthly review' --to patrols.xlsx",
       .method = "LedgerService.CreateLedger",
       .args = {{.name = "AREA",
                 .help = {"街道、社区或网格代码", "A subdistrict, a community or a grid"},
                 .field = "area"}},
       .flags = Wanted(),
       .run = CreateLedger},
      {.path = "ledger list",
       .summary = {"列出自己的台账", "List one's own ledgers"},
       .example = "gridgov ledger list --period 2026-11",
       .method = "LedgerService.ListLedgers",
       .flags =
           ListFlags("LedgerService.ListLedgers",
                     {{.name = "kind", .help = {"种类", "The kind"}, .filter = "kind"},
                      {.name = "period", .help = {"统计期", "The period"}, .filter = "period"}})},
      {.path = "ledger show",
       .summary = {"查看一份台账的信息", "Show what a ledger is"},
       .example = std::string("gridgov ledger show ") + kExampleId,
       .method = "LedgerService.GetLedger",
       .args = {Name()}},
      {.path = "ledger download",
       .summary = {"下载台账文件", "Fetch a ledger's file"},
       .example = std::string("gridgov ledger download ") + kExampleId,
       .method = "LedgerService.DownloadLedger",
       .args = {Name()},
       .flags = {{.name = "to",
                  .help = {"保存为（默认其名称）", "The file to write (default its title)"},
                  .takes = Takes::kValue}},
       .run = DownloadLedger},
      {.path = "ledger close-period",
       .summary = {"封账：冻结一个街道一个统计期的台账",
                   "Close a period: freeze the ledger of a subdistrict"},
       .example = "gridgov ledger close-period 510703003 --kind patrols --period 2026-11",
       .method = "LedgerService.ClosePeriod",
       .args = {{.name = "SUBDISTRICT", .help = {"街道代码", "The subdistrict"}, .field = "area"}},
       .flags = {Kind(), PeriodFlag()},
       .run = ClosePeriod},
  };
}

}  // namespace gridgov
