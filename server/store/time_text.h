// Times in rows: fixed-width UTC text, so that they sort and a DBA can read them; and the civil
// day in China, which deadlines, dates of duty and ledgers go by.
#ifndef GRIDGOV_SERVER_STORE_TIME_TEXT_H_
#define GRIDGOV_SERVER_STORE_TIME_TEXT_H_

#include <string>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace gridgov {

// "2026-11-24T05:36:33.123456Z"; "" for InfiniteFuture and InfinitePast.
std::string TimeText(absl::Time time);
// InfiniteFuture for anything that has not TimeText's form.
absl::Time ParseTimeText(absl::string_view text);

google::protobuf::Timestamp ToProto(absl::Time time);
absl::Time FromProto(const google::protobuf::Timestamp& time);

// China has one zone and no summer time; a fixed offset needs no zone files on the machine.
absl::TimeZone ChinaTime();
// "YYYY-MM-DD" in China.
std::string DayText(absl::Time time);
// Midnight in China at the beginning of that day; nullopt-like InfinitePast for a wrong date.
absl::Time DayStart(absl::string_view day);
// Whether `text` is a date that exists.
bool IsDay(absl::string_view text);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TIME_TEXT_H_
