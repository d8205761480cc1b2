// What the server says of a collection where it meets the name of one of its resources alone:
// whose eyes it is for, and what people call it. Constant; safe from every thread.
#ifndef GRIDGOV_SERVER_HANDLERS_COLLECTIONS_H_
#define GRIDGOV_SERVER_HANDLERS_COLLECTIONS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "proto/cpp/errors.h"
#include "server/handlers/call.h"

namespace gridgov {

struct CollectionFacts {
  absl::string_view name;
  absl::string_view permission;  // Whoever has it in reach of a row sees it.
  Text noun;
};

// Null for a collection that is shown through its own methods alone.
const CollectionFacts* FindCollection(absl::string_view name);

// The resource of that name as far as the caller may see it, else NotVisible().
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> SeenByCaller(const Call& call,
                                                                        const std::string& name);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_COLLECTIONS_H_
