// What a text is made of, found in one pass. Free functions, safe from every thread.
#ifndef GRIDGOV_SERVER_RPC_TEXT_SHAPE_H_
#define GRIDGOV_SERVER_RPC_TEXT_SHAPE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace gridgov {

struct TextShape {
  bool utf8 = true;  // if not, the rest is unknown
  size_t code_points = 0;
  bool control = false;  // C0 but line feed and tab, DEL, C1
};

TextShape ShapeOf(absl::string_view text);

// "grids/{id}" for one of the collections, or for any if there are none. An id is made of ASCII
// letters, digits and . _ -, as ids and the codes that stand for them are.
bool IsNameOf(absl::string_view text, const std::vector<std::string>& collections);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_TEXT_SHAPE_H_
