// watch: what changes, one line for each event, over breaks of the connection.
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/interrupt.h"
#include "client-cli/invocation.h"
#include "client-cli/words.h"
#include "gridgov/v1/watch.grpc.pb.h"

namespace gridgov {
namespace {

// The row of a list that an event stands for.
std::string Summary(Invocation& in, const v1::WatchResponse& event) {
  const auto* field = event.GetReflection()->GetOneofFieldDescriptor(
      event, v1::WatchResponse::descriptor()->FindOneofByName("resource"));
  if (field == nullptr) return "";
  const auto& resource = event.GetReflection()->GetMessage(event, field);
  std::vector<std::string> cells;
  for (std::string& cell : ColumnValues(ViewOf(*field->message_type()), resource, in.audience())) {
    if (!cell.empty()) cells.push_back(std::move(cell));
  }
  return absl::StrJoin(cells, "  ");
}

absl::Status PrintEvent(Invocation& in, const v1::WatchResponse& event) {
  if (in.output().format() == Format::kJson) {
    GG_ASSIGN_OR_RETURN(const std::string json, ToJson(event, /*pretty=*/false));
    return in.output().PrintText(json + "\n");
  }
  const auto* kind = v1::WatchResponse::Kind_descriptor()->FindValueByNumber(event.kind());
  const Row cells = {ShowTime(in.environment().now()),
                     kind == nullptr ? "" : WordsFor(*kind, in.chinese()), event.name(),
                     Summary(in, event)};
  if (in.output().format() == Format::kCsv) return in.output().PrintText(CsvLine(cells));
  std::string line = Printable(absl::StrJoin(cells, "  "));
  for (char& c : line) c = c == '\n' ? ' ' : c;
  return in.output().PrintText(line + "\n");
}

absl::StatusOr<std::string> FirstToken(Invocation& in) {
  if (in.Has("token")) return in.Value("token");
  const std::string path = in.Value("token-file");
  if (path.empty() || !std::filesystem::exists(path)) return "";
  GG_ASSIGN_OR_RETURN(const std::string content, ReadFile(in.environment(), path));
  return std::string(absl::StripSuffix(content, "\n"));
}

// One stream until it ends. `request` goes on from the last event; `heard` is set at the first.
absl::Status Stream(Invocation& in, Interrupt& interrupt, v1::WatchRequest& request, bool again,
                    bool& heard) {
  GG_ASSIGN_OR_RETURN(auto channel, in.Channel());
  v1::WatchService::Stub stub(channel);
  grpc::ClientContext context;
  DescribeCaller(in.settings(), context);
  // gRPC only works on a connection while some call waits for it: a call that fails at once, again
  // and again, would never see the server come back.
  context.set_wait_for_ready(again);
  interrupt.OnSignal([&context] { context.TryCancel(); });
  auto reader = stub.Watch(&context, request);
  v1::WatchResponse event;
  absl::Status printed;
  while (printed.ok() && reader->Read(&event)) {
    heard = true;
    // The line first: what is in the token file has been printed.
    if (event.kind() != v1::WatchResponse::KIND_UNSPECIFIED) printed = PrintEvent(in, event);
    if (!printed.ok() || event.watch_token().empty()) continue;
    request.set_watch_token(event.watch_token());
    if (in.Has("token-file")) {
      printed = WritePrivateFile(in.Value("token-file"), event.watch_token() + "\n");
    }
  }
  if (!printed.ok()) context.TryCancel();
  const grpc::Status ended = reader->Finish();
  interrupt.OnSignal(nullptr);
  return printed.ok() ? FromGrpc(ended) : printed;
}

absl::Status Watch(Invocation& in) {
  Interrupt interrupt;
  v1::WatchRequest request;
  for (absl::string_view name :
       absl::StrSplit(in.Has("collections") ? in.Value("collections") : "issues,patrols", ',')) {
    request.add_collections(std::string(name));
  }
  GG_ASSIGN_OR_RETURN(*request.mutable_watch_token(), FirstToken(in));
  int failures = 0;
  while (true) {
    bool heard = false;
    const absl::Status ended = Stream(in, interrupt, request, failures > 0, heard);
    if (interrupt.came()) return absl::OkStatus();
    if (!ended.ok() && !absl::IsUnavailable(ended)) return ended;
    failures = heard ? 1 : failures + 1;
    const absl::Duration pause = RetryPause(failures);
    in.Note(
        {.zh = absl::StrCat("连接中断，", absl::FormatDuration(absl::Ceil(pause, absl::Seconds(1))),
                            " 后重新连接。"),
         .en = absl::StrCat("The connection is lost; again in ",
                            absl::FormatDuration(absl::Ceil(pause, absl::Seconds(1))), ".")});
    interrupt.Sleep(pause);
    if (interrupt.came()) return absl::OkStatus();
  }
}

}  // namespace

std::vector<Command> WatchCommands() {
  return {
      {.path = "watch",
       .summary = {"持续显示变更，每行一条", "Print what changes, one line for each event"},
       .example = "gridgov watch --collections issues,patrols --token-file watch.token",
       .method = "WatchService.Watch",
       .flags =
           {{.name = "collections",
             .help = {"关注的资源，如 issues、patrols、ownersCommittees（默认 issues,patrols）",
                      "What to watch, such as issues, patrols, ownersCommittees (default "
                      "issues,patrols)"},
             .takes = Takes::kValue},
            {.name = "token",
             .help = {"从该位置继续（默认从现在开始）", "Go on from here (default from now)"},
             .takes = Takes::kValue},
            {.name = "token-file",
             .help = {"保存最新位置的文件，重启后继续",
                      "The file that keeps the last token, so that a restart goes on"},
             .takes = Takes::kValue}},
       .run = Watch},
  };
}

}  // namespace gridgov
