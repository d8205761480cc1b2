#include "server/store/tables/journal_rows.h"

namespace gridgov {

absl::Status ReadJournal(Connection& db, const JournalQuery& query, const RowFn& fn) {
  return db.Query(
      "SELECT j.seq, j.time, j.actor, a.username, j.method, j.resource, j.outcome, j.purpose, "
      "j.changes, j.count, j.call FROM journal j LEFT JOIN accounts a ON a.uid = j.actor WHERE "
      "($1 IS NULL OR j.actor = $1) AND ($2 IS NULL OR j.method = $2) AND ($3 IS NULL OR "
      "j.outcome = $3) AND ($4 IS NULL OR j.resource = $4) AND ($5 IS NULL OR j.time >= $5) AND "
      "($6 IS NULL OR j.time < $6) AND ($7 IS NULL OR j.seq < $7) ORDER BY j.seq DESC LIMIT $8",
      {query.actor, query.method, query.outcome, query.resource, query.from, query.before,
       query.below, int64_t{query.limit}},
      fn);
}

}  // namespace gridgov
