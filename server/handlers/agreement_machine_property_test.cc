// Random acts on agreements. What must hold after each stands here as the law and the rules say it;
// rows, duties, the dispute and allowed_actions must agree.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "server/handlers/agreement_acts.h"
#include "tests/support/agreement_fixture.h"

namespace gridgov {
namespace {

using A = v1::Agreement;
using Duty = v1::AgreementDuty;
using Dispute = v1::Dispute;

class AgreementMachineTest : public AgreementTest, public testing::WithParamInterface<unsigned> {
 protected:
  // Nothing was held to be fine because it never came to it.
  static void TearDownTestSuite() {
    for (const char* act : {"update", "sign", "countersign", "seal", "drop", "check", "resume",
                            "apply", "decide", "answer_refusal"}) {
      EXPECT_GT(done_[act], 0) << act;
    }
  }

  int Below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }

  A Random(A::Form form) {
    A agreement = Plain(form);
    const int parts = Below(4);
    for (int i = 0; i < parts; ++i) {
      AddInstalment(&agreement, AddedDays(60 + 30 * i), 100 * (1 + Below(9)));
      agreement.set_amount_fen(agreement.amount_fen() + agreement.instalments(i).amount_fen());
    }
    return agreement;
  }
  std::string AddedDays(int days) { return DayText(now_ + absl::Hours(24 * days)); }

  absl::StatusOr<A> CheckSome(const A& agreement) {
    std::vector<const A::Instalment*> open;
    for (const auto& part : agreement.instalments()) {
      if (part.performance() != A::PERFORMANCE_KEPT) open.push_back(&part);
    }
    // An act that is not possible is refused for its state, whatever the part.
    if (open.empty()) {
      return Check(agreement, 0, static_cast<A::Performance>(1 + Below(3)));
    }
    const A::Instalment& part = *open[static_cast<size_t>(Below(static_cast<int>(open.size())))];
    const auto performance = static_cast<A::Performance>(1 + Below(3));
    const bool partly = performance == A::PERFORMANCE_PARTLY;
    return Check(agreement, part.number(), performance, partly ? part.amount_fen() / 2 : 0);
  }
  int Unsigned(const A& agreement) {
    for (const int party : {1, 2}) {
      const auto& all = agreement.signatures();
      if (std::none_of(all.begin(), all.end(),
                       [party](const auto& one) { return one.party() == party; })) {
        return party;
      }
    }
    return 1;
  }
  absl::StatusOr<A> Redraft(const A& agreement) {
    v1::UpdateAgreementRequest request;
    request.set_name(agreement.name());
    const A next = Random(A::FORM_WRITTEN);
    request.mutable_schedule()->set_amount_fen(next.amount_fen());
    *request.mutable_schedule()->mutable_instalments() = next.instalments();
    return Run(mediator_, agreements_, &AgreementHandler::Update, request);
  }

  absl::StatusOr<A> Do(const A& agreement, const std::string& act) {
    if (act == "update") return Redraft(agreement);
    if (act == "sign") return Sign(agreement, Unsigned(agreement));
    if (act == "countersign") return Countersign(agreement);
    if (act == "seal") return Seal(agreement);
    if (act == "drop") return Drop(agreement);
    if (act == "check") return CheckSome(agreement);
    if (act == "resume") return Resume(agreement, AddedDays(10));
    if (act == "apply") return Apply(agreement);
    if (act == "decide") {
      return Decide(agreement, Below(2) > 0 ? A::CONFIRMATION_CONFIRMED : A::CONFIRMATION_REFUSED);
    }
    return AnswerRefusal(agreement, Below(2) == 0 ? v1::AnswerRefusalRequest::CHOICE_MEDIATE_AGAIN
                                                  : v1::AnswerRefusalRequest::CHOICE_SUE);
  }

