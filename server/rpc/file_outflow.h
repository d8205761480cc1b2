// FileOutflow: a kept file as a server stream: what it is first, then its bytes.
#ifndef GRIDGOV_SERVER_RPC_FILE_OUTFLOW_H_
#define GRIDGOV_SERVER_RPC_FILE_OUTFLOW_H_

#include <memory>

#include "server/rpc/stream.h"
#include "server/store/blobs.h"

namespace gridgov {

// `Request` has a name and an offset, `Response` has data; the handler's Download() fills the first
// message and opens the bytes, and its Get() of a `GetRequest` says whether they may still be seen.
template <class Handler, class GetRequest, class Request, class Response>
class FileOutflow final : public Outflow<Response> {
 public:
  FileOutflow(const Handler& handler, const Request& request)
      : handler_(handler), request_(request), offset_(request.offset()) {}

  google::protobuf::Message* request() override { return &request_; }

  UnaryWork Begin(Response* first) override {
    UnaryWork work;
    work.request = &request_;
    work.response = first;
    work.handle = [this, first](Call& call) -> absl::Status {
      GG_ASSIGN_OR_RETURN(*first, handler_.Download(call, request_, &bytes_));
      return absl::OkStatus();
    };
    return work;
  }

  absl::Status SeeAgain(Call& call) override {
    GetRequest request;
    request.set_name(request_.name());
    return handler_.Get(call, request).status();
  }

  absl::StatusOr<bool> Next(Response* next) override {
    GG_ASSIGN_OR_RETURN(*next->mutable_data(), bytes_->ReadFrom(offset_));
    offset_ += static_cast<int64_t>(next->data().size());
    return !next->data().empty();
  }

 private:
  const Handler& handler_;
  Request request_;
  int64_t offset_;
  std::unique_ptr<BlobReader> bytes_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_FILE_OUTFLOW_H_
