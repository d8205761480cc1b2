#include "server/auth/sessions.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"
#include "server/crypto/random.h"
#include "server/store/tables/credentials.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr size_t kMostInMemory = 50000;

absl::Status NotSignedIn() {
  return MakeError(absl::StatusCode::kUnauthenticated, "NOT_SIGNED_IN",
                   {.zh = "请先登录。", .en = "Sign in first."});
}

absl::Status Ended() {
  return MakeError(
      absl::StatusCode::kUnauthenticated, "SESSION_ENDED",
      {.zh = "登录已失效，请重新登录。", .en = "The session has ended. Sign in again."});
}

absl::Time DayEnd(absl::Time now) { return DayStart(DayText(now)) + absl::Hours(24); }

}  // namespace

Sessions::NewToken Sessions::MakeToken() {
  NewToken token{absl::WebSafeBase64Escape(RandomBytes(32)), ""};
  token.hash = HashOf(token.token);
  return token;
}

std::string Sessions::HashOf(absl::string_view token) { return Sha256(token); }

absl::StatusOr<Sessions::Caller> Sessions::Find(const std::string& token_hash, absl::Time now) {
  std::lock_guard<std::mutex> lock(mu_);
  const auto it = by_token_.find(token_hash);
  if (it == by_token_.end()) return Caller();
  const Entry& entry = *it->second;
  if (entry.epoch != epoch_ || now >= entry.day_ends) return Caller();
  if (now >= entry.expire || now - absl::FromUnixMicros(entry.last_used_micros) > entry.idle) {
    return Ended();
  }
  entry.last_used_micros = absl::ToUnixMicros(now);
  return Caller(it->second);
}

absl::StatusOr<Sessions::Caller> Sessions::Load(Connection& db, const std::string& token_hash,
                                                absl::Time now) {
  const int64_t epoch = epoch_;
  GG_ASSIGN_OR_RETURN(const auto row, FindSession(db, token_hash));
  if (!row.has_value()) return NotSignedIn();
  absl::Time last_used = row->last_used;
  {
    std::lock_guard<std::mutex> lock(mu_);
    if (const auto it = by_token_.find(token_hash); it != by_token_.end()) {
      last_used = std::max(last_used, absl::FromUnixMicros(it->second->last_used_micros));
    }
  }
  if (row->revoked || row->account_state == v1::Account::STATE_DISABLED || now >= row->expire ||
      now - last_used > row->idle) {
    std::lock_guard<std::mutex> lock(mu_);
    by_token_.erase(token_hash);
    return Ended();
  }
  Actor actor{.account = row->account, .session = row->uid, .username = row->username};
  Draft draft;
  const Txn txn{db, store_, now, actor, Scope::System(), draft};
  GG_ASSIGN_OR_RETURN(auto roles, RolesOn(txn, row->account, DayText(now)));
  auto entry = std::make_shared<Entry>();
  entry->principal = Principal::Make(std::move(actor), std::move(roles));
  entry->principal.password_change_required = row->password_change_required;
  entry->epoch = epoch;
  entry->token_hash = token_hash;
  entry->session_uid = row->uid;
  entry->expire = row->expire;
  entry->idle = row->idle;
  entry->day_ends = DayEnd(now);
  entry->last_used_micros = absl::ToUnixMicros(now);
  std::lock_guard<std::mutex> lock(mu_);
  // Sessions are cheap to read again, so a full memory starts anew.
  if (by_token_.size() >= kMostInMemory) by_token_.clear();
  by_token_[token_hash] = entry;
  return Caller(entry);
}

std::vector<std::pair<std::string, absl::Time>> Sessions::TakeUsed() {
  std::vector<std::pair<std::string, absl::Time>> used;
  std::lock_guard<std::mutex> lock(mu_);
  for (const auto& [hash, entry] : by_token_) {
    const absl::Time last = absl::FromUnixMicros(entry->last_used_micros);
    absl::Time& flushed = flushed_[entry->session_uid];
    if (last > flushed) {
      used.emplace_back(entry->session_uid, last);
      flushed = last;
    }
  }
  if (flushed_.size() > kMostInMemory) flushed_.clear();
  return used;
}

absl::StatusOr<Principal> PresentRights(const Txn& txn, const std::string& account) {
  std::string username;
  GG_RETURN_IF_ERROR(
      txn.db.Query("SELECT username FROM accounts WHERE uid = $1 AND state <> 'DISABLED'",
                   {Blob{account}}, [&username](const Row& row) {
                     username = std::string(row.Bytes(0));
                     return absl::OkStatus();
                   }));
  if (username.empty()) {
    return MakeError(
        absl::StatusCode::kPermissionDenied, "ACCOUNT_ENDED",
        {.zh = "发起人的账号已停用。", .en = "The account of who began it is disabled."});
  }
  GG_ASSIGN_OR_RETURN(auto roles, RolesOn(txn.System(), account, DayText(txn.now)));
  return Principal::Make({.account = account, .username = std::move(username)}, std::move(roles));
}

}  // namespace gridgov
