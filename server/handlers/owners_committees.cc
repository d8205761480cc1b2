#include "server/handlers/owners_committees.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/days.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/flow.h"
#include "server/handlers/personal_data.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::CommitteeMember;
using v1::CompoundDuty;
using v1::OwnersCommittee;
using Step = FlowRow<OwnersCommittee::State>;
using Members = google::protobuf::RepeatedPtrField<CommitteeMember>;

constexpr std::array kFlow = {
    Step{OwnersCommittee::STATE_PREPARING, "elect", OwnersCommittee::STATE_ELECTED},
    Step{OwnersCommittee::STATE_PREPARING, "dissolve", OwnersCommittee::STATE_DISSOLVED},
    Step{OwnersCommittee::STATE_ELECTED, "first_meeting", OwnersCommittee::STATE_ELECTED},
    Step{OwnersCommittee::STATE_ELECTED, "file", OwnersCommittee::STATE_FILED},
    Step{OwnersCommittee::STATE_ELECTED, "change", OwnersCommittee::STATE_ELECTED},
    Step{OwnersCommittee::STATE_ELECTED, "report_change", OwnersCommittee::STATE_ELECTED},
    Step{OwnersCommittee::STATE_ELECTED, "dissolve", OwnersCommittee::STATE_DISSOLVED},
    Step{OwnersCommittee::STATE_FILED, "first_meeting", OwnersCommittee::STATE_FILED},
    Step{OwnersCommittee::STATE_FILED, "change", OwnersCommittee::STATE_FILED},
    Step{OwnersCommittee::STATE_FILED, "report_change", OwnersCommittee::STATE_FILED},
    Step{OwnersCommittee::STATE_FILED, "dissolve", OwnersCommittee::STATE_DISSOLVED},
};

constexpr char kPermission[] = "compounds.govern";

// Rules on owners' meetings and committees (建房〔2009〕274号), art. 31 and 32, and the Property
// Management Regulation, art. 15: law, no setting.
constexpr int kFewest = 5;
constexpr int kMost = 11;
constexpr int kLongestTermYears = 5;

bool IsLawfulNumber(int members) {
  return members >= kFewest && members <= kMost && members % 2 == 1;
}

bool InOffice(const OwnersCommittee& committee) {
  return committee.state() == OwnersCommittee::STATE_ELECTED ||
         committee.state() == OwnersCommittee::STATE_FILED;
}

// What an act asks for beside the state, as far as it can be told beforehand.
bool Sensible(const OwnersCommittee& committee, absl::string_view verb) {
  if (verb == "first_meeting") return committee.first_meeting_date().empty();
  if (verb == "report_change") {
    return !committee.changed_date().empty() && committee.change_reported_date().empty();
  }
  return true;
}

absl::StatusOr<OwnersCommittee> Stepped(const Txn& txn, const std::string& name,
                                        const std::string& etag, absl::string_view verb) {
  GG_ASSIGN_OR_RETURN(OwnersCommittee committee,
                      OwnersCommitteeTable().GetForUpdate(txn, name, etag));
  GG_ASSIGN_OR_RETURN(const OwnersCommittee::State next, Advance(kFlow, committee, verb));
  if (!Sensible(committee, verb)) {
    const auto* state = OwnersCommittee::State_descriptor()->FindValueByNumber(committee.state());
    return WrongState(name, EnumText(state), verb);
  }
  committee.set_state(next);
  return committee;
}

absl::Status CheckTerm(const Txn& txn, const v1::RecordElectionRequest& request) {
  GG_RETURN_IF_ERROR(CheckPastDay(txn, "elected_date", request.elected_date()));
  GG_RETURN_IF_ERROR(CheckDay("term_end_date", request.term_end_date()));
  GG_RETURN_IF_ERROR(
      CheckNotBefore("term_end_date", request.term_end_date(), AddDays(request.elected_date(), 1)));
  absl::CivilDay elected;
  (void)absl::ParseCivilTime(request.elected_date(), &elected);
  const absl::CivilDay longest(elected.year() + kLongestTermYears, elected.month(), elected.day());
  if (request.term_end_date() <= absl::FormatCivilTime(longest)) return absl::OkStatus();
  return MakeInvalid("term_end_date", "TERM_TOO_LONG",
                     {.zh = "每届任期不超过五年。", .en = "a term has at most five years."});
}

