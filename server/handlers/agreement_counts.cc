// What agreements count for: made, in effect and decided on the days of that; and whether they were
// kept, by their checks. What was due counts on its last day, a breach on the day it was found.
#include "gridgov/v1/agreement.pb.h"
#include "server/handlers/counts.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Agreement;
using Duty = v1::AgreementDuty;

// Nothing for a day that is not set.
void AddOn(const Agreement& agreement, const std::string& day, absl::string_view measure,
           Counts& counts) {
  if (!day.empty()) counts.Add(agreement.grid(), DayStart(day), measure);
}

// Every part that was due counts once: what stands in a later check was due before.
void CountDue(const Duty& duty, absl::Time due, Counts& counts) {
  if (duty.follow_up()) return;
  const absl::Time last = due - absl::Microseconds(1);
  if (duty.state() == Duty::STATE_DONE) {
    const bool kept = duty.performance() == Agreement::PERFORMANCE_KEPT;
    counts.Add(duty.grid(), last, kept ? "agreements.kept" : "agreements.not_kept");
  } else if (duty.state() == Duty::STATE_DROPPED && FromProto(duty.end_time()) >= due) {
    // Nobody looked before the dispute was closed.
    counts.Add(duty.grid(), last, "agreements.not_kept");
  }
}

}  // namespace

void CountAgreement(const google::protobuf::Message& row, Counts& counts) {
  const auto& agreement = static_cast<const Agreement&>(row);
  if (agreement.state() == Agreement::STATE_DROPPED) return;
  counts.Add(agreement.grid(), FromProto(agreement.create_time()), "agreements.made");
  if (agreement.form() == Agreement::FORM_ORAL) {
    counts.Add(agreement.grid(), FromProto(agreement.create_time()), "agreements.oral");
  }
  if (agreement.has_effective_time()) {
    counts.Add(agreement.grid(), FromProto(agreement.effective_time()), "agreements.in_effect");
  }
  AddOn(agreement, agreement.applied_date(), "agreements.applied", counts);
  if (agreement.confirmation() == Agreement::CONFIRMATION_CONFIRMED) {
    AddOn(agreement, agreement.decided_date(), "agreements.confirmed", counts);
  } else if (agreement.confirmation() == Agreement::CONFIRMATION_REFUSED) {
    AddOn(agreement, agreement.decided_date(), "agreements.refused", counts);
  }
}

void CountAgreementDuty(const google::protobuf::Message& row, Counts& counts) {
  const auto& duty = static_cast<const Duty&>(row);
  if (duty.kind() != Duty::KIND_PERFORMANCE) return;
  CountDue(duty, FromProto(duty.due_time()), counts);
  if (duty.state() != Duty::STATE_DONE) return;
  const absl::Time checked = DayStart(duty.checked_date());
  if (duty.performance() != Agreement::PERFORMANCE_KEPT) {
    counts.Add(duty.grid(), checked, "agreements.breaches");
  } else if (duty.follow_up()) {
    counts.Add(duty.grid(), checked, "agreements.remedied");
  }
}

}  // namespace gridgov
