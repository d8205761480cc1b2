#include "client-cli/json_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "client-cli/failure.h"
#include "gridgov/v1/audit.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/patrol.pb.h"

namespace gridgov {
namespace {

using testing::HasSubstr;

std::string English(const absl::Status& status) {
  return ErrorDetailIn(status, /*chinese=*/false).localized_message();
}

TEST(JsonInputTest, ReadsEnumerationsWithoutTheirPrefix) {
  v1::ImportCategoriesRequest request;

  const absl::Status read = AddJsonArray(
      R"([{"code": "0101", "class": "CITY_APPEARANCE", "title": {"zh": "路灯", "en": "Lamp"},
           "questions": [{"code": "q1", "type": "SINGLE_LIST"}]},
          {"code": "0201", "class": "CLASS_ADVERTISING"}])",
      "categories", request);

  ASSERT_TRUE(read.ok()) << read;
  ASSERT_EQ(request.categories_size(), 2);
  EXPECT_EQ(request.categories(0).class_(), v1::Category::CLASS_CITY_APPEARANCE);
  EXPECT_EQ(request.categories(0).title().zh(), "路灯");
  EXPECT_EQ(request.categories(0).questions(0).type(), v1::Category::Question::TYPE_SINGLE_LIST);
  EXPECT_EQ(request.categories(1).class_(), v1::Category::CLASS_ADVERTISING);
}

TEST(JsonInputTest, TakesValidFromForValidFromDate) {
  v1::ImportDeadlineClassesRequest request;

  ASSERT_TRUE(AddJsonArray(R"([{"code": "WH4", "unit": "WORKING_HOURS", "amount": 4,
                                "valid_from": "2026-01-01"}])",
                           "deadline_classes", request)
                  .ok());

  EXPECT_EQ(request.deadline_classes(0).valid_from_date(), "2026-01-01");
  EXPECT_EQ(request.deadline_classes(0).unit(), v1::DeadlineClass::UNIT_WORKING_HOURS);
}

TEST(JsonInputTest, NamesTheFieldThatDoesNotExist) {
  v1::ImportPatrolTypesRequest request;

  const absl::Status read = AddJsonArray(
      R"([{"code": "A"}, {"checklist": [{"code": "s1", "colour": 1}]}])", "patrol_types", request);

  EXPECT_EQ(ExitCodeOf(read), ExitCode::kUsage);
  EXPECT_THAT(English(read), HasSubstr("[1].checklist[0].colour"));
}

TEST(JsonInputTest, NamesTheFieldWhoseValueIsUnknown) {
  v1::ImportPatrolTypesRequest request;

  const absl::Status read = AddJsonArray(R"([{"target": "HOUSEHOLD"}])", "patrol_types", request);

  EXPECT_EQ(ExitCodeOf(read), ExitCode::kUsage);
  EXPECT_THAT(English(read), HasSubstr("[0].target"));
  EXPECT_THAT(English(read), HasSubstr("grid, street, river"));
}

TEST(JsonInputTest, RefusesWhatIsNoArrayOfObjects) {
  v1::ImportPatrolTypesRequest request;
  for (const char* content : {"", "{", "{}", "[]", "[1]", "[{\"code\": 5}]", "null"}) {
    EXPECT_EQ(ExitCodeOf(AddJsonArray(content, "patrol_types", request)), ExitCode::kUsage)
        << content;
  }
}

TEST(JsonInputTest, ReadsAHeadThatWasPrintedEarlier) {
  v1::AuditHead head;

  ASSERT_TRUE(ReadJsonObject(R"({"count": "7", "seq": "9", "mac": "ab"})", head).ok());

  EXPECT_EQ(head.count(), 7);
  EXPECT_EQ(head.seq(), 9);
}

TEST(JsonInputTest, FindsTheGeometryInAFeature) {
  const char* polygon = R"({"coordinates":[[[0,0],[1,0],[1,1],[0,0]]],"type":"Polygon"})";
  const std::string feature =
      absl::StrCat(R"({"type":"Feature","properties":{},"geometry":)", polygon, "}");
  const std::string collection =
      absl::StrCat(R"({"type":"FeatureCollection","features":[)", feature, "]}");

  EXPECT_EQ(*GeometryOf(polygon), polygon);
  EXPECT_EQ(*GeometryOf(feature), polygon);
  EXPECT_EQ(*GeometryOf(collection), polygon);
}

TEST(JsonInputTest, RefusesWhatIsNoSingleGeometry) {
  for (const char* content : {"", "[]", "{}", "{\"type\":5}", "{\"type\":\"Feature\"}",
                              "{\"type\":\"FeatureCollection\",\"features\":[]}"}) {
    EXPECT_EQ(ExitCodeOf(GeometryOf(content).status()), ExitCode::kUsage) << content;
  }
}

}  // namespace
}  // namespace gridgov
