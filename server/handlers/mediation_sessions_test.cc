// Sessions of mediation: told before, held with a record, signed; the record for those who need it.
#include "server/handlers/mediation_sessions.h"

#include <map>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "tests/support/dispute_fixture.h"

namespace gridgov {
namespace {

using testing::HasSubstr;
using testing::Not;
using v1::Dispute;
using v1::MediationSession;

constexpr char kRecord[] = "调解员：今天就漏水一事调解。甲方同意修好防水层。（示例）";

class MediationSessionsTest : public DisputeTest {
 protected:
  static v1::HoldMediationSessionRequest Held(const std::string& session) {
    v1::HoldMediationSessionRequest request;
    request.set_name(session);
    request.set_record(kRecord);
    for (const int party : {1, 2}) {
      auto& one = *request.add_parties();
      one.set_party(party);
      one.set_attendance(MediationSession::ATTENDANCE_SELF);
    }
    return request;
  }
  absl::StatusOr<MediationSession> Hold(const v1::HoldMediationSessionRequest& request) {
    return Run(mediator_, sessions_, &MediationSessionHandler::Hold, request);
  }
  absl::StatusOr<MediationSession> Record(const Staff& who, const std::string& name) {
    v1::GetMediationRecordRequest request;
    request.set_name(name);
    return Run(who, sessions_, &MediationSessionHandler::GetRecord, request);
  }
  absl::StatusOr<MediationSession> GetSession(const Staff& who, const std::string& name) {
    v1::GetMediationSessionRequest request;
    request.set_name(name);
    return Run(who, sessions_, &MediationSessionHandler::Get, request);
  }
  absl::StatusOr<MediationSession> Sign(const std::string& name, int party,
                                        MediationSession::SignMeans means, bool mediator = false) {
    v1::SignMediationRecordRequest request;
    request.set_name(name);
    request.set_party(party);
    request.set_means(means);
    request.set_mediator(mediator);
    return Run(mediator_, sessions_, &MediationSessionHandler::Sign, request);
  }
};

TEST_F(MediationSessionsTest, ASessionIsSetToldHeldAndSigned) {
  const std::string dispute = In(Dispute::STATE_MEDIATING).name();
  const int before = Row(dispute).session_count();
  const auto set = Schedule(mediator_, dispute);
  ASSERT_THAT(set, IsOk());
  EXPECT_EQ(set->number(), before + 1);
  EXPECT_EQ(FromProto(Row(dispute).next_session_time()), FromProto(set->start_time()));
  EXPECT_THAT(Hold(Held(set->name())), HasReason("NOT_YET"));
  now_ = FromProto(set->start_time()) + absl::Hours(1);
  EXPECT_THAT(Hold(Held(set->name())), HasReason("PARTY_NOT_NOTIFIED"));
  for (const int party : {1, 2}) ASSERT_THAT(Notify(mediator_, set->name(), party), IsOk());

  const auto held = Hold(Held(set->name()));

  ASSERT_THAT(held, IsOk());
  EXPECT_EQ(held->state(), MediationSession::STATE_HELD);
  EXPECT_EQ(held->record(), "") << "given by the method that is about it alone";
  EXPECT_TRUE(held->recorded());
  EXPECT_EQ(Row(dispute).session_count(), before + 1);
  EXPECT_FALSE(Row(dispute).has_next_session_time());
  ASSERT_THAT(Sign(set->name(), 1, MediationSession::SIGN_MEANS_FINGER_MARK), IsOk());
  const auto signed_by_all = Sign(set->name(), 2, MediationSession::SIGN_MEANS_SIGNED, true);
  ASSERT_THAT(signed_by_all, IsOk());
  EXPECT_EQ(signed_by_all->parties(0).sign_means(), MediationSession::SIGN_MEANS_FINGER_MARK);
  EXPECT_TRUE(signed_by_all->has_mediator_sign_time());
  EXPECT_THAT(Sign(set->name(), 0, MediationSession::SIGN_MEANS_UNSPECIFIED),
              HasViolation("means", "REQUIRED"));
  EXPECT_THAT(Sign(set->name(), 3, MediationSession::SIGN_MEANS_SIGNED),
              HasViolation("party", "NO_SUCH_PARTY"));
}

TEST_F(MediationSessionsTest, OneIsSetAtATimeAndTheNextAfterItWasPutOff) {
  const std::string dispute = In(Dispute::STATE_ACCEPTED).name();
  const auto set = Schedule(mediator_, dispute);
  ASSERT_THAT(set, IsOk());
  EXPECT_THAT(Schedule(mediator_, dispute), HasReason("SESSION_SCHEDULED"));

  v1::AdjournMediationSessionRequest request;
  request.set_name(set->name());
  request.set_reason("一方未到场（示例）");
  ASSERT_THAT(Run(mediator_, sessions_, &MediationSessionHandler::Adjourn, request), IsOk());

  EXPECT_FALSE(Row(dispute).has_next_session_time());
  EXPECT_EQ(Row(dispute).session_count(), 0);
  EXPECT_THAT(Schedule(mediator_, dispute), IsOk());
  EXPECT_THAT(Run(mediator_, sessions_, &MediationSessionHandler::Adjourn, request),
              HasReason("WRONG_STATE"));
}

TEST_F(MediationSessionsTest, NoneIsHeldBeforeMediationHasBegun) {
  const std::string dispute = In(Dispute::STATE_ACCEPTED).name();
  const auto set = Schedule(mediator_, dispute);
  ASSERT_THAT(set, IsOk());
  for (const int party : {1, 2}) ASSERT_THAT(Notify(mediator_, set->name(), party), IsOk());
  now_ = FromProto(set->start_time());

  // The rights of the parties come first.
  EXPECT_THAT(Hold(Held(set->name())), HasReason("WRONG_STATE"));
}

TEST_F(MediationSessionsTest, NothingIsSettledWithoutASession) {
  const std::string dispute = In(Dispute::STATE_MEDIATING, /*with_session=*/false).name();

  EXPECT_THAT(Do(mediator_, "settle", dispute), HasReason("NO_SESSION"));
  EXPECT_THAT(Allowed(mediator_, dispute), Not(testing::Contains("settle")));
  HoldOne(dispute);
  EXPECT_THAT(Do(mediator_, "settle", dispute), IsOk());
}

TEST_F(MediationSessionsTest, HowEachPartyCameIsSaidOfEachOnceAndFitsWhatIsKnown) {
  const std::string dispute = In(Dispute::STATE_MEDIATING).name();
  const auto set = Schedule(mediator_, dispute);
  ASSERT_THAT(set, IsOk());
  for (const int party : {1, 2}) ASSERT_THAT(Notify(mediator_, set->name(), party), IsOk());
  now_ = FromProto(set->start_time());
  auto request = Held(set->name());

  request.mutable_parties()->RemoveLast();
  EXPECT_THAT(Hold(request), HasViolation("parties", "PARTY_MISSING"));
  *request.add_parties() = request.parties(0);
  EXPECT_THAT(Hold(request), HasViolation("parties[1]", "NO_SUCH_PARTY"));
  request.mutable_parties(1)->set_party(2);
  request.mutable_parties(1)->set_attendance(MediationSession::ATTENDANCE_AGENT);
  EXPECT_THAT(Hold(request), HasViolation("parties[1].attendance", "NO_AGENT"));
  for (auto& one : *request.mutable_parties()) {
    one.set_attendance(MediationSession::ATTENDANCE_ABSENT);
  }
  EXPECT_THAT(Hold(request), HasViolation("parties", "NOBODY_CAME"));
  request.mutable_parties(0)->set_attendance(MediationSession::ATTENDANCE_SELF);
  EXPECT_THAT(Hold(request), IsOk());
}

TEST_F(MediationSessionsTest, TheRecordIsSealedAndForThoseWhoNeedIt) {
  const std::string dispute = In(Dispute::STATE_MEDIATING).name();
  const std::string open = HoldOne(dispute, /*closed=*/false);
  const std::string closed = HoldOne(dispute, /*closed=*/true);
  std::string stored;
  AsSystem([&](const Txn& txn) {
    return txn.db.Query("SELECT group_concat(hex(record)) FROM mediation_sessions", {},
                        [&stored](const gridgov::Row& row) {
                          stored = std::string(row.Bytes(0));
                          return absl::OkStatus();
                        });
  });
  EXPECT_THAT(stored, Not(HasSubstr("E8B083E8A7A3")));  // 调解 in clear.

  for (const Staff& who : {office_, centre_, mediator_, auditor_}) {
    const auto seen = GetSession(who, open);
    ASSERT_THAT(seen, IsOk());
    EXPECT_EQ(seen->record(), "");
  }
  for (const Staff& who : {office_, centre_, mediator_}) {
    const auto seen = Record(who, open);
    ASSERT_THAT(seen, IsOk());
    EXPECT_THAT(seen->record(), HasSubstr("示例"));
    ASSERT_EQ(draft_.changes.size(), 1u) << "each reading is on the chain";
  }
  EXPECT_THAT(Record(mediator_, closed), IsOk());
  for (const Staff& who : {office_, centre_}) {
    EXPECT_THAT(Record(who, closed), HasReason("NOT_ITS_MEDIATOR"));
  }
  for (const Staff& who : {worker_, auditor_, liaison_, second_mediator_, far_office_}) {
    EXPECT_THAT(Record(who, open), IsDenied());
  }
}

TEST_F(MediationSessionsTest, WhatWasSetIsDroppedWhenMediationEndsBefore) {
  const std::string dispute = In(Dispute::STATE_MEDIATING).name();
  const auto set = Schedule(mediator_, dispute);
  ASSERT_THAT(set, IsOk());

  Must(mediator_, "stop", dispute);

  EXPECT_EQ(Stored(MediationSessionTable(), set->name()).state(), MediationSession::STATE_DROPPED);
  EXPECT_FALSE(Row(dispute).has_next_session_time());
  EXPECT_THAT(Notify(mediator_, set->name(), 1), HasReason("WRONG_STATE"));
}

}  // namespace
}  // namespace gridgov
