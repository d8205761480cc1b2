// The echo baseline, served in builds made for measuring alone (GRIDGOV_BENCHMARK).
#ifndef GRIDGOV_TESTS_LOAD_ECHO_SERVICE_H_
#define GRIDGOV_TESTS_LOAD_ECHO_SERVICE_H_

#include <memory>

#include "grpcpp/impl/service_type.h"

namespace gridgov {

// Thread-safe; past every check of the pipeline, so that it costs the transport alone.
std::unique_ptr<grpc::Service> MakeEchoService();

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_LOAD_ECHO_SERVICE_H_
