// Rows of a file as the confined reader hands them to the server over a pipe: what is read of the
// other side is checked, since whoever made the file may own the reader.
#ifndef GRIDGOV_SERVER_SHEETS_ROW_FRAMES_H_
#define GRIDGOV_SERVER_SHEETS_ROW_FRAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace gridgov {

// What stands in a cell. Dates are numbers in XLSX: only the column knows.
enum class CellKind : uint8_t { kText = 0, kNumber = 1, kFormula = 2, kMerged = 3 };

struct ReadCell {
  CellKind kind = CellKind::kText;
  std::string text;  // "" with kText: empty. UTF-8.
};

struct SheetRow {
  int64_t number = 0;  // As people count: the first row is 1.
  std::vector<ReadCell> cells;
};

inline constexpr size_t kMostSheetRows = 200'000;
inline constexpr size_t kMostSheetColumns = 200;
inline constexpr size_t kLongestCell = 32'767;  // Bytes; no field of ours takes that much.

// Appends a row, the end, or why there is none, to what goes over the pipe.
void AppendRowFrame(const SheetRow& row, std::string* out);
void AppendEndFrame(std::string* out);
void AppendRefusalFrame(absl::string_view reason, std::string* out);

// Takes the frames apart as they come.
class FrameParser {
 public:
  enum class Next { kRow, kMore, kEnd, kRefused, kBroken };

  void Add(absl::string_view bytes) { pending_.append(bytes.data(), bytes.size()); }
  // kRow: `row` is filled; kMore: bytes are missing; kRefused: `reason` says why; kBroken: these
  // are no frames of the reader.
  Next Read(SheetRow* row, std::string* reason);

 private:
  std::string pending_;
  size_t at_ = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_SHEETS_ROW_FRAMES_H_
