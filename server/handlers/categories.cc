#include "server/handlers/categories.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/errors.h"
#include "server/handlers/import.h"
#include "server/store/column.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr char kPermissionToPublish[] = "categories.publish";

// What is wrong with the categories of one import.
class ImportCheck {
 public:
  ImportCheck(const Txn& txn, const v1::ImportCategoriesRequest& request)
      : txn_(txn), wrong_(DuplicateCodes(CategoryTable(), request.categories(), "categories")) {}

  absl::Status Add(const v1::Category& row, int index) {
    at_ = index;
    // The two digits of GB/T 30428.2; every class has its own.
    if (row.code().substr(0, 2) != absl::StrFormat("%02d", static_cast<int>(row.class_()))) {
      AddWrong("code", "CODE_OF_OTHER_CLASS",
               {.zh = "前两位须为所属大类的代码（01 至 06）。",
                .en = "its first two digits must be those of its class, 01 to 06."});
    }
    GG_ASSIGN_OR_RETURN(const bool known, KnowsDeadlineClass(row.deadline_class()));
    if (!known) {
      wrong_.push_back(UnknownReference(Field("deadline_class"), row.deadline_class()));
    }
    const std::string& kind = row.default_unit_kind();
    if (!kind.empty() && FindEnum(v1::Unit::Kind_descriptor(), kind) == nullptr) {
      AddWrong("default_unit_kind", "UNKNOWN_VALUE",
               {.zh = "不是单位类型。", .en = "is no kind of unit."});
    }
    if (!row.valid_from_date().empty() && !IsDay(row.valid_from_date())) {
      wrong_.push_back(BadDate(Field("valid_from_date")));
    }
    AddQuestions(row);
    return absl::OkStatus();
  }

  absl::Status Result() const { return wrong_.empty() ? absl::OkStatus() : MakeInvalid(wrong_); }

 private:
  std::string Field(const std::string& part) const { return FieldAt("categories", at_, part); }
  void AddWrong(const std::string& part, const std::string& reason, Text text) {
    wrong_.push_back({Field(part), reason, std::move(text)});
  }

  absl::StatusOr<bool> KnowsDeadlineClass(const std::string& code) {
    const auto found = known_.find(code);
    if (found != known_.end()) return found->second;
    const auto id = DeadlineClassTable().IdOfCode(txn_.db, code);
    if (!id.ok() && !absl::IsNotFound(id.status())) return id.status();
    return known_[code] = id.ok();
  }

  void AddQuestions(const v1::Category& row) {
    std::set<std::string> codes;
    for (int i = 0; i < row.questions_size(); ++i) {
      const v1::Category::Question& question = row.questions(i);
      if (!codes.insert(question.code()).second) {
        wrong_.push_back(DuplicateCode(Field(FieldAt("questions", i, "code")), question.code()));
      }
      const bool is_list = question.type() == v1::Category::Question::TYPE_SINGLE_LIST ||
                           question.type() == v1::Category::Question::TYPE_MULTI_LIST;
      if (is_list && question.options().empty()) {
        AddWrong(FieldAt("questions", i, "options"), "REQUIRED",
                 {.zh = "选择题须列出选项。", .en = "a list needs its options."});
      }
    }
  }

  const Txn& txn_;
  std::vector<Violation> wrong_;
  std::map<std::string, bool> known_;
  int at_ = 0;
};

// The drafts of the request; all drafts if it names none.
absl::StatusOr<std::vector<v1::Category>> DraftsOf(const Txn& txn,
                                                   const v1::PublishCategoriesRequest& request) {
  if (request.names().empty()) {
    return CategoryTable().Select(txn, {.where = "t.state = $1", .args = {std::string("DRAFT")}});
  }
  std::vector<v1::Category> drafts;
  for (const std::string& name :
       std::set<std::string>(request.names().begin(), request.names().end())) {
    GG_ASSIGN_OR_RETURN(v1::Category category, CategoryTable().Get(txn, name));
    GG_RETURN_IF_ERROR(Advance(kCategoryFlow, category, "publish").status());
    drafts.push_back(std::move(category));
  }
  return drafts;
}

}  // namespace

void PresentCategory(const Call& call, v1::Category* category) {
  category->clear_allowed_actions();
  if (!call.principal.Has(kPermissionToPublish)) return;
  const bool proposed = category->proposer() == call.principal.actor().name();
  for (const char* verb : {"publish", "retire"}) {
    if (!Next(kCategoryFlow, category->state(), verb).has_value()) continue;
    if (proposed && absl::string_view(verb) == "publish") continue;
    category->add_allowed_actions(verb);
  }
}

absl::StatusOr<v1::Category> CategoryHandler::Get(Call& call,
                                                  const v1::GetCategoryRequest& request) const {
  return CategoryTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListCategoriesResponse> CategoryHandler::List(
    Call& call, const v1::ListCategoriesRequest& request) const {
  v1::ListCategoriesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, CategoryTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ImportCategoriesResponse> CategoryHandler::Import(
    Call& call, const v1::ImportCategoriesRequest& request) const {
  ImportCheck check(call.txn, request);
  for (int i = 0; i < request.categories_size(); ++i) {
    GG_RETURN_IF_ERROR(check.Add(request.categories(i), i));
  }
  GG_RETURN_IF_ERROR(check.Result());
  const std::string proposer = call.principal.actor().name();
  GG_ASSIGN_OR_RETURN(const ImportCounts counts,
                      ImportRows(call.txn, CategoryTable(), request.categories(),
                                 request.validate_only(), [&](v1::Category* row, bool) {
                                   row->set_state(v1::Category::STATE_DRAFT);
                                   row->set_proposer(proposer);
                                   row->clear_publisher();
                                 }));
  v1::ImportCategoriesResponse response;
  counts.FillIn(&response);
  return response;
}

absl::StatusOr<v1::PublishCategoriesResponse> CategoryHandler::Publish(
    Call& call, const v1::PublishCategoriesRequest& request) const {
  GG_ASSIGN_OR_RETURN(std::vector<v1::Category> drafts, DraftsOf(call.txn, request));
  const std::string publisher = call.principal.actor().name();
  for (const v1::Category& draft : drafts) {
    if (draft.proposer() == publisher) return SecondPerson(draft.name());
  }
  v1::PublishCategoriesResponse response;
  response.set_published(static_cast<int32_t>(drafts.size()));
  for (v1::Category& draft : drafts) {
    draft.set_state(v1::Category::STATE_PUBLISHED);
    draft.set_publisher(publisher);
    GG_RETURN_IF_ERROR(CategoryTable().Update(call.txn, std::move(draft)).status());
  }
  return response;
}

absl::StatusOr<v1::Category> CategoryHandler::Retire(
    Call& call, const v1::RetireCategoryRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::Category category,
                      CategoryTable().GetForUpdate(call.txn, request.name(), request.etag()));
  GG_ASSIGN_OR_RETURN(const v1::Category::State next, Advance(kCategoryFlow, category, "retire"));
  category.set_state(next);
  return CategoryTable().Update(call.txn, std::move(category));
}

}  // namespace gridgov
