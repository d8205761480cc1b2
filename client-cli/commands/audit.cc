// audit: who did what, and whether the log is whole.
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/json_input.h"
#include "gridgov/v1/audit.pb.h"

namespace gridgov {
namespace {

absl::Status Verify(Invocation& in) {
  v1::VerifyAuditChainRequest request;
  if (in.Has("head")) {
    GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), in.Value("head")));
    GG_RETURN_IF_ERROR(ReadJsonObject(content, *request.mutable_head()));
  }
  // Slice by slice: a long chain shows how far it is, and Ctrl-C leaves nothing behind.
  int64_t checked = 0;
  v1::VerifyAuditChainResponse response;
  do {
    request.set_after_seq(response.next_after_seq());
    GG_ASSIGN_OR_RETURN(response, in.Call<v1::VerifyAuditChainResponse>(request));
    checked += response.checked();
    if (response.next_after_seq() > 0) {
      in.Note({.zh = absl::StrCat("已校验 ", checked, " / ", response.head().seq(), " 行…"),
               .en = absl::StrCat(checked, " of ", response.head().seq(), " rows checked...")});
    }
  } while (response.next_after_seq() > 0);
  response.set_checked(checked);
  GG_RETURN_IF_ERROR(in.Print(response));
  if (response.intact()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kDataLoss, "CHAIN_BROKEN",
                   {.zh = "审计日志不完整，请立即报告审计管理员。",
                    .en = "The audit log is not whole: tell the audit administrator at once."});
}

}  // namespace

std::vector<Command> AuditCommands() {
  return {
      {.path = "audit list",
       .summary = {"查看审计日志", "List entries of the audit log"},
       .example = "gridgov audit list --method IssueService.CloseIssue --limit 50",
       .method = "AuditService.ListAuditEntries",
       .flags = ListFlags(
           "AuditService.ListAuditEntries",
           {{.name = "actor",
             .help = {"操作人（账号标识）", "Who"},
             .filter = "actor",
             .collection = "accounts"},
            {.name = "method", .help = {"操作", "The method"}, .filter = "method"},
            {.name = "resource", .help = {"对象标识", "The resource's name"}, .filter = "resource"},
            {.name = "outcome",
             .help = {"结果：OK、DENIED、FAILED", "OK, DENIED or FAILED"},
             .filter = "outcome"},
            {.name = "after", .help = {"不早于", "From when"}, .filter = "time", .op = ">="},
            {.name = "before", .help = {"早于", "Until when"}, .filter = "time", .op = "<"}})},
      {.path = "audit verify",
       .summary = {"完整性校验；不完整则以 1 退出", "Check the chain; ends with 1 if it is broken"},
       .example = "gridgov audit verify --head head.json",
       .method = "AuditService.VerifyAuditChain",
       .flags = {{.name = "head",
                  .help = {"先前取得的签名（gridgov audit head --output json）",
                           "A head pulled earlier (gridgov audit head --output json)"}}},
       .run = Verify},
      {.path = "audit head",
       .summary = {"取得最近的签名", "The newest signed head"},
       .example = "gridgov audit head --output json > head.json",
       .method = "AuditService.GetAuditHead"},
  };
}

}  // namespace gridgov
