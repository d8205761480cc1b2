// Personal data in resources: that it was shown goes onto the audit chain, and what is no longer
// needed is erased with its key. Free functions, each for the thread of its transaction.
#ifndef GRIDGOV_SERVER_HANDLERS_PERSONAL_DATA_H_
#define GRIDGOV_SERVER_HANDLERS_PERSONAL_DATA_H_

#include <string>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "server/store/table.h"

namespace gridgov {

// Notes for the journal that the caller is shown the row's personal fields. For methods whose audit
// is AUDIT_READ: their row is on disk before the answer leaves.
void NoteShown(const Txn& txn, const TableBase& table, const google::protobuf::Message& row);

// The key of this subject (16 bytes) is erased once the transaction is durable, and with it what it
// sealed in the rows and the journal.
absl::Status EraseSubject(const Txn& txn, const std::string& subject);

// Empties the row's personal fields, stores the row and erases its subject.
absl::Status ForgetPerson(const Txn& txn, const TableBase& table, google::protobuf::Message* row);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_PERSONAL_DATA_H_