absl::Status CheckElected(const Members& members) {
  if (!IsLawfulNumber(members.size())) {
    return MakeInvalid("members", "WRONG_NUMBER",
                       {.zh = absl::StrCat("业主委员会由5至11人的单数组成，现为", members.size(),
                                           "人（建房〔2009〕274号第三十一条）。"),
                        .en = absl::StrCat("a committee has 5 to 11 members, an odd number; these "
                                           "are ",
                                           members.size(), ".")});
  }
  const auto chairs = std::count_if(members.begin(), members.end(), [](const CommitteeMember& one) {
    return one.post() == CommitteeMember::POST_CHAIR;
  });
  if (chairs == 1) return absl::OkStatus();
  return MakeInvalid("members", "ONE_CHAIR",
                     {.zh = "应有一名主任。", .en = "one of them is the chair."});
}

absl::StatusOr<std::vector<CommitteeMember>> MembersOf(const Txn& txn,
                                                       const std::string& committee) {
  return CommitteeMemberTable().Select(
      txn.System(),
      {.where = "t.committee = $1 AND t.end_date IS NULL", .args = {Blob{IdBytes(committee)}}});
}

absl::Status AddMembers(const Txn& txn, const std::string& committee, const Members& members,
                        const std::string& start_date) {
  for (CommitteeMember member : members) {
    member.clear_name();
    member.set_committee(committee);
    member.set_start_date(start_date);
    member.clear_end_date();
    GG_RETURN_IF_ERROR(CommitteeMemberTable().Insert(txn, std::move(member)).status());
  }
  return absl::OkStatus();
}

// Leaves the post on a day, and the file without the name.
absl::Status Leave(const Txn& txn, CommitteeMember member, const std::string& end_date) {
  member.set_end_date(std::max(end_date, member.start_date()));
  return ForgetPerson(txn, CommitteeMemberTable(), &member);
}

absl::Status AllLeave(const Txn& txn, const std::string& committee, const std::string& end_date) {
  GG_ASSIGN_OR_RETURN(const auto members, MembersOf(txn, committee));
  for (const CommitteeMember& member : members) {
    GG_RETURN_IF_ERROR(Leave(txn, member, end_date));
  }
  return absl::OkStatus();
}

// Counts the posts anew.
absl::Status FillSeats(const Txn& txn, OwnersCommittee& committee) {
  GG_ASSIGN_OR_RETURN(const auto members, MembersOf(txn, committee.name()));
  std::map<CommitteeMember::Post, int> posts;
  for (const CommitteeMember& member : members) ++posts[member.post()];
  committee.clear_seats();
  for (const auto& [post, count] : posts) {
    OwnersCommittee::Seat& seat = *committee.add_seats();
    seat.set_post(post);
    seat.set_count(count);
  }
  committee.set_member_count(static_cast<int>(members.size()));
  return absl::OkStatus();
}

// The committee before this one goes: its names, its clocks.
absl::Status ReplaceFormer(const Txn& txn, const OwnersCommittee& next) {
  GG_ASSIGN_OR_RETURN(const std::vector<OwnersCommittee> former,
                      OwnersCommitteeTable().Select(
                          txn, {.where = "t.compound = $1 AND t.state IN ('ELECTED', 'FILED')",
                                .args = {Blob{IdBytes(next.compound())}}}));
  for (OwnersCommittee one : former) {
    GG_RETURN_IF_ERROR(
        CheckNotBefore("elected_date", next.elected_date(), AddDays(one.elected_date(), 1)));
    one.set_state(OwnersCommittee::STATE_REPLACED);
    one.set_end_date(next.elected_date());
    GG_RETURN_IF_ERROR(CompoundDuties::Done(txn, one.name(), CompoundDuty::KIND_RE_ELECTION,
                                            DayStart(next.elected_date())));
    GG_RETURN_IF_ERROR(CompoundDuties::DropAll(txn, one.name()));
    GG_RETURN_IF_ERROR(AllLeave(txn, one.name(), next.elected_date()));
    GG_RETURN_IF_ERROR(OwnersCommitteeTable().Update(txn, std::move(one)).status());
  }
  return absl::OkStatus();
}

