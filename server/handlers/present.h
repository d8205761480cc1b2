// The last look at an answer: what is derived for its reader (allowed_actions, overdue, ...), then
// what the reader's mask hides. Every way out goes through here: answers, lists, watch.
#ifndef GRIDGOV_SERVER_HANDLERS_PRESENT_H_
#define GRIDGOV_SERVER_HANDLERS_PRESENT_H_

#include "google/protobuf/message.h"
#include "server/handlers/call.h"

namespace gridgov {

// Finishes the resource, or every resource one level inside a response.
absl::Status Present(const Call& call, google::protobuf::Message* response);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_PRESENT_H_
