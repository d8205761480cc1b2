// CSV (RFC 4180), row by row: what server and clients read of the files that people send in.
#ifndef GRIDGOV_PROTO_CPP_CSV_ROWS_H_
#define GRIDGOV_PROTO_CPP_CSV_ROWS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace gridgov {

// Hands out each row of `text`, which is UTF-8 without a byte order mark. INVALID_ARGUMENT, reason
// BAD_QUOTE with metadata `row`, for a quote that is not closed or stands alone; rows before it
// were handed out. Pure.
absl::Status ForEachCsvRow(absl::string_view text,
                           const std::function<void(std::vector<std::string> cells)>& row);

}  // namespace gridgov

#endif  // GRIDGOV_PROTO_CPP_CSV_ROWS_H_
