#include "server/store/time_text.h"

namespace gridgov {

std::string TimeText(absl::Time time) {
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return "";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

absl::Time ParseTimeText(absl::string_view text) {
  absl::Time time;
  std::string error;
  return absl::ParseTime("%Y-%m-%dT%H:%M:%E*SZ", text, absl::UTCTimeZone(), &time, &error)
             ? time
             : absl::InfiniteFuture();
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  google::protobuf::Timestamp proto;
  const timespec spec = absl::ToTimespec(time);
  proto.set_seconds(spec.tv_sec);
  // Rows keep microseconds; what is answered must equal what is read later.
  proto.set_nanos(static_cast<int32_t>(spec.tv_nsec / 1000 * 1000));
  return proto;
}

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::TimeZone ChinaTime() { return absl::FixedTimeZone(8 * 3600); }

std::string DayText(absl::Time time) { return absl::FormatTime("%Y-%m-%d", time, ChinaTime()); }

absl::Time DayStart(absl::string_view day) {
  absl::CivilDay civil;
  if (!absl::ParseCivilTime(day, &civil)) return absl::InfinitePast();
  return absl::FromCivil(civil, ChinaTime());
}

bool IsDay(absl::string_view text) {
  absl::CivilDay civil;
  return text.size() == 10 && absl::ParseCivilTime(text, &civil) &&
         absl::FormatCivilTime(civil) == text;
}

}  // namespace gridgov
