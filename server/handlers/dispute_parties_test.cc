// Parties: inside their dispute and nowhere else, each field for those who need it. And mediators
// without a conflict of interest.
#include "server/handlers/dispute_parties.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/dispute_party.pb.h"
#include "gridgov/v1/options.pb.h"
#include "server/handlers/id_number.h"
#include "tests/support/dispute_fixture.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using v1::Dispute;
using v1::DisputeMediator;
using v1::DisputeParty;

class DisputePartiesTest : public DisputeTest {
 protected:
  // What somebody sees of the first party.
  DisputeParty First(const Staff& who, const std::string& name) {
    const auto parties = Parties(who, name);
    EXPECT_THAT(parties, IsOk());
    return parties.ok() && !parties->empty() ? parties->front() : DisputeParty();
  }
  int IdNumbers() { return Count(PartyIdNumberTable()); }
};

TEST_F(DisputePartiesTest, EachFieldIsForThoseWhoNeedIt) {
  const std::string name = Registered().name();

  const DisputeParty own = First(mediator_, name);
  EXPECT_EQ(own.display_name(), "甄甲（示例）");
  EXPECT_EQ(own.phone(), "000-0000-0000");
  EXPECT_THAT(own.masked_fields(), IsEmpty());
  for (const Staff& who : {worker_, office_, centre_}) {
    const DisputeParty party = First(who, name);
    EXPECT_EQ(party.display_name(), "甄甲（示例）");
    EXPECT_EQ(party.phone(), "");
    EXPECT_THAT(party.masked_fields(), ElementsAre("phone"));
  }
  const DisputeParty audited = First(auditor_, name);
  EXPECT_EQ(audited.side(), DisputeParty::SIDE_FIRST);
  EXPECT_EQ(audited.display_name() + audited.phone() + audited.address(), "");
  EXPECT_THAT(audited.masked_fields(), UnorderedElementsAre("phone", "display_name", "address"));
  for (const Staff& who : {other_worker_, far_office_, second_mediator_, admin_, liaison_}) {
    EXPECT_THAT(Parties(who, name), IsDenied());
  }
}

TEST_F(DisputePartiesTest, APartyHasNoNameAndNoListButItsDisputes) {
  const std::string name = Registered().name();

  GG_ASSERT_OK_AND_ASSIGN(const std::vector<DisputeParty> parties, Parties(mediator_, name));
  ASSERT_EQ(parties.size(), 2);
  for (const DisputeParty& party : parties) EXPECT_EQ(party.name(), "");
  // No request asks for parties but by one dispute, and no filter or query takes them.
  for (const char* type : {"DisputeParty", "PartyIdNumber"}) {
    const auto* message = Dispute::descriptor()->file()->pool()->FindMessageTypeByName(
        std::string("gridgov.v1.") + type);
    for (int i = 0; i < message->field_count(); ++i) {
      const v1::Rule& rule = message->field(i)->options().GetExtension(v1::rule);
      EXPECT_FALSE(rule.filterable() || rule.searchable()) << message->field(i)->full_name();
    }
  }
  const auto* list = v1::ListDisputePartiesRequest::descriptor();
  EXPECT_TRUE(list->FindFieldByName("dispute")->options().GetExtension(v1::rule).required());
  EXPECT_EQ(list->FindFieldByName("filter"), nullptr);
  EXPECT_EQ(list->FindFieldByName("query"), nullptr);
  EXPECT_FALSE(DisputePartyTable().searchable());
  EXPECT_FALSE(DisputePartyTable().spec().watchable);
}

