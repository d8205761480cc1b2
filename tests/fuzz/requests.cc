// Requests from the wire: any bytes, through the parser and the check of the contract.
#include <memory>

#include "google/protobuf/message.h"
#include "google/protobuf/stubs/logging.h"
#include "server/rpc/policies.h"
#include "server/rpc/validate.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gridgov;
  static const auto* policies = [] {
    google::protobuf::SetLogHandler(nullptr);  // A line for each text that is not UTF-8.
    return new Policies(*Policies::Read());
  }();
  if (size < 2) return 0;
  // The first bytes choose the method.
  const size_t method = (data[0] + size_t{256} * data[1]) % policies->all().size();
  const std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(policies->all()[method].request)
          ->New());
  if (!request->ParseFromArray(data + 2, static_cast<int>(size - 2))) return 0;
  ClearOutputOnly(request.get());
  const std::vector<Violation> violations = Validate(*request);
  Expect(violations.size() <= kMostViolationsFound, "the walk stops");
  for (const Violation& violation : violations) {
    Expect(!violation.reason.empty() && !violation.description.zh.empty() &&
               !violation.description.en.empty(),
           "a violation says why, in both languages");
  }
  if (!violations.empty()) return 0;
  // What is accepted is accepted as it is sent on.
  const std::unique_ptr<google::protobuf::Message> again(request->New());
  Expect(again->ParseFromString(request->SerializeAsString()), "a request can be sent on");
  Expect(Validate(*again).empty(), "a request that was accepted is accepted again");
  return 0;
}
