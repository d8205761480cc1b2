// All commands, noun by noun, and what their tables share.
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_CLIENT_CLI_COMMANDS_COMMANDS_H_
#define GRIDGOV_CLIENT_CLI_COMMANDS_COMMANDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client-cli/command.h"
#include "gridgov/v1/area.pb.h"
#include "gridgov/v1/issue.pb.h"

namespace gridgov {

// In the order of the help.
const std::vector<Command>& AllCommands();

// What a noun is, for the help: "issue", "patrol rule".
const Text& GroupSummary(const std::string& path);

// The commands of each file in this folder.
std::vector<Command> SessionCommands();
std::vector<Command> ContextCommands();
std::vector<Command> DivisionCommands();
std::vector<Command> UnitCommands();
std::vector<Command> GridCommands();
std::vector<Command> AreaCommands();
std::vector<Command> CompoundCommands();
std::vector<Command> TakeoverCommands();
std::vector<Command> SiteCommands();
std::vector<Command> SiteVisitCommands();
std::vector<Command> GovernanceCommands();
std::vector<Command> DesignationCommands();
std::vector<Command> MeetingCommands();
std::vector<Command> CategoryCommands();
std::vector<Command> CalendarCommands();
std::vector<Command> PatrolRuleCommands();
std::vector<Command> PatrolCommands();
std::vector<Command> IssueCommands();
std::vector<Command> IssueHandlingCommands();
std::vector<Command> DisputeCommands();
std::vector<Command> DisputePeopleCommands();
std::vector<Command> MediationSessionCommands();
std::vector<Command> PaperCommands();
std::vector<Command> AgreementCommands();
std::vector<Command> AttachmentCommands();
std::vector<Command> StatisticCommands();
std::vector<Command> AccountCommands();
std::vector<Command> SearchCommands();
std::vector<Command> JobCommands();
std::vector<Command> LedgerCommands();
std::vector<Command> AuditCommands();
std::vector<Command> WatchCommands();
std::vector<Command> AdminCommands();
std::vector<Command> WorkCommands();
std::vector<Command> NoticeCommands();
std::vector<Command> FilterCommands();
std::vector<Command> HandoverCommands();
std::vector<Command> ImportCommands();

// `flags` with those of every list: --limit, --filter where the method has one, --token-file where
// the answer has a token.
std::vector<Flag> ListFlags(const std::string& method, std::vector<Flag> flags);

// "--etag": refuse if it changed since. `field` is where the request has it.
Flag EtagFlag(const std::string& field = "etag");

// --answer CODE=VALUE, as often as there are questions; and what it adds to the issue.
Flag AnswerFlag();
absl::Status AddAnswers(const Invocation& in, v1::Issue& issue);

// "--occurred-time": when it was, by the worker's clock.
Flag OccurredFlag();

// Exactly one of two flags, each without a value: whether it was the first.
absl::StatusOr<bool> OneOf(const Invocation& in, const std::string& first,
                           const std::string& second);

// Two lines, a name and a phone: from the standard input if `flag` is given, else from the
// terminal.
struct Person {
  std::string display_name;
  std::string phone;
};
absl::StatusOr<Person> ReadPerson(Invocation& in, const std::string& flag);

// --pdf: the file for a paper as PDF; without it its text is printed.
Flag PdfFlag();
// Calls the command's method, which answers a Paper, and prints or writes that.
absl::Status ShowPaper(Invocation& in);

// What a change of areas will do, as tables. `preview` is an AreaChangePreview.
absl::Status ShowPreview(Invocation& in, const v1::AreaChangePreview& preview);

// Whether what cannot be undone may be done: --yes, or a yes on the terminal. What is confirmed on
// a terminal needs --yes everywhere else: a script has nobody to ask.
absl::StatusOr<bool> Agreed(Invocation& in, const v1::AreaChangePreview& preview);

// Puts the file of the argument FILE, a JSON array, into the repeated field `field`, calls the
// method, prints the answer.
absl::Status ImportJson(Invocation& in, const std::string& field);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_COMMANDS_COMMANDS_H_
