#include "server/rpc/unreadable.h"

#include "proto/cpp/errors.h"
#include "server/rpc/unary.h"

namespace gridgov {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

constexpr char kReason[] = "UNREADABLE_REQUEST";

absl::Status Unreadable() {
  return MakeError(absl::StatusCode::kInvalidArgument, kReason,
                   {.zh = "请求无法读取：文字须为 UTF-8 编码，内容须符合接口定义。",
                    .en = "The request cannot be read: texts must be UTF-8 and the content what "
                          "the interface defines."});
}

class UnreadableAnswer final : public grpc::experimental::Interceptor {
 public:
  UnreadableAnswer(ServerRpcInfo* info, Metrics& metrics) : info_(info), metrics_(metrics) {}

  void Intercept(InterceptorBatchMethods* methods) override {
    // A client stream ends without a message too; what cannot be read just ends it early.
    if (info_->type() != ServerRpcInfo::Type::CLIENT_STREAMING &&
        methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_MESSAGE)) {
      unreadable_ = methods->GetRecvMessage() == nullptr;
    }
    if (unreadable_ &&
        methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      metrics_.CountNoise(kReason);
      grpc::ServerContextBase* context = info_->server_context();
      methods->ModifySendStatus(ToGrpc(Unreadable(), WantsChinese(*context), context));
    }
    methods->Proceed();
  }

 private:
  ServerRpcInfo* const info_;
  Metrics& metrics_;
  bool unreadable_ = false;
};

class Factory final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit Factory(Metrics& metrics) : metrics_(metrics) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* info) override {
    return new UnreadableAnswer(info, metrics_);
  }

 private:
  Metrics& metrics_;
};

}  // namespace

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> MakeUnreadableAnswers(
    Metrics& metrics) {
  return std::make_unique<Factory>(metrics);
}

}  // namespace gridgov
