#include "server/sheets/row_frames.h"

#include <cstring>

namespace gridgov {
namespace {

constexpr char kRow = 'R';
constexpr char kEnd = 'E';
constexpr char kRefusal = 'X';
constexpr size_t kLongestReason = 100;

void AppendNumber(uint64_t value, std::string* out) {
  char bytes[sizeof(value)];
  std::memcpy(bytes, &value, sizeof(value));
  out->append(bytes, sizeof(bytes));
}

// Reads on from a place; `ok` is false from the first byte that is not there on.
struct Cursor {
  absl::string_view bytes;
  size_t at;
  bool ok = true;

  uint64_t Number() {
    uint64_t value = 0;
    if (!Has(sizeof(value))) return 0;
    std::memcpy(&value, bytes.data() + at, sizeof(value));
    at += sizeof(value);
    return value;
  }
  absl::string_view Bytes(size_t size) {
    if (!Has(size)) return "";
    const absl::string_view found = bytes.substr(at, size);
    at += size;
    return found;
  }
  bool Has(size_t size) {
    ok = ok && bytes.size() - at >= size;
    return ok;
  }
};

}  // namespace

void AppendRowFrame(const SheetRow& row, std::string* out) {
  out->push_back(kRow);
  AppendNumber(static_cast<uint64_t>(row.number), out);
  AppendNumber(row.cells.size(), out);
  for (const ReadCell& cell : row.cells) {
    out->push_back(static_cast<char>(cell.kind));
    AppendNumber(cell.text.size(), out);
    out->append(cell.text);
  }
}

void AppendEndFrame(std::string* out) { out->push_back(kEnd); }

void AppendRefusalFrame(absl::string_view reason, std::string* out) {
  out->push_back(kRefusal);
  AppendNumber(reason.size(), out);
  out->append(reason.data(), reason.size());
}

FrameParser::Next FrameParser::Read(SheetRow* row, std::string* reason) {
  if (at_ == pending_.size()) {
    pending_.clear();
    at_ = 0;
    return Next::kMore;
  }
  Cursor cursor{pending_, at_ + 1};
  const char type = pending_[at_];
  if (type == kEnd) return Next::kEnd;
  if (type == kRefusal) {
    const uint64_t size = cursor.Number();
    if (size > kLongestReason) return Next::kBroken;
    *reason = std::string(cursor.Bytes(size));
    return cursor.ok ? Next::kRefused : Next::kMore;
  }
  if (type != kRow) return Next::kBroken;
  row->number = static_cast<int64_t>(cursor.Number());
  const uint64_t cells = cursor.Number();
  if (cursor.ok && (cells > kMostSheetColumns || row->number < 1)) return Next::kBroken;
  row->cells.clear();
  for (uint64_t i = 0; cursor.ok && i < cells; ++i) {
    const absl::string_view kind = cursor.Bytes(1);
    const uint64_t size = cursor.Number();
    if (!cursor.ok) break;
    if (kind[0] > static_cast<char>(CellKind::kMerged) || kind[0] < 0 || size > kLongestCell) {
      return Next::kBroken;
    }
    row->cells.push_back({static_cast<CellKind>(kind[0]), std::string(cursor.Bytes(size))});
  }
  if (!cursor.ok) {
    // What was taken apart is let go, so that memory stays that of one row and one read.
    pending_.erase(0, at_);
    at_ = 0;
    return Next::kMore;
  }
  at_ = cursor.at;
  return Next::kRow;
}

}  // namespace gridgov
