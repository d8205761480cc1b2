"""Disputes from registration to a kept agreement, in the shares of classes that a city reports."""
import collections
import datetime

from google.protobuf import timestamp_pb2
from gridgov.v1 import account_pb2 as accounts
from gridgov.v1 import agreement_pb2 as agreements
from gridgov.v1 import dispute_mediator_pb2 as mediators
from gridgov.v1 import dispute_party_pb2 as party_calls
from gridgov.v1 import dispute_pb2 as disputes
from gridgov.v1 import mediation_session_pb2 as sessions
from people import STREET

Dispute = disputes.Dispute
Party = disputes.DisputeParty
Agreement = agreements.Agreement
Session = sessions.MediationSession
# 869 a month in a prefecture of 167 subdistricts and towns: about five a month in one.
A_MONTH = 5.2
SHARES = {Dispute.CLASS_NEIGHBOURS: 32, Dispute.CLASS_FAMILY: 18, Dispute.CLASS_DAMAGES: 9,
          Dispute.CLASS_HOUSING: 8, Dispute.CLASS_MEDICAL: 6, Dispute.CLASS_CONTRACT: 5,
          Dispute.CLASS_PROPERTY_SERVICE: 8, Dispute.CLASS_LABOUR: 6, Dispute.CLASS_OTHER: 8}


class Disputes:
    def __init__(self, subdistrict, random):
        self.sub = subdistrict
        self.random = random
        self.made = collections.Counter()
        self.queue = collections.defaultdict(list)

    def prepare(self):
        for number in (1, 2, 3):
            self.sub.staff(f"mediator{number}", accounts.ROLE_MEDIATOR, area=STREET)
            self.sub.join(f"mediator{number}", self.sub.units["TJ"])

    def play(self, day):
        if self.random.random() < A_MONTH / 30:
            self.register(day)
        for step in self.queue.pop(day, []):
            step(day)

    def later(self, day, days, step):
        self.queue[day + datetime.timedelta(days=days)].append(step)

    def register(self, day):
        grid, community, _ = self.random.choice(self.sub.grids)
        office = self.sub.person(f"office{community[-3:]}")
        dispute = office.call("CreateDispute", disputes.CreateDisputeRequest(
            dispute=Dispute(
                dispute_class=self.random.choices(list(SHARES), list(SHARES.values()))[0],
                source=self.random.choice([Dispute.SOURCE_OWN, Dispute.SOURCE_REQUEST]),
                summary="双方对赔偿有争议（示例）", grid=grid, committee=self.sub.units["TJ"],
                amount_fen=self.random.randrange(1, 100) * 10000),
            parties=[Party(kind=Party.KIND_PERSON, side=side, display_name="某某（示例）",
                           phone="000-0000-0000")
                     for side in (Party.SIDE_FIRST, Party.SIDE_SECOND)]))
        self.made["registered"] += 1
        mediator = f"mediator{self.random.randrange(1, 4)}"
        assigned = office.call("AssignMediator", mediators.AssignMediatorRequest(
            dispute=dispute.name, mediator=mediators.DisputeMediator(
                account=self.sub.person(mediator).name,
                choice=mediators.DisputeMediator.CHOICE_COMMITTEE)))
        person = self.sub.person(mediator)
        person.call("DeclareConflict", mediators.DeclareConflictRequest(
            name=assigned.name, conflict=mediators.DisputeMediator.CONFLICT_NONE))
        if self.random.random() < 0.05:
            person.call("DeclineDispute", disputes.DeclineDisputeRequest(
                name=dispute.name, decline_reason=Dispute.DECLINE_REASON_NOT_CIVIL))
            self.made["declined"] += 1
            return
        person.call("AcceptDispute", disputes.AcceptDisputeRequest(
            name=dispute.name, pending_before=Dispute.PENDING_BEFORE_NOBODY))
        self.made["accepted"] += 1
        for number in (1, 2):
            person.call("AcknowledgePartyRights", party_calls.AcknowledgePartyRightsRequest(
                dispute=dispute.name, number=number, means=Party.MEANS_READ_OUT))
        person.call("BeginMediation", disputes.BeginMediationRequest(name=dispute.name))
        self.later(day, self.random.randrange(2, 12),
                   lambda d: self.mediate(d, dispute.name, person))

    def mediate(self, day, name, person):
        session = person.call("CreateMediationSession", sessions.CreateMediationSessionRequest(
            mediation_session=Session(
                dispute=name, place="社区调解室",
                start_time=timestamp_pb2.Timestamp(seconds=int(self.sub.server.now())))))
        for number in (1, 2):
            person.call("NotifyParty", sessions.NotifyPartyRequest(
                name=session.name, party=number, means=Session.NOTICE_MEANS_PHONE))
        person.call("HoldMediationSession", sessions.HoldMediationSessionRequest(
            name=session.name, record="双方陈述意见（示例）。",
            parties=[Session.PartyPresence(party=number, attendance=Session.ATTENDANCE_SELF)
                     for number in (1, 2)]))
        self.made["sessions"] += 1
        if self.random.random() < 0.15:
            person.call("FailMediation", disputes.FailMediationRequest(
                name=name, advice=[Dispute.ADVICE_SUE]))
            self.made["failed"] += 1
            return
        person.call("SettleDispute", disputes.SettleDisputeRequest(name=name))
        self.made["agreed"] += 1
        self.agree(day, name, person)

    def agree(self, day, name, person):
        months = self.random.randrange(1, 4)
        agreement = person.call("CreateAgreement", agreements.CreateAgreementRequest(
            agreement=Agreement(
                dispute=name, form=Agreement.FORM_WRITTEN, amount_fen=months * 10000,
                instalments=[Agreement.Instalment(
                    due_date=(day + datetime.timedelta(days=30 * part)).isoformat(),
                    amount_fen=10000, task="乙方向甲方支付") for part in range(1, months + 1)]),
            contents=agreements.AgreementContents(
                facts="双方有争议（示例）", points="赔偿", responsibilities="乙方赔偿",
                terms="分期支付", manner="转账", place="社区调解室", time_limit="三个月内")))
        for number in (1, 2):
            person.call("SignAgreement", agreements.SignAgreementRequest(
                name=agreement.name, party=number))
        person.call("CountersignAgreement",
                    agreements.CountersignAgreementRequest(name=agreement.name))
        person.call("SealAgreement", agreements.SealAgreementRequest(name=agreement.name))
        self.made["agreements"] += 1
        for part in range(1, months + 1):
            self.later(day, 30 * part + 2, lambda d, p=part: self.check(agreement.name, p, person))
        self.later(day, 30 * months + 3, lambda d: self.close(name, person))

    def check(self, agreement, part, person):
        person.call("CheckPerformance", agreements.CheckPerformanceRequest(
            name=agreement, instalment=part, performance=Agreement.PERFORMANCE_KEPT))
        self.made["kept"] += 1

    def close(self, name, person):
        person.call("CloseDispute", disputes.CloseDisputeRequest(name=name))
        self.made["closed"] += 1
