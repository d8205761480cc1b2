#include "server/store/masks.h"

#include <string>

#include "absl/strings/string_view.h"

namespace gridgov {
namespace {

struct MaskedField {
  Mask from;  // Hidden by this mask and every greater one.
  absl::string_view type;
  absl::string_view field;
};

// The liaison sees public-order issues without whoever reported them: not the account, not the
// patrol that leads to it, and not the words of those who handled it. A dispute that was reported
// under art. 25 is seen as a matter: without those who work on it and what it came from.
constexpr MaskedField kMasked[] = {
    {Mask::kNoReporter, "gridgov.v1.Issue", "creator"},
    {Mask::kNoReporter, "gridgov.v1.Issue", "patrol"},
    {Mask::kNoReporter, "gridgov.v1.Issue", "result"},
    {Mask::kNoReporter, "gridgov.v1.Issue", "satisfaction"},
    {Mask::kNoReporter, "gridgov.v1.Issue", "callback_due"},
    {Mask::kNoReporter, "gridgov.v1.Issue", "dispute"},
    {Mask::kNoReporter, "gridgov.v1.Dispute", "creator"},
    {Mask::kNoReporter, "gridgov.v1.Dispute", "mediators"},
    {Mask::kNoReporter, "gridgov.v1.Dispute", "risk_assessor"},
    {Mask::kNoReporter, "gridgov.v1.Dispute", "issue"},
    {Mask::kNoReporter, "gridgov.v1.Dispute", "stopped_by"},
};

}  // namespace

void ApplyMask(Mask mask, google::protobuf::Message* resource) {
  const auto* type = resource->GetDescriptor();
  for (const MaskedField& masked : kMasked) {
    if (mask < masked.from || type->full_name() != masked.type) continue;
    resource->GetReflection()->ClearField(resource,
                                          type->FindFieldByName(std::string(masked.field)));
  }
}

bool Hides(Mask mask, const google::protobuf::Descriptor* type, absl::string_view field) {
  for (const MaskedField& masked : kMasked) {
    if (mask >= masked.from && type->full_name() == masked.type && field == masked.field) {
      return true;
    }
  }
  return false;
}

}  // namespace gridgov
