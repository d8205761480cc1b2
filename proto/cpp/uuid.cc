#include "proto/cpp/uuid.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

constexpr uint64_t kLastMillisecond = (uint64_t{1} << 48) - 1;
constexpr uint32_t kCounterEnd = 1 << 12;
// A fresh millisecond starts its counter in the lower half, which leaves room for 2,048 more ids
// before the id's time must run ahead of the clock.
constexpr uint32_t kFreshCounterMask = kCounterEnd / 2 - 1;

constexpr absl::string_view kForm = "00000000-0000-0000-0000-000000000000";

// By character; -1 for what is no digit.
constexpr std::array<int, 256> kHexDigit = [] {
  std::array<int, 256> digits{};
  digits.fill(-1);
  for (int i = 0; i < 10; ++i) digits['0' + i] = i;
  for (int i = 0; i < 6; ++i) digits['a' + i] = digits['A' + i] = 10 + i;
  return digits;
}();

// Made once: where codes are welcome too, most texts are no id.
absl::Status BadId() {
  static const auto* const status =
      new absl::Status(MakeError(absl::StatusCode::kInvalidArgument, "BAD_ID",
                                 {.zh = "编号格式不正确，应为 36 位的 UUID。",
                                  .en = "Not a valid id; expected a UUID of 36 characters."}));
  return *status;
}

// What an id takes of chance. It is drawn for many at once, for the generator costs by the call;
// an id is no secret.
void FillRandom(uint8_t* out, size_t size) {
  thread_local std::array<uint8_t, 1000> drawn;
  thread_local size_t used = drawn.size();
  if (used + size > drawn.size()) {
    if (RAND_bytes(drawn.data(), static_cast<int>(drawn.size())) != 1) {
      // Without the system's random source no id is unique and no key is secret.
      std::fputs("gridgov: the system's random source failed\n", stderr);
      std::abort();
    }
    used = 0;
  }
  std::copy_n(drawn.begin() + used, size, out);
  used += size;
}

// Where the last id of this process stood.
struct Sequence {
  std::mutex mutex;
  uint64_t millisecond = 0;
  uint32_t counter = 0;
};

Sequence& ProcessSequence() {
  static Sequence* const sequence = new Sequence;
  return *sequence;
}

// The next (millisecond, counter) pair, always above the last one.
std::pair<uint64_t, uint32_t> Advance(uint64_t now, uint32_t fresh_counter) {
  Sequence& sequence = ProcessSequence();
  const std::lock_guard<std::mutex> lock(sequence.mutex);
  if (now > sequence.millisecond) {
    sequence.millisecond = now;
    sequence.counter = fresh_counter;
  } else if (++sequence.counter == kCounterEnd) {
    ++sequence.millisecond;
    sequence.counter = fresh_counter;
  }
  return {sequence.millisecond, sequence.counter};
}

}  // namespace

Uuid Uuid::V7(absl::Time now) {
  Uuid id;
  FillRandom(id.bytes_.data() + 6, kSize - 6);
  const int64_t wanted = std::max<int64_t>(absl::ToUnixMillis(now), 0);
  const uint32_t fresh = (uint32_t{id.bytes_[6]} << 8 | id.bytes_[7]) & kFreshCounterMask;
  const auto [millisecond, counter] =
      Advance(std::min(static_cast<uint64_t>(wanted), kLastMillisecond), fresh);

  for (int i = 0; i < 6; ++i) {
    id.bytes_[i] = static_cast<uint8_t>(millisecond >> (40 - 8 * i));
  }
  id.bytes_[6] = static_cast<uint8_t>(0x70 | counter >> 8);
  id.bytes_[7] = static_cast<uint8_t>(counter);
  id.bytes_[8] = static_cast<uint8_t>(0x80 | (id.bytes_[8] & 0x3f));
  return id;
}

absl::StatusOr<Uuid> Uuid::FromBytes(absl::string_view bytes) {
  if (bytes.size() != kSize) return BadId();
  Uuid id;
  std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
  return id;
}

absl::StatusOr<Uuid> Uuid::Parse(absl::string_view text) {
  if (text.size() != kForm.size()) return BadId();
  Uuid id;
  size_t digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (kForm[i] == '-') {
      if (text[i] != '-') return BadId();
      continue;
    }
    const int digit = kHexDigit[static_cast<uint8_t>(text[i])];
    if (digit < 0) return BadId();
    uint8_t& byte = id.bytes_[digits++ / 2];
    byte = static_cast<uint8_t>(byte << 4 | digit);
  }
  return id;
}

std::string Uuid::ToString() const {
  constexpr absl::string_view kDigits = "0123456789abcdef";
  std::string text(kForm);
  size_t digits = 0;
  for (char& c : text) {
    if (c == '-') continue;
    const uint8_t byte = bytes_[digits / 2];
    c = kDigits[digits++ % 2 == 0 ? byte >> 4 : byte & 15];
  }
  return text;
}

absl::Time Uuid::time() const {
  int64_t millisecond = 0;
  for (int i = 0; i < 6; ++i) millisecond = millisecond << 8 | bytes_[i];
  return absl::FromUnixMillis(millisecond);
}

}  // namespace gridgov
