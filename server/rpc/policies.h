// What the contract says about each method, read once at start from the descriptors: a method that
// says too little, or contradicts itself, stops the start.
//
// Immutable after Read(); safe from every thread.
#ifndef GRIDGOV_SERVER_RPC_POLICIES_H_
#define GRIDGOV_SERVER_RPC_POLICIES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "gridgov/v1/options.pb.h"

namespace gridgov {

// One method and its duties. The descriptors live as long as the program.
struct MethodInfo {
  std::string name;  // "IssueService.CloseIssue"
  const google::protobuf::Descriptor* request = nullptr;
  const google::protobuf::Descriptor* response = nullptr;
  v1::Policy policy;
  bool streaming = false;         // in either direction
  bool is_list = false;           // pages through a collection
  bool writes = false;            // AUDIT_WRITE
  bool takes_request_id = false;  // a retry with the same request_id is answered alike
  bool answers_resource = false;  // the response has a `name` and an `etag`
};

class Policies {
 public:
  // The methods of all services of gridgov.v1. INTERNAL, reason BAD_CONTRACT, naming the method or
  // the field, when
  //  - a method has no policy or its policy no audit,
  //  - it has neither a permission nor `public` or `self`, or a permission together with `public`,
  //  - its request type is another method's too,
  //  - it writes and answers a resource, but takes no request_id (a method with `self` or one that
  //    answers a secret cannot be replayed and needs none),
  //  - it takes a request_id, but does not write,
  //  - it lists, but has no page_size and page_token,
  //  - a rule of its request is wrong (CheckRules in validate.h).
  static absl::StatusOr<Policies> Read();

  // The same for the services of some files.
  static absl::StatusOr<Policies> ReadFiles(
      const std::vector<const google::protobuf::FileDescriptor*>& files);

  // The method that takes this request; nullptr if none does.
  const MethodInfo* FindByRequest(const google::protobuf::Descriptor* request) const;

  const std::vector<MethodInfo>& all() const& { return methods_; }
  // A loop over the methods of a temporary would outlive them.
  const std::vector<MethodInfo>& all() && = delete;

 private:
  Policies() = default;

  absl::Status Add(const google::protobuf::MethodDescriptor& method);

  std::vector<MethodInfo> methods_;
  absl::flat_hash_map<const google::protobuf::Descriptor*, size_t> by_request_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_POLICIES_H_
