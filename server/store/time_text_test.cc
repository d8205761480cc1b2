#include "server/store/time_text.h"

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace gridgov {
namespace {

TEST(TimeTextTest, HasAFixedWidthSoThatItSorts) {
  const absl::Time time =
      absl::FromCivil(absl::CivilSecond(2026, 11, 4, 5, 6, 7), absl::UTCTimeZone());
  EXPECT_EQ(TimeText(time), "2026-11-04T05:06:07.000000Z");
  EXPECT_EQ(TimeText(time + absl::Microseconds(1)), "2026-11-04T05:06:07.000001Z");
  EXPECT_EQ(TimeText(absl::FromCivil(absl::CivilSecond(1, 1, 1), absl::UTCTimeZone())),
            "0001-01-01T00:00:00.000000Z");
}

TEST(TimeTextTest, ComesBackToTheMicrosecond) {
  for (const int64_t micros : {int64_t{0}, int64_t{-1}, int64_t{951'782'399'999'999},
                               int64_t{1'795'507'200'123'456}, int64_t{-62'135'596'800'000'000}}) {
    const absl::Time time = absl::FromUnixMicros(micros);
    EXPECT_EQ(ParseTimeText(TimeText(time)), time) << TimeText(time);
  }
}

TEST(TimeTextTest, WhatHasNotItsFormIsNoTime) {
  for (const char* text : {"", "2026-11-04", "2026-11-04T05:06:07Z", "2026-11-04T05:06:07.00000Z",
                           "2026-11-04 05:06:07.000000Z", "2026-11-04T05:06:07.000000+",
                           "2026-1x-04T05:06:07.000000Z", "2026-11-04T05:63:07.000000Z",
                           "2026-11-31T05:06:07.000000Z", "2026-11-04T24:06:07.000000Z"}) {
    EXPECT_EQ(ParseTimeText(text), absl::InfiniteFuture()) << text;
  }
  EXPECT_EQ(TimeText(absl::InfiniteFuture()), "");
}

}  // namespace
}  // namespace gridgov
