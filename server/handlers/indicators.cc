#include "server/handlers/indicators.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace gridgov {
namespace {

int64_t SumOf(const std::vector<Term>& terms, const Measures& measures) {
  int64_t sum = 0;
  for (const Term& term : terms) {
    const auto found = measures.find(std::string(term.measure));
    if (found != measures.end()) sum += term.sign * found->second;
  }
  return sum;
}

// One decimal. What is not all is never shown as 100 %.
std::string Percent(int64_t numerator, int64_t denominator) {
  int64_t permille = (numerator * 2000 + denominator) / (2 * denominator);
  if (numerator < denominator) permille = std::min<int64_t>(permille, 999);
  return absl::StrCat(permille / 10, ".", permille % 10, "%");
}

void SetText(const Text& text, v1::LocalizedText* out) {
  out->set_zh(text.zh);
  out->set_en(text.en);
}

}  // namespace

absl::StatusOr<std::vector<const IndicatorRule*>> IndicatorsOf(
    const google::protobuf::RepeatedPtrField<std::string>& codes) {
  std::vector<const IndicatorRule*> wanted;
  for (const IndicatorRule& rule : AllIndicators()) {
    const bool asked = std::find(codes.begin(), codes.end(), std::string(rule.code)) != codes.end();
    if (codes.empty() || asked) wanted.push_back(&rule);
  }
  for (int i = 0; i < codes.size(); ++i) {
    const bool known =
        std::any_of(AllIndicators().begin(), AllIndicators().end(),
                    [&](const IndicatorRule& rule) { return rule.code == codes[i]; });
    if (known) continue;
    return MakeInvalid(
        absl::StrCat("indicators[", i, "]"), "UNKNOWN_INDICATOR",
        {.zh = absl::StrCat("没有指标“", codes[i], "”，可用 gridgov statistic indicators 查看。"),
         .en = absl::StrCat("there is no indicator \"", codes[i],
                            "\". See gridgov statistic indicators.")});
  }
  return wanted;
}

v1::Indicator Describe(const IndicatorRule& rule) {
  v1::Indicator out;
  out.set_code(std::string(rule.code));
  out.set_kind(rule.denominator.empty() ? v1::Indicator::KIND_COUNT : v1::Indicator::KIND_RATE);
  SetText(rule.title, out.mutable_title());
  SetText(rule.numerator_text, out.mutable_numerator());
  if (!rule.denominator.empty()) SetText(rule.denominator_text, out.mutable_denominator());
  SetText(rule.source, out.mutable_source());
  return out;
}

v1::Figure FigureOf(const IndicatorRule& rule, const Measures& measures) {
  v1::Figure figure;
  figure.set_indicator(std::string(rule.code));
  figure.set_numerator(SumOf(rule.numerator, measures));
  if (rule.denominator.empty()) {
    figure.set_text(absl::StrCat(figure.numerator()));
    return figure;
  }
  figure.set_denominator(SumOf(rule.denominator, measures));
  figure.set_text(figure.denominator() > 0 ? Percent(figure.numerator(), figure.denominator())
                                           : "-");
  return figure;
}

}  // namespace gridgov
