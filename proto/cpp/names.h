// Resource names: "collection/id", flat and permanent. The id is a UUIDv7 or, for divisions and
// calendar days, the code itself. Free functions, safe from every thread.
#ifndef GRIDGOV_PROTO_CPP_NAMES_H_
#define GRIDGOV_PROTO_CPP_NAMES_H_

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace gridgov {

// A name's two halves; both are empty if it has no slash or an empty half.
struct NameParts {
  std::string collection;
  std::string id;
};

inline NameParts SplitName(absl::string_view name) {
  const size_t slash = name.find('/');
  if (slash == absl::string_view::npos || slash == 0 || slash + 1 == name.size()) return {};
  return {std::string(name.substr(0, slash)), std::string(name.substr(slash + 1))};
}

inline std::string MakeName(absl::string_view collection, absl::string_view id) {
  return absl::StrCat(collection, "/", id);
}

}  // namespace gridgov

#endif  // GRIDGOV_PROTO_CPP_NAMES_H_
