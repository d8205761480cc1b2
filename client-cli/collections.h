// Collections: how the resources of a collection are looked up and what people call them.
#ifndef GRIDGOV_CLIENT_CLI_COLLECTIONS_H_
#define GRIDGOV_CLIENT_CLI_COLLECTIONS_H_

#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace gridgov {

// Safe from every thread: constant.
struct Collection {
  std::string name;        // "units".
  std::string get;         // The method of one resource; "" if there is none.
  std::string list;        // The method of all.
  std::string code_field;  // What people write in place of the id.
  bool titled = false;     // Labels show the title after the code.
};

// Null for a collection whose resources are known by their ids alone.
const Collection* FindCollection(const std::string& name);

// Sends a request to the method that takes it and fills the answer.
using AnyCall = std::function<absl::Status(google::protobuf::Message& request,
                                           google::protobuf::Message& response)>;

// Whether the caller may call a method, such as "UnitService.GetUnit". Asked first, because the
// server journals what it denies.
using MayCall = std::function<bool(const std::string& method)>;

// The codes of a collection that begin with `prefix`, of the 200 newest resources; none if the
// server does not answer or refuses.
std::vector<std::string> CodesIn(const std::string& collection, const std::string& prefix,
                                 const AnyCall& call, const MayCall& may_call);

// Labels: what people call a resource, asked of the server once for each name. Where the caller may
// not see it, the last part of the name. Not safe to share between threads.
class Labels {
 public:
  Labels(AnyCall call, MayCall may_call, bool chinese)
      : call_(std::move(call)), may_call_(std::move(may_call)), chinese_(chinese) {}

  // What is known without asking.
  void Know(const std::string& name, const std::string& label) { known_[name] = label; }

  std::string Of(const std::string& name);

 private:
  std::string Ask(const Collection& collection, const std::string& name);
  void AskAll(const Collection& collection);

  AnyCall call_;
  MayCall may_call_;
  bool chinese_;
  std::map<std::string, std::string> known_;
  std::set<std::string> refused_;
};

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_COLLECTIONS_H_
