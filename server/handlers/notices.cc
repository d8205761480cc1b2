#include "server/handlers/notices.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/message.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/collections.h"
#include "server/store/fields.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using google::protobuf::Message;
using Kind = v1::Notice::Kind;

constexpr int kMostMarked = 200;

// {what} is the noun and the number, {due} the due time.
Text Wording(Kind kind) {
  switch (kind) {
    case v1::Notice::KIND_DUE_SOON:
      return {.zh = "{what}将于 {due} 到期，请及时办理。", .en = "{what} is due at {due}."};
    case v1::Notice::KIND_LAST_CALL:
      return {.zh = "{what}的期限即将届满，须在 {due} 前办理，逾期不能补办。",
              .en = "{what} has to be done before {due}; afterwards it is too late."};
    case v1::Notice::KIND_OVERDUE:
      return {.zh = "{what}已超期，应于 {due} 前办理。", .en = "{what} was due at {due}."};
    default:
      return {.zh = "{what}严重超期，已升级，应于 {due} 前办理。",
              .en = "{what} was due at {due} and has gone up the line."};
  }
}

std::string NumberOf(const Message& row) {
  return row.GetDescriptor()->FindFieldByName("number") == nullptr ? ""
                                                                   : StringField(row, "number");
}

}  // namespace

absl::Status PresentNotice(const Call& call, v1::Notice* notice) {
  GG_ASSIGN_OR_RETURN(const std::unique_ptr<Message> row, SeenByCaller(call, notice->resource()));
  const CollectionFacts* facts = FindCollection(SplitName(notice->resource()).collection);
  std::string what = call.chinese ? facts->noun.zh : facts->noun.en;
  if (const std::string number = NumberOf(*row); !number.empty()) {
    absl::StrAppend(&what, " ", number, call.chinese ? " " : "");
  }
  const Text wording = Wording(notice->kind());
  notice->set_text(absl::StrReplaceAll(
      call.chinese ? wording.zh : wording.en,
      {{"{what}", what},
       {"{due}", absl::FormatTime("%Y-%m-%d %H:%M", FromProto(notice->due_time()), ChinaTime())}}));
  return absl::OkStatus();
}

absl::StatusOr<v1::ListNoticesResponse> NoticeHandler::List(
    Call& call, const v1::ListNoticesRequest& request) const {
  v1::ListNoticesResponse response;
  Find base;
  if (request.unread()) base.where = "t.read_time IS NULL";
  GG_RETURN_IF_ERROR(
      FillPage(call.txn, NoticeTable(), request, std::move(base), nullptr, &response));
  auto& notices = *response.mutable_notices();
  notices.erase(std::remove_if(notices.begin(), notices.end(),
                               [&call](const v1::Notice& notice) {
                                 return !SeenByCaller(call, notice.resource()).ok();
                               }),
                notices.end());
  return response;
}

absl::StatusOr<v1::MarkNoticesReadResponse> NoticeHandler::MarkRead(
    Call& call, const v1::MarkNoticesReadRequest& request) const {
  std::vector<v1::Notice> notices;
  for (const std::string& name : request.names()) {
    GG_ASSIGN_OR_RETURN(v1::Notice notice, NoticeTable().Get(call.txn, name));
    notices.push_back(std::move(notice));
  }
  if (request.names().empty()) {
    GG_ASSIGN_OR_RETURN(notices, NoticeTable().Select(call.txn, {.where = "t.read_time IS NULL",
                                                                 .limit = kMostMarked}));
  }
  v1::MarkNoticesReadResponse response;
  for (v1::Notice& notice : notices) {
    if (notice.has_read_time()) continue;
    *notice.mutable_read_time() = ToProto(call.txn.now);
    GG_RETURN_IF_ERROR(NoticeTable().Update(call.txn, std::move(notice)).status());
    response.set_marked(response.marked() + 1);
  }
  return response;
}

}  // namespace gridgov
