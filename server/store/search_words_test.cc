#include "server/store/search_words.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(SearchWordsTest, EveryHanCharacterIsAWordAndLettersStayTogether) {
  EXPECT_THAT(WordsOf("A3栋路灯坏了"), ElementsAre("a3", "栋", "路", "灯", "坏", "了"));
  EXPECT_THAT(WordsOf("𠮷野家 No.12"), ElementsAre("𠮷", "野", "家", "no", "12"));
}

TEST(SearchWordsTest, WideAndNarrowFormsAreOneWord) {
  EXPECT_EQ(WordsOf("ＡＢＣ１２３（路灯）"), WordsOf("abc123(路灯)"));
}

TEST(SearchWordsTest, SignsAndBrokenTextGiveNoWords) {
  EXPECT_THAT(WordsOf("，。！\"'*()-- \n"), IsEmpty());
  EXPECT_THAT(WordsOf("\xF0\x28\x8C"), Not(testing::Contains(HasSubstr("\x8C"))));
}

TEST(SearchWordsTest, PartsBetweenBlanksArePhrasesAndTheLastWordMayGoOn) {
  EXPECT_EQ(*MatchOf("路灯"), "\"路 灯\"");
  EXPECT_EQ(*MatchOf(" 路灯　a3 "), "\"路 灯\" AND \"a3\" *");
  EXPECT_EQ(*MatchOf("3栋"), "\"3 栋\"");
}

TEST(SearchWordsTest, NothingOfFts5sLanguageGetsThrough) {
  EXPECT_EQ(*MatchOf("\"路\" OR marks:a1*"), "\"路\" AND \"or\" * AND \"marks a1\" *");
}

TEST(SearchWordsTest, AQueryWithoutAWordOrWithTooManyIsRefused) {
  EXPECT_THAT(MatchOf("……"), StatusIs(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS"));
  EXPECT_THAT(MatchOf(""), StatusIs(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS"));
  std::string many;
  for (int i = 0; i <= kMostQueryWords; ++i) many += "路";
  EXPECT_THAT(MatchOf(many), StatusIs(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS"));
}

}  // namespace
}  // namespace gridgov
