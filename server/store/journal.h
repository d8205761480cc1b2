// The journal: one append-only table with four uses: audit, watch, replay and history. It is
// written here alone, in the transaction of the change that it tells of, and each row's mac is an
// HMAC over the row and the mac before it.
#ifndef GRIDGOV_SERVER_STORE_JOURNAL_H_
#define GRIDGOV_SERVER_STORE_JOURNAL_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "server/crypto/secret.h"
#include "server/store/txn.h"

namespace gridgov {

// What the journal keeps of the call around its changes.
struct JournalCall {
  std::string call;          // 16 bytes; all rows of one call share it.
  std::string method;        // "IssueService.CloseIssue".
  std::string request_id;    // "" if the call has none.
  std::string request_hash;  // SHA-256 of the request.
  std::string purpose;
  std::string outcome = "OK";
  int64_t count = 1;  // How many alike were merged.
};

// A change as watchers need it.
struct FeedEntry {
  int64_t seq = 0;
  std::string resource;
  RowScope scope_before;
  RowScope scope_after;
};

// A signed statement of how long the chain is.
struct JournalHead {
  int64_t count = 0;
  int64_t seq = 0;
  std::string mac;
  absl::Time time;
  std::string signature;
};

// What a check of the chain found.
struct ChainVerdict {
  int64_t checked = 0;
  int64_t first_bad_seq = 0;  // 0: intact.
  int64_t next = 0;           // The last row checked, if the chain goes on behind it.
  enum class Finding {
    kIntact,
    kRowChanged,
    kRowMissing,
    kHeadUnmatched,
    kHeadForged
  } finding = Finding::kIntact;
};

// Append and OnLostBatch run on the writer's thread; everything else is thread-safe.
class Journal {
 public:
  explicit Journal(const Secret& key);

  // Takes up the chain where the table ends.
  absl::Status Load(Connection& db);

  // Adds a row for each change of txn's draft, or one row for the call itself if there is none and
  // `always`. The row of `answered`, the resource that the call answers with, comes first.
  absl::Status Append(const Txn& txn, const JournalCall& call, const std::string& answered,
                      bool always);

  // What was appended is durable: watchers may see it.
  void OnCommit();
  // What was appended since the last commit never happened.
  void OnLostBatch(Connection& db);

  // An earlier successful call with this request id of this actor.
  struct Replay {
    std::string request_hash;
    std::string resource;
  };
  static absl::StatusOr<std::optional<Replay>> FindReplay(Connection& db,
                                                          const std::string& request_id,
                                                          const std::string& account);

  // Changes after `seq` and up to `to`, at most `limit`; from memory where it reaches back far
  // enough.
  absl::StatusOr<std::vector<FeedEntry>> Feed(Connection& db, int64_t seq, int64_t to,
                                              int limit) const;
  // The newest durable row.
  int64_t last_seq() const;
  // Calls `wake` after each commit until the handle is destroyed.
  using Subscription = std::shared_ptr<std::function<void()>>;
  Subscription Subscribe(std::function<void()> wake);

  // Signs the chain's end and keeps it beside the chain. On the writer.
  absl::StatusOr<JournalHead> SignHead(const Txn& txn);
  static absl::StatusOr<std::optional<JournalHead>> NewestHead(Connection& db);
  // Checks at most `most` rows after `after`, and the heads among them: those that are kept and
  // `pulled` if set. Row `after` itself, which the slice before has checked, is trusted.
  absl::StatusOr<ChainVerdict> Verify(Connection& db, const std::optional<JournalHead>& pulled,
                                      int64_t after, int64_t most) const;

 private:
  absl::Status AppendRow(const Txn& txn, const JournalCall& call, const ResourceChange* change,
                         bool first);
  std::string SignatureOf(const JournalHead& head) const;
  // The heads after row `after` in the chain's order, those kept and `pulled`.
  static absl::StatusOr<std::vector<JournalHead>> HeadsAfter(
      Connection& db, const std::optional<JournalHead>& pulled, int64_t after);

  const Secret key_;
  // The writer's view, ahead of what is durable.
  int64_t seq_ = 0;
  std::string mac_;
  std::vector<FeedEntry> pending_;

  mutable std::mutex mu_;
  int64_t durable_seq_ = 0;
  std::deque<FeedEntry> recent_;
  // Changes at or below it may be missing in recent_.
  int64_t recent_from_ = 0;
  std::vector<std::weak_ptr<std::function<void()>>> watchers_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_JOURNAL_H_
