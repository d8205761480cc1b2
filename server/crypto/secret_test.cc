#include "server/crypto/secret.h"

#include <set>
#include <type_traits>
#include <utility>

#include "gtest/gtest.h"
#include "server/crypto/random.h"

namespace gridgov {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret>);

TEST(SecretTest, HoldsItsBytesUntilMovedAway) {
  Secret first("top secret bytes");
  const Secret second = std::move(first);

  EXPECT_EQ(second.bytes(), "top secret bytes");
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): the promise under test
}

TEST(SecretTest, WipesItsMemoryWhenDestroyed) {
  alignas(Secret) unsigned char place[sizeof(Secret)];
  // The heap keeps a freed block's inside but for its first 16 bytes, where it links free blocks.
  auto* const secret = new (place) Secret(std::string(256, 'S'));
  const volatile char* const bytes = secret->bytes().data();
  ASSERT_EQ(bytes[100], 'S');

  secret->~Secret();

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  for (int i = 16; i < 256; ++i) ASSERT_NE(bytes[i], 'S') << i;
#endif
}

TEST(SecretTest, WipesWhatAnAssignmentReplaces) {
  Secret secret(std::string(256, 'S'));
  const volatile char* const bytes = secret.bytes().data();

  secret = Secret("new");

  EXPECT_EQ(secret.bytes(), "new");
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  for (int i = 16; i < 256; ++i) ASSERT_NE(bytes[i], 'S') << i;
#else
  (void)bytes;
#endif
}

TEST(SecretTest, IsEqualOnlyToTheSameBytes) {
  EXPECT_TRUE(Secret("abc") == Secret("abc"));
  EXPECT_FALSE(Secret("abc") == Secret("abd"));
  EXPECT_FALSE(Secret("abc") == Secret("ab"));
  EXPECT_TRUE(Secret() == Secret(""));
  EXPECT_TRUE(EqualInConstantTime("", ""));
}

TEST(SecretTest, ClonesIntoASeparateOwner) {
  Secret original("abc");
  const Secret clone = original.Clone();

  original = Secret();

  EXPECT_EQ(clone.bytes(), "abc");
}

TEST(SecretTest, WipeLeavesNoCharacterBehind) {
  std::string text(100, 'S');
  const char* const data = text.data();

  Wipe(text);

  EXPECT_TRUE(text.empty());
  for (int i = 0; i < 100; ++i) ASSERT_EQ(data[i], '\0');
}

TEST(RandomTest, GivesOtherBytesEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(RandomBytes(16));

  EXPECT_EQ(seen.size(), 1000u);
  EXPECT_EQ(RandomBytes(0), "");
  EXPECT_EQ(Secret::Random(32).size(), 32u);
  EXPECT_FALSE(Secret::Random(32) == Secret::Random(32));
}

TEST(RandomTest, DrawsEveryNumberBelowTheLimitAndNoOther) {
  std::set<uint32_t> seen;
  for (int i = 0; i < 2000; ++i) seen.insert(RandomBelow(10));

  EXPECT_EQ(seen, (std::set<uint32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

}  // namespace
}  // namespace gridgov
