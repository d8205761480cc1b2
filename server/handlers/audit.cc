#include "server/handlers/audit.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/issue_facts.h"
#include "server/handlers/jobs.h"
#include "server/store/filter.h"
#include "server/store/resolve.h"
#include "server/store/tables/journal_rows.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr int kDefaultSize = 50;
constexpr int kLargestSize = 200;
// Half a second of a reader.
constexpr int64_t kRowsChecked = 100'000;

absl::Status BadLiteral(const Comparison& one) {
  return MakeInvalid("filter", "BAD_FILTER",
                     {.zh = absl::StrCat("不能这样筛选“", one.field, "”。"),
                      .en = absl::StrCat("cannot filter \"", one.field, "\" like this.")});
}

// The journal is no resource, so its few filters are spelt out.
absl::StatusOr<JournalQuery> QueryOf(const Txn& txn, const std::string& text) {
  JournalQuery query;
  GG_ASSIGN_OR_RETURN(const auto filter, ParseFilter(text));
  for (const Comparison& one : filter) {
    if (one.field == "actor" && one.op == "=") {
      GG_ASSIGN_OR_RETURN(const std::string name,
                          ResolveName(txn, "accounts", "filter", one.literal));
      query.actor = Blob{IdBytes(name)};
    } else if (one.field == "method" && one.op == "=") {
      query.method = one.literal;
    } else if (one.field == "outcome" && one.op == "=") {
      query.outcome = one.literal;
    } else if (one.field == "resource" && one.op == "=") {
      GG_ASSIGN_OR_RETURN(query.resource, ResolveName(txn, SplitName(one.literal).collection,
                                                      "filter", one.literal));
    } else if (one.field == "time" && one.op != "!=" && one.op != "=") {
      absl::Time time;
      std::string error;
      if (!absl::ParseTime(absl::RFC3339_full, one.literal, &time, &error)) return BadLiteral(one);
      // Rows keep microseconds.
      if (one.op == ">" || one.op == "<=") time += absl::Microseconds(1);
      (one.op[0] == '>' ? query.from : query.before) = TimeText(time);
    } else {
      return BadLiteral(one);
    }
  }
  return query;
}

void AddChanges(absl::string_view json, v1::AuditEntry* entry) {
  const auto parsed = nlohmann::json::parse(json.begin(), json.end(), nullptr, false);
  if (!parsed.is_array()) return;
  for (const auto& one : parsed) {
    v1::AuditChange* change = entry->add_changes();
    change->set_field(one.value("f", ""));
    change->set_personal(one.contains("p"));
    change->set_before(one.value("b", ""));
    change->set_after(one.value("a", ""));
  }
}

v1::AuditEntry EntryOf(const Row& row) {
  v1::AuditEntry entry;
  entry.set_seq(row.Int(0));
  *entry.mutable_time() = ToProto(ParseTimeText(row.Bytes(1)));
  if (const auto actor = Uuid::FromBytes(row.Bytes(2)); actor.ok()) {
    entry.set_actor(MakeName("accounts", actor->ToString()));
  }
  entry.set_actor_username(std::string(row.Bytes(3)));
  entry.set_method(std::string(row.Bytes(4)));
  entry.set_resource(std::string(row.Bytes(5)));
  entry.set_outcome(std::string(row.Bytes(6)));
  entry.set_purpose(std::string(row.Bytes(7)));
  AddChanges(row.Bytes(8), &entry);
  entry.set_count(static_cast<int32_t>(row.Int(9)));
  if (const auto call = Uuid::FromBytes(row.Bytes(10)); call.ok()) {
    entry.set_call(call->ToString());
  }
  return entry;
}

Text FindingText(const ChainVerdict& verdict) {
  using Finding = ChainVerdict::Finding;
  switch (verdict.finding) {
    case Finding::kIntact:
      return {.zh = "审计日志完整。", .en = "The audit log is whole."};
    case Finding::kRowChanged:
      return {.zh = "有记录被改动。", .en = "A row was changed."};
    case Finding::kRowMissing:
      return {.zh = "有记录缺失。", .en = "Rows are missing."};
    case Finding::kHeadUnmatched:
      return {.zh = "与签名的链头不符，日志可能被整体改写。",
              .en = "It does not match a signed head; the log may have been rewritten."};
    case Finding::kHeadForged:
      return {.zh = "链头签名无效。", .en = "A head's signature is not valid."};
  }
  return {};
}

v1::AuditHead HeadProto(const JournalHead& head) {
  v1::AuditHead proto;
  proto.set_count(head.count);
  proto.set_seq(head.seq);
  proto.set_mac(absl::BytesToHexString(head.mac));
  *proto.mutable_time() = ToProto(head.time);
  proto.set_signature(absl::BytesToHexString(head.signature));
  return proto;
}

}  // namespace

absl::StatusOr<v1::ListAuditEntriesResponse> AuditHandler::List(
    Call& call, const v1::ListAuditEntriesRequest& request) {
  GG_ASSIGN_OR_RETURN(JournalQuery query, QueryOf(call.txn, request.filter()));
  if (!call.principal.Has("audit.readAll")) query.actor = Blob{call.txn.actor.account};
  const std::string context = absl::StrCat(call.txn.actor.account, "|audit|", request.filter());
  if (!request.page_token().empty()) {
    GG_ASSIGN_OR_RETURN(const std::string cursor,
                        call.txn.store.page_tokens->Open(request.page_token(), context));
    int64_t seq = 0;
    (void)absl::SimpleAtoi(cursor, &seq);
    query.below = seq;
  }
  const int size =
      request.page_size() == 0 ? kDefaultSize : std::min(request.page_size(), kLargestSize);
  query.limit = size + 1;
  v1::ListAuditEntriesResponse response;
  GG_RETURN_IF_ERROR(ReadJournal(call.txn.db, query, [&response](const Row& row) {
    *response.add_audit_entries() = EntryOf(row);
    return absl::OkStatus();
  }));
  if (response.audit_entries_size() > size) {
    response.mutable_audit_entries()->RemoveLast();
    response.set_next_page_token(call.txn.store.page_tokens->Seal(
        absl::StrCat(response.audit_entries(size - 1).seq()), context));
  }
  return response;
}

