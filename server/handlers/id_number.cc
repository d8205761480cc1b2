#include "server/handlers/id_number.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "server/store/time_text.h"

namespace gridgov {

bool IsIdNumber(absl::string_view number, absl::string_view today) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  constexpr absl::string_view kCheck = "10X98765432";
  if (number.size() != 18 || !std::all_of(number.begin(), number.end() - 1, absl::ascii_isdigit)) {
    return false;
  }
  const std::string born =
      absl::StrCat(number.substr(6, 4), "-", number.substr(10, 2), "-", number.substr(12, 2));
  if (!IsDay(born) || born > today) return false;
  int sum = 0;
  for (size_t i = 0; i + 1 < number.size(); ++i) sum += (number[i] - '0') * kWeights[i];
  return number.back() == kCheck[sum % 11];
}

}  // namespace gridgov
