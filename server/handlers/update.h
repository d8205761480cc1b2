// Updates (AIP-134): what an Update request changes in the stored resource.
#ifndef GRIDGOV_SERVER_HANDLERS_UPDATE_H_
#define GRIDGOV_SERVER_HANDLERS_UPDATE_H_

#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"

namespace gridgov {

// Copies the masked fields of `change` into `stored`; with an empty mask all that are set. Output
// only and immutable fields stay as they are.
void MergeUpdate(const google::protobuf::Message& change, const google::protobuf::FieldMask& mask,
                 google::protobuf::Message* stored);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_UPDATE_H_
