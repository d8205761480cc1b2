// The error file of an import: what was sent, with a column that says what is wrong with each row.
#ifndef GRIDGOV_SERVER_JOBS_IMPORT_ERROR_FILE_H_
#define GRIDGOV_SERVER_JOBS_IMPORT_ERROR_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "server/jobs/sheet_import.h"

namespace gridgov {

// Writes it anew, in the form that the file came in, and keeps it with the job.
absl::Status WriteErrorFile(const SheetImportParts& parts, const std::string& content,
                            const ImportKind& kind, JobRun& run);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_IMPORT_ERROR_FILE_H_
