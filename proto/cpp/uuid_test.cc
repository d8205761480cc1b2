#include "proto/cpp/uuid.h"

#include <algorithm>
#include <set>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

const absl::Time kNow = absl::FromUnixMillis(4'000'000'000'000);

TEST(UuidTest, CarriesVersionSevenAndTheRfcVariant) {
  for (int i = 0; i < 1000; ++i) {
    const std::string text = Uuid::V7(absl::Now()).ToString();

    EXPECT_EQ(text[14], '7');
    EXPECT_THAT(text[19], testing::AnyOf('8', '9', 'a', 'b'));
  }
}

TEST(UuidTest, CarriesTheTimeItWasMadeAt) {
  const absl::Time later = kNow + absl::Hours(1);

  EXPECT_EQ(Uuid::V7(later).time(), later);
}

TEST(UuidTest, SortsByTimeAsBytesAndAsText) {
  const Uuid first = Uuid::V7(kNow + absl::Hours(2));
  const Uuid second = Uuid::V7(kNow + absl::Hours(3));

  EXPECT_LT(first, second);
  EXPECT_LT(first.bytes(), second.bytes());
  EXPECT_LT(first.ToString(), second.ToString());
}

TEST(UuidTest, GrowsWithinOneMillisecondPastItsCounter) {
  const absl::Time frozen = kNow + absl::Hours(4);
  Uuid last = Uuid::V7(frozen);

  for (int i = 0; i < 20'000; ++i) {
    const Uuid next = Uuid::V7(frozen);
    ASSERT_LT(last, next) << i;
    last = next;
  }
}

TEST(UuidTest, GrowsEvenWhenTheClockGoesBack) {
  const Uuid before = Uuid::V7(kNow + absl::Hours(5));
  const Uuid after = Uuid::V7(kNow - absl::Hours(24 * 3650));

  EXPECT_LT(before, after);
}

TEST(UuidTest, IsUniqueAndGrowsInEachOfManyThreads) {
  constexpr int kThreads = 8;
  constexpr int kEach = 5'000;
  std::vector<std::vector<Uuid>> made(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&ids = made[t]] {
      for (int i = 0; i < kEach; ++i) ids.push_back(Uuid::V7(kNow + absl::Hours(6)));
    });
  }
  for (std::thread& thread : threads) thread.join();

  absl::flat_hash_set<Uuid> all;
  std::set<std::pair<uint16_t, absl::Time>> counters;
  for (const std::vector<Uuid>& ids : made) {
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    for (const Uuid& id : ids) {
      all.insert(id);
      const uint16_t counter =
          static_cast<uint8_t>(id.bytes()[6]) << 8 | static_cast<uint8_t>(id.bytes()[7]);
      counters.emplace(counter, id.time());
    }
  }
  EXPECT_EQ(all.size(), kThreads * kEach);
  // Unique before chance is added: order does not rest on luck.
  EXPECT_EQ(counters.size(), kThreads * kEach);
}

TEST(UuidTest, ComesBackFromItsTextAndItsBytes) {
  const Uuid id = Uuid::V7(absl::Now());

  EXPECT_EQ(Uuid::Parse(id.ToString()).value(), id);
  EXPECT_EQ(Uuid::FromBytes(id.bytes()).value(), id);
}

TEST(UuidTest, ReadsUpperCaseAndWritesLowerCase) {
  const std::string text = "01890a5d-ac96-774b-bcce-b302099a8057";

  EXPECT_EQ(Uuid::Parse(absl::AsciiStrToUpper(text)).value().ToString(), text);
}

TEST(UuidTest, RefusesTextThatIsNotThirtySixCanonicalCharacters) {
  for (const char* text :
       {"", "01890a5dac96774bbcceb302099a8057", "{01890a5d-ac96-774b-bcce-b302099a8057}",
        "01890a5d-ac96-774b-bcce-b302099a805", "01890a5d-ac96-774b-bcce-b302099a80577",
        "01890a5dxac96-774b-bcce-b302099a8057", "g1890a5d-ac96-774b-bcce-b302099a8057",
        "01890a5-dac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a80 7"}) {
    const absl::StatusOr<Uuid> id = Uuid::Parse(text);

    EXPECT_EQ(id.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(ErrorReason(id.status()), "BAD_ID") << text;
  }
}

TEST(UuidTest, RefusesBytesOfAnotherLength) {
  EXPECT_EQ(ErrorReason(Uuid::FromBytes("").status()), "BAD_ID");
  EXPECT_EQ(ErrorReason(Uuid::FromBytes("0123456789abcde").status()), "BAD_ID");
  EXPECT_EQ(ErrorReason(Uuid::FromBytes("0123456789abcdef0").status()), "BAD_ID");
}

TEST(UuidTest, IsNilOnlyByDefault) {
  EXPECT_TRUE(Uuid().is_nil());
  EXPECT_FALSE(Uuid::V7(absl::Now()).is_nil());
}

}  // namespace
}  // namespace gridgov
