// Pager: walks all pages of any List method, one page at a time as they are asked for.
//
//   Pager<v1::ListUnitsRequest, v1::ListUnitsResponse> pager(request, fetch);
//   while (true) {
//     GG_ASSIGN_OR_RETURN(auto page, pager.Next());
//     if (!page.has_value()) break;
//     ...
//   }
//
// Not safe to share between threads.
#ifndef GRIDGOV_PROTO_CPP_PAGER_H_
#define GRIDGOV_PROTO_CPP_PAGER_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {

// `Request` has set_page_token(), `Response` has next_page_token().
template <class Request, class Response>
class Pager {
 public:
  using Fetch = std::function<absl::StatusOr<Response>(const Request&)>;

  // `request` may ask for the pages after a token.
  Pager(Request request, Fetch fetch) : request_(std::move(request)), fetch_(std::move(fetch)) {}

  // The next page, or nullopt after the last one; the error of the call, after which Next() asks
  // for the same page again. INTERNAL if the server answers the token it was asked with, which
  // would go on forever.
  absl::StatusOr<std::optional<Response>> Next() {
    if (done_) return std::nullopt;
    GG_ASSIGN_OR_RETURN(Response response, fetch_(request_));
    const std::string token = response.next_page_token();
    done_ = token.empty();
    if (!done_ && token == last_token_) {
      done_ = true;
      return absl::InternalError("the server answers the same page token again");
    }
    last_token_ = token;
    request_.set_page_token(token);
    return std::optional<Response>(std::move(response));
  }

 private:
  Request request_;
  Fetch fetch_;
  std::string last_token_;
  bool done_ = false;
};

}  // namespace gridgov

#endif  // GRIDGOV_PROTO_CPP_PAGER_H_
