#include "server/rpc/policies.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/text_format.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/watch.pb.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// A field of a sample message, as FieldDescriptorProto's text.
std::string Field(int number, const std::string& name, const std::string& type,
                  const std::string& rule = "") {
  return absl::StrCat("field { name: '", name, "' number: ", number, " label: LABEL_OPTIONAL ",
                      type, " options { [gridgov.v1.rule] {", rule, "} } }");
}

constexpr char kText[] = "type: TYPE_STRING";
constexpr char kInt[] = "type: TYPE_INT32";

std::string Type(const std::string& name, const std::string& fields) {
  return absl::StrCat("message_type { name: '", name, "' ", fields, "}");
}

std::string Rpc(const std::string& name, const std::string& request, const std::string& response,
                const std::string& options) {
  return absl::StrCat("method { name: '", name, "' input_type: '", request, "' output_type: '",
                      response, "' options {", options, "} }");
}

std::string Duties(const std::string& policy) {
  return absl::StrCat("[gridgov.v1.policy] {", policy, "}");
}

// A file with these messages and a service with these methods. It lives as long as the program, as
// what is worked out from it does.
const google::protobuf::FileDescriptor* Sample(const std::string& types,
                                               const std::string& methods) {
  using google::protobuf::DescriptorPool;
  google::protobuf::FileDescriptorProto file;
  if (!google::protobuf::TextFormat::ParseFromString(
          absl::StrCat("name: 'sample.proto' package: 'sample' syntax: 'proto3' ", types,
                       "service { name: 'Sample' ", methods, "}"),
          &file)) {
    return nullptr;
  }
  file.add_dependency(v1::Policy::descriptor()->file()->name());
  static auto& pools = *new std::vector<std::unique_ptr<DescriptorPool>>;
  pools.push_back(std::make_unique<DescriptorPool>(DescriptorPool::generated_pool()));
  return pools.back()->BuildFile(file);
}

// The error that stops the start, as its English text; "" if nothing does.
std::string Fault(const google::protobuf::FileDescriptor* file) {
  if (file == nullptr) return "the sample does not compile";
  const auto policies = Policies::ReadFiles({file});
  if (policies.ok()) return "";
  EXPECT_EQ(policies.status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ErrorReason(policies.status()), "BAD_CONTRACT");
  return std::string(policies.status().message());
}

std::string FaultOf(const std::string& methods) {
  const std::string resource = Field(1, "name", kText) + Field(2, "etag", kText);
  const std::string key = "type: TYPE_MESSAGE type_name: 'Key'";
  return Fault(
      Sample(Type("Thing", resource) + Type("Key", Field(1, "password", kText, "secret: true")) +
                 Type("KeyThing", resource + Field(3, "key", key)) +
                 Type("Plain", Field(1, "name", kText)) + Type("Other", Field(1, "name", kText)) +
                 Type("Retried", Field(1, "request_id", kText)) +
                 Type("Page", Field(1, "page_size", kInt) + Field(2, "page_token", kText)) +
                 Type("HalfPage", Field(1, "page_size", kInt)),
             methods));
}

Policies Real() {
  absl::StatusOr<Policies> policies = Policies::Read();
  EXPECT_TRUE(policies.ok()) << policies.status();
  return *std::move(policies);
}

TEST(Policies, TheContractIsWhole) {
  ASSERT_TRUE(Policies::Read().ok()) << Policies::Read().status();
}

TEST(Policies, EveryMethodInTheTreesProtosIsRead) {
  std::set<std::string> in_tree;
  for (const auto& entry : std::filesystem::directory_iterator(GRIDGOV_PROTO_FOLDER)) {
    std::ifstream file(entry.path());
    std::string service;
    const std::regex pattern(R"(^\s*(service|rpc)\s+(\w+))");
    for (std::string line; std::getline(file, line);) {
      std::smatch match;
      if (!std::regex_search(line, match, pattern)) continue;
      if (match[1] == "service")
        service = match[2];
      else
        in_tree.insert(service + "." + match[2].str());
    }
  }

  const Policies policies = Real();
  std::set<std::string> read;
  for (const MethodInfo& method : policies.all()) read.insert(method.name);

  EXPECT_GT(in_tree.size(), 80u);
  EXPECT_EQ(read, in_tree);
}

TEST(Policies, OnlySigningInIsPublic) {
  const Policies policies = Real();
  std::set<std::string> open;
  for (const MethodInfo& method : policies.all()) {
    if (method.policy.public_()) open.insert(method.name);
  }

  EXPECT_THAT(open, UnorderedElementsAre("SessionService.CreateSession"));
}

TEST(Policies, AMethodIsFoundByItsRequest) {
  const Policies policies = Real();

  for (const MethodInfo& method : policies.all()) {
    EXPECT_EQ(policies.FindByRequest(method.request), &method);
  }
  EXPECT_EQ(policies.FindByRequest(v1::Issue::descriptor()), nullptr);
}

TEST(Policies, ACopyFindsItsOwnMethods) {
  auto original = std::make_unique<Policies>(Real());
  const Policies copy = *original;
  original.reset();

  for (const MethodInfo& method : copy.all()) {
    EXPECT_EQ(copy.FindByRequest(method.request), &method);
  }
}

TEST(Policies, AWriteIsDescribed) {
  const Policies policies = Real();
  const MethodInfo& method = *policies.FindByRequest(v1::CloseIssueRequest::descriptor());

  EXPECT_EQ(method.name, "IssueService.CloseIssue");
  EXPECT_EQ(method.response, v1::Issue::descriptor());
  EXPECT_EQ(method.policy.permission(), "issues.close");
  EXPECT_TRUE(method.writes);
  EXPECT_TRUE(method.takes_request_id);
  EXPECT_TRUE(method.answers_resource);
  EXPECT_FALSE(method.is_list);
  EXPECT_FALSE(method.streaming);
}

