// Promise: what JsonText writes ReadJsonText reads, and nothing else passes for it.
#include "server/store/json_text.h"

#include "google/protobuf/util/message_differencer.h"
#include "gridgov/v1/patrol.pb.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace gridgov {
namespace {

using google::protobuf::util::MessageDifferencer;

const google::protobuf::FieldDescriptor* Field(const char* name) {
  return v1::PatrolType::descriptor()->FindFieldByName(name);
}

v1::PatrolType Type() {
  v1::PatrolType type;
  v1::PatrolType::Item* item = type.add_checklist();
  item->set_code("a1");
  item->mutable_text()->set_zh("“引号” \"quotes\" \\ \n 换行");
  item->set_type(v1::PatrolType::Item::TYPE_NUMBER);
  item->add_options()->set_en("one");
  item->add_options()->set_en("two");
  item->set_required(true);
  item->set_max(0.25);
  type.add_checklist()->set_code("a2");
  return type;
}

TEST(JsonTextTest, AListOfMessagesComesBackAsItWas) {
  const v1::PatrolType type = Type();
  v1::PatrolType read;
  const std::string json = JsonText(type, Field("checklist"));
  ASSERT_TRUE(ReadJsonText(json, Field("checklist"), &read).ok()) << json;
  EXPECT_TRUE(MessageDifferencer::Equals(read, type)) << json;
}

TEST(JsonTextTest, NothingIsNoText) {
  EXPECT_EQ(JsonText(v1::PatrolType(), Field("checklist")), "");
}

TEST(JsonTextTest, ANameThatTheContractNoLongerHasIsPassedOver) {
  v1::PatrolType read;
  const auto status =
      ReadJsonText(R"([{"gone":{"deep":[1,"x",null,{"code":"no"}]},"code":"a1","away":[true]}])",
                   Field("checklist"), &read);
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_EQ(read.checklist_size(), 1);
  EXPECT_EQ(read.checklist(0).code(), "a1");
}

TEST(JsonTextTest, WhatIsNotOfTheFieldsKindIsDataLoss) {
  for (const char* json : {"", "[", "7", "\"x\"", "[7]", "[[", R"([{"code":{}}])",
                           R"([{"code":1}])", R"([{"code":["a"]}])", R"([{"type":"NO_SUCH"}])",
                           R"([{"required":"yes"}])", R"([{"code":"a"}] more)"}) {
    v1::PatrolType read;
    EXPECT_EQ(ReadJsonText(json, Field("checklist"), &read).code(), absl::StatusCode::kDataLoss)
        << json;
  }
}

TEST(AppendJsonString, IsReadBackByAnyParserAsItWas) {
  std::string all;
  for (char c = 1; c < 127; ++c) all.push_back(c);
  for (const std::string& text :
       {std::string(), all, std::string("a\0b", 3), std::string("塔楼 😀")}) {
    std::string json;
    AppendJsonString(text, &json);
    EXPECT_EQ(nlohmann::json::parse(json), text);
  }
}

}  // namespace
}  // namespace gridgov
