#include "tests/soak/hostile.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/descriptor.h"
#include "gridgov/v1/admin.pb.h"
#include "gridgov/v1/audit.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/unit.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// Every unary method of the contract but the one that ends the caller's own session.
std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const Descriptor* one :
       {v1::ServerStatus::descriptor(), v1::AuditHead::descriptor(), v1::Account::descriptor(),
        v1::CalendarDay::descriptor(), v1::Category::descriptor(), v1::Compound::descriptor(),
        v1::Division::descriptor(), v1::Grid::descriptor(), v1::Issue::descriptor(),
        v1::Patrol::descriptor(), v1::Unit::descriptor()}) {
    for (int s = 0; s < one->file()->service_count(); ++s) {
      const auto* service = one->file()->service(s);
      for (int m = 0; m < service->method_count(); ++m) {
        const MethodDescriptor* method = service->method(m);
        if (method->name() != "EndCurrentSession") methods.push_back(method);
      }
    }
  }
  return methods;
}

std::unique_ptr<Message> NewOf(const Descriptor* type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
}

bool NeverAllowed(const absl::Status& status) {
  return absl::IsInternal(status) || absl::IsUnknown(status) || absl::IsDataLoss(status) ||
         absl::IsUnimplemented(status);
}

class Hostility {
 public:
  Hostility(Scene& scene, HostileValues& values, Findings& report)
      : scene_(scene), values_(values), report_(report) {}

  absl::Status Connect() {
    GG_ASSIGN_OR_RETURN(channel_, scene_.Open());
    return absl::OkStatus();
  }

  // False: the server is gone.
  bool Try(const MethodDescriptor* method, const std::string& username) {
    auto request = NewOf(method->input_type());
    const uint64_t way = values_.Any(5);
    if (way == 0) {
      values_.FillWildly(request.get());
    } else {
      values_.FillPlausibly(request.get());
      for (uint64_t i = 1; i < way && i < 4; ++i) values_.Spoil(request.get());
    }
    auto response = NewOf(method->output_type());
    CallSettings settings = scene_.SettingsOf(username);
    settings.pause = [](absl::Duration) {};
    settings.timeout = absl::Seconds(5);
    const absl::Status status = CallUnary(channel_, settings, *request, *response);
    report_.Count("hostile requests");
    report_.Count(absl::StrCat("hostile answers ", absl::StatusCodeToString(status.code())));
    if (!scene_.server().alive()) {
      Tell(method, username, *request, "the server ended");
      return false;
    }
    if (NeverAllowed(status)) Tell(method, username, *request, status.ToString());
    return true;
  }

 private:
  void Tell(const MethodDescriptor* method, const std::string& username, const Message& request,
            const std::string& what) {
    constexpr size_t kMostTold = 1500;
    report_.Breach("B2", absl::StrCat(method->name(), " as ", username, ": ", what, " for ",
                                      request.ShortDebugString().substr(0, kMostTold)));
  }

  Scene& scene_;
  HostileValues& values_;
  Findings& report_;
  Channel channel_;
};

}  // namespace

void RunHostile(Scene& scene, const std::vector<std::string>& usernames, HostileValues& values,
                absl::Time until, Findings& report) {
  Hostility hostility(scene, values, report);
  if (const absl::Status open = hostility.Connect(); !open.ok()) {
    return report.Breach("B2", open.ToString());
  }
  // gRPC's own word on every text that is no UTF-8 would drown the report.
  google::protobuf::SetLogHandler(nullptr);
  const auto methods = AllMethods();
  report.Count("hostile methods", static_cast<int64_t>(methods.size()));
  while (absl::Now() < until) {
    for (const std::string& username : usernames) {
      // At random, so that a run that is cut short is a fair sample.
      const MethodDescriptor* method = methods[values.Any(methods.size())];
      if (hostility.Try(method, username)) continue;
      if (const absl::Status again = scene.Start(); !again.ok()) {
        return report.Breach("I6", again.ToString());
      }
      if (!hostility.Connect().ok()) return;
    }
  }
}

}  // namespace gridgov
