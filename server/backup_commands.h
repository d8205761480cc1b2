// gridgovd restore, gridgovd backup verify: backups without a running server.
#ifndef GRIDGOV_SERVER_BACKUP_COMMANDS_H_
#define GRIDGOV_SERVER_BACKUP_COMMANDS_H_

#include <functional>

namespace CLI {
class App;
}

namespace gridgov {

// Adds them to the command line; what is then parsed sets `run`, which answers the exit code.
void AddBackupCommands(CLI::App& cli, std::function<int()>& run);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_BACKUP_COMMANDS_H_
