#include "server/rpc/validate.h"

#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/text_format.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/audit.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "gridgov/v1/watch.pb.h"
#include "gtest/gtest.h"
#include "server/rpc/policies.h"

namespace gridgov {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename T>
T Parse(const std::string& text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// "field REASON" of each violation.
std::vector<std::string> Faults(const google::protobuf::Message& request) {
  std::vector<std::string> faults;
  for (const Violation& violation : Validate(request)) {
    EXPECT_FALSE(violation.description.zh.empty());
    EXPECT_FALSE(violation.description.en.empty());
    faults.push_back(absl::StrCat(violation.field, " ", violation.reason));
  }
  return faults;
}

v1::CreateGridRequest GoodGrid() {
  return Parse<v1::CreateGridRequest>(R"pb(
    grid {
      title: "第一网格"
      kind: KIND_COMPREHENSIVE
      community: "divisions/510703003001"
      centre { latitude: 31.46 longitude: 104.75 }
      households: 300
    })pb");
}

v1::GetIssueReporterRequest WithPurpose(const std::string& purpose) {
  v1::GetIssueReporterRequest request;
  request.set_issue("issues/1");
  request.set_purpose(purpose);
  return request;
}

v1::EndUnitMemberRequest WithEndDate(const std::string& date) {
  v1::EndUnitMemberRequest request;
  request.set_name("unitMembers/1");
  request.set_end_date(date);
  return request;
}

TEST(Validate, AGoodRequestHasNoViolation) { EXPECT_THAT(Faults(GoodGrid()), IsEmpty()); }

TEST(Validate, ARequiredFieldOfAnyKindMustBeSet) {
  EXPECT_THAT(Faults(v1::CreateGridRequest()), ElementsAre("grid REQUIRED"));
  EXPECT_THAT(Faults(Parse<v1::CreateGridRequest>("grid {}")),
              ElementsAre("grid.title REQUIRED", "grid.kind REQUIRED", "grid.community REQUIRED"));
  EXPECT_THAT(Faults(v1::ImportDivisionsRequest()), ElementsAre("divisions REQUIRED"));
  EXPECT_THAT(Faults(Parse<v1::RequestExtensionRequest>(R"pb(name: "issues/1" reason: "下雨")pb")),
              ElementsAre("amount REQUIRED"));
}

TEST(Validate, LengthIsCountedInCodePoints) {
  std::string purpose;
  for (int i = 0; i < 200; ++i) purpose += "𠮷";
  EXPECT_THAT(Faults(WithPurpose(purpose)), IsEmpty());

  EXPECT_THAT(Faults(WithPurpose(purpose + "a")), ElementsAre("purpose TOO_LONG"));
  EXPECT_THAT(Faults(WithPurpose(std::string(1 << 20, 'a'))), ElementsAre("purpose TOO_LONG"));
}

TEST(Validate, ATextWithoutALimitTakes200) {
  v1::WatchRequest request;
  request.add_collections(std::string(200, 'a'));
  EXPECT_THAT(Faults(request), IsEmpty());

  request.set_collections(0, std::string(201, 'a'));
  EXPECT_THAT(Faults(request), ElementsAre("collections[0] TOO_LONG"));
}

TEST(Validate, BytesThatAreNoUtf8AreRefused) {
  for (const char* bad : {"\xff", "\xc3", "a\xe4\xb8", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"}) {
    EXPECT_THAT(Faults(WithPurpose(bad)), ElementsAre("purpose BAD_UTF8"))
        << testing::PrintToString(bad);
  }
  EXPECT_THAT(Faults(WithPurpose("é网格\xf4\x8f\xbf\xbf")), IsEmpty());
}

TEST(Validate, ControlCharactersButLineFeedAndTabAreRefused) {
  EXPECT_THAT(Faults(WithPurpose("一\n\t二")), IsEmpty());

  for (const std::string& bad :
       {std::string("a\0b", 3), std::string("\r\n"), std::string("\x1b[0m"), std::string("\x7f"),
        std::string("\xc2\x85")}) {
    EXPECT_THAT(Faults(WithPurpose(bad)), ElementsAre("purpose CONTROL_CHARACTER"));
  }
}

TEST(Validate, APatternMustMatchTheWholeText) {
  v1::CreateGridRequest request = GoodGrid();
  request.mutable_grid()->set_code("510703003001001");
  EXPECT_THAT(Faults(request), IsEmpty());

  for (const char* bad : {"51070300300100", "5107030030010011", "x510703003001001", "网格"}) {
    request.mutable_grid()->set_code(bad);
    EXPECT_THAT(Faults(request), ElementsAre("grid.code BAD_FORMAT")) << bad;
  }
}

TEST(Validate, ADateMustExist) {
  EXPECT_THAT(Faults(WithEndDate("2028-02-29")), IsEmpty());
  EXPECT_THAT(Faults(WithEndDate("2026-2-3")), ElementsAre("end_date BAD_FORMAT"));
  for (const char* bad : {"2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-04-31",
                          "2026-04-00", "0000-01-01"}) {
    EXPECT_THAT(Faults(WithEndDate(bad)), ElementsAre("end_date BAD_DATE")) << bad;
  }
}

TEST(Validate, AFieldNamedDateIsADateToo) {
  EXPECT_THAT(Faults(Parse<v1::ImportCalendarRequest>(
                  R"pb(calendar_days { date: "2026-02-30" kind: KIND_HOLIDAY })pb")),
              ElementsAre("calendar_days[0].date BAD_DATE"));
}

TEST(Validate, ARepeatedFieldHasALimit) {
  v1::DispatchIssueRequest request;
  request.set_name("issues/1");
  for (int i = 0; i < 10; ++i) request.add_co_units("units/1");
  EXPECT_THAT(Faults(request), IsEmpty());

  request.add_co_units("not looked at");
  EXPECT_THAT(Faults(request), ElementsAre("co_units TOO_MANY"));
}

TEST(Validate, BoundsOfANumberAreInclusive) {
  v1::CreateGridRequest request = GoodGrid();
  for (const int good : {0, 1, 100000}) {
    request.mutable_grid()->set_households(good);
    EXPECT_THAT(Faults(request), IsEmpty()) << good;
  }
  for (const int bad : {-1, 100001, std::numeric_limits<int>::min()}) {
    request.mutable_grid()->set_households(bad);
    EXPECT_THAT(Faults(request), ElementsAre("grid.households OUT_OF_RANGE")) << bad;
  }
}

TEST(Validate, APageHasNoNegativeSize) {
  EXPECT_THAT(Faults(Parse<v1::ListGridsRequest>("page_size: 5000")), IsEmpty());
  EXPECT_THAT(Faults(Parse<v1::ListGridsRequest>("page_size: -1")),
              ElementsAre("page_size OUT_OF_RANGE"));
}

TEST(Validate, ANumberMustBeFinite) {
  EXPECT_THAT(Faults(Parse<v1::RecordPatrolRequest>(R"pb(
                name: "patrols/1"
                answers { item: "a" number: -3.5 }
                answers { item: "b" number: nan }
                answers { item: "c" number: -inf })pb")),
              ElementsAre("answers[1].number NOT_A_NUMBER", "answers[2].number NOT_A_NUMBER"));
}

TEST(Validate, APointLiesOnEarth) {
  EXPECT_THAT(
      Faults(Parse<v1::RecordPatrolRequest>(R"pb(
        name: "patrols/1"
        track { point { latitude: 90 longitude: -180 } }
        track { point { latitude: 90.001 longitude: 180.001 } }
        track { point { latitude: inf } })pb")),
      ElementsAre("track[1].point.latitude OUT_OF_RANGE", "track[1].point.longitude OUT_OF_RANGE",
                  "track[2].point.latitude NOT_A_NUMBER"));
}

TEST(Validate, AnUnknownNumberOfAnEnumIsRefused) {
  v1::CreateGridRequest request = GoodGrid();
  for (const int bad : {3, -1, std::numeric_limits<int>::max()}) {
    request.mutable_grid()->set_kind(static_cast<v1::Grid::Kind>(bad));
    EXPECT_THAT(Faults(request), ElementsAre("grid.kind UNKNOWN_ENUM")) << bad;
  }
}

TEST(Validate, AReferenceNamesAResourceOfItsCollections) {
  v1::GetGridRequest request;
  for (const char* good : {"grids/0192f0c1-7c1e-7d3a-9f00-000000000001", "grids/510703003001001"}) {
    request.set_name(good);
    EXPECT_THAT(Faults(request), IsEmpty()) << good;
  }
  for (const char* bad : {"grids", "grids/", "/1", "issues/1", "grids/1/2", "Grids/1", "grids/ 1",
                          "grids/*", "grids/网格", "xgrids/1", "divisions|grids/1"}) {
    request.set_name(bad);
    EXPECT_THAT(Faults(request), ElementsAre("name BAD_NAME")) << bad;
  }
}

TEST(Validate, AReferenceMayAllowSeveralCollections) {
  auto request = Parse<v1::GrantRoleRequest>(R"pb(
    role_assignment { account: "accounts/1" role: ROLE_GRID_WORKER start_date: "2026-01-01" })pb");
  for (const char* good : {"", "divisions/51", "grids/1"}) {
    request.mutable_role_assignment()->set_area(good);
    EXPECT_THAT(Faults(request), IsEmpty()) << good;
  }
  request.mutable_role_assignment()->set_area("units/1");

  ASSERT_THAT(Faults(request), ElementsAre("role_assignment.area BAD_NAME"));
  EXPECT_EQ(Validate(request)[0].description.en, "must be divisions/{id} or grids/{id}.");
  EXPECT_EQ(Validate(request)[0].description.zh, "应为资源名：divisions/{id} 或 grids/{id}。");
}

TEST(Validate, AnEmptyElementIsNoReference) {
  EXPECT_THAT(Faults(Parse<v1::PublishCategoriesRequest>(R"pb(names: "categories/1" names: "")pb")),
              ElementsAre("names[1] BAD_NAME"));
}

TEST(Validate, ATimeLiesInTheYears2000To2100) {
  v1::StartPatrolRequest request;
  request.set_name("patrols/1");
  for (const int64_t good : {946684800LL, 4133980799LL}) {
    request.mutable_occurred_time()->set_seconds(good);
    EXPECT_THAT(Faults(request), IsEmpty()) << good;
  }
  for (const int64_t bad :
       {0LL, 946684799LL, 4133980800LL, std::numeric_limits<long long>::min()}) {
    request.mutable_occurred_time()->set_seconds(bad);
    EXPECT_THAT(Faults(request), ElementsAre("occurred_time OUT_OF_RANGE")) << bad;
  }
  request.mutable_occurred_time()->set_seconds(1700000000);
  request.mutable_occurred_time()->set_nanos(-1);
  EXPECT_THAT(Faults(request), ElementsAre("occurred_time OUT_OF_RANGE"));
}

TEST(Validate, OutputOnlyFieldsArePassedOver) {
  v1::CreateGridRequest request = GoodGrid();
  request.mutable_grid()->set_name("no name");
  request.mutable_grid()->set_state(static_cast<v1::Grid::State>(99));
  request.mutable_grid()->mutable_create_time()->set_seconds(-1);
  request.mutable_grid()->set_etag(std::string(5000, 'x'));

  EXPECT_THAT(Faults(request), IsEmpty());
}

TEST(Validate, PathsNameEachElement) {
  EXPECT_THAT(Faults(Parse<v1::ImportPatrolTypesRequest>(R"pb(
                patrol_types {
                  code: "A"
                  title { zh: "巡查" en: "Patrol" }
                  target: TARGET_GRID
                  source: "样例"
                  checklist {
                    code: "a"
                    text { zh: "看" en: "Look" }
                    type: TYPE_YES_NO
                  }
                  checklist {
                    code: "b"
                    text { zh: "看" en: "Look" }
                    type: TYPE_LIST
                    options { zh: "一" en: "One" }
                    options { zh: "二" }
                  }
                })pb")),
              ElementsAre("patrol_types[0].checklist[1].options[1].en REQUIRED"));
}

TEST(Validate, AViolationNeverRepeatsWhatWasSent) {
  v1::CreateSessionRequest request;
  request.set_username("sample\x01");
  request.set_password(std::string("sample-secret\0", 14));

  const std::vector<Violation> violations = Validate(request);

  ASSERT_THAT(violations, SizeIs(2));
  for (const Violation& violation : violations) {
    const std::string all =
        absl::StrCat(violation.field, violation.description.zh, violation.description.en);
    EXPECT_EQ(all.find("sample"), std::string::npos) << all;
  }
}

TEST(ValidateUpdate, AChangeNeedsItsNameAndWhatTheMaskNames) {
  EXPECT_THAT(Faults(v1::UpdateGridRequest()), ElementsAre("grid REQUIRED"));
  EXPECT_THAT(Faults(Parse<v1::UpdateGridRequest>(R"pb(grid { title: "新名" })pb")),
              ElementsAre("grid.name REQUIRED"));
  EXPECT_THAT(Faults(Parse<v1::UpdateGridRequest>(R"pb(grid { name: "grids/1" title: "新名" })pb")),
              IsEmpty());
  EXPECT_THAT(Faults(Parse<v1::UpdateGridRequest>(R"pb(grid { name: "grids/1" }
                                                       update_mask { paths: "title" })pb")),
              ElementsAre("grid.title REQUIRED"));
}

TEST(ValidateUpdate, ItsNameAndEtagAreTextsLikeOthers) {
  auto request = Parse<v1::UpdateGridRequest>(R"pb(grid { name: "grids" })pb");
  EXPECT_THAT(Faults(request), ElementsAre("grid.name BAD_NAME"));

  request.mutable_grid()->set_name(std::string("grids/\0", 7));
  request.mutable_grid()->set_etag(std::string(201, 'e'));
  EXPECT_THAT(Faults(request), ElementsAre("grid.name CONTROL_CHARACTER", "grid.etag TOO_LONG"));
}

TEST(ValidateUpdate, TheShapeOfWhatIsSetHoldsWithoutAMask) {
  EXPECT_THAT(Faults(Parse<v1::UpdateCompoundRequest>(
                  R"pb(compound { name: "compounds/1" gates: -1 grid: "units/1" })pb")),
              ElementsAre("compound.grid BAD_NAME", "compound.gates OUT_OF_RANGE"));
}

TEST(ValidateUpdate, AMaskNamesFieldsThatCanBeChanged) {
  EXPECT_THAT(Faults(Parse<v1::UpdateGridRequest>(R"pb(
                grid { name: "grids/1" title: "新名" }
                update_mask {
                  paths: "title"
                  paths: "nothing"
                  paths: "code"
                  paths: "state"
                  paths: "name"
                  paths: "*"
                  paths: ""
                  paths: "centre.latitude"
                  paths: "centre"
                })pb")),
              ElementsAre("update_mask.paths[1] BAD_MASK", "update_mask.paths[2] BAD_MASK",
                          "update_mask.paths[3] BAD_MASK", "update_mask.paths[4] BAD_MASK",
                          "update_mask.paths[5] BAD_MASK", "update_mask.paths[6] BAD_MASK",
                          "update_mask.paths[7] BAD_MASK"));
}

TEST(ValidateUpdate, AMaskHasALimit) {
  auto request = Parse<v1::UpdateUnitRequest>(R"pb(unit { name: "units/1" })pb");
  for (int i = 0; i < 201; ++i) request.mutable_update_mask()->add_paths("title");

  EXPECT_THAT(Faults(request), ElementsAre("update_mask.paths TOO_MANY"));
}

TEST(Validate, WhatLiesTooDeepIsRefusedAndNotLookedInto) {
  google::protobuf::Value value;
  google::protobuf::Value* inner = &value;
  for (int i = 0; i < 200; ++i) inner = inner->mutable_list_value()->add_values();
  inner->set_number_value(std::numeric_limits<double>::quiet_NaN());

  const std::vector<Violation> violations = Validate(value);

  ASSERT_THAT(violations, SizeIs(1));
  EXPECT_EQ(violations[0].reason, "TOO_DEEP");
}

TEST(Validate, ItStopsAt500Violations) {
  v1::ImportDivisionsRequest request;
  for (int i = 0; i < 5000; ++i) request.add_divisions();

  const std::vector<Violation> violations = Validate(request);

  ASSERT_THAT(violations, SizeIs(500));
  EXPECT_EQ(violations[0].field, "divisions[0].code");
  EXPECT_EQ(violations[499].field, "divisions[166].title");
  EXPECT_EQ(ErrorDetailIn(MakeInvalid(violations), true).more_violations(), 484);
}

TEST(Validate, TheLongestViolationsFitIntoATrailer) {
  v1::ImportPatrolTypesRequest request;
  for (int i = 0; i < 100; ++i) {
    v1::PatrolType* type = request.add_patrol_types();
    *type = Parse<v1::PatrolType>(R"pb(
      code: "A"
      title { zh: "巡查" en: "Patrol" }
      target: TARGET_GRID
      source: "样例"
      default_rhythm: "NEVER")pb");
    for (int j = 0; j < 60; ++j) {
      type->add_checklist()->mutable_text()->set_zh("\x7f");
      type->mutable_checklist(j)->set_code("???");
      type->mutable_checklist(j)->set_type(static_cast<v1::PatrolType::Item::Type>(1 << 30));
    }
  }

  const std::vector<Violation> violations = Validate(request);

  ASSERT_THAT(violations, SizeIs(500));
  EXPECT_LT(EncodeStatusDetails(MakeInvalid(violations), true).size(), 4096u);
  EXPECT_LT(EncodeStatusDetails(MakeInvalid(violations), false).size(), 4096u);
}

TEST(Validate, TheDefaultOfEveryRequestIsJudged) {
  const auto policies = Policies::Read();
  ASSERT_TRUE(policies.ok()) << policies.status();
  auto* factory = google::protobuf::MessageFactory::generated_factory();

  for (const MethodInfo& method : policies->all()) {
    const google::protobuf::Message* request = factory->GetPrototype(method.request);
    ASSERT_NE(request, nullptr) << method.name;
    for (const std::string& fault : Faults(*request)) {
      EXPECT_THAT(fault, testing::EndsWith(" REQUIRED")) << method.name;
    }
  }
}

TEST(Validate, ManyThreadsMayMeetATypeForTheFirstTimeTogether) {
  v1::ImportCategoriesRequest request;
  request.add_categories();
  std::vector<std::vector<std::string>> found(8);
  std::vector<std::thread> threads;
  for (auto& faults : found) {
    threads.emplace_back([&request, &faults] { faults = Faults(request); });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_THAT(found[0], testing::Contains("categories[0].code REQUIRED"));
  for (const auto& faults : found) EXPECT_EQ(faults, found[0]);
}

TEST(ClearOutputOnly, WhatTheServerSetsIsCleared) {
  auto request = Parse<v1::CreatePatrolRequest>(R"pb(
    patrol {
      name: "patrols/9"
      etag: "x"
      state: STATE_ACCEPTED
      grid: "grids/1"
      reviewer: "accounts/9"
      answers { item: "a" value: "YES" failed: true }
      findings { item: "a" }
      allowed_actions: "accept"
      create_time { seconds: 5 }
    }
    request_id: "r")pb");

  ClearOutputOnly(&request);

  EXPECT_EQ(request.DebugString(), Parse<v1::CreatePatrolRequest>(R"pb(
                                     patrol {
                                       grid: "grids/1"
                                       answers { item: "a" value: "YES" }
                                     }
                                     request_id: "r")pb")
                                       .DebugString());
}

TEST(ClearOutputOnly, AnUpdateKeepsNameAndEtag) {
  auto request = Parse<v1::UpdateGridRequest>(R"pb(
    grid { name: "grids/1" etag: "x" title: "新名" to_be_placed: true state: STATE_RETIRED }
    update_mask { paths: "title" })pb");

  ClearOutputOnly(&request);

  EXPECT_EQ(request.DebugString(), Parse<v1::UpdateGridRequest>(R"pb(
                                     grid { name: "grids/1" etag: "x" title: "新名" }
                                     update_mask { paths: "title" })pb")
                                       .DebugString());
}

TEST(ClearOutputOnly, AnImportKeepsNeither) {
  auto request = Parse<v1::ImportDivisionsRequest>(
      R"pb(divisions { code: "51" }
           divisions { name: "divisions/52" etag: "x" code: "52" })pb");

  ClearOutputOnly(&request);

  EXPECT_EQ(request.divisions(1).name(), "");
  EXPECT_EQ(request.divisions(1).etag(), "");
  EXPECT_EQ(request.divisions(1).code(), "52");
}

}  // namespace
}  // namespace gridgov
