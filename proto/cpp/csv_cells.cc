#include "proto/cpp/csv_cells.h"

#include <csv.h>
#include <iconv.h>

#include <utility>

namespace gridgov {
namespace {

constexpr char kBom[] = "\xef\xbb\xbf";

// What libcsv's callbacks fill.
struct Reading {
  const std::function<void(std::vector<std::string>)>& row;
  std::vector<std::string> cells;
  size_t rows = 0;
};

void OnField(void* text, size_t size, void* reading) {
  static_cast<Reading*>(reading)->cells.emplace_back(static_cast<const char*>(text), size);
}

void OnRow(int, void* reading) {
  auto* to = static_cast<Reading*>(reading);
  ++to->rows;
  to->row(std::exchange(to->cells, {}));
}

// The text in another encoding; false if it is not text of the encoding `from`.
bool Convert(const std::string& text, const char* from, const char* to, std::string& converted) {
  const iconv_t converter = iconv_open(to, from);
  if (converter == reinterpret_cast<iconv_t>(-1)) return false;
  converted.assign(text.size() * 4 + 8, '\0');
  char* in = const_cast<char*>(text.data());
  size_t in_left = text.size();
  char* out = converted.data();
  size_t out_left = converted.size();
  const bool whole = iconv(converter, &in, &in_left, &out, &out_left) != static_cast<size_t>(-1) &&
                     iconv(converter, nullptr, nullptr, &out, &out_left) != static_cast<size_t>(-1);
  iconv_close(converter);
  converted.resize(converted.size() - out_left);
  return whole;
}

}  // namespace

size_t ForEachCells(absl::string_view text,
                    const std::function<void(std::vector<std::string> cells)>& row) {
  csv_parser parser = {};
  csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
  Reading reading{row, {}};
  const bool whole =
      csv_parse(&parser, text.data(), text.size(), OnField, OnRow, &reading) == text.size() &&
      csv_fini(&parser, OnField, OnRow, &reading) == 0;
  csv_free(&parser);
  return whole ? 0 : reading.rows + 1;
}

bool IsUtf8(const std::string& text) {
  std::string same;
  return Convert(text, "UTF-8", "UTF-8", same);
}

std::optional<std::string> DecodeText(const std::string& content, Encoding* encoding) {
  if (content.compare(0, sizeof(kBom) - 1, kBom) == 0) {
    *encoding = Encoding::kUtf8Bom;
    if (IsUtf8(content)) return content.substr(sizeof(kBom) - 1);
    return std::nullopt;
  }
  *encoding = Encoding::kUtf8;
  if (IsUtf8(content)) return content;
  *encoding = Encoding::kGb18030;
  std::string text;
  if (Convert(content, "GB18030", "UTF-8", text)) return text;
  return std::nullopt;
}

std::optional<std::string> EncodeText(const std::string& text, Encoding encoding) {
  if (encoding == Encoding::kUtf8Bom) return kBom + text;
  if (encoding == Encoding::kUtf8) return text;
  std::string converted;
  if (Convert(text, "UTF-8", "GB18030", converted)) return converted;
  return std::nullopt;
}

}  // namespace gridgov
