// Invocation: one command that runs: what was typed, the server, and where its results go.
//
// Not safe to share between threads.
#ifndef GRIDGOV_CLIENT_CLI_INVOCATION_H_
#define GRIDGOV_CLIENT_CLI_INVOCATION_H_

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "client-cli/collections.h"
#include "client-cli/command.h"
#include "client-cli/contexts.h"
#include "client-cli/environment.h"
#include "client-cli/output.h"
#include "client-cli/parser.h"
#include "proto/cpp/channel.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {

class Invocation {
 public:
  // A usage error if a global flag has a wrong value, or names a context that does not exist.
  static absl::StatusOr<std::unique_ptr<Invocation>> Make(const Command& command, Parsed parsed,
                                                          Environment& environment,
                                                          Contexts contexts, bool chinese);

  const Command& command() const { return command_; }
  bool chinese() const { return chinese_; }
  Environment& environment() { return environment_; }
  Output& output() { return output_; }
  Contexts& contexts() { return contexts_; }
  // The context's name, and the context with --server and --ca put in.
  const std::string& context_name() const { return context_name_; }
  Context& context() { return context_; }

  // Arguments and flags alike: whether it was given, its value or "", and all its values.
  bool Has(const std::string& name) const { return parsed_.values.contains(name); }
  std::string Value(const std::string& name) const;
  std::vector<std::string> Values(const std::string& name) const;

  // Puts every argument and flag that names a field into `request`. A request with an update_mask
  // gets the fields that were given; a usage error if there are none.
  absl::Status Fill(google::protobuf::Message& request) const;

  // The filter that the flags make for rows of this type, with --filter at its end.
  absl::StatusOr<std::string> Filter(const google::protobuf::Descriptor& row) const;

  // Calls the method that takes `request`. A request_id that is empty gets a new one first, which
  // stays the same over the attempts of this call.
  absl::Status Call(google::protobuf::Message& request, google::protobuf::Message& response);
  template <class Response>
  absl::StatusOr<Response> Call(google::protobuf::Message& request) {
    Response response;
    GG_RETURN_IF_ERROR(Call(request, response));
    return response;
  }

  // Whether a role of the caller permits a method, such as "IssueService.ListIssueSteps": for what
  // is shown besides what was asked for, because the server journals what it denies. One more call,
  // the first time; false where that fails.
  bool MayCall(const std::string& method);

  // The channel and what goes along with a call, for streams.
  absl::StatusOr<std::shared_ptr<grpc::ChannelInterface>> Channel();
  CallSettings settings() const;
  void set_timeout(absl::Duration timeout) { timeout_ = timeout; }

  // Prints one message, or all pages of a list that `keep` does not drop.
  absl::Status Print(const google::protobuf::Message& message);
  absl::Status PrintAll(google::protobuf::Message& request,
                        const std::function<bool(const google::protobuf::Message&)>& keep = {});
  // Prints the rows of a repeated field below a heading; nothing if there are none.
  void PrintPart(const Text& heading, const google::protobuf::Message& message,
                 const std::string& field);

  // What the command's table says: fills the request, calls, prints.
  absl::Status RunByTable();

  // A word to people on the standard error; not with --quiet.
  void Note(const Text& text);

  // For whom messages are shown, with labels from the server.
  Audience audience();

  // A secret or a personal value: from the terminal if `prompt` is allowed there, else a usage
  // error that names the flag to use.
  absl::StatusOr<std::string> Ask(const Text& prompt, bool secret, const std::string& flag);

 private:
  Invocation(const Command& command, Parsed parsed, Environment& environment, Contexts contexts,
             bool chinese, OutputOptions options);

  absl::Status ReadGlobals();
  // The text of the saved filter that --saved names.
  absl::StatusOr<std::string> SavedFilter(const std::string& collection);
  absl::Status SaveToken(const google::protobuf::Message& page);

  const Command& command_;
  Parsed parsed_;
  Environment& environment_;
  Contexts contexts_;
  bool chinese_;
  Output output_;
  std::string context_name_;
  Context context_;
  absl::Duration timeout_ = absl::Seconds(30);
  std::shared_ptr<grpc::ChannelInterface> channel_;
  Labels labels_;
  std::optional<std::set<std::string>> permissions_;  // Once asked for.
};

// The part of a resource's name after its collection.
std::string IdIn(const std::string& name);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_INVOCATION_H_
