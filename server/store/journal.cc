#include "server/store/journal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/cipher.h"
#include "server/crypto/hmac.h"
#include "server/store/json_text.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr size_t kMostRecent = 65536;

// Field-level before and after. A personal value is sealed under its subject's key, so that
// erasing the key erases it and the chain still verifies.
absl::StatusOr<std::string> ChangesJson(const Txn& txn, const ResourceChange& change) {
  std::string out = "[";
  const auto add = [&out](absl::string_view key, absl::string_view value) {
    absl::StrAppend(&out, key);
    AppendJsonString(value, &out);
  };
  for (const FieldChange& field : change.fields) {
    add(out.size() == 1 ? "{\"f\":" : ",{\"f\":", field.field);
    if (field.personal) {
      const auto subject = Uuid::FromBytes(change.subject);
      std::string sealed;
      if (subject.ok()) {
        GG_ASSIGN_OR_RETURN(const Key key, txn.store.keys->KeyFor(*subject));
        sealed = Seal(key, absl::StrCat(field.before, "\n", field.after),
                      Aad("journal", field.field, change.subject));
      }
      add(",\"p\":", absl::Base64Escape(sealed));
    } else {
      if (!field.before.empty()) add(",\"b\":", field.before);
      if (!field.after.empty()) add(",\"a\":", field.after);
    }
    out.push_back('}');
  }
  out.push_back(']');
  return out;
}

std::string MacOf(const Secret& key, const std::string& before, int64_t seq,
                  const std::vector<std::string>& parts) {
  std::string message = JoinParts({before, absl::StrCat(seq)});
  for (const std::string& part : parts) absl::StrAppend(&message, JoinParts({part}));
  return HmacSha256(key, message);
}

Value OrNull(std::string text) { return text.empty() ? Value() : Value(std::move(text)); }
Value BlobOrNull(std::string bytes) {
  return bytes.empty() ? Value() : Value(Blob{std::move(bytes)});
}

constexpr char kInsert[] =
    "INSERT INTO journal (seq, call, time, actor, session, role, method, request_id, request_hash, "
    "resource, version, area_before, area_after, purpose, changes, outcome, count, mac) VALUES "
    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)";

constexpr char kSelectForMac[] =
    "SELECT seq, mac, call, time, actor, session, role, method, request_id, request_hash, "
    "resource, version, area_before, area_after, purpose, changes, outcome, count FROM journal "
    "WHERE seq > $1 ORDER BY seq LIMIT $2";

}  // namespace

Journal::Journal(const Secret& key) : key_(key.Clone()) {}

absl::Status Journal::Load(Connection& db) {
  seq_ = 0;
  mac_.clear();
  pending_.clear();
  GG_RETURN_IF_ERROR(db.Query("SELECT seq, mac FROM journal ORDER BY seq DESC LIMIT 1", {},
                              [this](const Row& row) {
                                seq_ = row.Int(0);
                                mac_ = std::string(row.Bytes(1));
                                return absl::OkStatus();
                              }));
  std::lock_guard<std::mutex> lock(mu_);
  durable_seq_ = seq_;
  if (recent_.empty()) recent_from_ = seq_;
  return absl::OkStatus();
}

absl::Status Journal::AppendRow(const Txn& txn, const JournalCall& call,
                                const ResourceChange* change, bool first) {
  std::string changes;
  std::string before;
  std::string after;
  if (change != nullptr) {
    GG_ASSIGN_OR_RETURN(changes, ChangesJson(txn, *change));
    if (change->version > 0) after = change->scope_after.Encode();
    if (change->scope_before != change->scope_after) before = change->scope_before.Encode();
  }
  const int64_t seq = seq_ + 1;
  const std::string time = TimeText(txn.now);
  const std::string request_id = first ? call.request_id : "";
  const std::string request_hash = first && !request_id.empty() ? call.request_hash : "";
  const std::string resource = change != nullptr ? change->resource : "";
  const int64_t version = change != nullptr ? change->version : 0;
  std::string mac =
      MacOf(key_, mac_, seq,
            {call.call, time, txn.actor.account, txn.actor.session, txn.actor.role, call.method,
             request_id, request_hash, resource, absl::StrCat(version), before, after, call.purpose,
             changes, call.outcome, absl::StrCat(call.count)});
  GG_RETURN_IF_ERROR(
      txn.db
          .Execute(kInsert, {seq, Blob{call.call}, time, BlobOrNull(txn.actor.account),
                             BlobOrNull(txn.actor.session), OrNull(txn.actor.role), call.method,
                             OrNull(request_id), BlobOrNull(request_hash), OrNull(resource),
                             version, OrNull(before), OrNull(after), OrNull(call.purpose),
                             OrNull(changes), call.outcome, call.count, Blob{mac}})
          .status());
  if (change != nullptr && !change->subject.empty()) {
    GG_RETURN_IF_ERROR(txn.db
                           .Execute("INSERT INTO journal_subjects (subject, seq) VALUES ($1, $2)",
                                    {Blob{change->subject}, seq})
                           .status());
  }
  seq_ = seq;
  mac_ = std::move(mac);
  if (change != nullptr && change->watchable) {
    pending_.push_back({seq, resource, change->scope_before, change->scope_after});
  }
  return absl::OkStatus();
}

