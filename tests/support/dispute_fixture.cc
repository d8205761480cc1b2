#include "tests/support/dispute_fixture.h"

#include <functional>
#include <map>
#include <utility>

#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/dispute_party.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/store/fields.h"

namespace gridgov {
namespace {

using State = v1::Dispute::State;

// A request on one dispute, with what most of them have in common.
template <class Request>
Request On(const std::string& name, const DisputeInput& input) {
  Request request;
  request.set_name(name);
  request.set_etag(input.etag);
  for (const char* field : {"reason", "comment"}) {
    const auto* text = Request::descriptor()->FindFieldByName(field);
    if (text != nullptr && text->cpp_type() == text->CPPTYPE_STRING) {
      SetStringField(&request, field, input.text);
    }
  }
  return request;
}

template <class Request>
Request Advised(Request request, const DisputeInput& input, bool needed) {
  for (const auto advice : input.advice) request.add_advice(advice);
  if (needed && input.advice.empty()) request.add_advice(v1::Dispute::ADVICE_SUE);
  return request;
}

}  // namespace

DisputeTest::DisputeTest() {
  AddDeadlineClass(kMediationClass, v1::DeadlineClass::UNIT_CALENDAR_DAYS, 30);
  committee_ = AddUnitOf(v1::Unit::KIND_MEDIATION_COMMITTEE, "TW");
  police_ = AddUnitOf(v1::Unit::KIND_POLICE_STATION, "PCS");
  mediator_ = AddMediator("mediator");
  second_mediator_ = AddMediator("mediator-2");
  liaison_ = AddStaff("liaison", v1::ROLE_LIAISON, "divisions/510703003");
  far_liaison_ = AddStaff("far-liaison", v1::ROLE_LIAISON, far_community_);
}

std::string DisputeTest::AddUnitOf(v1::Unit::Kind kind, const std::string& code) {
  const std::string name = AddUnit(code);
  AsSystem([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(v1::Unit unit, UnitTable().Get(txn, name));
    unit.set_kind(kind);
    return UnitTable().Update(txn, std::move(unit)).status();
  });
  return name;
}

Staff DisputeTest::AddMediator(const std::string& username) {
  Staff staff = AddStaff(username, v1::ROLE_MEDIATOR, community_);
  AsSystem([&](const Txn& txn) -> absl::Status {
    v1::UnitMember member;
    member.set_unit(committee_);
    member.set_account(staff.name);
    member.set_start_date("2026-01-01");
    GG_RETURN_IF_ERROR(UnitMemberTable().Insert(txn, std::move(member)).status());
    for (v1::RoleAssignment role : staff.principal.roles()) {
      role.set_start_date("2026-01-01");
      GG_RETURN_IF_ERROR(RoleAssignmentTable().Insert(txn, std::move(role)).status());
    }
    return absl::OkStatus();
  });
  return staff;
}

v1::DisputeParty DisputeTest::Party(v1::DisputeParty::Side side, const std::string& display_name) {
  v1::DisputeParty party;
  party.set_kind(v1::DisputeParty::KIND_PERSON);
  party.set_side(side);
  party.set_display_name(display_name);
  party.set_phone("000-0000-0000");
  party.set_address("样例小区1栋（示例）");
  return party;
}

absl::StatusOr<v1::Dispute> DisputeTest::Create(const Staff& who, v1::Dispute dispute,
                                                std::vector<v1::DisputeParty> parties) {
  v1::CreateDisputeRequest request;
  if (dispute.grid().empty() && dispute.issue().empty()) dispute.set_grid(grid_);
  if (dispute.summary().empty()) dispute.set_summary("楼上漏水，双方对赔偿有争议");
  if (dispute.dispute_class() == v1::Dispute::CLASS_UNSPECIFIED) {
    dispute.set_dispute_class(v1::Dispute::CLASS_NEIGHBOURS);
  }
  if (dispute.source() == v1::Dispute::SOURCE_UNSPECIFIED) {
    dispute.set_source(v1::Dispute::SOURCE_REQUEST);
  }
  if (dispute.committee().empty()) dispute.set_committee(committee_);
  *request.mutable_dispute() = std::move(dispute);
  for (v1::DisputeParty& party : parties) *request.add_parties() = std::move(party);
  return Run(who, disputes_, &DisputeHandler::Create, request);
}

v1::Dispute DisputeTest::Registered() {
  const auto dispute = Create(worker_);
  EXPECT_THAT(dispute, IsOk());
  const auto mediator = Assign(office_, dispute->name(), mediator_.name);
  EXPECT_THAT(mediator, IsOk());
  EXPECT_THAT(Declare(mediator_, mediator->name()), IsOk());
  return Row(dispute->name());
}

v1::Dispute DisputeTest::In(State state, bool with_session) {
  const std::string name = Registered().name();
  if (state == v1::Dispute::STATE_REGISTERED) return Row(name);
  const std::map<State, const char*> first = {{v1::Dispute::STATE_DECLINED, "decline"},
                                              {v1::Dispute::STATE_REFERRED, "refer"}};
  if (const auto at = first.find(state); at != first.end())
    return Must(mediator_, at->second, name);
  Must(mediator_, "accept", name);
  if (state == v1::Dispute::STATE_ACCEPTED) return Row(name);
  for (const int number : {1, 2}) EXPECT_THAT(Acknowledge(mediator_, name, number), IsOk());
  Must(mediator_, "begin", name);
  if (with_session) HoldOne(name);
  if (state == v1::Dispute::STATE_MEDIATING) return Row(name);
  if (state == v1::Dispute::STATE_FAILED) return Must(mediator_, "fail", name);
  if (state == v1::Dispute::STATE_STOPPED) return Must(mediator_, "stop", name);
  Must(mediator_, "settle", name);
  if (state == v1::Dispute::STATE_AGREED) return Row(name);
  Follow("perform", name);
  if (state == v1::Dispute::STATE_PERFORMING) return Row(name);
  if (state == v1::Dispute::STATE_BREACHED) return Follow("breach", name);
  Follow("performed", name);
  return state == v1::Dispute::STATE_PERFORMED ? Row(name) : Must(mediator_, "close", name);
}

v1::Dispute DisputeTest::Must(const Staff& who, absl::string_view act, const std::string& name,
                              const DisputeInput& input) {
  const auto dispute = Do(who, act, name, input);
  EXPECT_THAT(dispute, IsOk()) << act;
  return Row(name);
}

v1::Dispute DisputeTest::Follow(absl::string_view act, const std::string& name) {
  AsSystem([&](const Txn& txn) { return dispute_acts_.Follow(txn, name, act, "").status(); });
  return Row(name);
}

absl::StatusOr<v1::Dispute> DisputeTest::Do(const Staff& who, absl::string_view act,
                                            const std::string& name, const DisputeInput& input) {
  using H = DisputeHandler;
  const auto run = [&](auto method, auto request) { return Run(who, disputes_, method, request); };
  const std::map<absl::string_view, std::function<absl::StatusOr<v1::Dispute>()>> acts = {
      {"assess_risk",
       [&] {
         auto request = On<v1::AssessDisputeRiskRequest>(name, input);
         request.set_escalation_risk(input.risk);
         return run(&H::AssessRisk, request);
       }},
      {"report_police",
       [&] {
         auto request = On<v1::ReportDisputeToPoliceRequest>(name, input);
         request.set_police_station(input.unit.empty() ? police_ : input.unit);
         return run(&H::ReportToPolice, request);
       }},
      {"accept",
       [&] {
         auto request = On<v1::AcceptDisputeRequest>(name, input);
         request.set_pending_before(input.pending_before);
         return run(&H::Accept, request);
       }},
      {"decline",
       [&] {
         auto request = On<v1::DeclineDisputeRequest>(name, input);
         request.set_decline_reason(input.decline_reason);
         return run(&H::Decline, request);
       }},
      {"refer",
       [&] {
         auto request = On<v1::ReferDisputeRequest>(name, input);
         request.set_unit(input.unit.empty() ? unit_ : input.unit);
         return run(&H::Refer, request);
       }},
      {"begin", [&] { return run(&H::Begin, On<v1::BeginMediationRequest>(name, input)); }},
      {"extend",
       [&] {
         auto request = On<v1::ExtendMediationRequest>(name, input);
         request.set_days(input.days);
         for (const int party : input.consenting) request.add_consenting_parties(party);
         return run(&H::Extend, request);
       }},
      {"settle", [&] { return run(&H::Settle, On<v1::SettleDisputeRequest>(name, input)); }},
      {"fail",
       [&] {
         return run(&H::Fail, Advised(On<v1::FailMediationRequest>(name, input), input, true));
       }},
      {"stop",
       [&] {
         auto request = On<v1::StopMediationRequest>(name, input);
         request.set_side(input.side);
         return run(&H::Stop, request);
       }},
      {"close",
       [&] {
         const bool breached = Row(name).state() == v1::Dispute::STATE_BREACHED;
         return run(&H::Close, Advised(On<v1::CloseDisputeRequest>(name, input), input, breached));
       }},
      {"update", [&] {
         v1::UpdateDisputeRequest request;
         request.mutable_dispute()->set_name(name);
         request.mutable_dispute()->set_etag(input.etag);
         request.mutable_dispute()->set_amount_fen(input.days * 100);
         return run(&H::Update, request);
       }}};
  return acts.at(act)();
}

absl::StatusOr<v1::Dispute> DisputeTest::Get(const Staff& who, const std::string& name) {
  v1::GetDisputeRequest request;
  request.set_name(name);
  return Run(who, disputes_, &DisputeHandler::Get, request);
}

std::vector<std::string> DisputeTest::Allowed(const Staff& who, const std::string& name) {
  const auto dispute = Get(who, name);
  if (!dispute.ok()) return {};
  return {dispute->allowed_actions().begin(), dispute->allowed_actions().end()};
}

std::vector<v1::DisputeStep> DisputeTest::Steps(const std::string& name) {
  std::vector<v1::DisputeStep> steps;
  AsSystem([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(steps, DisputeStepTable().Select(txn, {.where = "t.dispute = $1",
                                                               .args = {Blob{IdBytes(name)}}}));
    return absl::OkStatus();
  });
  return steps;
}

absl::StatusOr<std::vector<v1::DisputeParty>> DisputeTest::Parties(const Staff& who,
                                                                   const std::string& name) {
  v1::ListDisputePartiesRequest request;
  request.set_dispute(name);
  GG_ASSIGN_OR_RETURN(const auto response, Run(who, parties_, &DisputePartyHandler::List, request));
  return std::vector<v1::DisputeParty>(response.dispute_parties().begin(),
                                       response.dispute_parties().end());
}

std::vector<v1::DisputeParty> DisputeTest::PartyRows(const std::string& name) {
  std::vector<v1::DisputeParty> rows;
  AsSystem([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(rows, DisputePartyTable().Select(
                                  txn, {.where = "t.dispute = $1", .args = {Blob{IdBytes(name)}}}));
    return absl::OkStatus();
  });
  return rows;
}

absl::StatusOr<v1::Dispute> DisputeTest::AddParty(const Staff& who, const std::string& name,
                                                  const v1::DisputeParty& party) {
  v1::AddDisputePartyRequest request;
  request.set_dispute(name);
  *request.mutable_party() = party;
  return Run(who, parties_, &DisputePartyHandler::Add, request);
}

absl::StatusOr<v1::Dispute> DisputeTest::RemoveParty(const Staff& who, const std::string& name,
                                                     int number) {
  v1::RemoveDisputePartyRequest request;
  request.set_dispute(name);
  request.set_number(number);
  return Run(who, parties_, &DisputePartyHandler::Remove, request);
}

absl::StatusOr<v1::Dispute> DisputeTest::Acknowledge(const Staff& who, const std::string& name,
                                                     int number) {
  v1::AcknowledgePartyRightsRequest request;
  request.set_dispute(name);
  request.set_number(number);
  request.set_means(v1::DisputeParty::MEANS_READ_OUT);
  return Run(who, parties_, &DisputePartyHandler::AcknowledgeRights, request);
}

absl::StatusOr<v1::Dispute> DisputeTest::SetIdNumber(const Staff& who, const std::string& name,
                                                     int number, const std::string& id_number) {
  v1::SetPartyIdNumberRequest request;
  request.set_dispute(name);
  request.set_number(number);
  request.mutable_id_number()->set_id_number(id_number);
  return Run(who, parties_, &DisputePartyHandler::SetIdNumber, request);
}

absl::StatusOr<v1::DisputeMediator> DisputeTest::Assign(const Staff& who, const std::string& name,
                                                        const std::string& account,
                                                        const std::string& display_name) {
  v1::AssignMediatorRequest request;
  request.set_dispute(name);
  request.mutable_mediator()->set_account(account);
  request.mutable_mediator()->set_display_name(display_name);
  request.mutable_mediator()->set_choice(v1::DisputeMediator::CHOICE_COMMITTEE);
  return Run(who, mediators_, &DisputeMediatorHandler::Assign, request);
}

absl::StatusOr<v1::DisputeMediator> DisputeTest::Declare(const Staff& who,
                                                         const std::string& mediator,
                                                         v1::DisputeMediator::Conflict conflict) {
  v1::DeclareConflictRequest request;
  request.set_name(mediator);
  request.set_conflict(conflict);
  return Run(who, mediators_, &DisputeMediatorHandler::Declare, request);
}

absl::StatusOr<v1::DisputeMediator> DisputeTest::Replace(const Staff& who,
                                                         const std::string& mediator,
                                                         const std::string& account) {
  v1::ReplaceMediatorRequest request;
  request.set_name(mediator);
  request.mutable_mediator()->set_account(account);
  request.mutable_mediator()->set_choice(v1::DisputeMediator::CHOICE_PARTIES);
  request.set_reason("当事人要求更换（示例）");
  return Run(who, mediators_, &DisputeMediatorHandler::Replace, request);
}

absl::StatusOr<v1::MediationSession> DisputeTest::Schedule(const Staff& who,
                                                           const std::string& dispute,
                                                           bool closed) {
  v1::CreateMediationSessionRequest request;
  auto& session = *request.mutable_mediation_session();
  session.set_dispute(dispute);
  *session.mutable_start_time() = ToProto(now_ + absl::Hours(2));
  session.set_place("社区调解室");
  session.set_closed(closed);
  return Run(who, sessions_, &MediationSessionHandler::Create, request);
}

absl::StatusOr<v1::MediationSession> DisputeTest::Notify(const Staff& who,
                                                         const std::string& session, int party) {
  v1::NotifyPartyRequest request;
  request.set_name(session);
  request.set_party(party);
  request.set_means(v1::MediationSession::NOTICE_MEANS_PHONE);
  return Run(who, sessions_, &MediationSessionHandler::Notify, request);
}

std::string DisputeTest::HoldOne(const std::string& dispute, bool closed) {
  const Staff& who = Row(dispute).mediators(0) == mediator_.name ? mediator_ : second_mediator_;
  const auto set = Schedule(who, dispute, closed);
  EXPECT_THAT(set, IsOk());
  v1::HoldMediationSessionRequest request;
  request.set_name(set->name());
  request.set_record("双方各自陈述，调解员说明法律规定。（示例）");
  for (const int party : {1, 2}) {
    EXPECT_THAT(Notify(who, set->name(), party), IsOk());
    auto& one = *request.add_parties();
    one.set_party(party);
    one.set_attendance(v1::MediationSession::ATTENDANCE_SELF);
  }
  now_ = FromProto(set->start_time());
  EXPECT_THAT(Run(who, sessions_, &MediationSessionHandler::Hold, request), IsOk());
  return set->name();
}

std::vector<v1::DisputeMediator> DisputeTest::Mediators(const std::string& name) {
  std::vector<v1::DisputeMediator> rows;
  AsSystem([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(rows, DisputeMediatorTable().Select(
                                  txn, {.where = "t.dispute = $1", .args = {Blob{IdBytes(name)}}}));
    return absl::OkStatus();
  });
  return rows;
}

}  // namespace gridgov
