// What a file that is imported may hold: the columns of each kind, as data. Templates are made of
// them, headers are read by them, and cells become fields by them.
#ifndef GRIDGOV_SERVER_HANDLERS_IMPORT_COLUMNS_H_
#define GRIDGOV_SERVER_HANDLERS_IMPORT_COLUMNS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "gridgov/v1/job.pb.h"
#include "proto/cpp/errors.h"
#include "server/sheets/row_frames.h"

namespace gridgov {

// How a cell becomes a value.
enum class CellType {
  kText,
  kNumber,  // Whole.
  kDay,     // A date of the spreadsheet, or a text such as 2026-01-31, 2026/1/31, 2026年1月31日.
  kTime,    // The same with hours and minutes, in China.
  kChoice,  // One of the choices' words, in either language.
  kPoint,   // Latitude and longitude with a comma between.
  kReference,  // The code of a resource.
};

struct ImportChoice {
  Text words;
  int value;
};

struct ImportColumn {
  std::string field;  // Of the message that a row becomes; one without dots.
  Text title;
  Text note;
  bool required = false;
  CellType type = CellType::kText;
  std::vector<ImportChoice> choices;
  std::string collection;  // Of a reference.
  double width = 16;
};

struct ImportKind {
  v1::SheetImport::Kind kind;
  Text title;
  // All of them are needed to begin.
  std::vector<absl::string_view> permissions;
  // The first one is the code by which rows are matched.
  std::vector<ImportColumn> columns;
};

// nullptr for a kind that is none. Safe from every thread.
const ImportKind* FindImportKind(v1::SheetImport::Kind kind);

// The column of an error file that says what is wrong; a file that has it can be imported again.
const Text& ReasonTitle();

// Which column of the kind stands where in a file: an index into its columns, or -1 for one that is
// passed over. INVALID_ARGUMENT, reason BAD_HEADER: a column that the kind does not have, twice the
// same, or a required one that is missing.
absl::StatusOr<std::vector<int>> ReadHeader(const ImportKind& kind, const SheetRow& header);
// Whether this row is the template's own, which explains the columns.
bool IsNoteRow(const ImportKind& kind, const std::vector<int>& header, const SheetRow& row);

// What a row says: a value for each column whose cell is not empty, as text that SetFields() takes;
// a choice is its number, a day YYYY-MM-DD, a time RFC 3339.
using ImportValues = std::map<std::string, std::string, std::less<>>;

// Reads the cells of a row. What is wrong with them goes to `wrong`: field is the column's, the
// text says it in both languages without repeating the cell.
ImportValues ReadCells(const ImportKind& kind, const std::vector<int>& header, const SheetRow& row,
                       std::vector<Violation>* wrong);
// Puts the values into the fields of those names.
void SetFields(const ImportKind& kind, const ImportValues& values,
               google::protobuf::Message* message);

// The cell's text as a column reads it: what an error file shows in place of a date's number.
std::string ShownCell(const ImportColumn* column, const ReadCell& cell);

// The column of a field of the message, as a violation names it ("compound.title"); nullptr: none.
const ImportColumn* ColumnOfField(const ImportKind& kind, absl::string_view field);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_IMPORT_COLUMNS_H_
