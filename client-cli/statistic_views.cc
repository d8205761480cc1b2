// The views of statistics.
#include "client-cli/views.h"
#include "gridgov/v1/statistic.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Message;

const std::string& In(const v1::LocalizedText& text, const Audience& audience) {
  return audience.chinese ? text.zh() : text.en();
}

std::string Title(const Message& message, const Audience& audience) {
  return In(static_cast<const v1::Indicator&>(message).title(), audience);
}
std::string Numerator(const Message& message, const Audience& audience) {
  return In(static_cast<const v1::Indicator&>(message).numerator(), audience);
}
std::string Denominator(const Message& message, const Audience& audience) {
  return In(static_cast<const v1::Indicator&>(message).denominator(), audience);
}
std::string Source(const Message& message, const Audience& audience) {
  return In(static_cast<const v1::Indicator&>(message).source(), audience);
}

}  // namespace

const std::vector<std::pair<std::string, View>>& StatisticViews() {
  static const auto* views = new std::vector<std::pair<std::string, View>>{
      {"Indicator",
       {{.path = "code", .title = {"代码", "code"}, .listed = true},
        {.title = {"指标", "indicator"}, .listed = true, .text = Title},
        {.title = {"计什么（比率的分子）", "counts (of a rate: numerator)"},
         .listed = true,
         .text = Numerator},
        {.title = {"分母", "denominator"}, .listed = true, .text = Denominator},
        {.title = {"来源和归属日期", "source and day"}, .listed = true, .text = Source}}},
      {"CounterDifference",
       {{.path = "grid", .title = {"网格", "grid"}, .listed = true},
        {.path = "day", .title = {"日期", "day"}, .listed = true},
        {.path = "measure", .title = {"计数", "measure"}, .listed = true},
        {.path = "stored", .title = {"现值", "stored"}, .listed = true, .zero = true},
        {.path = "expected", .title = {"应为", "expected"}, .listed = true, .zero = true}}},
  };
  return *views;
}

}  // namespace gridgov
