// CSV (RFC 4180) and the encodings that it comes in: UTF-8 with or without a byte order mark, or
// GB18030, as Chinese spreadsheets save it. Without the contract, so that the confined reader of
// files can be small.
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_PROTO_CPP_CSV_CELLS_H_
#define GRIDGOV_PROTO_CPP_CSV_CELLS_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace gridgov {

// Hands out each row of `text`, which is UTF-8 without a byte order mark. Answers the row, from 1,
// whose quote is not closed or stands alone, after those before it; 0: the text was whole.
size_t ForEachCells(absl::string_view text,
                    const std::function<void(std::vector<std::string> cells)>& row);

enum class Encoding { kUtf8, kUtf8Bom, kGb18030 };

bool IsUtf8(const std::string& text);
// The text in UTF-8 without a byte order mark, and what it came in; nullopt if it is neither of the
// two.
std::optional<std::string> DecodeText(const std::string& content, Encoding* encoding);
// The same back; nullopt for UTF-8 that the encoding cannot hold.
std::optional<std::string> EncodeText(const std::string& text, Encoding encoding);

}  // namespace gridgov

#endif  // GRIDGOV_PROTO_CPP_CSV_CELLS_H_