TEST_F(DisputePartiesTest, WhatIsPersonalIsSealedAndEachReadingIsOnTheChain) {
  const std::string name = Registered().name();
  int clear = 0;
  AsSystem([&](const Txn& txn) {
    return txn.db.Query(
        "SELECT count(*) FROM dispute_parties WHERE typeof(display_name) <> 'blob' OR "
        "typeof(phone) <> 'blob' OR typeof(address) <> 'blob' OR instr(display_name, '甄甲') > 0",
        {}, [&clear](const gridgov::Row& row) {
          clear = static_cast<int>(row.Int(0));
          return absl::OkStatus();
        });
  });
  EXPECT_EQ(clear, 0);

  ASSERT_THAT(Parties(office_, name), IsOk());

  // One row for each party, about its subject and without a value.
  ASSERT_EQ(draft_.changes.size(), 2u);
  for (const ResourceChange& shown : draft_.changes) {
    EXPECT_EQ(shown.resource, name);
    EXPECT_EQ(shown.subject.size(), 16u);
    for (const FieldChange& field : shown.fields) {
      EXPECT_TRUE(field.personal);
      EXPECT_NE(field.field, "phone");
    }
  }
}

TEST_F(DisputePartiesTest, WhatDoesNotFitTogetherIsRefused) {
  const std::string name = Registered().name();
  DisputeParty firm = Party(DisputeParty::SIDE_SECOND, "示例物业（示例）");
  firm.set_credit_code("91350100M000100Y43");
  EXPECT_THAT(AddParty(office_, name, firm),
              HasViolation("party.credit_code", "NOT_AN_ORGANISATION"));
  firm.set_kind(DisputeParty::KIND_ORGANISATION);
  EXPECT_THAT(AddParty(office_, name, firm), IsOk());
  firm.set_credit_code("91350100M000100Y44");
  EXPECT_THAT(AddParty(office_, name, firm), HasViolation("party.credit_code", "BAD_CREDIT_CODE"));
  DisputeParty party = Party(DisputeParty::SIDE_FIRST, "甄丙（示例）");
  party.set_agent_display_name("甄代理（示例）");
  EXPECT_THAT(AddParty(office_, name, party), HasViolation("party.agent_authority", "REQUIRED"));
  party.set_agent_authority(DisputeParty::AUTHORITY_SPECIAL);
  EXPECT_THAT(AddParty(office_, name, party), IsOk());
}

TEST_F(DisputePartiesTest, APhoneThatTheWriterDoesNotSeeStaysWhenTheRestIsCorrected) {
  const std::string name = Registered().name();
  v1::UpdateDisputePartyRequest request;
  request.set_dispute(name);
  request.set_number(1);
  *request.mutable_party() = Party(DisputeParty::SIDE_FIRST, "甄丁（示例）");
  request.mutable_party()->clear_phone();

  ASSERT_THAT(Run(office_, parties_, &DisputePartyHandler::Update, request), IsOk());

  const DisputeParty party = First(mediator_, name);
  EXPECT_EQ(party.display_name(), "甄丁（示例）");
  EXPECT_EQ(party.phone(), "000-0000-0000");
  EXPECT_EQ(party.number(), 1);
}

TEST_F(DisputePartiesTest, WhoIsTakenOutIsErasedAndTheNumberIsNotGivenAgain) {
  const std::string name = Registered().name();
  ASSERT_THAT(AddParty(office_, name, Party(DisputeParty::SIDE_SECOND, "误登（示例）")), IsOk());

  ASSERT_THAT(RemoveParty(office_, name, 3), IsOk());
  ASSERT_THAT(AddParty(office_, name, Party(DisputeParty::SIDE_SECOND, "贾丙（示例）")), IsOk());

  const std::vector<DisputeParty> rows = PartyRows(name);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_TRUE(rows[2].removed());
  EXPECT_EQ(rows[2].display_name() + rows[2].phone() + rows[2].address(), "");
  EXPECT_EQ(rows[3].number(), 4);
  EXPECT_EQ(Row(name).party_count(), 3);
  EXPECT_THAT(RemoveParty(office_, name, 3), HasViolation("number", "NO_SUCH_PARTY"));
}

TEST_F(DisputePartiesTest, AfterAcceptanceBothSidesStay) {
  const std::string name = In(Dispute::STATE_ACCEPTED).name();

  EXPECT_THAT(RemoveParty(mediator_, name, 2), HasReason("ONE_SIDE"));
  EXPECT_EQ(Row(name).party_count(), 2);
}

TEST_F(DisputePartiesTest, PartiesAreFixedOnceMediationHasEnded) {
  const std::string name = In(Dispute::STATE_AGREED).name();

  EXPECT_THAT(AddParty(mediator_, name, Party(DisputeParty::SIDE_FIRST, "甄戊（示例）")),
              HasReason("WRONG_STATE"));
}

