#include "server/handlers/dispute_parties.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/dispute.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/credit_code.h"
#include "server/handlers/errors.h"
#include "server/handlers/id_number.h"
#include "server/handlers/personal_data.h"
#include "server/store/fields.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;
using v1::DisputeParty;
using v1::PartyIdNumber;

// Of one dispute: a session has room for as many.
constexpr int kMostParties = 20;
// ID numbers are for the agreement's papers, which may be needed until claims are barred.
constexpr int kIdNumberYears = 3;

absl::Status NoSuchParty(int number) {
  return MakeInvalid("number", "NO_SUCH_PARTY",
                     {.zh = absl::StrCat("没有第", number, "号当事人，请核对。"),
                      .en = absl::StrCat("there is no party ", number, ". Look at the list.")});
}

absl::StatusOr<DisputeParty> PartyOf(const Txn& txn, const Dispute& dispute, int number) {
  GG_ASSIGN_OR_RETURN(std::vector<DisputeParty> found,
                      DisputePartyTable().Select(
                          txn, {.where = "t.dispute = $1 AND t.number = $2 AND t.removed = 0",
                                .args = {Blob{IdBytes(dispute.name())}, int64_t{number}}}));
  if (found.empty()) return NoSuchParty(number);
  return std::move(found.front());
}

absl::StatusOr<std::vector<PartyIdNumber>> IdNumbersOf(const Txn& txn, const Dispute& dispute,
                                                       int number) {
  return PartyIdNumberTable().Select(txn,
                                     {.where = "t.dispute = $1 AND t.party = $2",
                                      .args = {Blob{IdBytes(dispute.name())}, int64_t{number}}});
}

// How many numbers were given, those of parties that were taken out too.
absl::StatusOr<int> LastNumber(const Txn& txn, const Dispute& dispute) {
  int64_t last = 0;
  GG_RETURN_IF_ERROR(txn.db.Query("SELECT max(number) FROM dispute_parties WHERE dispute = $1",
                                  {Blob{IdBytes(dispute.name())}}, [&last](const Row& row) {
                                    last = row.IsNull(0) ? 0 : row.Int(0);
                                    return absl::OkStatus();
                                  }));
  return static_cast<int>(last);
}

// The row goes, and the key that sealed it.
absl::Status DropIdNumber(const Txn& txn, const std::string& dispute, const std::string& uid) {
  GG_RETURN_IF_ERROR(
      txn.db.Execute("DELETE FROM party_id_numbers WHERE uid = $1", {Blob{uid}}).status());
  GG_RETURN_IF_ERROR(EraseSubject(txn, uid));
  // That it was erased stays on the chain; what was erased does not.
  txn.draft.changes.push_back(
      {.resource = dispute, .fields = {{"id_number_erased", "", "true", false}}});
  return absl::OkStatus();
}

// Hides one field of what is kept.
void Hide(const char* field, DisputeParty* party) {
  if (StringField(*party, field).empty()) return;
  SetStringField(party, field, "");
  party->add_masked_fields(field);
}

bool Reaches(const Call& call, const char* permission, const Dispute& dispute) {
  const Scope& reach = call.principal.ScopeFor(permission);
  return !reach.empty() && DisputeTable().Covers(call.txn, reach, dispute).has_value();
}

}  // namespace

absl::Status CheckParty(const DisputeParty& party, const std::string& field) {
  GG_RETURN_IF_ERROR(CheckCreditCode(absl::StrCat(field, ".credit_code"), party.credit_code()));
  if (!party.credit_code().empty() && party.kind() == DisputeParty::KIND_PERSON) {
    return MakeInvalid(absl::StrCat(field, ".credit_code"), "NOT_AN_ORGANISATION",
                       {.zh = "自然人没有统一社会信用代码。", .en = "is for organisations."});
  }
  const bool agent = !party.agent_display_name().empty();
  const bool authority = party.agent_authority() != DisputeParty::AUTHORITY_UNSPECIFIED;
  if (agent == authority) return absl::OkStatus();
  return MakeInvalid(absl::StrCat(field, agent ? ".agent_authority" : ".agent_display_name"),
                     "REQUIRED",
                     {.zh = "代理人和代理权限须同时填写。",
                      .en = "an agent and what the agent may do are given together."});
}

absl::Status InsertParty(const Txn& txn, const Dispute& dispute, DisputeParty party, int number) {
  party.clear_name();
  party.set_dispute(dispute.name());
  party.set_number(number);
  return DisputePartyTable().Insert(txn, std::move(party)).status();
}

absl::StatusOr<std::vector<DisputeParty>> PartiesOf(const Txn& txn, const Dispute& dispute) {
  return DisputePartyTable().Select(
      txn, {.where = "t.dispute = $1 AND t.removed = 0", .args = {Blob{IdBytes(dispute.name())}}});
}

