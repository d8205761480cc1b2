// The one table of masks: which fields of which resource a mask hides on every way out.
#ifndef GRIDGOV_SERVER_STORE_MASKS_H_
#define GRIDGOV_SERVER_STORE_MASKS_H_

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "server/store/scope.h"

namespace gridgov {

// Clears what `mask` hides in one resource.
void ApplyMask(Mask mask, google::protobuf::Message* resource);
// Whether the mask hides this field of the type. A list must not be filtered by it either: that
// would tell the hidden value row by row.
bool Hides(Mask mask, const google::protobuf::Descriptor* type, absl::string_view field);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_MASKS_H_
