#include "server/handlers/patrol_checklist.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/handlers/import.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Answer = v1::Patrol::Answer;
using Item = v1::PatrolType::Item;

bool IsOption(const Item& item, const std::string& value) {
  int index = -1;
  // SimpleAtoi takes " 1" and "+1" too; only the plain index is stored.
  return absl::SimpleAtoi(value, &index) && index >= 0 && index < item.options_size() &&
         absl::StrCat(index) == value;
}

// What is wrong with the answer to this item; nullopt: it fits.
std::optional<Text> WrongValue(const Item& item, const Answer& answer) {
  switch (item.type()) {
    case Item::TYPE_YES_NO:
      if (answer.value() == "YES" || answer.value() == "NO") return std::nullopt;
      return Text{.zh = "应为 YES 或 NO。", .en = "must be YES or NO."};
    case Item::TYPE_LIST:
      if (IsOption(item, answer.value())) return std::nullopt;
      return Text{.zh = absl::StrCat("应为选项序号，0 至 ", item.options_size() - 1, "。"),
                  .en = absl::StrCat("must be the index of an option, 0 to ",
                                     item.options_size() - 1, ".")};
    default:
      if (answer.value().empty() && std::isfinite(answer.number())) return std::nullopt;
      return Text{.zh = "此项须填数值（number），不填 value。",
                  .en = "takes a number, in the field number, and no value."};
  }
}

Answer* AnswerTo(absl::string_view item, v1::Patrol* patrol) {
  for (Answer& answer : *patrol->mutable_answers()) {
    if (answer.item() == item) return &answer;
  }
  return patrol->add_answers();
}

bool IsAnswered(const v1::Patrol& patrol, const std::string& item) {
  for (const Answer& answer : patrol.answers()) {
    if (answer.item() == item) return true;
  }
  return false;
}

// What is wrong with one item of a checklist; `field` is the item's.
void AddWrongItem(const Item& item, const std::string& field, std::vector<Violation>* wrong) {
  const auto add = [&](const char* part, const char* reason, Text text) {
    wrong->push_back({absl::StrCat(field, ".", part), reason, std::move(text)});
  };
  if (item.type() == Item::TYPE_LIST && item.options().empty()) {
    add("options", "REQUIRED", {.zh = "选择项须列出选项。", .en = "a list needs its options."});
  }
  if (item.type() != Item::TYPE_YES_NO && !item.fail_when().empty()) {
    add("fail_when", "NOT_YES_NO",
        {.zh = "只有是否项才有不合格答案。", .en = "goes with items of YES or NO only."});
  }
  if (!std::isfinite(item.min()) || !std::isfinite(item.max()) || item.min() > item.max()) {
    add("max", "OUT_OF_RANGE", {.zh = "上限不能小于下限。", .en = "must not be less than min."});
  }
}

}  // namespace

const Item* FindItem(const v1::PatrolType& type, absl::string_view code) {
  for (const Item& item : type.checklist()) {
    if (item.code() == code) return &item;
  }
  return nullptr;
}

bool Failed(const Item& item, const Answer& answer) {
  if (item.type() == Item::TYPE_YES_NO) {
    return !item.fail_when().empty() && answer.value() == item.fail_when();
  }
  if (item.type() != Item::TYPE_NUMBER || (item.min() == 0 && item.max() == 0)) return false;
  return answer.number() < item.min() || answer.number() > item.max();
}

std::vector<Violation> MergeAnswers(const v1::PatrolType& type, const PatrolAnswers& answers,
                                    const std::string& field, v1::Patrol* patrol) {
  std::vector<Violation> wrong;
  for (int i = 0; i < answers.size(); ++i) {
    const Item* item = FindItem(type, answers[i].item());
    if (item == nullptr) {
      wrong.push_back(
          {FieldAt(field, i, "item"),
           "UNKNOWN_ITEM",
           {.zh = absl::StrCat("检查表中没有“", answers[i].item(), "”这一项。"),
            .en = absl::StrCat("the checklist has no item \"", answers[i].item(), "\".")}});
      continue;
    }
    if (std::optional<Text> text = WrongValue(*item, answers[i])) {
      wrong.push_back({FieldAt(field, i, "value"), "BAD_ANSWER", *std::move(text)});
      continue;
    }
    Answer* answer = AnswerTo(item->code(), patrol);
    *answer = answers[i];
    answer->set_failed(Failed(*item, *answer));
  }
  return wrong;
}

std::vector<Violation> MissingAnswers(const v1::PatrolType& type, const v1::Patrol& patrol) {
  std::vector<Violation> missing;
  for (const Item& item : type.checklist()) {
    if (!item.required() || IsAnswered(patrol, item.code())) continue;
    missing.push_back({absl::StrCat("answers.", item.code()),
                       "ANSWER_REQUIRED",
                       {.zh = absl::StrCat("必填项未填：", item.text().zh()),
                        .en = absl::StrCat("must be answered: ", item.text().en())}});
  }
  return missing;
}

std::vector<Violation> MissingPhotos(const v1::PatrolType& type, const v1::Patrol& patrol,
                                     const std::vector<std::string>& photographed) {
  std::vector<Violation> missing;
  for (const Item& item : type.checklist()) {
    if (!item.photo_required() || !IsAnswered(patrol, item.code()) ||
        std::find(photographed.begin(), photographed.end(), item.code()) != photographed.end()) {
      continue;
    }
    missing.push_back({absl::StrCat("answers.", item.code()),
                       "PHOTO_MISSING",
                       {.zh = absl::StrCat("此项须附照片：", item.text().zh()),
                        .en = absl::StrCat("needs a photo: ", item.text().en())}});
  }
  return missing;
}

std::optional<Text> UnmetMinima(const v1::PatrolType& type, const v1::Patrol& patrol) {
  const absl::Duration length = FromProto(patrol.end_time()) - FromProto(patrol.start_time());
  const int64_t minutes = absl::ToInt64Minutes(std::max(length, absl::ZeroDuration()));
  std::vector<std::string> zh;
  std::vector<std::string> en;
  if (minutes < type.min_minutes()) {
    zh.push_back(
        absl::StrCat("巡查时长 ", minutes, " 分钟，少于最低要求 ", type.min_minutes(), " 分钟"));
    en.push_back(absl::StrCat("it took ", minutes, " minutes, the least is ", type.min_minutes()));
  }
  if (patrol.metres() < type.min_metres()) {
    zh.push_back(
        absl::StrCat("巡查里程 ", patrol.metres(), " 米，少于最低要求 ", type.min_metres(), " 米"));
    en.push_back(absl::StrCat("it went over ", patrol.metres(), " metres, the least is ",
                              type.min_metres()));
  }
  if (en.empty()) return std::nullopt;
  return Text{.zh = absl::StrCat(absl::StrJoin(zh, "；"), "，请说明原因。"),
              .en = absl::StrCat(absl::StrJoin(en, "; "), "; say why.")};
}

std::vector<Violation> WrongChecklist(const v1::PatrolType& type, const std::string& field) {
  std::vector<Violation> wrong;
  std::set<std::string> codes;
  for (int i = 0; i < type.checklist_size(); ++i) {
    const Item& item = type.checklist(i);
    const std::string at = absl::StrCat(field, ".checklist[", i, "]");
    if (!codes.insert(item.code()).second) {
      wrong.push_back(DuplicateCode(absl::StrCat(at, ".code"), item.code()));
    }
    AddWrongItem(item, at, &wrong);
  }
  return wrong;
}

}  // namespace gridgov
