#include "server/sheets/xlsx_parts.h"

#include <cstdint>
#include <orcus/sax_parser.hpp>
#include <vector>

namespace gridgov {
namespace {

// What all parts of the zip may be in all once they are unpacked, and how much larger than packed.
constexpr uint64_t kMostUnpacked = uint64_t{512} << 20;
uint32_t Little(absl::string_view bytes, size_t at, int size) {
  uint32_t value = 0;
  for (int i = size - 1; i >= 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<size_t>(i)]);
  }
  return value;
}

// What liborcus calls: attributes come before their element.
class Handler : public orcus::sax_handler {
 public:
  explicit Handler(Part& part) : part_(part) {}
  void doctype(const orcus::sax::doctype_declaration&) { throw SheetRefused("FILE_UNREADABLE"); }
  void attribute(const orcus::sax::parser_attribute& one) {
    if (declaration_) return;
    attributes_[std::string(one.name)] = std::string(one.value);
  }
  void start_declaration(std::string_view) { declaration_ = true; }
  void end_declaration(std::string_view) { declaration_ = false; }
  void start_element(const orcus::sax::parser_element& element) {
    part_.Open(element.name, attributes_);
    attributes_.clear();
  }
  void end_element(const orcus::sax::parser_element& element) { part_.Close(element.name); }
  void characters(std::string_view text, bool) { part_.Text(text); }

 private:
  Part& part_;
  Attributes attributes_;
  bool declaration_ = false;
};

}  // namespace

std::string At(const Attributes& attributes, std::string_view name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? "" : found->second;
}

void CheckZip(absl::string_view content) {
  constexpr char kEntry[] = "PK\x01\x02";
  constexpr size_t kEntrySize = 46;
  uint64_t unpacked = 0;
  bool any = false;
  size_t at = content.find(absl::string_view(kEntry, 4));
  while (at != absl::string_view::npos && at + kEntrySize <= content.size() &&
         content.substr(at, 4) == absl::string_view(kEntry, 4)) {
    any = true;
    unpacked += Little(content, at + 24, 4);
    const size_t name_size = Little(content, at + 28, 2);
    const absl::string_view name = content.substr(at + kEntrySize, name_size);
    if (name.find("vbaProject") != absl::string_view::npos) throw SheetRefused("FILE_HAS_MACROS");
    at += kEntrySize + name_size + Little(content, at + 30, 2) + Little(content, at + 32, 2);
  }
  if (unpacked > kMostUnpacked) throw SheetRefused("FILE_EXPANDS");
  if (!any) throw SheetRefused("FILE_UNREADABLE");
}

XlsxZip::XlsxZip(absl::string_view content)
    : stream_(reinterpret_cast<const uint8_t*>(content.data()), content.size()),
      archive_(&stream_) {
  archive_.load();
}

bool XlsxZip::Read(const std::string& name, Part& part) const {
  std::vector<unsigned char> bytes;
  if (name.empty() || !archive_.read_file_entry(name, bytes)) return false;
  Handler handler(part);
  // The buffer ends with a NUL.
  size_t size = bytes.size();
  while (size > 0 && bytes[size - 1] == 0) --size;
  orcus::sax_parser<Handler> parser(reinterpret_cast<const char*>(bytes.data()), size, handler);
  parser.parse();
  return true;
}

}  // namespace gridgov
