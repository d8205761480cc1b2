#include "server/auth/passwords.h"

#include <set>

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/auth/password_rules.h"

namespace gridgov {
namespace {

PasswordHasher Hasher(const Secret& pepper, const PasswordCost& cost = PasswordCost::Smallest()) {
  return PasswordHasher::Make(pepper, cost).value();
}

TEST(PasswordHasherTest, MatchesThePasswordAndNoOther) {
  const PasswordHasher hasher = Hasher(Secret::Random(32));
  const std::string stored = hasher.Hash("correct horse battery staple").value();

  EXPECT_TRUE(hasher.Matches(stored, "correct horse battery staple").value());
  EXPECT_FALSE(hasher.Matches(stored, "correct horse battery stapl").value());
  EXPECT_FALSE(hasher.Matches(stored, "").value());
  EXPECT_FALSE(hasher.Matches(stored, std::string("correct horse battery staple\0", 29)).value());
}

TEST(PasswordHasherTest, StoresArgon2idWithItsCostAndNoPassword) {
  const std::string stored = Hasher(Secret::Random(32)).Hash("correct horse").value();

  EXPECT_EQ(stored.rfind("$argon2id$v=19$m=8,t=1,p=1$", 0), 0u) << stored;
  EXPECT_EQ(stored.find("correct"), std::string::npos);
  EXPECT_LE(stored.size(), 127u);
}

TEST(PasswordHasherTest, SaltsEachHash) {
  const PasswordHasher hasher = Hasher(Secret::Random(32));

  EXPECT_NE(hasher.Hash("same").value(), hasher.Hash("same").value());
}

TEST(PasswordHasherTest, DefaultsToFortySixMebibytesInOnePass) {
  const std::string stored = Hasher(Secret::Random(32), PasswordCost()).Hash("x").value();

  EXPECT_EQ(stored.rfind("$argon2id$v=19$m=47104,t=1,p=1$", 0), 0u) << stored;
}

TEST(PasswordHasherTest, NeedsThePepperThatHashed) {
  const Secret pepper = Secret::Random(32);
  const std::string stored = Hasher(pepper).Hash("correct horse").value();

  EXPECT_TRUE(Hasher(pepper).Matches(stored, "correct horse").value());
  EXPECT_FALSE(Hasher(Secret::Random(32)).Matches(stored, "correct horse").value());
}

TEST(PasswordHasherTest, MatchesNothingForAnAccountThatDoesNotExist) {
  const PasswordHasher hasher = Hasher(Secret::Random(32));

  EXPECT_FALSE(hasher.Matches(std::nullopt, "").value());
  EXPECT_FALSE(hasher.Matches(std::nullopt, "anything").value());
}

TEST(PasswordHasherTest, MatchesNothingAgainstAnUnreadableHash) {
  const PasswordHasher hasher = Hasher(Secret::Random(32));

  for (const char* stored : {"", "x", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$$"}) {
    EXPECT_FALSE(hasher.Matches(stored, "anything").value()) << stored;
  }
}

TEST(PasswordHasherTest, AsksForARehashOnlyWhenTheCostChanged) {
  const Secret pepper = Secret::Random(32);
  const std::string stored = Hasher(pepper).Hash("correct horse").value();
  const PasswordHasher dearer = Hasher(pepper, {.passes = 2, .memory_bytes = 16384});

  EXPECT_FALSE(Hasher(pepper).NeedsRehash(stored));
  EXPECT_TRUE(dearer.NeedsRehash(stored));
  EXPECT_TRUE(dearer.NeedsRehash("rubbish"));
  EXPECT_TRUE(dearer.Matches(stored, "correct horse").value());
}

TEST(PasswordHasherTest, SaysWhenItLacksMemoryInsteadOfCallingThePasswordWrong) {
  const auto hasher =
      PasswordHasher::Make(Secret::Random(32), {.passes = 1, .memory_bytes = size_t{1} << 50});

  EXPECT_EQ(hasher.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ErrorReason(hasher.status()), "PASSWORD_MEMORY");
}

TEST(OneTimePasswordTest, IsSixReadableGroupsOfFour) {
  for (int i = 0; i < 200; ++i) {
    const std::string password = OneTimePassword();
    const std::vector<std::string> groups = absl::StrSplit(password, '-');
    ASSERT_EQ(groups.size(), 6u);
    for (const std::string& group : groups) EXPECT_EQ(group.size(), 4u);
    EXPECT_EQ(password.find_first_not_of("23456789abcdefghjkmnpqrstuvwxyz-"), std::string::npos);
  }
}

TEST(OneTimePasswordTest, UsesEveryLetterAndComesOnlyOnce) {
  std::set<std::string> passwords;
  std::set<char> letters;
  for (int i = 0; i < 500; ++i) {
    const std::string password = OneTimePassword();
    passwords.insert(password);
    letters.insert(password.begin(), password.end());
  }

  EXPECT_EQ(passwords.size(), 500u);
  // 31 letters and digits (log2(31) * 24 = 118 bits), and the dash.
  EXPECT_EQ(letters.size(), 32u);
}

TEST(OneTimePasswordTest, PassesTheDefaultRules) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(CheckNewPassword(PasswordRules(), OneTimePassword(), {}).ok());
  }
}

}  // namespace
}  // namespace gridgov
