// work: what waits for whoever asks, over all resources.
#include "client-cli/commands/commands.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/work.pb.h"

namespace gridgov {
namespace {

absl::Status Counts(Invocation& in) {
  v1::CountWorkRequest request;
  GG_ASSIGN_OR_RETURN(const auto counts, in.Call<v1::WorkCounts>(request));
  if (!in.output().people()) return in.Print(counts);
  if (counts.counts().empty()) in.Note({.zh = "没有待办事项。", .en = "Nothing waits."});
  in.PrintPart({.zh = "待办数量", .en = "What waits"}, counts, "counts");
  return in.output().Written();
}

}  // namespace

std::vector<Command> WorkCommands() {
  return {
      {.path = "work list",
       .summary = {"查看待办", "List what waits for you"},
       .example = "gridgov work list --view overdue",
       .method = "WorkService.ListWork",
       .flags = ListFlags(
           "WorkService.ListWork",
           {{.name = "view", .help = {"哪一部分（默认全部待办）", "Which part"}, .field = "view"},
            {.name = "kind", .help = {"只看这类事项", "Only this"}, .field = "kind"}})},
      {.path = "work counts",
       .summary = {"查看待办数量", "Count what waits for you"},
       .example = "gridgov work counts",
       .method = "WorkService.CountWork",
       .run = Counts},
  };
}

}  // namespace gridgov
