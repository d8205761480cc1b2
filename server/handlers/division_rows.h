// What must hold of a row of an import of divisions, whichever way it comes. GB/T 2260 and GB/T
// 10114: a code begins with that of the division above.
#ifndef GRIDGOV_SERVER_HANDLERS_DIVISION_ROWS_H_
#define GRIDGOV_SERVER_HANDLERS_DIVISION_ROWS_H_

#include <functional>
#include <string>
#include <vector>

#include "gridgov/v1/division.pb.h"
#include "proto/cpp/errors.h"

namespace gridgov {

// What is wrong with a row beside the shape of its fields: its level, its parent, and that it
// stands there `again`. `exists` says whether a code stands in the import or in the database. Pure.
std::vector<Violation> FaultsOfDivision(const v1::Division& row, bool again,
                                        const std::function<bool(const std::string&)>& exists);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DIVISION_ROWS_H_
