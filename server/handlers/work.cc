#include "server/handlers/work.h"

#include <algorithm>
#include <compare>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/reflection.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/present.h"
#include "server/handlers/work_sources.h"
#include "server/store/page.h"

namespace gridgov {
namespace {

using google::protobuf::Message;
using Item = v1::WorkItem;

// So many of each source are counted, and so many rows of it are looked at for one page.
constexpr int kMostCounted = 500;
constexpr int kMostLooked = 1000;
constexpr int64_t kLastKey = std::numeric_limits<int64_t>::max();

// Where a row stands in the list: by due time, then by source, then by age.
struct Place {
  std::string due;
  size_t source = 0;
  int64_t key = -1;
  auto operator<=>(const Place&) const = default;
};

struct Entry {
  Place place;
  Item item;
};

// What a source has behind a place.
struct Walk {
  std::vector<Entry> entries;
  bool done = false;  // There is nothing behind `last`.
  Place last;         // The last row that was looked at.
};

struct Asked {
  v1::WorkView view = v1::WORK_VIEW_WAITING;
  std::optional<Place> after;
  int wanted = 0;
  int most = 0;
};

// The arms by which rows are the caller's own or the caller's unit's.
Scope Personal(const Scope& scope) {
  std::vector<ScopeArm> arms;
  for (const ScopeArm& arm : scope.arms()) {
    if (arm.kind == ScopeArm::Kind::kOwn || arm.kind == ScopeArm::Kind::kUnit) arms.push_back(arm);
  }
  return Scope(std::move(arms));
}

bool Allows(const Message& row, absl::string_view act) {
  const auto* field = row.GetDescriptor()->FindFieldByName("allowed_actions");
  const auto acts = row.GetReflection()->GetRepeatedFieldRef<std::string>(row, field);
  return std::find(acts.begin(), acts.end(), act) != acts.end();
}

bool Shows(v1::WorkView view, const Item& item) {
  switch (view) {
    case v1::WORK_VIEW_MINE:
      return item.mine();
    case v1::WORK_VIEW_DUE_SOON:
      return item.phase() == Item::PHASE_DUE_SOON;
    case v1::WORK_VIEW_OVERDUE:
      return item.phase() >= Item::PHASE_OVERDUE;
    default:
      return true;
  }
}

Place PlaceOf(size_t source, const std::string& cursor) {
  const size_t space = cursor.rfind(' ');
  Place place{.due = cursor.substr(0, space), .source = source};
  if (space == std::string::npos || !absl::SimpleAtoi(cursor.substr(space + 1), &place.key)) {
    place.key = -1;
  }
  return place;
}

// The cursor of `source` from which it goes on behind `place`.
std::string CursorOf(size_t source, const Place& place) {
  const int64_t key = source == place.source ? place.key : source < place.source ? kLastKey : -1;
  return absl::StrCat(place.due, " ", key);
}

Find RowsOf(const WorkSource& source, v1::WorkView view, const Txn& txn) {
  const bool overdue = view == v1::WORK_VIEW_OVERDUE;
  Find find = BindWork(overdue ? absl::StrCat(source.where, " AND ", source.due, " <= {now}")
                               : std::string(source.where),
                       txn);
  find.order = source.due.empty() ? "'9'" : absl::StrCat("COALESCE(", source.due, ", '9')");
  return find;
}

// The rows of one source that wait for the caller, in order.
class Walker {
 public:
  Walker(const Call& call, size_t index, const Asked& asked)
      : source_(WorkSources()[index]),
        index_(index),
        asked_(asked),
        reach_{call.For(source_.permission), call.principal, call.chinese,
               std::string(source_.permission)},
        personal_(Personal(reach_.txn.scope)) {
    if (asked.view == v1::WORK_VIEW_MINE) reach_.txn.scope = personal_;
  }

  absl::StatusOr<Walk> Run() {
    const bool timed =
        asked_.view != v1::WORK_VIEW_DUE_SOON && asked_.view != v1::WORK_VIEW_OVERDUE;
    walk_.done = reach_.txn.scope.empty() || (!timed && source_.due.empty());
    std::string after;
    if (asked_.after.has_value()) after = CursorOf(index_, *asked_.after);
    int looked = 0;
    while (!walk_.done && std::ssize(walk_.entries) < asked_.wanted && looked < asked_.most) {
      Find find = RowsOf(source_, asked_.view, reach_.txn);
      find.after = after;
      find.limit = std::min(asked_.wanted, asked_.most - looked);
      std::vector<std::pair<std::unique_ptr<Message>, std::string>> rows;
      GG_RETURN_IF_ERROR(source_.table->FindInto(
          reach_.txn, find, [&rows](std::unique_ptr<Message> row, const std::string& cursor) {
            rows.emplace_back(std::move(row), cursor);
            return absl::OkStatus();
          }));
      looked += static_cast<int>(rows.size());
      walk_.done = std::ssize(rows) < find.limit;
      for (const auto& [row, cursor] : rows) {
        walk_.last = PlaceOf(index_, cursor);
        GG_RETURN_IF_ERROR(Take(*row));
        after = cursor;
      }
    }
    return std::move(walk_);
  }

 private:
  absl::Status Take(Message& row) {
    GG_RETURN_IF_ERROR(Present(reach_, &row));
    if (!source_.act.empty() && !Allows(row, source_.act)) return absl::OkStatus();
    GG_ASSIGN_OR_RETURN(Item item, WorkItemOf(reach_, source_, row));
    item.set_mine(!personal_.empty() &&
                  source_.table->Covers(reach_.txn, personal_, row).has_value());
    if (Shows(asked_.view, item)) walk_.entries.push_back({walk_.last, std::move(item)});
    return absl::OkStatus();
  }

