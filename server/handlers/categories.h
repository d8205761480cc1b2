// Issue categories: proposed by one person, published by another, taken out of use.
#ifndef GRIDGOV_SERVER_HANDLERS_CATEGORIES_H_
#define GRIDGOV_SERVER_HANDLERS_CATEGORIES_H_

#include <array>

#include "absl/status/statusor.h"
#include "gridgov/v1/category.pb.h"
#include "server/handlers/call.h"
#include "server/handlers/flow.h"

namespace gridgov {

// A change by import makes any category a draft again; it is no act on one category.
inline constexpr std::array kCategoryFlow = {
    FlowRow<v1::Category::State>{v1::Category::STATE_DRAFT, "publish",
                                 v1::Category::STATE_PUBLISHED},
    FlowRow<v1::Category::State>{v1::Category::STATE_DRAFT, "retire", v1::Category::STATE_RETIRED},
    FlowRow<v1::Category::State>{v1::Category::STATE_PUBLISHED, "retire",
                                 v1::Category::STATE_RETIRED},
};

// Fills allowed_actions for the reader.
void PresentCategory(const Call& call, v1::Category* category);

// Serves CategoryService. Stateless; safe from every thread.
class CategoryHandler {
 public:
  absl::StatusOr<v1::Category> Get(Call& call, const v1::GetCategoryRequest& request) const;
  absl::StatusOr<v1::ListCategoriesResponse> List(Call& call,
                                                  const v1::ListCategoriesRequest& request) const;
  absl::StatusOr<v1::ImportCategoriesResponse> Import(
      Call& call, const v1::ImportCategoriesRequest& request) const;
  absl::StatusOr<v1::PublishCategoriesResponse> Publish(
      Call& call, const v1::PublishCategoriesRequest& request) const;
  absl::StatusOr<v1::Category> Retire(Call& call, const v1::RetireCategoryRequest& request) const;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_CATEGORIES_H_
