#include "server/handlers/mediation_sessions.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/dispute.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/dispute_parties.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/personal_data.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;
using v1::DisputeParty;
using v1::MediationSession;
using Presence = v1::MediationSession::PartyPresence;

absl::StatusOr<std::vector<MediationSession>> SessionsOf(const Txn& txn, const Dispute& dispute) {
  return MediationSessionTable().Select(
      txn, {.where = "t.dispute = $1", .args = {Blob{IdBytes(dispute.name())}}});
}

absl::Status Scheduled() {
  return MakeError(absl::StatusCode::kFailedPrecondition, "SESSION_SCHEDULED",
                   {.zh = "已安排了一次调解，请先登记其结果或延期。",
                    .en = "A session is set already. Record it or put it off first."});
}

absl::Status NotNotified(int party) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "PARTY_NOT_NOTIFIED",
                   {.zh = absl::StrCat("尚未登记已通知当事人 ", party, "。"),
                    .en = absl::StrCat("Party ", party, " was not told of this session.")},
                   {{"party", absl::StrCat(party)}});
}

Presence* FindPresence(MediationSession& session, int party) {
  for (Presence& one : *session.mutable_parties()) {
    if (one.party() == party) return &one;
  }
  return nullptr;
}

absl::Status NoSuchParty() {
  return MakeInvalid("party", "NO_SUCH_PARTY",
                     {.zh = "本次调解没有这名当事人。", .en = "is no party of this session."});
}

// How one party came fits what is known of it.
absl::Status CheckAttendance(const DisputeParty& party, const Presence& given,
                             const std::string& field) {
  const auto attendance = given.attendance();
  if (attendance == MediationSession::ATTENDANCE_UNSPECIFIED) {
    return MakeInvalid(absl::StrCat(field, ".attendance"), "REQUIRED",
                       {.zh = "必须填写。", .en = "is required."});
  }
  const bool agent = attendance == MediationSession::ATTENDANCE_AGENT ||
                     attendance == MediationSession::ATTENDANCE_BOTH;
  if (!agent || party.agent_authority() != DisputeParty::AUTHORITY_UNSPECIFIED) {
    return absl::OkStatus();
  }
  return MakeInvalid(
      absl::StrCat(field, ".attendance"), "NO_AGENT",
      {.zh = "该当事人没有登记代理人和代理权限。", .en = "no agent of this party is on file."});
}

// How every party came: each once, told before, somebody of them there.
absl::Status TakeAttendance(const Txn& txn, const Dispute& dispute,
                            const v1::HoldMediationSessionRequest& request,
                            MediationSession& session) {
  GG_ASSIGN_OR_RETURN(const std::vector<DisputeParty> parties, PartiesOf(txn, dispute));
  std::set<int> given;
  bool somebody = false;
  for (int i = 0; i < request.parties_size(); ++i) {
    const Presence& one = request.parties(i);
    const std::string field = absl::StrCat("parties[", i, "]");
    const auto party = std::find_if(parties.begin(), parties.end(), [&one](const auto& known) {
      return known.number() == one.party();
    });
    if (party == parties.end() || !given.insert(one.party()).second) {
      return MakeInvalid(field, "NO_SUCH_PARTY",
                         {.zh = "没有这名当事人，或重复。",
                          .en = "is no party of the dispute, or stands there twice."});
    }
    GG_RETURN_IF_ERROR(CheckAttendance(*party, one, field));
    Presence* kept = FindPresence(session, one.party());
    if (kept == nullptr || !kept->has_notice_time()) return NotNotified(one.party());
    kept->set_attendance(one.attendance());
    somebody = somebody || one.attendance() != MediationSession::ATTENDANCE_ABSENT;
  }
  if (given.size() == parties.size() && somebody) return absl::OkStatus();
  return MakeInvalid(
      "parties", somebody ? "PARTY_MISSING" : "NOBODY_CAME",
      {.zh = somebody ? "请逐一登记全部当事人的到场情况。" : "没有当事人到场的，请登记为延期。",
       .en = somebody ? "say of every party how it came."
                      : "nobody came: put the session off instead."});
}

