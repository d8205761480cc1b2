#include "server/handlers/division_rows.h"

#include "absl/strings/match.h"
#include "proto/cpp/names.h"

namespace gridgov {
namespace {

size_t DigitsOf(v1::Division::Level level) {
  constexpr size_t kDigits[] = {0, 2, 4, 6, 9, 12};
  return level >= 0 && level <= v1::Division::LEVEL_COMMUNITY ? kDigits[level] : 0;
}

// nullptr-like empty reason: the parent is right.
Violation FaultOfParent(const v1::Division& row,
                        const std::function<bool(const std::string&)>& exists) {
  const std::string parent = SplitName(row.parent()).id;
  if (row.level() == v1::Division::LEVEL_PROVINCE) {
    if (parent.empty()) return {};
    return {"parent",
            "PARENT_NOT_ALLOWED",
            {.zh = "省级没有上级。", .en = "a province has no parent."}};
  }
  if (parent.empty()) {
    return {"parent", "REQUIRED", {.zh = "缺少上级代码。", .en = "the parent's code is missing."}};
  }
  if (parent == row.code() || !exists(parent)) {
    return {"parent", "ORPHAN", {.zh = "上级代码不存在。", .en = "the parent does not exist."}};
  }
  if (!absl::StartsWith(row.code(), parent)) {
    return {"parent",
            "NOT_BELOW_PARENT",
            {.zh = "代码应以上级代码开头。", .en = "the code must begin with the parent's."}};
  }
  return {};
}

}  // namespace

std::vector<Violation> FaultsOfDivision(const v1::Division& row, bool again,
                                        const std::function<bool(const std::string&)>& exists) {
  std::vector<Violation> faults;
  if (again) {
    faults.push_back({"code",
                      "DUPLICATE_CODE",
                      {.zh = "代码在本文件中重复。", .en = "the code stands twice in this file."}});
  }
  if (row.code().size() != DigitsOf(row.level())) {
    faults.push_back(
        {"level",
         "LEVEL_MISMATCH",
         {.zh = "代码位数与层级不符。", .en = "the code's length does not fit the level."}});
  }
  Violation parent = FaultOfParent(row, exists);
  if (!parent.reason.empty()) faults.push_back(std::move(parent));
  return faults;
}

}  // namespace gridgov
