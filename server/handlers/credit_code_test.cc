#include "server/handlers/credit_code.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

// The example of GB 32100-2015 itself; no organisation's.
constexpr char kExample[] = "91350100M000100Y43";

TEST(CreditCodeTest, TheStandardsExampleIsOneAndNoOtherLastCharacterIs) {
  EXPECT_TRUE(IsCreditCode(kExample));
  int valid = 0;
  for (const char last : std::string("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    std::string code = kExample;
    code.back() = last;
    valid += IsCreditCode(code) ? 1 : 0;
  }
  EXPECT_EQ(valid, 1);
}

TEST(CreditCodeTest, EachSingleWrongCharacterIsFound) {
  for (size_t i = 0; i < 18; ++i) {
    std::string code = kExample;
    code[i] = code[i] == '7' ? '8' : '7';
    EXPECT_FALSE(IsCreditCode(code)) << code;
  }
}

TEST(CreditCodeTest, LengthAndAlphabetAreAskedFor) {
  for (const char* code : {"", "91350100M000100Y4", "91350100M000100Y433", "91350100I000100Y43",
                           "91350100m000100y43", "９１３５０１"}) {
    EXPECT_FALSE(IsCreditCode(code)) << code;
  }
  EXPECT_THAT(CheckCreditCode("credit_code", ""), IsOk());
  EXPECT_THAT(CheckCreditCode("credit_code", "91350100M000100Y44"),
              HasViolation("credit_code", "BAD_CREDIT_CODE"));
}

}  // namespace
}  // namespace gridgov
