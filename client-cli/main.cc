// gridgov: the command line client.
#include <langinfo.h>

#include <clocale>
#include <cstdlib>
#include <cstring>

#include "client-cli/cli.h"
#include "google/protobuf/stubs/logging.h"

int main(int argc, char** argv) {
  // What gRPC logs says the same as the error that is shown, in other words.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  google::protobuf::SetLogHandler(nullptr);
  // Tables align by the widths of the locale's characters; texts are UTF-8 in every locale.
  std::setlocale(LC_ALL, "");
  if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_CTYPE, "C.UTF-8");
  gridgov::Environment environment = gridgov::ProcessEnvironment();
  return static_cast<int>(gridgov::RunCli(environment, {argv + 1, argv + argc}));
}
