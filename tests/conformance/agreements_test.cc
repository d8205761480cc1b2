// Promises about agreements: who reads and writes what, contents apart; papers are the same bytes
// from the same data; proof is read by whoever reads what it proves; a retry does the work once.
#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/paper.pb.h"
#include "proto/cpp/uuid.h"
#include "server/store/time_text.h"
#include "tests/support/mediation_scene.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using v1::Agreement;
using v1::Dispute;

class AgreementsApiTest : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    ServerTest::SetUpTestSuite();
    ImportDayClasses(server(), {{"MEDIATION", 30},
                                {"PERFORMANCE_CHECK", 30},
                                {"CONFIRMATION", 30},
                                {"CONFIRMATION_WARN", 20},
                                {"CONFIRMATION_LAST", 27}});
    committee_ = MakeCommittee(server(), {"mediator1", "mediator2"});
  }

  template <class Response, class Request>
  static Response Must(const std::string& user, const Request& request) {
    return gridgov::Must<Response>(server(), user, request);
  }

  // Mediated by mediator1 until the parties agree.
  static Dispute Agreed() {
    const Dispute made = Registered(server(), "office1", NewDispute(committee_, kGridA1));
    AcceptDispute(server(), made);
    return Settle(server(), made);
  }
  static v1::CreateAgreementRequest Draft(const Dispute& dispute) {
    return NewAgreement(dispute, {"2036-11-30", "2036-12-31", "2037-01-31"});
  }
  static Agreement InEffect() {
    const auto draft = Must<Agreement>("mediator1", Draft(Agreed()));
    for (const int party : {1, 2}) {
      v1::SignAgreementRequest sign;
      sign.set_name(draft.name());
      sign.set_party(party);
      Must<Agreement>("mediator1", sign);
    }
    v1::CountersignAgreementRequest countersign;
    countersign.set_name(draft.name());
    Must<Agreement>("mediator1", countersign);
    v1::SealAgreementRequest seal;
    seal.set_name(draft.name());
    return Must<Agreement>("mediator1", seal);
  }
  static absl::StatusOr<Agreement> Get(const std::string& user, const std::string& name) {
    v1::GetAgreementRequest request;
    request.set_name(name);
    return server().Call<Agreement>(user, request);
  }
  static bool Lists(const std::string& user, const std::string& name) {
    const auto page = server().Call<v1::ListAgreementsResponse>(user, v1::ListAgreementsRequest());
    return page.ok() && std::any_of(page->agreements().begin(), page->agreements().end(),
                                    [&](const auto& one) { return one.name() == name; });
  }
  static absl::StatusOr<v1::Paper> Paper(
      const std::string& user, const std::string& name, bool pdf,
      v1::MakeAgreementPaperRequest::Kind kind = v1::MakeAgreementPaperRequest::KIND_AGREEMENT) {
    v1::MakeAgreementPaperRequest request;
    request.set_name(name);
    request.set_kind(kind);
    request.set_form(pdf ? v1::Paper::FORM_PDF : v1::Paper::FORM_TEXT);
    return server().Call<v1::Paper>(user, request);
  }

  static inline std::string committee_;
};

TEST_F(AgreementsApiTest, EachRoleReadsWhatTheMatrixSaysAndContentsOnlyWhoNeedsThem) {
  const Agreement agreement = InEffect();
  EXPECT_EQ(agreement.state(), Agreement::STATE_IN_EFFECT);
  const struct {
    const char* user;
    bool reads;
    bool contents;
  } rows[] = {{"worker1", false, false},  {"office1", true, true},     {"office2", false, false},
              {"mediator1", true, true},  {"mediator2", false, false}, {"centre1", true, true},
              {"handler1", false, false}, {"liaison1", false, false},  {"auditor1", true, false},
              {"sysadmin", false, false}};
  v1::GetAgreementContentsRequest contents;
  contents.set_agreement(agreement.name());
  for (const auto& [user, reads, reads_contents] : rows) {
    SCOPED_TRACE(user);
    const auto got = Get(user, agreement.name());
    EXPECT_EQ(got.ok(), reads);
    EXPECT_EQ(Lists(user, agreement.name()), reads);
    EXPECT_EQ(server().Call<v1::AgreementContents>(user, contents).ok(), reads_contents);
    EXPECT_EQ(Paper(user, agreement.name(), false).ok(), absl::string_view(user) == "mediator1");
    if (got.ok()) {
      EXPECT_FALSE(absl::StrContains(got->ShortDebugString(), "甄有水"));
    }
  }
}

