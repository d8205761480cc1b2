#include "server/rpc/text_shape.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/time/civil_time.h"

namespace gridgov {
namespace {

struct CodePoint {
  uint32_t value = 0;
  size_t bytes = 0;  // 0: no UTF-8
};

// Refuses what is overlong, a surrogate or beyond U+10FFFF (RFC 3629).
CodePoint Decode(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = byte(0);
  if (first < 0x80) return {first, 1};
  const size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return {};
  uint32_t value = first & (0x7F >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    value = value << 6 | (byte(i) & 0x3F);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kLeast[bytes] || value > 0x10FFFF || surrogate) return {};
  return {value, bytes};
}

bool IsControl(uint32_t value) {
  if (value == '\n' || value == '\t') return false;
  return value < 0x20 || (value >= 0x7F && value < 0xA0);
}

bool IsIdCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
}

}  // namespace

TextShape ShapeOf(absl::string_view text) {
  TextShape shape;
  while (!text.empty()) {
    const CodePoint point = Decode(text);
    if (point.bytes == 0) return {.utf8 = false};
    shape.control = shape.control || IsControl(point.value);
    ++shape.code_points;
    text.remove_prefix(point.bytes);
  }
  return shape;
}

bool IsNameOf(absl::string_view text, const std::vector<std::string>& collections) {
  const size_t slash = text.find('/');
  if (slash == absl::string_view::npos || slash == 0) return false;
  const absl::string_view collection = text.substr(0, slash);
  const absl::string_view id = text.substr(slash + 1);
  if (id.empty() || !std::all_of(id.begin(), id.end(), IsIdCharacter)) return false;
  if (collections.empty()) {
    return std::all_of(collection.begin(), collection.end(),
                       [](unsigned char c) { return absl::ascii_isalpha(c); });
  }
  return std::any_of(collections.begin(), collections.end(),
                     [&](const std::string& one) { return collection == one; });
}

}  // namespace gridgov
