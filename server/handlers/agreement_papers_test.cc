// The papers of agreements: what they say, for whom, and that the same data make the same bytes.
#include "server/handlers/agreement_papers.h"

#include <set>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/paper.pb.h"
#include "tests/support/agreement_fixture.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Request = v1::MakeAgreementPaperRequest;

class AgreementPapersTest : public AgreementTest {
 protected:
  absl::StatusOr<v1::Paper> Make(const Staff& who, const A& agreement,
                                 Request::Kind kind = Request::KIND_AGREEMENT, bool pdf = false,
                                 const std::string& court = "") {
    Request request;
    request.set_name(agreement.name());
    request.set_kind(kind);
    request.set_form(pdf ? v1::Paper::FORM_PDF : v1::Paper::FORM_TEXT);
    request.set_court(court);
    return Run(who, papers_, &AgreementPaperHandler::Make, request);
  }
  std::string Text(const Staff& who, const A& agreement,
                   Request::Kind kind = Request::KIND_AGREEMENT, const std::string& court = "") {
    const auto paper = Make(who, agreement, kind, false, court);
    EXPECT_THAT(paper, IsOk());
    return paper.value_or(v1::Paper()).content();
  }

  AgreementPaperHandler papers_;
};

TEST_F(AgreementPapersTest, TheAgreementHasTheContentsOfTheLawAndEachSignature) {
  const A draft = Drafted(ThreeInstalments());
  ASSERT_THAT(Sign(draft, 1, "2026-11-20"), IsOk());
  const std::string half = Text(mediator_, draft);
  EXPECT_THAT(half, HasSubstr("甲方当事人（签名、盖章或者按指印）：签名，2026年11月20日"));
  EXPECT_THAT(half, HasSubstr("乙方当事人（签名、盖章或者按指印）：＿＿"));
  ASSERT_THAT(Sign(draft, 2, "2026-11-21", /*by_agent=*/true), IsOk());
  ASSERT_THAT(Countersign(draft, "2026-11-22"), IsOk());
  ASSERT_THAT(Seal(draft, "2026-11-23"), IsOk());
  const std::string text = Text(mediator_, draft);
  for (const char* part :
       {"编号：510703003001001X00001", "甄有水（示例）", "贾如墙（示例）", "990703198001010017",
        "19900000001", "贾代理（示例）", "特别授权", "甲方修复并赔偿", "分三期付清",
        "2. 2026年12月31日前：甲方向乙方支付3000.00元", "银行转账", "警钟街社区",
        "乙方当事人（签名、盖章或者按指印）：代理人签名，2026年11月21日",
        "人民调解员（签名）：签名，2026年11月22日", "2026年11月23日"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST_F(AgreementPapersTest, PapersAreForTheMediatorsOfTheDisputeAlone) {
  const A bound = InEffect(Drafted(ThreeInstalments()));
  for (const Staff* who : {&other_mediator_, &office_, &centre_, &auditor_, &worker_}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Make(*who, bound).status())) << who->name;
  }
}

TEST_F(AgreementPapersTest, TheApplicationNamesTheCourtAndTheLastDay) {
  const A bound = InEffect(Drafted(ThreeInstalments()), "2026-11-20");
  const std::string text = Text(mediator_, bound, Request::KIND_CONFIRMATION, "某某区人民法院");
  for (const char* part : {"司法确认申请书", "申请人1", "申请人2", "于2026年11月20日经TJ主持调解",
                           "至2026年12月20日止", "因邻里纠纷", "此致\n某某区人民法院"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  ASSERT_THAT(Apply(bound, "2026-11-24"), IsOk());
  EXPECT_THAT(Text(mediator_, bound, Request::KIND_CONFIRMATION), HasSubstr("某某区人民法院"));
}

TEST_F(AgreementPapersTest, AnOralOneHasItsFormAndNoOther) {
  const A oral = Drafted(ThreeInstalments(A::FORM_ORAL));
  const std::string text = Text(mediator_, oral, Request::KIND_ORAL);
  EXPECT_THAT(text, HasSubstr("人民调解口头协议登记表"));
  EXPECT_THAT(text, HasSubstr("达成协议日期：2026年11月24日"));
  EXPECT_THAT(Make(mediator_, oral), HasReason("WRONG_PAPER"));
  EXPECT_THAT(Text(mediator_, oral, Request::KIND_CONFIRMATION), HasSubstr("司法确认申请书"));
}

TEST_F(AgreementPapersTest, TheSameDataMakeTheSameBytesAtAnyTimeAndForAnyKind) {
  const A bound = InEffect(Drafted(ThreeInstalments()), "2026-11-20");
  for (const auto kind : {Request::KIND_AGREEMENT, Request::KIND_CONFIRMATION}) {
    GG_ASSERT_OK_AND_ASSIGN(const auto first, Make(mediator_, bound, kind, true));
    now_ += absl::Hours(1);
    GG_ASSERT_OK_AND_ASSIGN(const auto again, Make(mediator_, bound, kind, true));
    EXPECT_EQ(first.content(), again.content());
    EXPECT_THAT(first.content(), HasSubstr("/CreationDate (20261120"));
  }
  // A check of performance is no part of the paper.
  GG_ASSERT_OK_AND_ASSIGN(const auto before, Make(mediator_, bound, Request::KIND_AGREEMENT, true));
  ASSERT_THAT(Check(bound, 1, A::PERFORMANCE_KEPT), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const auto after, Make(mediator_, bound, Request::KIND_AGREEMENT, true));
  EXPECT_EQ(before.content(), after.content());
}

TEST_F(AgreementPapersTest, EachMakingNotesWhoseDataWereShown) {
  const A bound = InEffect(Drafted(ThreeInstalments()));
  GG_ASSERT_OK_AND_ASSIGN(const auto paper, Make(mediator_, bound));
  std::set<std::string> shown;
  for (const ResourceChange& change : draft_.changes) {
    shown.insert(change.resource.substr(0, change.resource.find('/')));
  }
  // Parties have no name of their own: their dispute's row tells that they were shown.
  EXPECT_THAT(shown, ElementsAre("agreementContents", "disputes"));
}

}  // namespace
}  // namespace gridgov
