#!/usr/bin/env bash
# Usage: tests/checks/checks_test.sh: each check refuses what it exists to refuse.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

grid=proto/gridgov/v1/grid.proto
planted_message='// A.
message A {
  // B.
  bool signals = 1;
}'
planted_service='// A.
service AService {
  // B.
  rpc B(GetGridRequest) returns (Grid);
}'
paste='auto a = absl::StrCat("SELECT title FROM issues WHERE key = ", key);'

refuses format server/planted.cc 'int   main( ) {}'

refuses protos $grid 'message A {}'
refuses protos $grid "$planted_message"
refuses protos $grid "$planted_service"
refuses protos $grid $'// A.\nenum A {\n  // B.\n  A_FIRST = 0;\n}'

refuses layers server/engine/planted.h '#include "server/store/txn.h"'
refuses layers server/store/planted.cc '#include "server/handlers/issues.h"'
refuses layers server/handlers/planted.cc '#include "server/rpc/pipeline.h"'
refuses layers server/handlers/planted.cc '#include <grpcpp/grpcpp.h>'
refuses layers server/handlers/planted.cc '#include "gridgov/v1/grid.grpc.pb.h"'
refuses layers server/deadline/planted.cc '#include "server/store/txn.h"'
refuses layers server/crypto/planted.cc '#include "server/config.h"'
refuses layers client-cli/planted.cc '#include "server/config.h"'
refuses layers proto/cpp/planted.cc '#include "server/config.h"'

refuses sizes server/planted.cc "$(yes '//' | head -n 401)"
refuses sizes server/planted_test.cc "$(yes '//' | head -n 801)"

refuses sql server/store/tables/planted.cc "$paste"
refuses sql server/handlers/planted.cc 'auto a = std::string("DELETE FROM issues WHERE ") + b;'
refuses sql server/handlers/planted.cc 'int a = sqlite3_step(b);'

tests/checks/words.sh --self-test
echo "Each check refuses what it should."
