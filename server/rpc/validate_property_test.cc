// Requests of every type, filled by reflection with the worst values of each kind.
#include <algorithm>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "gridgov/v1/options.pb.h"
#include "gtest/gtest.h"
#include "server/rpc/policies.h"
#include "server/rpc/validate.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kRounds = 40;

const std::vector<std::string>& WorstTexts() {
  static const auto& texts = *new std::vector<std::string>{"",
                                                           std::string(1, '\0'),
                                                           "\xff\xfe",
                                                           "\xed\xa0\x80",
                                                           std::string(300000, 'a'),
                                                           std::string(201, 'x'),
                                                           "grids/1",
                                                           "grids/",
                                                           "/",
                                                           "2026-02-30",
                                                           "2026-02-28",
                                                           "*",
                                                           "title",
                                                           "a\r\nb",
                                                           "网格",
                                                           "😀",
                                                           "510703003001001",
                                                           "YES"};
  return texts;
}

const std::vector<int64_t> kWorstWholes = {0,
                                           1,
                                           -1,
                                           59,
                                           60,
                                           1700000000,
                                           std::numeric_limits<int32_t>::min(),
                                           std::numeric_limits<int32_t>::max(),
                                           std::numeric_limits<int64_t>::min(),
                                           std::numeric_limits<int64_t>::max()};

const std::vector<double> kWorstReals = {0,
                                         -0.0,
                                         90,
                                         91,
                                         -180.5,
                                         std::numeric_limits<double>::quiet_NaN(),
                                         std::numeric_limits<double>::infinity(),
                                         -std::numeric_limits<double>::infinity(),
                                         std::numeric_limits<double>::max(),
                                         std::numeric_limits<double>::denorm_min()};

class Filler {
 public:
  explicit Filler(uint32_t seed) : random_(seed) {}

  void Fill(Message* message, int depth) {
    for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = message->GetDescriptor()->field(i);
      if (Below(5) == 0) continue;
      if (!field->is_repeated()) {
        Set(message, field, depth, false);
        continue;
      }
      // Rarely one more than a default limit allows; nested ones multiply, so only at the top.
      const int size = depth == 0 && Below(8) == 0 ? 201 : Below(4);
      for (int j = 0; j < size; ++j) Set(message, field, depth, true);
    }
  }

 private:
  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  template <typename T>
  const T& Any(const std::vector<T>& values) {
    return values[Below(static_cast<int>(values.size()))];
  }

  void Set(Message* message, const FieldDescriptor* field, int depth, bool add) {
    const Reflection& set = *message->GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fill(add ? set.AddMessage(message, field) : set.MutableMessage(message, field),
                    depth + 1);
      case FieldDescriptor::CPPTYPE_STRING:
        return add ? set.AddString(message, field, Any(WorstTexts()))
                   : set.SetString(message, field, Any(WorstTexts()));
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = static_cast<int>(Any(kWorstWholes));
        return add ? set.AddEnumValue(message, field, value)
                   : set.SetEnumValue(message, field, value);
      }
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return add ? set.AddDouble(message, field, Any(kWorstReals))
                   : set.SetDouble(message, field, Any(kWorstReals));
      case FieldDescriptor::CPPTYPE_INT32: {
        const auto value = static_cast<int32_t>(Any(kWorstWholes));
        return add ? set.AddInt32(message, field, value) : set.SetInt32(message, field, value);
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        const int64_t value = Any(kWorstWholes);
        return add ? set.AddInt64(message, field, value) : set.SetInt64(message, field, value);
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        return add ? set.AddBool(message, field, true) : set.SetBool(message, field, true);
      default:
        FAIL() << field->full_name() << " is of a kind that is not filled";
    }
  }

  std::mt19937 random_;
};

std::unique_ptr<Message> NewRequest(const MethodInfo& method) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.request)->New());
}

// Whether a field that only the server sets is set anywhere, but for what an update keeps.
bool HoldsOutputOnly(const Message& message, int depth, bool update) {
  const Reflection& get = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  get.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const bool identity = field->name() == "name" || field->name() == "etag";
    if (field->options().GetExtension(v1::rule).output_only()) {
      if (!(update && depth == 1 && identity)) return true;
    }
    if (field->message_type() == nullptr) continue;
    const int size = field->is_repeated() ? get.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const Message& nested = field->is_repeated() ? get.GetRepeatedMessage(message, field, i)
                                                   : get.GetMessage(message, field);
      if (HoldsOutputOnly(nested, depth + 1, update)) return true;
    }
  }
  return false;
}

// Calls `judge(method, request, seed)` for requests of every type filled with the worst values.
template <typename Judge>
void ForWorstRequests(Judge judge) {
  const auto policies = Policies::Read();
  ASSERT_TRUE(policies.ok()) << policies.status();
  for (const MethodInfo& method : policies->all()) {
    for (uint32_t seed = 0; seed < kRounds; ++seed) {
      const std::unique_ptr<Message> request = NewRequest(method);
      Filler(seed).Fill(request.get(), 0);
      judge(method, request.get(), seed);
    }
  }
}

TEST(ValidateProperty, WhateverIsSentIsAnsweredWithinBounds) {
  size_t most = 0;
  size_t in_all = 0;
  ForWorstRequests([&](const MethodInfo& method, Message* request, uint32_t seed) {
    const std::vector<Violation> violations = Validate(*request);

    ASSERT_LE(violations.size(), kMostViolationsFound) << method.name << " seed " << seed;
    for (const Violation& violation : violations) {
      ASSERT_FALSE(violation.field.empty()) << method.name << " seed " << seed;
      ASSERT_LE(violation.field.size(), 200u) << method.name << " seed " << seed;
      ASSERT_LE(violation.description.zh.size(), 120u) << violation.description.zh;
      ASSERT_LE(violation.description.en.size(), 120u) << violation.description.en;
    }
    most = std::max(most, violations.size());
    in_all += violations.size();
  });

  EXPECT_EQ(most, kMostViolationsFound) << "no request was bad enough to reach the bound";
  EXPECT_GT(in_all, 10000u);
}

TEST(ValidateProperty, NothingThatTheServerSetsIsLeft) {
  int held = 0;
  ForWorstRequests([&](const MethodInfo& method, Message* request, uint32_t seed) {
    const bool update = method.name.find(".Update") != std::string::npos;
    held += HoldsOutputOnly(*request, 0, update) ? 1 : 0;

    ClearOutputOnly(request);

    ASSERT_FALSE(HoldsOutputOnly(*request, 0, update)) << method.name << " seed " << seed;
  });

  EXPECT_GT(held, 100);
}

TEST(ValidateProperty, OutputOnlyFieldsChangeNoVerdict) {
  ForWorstRequests([](const MethodInfo& method, Message* request, uint32_t seed) {
    const std::vector<Violation> before = Validate(*request);

    ClearOutputOnly(request);

    const std::vector<Violation> after = Validate(*request);
    ASSERT_EQ(before.size(), after.size()) << method.name << " seed " << seed;
    for (size_t i = 0; i < before.size(); ++i) {
      ASSERT_EQ(before[i].field + before[i].reason, after[i].field + after[i].reason);
    }
  });
}

}  // namespace
}  // namespace gridgov
