// gridgovd: init, serve, recover.
#include "server/commands.h"

int main(int argc, char** argv) { return gridgov::RunServerCommand(argc, argv); }
