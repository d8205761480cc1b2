#include "server/handlers/dispute_papers.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/dispute_acts.h"
#include "server/handlers/dispute_parties.h"
#include "server/handlers/dispute_words.h"
#include "server/handlers/personal_data.h"
#include "server/papers/paper_pdf.h"
#include "server/papers/paper_text.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;
using v1::DisputeParty;
using v1::MediationSession;

std::string InChina(const google::protobuf::Timestamp& time, const char* format) {
  if (time.seconds() == 0) return "";
  return absl::FormatTime(format, FromProto(time), absl::FixedTimeZone(8 * 60 * 60));
}

std::string NumberOrNothing(int number) { return number == 0 ? "" : absl::StrCat(number); }

// How the dispute was decided on, as the form has it.
std::string Decision(const Dispute& dispute) {
  switch (dispute.state()) {
    case Dispute::STATE_REGISTERED:
      return "";
    case Dispute::STATE_DECLINED:
      return "不予受理";
    case Dispute::STATE_REFERRED:
      return "移送有关单位处理";
    default:
      return "予以受理";
  }
}

// What mediation has come to, for the record.
std::string Result(const Dispute& dispute) {
  switch (dispute.state()) {
    case Dispute::STATE_FAILED:
      return "调解不成，已告知当事人其他解决途径。";
    case Dispute::STATE_STOPPED:
      return "当事人要求终止调解。";
    case Dispute::STATE_ACCEPTED:
    case Dispute::STATE_MEDIATING:
      return "继续调解。";
    default:
      return "调解成功，达成协议。";
  }
}

PaperValues::Texts OfTheDispute(const Dispute& dispute, const std::string& committee) {
  const Text name = ClassText(dispute.dispute_class());
  return {{"dispute_number", dispute.number()},
          {"committee", committee},
          {"class", name.zh},
          {"title", absl::StrCat(name.zh, "纠纷")}};
}

// What a session says of one party.
void AddPresence(const MediationSession& session, int party, PaperValues::Texts& texts) {
  for (const auto& one : session.parties()) {
    if (one.party() != party) continue;
    texts["present"] = AttendanceWord(one.attendance());
    if (one.has_sign_time()) {
      texts["signed"] = absl::StrCat(SignWord(one.sign_means()), "，", PaperDate(one.sign_time()));
    }
  }
}

std::string Guests(const MediationSession& session) {
  return absl::StrJoin(session.guests(), "、", [](std::string* out, const auto& guests) {
    absl::StrAppend(out, GuestWord(guests.kind()), guests.count(), "人");
  });
}

std::string SignedOn(bool has, const google::protobuf::Timestamp& time) {
  return has ? absl::StrCat("签名，", PaperDate(time)) : "";
}

}  // namespace

std::string PaperDate(const google::protobuf::Timestamp& time) {
  return InChina(time, "%Y年%m月%d日");
}

std::string PaperAmount(int64_t fen) {
  return fen == 0 ? "" : absl::StrFormat("%d.%02d元", fen / 100, fen % 100);
}

absl::StatusOr<std::string> CommitteeTitle(const Txn& txn, const Dispute& dispute) {
  if (dispute.committee().empty()) return "";
  GG_ASSIGN_OR_RETURN(const v1::Unit unit, UnitTable().Get(txn.System(), dispute.committee()));
  return unit.title();
}

absl::StatusOr<std::vector<std::string>> MediatorNames(const Call& call, const Dispute& dispute) {
  const Txn system = call.txn.System();
  GG_ASSIGN_OR_RETURN(
      const std::vector<v1::DisputeMediator> all,
      DisputeMediatorTable().Select(system, {.where = "t.dispute = $1 AND t.state IN ('ASSIGNED', "
                                                      "'CLEARED')",
                                             .args = {Blob{IdBytes(dispute.name())}}}));
  std::vector<std::string> names;
  for (const v1::DisputeMediator& one : all) {
    if (one.account().empty()) {
      NoteShown(call.txn, DisputeMediatorTable(), one);
      names.push_back(one.display_name());
      continue;
    }
    GG_ASSIGN_OR_RETURN(const v1::Account account, AccountTable().Get(system, one.account()));
    names.push_back(account.display_name());
  }
  return names;
}

