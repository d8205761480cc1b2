// Indicators: what statistics and ledgers show, each made of measures and written down in both
// languages. Data; a figure's definition stands here and nowhere else.
#ifndef GRIDGOV_SERVER_HANDLERS_INDICATORS_H_
#define GRIDGOV_SERVER_HANDLERS_INDICATORS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "gridgov/v1/statistic.pb.h"
#include "proto/cpp/errors.h"

namespace gridgov {

// Amounts by measure. Those of counters are sums of them; others are read (figures.h).
using Measures = std::map<std::string, int64_t, std::less<>>;

// A measure, added or taken away.
struct Term {
  absl::string_view measure;
  int sign = 1;
};

struct IndicatorRule {
  absl::string_view code;
  Text title;
  std::vector<Term> numerator;
  std::vector<Term> denominator;  // Empty: a plain number.
  Text numerator_text;
  Text denominator_text;
  Text source;
};

// In the order of the statistics. Safe from every thread.
const std::vector<IndicatorRule>& AllIndicators();

// Of AllIndicators(), in a file of its own.
std::vector<IndicatorRule> DisputeIndicators();

// Those of the codes, in the order of the list; all for none. INVALID_ARGUMENT, reason
// UNKNOWN_INDICATOR.
absl::StatusOr<std::vector<const IndicatorRule*>> IndicatorsOf(
    const google::protobuf::RepeatedPtrField<std::string>& codes);

v1::Indicator Describe(const IndicatorRule& rule);
v1::Figure FigureOf(const IndicatorRule& rule, const Measures& measures);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_INDICATORS_H_
