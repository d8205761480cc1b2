// Promise: who may call what follows from the contract alone, for every method alike.
#include "server/rpc/policies.h"

#include <memory>
#include <set>
#include <string>

#include "google/protobuf/message.h"
#include "gridgov/v1/ledger.grpc.pb.h"
#include "server/auth/roles.h"
#include "tests/support/attachment_streams.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageFactory;

std::unique_ptr<Message> New(const google::protobuf::Descriptor* type) {
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

class PoliciesTest : public ServerTest {
 protected:
  static const Policies& policies() {
    static const auto* read = new Policies(*Policies::Read());
    return *read;
  }

  // Calls any method with an empty request.
  static absl::Status CallEmpty(const MethodInfo& method, const CallSettings& settings) {
    if (method.streaming) {
      if (method.request == v1::UploadAttachmentRequest::descriptor()) {
        return SendAttachment(server().channel(), settings, {}).status();
      }
      if (method.request == v1::DownloadAttachmentRequest::descriptor()) {
        return FetchAttachment(server().channel(), settings, {}).status();
      }
      if (method.request == v1::DownloadLedgerRequest::descriptor()) {
        const auto stub = v1::LedgerService::NewStub(server().channel());
        grpc::ClientContext context;
        DescribeCaller(settings, context);
        const auto reader = stub->DownloadLedger(&context, v1::DownloadLedgerRequest());
        v1::DownloadLedgerResponse message;
        while (reader->Read(&message)) continue;
        return FromGrpc(reader->Finish());
      }
      EXPECT_EQ(method.name, "WatchService.Watch") << "teach this test the new stream";
      WatchStream stream(server().channel(), settings, v1::WatchRequest());
      return stream.Next().status();
    }
    const auto request = New(method.request);
    const auto response = New(method.response);
    return CallUnary(server().channel(), settings, *request, *response);
  }

  static void ExpectAllRefuse(const std::string& token, const std::string& reason) {
    CallSettings settings = server().As("");
    settings.token = token;
    for (const MethodInfo& method : policies().all()) {
      if (method.policy.public_()) continue;
      EXPECT_THAT(CallEmpty(method, settings), StatusIs(absl::StatusCode::kUnauthenticated, reason))
          << method.name;
    }
  }
};

TEST_F(PoliciesTest, OnlySigningInIsPublic) {
  std::set<std::string> open;
  for (const MethodInfo& method : policies().all()) {
    if (method.policy.public_()) open.insert(method.name);
  }
  EXPECT_EQ(open, std::set<std::string>{"SessionService.CreateSession"});
}

TEST_F(PoliciesTest, EveryMethodRefusesAnAnonymousCaller) { ExpectAllRefuse("", "NOT_SIGNED_IN"); }

TEST_F(PoliciesTest, EveryMethodRefusesATokenThatNobodyHas) {
  ExpectAllRefuse("bm90LWEtdG9rZW4tb2YtYW55Ym9keQ", "NOT_SIGNED_IN");
}

TEST_F(PoliciesTest, EveryMethodRefusesARevokedToken) {
  GG_ASSERT_OK_AND_ASSIGN(const std::string token, server().SignIn("worker2", kPassword));
  ASSERT_THAT(
      server().Call<v1::EndCurrentSessionResponse>("worker2", v1::EndCurrentSessionRequest()),
      IsOk());
  ExpectAllRefuse(token, "SESSION_ENDED");
}

TEST_F(PoliciesTest, EveryMethodRefusesAnExpiredToken) {
  TestServer& world = server();
  const std::string token = world.token("worker1");
  world.Advance(absl::Hours(12) + absl::Minutes(1));
  ExpectAllRefuse(token, "SESSION_ENDED");
  for (const char* user : {"secadmin", "sysadmin", "auditadmin"}) world.SignIn(user);
}

TEST_F(PoliciesTest, SigningInIsImplemented) {
  // Every other method has shown so above: what stands in no line of services.cc answers
  // UNIMPLEMENTED before anybody asks for a token.
  for (const MethodInfo& method : policies().all()) {
    if (!method.policy.public_()) continue;
    EXPECT_TRUE(absl::IsInvalidArgument(CallEmpty(method, server().As("")))) << method.name;
  }
}

TEST_F(PoliciesTest, EveryPermissionIsGrantedToSomebodyAndAskedForBySomething) {
  std::set<std::string> asked;
  for (const MethodInfo& method : policies().all()) {
    if (!method.policy.permission().empty()) asked.insert(method.policy.permission());
  }
  // Asked for inside handlers, since they widen what a method may do.
  for (const char* permission :
       {"audit.readAll", "sessions.manage", "issues.decideFirstExtension",
        "issues.decideFurtherExtension", "meetingItems.carryOut", "disputes.partyNames",
        "ledgers.agreements", "ledgers.compounds", "ledgers.disputes", "ledgers.issues",
        "ledgers.meetings", "ledgers.patrols", "ledgers.sites"}) {
    EXPECT_TRUE(asked.insert(permission).second) << permission;
  }
  std::set<std::string> granted;
  for (absl::string_view permission : AllPermissions()) granted.emplace(permission);
  EXPECT_EQ(asked, granted);
}

bool Grants(v1::Role role, const std::string& permission) {
  for (const Grant& grant : GrantsOf(role)) {
    if (grant.permission == permission) return true;
  }
  return false;
}

// The caller of each role; makes who is missing in the shared world.
std::string HolderOf(TestServer& world, v1::Role role) {
  switch (role) {
    case v1::ROLE_SYSTEM_ADMIN:
      return "sysadmin";
    case v1::ROLE_SECURITY_ADMIN:
      return "secadmin";
    case v1::ROLE_AUDIT_ADMIN:
      return "auditadmin";
    default:
      break;
  }
  const std::string user = "holder" + std::to_string(role);
  world.MakeUser(user);
  world.Grant(user, role, FactsOf(role).needs_area ? kStreet : "",
              FactsOf(role).needs_unit ? "units/CG" : "");
  return user;
}

TEST_F(PoliciesTest, EveryMethodRefusesEveryRoleWithoutItsPermission) {
  int refused = 0;
  for (int number = v1::Role_MIN + 1; number <= v1::Role_MAX; ++number) {
    const auto role = static_cast<v1::Role>(number);
    const CallSettings settings = server().As(HolderOf(server(), role));
    for (const MethodInfo& method : policies().all()) {
      if (method.policy.public_() || method.policy.self()) continue;
      const absl::Status status = CallEmpty(method, settings);
      if (Grants(role, method.policy.permission())) {
        EXPECT_NE(ErrorReason(status), "NOT_PERMITTED") << method.name << " " << RoleName(role);
        continue;
      }
      ++refused;
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kPermissionDenied, "NOT_PERMITTED"))
          << method.name << " " << RoleName(role);
    }
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace gridgov