TEST_F(DisputePartiesTest, AnIdNumberIsForTheAgreementsPapersAlone) {
  const std::string name = In(Dispute::STATE_ACCEPTED).name();
  EXPECT_THAT(SetIdNumber(mediator_, name, 1), HasReason("WRONG_STATE"));
  for (const int number : {1, 2}) ASSERT_THAT(Acknowledge(mediator_, name, number), IsOk());
  Must(mediator_, "begin", name);
  EXPECT_THAT(SetIdNumber(mediator_, name, 1, "990703198001010017"),
              HasViolation("id_number.id_number", "BAD_ID_NUMBER"));
  EXPECT_THAT(SetIdNumber(office_, name, 1), IsDenied());

  ASSERT_THAT(SetIdNumber(mediator_, name, 1), IsOk());

  // The journal says that it is kept, and whatever says more is sealed under its own key.
  for (const ResourceChange& change : draft_.changes) {
    for (const FieldChange& field : change.fields) {
      if (!field.personal) {
        EXPECT_THAT(field.after, Not(testing::HasSubstr(kSampleIdNumber)));
      }
    }
  }
  EXPECT_TRUE(First(office_, name).id_number_kept());
  v1::GetPartyIdNumberRequest request;
  request.set_dispute(name);
  request.set_number(1);
  const auto shown = Run(mediator_, parties_, &DisputePartyHandler::GetIdNumber, request);
  ASSERT_THAT(shown, IsOk());
  EXPECT_EQ(shown->id_number(), kSampleIdNumber);
  EXPECT_EQ(shown->name(), "");
  ASSERT_EQ(draft_.changes.size(), 1u);
  EXPECT_EQ(draft_.changes[0].fields[0].field, "id_number");
  for (const Staff& who : {office_, centre_, worker_, auditor_, second_mediator_}) {
    EXPECT_THAT(Run(who, parties_, &DisputePartyHandler::GetIdNumber, request), IsDenied());
  }
}

TEST_F(DisputePartiesTest, IdNumbersAreErasedThreeYearsAfterTheDisputeEnded) {
  const std::string name = In(Dispute::STATE_MEDIATING).name();
  ASSERT_THAT(SetIdNumber(mediator_, name, 1), IsOk());
  Must(mediator_, "fail", name);
  const auto erase = [&](absl::CivilDay day) {
    now_ = absl::FromCivil(day, absl::FixedTimeZone(8 * 3600)) + absl::Hours(12);
    AsSystem([](const Txn& txn) { return EraseIdNumbers(txn, 10).status(); });
  };

  erase(absl::CivilDay(2029, 11, 23));
  EXPECT_EQ(IdNumbers(), 1);
  erase(absl::CivilDay(2029, 11, 25));

  EXPECT_EQ(IdNumbers(), 0);
  EXPECT_FALSE(PartyRows(name)[0].id_number_kept());
  EXPECT_EQ(PartyRows(name)[0].display_name(), "甄甲（示例）") << "the file itself is kept";
  int subjects = 0;
  AsSystem([&](const Txn& txn) {
    return txn.db.Query("SELECT count(*) FROM erasures", {}, [&subjects](const gridgov::Row& row) {
      subjects = static_cast<int>(row.Int(0));
      return absl::OkStatus();
    });
  });
  EXPECT_EQ(subjects, 1) << "its key goes too";
}

TEST_F(DisputePartiesTest, AnIdNumberHasADateThatExistsAndItsCheckDigit) {
  EXPECT_TRUE(IsIdNumber(kSampleIdNumber, "2026-11-24"));
  EXPECT_TRUE(IsIdNumber("990703198102020022", "2026-11-24"));
  EXPECT_FALSE(IsIdNumber("990703198102020021", "2026-11-24")) << "check digit";
  EXPECT_FALSE(IsIdNumber("990703198102300028", "2026-11-24")) << "no such day";
  EXPECT_FALSE(IsIdNumber("99070319800101001", "2026-11-24")) << "too short";
  EXPECT_FALSE(IsIdNumber("99070319800101001x", "2026-11-24")) << "small letter";
  EXPECT_FALSE(IsIdNumber(kSampleIdNumber, "1979-12-31")) << "not born yet";
}

