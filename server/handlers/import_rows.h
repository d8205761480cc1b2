// One row of an import, through the same checks and handlers as the single call: whoever could not
// make it by hand cannot import it.
#ifndef GRIDGOV_SERVER_HANDLERS_IMPORT_ROWS_H_
#define GRIDGOV_SERVER_HANDLERS_IMPORT_ROWS_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/handlers/handlers.h"
#include "server/handlers/import_columns.h"
#include "server/store/table.h"

namespace gridgov {

// What (rule) says of a message: rpc/validate.h, which stands above this layer.
using RowCheck = std::function<std::vector<Violation>(const google::protobuf::Message&)>;

enum class RowOutcome { kCreated, kUpdated, kUnchanged };

// Safe from every thread, as the handlers are.
class RowImporter {
 public:
  RowImporter(Handlers& handlers, RowCheck check) : handlers_(handlers), check_(std::move(check)) {}

  // Makes or changes what the row is about, as `principal`. The password is for new accounts:
  // nobody is told it, so each waits for a reset. An error: the transaction is to be rolled back.
  absl::StatusOr<RowOutcome> Take(const ImportKind& kind, const ImportValues& values,
                                  const Txn& txn, const Principal& principal,
                                  NewPassword& password) const;

 private:
  struct Row {
    const ImportKind& kind;
    const ImportValues& values;
    const Txn& txn;
    const Principal& principal;

    std::string At(absl::string_view field) const;
    Call For(absl::string_view permission) const;
  };

  // Checks the request and puts ids in place of codes.
  absl::Status Check(const Row& row, google::protobuf::Message* request) const;
  // For what has a code: makes it, or changes the fields that the row has.
  template <class Create, class Update, class T>
  absl::StatusOr<RowOutcome> TakeCoded(
      const Row& row, const Table<T>& table, const char* update_permission,
      const char* create_permission, const std::function<T*(Create&)>& made,
      const std::function<T*(Update&)>& changed,
      const std::function<absl::StatusOr<T>(Call&, const Create&)>& create,
      const std::function<absl::StatusOr<T>(Call&, const Update&)>& update) const;

  absl::StatusOr<RowOutcome> TakeGrid(const Row& row) const;
  absl::StatusOr<RowOutcome> TakeCompound(const Row& row) const;
  absl::StatusOr<RowOutcome> TakeSite(const Row& row) const;
  absl::StatusOr<RowOutcome> TakeStaff(const Row& row, NewPassword& password) const;
  absl::StatusOr<bool> GrantRole(const Row& row, const std::string& account) const;
  absl::StatusOr<RowOutcome> TakePatrolLog(const Row& row) const;

  Handlers& handlers_;
  const RowCheck check_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_IMPORT_ROWS_H_
