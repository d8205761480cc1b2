#include "server/handlers/divisions.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"

namespace gridgov {
namespace {

size_t DigitsOf(v1::Division::Level level) {
  constexpr size_t kDigits[] = {0, 2, 4, 6, 9, 12};
  return level >= 0 && level <= v1::Division::LEVEL_COMMUNITY ? kDigits[level] : 0;
}

// Collects what is wrong with the rows of one import.
class RowCheck {
 public:
  RowCheck(Call& call, const v1::ImportDivisionsRequest& request,
           v1::ImportDivisionsResponse* response)
      : call_(call), request_(request), response_(response) {
    for (int i = 0; i < request.divisions_size(); ++i) {
      first_.try_emplace(request.divisions(i).code(), i);
    }
  }

  absl::Status Run() {
    for (int i = 0; i < request_.divisions_size(); ++i) {
      const v1::Division& row = request_.divisions(i);
      if (first_.at(row.code()) != i) {
        Add(i, "code", "DUPLICATE_CODE", "代码在本文件中重复。",
            "the code stands twice in this file.");
      }
      if (row.code().size() != DigitsOf(row.level())) {
        Add(i, "level", "LEVEL_MISMATCH", "代码位数与层级不符。",
            "the code's length does not fit the level.");
      }
      GG_RETURN_IF_ERROR(CheckParent(i, row));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status CheckParent(int i, const v1::Division& row) {
    const std::string parent = SplitName(row.parent()).id;
    if (row.level() == v1::Division::LEVEL_PROVINCE) {
      if (!parent.empty()) {
        Add(i, "parent", "PARENT_NOT_ALLOWED", "省级没有上级。", "a province has no parent.");
      }
      return absl::OkStatus();
    }
    if (parent.empty()) {
      Add(i, "parent", "REQUIRED", "缺少上级代码。", "the parent's code is missing.");
      return absl::OkStatus();
    }
    bool exists = first_.contains(parent) && parent != row.code();
    if (!exists) {
      exists = DivisionTable().KeyOf(call_.txn.db, row.parent()).ok();
    }
    if (!exists) {
      Add(i, "parent", "ORPHAN", "上级代码不存在。", "the parent does not exist.");
    }
    return absl::OkStatus();
  }
  void Add(int row, const char* field, const char* reason, const char* zh, const char* en) {
    v1::RowError* error = response_->add_row_errors();
    error->set_row(row);
    error->set_field(field);
    error->set_reason(reason);
    error->set_description(call_.chinese ? zh : en);
  }

  Call& call_;
  const v1::ImportDivisionsRequest& request_;
  v1::ImportDivisionsResponse* const response_;
  std::map<std::string, int> first_;
};

}  // namespace

absl::StatusOr<std::string> NameFor(const std::string& collection, const std::string& id,
                                    const std::string& field) {
  if (id.empty()) return std::string();
  const auto uuid = Uuid::Parse(id);
  if (!uuid.ok()) {
    return MakeInvalid(field, "BAD_FORMAT", {.zh = "应为 UUID。", .en = "must be a UUID."});
  }
  return MakeName(collection, uuid->ToString());
}

absl::StatusOr<std::vector<std::string>> DivisionChain(const Txn& txn, const std::string& name) {
  std::vector<std::string> chain;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "WITH RECURSIVE up (code, parent, depth) AS (SELECT code, parent, 0 FROM divisions WHERE "
      "code = $1 UNION ALL SELECT d.code, d.parent, up.depth + 1 FROM divisions d JOIN up ON "
      "d.code = up.parent WHERE up.depth < 10) SELECT code FROM up ORDER BY depth",
      {SplitName(name).id}, [&chain](const Row& row) {
        chain.push_back(MakeName("divisions", row.Bytes(0)));
        return absl::OkStatus();
      }));
  return chain;
}

absl::StatusOr<v1::Division> DivisionHandler::Get(Call& call,
                                                  const v1::GetDivisionRequest& request) {
  return DivisionTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListDivisionsResponse> DivisionHandler::List(
    Call& call, const v1::ListDivisionsRequest& request) {
  v1::ListDivisionsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, DivisionTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ImportDivisionsResponse> DivisionHandler::Import(
    Call& call, const v1::ImportDivisionsRequest& request) {
  v1::ImportDivisionsResponse response;
  GG_RETURN_IF_ERROR(RowCheck(call, request, &response).Run());
  if (response.row_errors_size() > 0) return response;
  for (const v1::Division& row : request.divisions()) {
    const std::string name = MakeName("divisions", row.code());
    const auto stored = DivisionTable().Get(call.txn, name);
    v1::Division wanted = row;
    wanted.set_name(name);
    if (!stored.ok()) {
      if (!absl::IsNotFound(stored.status())) return stored.status();
      response.set_created(response.created() + 1);
      if (!request.validate_only()) {
        GG_RETURN_IF_ERROR(DivisionTable().Insert(call.txn, std::move(wanted)).status());
      }
      continue;
    }
    wanted.set_etag(stored->etag());
    if (google::protobuf::util::MessageDifferencer::Equals(wanted, *stored)) {
      response.set_unchanged(response.unchanged() + 1);
      continue;
    }
    response.set_updated(response.updated() + 1);
    if (!request.validate_only()) {
      GG_RETURN_IF_ERROR(DivisionTable().Update(call.txn, std::move(wanted)).status());
    }
  }
  return response;
}

}  // namespace gridgov