TEST_F(DisputePartiesTest, AMediatorBelongsToTheCommittee) {
  const std::string name = Registered().name();
  const Staff stranger = AddStaff("stranger", v1::ROLE_MEDIATOR, community_);

  EXPECT_THAT(Assign(office_, name, stranger.name),
              HasViolation("mediator.account", "NOT_OF_THE_COMMITTEE"));
  EXPECT_THAT(Assign(office_, name, mediator_.name),
              HasViolation("mediator.account", "ALREADY_ASSIGNED"));
  EXPECT_THAT(Assign(office_, name, second_mediator_.name, "甄调解（示例）"),
              HasViolation("mediator", "ACCOUNT_OR_NAME"));
  EXPECT_THAT(Assign(office_, name, ""), HasViolation("mediator", "ACCOUNT_OR_NAME"));
  EXPECT_THAT(Assign(office_, name, "", "甄调解（示例）"), IsOk());
  EXPECT_EQ(Row(name).mediator_count(), 2);
  EXPECT_THAT(Row(name).mediators(), ElementsAre(mediator_.name));
}

TEST_F(DisputePartiesTest, WhoDeclaresAConflictIsBlockedAndSeesTheDisputeNoMore) {
  const std::string name = Registered().name();
  const std::string first = Mediators(name).front().name();
  EXPECT_THAT(Declare(office_, first, DisputeMediator::CONFLICT_INTEREST),
              HasReason("OWN_DECLARATION"));

  ASSERT_THAT(Declare(mediator_, first, DisputeMediator::CONFLICT_INTEREST), IsOk());

  EXPECT_THAT(Get(mediator_, name), IsDenied());
  EXPECT_THAT(Row(name).mediators(), IsEmpty());
  EXPECT_THAT(Assign(office_, name, mediator_.name), HasReason("CONFLICT_OF_INTEREST"));
  const auto next = Assign(office_, name, second_mediator_.name);
  ASSERT_THAT(next, IsOk());
  EXPECT_THAT(Do(second_mediator_, "accept", name), IsOk());
  for (const int number : {1, 2}) ASSERT_THAT(Acknowledge(second_mediator_, name, number), IsOk());
  EXPECT_THAT(Do(second_mediator_, "begin", name), HasReason("NOT_DECLARED"));
  ASSERT_THAT(Declare(second_mediator_, next->name()), IsOk());
  EXPECT_THAT(Do(second_mediator_, "begin", name), IsOk());
}

TEST_F(DisputePartiesTest, AReplacedMediatorIsOutAndTheNextDeclaresAnew) {
  const std::string name = In(Dispute::STATE_MEDIATING).name();
  const std::string first = Mediators(name).front().name();

  ASSERT_THAT(Replace(office_, first, second_mediator_.name), IsOk());

  EXPECT_EQ(Mediators(name).front().state(), DisputeMediator::STATE_REPLACED);
  EXPECT_THAT(Get(mediator_, name), IsDenied());
  EXPECT_THAT(Row(name).mediators(), ElementsAre(second_mediator_.name));
  EXPECT_THAT(Do(second_mediator_, "settle", name), HasReason("NOT_DECLARED"));
  EXPECT_THAT(Replace(office_, first, second_mediator_.name), HasReason("MEDIATOR_HAS_LEFT"));
}

TEST_F(DisputePartiesTest, TheRightsAreThoseOfTheLaw) {
  const auto rights =
      Run(mediator_, parties_, &DisputePartyHandler::GetRights, v1::GetPartyRightsRequest());

  ASSERT_THAT(rights, IsOk());
  ASSERT_EQ(rights->rights_size(), 5);
  for (const v1::LocalizedText& right : rights->rights()) {
    EXPECT_FALSE(right.zh().empty() || right.en().empty());
  }
  EXPECT_THAT(rights->source().zh(), testing::HasSubstr("第二十三条"));
}

}  // namespace
}  // namespace gridgov
