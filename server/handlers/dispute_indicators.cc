// The indicators of disputes and their mediation.
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "server/handlers/dispute_words.h"
#include "server/handlers/indicators.h"
#include "server/store/column.h"

namespace gridgov {
namespace {

const Text kActs = {.zh = "纠纷办理记录，按办理之日、办理时所在网格计。",
                    .en = "Steps of disputes, on the day of the step, in the grid of that time."};
const Text kDeadlines = {
    .zh = "纠纷办理记录和调解中的纠纷，按调解期限届满之日计；届满未结束的计入分母。",
    .en =
        "Steps of disputes and open mediation, on the day when it was due; what is overdue and "
        "still open counts in the denominator."};

// One act, counted.
IndicatorRule Number(absl::string_view code, Text title, Text what) {
  return {.code = code,
          .title = std::move(title),
          .numerator = {{code}},
          .numerator_text = std::move(what),
          .source = kActs};
}

std::vector<IndicatorRule> Numbers() {
  return {
      Number("disputes.registered", {"纠纷登记数", "disputes registered"},
             {"登记的纠纷", "disputes registered"}),
      Number("disputes.accepted", {"纠纷受理数", "disputes accepted"},
             {"受理的纠纷", "disputes accepted"}),
      Number("disputes.declined", {"纠纷不予受理数", "disputes declined"},
             {"不予受理的纠纷", "disputes declined"}),
      Number("disputes.referred", {"纠纷移送数", "disputes referred"},
             {"移送有关单位的纠纷", "disputes handed to another unit"}),
      Number("disputes.settled", {"调解成功数", "disputes settled"},
             {"达成协议的纠纷", "disputes in which the parties agreed"}),
      Number("disputes.failed", {"调解不成数", "mediation failed"},
             {"调解不成的纠纷", "disputes whose mediation failed"}),
      Number("disputes.stopped", {"终止调解数", "mediation stopped"},
             {"一方要求终止调解的纠纷", "disputes that a side asked to stop"}),
      Number("disputes.prevented", {"防止激化数", "escalation prevented"},
             {"调解结束时登记防止了激化的纠纷",
              "disputes of which the mediator says at the end that escalation was prevented"}),
      Number("disputes.reported", {"报告公安机关数", "reported to the police"},
             {"依人民调解法第二十五条报告的纠纷", "disputes reported under art. 25"}),
      Number("disputes.extended", {"延长调解期限次数", "times extended"},
             {"经各方同意延长的次数", "times that all parties consented to more days"}),
  };
}

std::vector<IndicatorRule> Rates() {
  return {
      {.code = "disputes.success_rate",
       .title = {"调解成功率", "mediation that succeeded"},
       .numerator = {{"disputes.settled"}},
       .denominator = {{"disputes.settled"}, {"disputes.failed"}, {"disputes.stopped"}},
       .numerator_text = {"达成协议的纠纷", "disputes settled"},
       .denominator_text = {"调解结束的纠纷：成功、不成和终止",
                            "all whose mediation ended: settled, failed and stopped"},
       .source = kActs},
      {.code = "disputes.on_time_rate",
       .title = {"按期调结率", "mediated in time"},
       .numerator = {{"disputes.mediation_in_time"}},
       .denominator = {{"disputes.mediation_in_time"},
                       {"disputes.mediation_late"},
                       {"disputes.mediation_overdue"}},
       .numerator_text = {"在调解期限内结束调解的", "mediation that ended before it was due"},
       .denominator_text = {"调解期限在期内届满的，含届满仍未结束的",
                            "all whose mediation was due in the period, overdue and open ones too"},
       .source = kDeadlines},
      {.code = "disputes.performance_rate",
       .title = {"协议履行率", "agreements performed"},
       .numerator = {{"disputes.performed"}},
       .denominator = {{"disputes.performed"}, {"disputes.breached"}},
       .numerator_text = {"履行完毕的", "agreements performed in full"},
       .denominator_text = {"履行完毕的和登记未履行的次数",
                            "agreements performed, and times that one was not"},
       .source = kActs},
  };
}

// The code is measure and value: "disputes.accepted.FAMILY". Kept for as long as the server runs.
IndicatorRule Part(absl::string_view measure, const Text& of,
                   const google::protobuf::EnumValueDescriptor& value, const Text& words) {
  const auto* code = new std::string(absl::StrCat(measure, ".", EnumText(&value)));
  const Text title{.zh = absl::StrCat(of.zh, "：", words.zh),
                   .en = absl::StrCat(of.en, ": ", words.en)};
  return Number(*code, title, title);
}

std::vector<IndicatorRule> ByClassAndSource() {
  std::vector<IndicatorRule> rules;
  const auto* classes = v1::Dispute::Class_descriptor();
  const auto* sources = v1::Dispute::Source_descriptor();
  for (int i = 1; i < classes->value_count(); ++i) {
    const Text words = ClassText(static_cast<v1::Dispute::Class>(classes->value(i)->number()));
    rules.push_back(Part("disputes.accepted", {"受理", "accepted"}, *classes->value(i), words));
    rules.push_back(Part("disputes.settled", {"调解成功", "settled"}, *classes->value(i), words));
  }
  for (int i = 1; i < sources->value_count(); ++i) {
    const Text words = SourceText(static_cast<v1::Dispute::Source>(sources->value(i)->number()));
    rules.push_back(Part("disputes.accepted", {"受理", "accepted"}, *sources->value(i), words));
  }
  return rules;
}

}  // namespace

std::vector<IndicatorRule> DisputeIndicators() {
  std::vector<IndicatorRule> all = Numbers();
  for (const auto& part : {Rates(), ByClassAndSource()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace gridgov
