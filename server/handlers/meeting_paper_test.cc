// The minutes as a paper: what was decided, without a name.
#include "gmock/gmock.h"
#include "gridgov/v1/meeting.pb.h"
#include "tests/support/meeting_fixture.h"

namespace gridgov {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class MeetingPaperTest : public MeetingTest {
 protected:
  absl::StatusOr<v1::MinutesPaper> Make(const Staff& who, const std::string& name,
                                        bool pdf = false) {
    v1::MakeMinutesPaperRequest request;
    request.set_name(name);
    request.set_pdf(pdf);
    return Run(who, meetings_, &MeetingHandler::MakePaper, request);
  }
};

TEST_F(MeetingPaperTest, ItTellsWhatWasDecidedWithUnitsAndNoNames) {
  const v1::Meeting planned = Planned(community_);
  EXPECT_THAT(Make(office_, planned.name()), HasReason("WRONG_STATE"));
  std::vector<std::string> numbers;
  for (int i = 0; i < 3; ++i) numbers.push_back(ReportIn(grid_).number());
  ASSERT_THAT(Prepare(office_, planned.name()), IsOk());
  const v1::Meeting held = Held(planned);
  ASSERT_THAT(Judge(office_, Judging(Items(office_, held.name())[0].name())), IsOk());
  ASSERT_THAT(WriteMinutes(office_, held.name()), IsOk());
  const auto draft = Make(office_, held.name());
  ASSERT_THAT(draft, IsOk());
  EXPECT_EQ(draft->title(), "矛盾纠纷化解预判分析工作会会议纪要");
  for (const char* part :
       {"2026年11月24日 09:00", "CG：负责人参加，共2人", "共3件", "有激化风险", "排查隐患",
        "2026年12月4日", "研判噪声事件三起", "主持人（签名）：＿＿"}) {
    EXPECT_THAT(draft->text(), HasSubstr(part));
  }
  for (const std::string& number : numbers) EXPECT_THAT(draft->text(), HasSubstr(number));
  EXPECT_THAT(draft->text(), Not(HasSubstr("测试人员"))) << "the chair's name";
  ASSERT_THAT(Sign(office_, held.name()), IsOk());
  EXPECT_THAT(Make(office_, held.name())->text(), HasSubstr("已签发，2026年11月24日"));
  EXPECT_THAT(Make(far_office_, held.name()), HasReason("NOT_VISIBLE"));
}

TEST_F(MeetingPaperTest, TheSameMeetingGivesTheSamePdf) {
  const v1::Meeting held = Held(Planned(community_));
  OpenItem(held);
  const auto first = Make(office_, held.name(), true);
  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(first->pdf(), StartsWith("%PDF"));
  EXPECT_EQ(first->text(), "");
  now_ += absl::Hours(1);
  EXPECT_EQ(Make(centre_, held.name(), true)->pdf(), first->pdf());
}

}  // namespace
}  // namespace gridgov
