// audit: who did what, and whether the log is whole.
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
  GG_ASSIGN_OR_RETURN(const auto response, in.Call<v1::VerifyAuditChainResponse>(request));
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
