#include "server/auth/password_rules.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/auth/common_passwords.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const std::vector<std::string> kNobody;

PasswordRules Asvs() { return PasswordRulesNamed("asvs").value(); }
PasswordRules Mlps() { return PasswordRulesNamed("mlps").value(); }

std::vector<std::string> Reasons(const PasswordRules& rules, absl::string_view password,
                                 const std::vector<std::string>& context_words = kNobody) {
  const absl::Status status = CheckNewPassword(rules, password, context_words);
  std::vector<std::string> reasons;
  if (status.ok()) return reasons;
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  for (const bool chinese : {true, false}) {
    const v1::ErrorDetail detail = ErrorDetailIn(status, chinese);
    for (const v1::FieldViolation& violation : detail.violations()) {
      EXPECT_EQ(violation.field(), "new_password");
      EXPECT_FALSE(violation.description().empty());
      if (chinese) reasons.push_back(violation.reason());
    }
  }
  return reasons;
}

std::string Times(int count, absl::string_view piece) {
  std::string text;
  for (int i = 0; i < count; ++i) absl::StrAppend(&text, piece);
  return text;
}

TEST(AsvsProfileTest, TakesLongPasswordsOfAnyComposition) {
  for (const char* password :
       {"correct horse battery staple", "tunnel-badger-cloud", "k7mq-2xrp-9bvd-hw4t",
        "春眠不觉晓处处闻啼鸟夜来风雨声", "onlylowercaseletterz", "     a b c d e f g h i     "}) {
    EXPECT_THAT(Reasons(Asvs(), password), IsEmpty()) << password;
  }
}

TEST(AsvsProfileTest, CountsCharactersAndNotBytes) {
  EXPECT_THAT(Reasons(Asvs(), "山有木兮木有枝心悦君兮君不"), ElementsAre("PASSWORD_TOO_SHORT"));
  EXPECT_THAT(Reasons(Asvs(), "qv3zk9wm5tx8rb"), ElementsAre("PASSWORD_TOO_SHORT"));
  EXPECT_THAT(Reasons(Asvs(), "qv3zk9wm5tx8rbh"), IsEmpty());
}

TEST(AsvsProfileTest, TakesUpTo256Characters) {
  std::string longest;
  for (int i = 0; i < 64; ++i) absl::StrAppend(&longest, "字", i % 10, "母", (i * 7) / 10 % 10);

  EXPECT_THAT(Reasons(Asvs(), longest), IsEmpty());
  EXPECT_THAT(Reasons(Asvs(), longest + "x"), ElementsAre("PASSWORD_TOO_LONG"));
}

TEST(AsvsProfileTest, RefusesRepeatedCharactersAndBlocks) {
  for (const std::string& password :
       {Times(15, "a"), Times(256, "好"), Times(8, "ab"), Times(5, "xk7"), Times(2, "k7mq2xrp"),
        Times(3, "K7mq2x") + "k7m", Times(4, "我爱你啊")}) {
    EXPECT_THAT(Reasons(Asvs(), password), ElementsAre("PASSWORD_REPEATS")) << password;
  }
}

TEST(AsvsProfileTest, RefusesSequences) {
  for (const char* password :
       {"123456789012345", "abcdefghijklmnop", "zyxwvutsrqponml", "qwertyuiopasdfghjkl",
        "1qaz2wsx3edc4rfv", "aaaaabbbbbccccc", "1111222233334444", "98765432109876543210x"}) {
    EXPECT_THAT(Reasons(Asvs(), password),
                Contains(testing::AnyOf("PASSWORD_TOO_COMMON", "PASSWORD_REPEATS")))
        << password;
  }
}

TEST(AsvsProfileTest, RefusesCommonPasswordsStretchedToTheLength) {
  for (const char* password :
       {"woaini1314woaini", "woaini1314520520", "a123456789a1234567", "Password12345678",
        "P@ssw0rd20240101", "iloveyou5201314!", "zhongguo19900131", "admin@1234567890",
        "Woaini1314!!!!!!", "qq123456zz123456", "nihao123nihao1234",
        "ｐａｓｓｗｏｒｄ１２３４５６７８"}) {
    EXPECT_THAT(Reasons(Asvs(), password), Not(IsEmpty())) << password;
  }
}