// Parties that joined after the session was set are told like the others.
void AddPresences(const std::vector<int>& parties, MediationSession& session) {
  for (const int party : parties) {
    if (FindPresence(session, party) == nullptr) session.add_parties()->set_party(party);
  }
}

std::string StateText(MediationSession::State state) {
  return EnumText(MediationSession::State_descriptor()->FindValueByNumber(state));
}

}  // namespace

void PresentMediationSession(const Call& call, MediationSession* session) {
  if (call.permission != "mediationSessions.record") session->clear_record();
}

absl::StatusOr<MediationSession> MediationSessionHandler::Act(
    const Txn& txn, const std::string& name, const std::string& etag, absl::string_view act,
    MediationSession::State from, const std::string& text, const Change& change) const {
  GG_ASSIGN_OR_RETURN(MediationSession session,
                      MediationSessionTable().GetForUpdate(txn, name, etag));
  if (session.state() != from) return WrongState(name, StateText(session.state()), act);
  const auto taken =
      acts_.Take(txn, session.dispute(), "", act, text, [&](Dispute& dispute) -> absl::Status {
        GG_RETURN_IF_ERROR(change(dispute, session));
        GG_ASSIGN_OR_RETURN(session, MediationSessionTable().Update(txn, session));
        return absl::OkStatus();
      });
  if (!taken.ok()) return taken.status();
  return session;
}

absl::StatusOr<MediationSession> MediationSessionHandler::Get(
    Call& call, const v1::GetMediationSessionRequest& request) const {
  return MediationSessionTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListMediationSessionsResponse> MediationSessionHandler::List(
    Call& call, const v1::ListMediationSessionsRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Dispute dispute, DisputeTable().Get(call.txn, request.dispute()));
  v1::ListMediationSessionsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, MediationSessionTable(), request,
                              {.where = "t.dispute = $1", .args = {Blob{IdBytes(dispute.name())}}},
                              nullptr, &response));
  return response;
}

absl::StatusOr<MediationSession> MediationSessionHandler::GetRecord(
    Call& call, const v1::GetMediationRecordRequest& request) const {
  GG_ASSIGN_OR_RETURN(const MediationSession session,
                      MediationSessionTable().Get(call.txn, request.name()));
  GG_ASSIGN_OR_RETURN(const Dispute dispute, DisputeTable().Get(call.txn, session.dispute()));
  // What was said behind closed doors stays with those who mediate.
  if (session.closed() && !Mediates(dispute, call.txn.actor)) return NotItsMediator(session.name());
  NoteShown(call.txn, MediationSessionTable(), session);
  return session;
}

absl::StatusOr<MediationSession> MediationSessionHandler::Create(
    Call& call, const v1::CreateMediationSessionRequest& request) const {
  const Txn& txn = call.txn;
  MediationSession session = request.mediation_session();
  GG_ASSIGN_OR_RETURN(
      *session.mutable_name(),
      NameFor("mediationSessions", request.mediation_session_id(), "mediation_session_id"));
  const auto taken = acts_.Take(
      txn, session.dispute(), "", "schedule_session", "", [&](Dispute& dispute) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const auto earlier, SessionsOf(txn, dispute));
        for (const MediationSession& one : earlier) {
          if (one.state() == MediationSession::STATE_SCHEDULED) return Scheduled();
        }
        if (FromProto(session.start_time()) < FromProto(dispute.accept_time())) {
          return MakeInvalid(
              "mediation_session.start_time", "BEFORE_ACCEPTANCE",
              {.zh = "不能早于受理时间。", .en = "must not be before the dispute was accepted."});
        }
        session.set_number(static_cast<int>(earlier.size()) + 1);
        session.set_state(MediationSession::STATE_SCHEDULED);
        session.set_creator(txn.actor.name());
        GG_ASSIGN_OR_RETURN(const std::vector<int> parties, PartyNumbers(txn, dispute));
        AddPresences(parties, session);
        *dispute.mutable_next_session_time() = session.start_time();
        GG_ASSIGN_OR_RETURN(session, MediationSessionTable().Insert(txn, session));
        return absl::OkStatus();
      });
  if (!taken.ok()) return taken.status();
  return session;
}