TEST(Policies, AListIsDescribed) {
  const Policies policies = Real();
  const MethodInfo& method = *policies.FindByRequest(v1::ListGridsRequest::descriptor());

  EXPECT_TRUE(method.is_list);
  EXPECT_FALSE(method.writes);
  EXPECT_FALSE(method.takes_request_id);
  EXPECT_FALSE(method.answers_resource);
}

TEST(Policies, AStreamIsDescribed) {
  const Policies policies = Real();

  EXPECT_TRUE(policies.FindByRequest(v1::WatchRequest::descriptor())->streaming);
}

TEST(Policies, ASoundMethodStopsNothing) {
  EXPECT_EQ(
      FaultOf(Rpc("Read", "Plain", "Thing", Duties("permission: \"x\", audit: AUDIT_NONE")) +
              Rpc("Change", "Retried", "Thing", Duties("permission: \"x\", audit: AUDIT_WRITE")) +
              Rpc("ListThings", "Page", "Key", Duties("self: true, audit: AUDIT_READ"))),
      "");
}

TEST(Policies, AMethodWithoutAPolicyStopsTheStart) {
  EXPECT_THAT(FaultOf(Rpc("Read", "Plain", "Thing", "")),
              AllOf(HasSubstr("Sample.Read"), HasSubstr("has no (policy)")));
}

TEST(Policies, AMethodWithoutAnAuditStopsTheStart) {
  EXPECT_THAT(FaultOf(Rpc("Read", "Plain", "Thing", Duties("permission: \"x\""))),
              AllOf(HasSubstr("Sample.Read"), HasSubstr("audit")));
}

TEST(Policies, AMethodThatAsksForNoPermissionStopsTheStart) {
  EXPECT_THAT(FaultOf(Rpc("Read", "Plain", "Thing", Duties("audit: AUDIT_NONE"))),
              AllOf(HasSubstr("Sample.Read"), HasSubstr("no permission")));
}

TEST(Policies, APublicMethodWithAPermissionStopsTheStart) {
  EXPECT_THAT(FaultOf(Rpc("Read", "Plain", "Thing",
                          Duties("permission: \"x\", public: true, audit: AUDIT_NONE"))),
              AllOf(HasSubstr("Sample.Read"), HasSubstr("public and has a permission")));
}

TEST(Policies, TwoMethodsWithOneRequestStopTheStart) {
  EXPECT_THAT(FaultOf(Rpc("One", "Plain", "Thing", Duties("permission: \"x\", audit: AUDIT_NONE")) +
                      Rpc("Two", "Plain", "Thing", Duties("permission: \"x\", audit: AUDIT_NONE"))),
              AllOf(HasSubstr("Sample.Two"), HasSubstr("request of Sample.One")));
}

TEST(Policies, AChangeThatCannotBeRetriedStopsTheStart) {
  EXPECT_THAT(
      FaultOf(Rpc("Change", "Plain", "Thing", Duties("permission: \"x\", audit: AUDIT_WRITE"))),
      AllOf(HasSubstr("Sample.Change"), HasSubstr("request_id")));
}

TEST(Policies, AChangeOfOneselfOrWithASecretAnswerNeedsNoRequestId) {
  EXPECT_THAT(
      FaultOf(Rpc("Mine", "Plain", "Thing", Duties("self: true, audit: AUDIT_WRITE")) +
              Rpc("Make", "Other", "KeyThing", Duties("permission: \"x\", audit: AUDIT_WRITE"))),
      IsEmpty());
}

TEST(Policies, ARequestIdOnAReadStopsTheStart) {
  EXPECT_THAT(
      FaultOf(Rpc("Read", "Retried", "Thing", Duties("permission: \"x\", audit: AUDIT_READ"))),
      AllOf(HasSubstr("Sample.Read"), HasSubstr("does not write")));
}

TEST(Policies, AListWithoutPagesStopsTheStart) {
  EXPECT_THAT(
      FaultOf(Rpc("ListThings", "HalfPage", "Key", Duties("permission: \"x\", audit: AUDIT_NONE"))),
      AllOf(HasSubstr("Sample.ListThings"), HasSubstr("page_token")));
}

// The same for a rule of a field in the request.
std::string RuleFault(const char* type, const std::string& rule) {
  return Fault(Sample(Type("Inner", Field(1, "code", type, rule)) +
                          Type("Ask", Field(1, "inner", "type: TYPE_MESSAGE type_name: 'Inner'")),
                      Rpc("Read", "Ask", "Inner", Duties("self: true audit: AUDIT_NONE"))));
}

TEST(Policies, ARuleThatCannotBeKeptStopsTheStart) {
  EXPECT_EQ(RuleFault(kText, "pattern: '[a-z]+' max_length: 9"), "");
  EXPECT_THAT(RuleFault(kText, "pattern: '[a-z'"),
              AllOf(HasSubstr("Inner.code"), HasSubstr("RE2")));
  EXPECT_THAT(RuleFault(kInt, "min: 2 max: 1"), HasSubstr("min is over"));
  EXPECT_THAT(RuleFault("type: TYPE_DOUBLE", "max: 1"), HasSubstr("need an integer"));
  EXPECT_THAT(RuleFault(kInt, "pattern: '1'"), HasSubstr("need a string"));
  EXPECT_THAT(RuleFault(kText, "max_items: 1"), HasSubstr("needs a repeated field"));
  EXPECT_THAT(RuleFault(kText, "max_length: -1"), HasSubstr("negative"));
}

}  // namespace
}  // namespace gridgov
