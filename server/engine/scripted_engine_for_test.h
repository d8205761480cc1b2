// SQLite in a scratch folder, with a script between its users and it: what a statement or a tidying
// answers instead, or what happens just before it.
#ifndef GRIDGOV_SERVER_ENGINE_SCRIPTED_ENGINE_FOR_TEST_H_
#define GRIDGOV_SERVER_ENGINE_SCRIPTED_ENGINE_FOR_TEST_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "proto/cpp/status_macros.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {

// Set before the threads that it is called on start, or from them; called on the user's thread.
struct EngineScript {
  // Before each statement; an error is answered in its place.
  std::function<absl::Status(const std::string& sql)> before;
  // After each statement that went well.
  std::function<void(const std::string& sql)> after;
  std::function<void(absl::Time)> on_deadline;
  // In place of SQLite's own.
  std::function<absl::StatusOr<int64_t>(bool idle)> tidy;
};

class ScriptedConnection : public Connection {
 public:
  ScriptedConnection(std::unique_ptr<Connection> real, const EngineScript& script)
      : real_(std::move(real)), script_(script) {}

  absl::Status Query(const std::string& sql, const Values& args, const RowFn& fn) override {
    if (script_.before) GG_RETURN_IF_ERROR(script_.before(sql));
    GG_RETURN_IF_ERROR(real_->Query(sql, args, fn));
    if (script_.after) script_.after(sql);
    return absl::OkStatus();
  }
  absl::StatusOr<int64_t> Execute(const std::string& sql, const Values& args) override {
    if (script_.before) GG_RETURN_IF_ERROR(script_.before(sql));
    GG_ASSIGN_OR_RETURN(const int64_t changed, real_->Execute(sql, args));
    if (script_.after) script_.after(sql);
    return changed;
  }
  absl::Status ExecuteScript(const std::string& sql) override { return real_->ExecuteScript(sql); }
  int64_t LastKey() const override { return real_->LastKey(); }
  void SetDeadline(absl::Time deadline) override {
    if (script_.on_deadline) script_.on_deadline(deadline);
    real_->SetDeadline(deadline);
  }
  bool InTransaction() const override { return real_->InTransaction(); }

 private:
  const std::unique_ptr<Connection> real_;
  const EngineScript& script_;
};

class ScriptedEngine : public Engine {
 public:
  EngineScript script;

  absl::StatusOr<std::unique_ptr<Connection>> OpenWriter() override {
    GG_ASSIGN_OR_RETURN(auto real, sqlite_.OpenWriter());
    return std::make_unique<ScriptedConnection>(std::move(real), script);
  }
  absl::StatusOr<std::unique_ptr<Connection>> OpenReader() override {
    GG_ASSIGN_OR_RETURN(auto real, sqlite_.OpenReader());
    return std::make_unique<ScriptedConnection>(std::move(real), script);
  }
  // SQLite's own knows only its own connections, so this tidies nothing.
  absl::StatusOr<int64_t> Tidy(Connection&, bool idle) override {
    return script.tidy ? script.tidy(idle) : int64_t{0};
  }
  absl::StatusOr<std::unique_ptr<OnlineCopy>> StartCopy(Connection&, const std::string&) override {
    return absl::UnimplementedError("no copy of a scripted database");
  }
  std::string version() const override { return sqlite_.version(); }
  std::string name() const override { return sqlite_.name(); }
  int64_t DataBytes() const override { return sqlite_.DataBytes(); }

  // Past the script.
  SqliteEngine& sqlite() { return sqlite_; }

 private:
  const ScratchFolder folder_;
  SqliteEngine sqlite_{folder_.File("test.db")};
};

// The values of the one column of `sql`, as text.
inline std::vector<std::string> TextsOf(Connection& db, const std::string& sql) {
  std::vector<std::string> out;
  EXPECT_THAT(db.Query(sql, {},
                       [&out](const Row& row) {
                         out.emplace_back(row.Bytes(0));
                         return absl::OkStatus();
                       }),
              IsOk());
  return out;
}

// A statement that does not end by itself.
inline constexpr char kEndless[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0";

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_SCRIPTED_ENGINE_FOR_TEST_H_
