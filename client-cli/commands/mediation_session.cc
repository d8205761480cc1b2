// mediation-session: when it is, who was told, who came, what was said, who signed. Records are
// read from a file or the standard input, never from flags.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "client-cli/commands/commands.h"
#include "client-cli/failure.h"
#include "client-cli/invocation.h"
#include "client-cli/words.h"
#include "gridgov/v1/mediation_session.pb.h"

namespace gridgov {
namespace {

using v1::MediationSession;

const char kSomeId[] = "0193a5c0-0000-7000-8000-000000000001";

const Arg kSession{
    .name = "SESSION", .help = {"调解标识", "The session, from the list"}, .field = "name"};

// "1=self": a number and a word.
absl::StatusOr<std::pair<std::string, std::string>> SplitPair(const std::string& flag,
                                                              const std::string& pair) {
  const size_t equals = pair.find('=');
  if (equals != std::string::npos) {
    return std::pair(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return UsageError({.zh = absl::StrCat("--", flag, " ", pair, " 不正确，缺少等号。"),
                     .en = absl::StrCat("--", flag, " ", pair, " lacks its equals sign.")});
}

absl::StatusOr<int> Number(const std::string& flag, const std::string& text) {
  int number = 0;
  if (absl::SimpleAtoi(text, &number)) return number;
  return UsageError({.zh = absl::StrCat("--", flag, "：", text, " 不是数字。"),
                     .en = absl::StrCat("--", flag, ": ", text, " is no number.")});
}

absl::Status Hold(Invocation& in) {
  v1::HoldMediationSessionRequest request;
  GG_RETURN_IF_ERROR(in.Fill(request));
  for (const std::string& pair : in.Values("party")) {
    GG_ASSIGN_OR_RETURN(const auto parts, SplitPair("party", pair));
    auto& party = *request.add_parties();
    GG_ASSIGN_OR_RETURN(const int number, Number("party", parts.first));
    party.set_party(number);
    GG_ASSIGN_OR_RETURN(const auto* value,
                        EnumValueOf(*MediationSession::Attendance_descriptor(), parts.second));
    party.set_attendance(static_cast<MediationSession::Attendance>(value->number()));
  }
  for (const std::string& pair : in.Values("guests")) {
    GG_ASSIGN_OR_RETURN(const auto parts, SplitPair("guests", pair));
    auto& guests = *request.add_guests();
    GG_ASSIGN_OR_RETURN(const auto* value,
                        EnumValueOf(*MediationSession::GuestKind_descriptor(), parts.first));
    guests.set_kind(static_cast<MediationSession::GuestKind>(value->number()));
    GG_ASSIGN_OR_RETURN(const int count, Number("guests", parts.second));
    guests.set_count(count);
  }
  GG_ASSIGN_OR_RETURN(*request.mutable_record(), ReadFile(in.environment(), in.Value("RECORD")));
  GG_ASSIGN_OR_RETURN(const auto session, in.Call<MediationSession>(request));
  return in.Print(session);
}

std::vector<Command> ReadCommands() {
  const std::string id = kSomeId;
  return {
      {.path = "mediation-session list",
       .summary = {"查看纠纷的各次调解", "List the sessions of a dispute"},
       .example = "gridgov mediation-session list 510703003001001J00042",
       .method = "MediationSessionService.ListMediationSessions",
       .args = {{.name = "DISPUTE", .help = {"纠纷编号", "The dispute"}, .field = "dispute"}},
       .flags = ListFlags("MediationSessionService.ListMediationSessions", {})},
      {.path = "mediation-session show",
       .summary = {"查看一次调解（不含记录）", "Show a session, without its record"},
       .example = "gridgov mediation-session show " + id,
       .method = "MediationSessionService.GetMediationSession",
       .args = {kSession}},
      {.path = "mediation-session record",
       .summary = {"查看调解记录（每次查看都有记录）",
                   "Show a session with its record; each look is on the audit chain"},
       .example = "gridgov mediation-session record " + id,
       .method = "MediationSessionService.GetMediationRecord",
       .args = {kSession}},
  };
}

}  // namespace

std::vector<Command> MediationSessionCommands() {
  const std::string id = kSomeId;
  std::vector<Command> commands = {
      {.path = "mediation-session schedule",
       .summary = {"安排调解时间、地点", "Set a time and a place"},
       .example = "gridgov mediation-session schedule 510703003001001J00042 --start-time "
                  "'2026-11-26 15:00' --place 社区调解室",
       .method = "MediationSessionService.CreateMediationSession",
       .args = {{.name = "DISPUTE",
                 .help = {"纠纷编号", "The dispute"},
                 .field = "mediation_session.dispute"}},
       .flags = {{.name = "start-time",
                  .help = {"时间", "When"},
                  .field = "mediation_session.start_time"},
                 {.name = "place", .help = {"地点", "Where"}, .field = "mediation_session.place"},
                 {.name = "closed",
                  .help = {"不公开进行", "Not open to others"},
                  .field = "mediation_session.closed"}}},
      {.path = "mediation-session notify",
       .summary = {"登记已通知当事人", "Note that a party was told of the time"},
       .example = "gridgov mediation-session notify " + id + " 1 --means phone",
       .method = "MediationSessionService.NotifyParty",
       .args = {kSession,
                {.name = "PARTY", .help = {"当事人序号", "Its number"}, .field = "party"}},
       .flags = {{.name = "means", .help = {"通知方式", "How"}, .field = "means"}}},
      {.path = "mediation-session hold",
       .summary = {"登记调解情况和记录", "Record a session that was held"},
       .example = "gridgov mediation-session hold " + id +
                  " record.txt --party 1=self --party 2=agent --guests neighbour=1",
       .method = "MediationSessionService.HoldMediationSession",
       .args = {kSession,
                {.name = "RECORD",
                 .help = {"调解记录文件（- 为标准输入）", "A file with the record; -: the input"}}},
       .flags = {{.name = "party",
                  .help = {"当事人到场情况，逐一列出，如 1=self、2=absent",
                           "How a party came, such as 1=self or 2=absent; give all"},
                  .takes = Takes::kMany},
                 {.name = "guests",
                  .help = {"其他参加人及人数，如 neighbour=2",
                           "Others and how many, such as neighbour=2"},
                  .takes = Takes::kMany},
                 EtagFlag()},
       .run = Hold},
      {.path = "mediation-session adjourn",
       .summary = {"延期", "Put it off"},
       .example = "gridgov mediation-session adjourn " + id + " --reason 一方未到场",
       .method = "MediationSessionService.AdjournMediationSession",
       .args = {kSession},
       .flags = {{.name = "reason",
                  .help = {"原因，不涉及个人信息", "Why; nothing that tells who"},
                  .field = "reason"},
                 EtagFlag()}},
      {.path = "mediation-session sign",
       .summary = {"登记记录已签名", "Note who has signed the record"},
       .example = "gridgov mediation-session sign " + id + " --party 1 --means signed",
       .method = "MediationSessionService.SignMediationRecord",
       .args = {kSession},
       .flags = {{.name = "party", .help = {"签名的当事人序号", "The party"}, .field = "party"},
                 {.name = "means", .help = {"签名方式", "How it signed"}, .field = "means"},
                 {.name = "mediator",
                  .help = {"调解员已签名", "A mediator has signed"},
                  .field = "mediator"},
                 {.name = "recorder",
                  .help = {"记录人已签名", "Whoever wrote it has signed"},
                  .field = "recorder"},
                 EtagFlag()}},
  };
  for (Command& command : ReadCommands()) commands.push_back(std::move(command));
  return commands;
}

}  // namespace gridgov
