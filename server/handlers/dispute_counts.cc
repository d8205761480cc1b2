// What disputes count for: their steps, which are never changed. An act counts on its day in the
// grid where it was done; mediation that ended counts on the day it was due, as in time or late.
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gridgov/v1/dispute.pb.h"
#include "server/handlers/counts.h"
#include "server/store/column.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Step = v1::DisputeStep;

struct ActMeasure {
  absl::string_view act;
  absl::string_view measure;
  bool by_class = false;   // Counts by class as well,
  bool by_source = false;  // and by source.
};

constexpr ActMeasure kActs[] = {
    {"register", "disputes.registered"},
    {"accept", "disputes.accepted", true, true},
    {"decline", "disputes.declined"},
    {"refer", "disputes.referred"},
    {"extend", "disputes.extended"},
    {"settle", "disputes.settled", true},
    {"fail", "disputes.failed"},
    {"stop", "disputes.stopped"},
    {"performed", "disputes.performed"},
    {"breach", "disputes.breached"},
    {"report_police", "disputes.reported"},
};

bool EndsMediation(absl::string_view act) {
  return act == "settle" || act == "fail" || act == "stop";
}

}  // namespace

void CountDisputeStep(const google::protobuf::Message& row, Counts& counts) {
  const auto& step = static_cast<const Step&>(row);
  const absl::Time time = FromProto(step.create_time());
  for (const ActMeasure& one : kActs) {
    if (one.act != step.act()) continue;
    counts.Add(step.grid(), time, one.measure);
    if (one.by_class) {
      const auto* type = v1::Dispute::Class_descriptor();
      counts.Add(
          step.grid(), time,
          absl::StrCat(one.measure, ".", EnumText(type->FindValueByNumber(step.dispute_class()))));
    }
    if (one.by_source) {
      const auto* type = v1::Dispute::Source_descriptor();
      counts.Add(step.grid(), time,
                 absl::StrCat(one.measure, ".", EnumText(type->FindValueByNumber(step.source()))));
    }
  }
  if (!EndsMediation(step.act())) return;
  if (step.escalation_prevented()) counts.Add(step.grid(), time, "disputes.prevented");
  if (!step.has_due_time()) return;
  const absl::Time due = FromProto(step.due_time());
  counts.Add(step.grid(), due,
             time < due ? "disputes.mediation_in_time" : "disputes.mediation_late");
}

}  // namespace gridgov
