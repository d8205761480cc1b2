// What the take-over of an edition asks of the table of divisions beside its resource.
//
// Free functions; each runs in the transaction of its connection.
#ifndef GRIDGOV_SERVER_STORE_TABLES_DIVISIONS_H_
#define GRIDGOV_SERVER_STORE_TABLES_DIVISIONS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/division.pb.h"
#include "server/store/txn.h"

namespace gridgov {

// A row as it is compared with an edition.
struct StoredDivision {
  std::string code;
  std::string title;
  std::string parent;      // Its code; "" for a province.
  std::string valid_from;  // YYYY-MM-DD, or "".
  std::string valid_to;
};

// Rows with a code behind `after`, in order: those whose code begins with `root`, or all.
absl::StatusOr<std::vector<StoredDivision>> StoredDivisions(Connection& db, const std::string& root,
                                                            const std::string& after, int limit);

// Inserts a row without a journal row of its own: the job's slice has one for all that it made.
// False if the code is there already.
absl::StatusOr<bool> InsertDivision(const Txn& txn, const v1::Division& division);

// Whether a grid in use lies in the division.
absl::StatusOr<bool> HasGridsInUse(Connection& db, const std::string& code);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLES_DIVISIONS_H_