  std::vector<Duty> Duties(const A& agreement) {
    std::vector<Duty> duties;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(duties, AgreementDutyTable().Select(
                                      txn, {.where = "t.agreement = $1 AND t.state = 'OPEN'",
                                            .args = {Blob{IdBytes(agreement.name())}}}));
      return absl::OkStatus();
    });
    return duties;
  }

  void ExpectSound(const A& agreement) {
    const bool binding =
        agreement.state() == A::STATE_IN_EFFECT || agreement.state() == A::STATE_BREACHED;
    ExpectBound(agreement);
    ExpectChecks(agreement, binding);
    ExpectDispute(agreement);
  }

  // In effect only with all signatures and the seal, and from the last of them.
  static void ExpectBound(const A& agreement) {
    const bool ever = agreement.state() != A::STATE_DRAFT && agreement.state() != A::STATE_DROPPED;
    EXPECT_EQ(agreement.has_effective_time(), ever);
    if (!ever || agreement.form() == A::FORM_ORAL) return;
    ASSERT_EQ(agreement.signatures_size(), 2);
    absl::Time last =
        std::max(FromProto(agreement.mediator_sign_time()), FromProto(agreement.seal_time()));
    for (const auto& one : agreement.signatures()) {
      last = std::max(last, FromProto(one.sign_time()));
    }
    EXPECT_EQ(FromProto(agreement.effective_time()), last);
    for (const auto& part : agreement.instalments()) {
      EXPECT_GE(part.due_date(), DayText(last));
    }
  }

  // Each part that is not kept has one check that runs, and no other runs.
  void ExpectChecks(const A& agreement, bool binding) {
    std::set<int> wanted;
    bool broken = false;
    A copy = agreement;
    for (const auto* part : PartsOf(&copy)) {
      if (binding && part->performance() != A::PERFORMANCE_KEPT) wanted.insert(part->number());
      broken = broken || IsBroken(*part);
    }
    std::multiset<int> found;
    for (const Duty& duty : Duties(agreement)) {
      if (duty.kind() == Duty::KIND_PERFORMANCE) found.insert(duty.instalment());
    }
    EXPECT_EQ(found, std::multiset<int>(wanted.begin(), wanted.end()));
    if (!binding) return;
    EXPECT_EQ(broken, agreement.state() == A::STATE_BREACHED);
    EXPECT_FALSE(wanted.empty());
  }

  void ExpectDispute(const A& agreement) {
    static const std::map<A::State, std::set<Dispute::State>> kFits = {
        {A::STATE_DRAFT, {Dispute::STATE_AGREED}},
        {A::STATE_DROPPED, {Dispute::STATE_AGREED}},
        {A::STATE_IN_EFFECT, {Dispute::STATE_PERFORMING}},
        {A::STATE_BREACHED, {Dispute::STATE_BREACHED}},
        {A::STATE_PERFORMED, {Dispute::STATE_PERFORMED}},
        {A::STATE_VOID, {Dispute::STATE_MEDIATING, Dispute::STATE_CLOSED}}};
    EXPECT_EQ(kFits.at(agreement.state()).count(DisputeState()), 1u)
        << A::State_Name(agreement.state()) << " " << Dispute::State_Name(DisputeState());
  }

  std::mt19937 random_{GetParam()};
  static std::map<std::string, int> done_;
};

std::map<std::string, int> AgreementMachineTest::done_;

TEST_P(AgreementMachineTest, WhatIsOfferedIsTakenAndWhatIsNotIsRefused) {
  static const std::vector<std::string> kActs = {"update", "sign",          "countersign", "seal",
                                                 "drop",   "check",         "resume",      "apply",
                                                 "decide", "answer_refusal"};
  for (int serial = 2; serial < 8; ++serial) {
    dispute_ = AddDispute(serial);
    A agreement = Drafted(Random(Below(4) == 0 ? A::FORM_ORAL : A::FORM_WRITTEN));
    ExpectSound(agreement);
    for (int step = 0; step < 60; ++step) {
      now_ += absl::Hours(Below(12));
      // Dropping would end most walks before they begin.
      const auto& act = kActs[static_cast<size_t>(Below(static_cast<int>(kActs.size())))];
      if (act == "drop" && Below(5) > 0) continue;
      agreement = Seen(agreement);
      const auto& allowed = agreement.allowed_actions();
      const bool offered = std::find(allowed.begin(), allowed.end(), act) != allowed.end();
      const auto answer = Do(agreement, act);
      EXPECT_EQ(answer.ok(), offered)
          << act << " of " << agreement.ShortDebugString() << ": " << answer.status();
      if (answer.ok()) ++done_[act];
      agreement = Seen(agreement);
      ExpectSound(agreement);
      if (HasFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AgreementMachineTest, testing::Range(1u, 9u));

}  // namespace
}  // namespace gridgov
