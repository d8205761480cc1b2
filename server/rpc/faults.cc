#include "server/rpc/faults.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace gridgov {
namespace {

using google::protobuf::EnumDescriptor;

// A longer pattern would tell a person nothing and fill the trailer.
constexpr size_t kLongestPatternShown = 60;

}  // namespace

Fault Required() { return {"REQUIRED", {.zh = "必须填写。", .en = "must be set."}}; }

Fault TooLong(const FieldPlan& plan) {
  return {"TOO_LONG",
          {.zh = absl::StrCat("最多 ", plan.max_length, " 个字符。"),
           .en = absl::StrCat("at most ", plan.max_length, " characters.")}};
}

Fault TooMany(const FieldPlan& plan) {
  return {"TOO_MANY",
          {.zh = absl::StrCat("最多 ", plan.max_items, " 项。"),
           .en = absl::StrCat("at most ", plan.max_items, " elements.")}};
}

Fault BadFormat(const FieldPlan& plan) {
  if (plan.date) {
    return {"BAD_FORMAT",
            {.zh = "应为日期，如 2026-11-24。", .en = "must be a date such as 2026-11-24."}};
  }
  const std::string& pattern = plan.pattern->pattern();
  if (pattern.size() > kLongestPatternShown) {
    return {"BAD_FORMAT",
            {.zh = "格式不符，请查阅该字段的说明。", .en = "see the field's description."}};
  }
  return {"BAD_FORMAT",
          {.zh = absl::StrCat("格式应为 ", pattern, " 。"),
           .en = absl::StrCat("must match ", pattern, " .")}};
}

Fault BadDate() {
  return {"BAD_DATE", {.zh = "应为日历中存在的日期。", .en = "must be a day that exists."}};
}

Fault OutOfRange(const FieldPlan& plan) {
  return {"OUT_OF_RANGE",
          {.zh = absl::StrCat("应在 ", plan.min, " 至 ", plan.max, " 之间。"),
           .en = absl::StrCat("must be from ", plan.min, " to ", plan.max, ".")}};
}

Fault TimeOutOfRange() {
  return {"OUT_OF_RANGE",
          {.zh = "应在 2000 年至 2100 年之间。", .en = "must lie in the years 2000 to 2100."}};
}

Fault NotANumber() {
  return {"NOT_A_NUMBER", {.zh = "应为有限的数。", .en = "must be a finite number."}};
}

Fault UnknownEnum(const FieldPlan& plan) {
  const EnumDescriptor& type = *plan.field->enum_type();
  const int last = type.value(type.value_count() - 1)->number();
  return {"UNKNOWN_ENUM",
          {.zh = absl::StrCat("应为 ", type.name(), " 的取值（最大 ", last, "）。"),
           .en = absl::StrCat("must be a value of ", type.name(), ", up to ", last, ".")}};
}

Fault BadName(const FieldPlan& plan) {
  if (plan.collections.empty()) {
    return {"BAD_NAME",
            {.zh = "应为资源名：{collection}/{id}。", .en = "must be {collection}/{id}."}};
  }
  const auto list = [&](const char* word) {
    return absl::StrCat(absl::StrJoin(plan.collections, absl::StrCat("/{id}", word)), "/{id}");
  };
  return {"BAD_NAME",
          {.zh = absl::StrCat("应为资源名：", list(" 或 "), "。"),
           .en = absl::StrCat("must be ", list(" or "), ".")}};
}

Fault BadUtf8() {
  return {"BAD_UTF8", {.zh = "应为 UTF-8 编码的文字。", .en = "must be text in UTF-8."}};
}

Fault ControlCharacter() {
  return {
      "CONTROL_CHARACTER",
      {.zh = "控制字符只能是换行和制表符。", .en = "no control characters but line feed and tab."}};
}

Fault BadMask() {
  return {"BAD_MASK",
          {.zh = "应为该资源可修改的字段名。",
           .en = "must name a field of the resource that can be changed."}};
}

Fault TooDeep(int levels) {
  return {"TOO_DEEP",
          {.zh = absl::StrCat("最多嵌套 ", levels, " 层。"),
           .en = absl::StrCat("at most ", levels, " levels deep.")}};
}

}  // namespace gridgov