TEST(AsvsProfileTest, TakesACommonWordInsideEnoughElse) {
  EXPECT_THAT(Reasons(Asvs(), "password vk3 tunnel badger"), IsEmpty());
}

TEST(AsvsProfileTest, RefusesContextWordsInAnyCaseAndWidth) {
  const std::vector<std::string> context = {"zhaoliu", "赵六", "幸福街道"};  // Invented.

  for (const char* password :
       {"tunnel-ZhaoLiu-badger", "赵六 tunnel badger cloud", "住在幸福街道的 tunnel badger",
        "tunnel badger GridGov cloud", "ｚｈａｏｌｉｕ tunnel badger"}) {
    EXPECT_THAT(Reasons(Asvs(), password, context), ElementsAre("PASSWORD_CONTEXT_WORD"))
        << password;
  }
  EXPECT_THAT(Reasons(Asvs(), "tunnel-badger-cloud", context), IsEmpty());
}

TEST(AsvsProfileTest, PassesOverContextWordsTooShortToMean) {
  EXPECT_THAT(Reasons(Asvs(), "tunnel-badger-cloud", {"", "tu", "b", "云"}), IsEmpty());
}

TEST(AsvsProfileTest, RefusesWhatIsNotText) {
  for (const std::string& password :
       {std::string("tunnel\0badger cloud", 19), std::string("tunnel\nbadger-cloud"),
        std::string("tunnel-badger-\xff-cloud"), std::string("tunnel-badger-\xc0\xaf-cloud"),
        std::string("tunnel-badger-\xed\xa0\x80-cloud"), std::string("tunnel-badger-cloud\xe6")}) {
    EXPECT_THAT(Reasons(Asvs(), password), ElementsAre("PASSWORD_NOT_TEXT"));
  }
}

TEST(AsvsProfileTest, NamesEveryReasonAtOnce) {
  EXPECT_THAT(Reasons(Asvs(), "gridgov"),
              ElementsAre("PASSWORD_TOO_SHORT", "PASSWORD_CONTEXT_WORD"));
  EXPECT_THAT(Reasons(Asvs(), ""), ElementsAre("PASSWORD_TOO_SHORT"));
}

TEST(MlpsProfileTest, AsksForThreeClassesOfCharacters) {
  EXPECT_THAT(Reasons(Mlps(), "tunnelbadgercloud"), ElementsAre("PASSWORD_CLASSES"));
  EXPECT_THAT(Reasons(Mlps(), "tunnel-badger-cloud"), ElementsAre("PASSWORD_CLASSES"));
  EXPECT_THAT(Reasons(Mlps(), "Tunnel-badger-cloud"), IsEmpty());
  EXPECT_THAT(Reasons(Mlps(), "tunnel7badger春眠不觉晓"), IsEmpty());
}

TEST(MlpsProfileTest, KeepsTheRulesOfAsvs) {
  EXPECT_THAT(Reasons(Mlps(), "Tq7-x"), ElementsAre("PASSWORD_TOO_SHORT"));
  EXPECT_THAT(Reasons(Mlps(), "Password!12345678"), ElementsAre("PASSWORD_TOO_COMMON"));
}

TEST(PasswordProfilesTest, AgeOnlyUnderMlps) {
  EXPECT_EQ(Asvs().greatest_age, absl::InfiniteDuration());
  EXPECT_EQ(Asvs().history, 0);
  EXPECT_EQ(Mlps().greatest_age, absl::Hours(24 * 90));
  EXPECT_EQ(Mlps().history, 5);
}

TEST(PasswordProfilesTest, HaveNoOtherNames) {
  for (const char* name : {"", "ASVS", "none"}) {
    EXPECT_EQ(ErrorReason(PasswordRulesNamed(name).status()), "UNKNOWN_PASSWORD_PROFILE");
  }
}

TEST(CommonPasswordsTest, KnowWesternAndChineseHabits) {
  for (const char* password : {"password", "qwerty", "woaini1314", "a123456789", "5201314"}) {
    EXPECT_TRUE(IsCommonPassword(password)) << password;
  }
  EXPECT_FALSE(IsCommonPassword("badger"));
}

}  // namespace
}  // namespace gridgov
