// Rows are read in many short snapshots while others go on writing. So a counter is judged only if
// it is the same before and after the rows were read, and named only if a second reading finds the
// same difference.
#include "server/jobs/counter_check.h"

#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/counts.h"

namespace gridgov {
namespace {

constexpr int kRowsAtOnce = 500;
constexpr size_t kCountersAtOnce = 100;
constexpr int kMostNamed = 50;

// A text as a number: a million counters fit into some tens of megabytes.
class Texts {
 public:
  uint32_t Number(const std::string& text) {
    const auto [at, fresh] = numbers_.try_emplace(text, static_cast<uint32_t>(texts_.size()));
    if (fresh) texts_.push_back(text);
    return at->second;
  }
  const std::string& Text(uint32_t number) const { return texts_[number]; }

 private:
  absl::flat_hash_map<std::string, uint32_t> numbers_;
  std::vector<std::string> texts_;
};

// A counter's grid, day and measure as numbers.
using SmallId = std::tuple<uint32_t, uint32_t, uint32_t>;
using Sums = absl::flat_hash_map<SmallId, int64_t>;

struct Difference {
  int64_t stored = 0;
  int64_t expected = 0;
};
using Differences = absl::flat_hash_map<SmallId, Difference>;

int64_t ValueOf(const Sums& sums, const SmallId& id) {
  const auto found = sums.find(id);
  return found == sums.end() ? 0 : found->second;
}

class CounterCheck {
 public:
  explicit CounterCheck(JobRun& run) : run_(run) {}

  absl::Status Run() {
    GG_ASSIGN_OR_RETURN(Differences found, Compare());
    if (!found.empty()) {
      GG_ASSIGN_OR_RETURN(const Differences again, Compare());
      absl::erase_if(found, [&again](const auto& one) {
        const auto same = again.find(one.first);
        return same == again.end() || same->second.expected - same->second.stored !=
                                          one.second.expected - one.second.stored;
      });
    }
    GG_RETURN_IF_ERROR(Keep(found));
    if (found.empty()) return absl::OkStatus();
    if (run_.job().counter_check().repair()) return Repair(found);
    return MakeError(
        absl::StatusCode::kDataLoss, "COUNTERS_DIFFER",
        {.zh = absl::StrCat(found.size(), " 个计数与记录不符，可用 --repair 改正。"),
         .en = absl::StrCat(found.size(),
                            " counters are not what the rows say. --repair sets them right.")});
  }

 private:
  SmallId Small(const CounterId& id) {
    return {grids_.Number(id.grid), days_.Number(id.day), measures_.Number(id.measure)};
  }
  CounterId Whole(const SmallId& id) const {
    return {grids_.Text(std::get<0>(id)), days_.Text(std::get<1>(id)),
            measures_.Text(std::get<2>(id))};
  }

  absl::StatusOr<Sums> Stored() {
    Sums sums;
    GG_RETURN_IF_ERROR(run_.Read([&](const Txn& txn) {
      return txn.db.Query("SELECT grid, day, measure, value FROM counters WHERE value <> 0", {},
                          [&](const Row& row) {
                            sums[Small({std::string(row.Bytes(0)), std::string(row.Bytes(1)),
                                        std::string(row.Bytes(2))})] = row.Int(3);
                            return absl::OkStatus();
                          });
    }));
    return sums;
  }

  absl::StatusOr<Sums> FromRows() {
    Sums sums;
    CountPosition position;
    while (position.table < AllCounts().rules().size()) {
      Counts counts;
      GG_RETURN_IF_ERROR(run_.Read([&](const Txn& txn) {
        // The sums are of everybody's rows.
        return CountNext(txn.System(), kRowsAtOnce, position, counts);
      }));
      for (const auto& [id, amount] : counts.all()) sums[Small(id)] += amount;
      GG_RETURN_IF_ERROR(run_.Report(v1::Job::PHASE_CHECKING, position.rows, 0));
    }
    rows_ = position.rows;
    return sums;
  }

  absl::StatusOr<Differences> Compare() {
    GG_ASSIGN_OR_RETURN(const Sums before, Stored());
    GG_ASSIGN_OR_RETURN(const Sums expected, FromRows());
    GG_ASSIGN_OR_RETURN(const Sums after, Stored());
    Differences found;
    compared_ = unsettled_ = 0;
    const auto judge = [&](const SmallId& id) {
      const int64_t stored = ValueOf(after, id);
      if (ValueOf(before, id) != stored) {
        ++unsettled_;
        return;
      }
      ++compared_;
      if (ValueOf(expected, id) != stored) found[id] = {stored, ValueOf(expected, id)};
    };
    for (const auto& [id, value] : after) judge(id);
    for (const auto& [id, value] : expected) {
      if (value != 0 && !after.contains(id)) judge(id);
    }
    return found;
  }

  absl::Status Keep(const Differences& found) {
    return run_.Write([&](Slice& slice) -> absl::Status {
      v1::CounterCheck* check = slice.job.mutable_counter_check();
      check->set_rows(rows_);
      check->set_counters(compared_);
      check->set_unsettled(unsettled_);
      check->set_difference_count(static_cast<int64_t>(found.size()));
      check->clear_differences();
      for (const auto& [id, difference] : found) {
        if (check->differences_size() == kMostNamed) break;
        const CounterId whole = Whole(id);
        v1::CounterDifference* named = check->add_differences();
        GG_ASSIGN_OR_RETURN(const Uuid grid, Uuid::FromBytes(whole.grid));
        named->set_grid(MakeName("grids", grid.ToString()));
        named->set_day(whole.day);
        named->set_measure(whole.measure);
        named->set_stored(difference.stored);
        named->set_expected(difference.expected);
      }
      return absl::OkStatus();
    });
  }

  // Adds what lacks, so that what others count meanwhile stays counted.
  absl::Status Repair(const Differences& found) {
    auto next = found.begin();
    while (next != found.end()) {
      Counts lacking;
      for (size_t i = 0; i < kCountersAtOnce && next != found.end(); ++i, ++next) {
        lacking.Add(Whole(next->first), next->second.expected - next->second.stored);
      }
      GG_RETURN_IF_ERROR(
          run_.Write([&lacking](Slice& slice) { return StoreCounts(slice.txn.db, lacking); }));
    }
    return absl::OkStatus();
  }

  JobRun& run_;
  Texts grids_, days_, measures_;
  int64_t rows_ = 0;
  int64_t compared_ = 0;
  int64_t unsettled_ = 0;
};

}  // namespace

JobKind CounterCheckKind() {
  return {.permission = "admin.counters",
          .method = "AdminService.CheckCounters",
          .work = [](JobRun& run) { return CounterCheck(run).Run(); }};
}

}  // namespace gridgov
