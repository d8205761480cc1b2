// Imports the rows of a file: reads it in a confined process, row by row, and takes each through
// the handlers. A row that is wrong is left out and told; a dry run takes every row back.
#ifndef GRIDGOV_SERVER_JOBS_SHEET_IMPORT_H_
#define GRIDGOV_SERVER_JOBS_SHEET_IMPORT_H_

#include <memory>
#include <string>

#include "server/handlers/import_rows.h"
#include "server/jobs/job_runner.h"

namespace gridgov {

struct SheetImportParts {
  std::shared_ptr<const RowImporter> importer;
  const AccountHandler* accounts = nullptr;
  std::string reader;  // The program, as FindSheetReader() says.
};

// The kind of job. INVALID_ARGUMENT with the reasons of BadFile(), BAD_HEADER, NO_ROWS, or
// ROW_ERRORS: the rows without errors were taken, the error file says what is wrong with the
// others.
JobKind SheetImportKind(SheetImportParts parts);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_SHEET_IMPORT_H_