TEST_F(AgreementsApiTest, PapersAreTheSameBytesFromTheSameDataInEitherForm) {
  const Agreement agreement = InEffect();
  GG_ASSERT_OK_AND_ASSIGN(const auto text, Paper("mediator1", agreement.name(), false));
  for (const char* part : {"人民调解协议书", "甄有水", "贾如墙", "000-0000-0000",
                           "甲方向乙方支付3000.00元", "示例单位 TW"}) {
    EXPECT_TRUE(absl::StrContains(text.content(), part)) << part;
  }
  EXPECT_TRUE(absl::StrContains(text.content(), agreement.number()));
  GG_ASSERT_OK_AND_ASSIGN(const auto pdf, Paper("mediator1", agreement.name(), true));
  EXPECT_EQ(pdf.content().substr(0, 5), "%PDF-");
  EXPECT_EQ(pdf.media_type(), "application/pdf");
  server().Advance(absl::Minutes(10));
  GG_ASSERT_OK_AND_ASSIGN(const auto again, Paper("mediator1", agreement.name(), true));
  EXPECT_EQ(again.content(), pdf.content());
}

TEST_F(AgreementsApiTest, AnAgreementHasItsOwnPapersAlone) {
  const auto draft = Must<Agreement>("mediator1", Draft(Agreed()));
  using Request = v1::MakeAgreementPaperRequest;
  EXPECT_THAT(Paper("mediator1", draft.name(), false, Request::KIND_ORAL),
              HasReason("WRONG_PAPER"));
  EXPECT_THAT(Paper("mediator1", draft.name(), false, Request::KIND_CONFIRMATION),
              HasReason("WRONG_PAPER"));
  EXPECT_THAT(Paper("mediator1", draft.name(), false), IsOk());
  const Agreement bound = InEffect();
  GG_ASSERT_OK_AND_ASSIGN(const auto application,
                          Paper("mediator1", bound.name(), false, Request::KIND_CONFIRMATION));
  EXPECT_TRUE(absl::StrContains(application.content(), "司法确认申请书"));
}

TEST_F(AgreementsApiTest, ARetryDraftsItOnce) {
  v1::CreateAgreementRequest request = Draft(Agreed());
  request.set_request_id(Uuid::V7(absl::Now()).ToString());
  GG_ASSERT_OK_AND_ASSIGN(const auto first, server().Call<Agreement>("mediator1", request));
  GG_ASSERT_OK_AND_ASSIGN(const auto again, server().Call<Agreement>("mediator1", request));
  EXPECT_THAT(again, EqualsProto(first));
  request.set_request_id(Uuid::V7(absl::Now()).ToString());
  EXPECT_THAT(server().Call<Agreement>("mediator1", request), HasReason("AGREEMENT_OPEN"));
}

TEST_F(AgreementsApiTest, AnAgreementAndWhatIsDueOfItAreToldToThoseWhoMaySeeThem) {
  const auto page =
      server().Call<v1::ListAgreementsResponse>("centre1", v1::ListAgreementsRequest());
  ASSERT_THAT(page, IsOk());
  auto stream = server().Watch("centre1", page->watch_token(), {"agreements", "agreementDuties"});
  const Agreement agreement = InEffect();
  std::set<std::string> told;
  while (told.size() < 2) {
    GG_ASSERT_OK_AND_ASSIGN(const v1::WatchResponse event, stream->Next());
    if (event.has_agreement() && event.agreement().name() == agreement.name()) {
      told.insert("agreement");
    }
    if (event.has_agreement_duty() && event.agreement_duty().agreement() == agreement.name()) {
      told.insert("duty");
    }
  }
}

TEST_F(AgreementsApiTest, ANumberStandsInPlaceOfTheId) {
  const Agreement agreement = InEffect();
  GG_ASSERT_OK_AND_ASSIGN(const auto got,
                          Get("mediator1", absl::StrCat("agreements/", agreement.number())));
  EXPECT_EQ(got.name(), agreement.name());
}

TEST_F(AgreementsApiTest, RequestsThatBreakARuleAreRefusedWhole) {
  v1::CreateAgreementRequest request = Draft(Agreed());
  request.mutable_agreement()->mutable_instalments(0)->set_amount_fen(1);
  EXPECT_THAT(server().Call<Agreement>("mediator1", request),
              HasViolation("agreement.instalments", "INSTALMENTS_DO_NOT_ADD_UP"));
  request.mutable_contents()->clear_terms();
  EXPECT_THAT(server().Call<Agreement>("mediator1", request),
              HasViolation("contents.terms", "REQUIRED"));
  request.mutable_contents()->set_terms(std::string(1501, 'x'));
  EXPECT_THAT(server().Call<Agreement>("mediator1", request),
              HasViolation("contents.terms", "TOO_LONG"));
}

}  // namespace
}  // namespace gridgov
