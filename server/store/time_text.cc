#include "server/store/time_text.h"

namespace gridgov {
namespace {

// "2026-11-24T08:05:00.000001Z". Read and written by hand: a row has several, and the general
// functions cost more than the rest of the row.
constexpr size_t kLength = 27;
constexpr absl::string_view kForm = "0000-00-00T00:00:00.000000Z";

void PutDigits(int64_t number, size_t at, size_t digits, std::string* text) {
  for (size_t i = digits; i > 0; --i, number /= 10) {
    (*text)[at + i - 1] = static_cast<char>('0' + number % 10);
  }
}

bool IsOfForm(absl::string_view text) {
  if (text.size() != kLength) return false;
  for (size_t i = 0; i < kLength; ++i) {
    if (kForm[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != kForm[i]) return false;
  }
  return true;
}

int DigitsAt(absl::string_view text, size_t at, size_t digits) {
  int number = 0;
  for (size_t i = 0; i < digits; ++i) number = number * 10 + (text[at + i] - '0');
  return number;
}

}  // namespace

std::string TimeText(absl::Time time) {
  if (time == absl::InfiniteFuture() || time == absl::InfinitePast()) return "";
  const absl::TimeZone::CivilInfo at = absl::UTCTimeZone().At(time);
  std::string text(kForm);
  PutDigits(at.cs.year(), 0, 4, &text);
  PutDigits(at.cs.month(), 5, 2, &text);
  PutDigits(at.cs.day(), 8, 2, &text);
  PutDigits(at.cs.hour(), 11, 2, &text);
  PutDigits(at.cs.minute(), 14, 2, &text);
  PutDigits(at.cs.second(), 17, 2, &text);
  PutDigits(absl::ToInt64Microseconds(at.subsecond), 20, 6, &text);
  return text;
}

absl::Time ParseTimeText(absl::string_view text) {
  if (!IsOfForm(text)) return absl::InfiniteFuture();
  const int day = DigitsAt(text, 8, 2);
  const absl::CivilSecond second(DigitsAt(text, 0, 4), DigitsAt(text, 5, 2), day,
                                 DigitsAt(text, 11, 2), DigitsAt(text, 14, 2),
                                 DigitsAt(text, 17, 2));
  // What carried over was no time: such as minute 63, which would be another hour.
  if (second.second() != DigitsAt(text, 17, 2) || second.minute() != DigitsAt(text, 14, 2) ||
      second.hour() != DigitsAt(text, 11, 2) || second.day() != day ||
      second.month() != DigitsAt(text, 5, 2)) {
    return absl::InfiniteFuture();
  }
  return absl::FromUnixSeconds(second - absl::CivilSecond(1970)) +
         absl::Microseconds(DigitsAt(text, 20, 6));
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
