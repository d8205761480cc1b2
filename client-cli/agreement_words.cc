// The words of agreements.
#include "client-cli/word_tables.h"

namespace gridgov {

const WordTable& AgreementWords() {
  static const auto* words = new WordTable{
      {"Agreement.FORM_WRITTEN", {"书面", "written"}},
      {"Agreement.FORM_ORAL", {"口头", "oral"}},
      {"Agreement.STATE_DRAFT", {"待生效", "draft, not in effect"}},
      {"Agreement.STATE_IN_EFFECT", {"履行中", "in effect"}},
      {"Agreement.STATE_BREACHED", {"未履行", "breached"}},
      {"Agreement.STATE_PERFORMED", {"已履行", "performed"}},
      {"Agreement.STATE_CLOSED", {"已结案", "closed"}},
      {"Agreement.STATE_DROPPED", {"已放弃", "dropped"}},
      {"Agreement.STATE_VOID", {"已失效", "void"}},
      {"Agreement.CONFIRMATION_NONE", {"未申请", "none"}},
      {"Agreement.CONFIRMATION_APPLIED", {"已申请", "applied"}},
      {"Agreement.CONFIRMATION_CONFIRMED", {"已确认", "confirmed"}},
      {"Agreement.CONFIRMATION_REFUSED", {"不予确认", "refused"}},
      {"Agreement.PERFORMANCE_KEPT", {"履行完毕", "kept"}},
      {"Agreement.PERFORMANCE_PARTLY", {"部分履行", "partly"}},
      {"Agreement.PERFORMANCE_NOT_KEPT", {"未履行", "not kept"}},
      {"Agreement.MARK_SIGNATURE", {"签名", "signature"}},
      {"Agreement.MARK_SEAL", {"盖章", "seal"}},
      {"Agreement.MARK_FINGER", {"按指印", "finger mark"}},
      {"AgreementDuty.KIND_PERFORMANCE", {"履行回访", "check of performance"}},
      {"AgreementDuty.KIND_CONFIRMATION", {"申请司法确认的期限", "time for confirmation"}},
      {"AgreementDuty.STATE_OPEN", {"待办", "open"}},
      {"AgreementDuty.STATE_DONE", {"已完成", "done"}},
      {"AgreementDuty.STATE_DROPPED", {"不再需要", "dropped"}},
      {"AnswerRefusalRequest.CHOICE_MEDIATE_AGAIN", {"重新调解", "mediate again"}},
      {"AnswerRefusalRequest.CHOICE_SUE", {"起诉", "sue"}},
      {"MakeAgreementPaperRequest.KIND_AGREEMENT", {"人民调解协议书", "agreement"}},
      {"MakeAgreementPaperRequest.KIND_CONFIRMATION", {"司法确认申请书", "confirmation"}},
      {"Paper.FORM_TEXT", {"文本", "text"}},
      {"Paper.FORM_PDF", {"PDF", "PDF"}},
      {"MakeAgreementPaperRequest.KIND_ORAL", {"口头协议登记表", "oral"}},
      {"Notice.KIND_LAST_CALL", {"末次提醒", "last call"}},
      {"WorkItem.KIND_DRAFT_AGREEMENT", {"制作协议", "draft the agreement"}},
      {"WorkItem.KIND_SIGN_AGREEMENT", {"签署协议", "have the agreement signed"}},
      {"WorkItem.KIND_CHECK_PERFORMANCE", {"履行回访", "check the performance"}},
      {"WorkItem.KIND_TELL_OF_CONFIRMATION", {"提示司法确认", "tell of the confirmation"}},
      {"WorkItem.KIND_ANSWER_BREACH", {"处理未履行", "answer the breach"}},
      {"WorkItem.KIND_ANSWER_REFUSAL", {"处理不予确认", "answer the refusal"}},
  };
  return *words;
}

const WordTable& AgreementCodeWords() {
  static const auto* words = new WordTable{
      {"agreement.update", {"修改", "change"}},
      {"agreement.sign", {"当事人签名", "have a party sign"}},
      {"agreement.countersign", {"调解员签名", "sign as the mediator"}},
      {"agreement.seal", {"盖章", "seal"}},
      {"agreement.drop", {"放弃", "drop"}},
      {"agreement.check", {"履行回访", "check the performance"}},
      {"agreement.resume", {"重新约定期限", "perform again"}},
      {"agreement.apply", {"申请司法确认", "apply for confirmation"}},
      {"agreement.decide", {"登记法院裁定", "record the court's decision"}},
      {"agreement.answer_refusal", {"处理不予确认", "answer the refusal"}},
      {"missing.signatures", {"当事人签名", "the parties' signatures"}},
      {"missing.mediator", {"调解员签名", "the mediator's signature"}},
      {"missing.seal", {"调解委员会印章", "the committee's seal"}},
  };
  return *words;
}

}  // namespace gridgov
