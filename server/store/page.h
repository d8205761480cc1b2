// Pages of a list: keyset paging with sealed tokens (AIP-158), the same for every resource.
#ifndef GRIDGOV_SERVER_STORE_PAGE_H_
#define GRIDGOV_SERVER_STORE_PAGE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/store/table.h"

namespace gridgov {

// Fills `response` (its repeated resource, next_page_token, watch_token) for `request` (its
// page_size, page_token, filter), with the rows that `base` lets through. `present` finishes each
// row for the caller. INVALID_ARGUMENT for a negative size, a wrong filter, or a token of another
// caller or query.
absl::Status FillPage(const Txn& txn, const TableBase& table,
                      const google::protobuf::Message& request, Find base,
                      const std::function<absl::Status(google::protobuf::Message*)>& present,
                      google::protobuf::Message* response);

// Appends the newest `size` rows that have the words of `query` to the repeated field of `response`
// that takes them; answers whether there are more. INVALID_ARGUMENT, reason BAD_QUERY.
absl::StatusOr<bool> FillMatches(const Txn& txn, const TableBase& table, const std::string& query,
                                 int size, google::protobuf::Message* response);

// The size of a page that the request asks for; INVALID_ARGUMENT for a negative one.
absl::StatusOr<int> PageSizeOf(const google::protobuf::Message& request);

// The token from which Watch goes on after this snapshot.
absl::StatusOr<std::string> WatchTokenOf(const Txn& txn);
std::string SealWatchToken(const Txn& txn, int64_t seq);
// INVALID_ARGUMENT, reason BAD_TOKEN, for another caller's token.
absl::StatusOr<int64_t> OpenWatchToken(const Txn& txn, const std::string& token);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_PAGE_H_
