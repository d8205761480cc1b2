#include "server/handlers/credit_code.h"

#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

// The standard's alphabet: I, O, S, V and Z are left out; a character's value is its place.
constexpr absl::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr int kBase = 31;
constexpr size_t kLength = 18;

}  // namespace

bool IsCreditCode(absl::string_view code) {
  if (code.size() != kLength) return false;
  int sum = 0;
  int weight = 1;  // 3 to the power of the place, modulo the base.
  for (size_t i = 0; i < kLength; ++i) {
    const size_t value = kAlphabet.find(code[i]);
    if (value == absl::string_view::npos) return false;
    if (i + 1 == kLength) return (sum + static_cast<int>(value)) % kBase == 0;
    sum += static_cast<int>(value) * weight;
    weight = weight * 3 % kBase;
  }
  return false;
}

absl::Status CheckCreditCode(const std::string& field, const std::string& code) {
  if (code.empty() || IsCreditCode(code)) return absl::OkStatus();
  return MakeInvalid(field, "BAD_CREDIT_CODE",
                     {.zh = "不是有效的统一社会信用代码（GB 32100-2015），请核对18位代码。",
                      .en = "is no unified social credit code (GB 32100-2015). Check its 18 "
                            "characters."});
}

}  // namespace gridgov
