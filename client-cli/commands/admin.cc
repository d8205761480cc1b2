// admin: the server itself.
#include "client-cli/commands/commands.h"

namespace gridgov {

std::vector<Command> AdminCommands() {
  return {
      {.path = "admin status",
       .summary = {"查看服务器状态", "How the server is"},
       .example = "gridgov admin status",
       .method = "AdminService.GetServerStatus"},
  };
}

}  // namespace gridgov
