#include "server/handlers/errors.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace gridgov {
namespace {

struct StateWord {
  absl::string_view state;
  absl::string_view zh;
};

// States as people call them; the English is the state itself.
constexpr StateWord kStateWords[] = {
    {"PLANNED", "已计划"},   {"STARTED", "巡查中"},       {"SUBMITTED", "已提交"},
    {"SENT_BACK", "已退回"}, {"CANCELLED", "已取消"},     {"REPORTED", "已上报"},
    {"ACCEPTED", "已通过"},  {"REJECTED", "不予受理"},    {"DUPLICATE", "重复件"},
    {"WITHDRAWN", "已撤回"}, {"DISPATCHED", "已派遣"},    {"IN_PROGRESS", "处置中"},
    {"SUSPENDED", "挂账"},   {"HANDLED", "已处置待核查"}, {"CLOSED", "已结案"},
    {"DRAFT", "草稿"},       {"PUBLISHED", "已发布"},     {"RETIRED", "已停用"},
    {"PROPOSED", "待批准"},  {"ACTIVE", "生效中"},        {"ENDED", "已结束"},
    {"COMPLETED", "已完成"}, {"IN_EFFECT", "履行中"},     {"BREACHED", "未履行"},
    {"PERFORMED", "已履行"}, {"DROPPED", "已放弃"},       {"VOID", "已失效"},
};

std::string ChineseOf(absl::string_view state) {
  for (const StateWord& word : kStateWords) {
    if (word.state == state) return std::string(word.zh);
  }
  return std::string(state);
}

std::string EnglishOf(absl::string_view word) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(word), {{"_", " "}});
}

absl::Status Denied(absl::string_view reason, Text text, const std::string& name) {
  return MakeError(absl::StatusCode::kPermissionDenied, reason, std::move(text),
                   {{"resource", name}});
}

}  // namespace

absl::Status WrongState(const std::string& name, absl::string_view state, absl::string_view verb) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "WRONG_STATE",
      {.zh = absl::StrCat("当前状态为“", ChineseOf(state), "”，不能进行此项操作。"),
       .en = absl::StrCat("It is ", EnglishOf(state), ": \"", EnglishOf(verb),
                          "\" is not possible now.")},
      {{"resource", name}, {"state", std::string(state)}, {"action", std::string(verb)}});
}

absl::Status SecondPerson(const std::string& name) {
  return Denied("SECOND_PERSON",
                {.zh = "提出人不能自己批准或发布，请由另一人办理。",
                 .en = "Whoever proposed it cannot put it in force. Ask a second person."},
                name);
}

absl::Status CheckerIsHandler(const std::string& name) {
  return Denied("CHECKER_IS_HANDLER",
                {.zh = "处置人员不能核查自己处置的事件，请由他人核查。",
                 .en = "Who handled it cannot check it. Somebody else has to."},
                name);
}

absl::Status NotTheLeadUnit(const std::string& name) {
  return Denied("NOT_THE_LEAD_UNIT",
                {.zh = "协办单位不能退回事件，请联系主办单位或派遣人。",
                 .en = "A unit that joins in cannot return the issue. Ask the lead unit or whoever "
                       "dispatched it."},
                name);
}

absl::Status ReviewerIsWorker(const std::string& name) {
  return Denied("REVIEWER_IS_WORKER",
                {.zh = "参加巡查的人员不能审核本次巡查，请由他人审核。",
                 .en = "Who took part in the patrol cannot review it. Somebody else has to."},
                name);
}

absl::Status OutOfReach(absl::string_view permission) {
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_PERMITTED",
                   {.zh = "您的角色在该网格没有这项权限。如工作需要，请联系安全管理员。",
                    .en = "Your roles do not allow this in that grid. If your work needs it, ask "
                          "the security administrator."},
                   {{"permission", std::string(permission)}});
}

absl::Status PreviewOutdated() {
  return MakeError(
      absl::StatusCode::kAborted, "PREVIEW_OUTDATED",
      {.zh = "预览之后情况已有变化，请重新预览并核对后再办理。",
       .en = "Something has changed since the preview. Look at it again, then do it."});
}

Violation BadDate(std::string field) {
  return {std::move(field),
          "BAD_DATE",
          {.zh = "没有这一天，应为 YYYY-MM-DD。",
           .en = "is no date that exists; it must be YYYY-MM-DD."}};
}

Violation UnknownReference(std::string field, absl::string_view code) {
  return {std::move(field),
          "UNKNOWN_REFERENCE",
          {.zh = absl::StrCat("没有“", code, "”，请核对编号。"),
           .en = absl::StrCat("there is no \"", code, "\". Check the code.")}};
}

}  // namespace gridgov
