// The ministry's forms from the rows: for its mediators, the same bytes from the same data.
#include "server/handlers/dispute_papers.h"

#include "gmock/gmock.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/paper.pb.h"
#include "tests/support/dispute_fixture.h"

namespace gridgov {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using v1::Dispute;
using v1::Paper;

class DisputePapersTest : public DisputeTest {
 protected:
  absl::StatusOr<Paper> Registration(const Staff& who, const std::string& dispute,
                                     Paper::Form form = Paper::FORM_TEXT) {
    v1::GetRegistrationFormRequest request;
    request.set_dispute(dispute);
    request.set_form(form);
    return Run(who, papers_, &PaperHandler::GetRegistrationForm, request);
  }
  absl::StatusOr<Paper> Record(const Staff& who, const std::string& session) {
    v1::GetRecordPaperRequest request;
    request.set_mediation_session(session);
    return Run(who, papers_, &PaperHandler::GetRecord, request);
  }

  PaperHandler papers_;
};

TEST_F(DisputePapersTest, TheRegistrationFormSaysWhatIsKnown) {
  const std::string dispute = In(Dispute::STATE_ACCEPTED).name();

  const auto paper = Registration(mediator_, dispute);

  ASSERT_THAT(paper, IsOk());
  EXPECT_EQ(paper->media_type(), "text/plain");
  for (const char* text :
       {"人民调解受理登记表", "510703003001001J00001", "邻里纠纷", "依申请调解", "甲方当事人",
        "甄甲（示例）", "000-0000-0000", "予以受理", "2026年11月24日"}) {
    EXPECT_THAT(paper->content(), HasSubstr(text));
  }
  // That the parties were shown is on the chain: both, with what was shown.
  EXPECT_EQ(draft_.changes.size(), 2u);
}

TEST_F(DisputePapersTest, TheSameDataGiveTheSamePdf) {
  const std::string dispute = In(Dispute::STATE_ACCEPTED).name();
  const auto first = Registration(mediator_, dispute, Paper::FORM_PDF);
  now_ += absl::Hours(30);
  const auto again = Registration(mediator_, dispute, Paper::FORM_PDF);

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(first->content(), StartsWith("%PDF-"));
  EXPECT_EQ(first->content(), again->content());
  EXPECT_EQ(first->file_name(), "510703003001001J00001-registration.pdf");
}

TEST_F(DisputePapersTest, TheRecordNamesWhoCameAndWhatWasSaid) {
  const std::string dispute = In(Dispute::STATE_MEDIATING).name();
  const std::string session = HoldOne(dispute, /*closed=*/true);

  const auto paper = Record(mediator_, session);

  ASSERT_THAT(paper, IsOk());
  for (const char* text :
       {"人民调解记录", "不公开", "本人到场", "双方各自陈述", "继续调解", "甄甲（示例）"}) {
    EXPECT_THAT(paper->content(), HasSubstr(text));
  }
  EXPECT_THAT(paper->content(), Not(HasSubstr("身份证号码")));
}

TEST_F(DisputePapersTest, PapersAreForItsMediatorsAndARecordThatExists) {
  const std::string dispute = In(Dispute::STATE_MEDIATING).name();
  const auto set = Schedule(mediator_, dispute);
  ASSERT_THAT(set, IsOk());

  EXPECT_THAT(Record(mediator_, set->name()), HasReason("NO_RECORD"));
  for (const Staff& who : {office_, centre_, worker_, auditor_, liaison_, second_mediator_}) {
    EXPECT_THAT(Registration(who, dispute), IsDenied());
  }
}

}  // namespace
}  // namespace gridgov
