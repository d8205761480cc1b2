#include "server/handlers/agreement_papers.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/dispute.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/agreement_acts.h"
#include "server/handlers/dispute_papers.h"
#include "server/handlers/dispute_words.h"
#include "server/handlers/personal_data.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Agreement;
using Request = v1::MakeAgreementPaperRequest;
using Texts = PaperValues::Texts;

struct Template {
  const char* name;
  const char* ending;  // Of the file's name.
};
Template TemplateOf(Request::Kind kind) {
  switch (kind) {
    case Request::KIND_CONFIRMATION:
      return {"confirmation_application", "-confirmation"};
    case Request::KIND_ORAL:
      return {"oral_agreement", "-oral"};
    default:
      return {"agreement", ""};
  }
}

absl::Status CheckKind(const Agreement& agreement, Request::Kind kind) {
  const bool oral = agreement.form() == Agreement::FORM_ORAL;
  const bool its_own = kind == Request::KIND_CONFIRMATION ? agreement.has_effective_time()
                                                          : oral == (kind == Request::KIND_ORAL);
  if (its_own) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "WRONG_PAPER",
      {.zh = "没有这种文书：书面协议制作协议书，口头协议制作登记表，生效后才能制作司法确"
             "认申请书。",
       .en = "It has no such paper: a written agreement has its text, an oral one its "
             "registration form, and the application comes once it is in effect."},
      {{"resource", agreement.name()}});
}

std::string MarkText(Agreement::Mark mark) {
  switch (mark) {
    case Agreement::MARK_SEAL:
      return "盖章";
    case Agreement::MARK_FINGER:
      return "按指印";
    default:
      return "签名";
  }
}

// How a party has signed; "": not yet.
std::string SignedText(const Agreement& agreement, const std::string& party) {
  for (const auto& signature : agreement.signatures()) {
    if (absl::StrCat(signature.party()) != party) continue;
    return absl::StrCat(signature.by_agent() ? "代理人" : "", MarkText(signature.mark()), "，",
                        PaperDate(signature.sign_time()));
  }
  return "";
}

std::string DayOnPaper(const std::string& day) {
  return day.empty() ? "" : PaperDate(ToProto(DayStart(day)));
}

std::vector<Texts> InstalmentTexts(const Agreement& agreement) {
  std::vector<Texts> rows;
  for (const auto& part : agreement.instalments()) {
    rows.push_back({{"due_date", DayOnPaper(part.due_date())},
                    {"what", absl::StrCat(part.task(), PaperAmount(part.amount_fen()))}});
  }
  return rows;
}

Texts TextsOf(const Agreement& agreement, const v1::AgreementContents& contents) {
  const std::string effective = PaperDate(agreement.effective_time());
  return {{"number", agreement.number()},
          {"facts", contents.facts()},
          {"points", contents.points()},
          {"responsibilities", contents.responsibilities()},
          {"content", contents.terms()},
          {"manner", contents.manner()},
          {"place", contents.place()},
          {"time_limit", contents.time_limit()},
          {"effective_date", effective},
          {"agree_date", effective},
          {"confirm_by", DayOnPaper(agreement.confirm_by_date())},
          {"sealed", PaperDate(agreement.seal_time())}};
}

absl::StatusOr<PaperValues> ValuesFor(const Call& call, const Agreement& agreement,
                                      const std::string& court) {
  GG_ASSIGN_OR_RETURN(const v1::AgreementContents contents, ContentsOf(call.txn, agreement.name()));
  NoteShown(call.txn, AgreementContentsTable(), contents);
  GG_ASSIGN_OR_RETURN(const v1::Dispute dispute,
                      DisputeTable().Get(call.txn.System(), agreement.dispute()));
  PaperValues values;
  values.texts = TextsOf(agreement, contents);
  values.texts["class"] = ClassText(dispute.dispute_class()).zh;
  values.texts["court"] = court.empty() ? agreement.court() : court;
  GG_ASSIGN_OR_RETURN(values.texts["committee"], CommitteeTitle(call.txn, dispute));
  GG_ASSIGN_OR_RETURN(values.lists["parties"], PaperParties(call, dispute));
  for (Texts& party : values.lists["parties"]) {
    party["signed"] = SignedText(agreement, party["number"]);
  }
  values.lists["instalments"] = InstalmentTexts(agreement);
  const bool signed_by_mediator = agreement.has_mediator_sign_time();
  values.lists["mediators"] = {
      {{"signed", signed_by_mediator
                      ? absl::StrCat("签名，", PaperDate(agreement.mediator_sign_time()))
                      : ""}}};
  return values;
}

}  // namespace

absl::StatusOr<v1::Paper> AgreementPaperHandler::Make(Call& call, const Request& request) const {
  GG_ASSIGN_OR_RETURN(const Agreement agreement, AgreementTable().Get(call.txn, request.name()));
  GG_RETURN_IF_ERROR(CheckKind(agreement, request.kind()));
  GG_ASSIGN_OR_RETURN(const PaperValues values, ValuesFor(call, agreement, request.court()));
  // Once it is in effect nothing in its papers changes any more.
  const absl::Time made = FromProto(agreement.has_effective_time() ? agreement.effective_time()
                                                                   : agreement.update_time());
  const auto [form, ending] = TemplateOf(request.kind());
  return RenderPaper(form, values, request.form(), made, absl::StrCat(agreement.number(), ending));
}

}  // namespace gridgov