  const WorkSource& source_;
  const size_t index_;
  const Asked& asked_;
  Call reach_;
  const Scope personal_;
  Walk walk_;
};

// What all sources have behind a place, in order, as far as every one of them was looked at.
struct Merged {
  std::vector<Entry> entries;
  std::optional<Place> until;  // There may be more behind this.
};

absl::StatusOr<Merged> Merge(const Call& call, const Asked& asked, Item::Kind kind) {
  Merged merged;
  for (size_t i = 0; i < WorkSources().size(); ++i) {
    if (kind != Item::KIND_UNSPECIFIED && WorkSources()[i].kind != kind) continue;
    GG_ASSIGN_OR_RETURN(Walk walk, Walker(call, i, asked).Run());
    if (!walk.done && (!merged.until.has_value() || walk.last < *merged.until)) {
      merged.until = walk.last;
    }
    for (Entry& entry : walk.entries) merged.entries.push_back(std::move(entry));
  }
  std::sort(merged.entries.begin(), merged.entries.end(),
            [](const Entry& a, const Entry& b) { return a.place < b.place; });
  if (merged.until.has_value()) {
    std::erase_if(merged.entries, [&](const Entry& one) { return one.place > *merged.until; });
  }
  return merged;
}

absl::StatusOr<Place> OpenPlace(const Txn& txn, const std::string& token,
                                const std::string& context) {
  GG_ASSIGN_OR_RETURN(const std::string text, txn.store.page_tokens->Open(token, context));
  size_t source = 0;
  const size_t space = text.find(' ');
  if (space == std::string::npos || !absl::SimpleAtoi(text.substr(0, space), &source)) {
    return absl::InternalError("unreadable page token");
  }
  return PlaceOf(source, text.substr(space + 1));
}

// Adds what one source has to the counts.
class Counter {
 public:
  void Add(Item::Kind kind, const Walk& walk) {
    for (const v1::WorkView view : {v1::WORK_VIEW_WAITING, v1::WORK_VIEW_MINE,
                                    v1::WORK_VIEW_DUE_SOON, v1::WORK_VIEW_OVERDUE}) {
      const auto count = std::count_if(walk.entries.begin(), walk.entries.end(),
                                       [view](const Entry& one) { return Shows(view, one.item); });
      if (count == 0) continue;
      v1::WorkCounts::Count& sum = counts_[{view, kind}];
      sum.set_count(sum.count() + static_cast<int>(std::min<int64_t>(count, kMostCounted)));
      sum.set_more(sum.more() || (!walk.done && Goes(view, walk.entries.back().item)));
    }
  }
  v1::WorkCounts Sum() {
    v1::WorkCounts sums;
    for (auto& [at, sum] : counts_) {
      sum.set_view(at.first);
      sum.set_kind(at.second);
      *sums.add_counts() = std::move(sum);
    }
    return sums;
  }

 private:
  // Whether rows behind `last` may be in the view: what is due first comes first.
  static bool Goes(v1::WorkView view, const Item& last) {
    if (view == v1::WORK_VIEW_OVERDUE) return last.phase() >= Item::PHASE_OVERDUE;
    return true;
  }

  std::map<std::pair<v1::WorkView, Item::Kind>, v1::WorkCounts::Count> counts_;
};

}  // namespace

absl::StatusOr<v1::ListWorkResponse> WorkHandler::List(Call& call,
                                                       const v1::ListWorkRequest& request) const {
  GG_ASSIGN_OR_RETURN(const int size, PageSizeOf(request));
  Asked asked{.view = request.view(), .wanted = size + 1, .most = kMostLooked};
  if (asked.view == v1::WORK_VIEW_UNSPECIFIED) asked.view = v1::WORK_VIEW_WAITING;
  const std::string context =
      absl::StrCat(call.txn.actor.account, "|work|", asked.view, "|", request.kind());
  if (!request.page_token().empty()) {
    GG_ASSIGN_OR_RETURN(asked.after, OpenPlace(call.txn, request.page_token(), context));
  }
  GG_ASSIGN_OR_RETURN(Merged merged, Merge(call, asked, request.kind()));
  v1::ListWorkResponse response;
  if (std::ssize(merged.entries) > size) {
    merged.entries.resize(size);
    merged.until = merged.entries.back().place;
  }
  for (Entry& entry : merged.entries) *response.add_items() = std::move(entry.item);
  if (merged.until.has_value()) {
    const Place& at = *merged.until;
    response.set_next_page_token(call.txn.store.page_tokens->Seal(
        absl::StrCat(at.source, " ", at.due, " ", at.key), context));
  }
  GG_ASSIGN_OR_RETURN(*response.mutable_watch_token(), WatchTokenOf(call.txn));
  return response;
}

absl::StatusOr<v1::WorkCounts> WorkHandler::Count(Call& call, const v1::CountWorkRequest&) const {
  const Asked asked{.wanted = kMostCounted + 1, .most = kMostCounted + 1};
  Counter counter;
  for (size_t i = 0; i < WorkSources().size(); ++i) {
    GG_ASSIGN_OR_RETURN(const Walk walk, Walker(call, i, asked).Run());
    counter.Add(WorkSources()[i].kind, walk);
  }
  return counter.Sum();
}

}  // namespace gridgov