absl::StatusOr<std::vector<PaperValues::Texts>> PaperParties(const Call& call,
                                                             const Dispute& dispute) {
  if (!Mediates(dispute, call.txn.actor)) return NotItsMediator(dispute.name());
  GG_ASSIGN_OR_RETURN(std::vector<DisputeParty> parties, PartiesOf(call.txn, dispute));
  std::vector<PaperValues::Texts> rows;
  for (DisputeParty& party : parties) {
    const bool person = party.kind() == DisputeParty::KIND_PERSON;
    std::string id_number = party.credit_code();
    if (person) {
      GG_ASSIGN_OR_RETURN(id_number, IdNumberOf(call, dispute, party.number()));
    }
    const int number = party.number();
    ShowParty(call, dispute, &party);
    rows.push_back({{"number", absl::StrCat(number)},
                    {"n", absl::StrCat(rows.size() + 1)},
                    {"role", SideWord(party.side())},
                    {"name", party.display_name()},
                    {"id_label", person ? "身份证号码" : "统一社会信用代码"},
                    {"id_number", id_number},
                    {"phone", party.phone()},
                    {"address", party.address()},
                    {"agent", party.agent_display_name()},
                    {"authority", AuthorityWord(party.agent_authority())},
                    {"present", ""},
                    {"signed", ""}});
  }
  return rows;
}

absl::StatusOr<v1::Paper> RenderPaper(absl::string_view form, const PaperValues& values,
                                      v1::Paper::Form as, absl::Time made,
                                      const std::string& name) {
  GG_ASSIGN_OR_RETURN(const Paper filled, FillPaper(form, values));
  v1::Paper paper;
  if (as == v1::Paper::FORM_PDF) {
    GG_ASSIGN_OR_RETURN(*paper.mutable_content(), PaperAsPdf(filled, made));
    paper.set_media_type("application/pdf");
    paper.set_file_name(absl::StrCat(name, ".pdf"));
    return paper;
  }
  paper.set_content(PaperAsText(filled));
  paper.set_media_type("text/plain");
  paper.set_file_name(absl::StrCat(name, ".txt"));
  return paper;
}

absl::StatusOr<v1::Paper> PaperHandler::GetRegistrationForm(
    Call& call, const v1::GetRegistrationFormRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Dispute dispute, DisputeTable().Get(call.txn, request.dispute()));
  PaperValues values;
  GG_ASSIGN_OR_RETURN(values.lists["parties"], PaperParties(call, dispute));
  GG_ASSIGN_OR_RETURN(const std::string committee, CommitteeTitle(call.txn, dispute));
  values.texts = OfTheDispute(dispute, committee);
  values.texts.insert({{"create_date", PaperDate(dispute.create_time())},
                       {"accept_date", PaperDate(dispute.accept_time())},
                       {"source", SourceText(dispute.source()).zh},
                       {"people", NumberOrNothing(dispute.people_count())},
                       {"amount", PaperAmount(dispute.amount_fen())},
                       {"due_date", PaperDate(dispute.due_time())},
                       {"place", dispute.address()},
                       {"summary", dispute.summary()},
                       {"decision", Decision(dispute)}});
  return RenderPaper("registration", values, request.form(), FromProto(dispute.update_time()),
                     absl::StrCat(dispute.number(), "-registration"));
}

absl::StatusOr<v1::Paper> PaperHandler::GetRecord(Call& call,
                                                  const v1::GetRecordPaperRequest& request) const {
  GG_ASSIGN_OR_RETURN(const MediationSession session,
                      MediationSessionTable().Get(call.txn, request.mediation_session()));
  GG_ASSIGN_OR_RETURN(const Dispute dispute, DisputeTable().Get(call.txn, session.dispute()));
  PaperValues values;
  GG_ASSIGN_OR_RETURN(values.lists["parties"], PaperParties(call, dispute));
  if (!session.recorded()) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "NO_RECORD",
        {.zh = "本次调解还没有记录。", .en = "There is no record of this session yet."},
        {{"resource", session.name()}});
  }
  for (PaperValues::Texts& party : values.lists["parties"]) {
    int number = 0;
    if (absl::SimpleAtoi(party["number"], &number)) AddPresence(session, number, party);
  }
  GG_ASSIGN_OR_RETURN(const std::string committee, CommitteeTitle(call.txn, dispute));
  GG_ASSIGN_OR_RETURN(const std::vector<std::string> mediators, MediatorNames(call, dispute));
  NoteShown(call.txn, MediationSessionTable(), session);
  values.texts = OfTheDispute(dispute, committee);
  values.texts.insert({{"time", InChina(session.start_time(), "%Y年%m月%d日 %H:%M")},
                       {"place", session.place()},
                       {"open", session.closed() ? "不公开" : "公开"},
                       {"session", absl::StrCat(session.number())},
                       {"mediators", absl::StrJoin(mediators, "、")},
                       {"attendees", Guests(session)},
                       {"record", session.record()},
                       {"result", Result(dispute)},
                       {"mediator_signed",
                        SignedOn(session.has_mediator_sign_time(), session.mediator_sign_time())},
                       {"recorder_signed",
                        SignedOn(session.has_recorder_sign_time(), session.recorder_sign_time())}});
  return RenderPaper("mediation_record", values, request.form(), FromProto(session.update_time()),
                     absl::StrCat(dispute.number(), "-record-", session.number()));
}

}  // namespace gridgov
