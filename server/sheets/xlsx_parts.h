// The parts of an XLSX workbook: a zip of XML files, each read with liborcus's parser. Only for
// xlsx_rows.cc, which the confined reader alone calls.
#ifndef GRIDGOV_SERVER_SHEETS_XLSX_PARTS_H_
#define GRIDGOV_SERVER_SHEETS_XLSX_PARTS_H_

#include <map>
#include <orcus/zip_archive.hpp>
#include <orcus/zip_archive_stream.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "absl/strings/string_view.h"

namespace gridgov {

// Ends the reading from wherever it is.
struct SheetRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Attributes = std::map<std::string, std::string, std::less<>>;

// The attribute's value; "" if there is none.
std::string At(const Attributes& attributes, std::string_view name);

// What is done with one part's elements, by their names without prefixes.
class Part {
 public:
  virtual ~Part() = default;
  virtual void Open(std::string_view name, const Attributes& attributes) = 0;
  virtual void Close(std::string_view) {}
  virtual void Text(std::string_view) {}
};

// Throws SheetRefused for a zip that has macros, would be huge, or is none: by what its directory
// says of its parts before any is unpacked. It can lie; then memory ends the reading.
void CheckZip(absl::string_view content);

class XlsxZip {
 public:
  explicit XlsxZip(absl::string_view content);
  // False: there is no such part. Throws what liborcus throws for XML that is none.
  bool Read(const std::string& name, Part& part) const;

 private:
  orcus::zip_archive_stream_blob stream_;
  orcus::zip_archive archive_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_SHEETS_XLSX_PARTS_H_
