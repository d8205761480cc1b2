#include "server/papers/paper.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/papers/paper_text.h"
#include "server/papers/paper_values_for_test.h"

namespace gridgov {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string TextOf(absl::string_view name, const PaperValues& values) {
  const auto paper = FillPaper(name, values);
  EXPECT_TRUE(paper.ok()) << paper.status();
  return paper.ok() ? PaperAsText(*paper) : "";
}

TEST(PaperTest, SixTemplates) {
  EXPECT_THAT(PaperTemplates(),
              ElementsAre("agreement", "confirmation_application", "mediation_record",
                          "meeting_minutes", "oral_agreement", "registration"));
}

TEST(PaperTest, EachTemplateIsFilledAndLeavesNoPlaceholder) {
  for (const std::string& name : PaperTemplates()) {
    EXPECT_THAT(TextOf(name, ValuesForTest()), Not(HasSubstr("{"))) << name;
  }
}

TEST(PaperTest, AgreementHasTheContentsOfTheLaw) {
  const std::string text = TextOf("agreement", ValuesForTest());
  // Art. 29: parties; facts, points in dispute, responsibilities; content, manner, time limit.
  for (const char* part : {"人民调解协议书", "编号：〔2026〕人调字第12号", "甲方当事人：甄有水",
                           "乙方当事人：贾如墙", "水渗入乙方房屋", "损失的数额", "甲方承担修复",
                           "分三期付清", "银行转账", "2027年1月31日前"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, HasSubstr("　　2. 2026年12月31日前：甲方修好卫生间防水层"));
  EXPECT_THAT(text, HasSubstr("甲方当事人（签名、盖章或者按指印）：签名，2026年11月20日"));
  EXPECT_THAT(text, HasSubstr("乙方当事人（签名、盖章或者按指印）：＿＿"));
}

TEST(PaperTest, WhatIsEmptyIsLeftBlank) {
  PaperValues values = ValuesForTest();
  values.texts["court"] = "";
  EXPECT_THAT(TextOf("confirmation_application", values), HasSubstr("此致\n＿＿＿＿＿＿\n"));
}

TEST(PaperTest, WhatIsNotThereIsAnError) {
  PaperValues values = ValuesForTest();
  values.texts.erase("facts");
  EXPECT_EQ(FillPaper("agreement", values).status().code(), absl::StatusCode::kInternal);
  values = ValuesForTest();
  values.lists.erase("parties");
  EXPECT_EQ(FillPaper("agreement", values).status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(FillPaper("receipt", values).status().code(), absl::StatusCode::kInternal);
}

TEST(PaperTest, ValuesAreTextAndNoPlaceholders) {
  PaperValues values = ValuesForTest();
  values.texts["facts"] = "{committee} <b>&amp;";
  EXPECT_THAT(TextOf("agreement", values), HasSubstr("{committee} <b>&amp;"));
}

}  // namespace
}  // namespace gridgov