// Who leaves, as the request names them, is in office in this committee.
absl::Status LeaveNamed(const Txn& txn, const OwnersCommittee& committee,
                        const v1::ChangeCommitteeMembersRequest& request) {
  for (int i = 0; i < request.leaving_size(); ++i) {
    GG_ASSIGN_OR_RETURN(const CommitteeMember member,
                        CommitteeMemberTable().Get(txn, request.leaving(i)));
    if (member.committee() != committee.name() || !member.end_date().empty()) {
      return MakeInvalid(absl::StrCat("leaving[", i, "]"), "NOT_IN_OFFICE",
                         {.zh = "不是该业主委员会的现任成员。",
                          .en = "is no member of this committee at present."});
    }
    GG_RETURN_IF_ERROR(Leave(txn, member, request.changed_date()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PresentOwnersCommittee(const Call& call, OwnersCommittee* committee) {
  committee->clear_allowed_actions();
  if (InOffice(*committee)) {
    GG_ASSIGN_OR_RETURN(
        const auto election,
        CompoundDuties::Running(call.txn, committee->name(), CompoundDuty::KIND_RE_ELECTION));
    if (election.has_value()) {
      committee->set_expired(call.txn.now >= FromProto(election->due_time()));
      committee->set_expiring(!committee->expired() &&
                              call.txn.now >= FromProto(election->clock().start_time()));
    }
    committee->set_incomplete(!IsLawfulNumber(committee->member_count()));
  }
  const Scope& reach = call.principal.ScopeFor(kPermission);
  if (reach.empty() || !OwnersCommitteeTable().Covers(call.txn, reach, *committee).has_value()) {
    return absl::OkStatus();
  }
  for (const Step& step : kFlow) {
    if (step.from != committee->state() || !Sensible(*committee, step.verb)) continue;
    committee->add_allowed_actions(std::string(step.verb));
  }
  return absl::OkStatus();
}

absl::StatusOr<OwnersCommittee> OwnersCommitteeHandler::Get(
    Call& call, const v1::GetOwnersCommitteeRequest& request) const {
  return OwnersCommitteeTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListOwnersCommitteesResponse> OwnersCommitteeHandler::List(
    Call& call, const v1::ListOwnersCommitteesRequest& request) const {
  v1::ListOwnersCommitteesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, OwnersCommitteeTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ListCommitteeMembersResponse> OwnersCommitteeHandler::ListMembers(
    Call& call, const v1::ListCommitteeMembersRequest& request) const {
  GG_ASSIGN_OR_RETURN(const OwnersCommittee committee,
                      OwnersCommitteeTable().Get(call.txn, request.committee()));
  v1::ListCommitteeMembersResponse response;
  const auto note = [&call](google::protobuf::Message* row) {
    NoteShown(call.txn, CommitteeMemberTable(), *row);
    return absl::OkStatus();
  };
  GG_RETURN_IF_ERROR(FillPage(
      call.txn, CommitteeMemberTable(), request,
      {.where = "t.committee = $1", .args = {Blob{IdBytes(committee.name())}}}, note, &response));
  return response;
}

absl::StatusOr<OwnersCommittee> OwnersCommitteeHandler::Create(
    Call& call, const v1::CreateOwnersCommitteeRequest& request) const {
  OwnersCommittee committee = request.owners_committee();
  GG_ASSIGN_OR_RETURN(const v1::Compound compound,
                      CompoundTable().Get(call.txn, committee.compound()));
  GG_ASSIGN_OR_RETURN(const std::vector<OwnersCommittee> open,
                      OwnersCommitteeTable().Select(
                          call.txn.System(), {.where = "t.compound = $1 AND t.state = 'PREPARING'",
                                              .args = {Blob{IdBytes(compound.name())}}}));
  if (!open.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "COMMITTEE_OPEN",
                     {.zh = "该小区已有一届业主委员会在筹备，请先登记选举或终止。",
                      .en = "A committee of this compound is being prepared already. Record its "
                            "election or end it first."},
                     {{"owners_committee", open.front().name()}});
  }
  GG_ASSIGN_OR_RETURN(
      *committee.mutable_name(),
      NameFor("ownersCommittees", request.owners_committee_id(), "owners_committee_id"));
  committee.set_grid(compound.grid());
  committee.set_state(OwnersCommittee::STATE_PREPARING);
  return OwnersCommitteeTable().Insert(call.txn, std::move(committee));
}

absl::StatusOr<OwnersCommittee> OwnersCommitteeHandler::RecordElection(
    Call& call, const v1::RecordElectionRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(OwnersCommittee committee,
                      Stepped(txn, request.name(), request.etag(), "elect"));
  GG_RETURN_IF_ERROR(CheckTerm(txn, request));
  GG_RETURN_IF_ERROR(CheckElected(request.members()));
  committee.set_elected_date(request.elected_date());
  committee.set_term_end_date(request.term_end_date());
  GG_RETURN_IF_ERROR(ReplaceFormer(txn, committee));
  GG_RETURN_IF_ERROR(AddMembers(txn, committee.name(), request.members(), request.elected_date()));
  GG_RETURN_IF_ERROR(FillSeats(txn, committee));
  GG_ASSIGN_OR_RETURN(committee, OwnersCommitteeTable().Update(txn, std::move(committee)));
  const DutySubject subject = SubjectOf(committee);
  const absl::Time elected = DayStart(request.elected_date());
  GG_RETURN_IF_ERROR(
      duties_.Begin(txn, subject, CompoundDuty::KIND_FIRST_MEETING, kFirstMeetingClass, elected));
  GG_RETURN_IF_ERROR(duties_.Begin(txn, subject, CompoundDuty::KIND_FILING, kFilingClass, elected));
  GG_RETURN_IF_ERROR(duties_.BeginUntil(txn, subject, CompoundDuty::KIND_RE_ELECTION,
                                        kElectionClass, request.term_end_date()));
  return committee;
}

absl::StatusOr<OwnersCommittee> OwnersCommitteeHandler::RecordFirstMeeting(
    Call& call, const v1::RecordFirstMeetingRequest& request) const {
  GG_ASSIGN_OR_RETURN(OwnersCommittee committee,
                      Stepped(call.txn, request.name(), request.etag(), "first_meeting"));
  const std::string& day = request.first_meeting_date();
  GG_RETURN_IF_ERROR(CheckPastDay(call.txn, "first_meeting_date", day));
  GG_RETURN_IF_ERROR(CheckNotBefore("first_meeting_date", day, committee.elected_date()));
  committee.set_first_meeting_date(day);
  GG_RETURN_IF_ERROR(CompoundDuties::Done(call.txn, committee.name(),
                                          CompoundDuty::KIND_FIRST_MEETING, DayStart(day)));
  return OwnersCommitteeTable().Update(call.txn, std::move(committee));
}

absl::StatusOr<OwnersCommittee> OwnersCommitteeHandler::File(
    Call& call, const v1::FileOwnersCommitteeRequest& request) const {
  GG_ASSIGN_OR_RETURN(OwnersCommittee committee,
                      Stepped(call.txn, request.name(), request.etag(), "file"));
  GG_RETURN_IF_ERROR(CheckPastDay(call.txn, "filed_date", request.filed_date()));
  GG_RETURN_IF_ERROR(CheckNotBefore("filed_date", request.filed_date(), committee.elected_date()));
  committee.set_filed_date(request.filed_date());
  committee.set_filing_number(request.filing_number());
  GG_RETURN_IF_ERROR(CompoundDuties::Done(call.txn, committee.name(), CompoundDuty::KIND_FILING,
                                          DayStart(request.filed_date())));
  return OwnersCommitteeTable().Update(call.txn, std::move(committee));
}

absl::StatusOr<OwnersCommittee> OwnersCommitteeHandler::ChangeMembers(
    Call& call, const v1::ChangeCommitteeMembersRequest& request) const {
  const Txn& txn = call.txn;
  GG_ASSIGN_OR_RETURN(OwnersCommittee committee,
                      Stepped(txn, request.name(), request.etag(), "change"));
  const std::string& day = request.changed_date();
  GG_RETURN_IF_ERROR(CheckPastDay(txn, "changed_date", day));
  GG_RETURN_IF_ERROR(CheckNotBefore("changed_date", day, committee.elected_date()));
  if (request.leaving().empty() && request.joining().empty()) {
    return MakeInvalid("leaving", "REQUIRED",
                       {.zh = "请指明离任或新任成员。", .en = "say who has left or come."});
  }
  GG_RETURN_IF_ERROR(LeaveNamed(txn, committee, request));
  GG_RETURN_IF_ERROR(AddMembers(txn, committee.name(), request.joining(), day));
  GG_RETURN_IF_ERROR(FillSeats(txn, committee));
  // Fewer than five or an even number happens when somebody leaves, and is shown as incomplete.
  if (committee.member_count() > kMost) {
    return MakeInvalid("joining", "WRONG_NUMBER",
                       {.zh = "业主委员会最多11人。", .en = "a committee has at most 11 members."});
  }
  committee.set_changed_date(day);
  committee.clear_change_reported_date();
  GG_RETURN_IF_ERROR(duties_.Begin(txn, SubjectOf(committee), CompoundDuty::KIND_CHANGE_REPORT,
                                   kChangeClass, DayStart(day)));
  return OwnersCommitteeTable().Update(txn, std::move(committee));
}

absl::StatusOr<OwnersCommittee> OwnersCommitteeHandler::ReportChange(
    Call& call, const v1::ReportCommitteeChangeRequest& request) const {
  GG_ASSIGN_OR_RETURN(OwnersCommittee committee,
                      Stepped(call.txn, request.name(), request.etag(), "report_change"));
  const std::string& day = request.change_reported_date();
  GG_RETURN_IF_ERROR(CheckPastDay(call.txn, "change_reported_date", day));
  GG_RETURN_IF_ERROR(CheckNotBefore("change_reported_date", day, committee.changed_date()));
  committee.set_change_reported_date(day);
  GG_RETURN_IF_ERROR(CompoundDuties::Done(call.txn, committee.name(),
                                          CompoundDuty::KIND_CHANGE_REPORT, DayStart(day)));
  return OwnersCommitteeTable().Update(call.txn, std::move(committee));
}

absl::StatusOr<OwnersCommittee> OwnersCommitteeHandler::Dissolve(
    Call& call, const v1::DissolveOwnersCommitteeRequest& request) const {
  GG_ASSIGN_OR_RETURN(OwnersCommittee committee,
                      Stepped(call.txn, request.name(), request.etag(), "dissolve"));
  committee.set_end_reason(request.reason());
  committee.set_interim_body(request.interim_body());
  committee.set_end_date(DayText(call.txn.now));
  GG_RETURN_IF_ERROR(CompoundDuties::DropAll(call.txn, committee.name()));
  GG_RETURN_IF_ERROR(AllLeave(call.txn, committee.name(), committee.end_date()));
  return OwnersCommitteeTable().Update(call.txn, std::move(committee));
}

}  // namespace gridgov
