#include "client-cli/words.h"

#include <gtest/gtest.h>

#include <functional>

#include "client-cli/contract.h"
#include "client-cli/failure.h"
#include "gridgov/v1/issue.pb.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;

void EachEnum(const std::function<void(const EnumDescriptor&)>& act) {
  const std::function<void(const Descriptor&)> walk = [&](const Descriptor& type) {
    for (int i = 0; i < type.enum_type_count(); ++i) act(*type.enum_type(i));
    for (int i = 0; i < type.nested_type_count(); ++i) walk(*type.nested_type(i));
  };
  for (const auto* file : ContractFiles()) {
    for (int i = 0; i < file->enum_type_count(); ++i) act(*file->enum_type(i));
    for (int i = 0; i < file->message_type_count(); ++i) walk(*file->message_type(i));
  }
}

TEST(WordsTest, EveryValueOfTheContractHasWordsInBothLanguages) {
  int values = 0;
  EachEnum([&](const EnumDescriptor& type) {
    for (int i = 0; i < type.value_count(); ++i) {
      const auto& value = *type.value(i);
      if (value.number() == 0) continue;
      ++values;
      EXPECT_NE(WordsFor(value, true), value.name()) << value.full_name();
      EXPECT_NE(WordsFor(value, false), value.name()) << value.full_name();
      EXPECT_FALSE(WordsFor(value, true).empty()) << value.full_name();
      EXPECT_FALSE(WordsFor(value, false).empty()) << value.full_name();
    }
  });
  EXPECT_GT(values, 100);
}

TEST(WordsTest, EveryValueIsReadBackFromEachOfItsSpellings) {
  EachEnum([](const EnumDescriptor& type) {
    for (int i = 0; i < type.value_count(); ++i) {
      const auto* value = type.value(i);
      if (value->number() == 0) continue;
      for (const std::string& text : {FlagWord(*value), value->name(), BareName(*value),
                                      WordsFor(*value, true), WordsFor(*value, false)}) {
        const auto read = EnumValueOf(type, text);
        ASSERT_TRUE(read.ok()) << value->full_name() << " " << text;
        EXPECT_EQ(*read, value) << text;
      }
    }
  });
}

TEST(WordsTest, FlagWordsAreLowerKebabWithoutThePrefix) {
  const auto* type = v1::Issue::ClosingReason_descriptor();

  EXPECT_EQ(FlagWord(*type->FindValueByName("CLOSING_REASON_NOT_OUR_DUTY")), "not-our-duty");
  EXPECT_EQ(FlagWords(*type).front(), "fixed");
}

TEST(WordsTest, AnUnknownValueNamesTheChoices) {
  const absl::Status status = EnumValueOf(*v1::Issue::State_descriptor(), "done").status();

  EXPECT_EQ(ExitCodeOf(status), ExitCode::kUsage);
  EXPECT_NE(ErrorDetailIn(status, true).localized_message().find("in-progress"), std::string::npos);
}

TEST(WordsTest, NotSetHasNoWordsAndCannotBeTyped) {
  const auto* type = v1::Issue::State_descriptor();

  EXPECT_EQ(WordsFor(*type->value(0), true), "");
  EXPECT_FALSE(EnumValueOf(*type, "unspecified").ok());
  EXPECT_FALSE(EnumValueOf(*type, "").ok());
}

TEST(WordsTest, ACodeWithoutWordsStaysAsItIs) {
  EXPECT_EQ(WordsForCode("send_back", true), "返工");
  EXPECT_EQ(WordsForCode("something_new", true), "something_new");
}

}  // namespace
}  // namespace gridgov