absl::StatusOr<std::string> IdNumberOf(const Call& call, const Dispute& dispute, int number) {
  GG_ASSIGN_OR_RETURN(const std::vector<PartyIdNumber> found,
                      IdNumbersOf(call.txn, dispute, number));
  if (found.empty()) return "";
  call.txn.draft.changes.push_back({.resource = dispute.name(),
                                    .subject = IdBytes(found.front().name()),
                                    .fields = {{"id_number", "", "", true}}});
  return found.front().id_number();
}

void ShowParty(const Call& call, const Dispute& dispute, DisputeParty* party) {
  const bool mediates =
      Mediates(dispute, call.txn.actor) && Reaches(call, "disputes.partyContacts", dispute);
  if (!mediates) Hide("phone", party);
  if (!mediates && !Reaches(call, "disputes.partyNames", dispute)) {
    for (const char* field : {"display_name", "address", "agent_display_name"}) Hide(field, party);
  }
  ResourceChange shown{.resource = dispute.name(), .subject = IdBytes(party->name())};
  for (const char* field : {"display_name", "phone", "address", "agent_display_name"}) {
    if (!StringField(*party, field).empty()) shown.fields.push_back({field, "", "", true});
  }
  if (!shown.fields.empty()) call.txn.draft.changes.push_back(std::move(shown));
  party->clear_name();
}

absl::StatusOr<v1::ListDisputePartiesResponse> DisputePartyHandler::List(
    Call& call, const v1::ListDisputePartiesRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Dispute dispute, DisputeTable().Get(call.txn, request.dispute()));
  v1::ListDisputePartiesResponse response;
  const auto show = [&](google::protobuf::Message* row) {
    ShowParty(call, dispute, static_cast<DisputeParty*>(row));
    return absl::OkStatus();
  };
  GG_RETURN_IF_ERROR(FillPage(call.txn, DisputePartyTable(), request,
                              {.where = "t.dispute = $1", .args = {Blob{IdBytes(dispute.name())}}},
                              show, &response));
  return response;
}

absl::StatusOr<Dispute> DisputePartyHandler::Add(Call& call,
                                                 const v1::AddDisputePartyRequest& request) const {
  const Txn& txn = call.txn;
  return acts_.Take(
      txn, request.dispute(), "", "change_parties", "", [&](Dispute& dispute) -> absl::Status {
        GG_RETURN_IF_ERROR(CheckParty(request.party(), "party"));
        if (dispute.party_count() >= kMostParties) {
          return MakeError(
              absl::StatusCode::kFailedPrecondition, "TOO_MANY_PARTIES",
              {.zh = absl::StrCat("一件纠纷最多登记", kMostParties, "名当事人。"),
               .en = absl::StrCat("A dispute has at most ", kMostParties, " parties.")});
        }
        GG_ASSIGN_OR_RETURN(const int last, LastNumber(txn, dispute));
        dispute.set_party_count(dispute.party_count() + 1);
        return InsertParty(txn, dispute, request.party(), last + 1);
      });
}

absl::StatusOr<Dispute> DisputePartyHandler::Update(
    Call& call, const v1::UpdateDisputePartyRequest& request) const {
  const Txn& txn = call.txn;
  return acts_.Take(
      txn, request.dispute(), request.etag(), "change_parties", "",
      [&](Dispute& dispute) -> absl::Status {
        GG_RETURN_IF_ERROR(CheckParty(request.party(), "party"));
        GG_ASSIGN_OR_RETURN(const DisputeParty before, PartyOf(txn, dispute, request.number()));
        DisputeParty party = request.party();
        party.set_name(before.name());
        party.set_dispute(before.dispute());
        party.set_number(before.number());
        if (party.phone().empty()) party.set_phone(before.phone());
        if (before.has_rights_time()) {
          *party.mutable_rights_time() = before.rights_time();
        }
        party.set_rights_means(before.rights_means());
        party.set_id_number_kept(before.id_number_kept());
        GG_RETURN_IF_ERROR(DisputePartyTable().Update(txn, party).status());
        return dispute.state() == Dispute::STATE_REGISTERED ? absl::OkStatus()
                                                            : CheckSides(txn, dispute);
      });
}

absl::StatusOr<Dispute> DisputePartyHandler::Remove(
    Call& call, const v1::RemoveDisputePartyRequest& request) const {
  const Txn& txn = call.txn;
  return acts_.Take(
      txn, request.dispute(), "", "change_parties", "", [&](Dispute& dispute) -> absl::Status {
        GG_ASSIGN_OR_RETURN(DisputeParty party, PartyOf(txn, dispute, request.number()));
        GG_ASSIGN_OR_RETURN(const auto kept, IdNumbersOf(txn, dispute, party.number()));
        for (const PartyIdNumber& one : kept) {
          GG_RETURN_IF_ERROR(DropIdNumber(txn, dispute.name(), IdBytes(one.name())));
        }
        party.set_id_number_kept(false);
        party.set_removed(true);
        party.clear_credit_code();
        GG_RETURN_IF_ERROR(ForgetPerson(txn, DisputePartyTable(), &party));
        dispute.set_party_count(dispute.party_count() - 1);
        return dispute.state() == Dispute::STATE_REGISTERED ? absl::OkStatus()
                                                            : CheckSides(txn, dispute);
      });
}

