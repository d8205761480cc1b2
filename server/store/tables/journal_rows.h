// Reading the journal's rows for the audit log.
#ifndef GRIDGOV_SERVER_STORE_TABLES_JOURNAL_ROWS_H_
#define GRIDGOV_SERVER_STORE_TABLES_JOURNAL_ROWS_H_

#include "server/engine/engine.h"

namespace gridgov {

// What is asked for; a NULL asks for all.
struct JournalQuery {
  Value actor;  // 16 bytes.
  Value method;
  Value outcome;
  Value resource;  // Its name.
  Value from;      // Time text, inclusive.
  Value before;    // Time text, exclusive.
  Value below;     // Rows with a smaller seq.
  int limit = 0;
};

// The newest first: seq, time, actor, username, method, resource, outcome, purpose, changes,
// count, call.
absl::Status ReadJournal(Connection& db, const JournalQuery& query, const RowFn& fn);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLES_JOURNAL_ROWS_H_
