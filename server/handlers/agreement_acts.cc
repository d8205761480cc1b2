#include "server/handlers/agreement_acts.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/attachment.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/agreement_flow.h"
#include "server/handlers/days.h"
#include "server/handlers/errors.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Agreement;

absl::Status DoesNotAddUp(const std::string& field, int64_t sum, int64_t amount) {
  return MakeInvalid(
      absl::StrCat(field, ".instalments"), "INSTALMENTS_DO_NOT_ADD_UP",
      {.zh = absl::StrCat("各期金额合计", sum, "分，与总金额", amount, "分不符，请核对。"),
       .en = absl::StrCat("the instalments sum to ", sum, " fen, the whole is ", amount,
                          " fen. Correct one of them.")});
}

}  // namespace

bool IsSensible(const Agreement& agreement, absl::string_view act) {
  if (act == "sign") return agreement.signatures_size() < agreement.party_count();
  if (act == "countersign") return !agreement.has_mediator_sign_time();
  if (act == "seal") return !agreement.has_seal_time();
  if (act == "apply") return agreement.confirmation() == Agreement::CONFIRMATION_NONE;
  if (act == "decide") return agreement.confirmation() == Agreement::CONFIRMATION_APPLIED;
  if (act == "answer_refusal") return agreement.confirmation() == Agreement::CONFIRMATION_REFUSED;
  return true;
}

absl::StatusOr<Agreement> ForAct(const Txn& txn, const std::string& name, const std::string& etag,
                                 absl::string_view act) {
  GG_ASSIGN_OR_RETURN(Agreement agreement, AgreementTable().GetForUpdate(txn, name, etag));
  if (FindAgreementAct(agreement.state(), act) != nullptr && IsSensible(agreement, act)) {
    return agreement;
  }
  const auto* state = Agreement::State_descriptor()->FindValueByNumber(agreement.state());
  return WrongState(name, EnumText(state), act);
}

absl::Status Step(Agreement* agreement, absl::string_view act) {
  const AgreementAct* row = FindAgreementAct(agreement->state(), act);
  if (row == nullptr) return absl::InternalError(absl::StrCat("no such step: ", act));
  agreement->set_state(row->to);
  return absl::OkStatus();
}

std::vector<std::string> MissingOf(const Agreement& agreement) {
  std::vector<std::string> missing;
  if (agreement.state() != Agreement::STATE_DRAFT) return missing;
  if (IsSensible(agreement, "sign")) missing.emplace_back("signatures");
  if (IsSensible(agreement, "countersign")) missing.emplace_back("mediator");
  if (IsSensible(agreement, "seal")) missing.emplace_back("seal");
  return missing;
}

absl::Time LastMark(const Agreement& agreement) {
  absl::Time last =
      std::max(FromProto(agreement.mediator_sign_time()), FromProto(agreement.seal_time()));
  for (const auto& signature : agreement.signatures()) {
    last = std::max(last, FromProto(signature.sign_time()));
  }
  return last;
}

absl::Status CheckSchedule(const std::string& field, const std::string& first_day,
                           Agreement* agreement) {
  int64_t sum = 0;
  std::string earliest = first_day;
  for (int i = 0; i < agreement->instalments_size(); ++i) {
    auto& part = *agreement->mutable_instalments(i);
    const std::string due = absl::StrCat(field, ".instalments[", i, "].due_date");
    GG_RETURN_IF_ERROR(CheckDay(due, part.due_date()));
    GG_RETURN_IF_ERROR(CheckNotBefore(due, part.due_date(), earliest));
    Agreement::Instalment clean;
    clean.set_number(i + 1);
    clean.set_due_date(part.due_date());
    clean.set_amount_fen(part.amount_fen());
    clean.set_task(part.task());
    part = std::move(clean);
    earliest = part.due_date();
    sum += part.amount_fen();
  }
  if (agreement->instalments().empty() || sum == agreement->amount_fen()) return absl::OkStatus();
  return DoesNotAddUp(field, sum, agreement->amount_fen());
}

absl::Status CheckDueAfterEffect(const Agreement& agreement) {
  const std::string effect = DayText(FromProto(agreement.effective_time()));
  for (const auto& part : agreement.instalments()) {
    if (part.due_date() >= effect) continue;
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "INSTALMENT_BEFORE_EFFECT",
        {.zh = absl::StrCat("协议于", effect, "生效，第", part.number(), "期却应于",
                            part.due_date(), "前履行。请先修改履行期限，再由各方签名盖章。"),
         .en = absl::StrCat("The agreement would be in effect from ", effect, ", but instalment ",
                            part.number(), " is due on ", part.due_date(),
                            ". Change the instalment and have the draft signed again.")},
        {{"resource", agreement.name()}, {"instalment", absl::StrCat(part.number())}});
  }
  return absl::OkStatus();
}

std::vector<Agreement::Instalment*> PartsOf(Agreement* agreement) {
  std::vector<Agreement::Instalment*> parts;
  for (auto& part : *agreement->mutable_instalments()) parts.push_back(&part);
  if (parts.empty()) parts.push_back(agreement->mutable_whole());
  return parts;
}

bool IsBroken(const Agreement::Instalment& part) {
  return (part.performance() == Agreement::PERFORMANCE_PARTLY ||
          part.performance() == Agreement::PERFORMANCE_NOT_KEPT) &&
         part.new_due_date().empty();
}

absl::Status CheckAttachment(const Txn& txn, const Agreement& agreement, const std::string& field,
                             const std::string& attachment) {
  const auto found = AttachmentTable().Get(txn.System(), attachment);
  if (!found.ok() && !absl::IsNotFound(found.status())) return found.status();
  if (found.ok() && found->parent() == agreement.name() && !found->has_delete_time()) {
    return absl::OkStatus();
  }
  return MakeInvalid(field, "NOT_ITS_ATTACHMENT",
                     {.zh = "不是该协议的附件，请先将文件上传到该协议。",
                      .en = "is no attachment of this agreement. Upload the file to it first."});
}

absl::StatusOr<v1::AgreementContents> ContentsOf(const Txn& txn, const std::string& agreement) {
  GG_ASSIGN_OR_RETURN(std::vector<v1::AgreementContents> rows,
                      AgreementContentsTable().Select(
                          txn, {.where = "t.agreement = $1", .args = {Blob{IdBytes(agreement)}}}));
  if (rows.empty()) return absl::DataLossError("an agreement without contents");
  return std::move(rows.front());
}

}  // namespace gridgov