absl::StatusOr<PartyIdNumber> DisputePartyHandler::GetIdNumber(
    Call& call, const v1::GetPartyIdNumberRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Dispute dispute, DisputeTable().Get(call.txn, request.dispute()));
  if (!Mediates(dispute, call.txn.actor)) return NotItsMediator(dispute.name());
  GG_ASSIGN_OR_RETURN(std::vector<PartyIdNumber> found,
                      IdNumbersOf(call.txn, dispute, request.number()));
  if (found.empty()) {
    return MakeError(absl::StatusCode::kNotFound, "NO_ID_NUMBER",
                     {.zh = "没有登记身份证号码，或已依规删除。",
                      .en = "No ID number is on file, or it was erased as the rules ask."});
  }
  call.txn.draft.changes.push_back({.resource = dispute.name(),
                                    .subject = IdBytes(found.front().name()),
                                    .fields = {{"id_number", "", "", true}}});
  found.front().clear_name();
  return std::move(found.front());
}

absl::StatusOr<Dispute> DisputePartyHandler::SetIdNumber(
    Call& call, const v1::SetPartyIdNumberRequest& request) const {
  const Txn& txn = call.txn;
  return acts_.Take(
      txn, request.dispute(), "", "set_id_number", "", [&](Dispute& dispute) -> absl::Status {
        GG_ASSIGN_OR_RETURN(DisputeParty party, PartyOf(txn, dispute, request.number()));
        const std::string& given = request.id_number().id_number();
        if (party.kind() != DisputeParty::KIND_PERSON || !IsIdNumber(given, DayText(txn.now))) {
          return MakeInvalid("id_number.id_number", "BAD_ID_NUMBER",
                             {.zh = "不是自然人的有效身份证号码，请核对。",
                              .en = "is no valid ID number of a person. Check it."});
        }
        GG_ASSIGN_OR_RETURN(std::vector<PartyIdNumber> kept,
                            IdNumbersOf(txn, dispute, party.number()));
        PartyIdNumber row = kept.empty() ? PartyIdNumber() : std::move(kept.front());
        row.set_dispute(dispute.name());
        row.set_party(party.number());
        row.set_id_number(given);
        GG_RETURN_IF_ERROR(row.name().empty()
                               ? PartyIdNumberTable().Insert(txn, std::move(row)).status()
                               : PartyIdNumberTable().Update(txn, std::move(row)).status());
        party.set_id_number_kept(true);
        return DisputePartyTable().Update(txn, std::move(party)).status();
      });
}

absl::StatusOr<Dispute> DisputePartyHandler::AcknowledgeRights(
    Call& call, const v1::AcknowledgePartyRightsRequest& request) const {
  const Txn& txn = call.txn;
  return acts_.Take(
      txn, request.dispute(), "", "acknowledge_rights", "", [&](Dispute& dispute) -> absl::Status {
        GG_ASSIGN_OR_RETURN(DisputeParty party, PartyOf(txn, dispute, request.number()));
        *party.mutable_rights_time() = ToProto(txn.now);
        party.set_rights_means(request.means());
        return DisputePartyTable().Update(txn, std::move(party)).status();
      });
}

absl::StatusOr<int> EraseIdNumbers(const Txn& txn, int limit) {
  const absl::CivilSecond now = absl::ToCivilSecond(txn.now, absl::UTCTimeZone());
  const absl::Time before =
      absl::FromCivil(absl::CivilSecond(now.year() - kIdNumberYears, now.month(), now.day(),
                                        now.hour(), now.minute(), now.second()),
                      absl::UTCTimeZone());
  std::vector<std::pair<std::string, std::string>> due;  // The row, its dispute.
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT n.uid, d.uid FROM party_id_numbers n JOIN disputes d ON d.uid = n.dispute WHERE "
      "d.close_time < $1 LIMIT $2",
      {TimeText(before), int64_t{limit}}, [&due](const Row& row) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const Uuid dispute, Uuid::FromBytes(row.Bytes(1)));
        due.emplace_back(std::string(row.Bytes(0)), MakeName("disputes", dispute.ToString()));
        return absl::OkStatus();
      }));
  for (const auto& [uid, dispute] : due) {
    GG_RETURN_IF_ERROR(txn.db
                           .Execute("UPDATE dispute_parties SET id_number_kept = 0 WHERE dispute = "
                                    "(SELECT dispute FROM party_id_numbers WHERE uid = $1) AND "
                                    "number = (SELECT party FROM party_id_numbers WHERE uid = $1)",
                                    {Blob{uid}})
                           .status());
    GG_RETURN_IF_ERROR(DropIdNumber(txn, dispute, uid));
  }
  return static_cast<int>(due.size());
}

}  // namespace gridgov
