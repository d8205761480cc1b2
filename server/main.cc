// gridgovd: init, serve, recover.
#include "absl/synchronization/mutex.h"
#include "server/commands.h"
#include "server/engine/sqlite/sqlite_engine.h"

int main(int argc, char** argv) {
  // Debian builds abseil with its search for deadlocks on, and gRPC takes abseil's locks.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  gridgov::SqliteEngine::SetUpProcess();
  return gridgov::RunServerCommand(argc, argv);
}