absl::Status Journal::Append(const Txn& txn, const JournalCall& call, const std::string& answered,
                             bool always) {
  const int64_t seq = seq_;
  const std::string mac = mac_;
  const size_t pending = pending_.size();
  std::vector<const ResourceChange*> rows;
  for (const ResourceChange& change : txn.draft.changes) rows.push_back(&change);
  std::stable_partition(rows.begin(), rows.end(), [&answered](const ResourceChange* change) {
    return change->resource == answered;
  });
  if (rows.empty() && always) rows.push_back(nullptr);
  absl::Status status = absl::OkStatus();
  for (size_t i = 0; i < rows.size() && status.ok(); ++i) {
    status = AppendRow(txn, call, rows[i], i == 0);
  }
  if (!status.ok()) {
    // The savepoint takes the rows back; so does this.
    seq_ = seq;
    mac_ = mac;
    pending_.resize(pending);
  }
  return status;
}

void Journal::OnCommit() {
  std::vector<std::shared_ptr<std::function<void()>>> wake;
  {
    std::lock_guard<std::mutex> lock(mu_);
    durable_seq_ = seq_;
    for (FeedEntry& entry : pending_) recent_.push_back(std::move(entry));
    const bool changed = !pending_.empty();
    pending_.clear();
    while (recent_.size() > kMostRecent) {
      recent_from_ = recent_.front().seq;
      recent_.pop_front();
    }
    if (!changed) return;
    std::erase_if(watchers_, [](const auto& watcher) { return watcher.expired(); });
    for (const auto& watcher : watchers_) {
      if (auto alive = watcher.lock()) wake.push_back(std::move(alive));
    }
  }
  for (const auto& watcher : wake) (*watcher)();
}

void Journal::OnLostBatch(Connection& db) {
  // If the database cannot be read now the next Append fails on its sequence number, so nothing
  // can be chained to a row that is not there.
  (void)Load(db);
}

absl::StatusOr<std::optional<Journal::Replay>> Journal::FindReplay(Connection& db,
                                                                   const std::string& request_id,
                                                                   const std::string& account) {
  std::optional<Replay> replay;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT request_hash, resource FROM journal WHERE request_id = $1 AND actor = $2 AND "
      "outcome = 'OK'",
      {request_id, Blob{account}}, [&replay](const Row& row) {
        replay = Replay{std::string(row.Bytes(0)), std::string(row.Bytes(1))};
        return absl::OkStatus();
      }));
  return replay;
}

absl::StatusOr<std::vector<FeedEntry>> Journal::Feed(Connection& db, int64_t seq, int64_t to,
                                                     int limit) const {
  std::vector<FeedEntry> out;
  {
    std::lock_guard<std::mutex> lock(mu_);
    if (seq >= recent_from_) {
      auto it = std::upper_bound(recent_.begin(), recent_.end(), seq,
                                 [](int64_t at, const FeedEntry& entry) { return at < entry.seq; });
      for (; it != recent_.end() && it->seq <= to && std::ssize(out) < limit; ++it) {
        out.push_back(*it);
      }
      return out;
    }
  }
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT seq, resource, area_before, area_after FROM journal WHERE seq > $1 AND seq <= $2 AND "
      "version > 0 ORDER BY seq LIMIT $3",
      {seq, to, int64_t{limit}}, [&out](const Row& row) {
        FeedEntry entry{row.Int(0), std::string(row.Bytes(1)), {}, RowScope::Decode(row.Bytes(3))};
        entry.scope_before = row.IsNull(2) ? entry.scope_after : RowScope::Decode(row.Bytes(2));
        out.push_back(std::move(entry));
        return absl::OkStatus();
      }));
  return out;
}

int64_t Journal::last_seq() const {
  std::lock_guard<std::mutex> lock(mu_);
  return durable_seq_;
}

Journal::Subscription Journal::Subscribe(std::function<void()> wake) {
  auto subscription = std::make_shared<std::function<void()>>(std::move(wake));
  std::lock_guard<std::mutex> lock(mu_);
  watchers_.push_back(subscription);
  return subscription;
}

