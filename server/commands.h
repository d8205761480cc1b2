// The commands of gridgovd: `init DIR`, `serve DIR`, `recover DIR USER`.
#ifndef GRIDGOV_SERVER_COMMANDS_H_
#define GRIDGOV_SERVER_COMMANDS_H_

namespace gridgov {

// Exit codes: 0 done, 1 refused or failed (said on stderr), 2 usage, 3 the database failed.
int RunServerCommand(int argc, char** argv);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_COMMANDS_H_
