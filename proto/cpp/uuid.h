// Uuid: the id of every resource, request and key. New ones are UUIDv7 (RFC 9562), so that ids made
// later sort later and an index on them grows at its end.
//
// A value of 16 bytes, cheap to copy. All functions are safe from every thread.
#ifndef GRIDGOV_PROTO_CPP_UUID_H_
#define GRIDGOV_PROTO_CPP_UUID_H_

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace gridgov {

class Uuid {
 public:
  static constexpr size_t kSize = 16;

  // All zeros; never a result of V7().
  Uuid() = default;

  // A new id that is greater than every id this process made before, whatever thread made it and
  // even if `now` went back: such an id carries the time of the greatest one. 74 bits are left to a
  // counter and chance, so ids of different processes do not meet.
  static Uuid V7(absl::Time now);

  // The id in 16 raw bytes, as a database column holds them; INVALID_ARGUMENT, reason BAD_ID, for
  // another length.
  static absl::StatusOr<Uuid> FromBytes(absl::string_view bytes);

  // The id in its 36 characters, in either case; INVALID_ARGUMENT, reason BAD_ID, for anything
  // else.
  static absl::StatusOr<Uuid> Parse(absl::string_view text);

  // 36 characters, lower case.
  std::string ToString() const;

  // The 16 bytes, valid as long as this object.
  absl::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

  // The time inside a UUIDv7, to the millisecond; meaningless for other versions.
  absl::Time time() const;

  bool is_nil() const { return *this == Uuid(); }

  friend bool operator==(const Uuid&, const Uuid&) = default;
  friend auto operator<=>(const Uuid&, const Uuid&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const Uuid& id) {
    return H::combine(std::move(state), id.bytes_);
  }

 private:
  std::array<uint8_t, kSize> bytes_ = {};
};

}  // namespace gridgov

#endif  // GRIDGOV_PROTO_CPP_UUID_H_