std::string Journal::SignatureOf(const JournalHead& head) const {
  return HmacSha256OfParts(key_, {"head", absl::StrCat(head.count), absl::StrCat(head.seq),
                                  head.mac, TimeText(head.time)});
}

absl::StatusOr<JournalHead> Journal::SignHead(const Txn& txn) {
  // The chain has no gap, so its last number is how many rows it has had; counting them would hold
  // up every writer for seconds.
  JournalHead head{.count = seq_, .seq = seq_, .mac = mac_, .time = txn.now};
  head.signature = SignatureOf(head);
  GG_RETURN_IF_ERROR(
      txn.db
          .Execute(
              "INSERT INTO journal_heads (seq, count, mac, time, signature) VALUES ($1, $2, "
              "$3, $4, $5)",
              {head.seq, head.count, Blob{head.mac}, TimeText(head.time), Blob{head.signature}})
          .status());
  return head;
}

absl::StatusOr<std::optional<JournalHead>> Journal::NewestHead(Connection& db) {
  std::optional<JournalHead> head;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT seq, count, mac, time, signature FROM journal_heads ORDER BY key DESC LIMIT 1", {},
      [&head](const Row& row) {
        head = JournalHead{row.Int(1), row.Int(0), std::string(row.Bytes(2)),
                           ParseTimeText(row.Bytes(3)), std::string(row.Bytes(4))};
        return absl::OkStatus();
      }));
  return head;
}

absl::StatusOr<std::vector<JournalHead>> Journal::HeadsAfter(
    Connection& db, const std::optional<JournalHead>& pulled, int64_t after) {
  std::vector<JournalHead> heads;
  GG_RETURN_IF_ERROR(db.Query(
      "SELECT seq, count, mac, time, signature FROM journal_heads WHERE seq > $1 ORDER BY seq",
      {after}, [&heads](const Row& row) {
        heads.push_back({row.Int(1), row.Int(0), std::string(row.Bytes(2)),
                         ParseTimeText(row.Bytes(3)), std::string(row.Bytes(4))});
        return absl::OkStatus();
      }));
  if (pulled.has_value() && pulled->seq > after) heads.push_back(*pulled);
  std::stable_sort(heads.begin(), heads.end(),
                   [](const auto& a, const auto& b) { return a.seq < b.seq; });
  return heads;
}

absl::StatusOr<ChainVerdict> Journal::Verify(Connection& db,
                                             const std::optional<JournalHead>& pulled,
                                             int64_t after, int64_t most) const {
  using Finding = ChainVerdict::Finding;
  GG_ASSIGN_OR_RETURN(const std::vector<JournalHead> heads, HeadsAfter(db, pulled, after));
  for (const JournalHead& head : heads) {
    if (SignatureOf(head) == head.signature) continue;
    return ChainVerdict{.first_bad_seq = head.seq, .finding = Finding::kHeadForged};
  }
  std::string mac;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT mac FROM journal WHERE seq = $1", {after}, [&mac](const Row& row) {
        mac = std::string(row.Bytes(0));
        return absl::OkStatus();
      }));
  if (after > 0 && mac.empty()) {
    return ChainVerdict{.first_bad_seq = after, .finding = Finding::kRowMissing};
  }
  ChainVerdict verdict;
  int64_t seq = after;
  auto head = heads.begin();
  const auto find = [&verdict](int64_t at, Finding finding) {
    verdict.first_bad_seq = at;
    verdict.finding = finding;
  };
  GG_RETURN_IF_ERROR(db.Query(kSelectForMac, {after, most}, [&](const Row& row) -> absl::Status {
    if (verdict.finding != Finding::kIntact) return absl::OkStatus();
    if (row.Int(0) != seq + 1) {
      find(seq + 1, Finding::kRowMissing);
      return absl::OkStatus();
    }
    ++seq;
    ++verdict.checked;
    std::vector<std::string> parts;
    for (int i = 2; i < 18; ++i) {
      parts.emplace_back(i == 11 || i == 17 ? absl::StrCat(row.Int(i)) : std::string(row.Bytes(i)));
    }
    mac = MacOf(key_, mac, seq, parts);
    if (mac != row.Bytes(1)) find(seq, Finding::kRowChanged);
    for (; head != heads.end() && head->seq == seq; ++head) {
      if (head->mac != mac) find(seq, Finding::kHeadUnmatched);
    }
    return absl::OkStatus();
  }));
  if (verdict.finding != Finding::kIntact) return verdict;
  if (verdict.checked == most) {
    verdict.next = seq;
  } else if (head != heads.end()) {
    // No row reaches it: the end of the chain was cut off.
    find(seq + 1, Finding::kRowMissing);
  }
  return verdict;
}

}  // namespace gridgov
