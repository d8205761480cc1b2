// The one table of masks: which fields of which resource a mask hides on every way out.
#ifndef GRIDGOV_SERVER_STORE_MASKS_H_
#define GRIDGOV_SERVER_STORE_MASKS_H_

#include "google/protobuf/message.h"
#include "server/store/scope.h"

namespace gridgov {

// Clears what `mask` hides in one resource.
void ApplyMask(Mask mask, google::protobuf::Message* resource);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_MASKS_H_
