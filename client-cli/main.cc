// gridgov: the command line client.
#include <langinfo.h>

#include <clocale>
#include <cstring>

#include "client-cli/cli.h"

int main(int argc, char** argv) {
  // Tables align by the widths of the locale's characters; texts are UTF-8 in every locale.
  std::setlocale(LC_ALL, "");
  if (std::strcmp(nl_langinfo(CODESET), "UTF-8") != 0) std::setlocale(LC_CTYPE, "C.UTF-8");
  gridgov::Environment environment = gridgov::ProcessEnvironment();
  return static_cast<int>(gridgov::RunCli(environment, {argv + 1, argv + argc}));
}