absl::StatusOr<MediationSession> MediationSessionHandler::Notify(
    Call& call, const v1::NotifyPartyRequest& request) const {
  const Txn& txn = call.txn;
  return Act(txn, request.name(), "", "notify_party", MediationSession::STATE_SCHEDULED, "",
             [&](Dispute& dispute, MediationSession& session) -> absl::Status {
               GG_ASSIGN_OR_RETURN(const std::vector<int> parties, PartyNumbers(txn, dispute));
               AddPresences(parties, session);
               const bool known =
                   std::find(parties.begin(), parties.end(), request.party()) != parties.end();
               Presence* presence = FindPresence(session, request.party());
               if (!known || presence == nullptr) return NoSuchParty();
               *presence->mutable_notice_time() = ToProto(txn.now);
               presence->set_notice_means(request.means());
               return absl::OkStatus();
             });
}

absl::StatusOr<MediationSession> MediationSessionHandler::Hold(
    Call& call, const v1::HoldMediationSessionRequest& request) const {
  const Txn& txn = call.txn;
  return Act(txn, request.name(), request.etag(), "hold_session", MediationSession::STATE_SCHEDULED,
             "", [&](Dispute& dispute, MediationSession& session) -> absl::Status {
               if (txn.now < FromProto(session.start_time())) {
                 return MakeError(absl::StatusCode::kFailedPrecondition, "NOT_YET",
                                  {.zh = "还没有到调解时间；提前举行的，请先延期并重新安排。",
                                   .en = "It has not begun yet. Put it off and set it anew if it "
                                         "was held earlier."});
               }
               GG_RETURN_IF_ERROR(CheckMediators(txn, dispute));
               GG_RETURN_IF_ERROR(TakeAttendance(txn, dispute, request, session));
               *session.mutable_guests() = request.guests();
               session.set_record(request.record());
               session.set_recorded(true);
               session.set_state(MediationSession::STATE_HELD);
               *session.mutable_end_time() = ToProto(txn.now);
               dispute.set_session_count(dispute.session_count() + 1);
               dispute.clear_next_session_time();
               return absl::OkStatus();
             });
}

absl::StatusOr<MediationSession> MediationSessionHandler::Adjourn(
    Call& call, const v1::AdjournMediationSessionRequest& request) const {
  return Act(call.txn, request.name(), request.etag(), "adjourn_session",
             MediationSession::STATE_SCHEDULED, request.reason(),
             [&](Dispute& dispute, MediationSession& session) {
               session.set_state(MediationSession::STATE_ADJOURNED);
               session.set_adjourn_reason(request.reason());
               *session.mutable_end_time() = ToProto(call.txn.now);
               dispute.clear_next_session_time();
               return absl::OkStatus();
             });
}

absl::StatusOr<MediationSession> MediationSessionHandler::Sign(
    Call& call, const v1::SignMediationRecordRequest& request) const {
  const auto now = ToProto(call.txn.now);
  return Act(call.txn, request.name(), request.etag(), "sign_record", MediationSession::STATE_HELD,
             "", [&](Dispute&, MediationSession& session) -> absl::Status {
               const bool means = request.means() != MediationSession::SIGN_MEANS_UNSPECIFIED;
               if (means != (request.party() > 0) ||
                   !(means || request.mediator() || request.recorder())) {
                 return MakeInvalid("means", "REQUIRED",
                                    {.zh = "请指明谁签名；当事人还须填写签名方式。",
                                     .en = "say who has signed, and of a party how."});
               }
               if (means) {
                 Presence* presence = FindPresence(session, request.party());
                 if (presence == nullptr ||
                     presence->attendance() == MediationSession::ATTENDANCE_ABSENT) {
                   return NoSuchParty();
                 }
                 presence->set_sign_means(request.means());
                 *presence->mutable_sign_time() = now;
               }
               if (request.mediator()) *session.mutable_mediator_sign_time() = now;
               if (request.recorder()) *session.mutable_recorder_sign_time() = now;
               return absl::OkStatus();
             });
}

}  // namespace gridgov
