// HandlerTest: a real database in a folder that goes with the test, a small place with grids and
// staff, and calls of handlers as the server makes them: the permission from the contract, codes
// to ids, the handler in a transaction, the answer presented, journalled and committed, or rolled
// back.
//
//   auto started = Run(worker_, handler_, &PatrolHandler::Start, request);
//
// Accounts, names and codes are invented, but for the codes of the divisions.
#ifndef GRIDGOV_TESTS_SUPPORT_HANDLER_FIXTURE_H_
#define GRIDGOV_TESTS_SUPPORT_HANDLER_FIXTURE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/auth/principal.h"
#include "server/crypto/secret.h"
#include "server/crypto/token_seal.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/handlers/call.h"
#include "server/handlers/deadlines.h"
#include "server/handlers/present.h"
#include "server/store/journal.h"
#include "server/store/keys.h"
#include "server/store/resolve.h"
#include "server/store/tables/tables.h"

namespace gridgov {

// A role in an area, or for a unit.
v1::RoleAssignment Holding(v1::Role role, const std::string& area, const std::string& unit = "");

// A member of staff: the account's name and what its roles allow.
struct Staff {
  std::string name;  // "accounts/{id}".
  Principal principal;
};

class HandlerTest : public testing::Test {
 protected:
  HandlerTest();
  ~HandlerTest() override;

  // One call of `who`. OK: it is committed and draft_ holds what it changed, and the indexes in
  // memory follow; an error: it is rolled back.
  template <class Handler, class Method, class Request>
  auto Run(const Staff& who, Handler& handler, Method method, Request request)
      -> decltype((handler.*method)(std::declval<Call&>(), request)) {
    using Answer = decltype((handler.*method)(std::declval<Call&>(), request));
    Answer answer = absl::InternalError("did not run");
    const absl::Status status = Transact(who, Request::descriptor(), [&](Call& call) {
      if (absl::Status resolved = ResolveCodes(call.txn, &request); !resolved.ok()) {
        return resolved;
      }
      answer = (handler.*method)(call, request);
      return answer.ok() ? Present(call, &*answer) : answer.status();
    });
    if (!status.ok()) return status;
    return answer;
  }

  // The server's own work in a transaction of its own; a failure fails the test.
  void AsSystem(const std::function<absl::Status(const Txn&)>& work);
  // The row as it is stored, whoever may see it.
  template <class T>
  T Stored(const Table<T>& table, const std::string& name) {
    T row;
    AsSystem([&](const Txn& txn) { return table.GetInto(txn, name, &row); });
    return row;
  }
  // How many rows a table has.
  int Count(const TableBase& table);
  // How many calls have left rows in the journal.
  int Journalled();

  Staff AddStaff(const std::string& username, v1::Role role, const std::string& area = "",
                 const std::string& unit = "");
  // Somebody with several roles.
  Staff AddStaff(const std::string& username, std::vector<v1::RoleAssignment> roles);
  std::string AddUnit(const std::string& code, const std::string& end_date = "");
  std::string AddGrid(const std::string& code);
  void Assign(const std::string& grid, const Staff& staff, v1::GridAssignment::Duty duty,
              const std::string& start_date, const std::string& end_date = "");
  void AddDeadlineClass(const std::string& code, v1::DeadlineClass::Unit unit, int amount);

  // 2026-11-24, a Tuesday, 09:00 in China.
  absl::Time now_;
  Draft draft_;
  Deadlines deadlines_;

  // Two grids of one community and one of its neighbour, in one subdistrict.
  std::string grid_;
  std::string second_grid_;
  std::string far_grid_;
  const std::string community_ = "divisions/510703003001";
  const std::string far_community_ = "divisions/510703003002";
  Staff worker_;      // Of grid_.
  Staff office_;      // Of the community.
  Staff far_office_;  // Of its neighbour.
  Staff admin_;       // The system administrator.
  Staff other_admin_;
  Staff centre_;  // Of the subdistrict.

  std::string folder_;  // With gridgov.db and keys.db.
  const Secret master_ = Secret::Random(32);
  const Secret token_key_ = Secret::Random(32);  // The journal's too.

 private:
  absl::Status Transact(const Staff& who, const google::protobuf::Descriptor* request,
                        const std::function<absl::Status(Call&)>& work);
  void AddDivisions();
  absl::Status Finish(absl::Status status);

  const TokenSealer pages_{token_key_, "page"};
  const TokenSealer watch_{token_key_, "watch"};
  std::unique_ptr<SubjectKeys> keys_;
  AreaIndex areas_;
  StoreContext store_;
  Journal journal_{token_key_};
  std::unique_ptr<SqliteEngine> engine_;
  std::unique_ptr<Connection> db_;
};

// The fields of an error's violations, each as "field REASON".
std::vector<std::string> Violations(const absl::Status& status);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_HANDLER_FIXTURE_H_
