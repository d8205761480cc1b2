#include "server/handlers/ledgers.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/job.pb.h"
#include "gridgov/v1/ledger_work.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/jobs.h"
#include "server/handlers/ledger_closing.h"
#include "server/handlers/ledger_kinds.h"
#include "server/store/page.h"
#include "server/store/tables/ledgers.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

absl::Status Expired(const v1::Ledger& ledger) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "LEDGER_EXPIRED",
      {.zh = "该台账已过有效期，文件已删除。如仍需要，请重新编制。",
       .en = "The ledger's time is over and its file is erased. Make it anew if it is needed."},
      {{"resource", ledger.name()}});
}

absl::Status KindNotPermitted(absl::string_view permission) {
  return MakeError(absl::StatusCode::kPermissionDenied, "NOT_PERMITTED",
                   {.zh = "您的角色不能编制这种台账。",
                    .en = "Your roles do not let you make a ledger of this kind."},
                   {{"permission", std::string(permission)}});
}

absl::Status NotASubdistrict() {
  return MakeInvalid("area", "NOT_A_SUBDISTRICT",
                     {.zh = "封账以街道为单位。", .en = "must be a subdistrict."});
}

absl::Status PeriodNotOver(const LedgerPeriod& period) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "PERIOD_NOT_OVER",
      {.zh = absl::StrCat("统计期到 ", period.days.to, " 结束，此后才能封账。"),
       .en = absl::StrCat("The period ends on ", period.days.to, "; close it after that.")},
      {{"period", period.text}});
}

absl::Status PeriodIsClosed(const ClosedPeriod& closed) {
  const std::string day = DayText(closed.close_time);
  return MakeError(absl::StatusCode::kFailedPrecondition, "PERIOD_CLOSED",
                   {.zh = absl::StrCat("该统计期已于 ", day, " 封账。"),
                    .en = absl::StrCat("The period was closed on ", day, ".")},
                   {{"period", closed.period}});
}

}  // namespace

absl::StatusOr<v1::Job> LedgerHandler::Create(Call& call,
                                              const v1::CreateLedgerRequest& request) const {
  GG_ASSIGN_OR_RETURN(const LedgerKindRule* rule, LedgerKindRuleOf(request.kind()));
  if (!call.principal.Has(rule->permission)) return KindNotPermitted(rule->permission);
  GG_ASSIGN_OR_RETURN(const LedgerPeriod period, ParseLedgerPeriod(request.period(), call.txn.now));
  GG_RETURN_IF_ERROR(CheckLedgerArea(call.For(rule->permission), request.area()));
  GG_ASSIGN_OR_RETURN(const deadline::Length kept,
                      deadlines_.FindLength(call.txn.db, std::string(kKeptClass)));
  v1::Job job;
  job.set_kind(v1::Job::KIND_LEDGER);
  v1::LedgerWork* work = job.mutable_ledger();
  work->set_kind(request.kind());
  work->set_area(request.area());
  work->set_period(period.text);
  work->set_format(request.format() == v1::LEDGER_FORMAT_UNSPECIFIED ? v1::LEDGER_FORMAT_XLSX
                                                                     : request.format());
  work->set_purpose(request.purpose());
  work->set_chinese(call.chinese);
  *work->mutable_expire_time() =
      ToProto(deadline::Compute(*deadlines_.calendar(), call.txn.now, kept).due);
  return BeginJob(call, std::move(job), request.job_id());
}

absl::StatusOr<v1::Ledger> LedgerHandler::Get(Call& call,
                                              const v1::GetLedgerRequest& request) const {
  return LedgerTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListLedgersResponse> LedgerHandler::List(
    Call& call, const v1::ListLedgersRequest& request) const {
  v1::ListLedgersResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, LedgerTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::DownloadLedgerResponse> LedgerHandler::Download(
    Call& call, const v1::DownloadLedgerRequest& request,
    std::unique_ptr<BlobReader>* bytes) const {
  v1::DownloadLedgerResponse response;
  GG_ASSIGN_OR_RETURN(*response.mutable_ledger(), LedgerTable().Get(call.txn, request.name()));
  const v1::Ledger& ledger = response.ledger();
  if (FromProto(ledger.expire_time()) <= call.txn.now) return Expired(ledger);
  if (request.offset() > ledger.size_bytes()) {
    return MakeInvalid("offset", "OUT_OF_RANGE",
                       {.zh = "超过文件的大小。", .en = "lies behind the file's end."});
  }
  GG_ASSIGN_OR_RETURN(const Uuid blob, LedgerBlobOf(call.txn.db, ledger.name()));
  GG_ASSIGN_OR_RETURN(*bytes, blobs_.Open(blob));
  // The row that says what was read goes onto the chain before the bytes leave.
  call.txn.draft.changes.push_back({.resource = ledger.name()});
  return response;
}

absl::StatusOr<v1::Job> LedgerHandler::ClosePeriod(Call& call,
                                                   const v1::ClosePeriodRequest& request) const {
  GG_ASSIGN_OR_RETURN(const LedgerKindRule* rule, LedgerKindRuleOf(request.kind()));
  GG_ASSIGN_OR_RETURN(const LedgerPeriod period, ParseLedgerPeriod(request.period(), call.txn.now));
  GG_RETURN_IF_ERROR(CheckLedgerArea(call.txn, request.area()));
  GG_ASSIGN_OR_RETURN(const std::string subdistrict, SubdistrictOf(call.txn, request.area()));
  if (subdistrict != request.area()) return NotASubdistrict();
  if (period.end > call.txn.now) return PeriodNotOver(period);
  GG_ASSIGN_OR_RETURN(const auto closed, ClosedPeriodOf(call.txn, *rule, request.area(), period));
  if (closed.has_value()) return PeriodIsClosed(*closed);
  v1::Job job;
  job.set_kind(v1::Job::KIND_LEDGER_CLOSING);
  job.mutable_ledger_closing()->set_kind(request.kind());
  job.mutable_ledger_closing()->set_area(request.area());
  job.mutable_ledger_closing()->set_period(period.text);
  return BeginJob(call, std::move(job), request.job_id());
}

}  // namespace gridgov
