// gridgovd: init, serve, recover.
#include "absl/synchronization/mutex.h"
#include "google/protobuf/stubs/logging.h"
#include "server/commands.h"
#include "server/engine/sqlite/sqlite_engine.h"

int main(int argc, char** argv) {
  // Debian builds abseil with its search for deadlocks on, and gRPC takes abseil's locks.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  // What it would print, the caller is told.
  google::protobuf::SetLogHandler(nullptr);
  gridgov::SqliteEngine::SetUpProcess();
  return gridgov::RunServerCommand(argc, argv);
}