absl::StatusOr<v1::VerifyAuditChainResponse> AuditHandler::Verify(
    Call& call, const v1::VerifyAuditChainRequest& request) {
  std::optional<JournalHead> pulled;
  if (request.has_head()) {
    pulled = JournalHead{
        request.head().count(), request.head().seq(), absl::HexStringToBytes(request.head().mac()),
        FromProto(request.head().time()), absl::HexStringToBytes(request.head().signature())};
  }
  GG_ASSIGN_OR_RETURN(const ChainVerdict verdict,
                      journal_.Verify(call.txn.db, pulled, request.after_seq(), kRowsChecked));
  v1::VerifyAuditChainResponse response;
  response.set_intact(verdict.finding == ChainVerdict::Finding::kIntact);
  response.set_checked(verdict.checked);
  response.set_first_bad_seq(verdict.first_bad_seq);
  response.set_next_after_seq(verdict.next);
  const Text text = FindingText(verdict);
  response.set_finding(call.chinese ? text.zh : text.en);
  GG_ASSIGN_OR_RETURN(const auto head, Journal::NewestHead(call.txn.db));
  if (head.has_value()) *response.mutable_head() = HeadProto(*head);
  return response;
}

absl::StatusOr<v1::AuditHead> AuditHandler::GetHead(Call& call, const v1::GetAuditHeadRequest&) {
  GG_ASSIGN_OR_RETURN(const auto head, Journal::NewestHead(call.txn.db));
  if (!head.has_value()) {
    return MakeError(absl::StatusCode::kNotFound, "NO_HEAD",
                     {.zh = "尚未生成链头，每小时生成一次。",
                      .en = "No head was signed yet. One is signed every hour."});
  }
  return HeadProto(*head);
}

absl::StatusOr<v1::ServerStatus> AdminHandler::GetStatus(Call& call,
                                                         const v1::GetServerStatusRequest&) {
  const ServerFacts facts = facts_();
  v1::ServerStatus status;
  status.set_version(facts.version);
  status.set_engine(facts.engine);
  status.set_schema_version(facts.schema_version);
  *status.mutable_start_time() = ToProto(facts.start);
  status.set_database_bytes(facts.database_bytes);
  status.set_wal_bytes(facts.wal_bytes);
  status.set_queue_depth(facts.queue_depth);
  GG_RETURN_IF_ERROR(
      call.txn.db.Query("SELECT COALESCE(MAX(seq), 0) FROM journal", {}, [&](const Row& row) {
        status.set_journal_rows(row.Int(0));
        return absl::OkStatus();
      }));
  GG_ASSIGN_OR_RETURN(const auto head, Journal::NewestHead(call.txn.db));
  if (head.has_value()) *status.mutable_head_time() = ToProto(head->time);
  status.set_calendar_known_until_date(deadlines_.known_until());
  const auto warn = [&](const char* zh, const char* en) {
    status.add_warnings(call.chinese ? zh : en);
  };
  if (facts.wal_reset_race) {
    warn(
        "此 SQLite 存在 WAL-reset 缺陷（3.51.3 "
        "起修复）；程序已按单一写连接规避，请勿用其他程序打开数据库文件。",
        "This SQLite has the WAL-reset race (fixed in 3.51.3); one connection writes and "
        "checkpoints. Open the file with no other program.");
  }
  const absl::Time backup = facts.backups.newest;
  if (backup != absl::InfinitePast()) *status.mutable_backup_time() = ToProto(backup);
  if (!facts.backups_configured) {
    warn("未设置自动备份，请在 gridgovd.toml 的 [backup] 中设置目录。",
         "No backups are made; set a folder under [backup] in gridgovd.toml.");
  } else if (facts.backups.last_failed) {
    warn("最近一次备份失败，原因见服务端日志。",
         "The last backup failed; the server's log says why.");
  } else if (facts.backups_every > absl::ZeroDuration() &&
             call.txn.now - backup > 2 * facts.backups_every) {
    warn("最新的备份已过期，请检查服务端日志。",
         "The newest backup is too old; look at the server's log.");
  }
  // From December on the next year's holidays are needed: deadlines begin to reach into it.
  const std::string today = DayText(call.txn.now);
  const bool december = today.substr(5, 2) == "12";
  if (deadlines_.known_until() < today ||
      (december && deadlines_.known_until() < absl::StrCat(today.substr(0, 4), "-12-32"))) {
    warn("请导入下一年度的放假安排；在此之前超出日历的时限为暂定。",
         "Import the next year's holidays; until then deadlines beyond the calendar are "
         "provisional.");
  }
  return status;
}

absl::StatusOr<v1::Job> AdminHandler::CheckCounters(Call& call,
                                                    const v1::CheckCountersRequest& request) {
  v1::Job job;
  job.set_kind(v1::Job::KIND_COUNTER_CHECK);
  job.mutable_counter_check()->set_repair(request.repair());
  return BeginJob(call, std::move(job), request.job_id());
}

}  // namespace gridgov
