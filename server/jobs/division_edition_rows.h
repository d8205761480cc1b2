// The rows of an edition, read from its CSV and checked.
#ifndef GRIDGOV_SERVER_JOBS_DIVISION_EDITION_ROWS_H_
#define GRIDGOV_SERVER_JOBS_DIVISION_EDITION_ROWS_H_

#include <string>
#include <vector>

#include "gridgov/v1/division.pb.h"
#include "server/jobs/division_edition.h"

namespace gridgov {

struct EditionRow {
  std::string code;
  std::string title;
  std::string parent;  // "" for a province.
  v1::Division::Level level = v1::Division::LEVEL_UNSPECIFIED;
  int line = 0;  // In the file: the header is 1.

  v1::Division ToDivision() const;
};

// A file in memory: the national one has 665,276 rows.
struct EditionRows {
  std::vector<EditionRow> rows;  // By code, so that what is above comes first.
  int error_count = 0;
  std::vector<v1::JobRowError> errors;  // The first hundred.
};

// Reads and checks all rows. `exists` says whether a code is in the database. INVALID_ARGUMENT,
// reason BAD_HEADER or BAD_QUOTE, for what is no such file; JOB_STOPPED as run.Report.
absl::StatusOr<EditionRows> ReadEdition(JobRun& run, const ShapeCheck& check,
                                        const std::function<bool(const std::string& code)>& exists);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_JOBS_DIVISION_EDITION_ROWS_H_
