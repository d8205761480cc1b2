#include "tests/support/mediation_scene.h"

#include "absl/strings/str_cat.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/dispute_party.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;
using v1::DisputeParty;
using v1::MediationSession;

constexpr char kMediator[] = "mediator1";

void AcknowledgeRights(TestServer& server, const Dispute& dispute) {
  for (const int party : {1, 2}) {
    v1::AcknowledgePartyRightsRequest rights;
    rights.set_dispute(dispute.name());
    rights.set_number(party);
    rights.set_means(DisputeParty::MEANS_READ_OUT);
    Must<Dispute>(server, kMediator, rights);
  }
}

void HoldSession(TestServer& server, const Dispute& dispute) {
  v1::CreateMediationSessionRequest create;
  auto& session = *create.mutable_mediation_session();
  session.set_dispute(dispute.name());
  *session.mutable_start_time() = ToProto(server.Now() + absl::Seconds(1));
  session.set_place("社区调解室");
  v1::HoldMediationSessionRequest hold;
  hold.set_name(Must<MediationSession>(server, kMediator, create).name());
  hold.set_record("双方各自陈述。（示例）");
  for (const int party : {1, 2}) {
    v1::NotifyPartyRequest notify;
    notify.set_name(hold.name());
    notify.set_party(party);
    notify.set_means(MediationSession::NOTICE_MEANS_PHONE);
    Must<MediationSession>(server, kMediator, notify);
    auto& one = *hold.add_parties();
    one.set_party(party);
    one.set_attendance(MediationSession::ATTENDANCE_SELF);
  }
  server.Advance(absl::Seconds(2));
  Must<MediationSession>(server, kMediator, hold);
}

}  // namespace

void ImportDayClasses(TestServer& server, const std::vector<std::pair<std::string, int>>& classes) {
  v1::ImportDeadlineClassesRequest request;
  for (const auto& [code, days] : classes) {
    auto& one = *request.add_deadline_classes();
    one.set_code(code);
    one.mutable_title()->set_zh("示例时限");
    one.mutable_title()->set_en("sample");
    one.set_unit(v1::DeadlineClass::UNIT_CALENDAR_DAYS);
    one.set_amount(days);
    one.set_source("示例");
  }
  Must<v1::ImportDeadlineClassesResponse>(server, "sysadmin", request);
}

std::string MakeUnit(TestServer& server, const std::string& code, v1::Unit::Kind kind) {
  v1::CreateUnitRequest request;
  request.mutable_unit()->set_code(code);
  request.mutable_unit()->set_title(absl::StrCat("示例单位 ", code));
  request.mutable_unit()->set_kind(kind);
  request.mutable_unit()->set_area(kStreet);
  return Must<v1::Unit>(server, "sysadmin", request).name();
}

std::string MakeCommittee(TestServer& server, const std::vector<std::string>& mediators) {
  const std::string committee = MakeUnit(server, "TW", v1::Unit::KIND_MEDIATION_COMMITTEE);
  for (const std::string& user : mediators) {
    server.MakeUser(user);
    server.Grant(user, v1::ROLE_MEDIATOR, kStreet);
    v1::AddUnitMemberRequest member;
    member.mutable_unit_member()->set_unit(committee);
    member.mutable_unit_member()->set_account(absl::StrCat("accounts/", user));
    member.mutable_unit_member()->set_start_date("2026-01-01");
    Must<v1::UnitMember>(server, "sysadmin", member);
  }
  return committee;
}

v1::CreateDisputeRequest NewDispute(const std::string& committee, const std::string& grid) {
  v1::CreateDisputeRequest request;
  Dispute& dispute = *request.mutable_dispute();
  dispute.set_dispute_class(Dispute::CLASS_NEIGHBOURS);
  dispute.set_source(Dispute::SOURCE_REQUEST);
  dispute.set_summary("楼上漏水，双方对赔偿有争议");
  dispute.set_grid(grid);
  dispute.set_committee(committee);
  for (const auto& [side, name] : {std::pair{DisputeParty::SIDE_FIRST, "甄有水（示例）"},
                                   {DisputeParty::SIDE_SECOND, "贾如墙（示例）"}}) {
    DisputeParty& party = *request.add_parties();
    party.set_kind(DisputeParty::KIND_PERSON);
    party.set_side(side);
    party.set_display_name(name);
    party.set_phone("000-0000-0000");
  }
  return request;
}

Dispute Registered(TestServer& server, const std::string& user,
                   const v1::CreateDisputeRequest& request) {
  const auto made = Must<Dispute>(server, user, request);
  v1::AssignMediatorRequest assign;
  assign.set_dispute(made.name());
  assign.mutable_mediator()->set_account(absl::StrCat("accounts/", kMediator));
  assign.mutable_mediator()->set_choice(v1::DisputeMediator::CHOICE_PARTIES);
  v1::DeclareConflictRequest declare;
  declare.set_name(Must<v1::DisputeMediator>(server, user, assign).name());
  declare.set_conflict(v1::DisputeMediator::CONFLICT_NONE);
  Must<v1::DisputeMediator>(server, kMediator, declare);
  return made;
}

void AcceptDispute(TestServer& server, const Dispute& dispute) {
  v1::AcceptDisputeRequest accept;
  accept.set_name(dispute.name());
  accept.set_pending_before(Dispute::PENDING_BEFORE_NOBODY);
  Must<Dispute>(server, kMediator, accept);
}

Dispute Settle(TestServer& server, const Dispute& dispute) {
  AcknowledgeRights(server, dispute);
  v1::BeginMediationRequest begin;
  begin.set_name(dispute.name());
  Must<Dispute>(server, kMediator, begin);
  HoldSession(server, dispute);
  v1::SettleDisputeRequest settle;
  settle.set_name(dispute.name());
  return Must<Dispute>(server, kMediator, settle);
}

v1::CreateAgreementRequest NewAgreement(const Dispute& dispute,
                                        const std::vector<std::string>& days) {
  v1::CreateAgreementRequest request;
  v1::Agreement& agreement = *request.mutable_agreement();
  agreement.set_dispute(dispute.name());
  agreement.set_form(v1::Agreement::FORM_WRITTEN);
  agreement.set_amount_fen(300000 * std::ssize(days));
  for (const std::string& day : days) {
    auto& part = *agreement.add_instalments();
    part.set_due_date(day);
    part.set_amount_fen(300000);
    part.set_task("甲方向乙方支付");
  }
  v1::AgreementContents& contents = *request.mutable_contents();
  contents.set_facts("甲方卫生间漏水，乙方墙面受损。");
  contents.set_points("赔偿的数额。");
  contents.set_responsibilities("甲方赔偿。");
  contents.set_terms("甲方赔偿乙方，分期付清。");
  contents.set_manner("银行转账");
  contents.set_place("示例社区");
  contents.set_time_limit("分期");
  return request;
}

}  // namespace gridgov
