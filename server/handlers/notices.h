// Notices as their recipient reads them.
#ifndef GRIDGOV_SERVER_HANDLERS_NOTICES_H_
#define GRIDGOV_SERVER_HANDLERS_NOTICES_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/notice.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Serves NoticeService. Safe from every thread: it holds nothing.
class NoticeHandler {
 public:
  absl::StatusOr<v1::ListNoticesResponse> List(Call& call,
                                               const v1::ListNoticesRequest& request) const;
  absl::StatusOr<v1::MarkNoticesReadResponse> MarkRead(
      Call& call, const v1::MarkNoticesReadRequest& request) const;
};

// Fills `text` for the reader; NotVisible() once the reader may not see the resource any more.
absl::Status PresentNotice(const Call& call, v1::Notice* notice);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_NOTICES_H_
