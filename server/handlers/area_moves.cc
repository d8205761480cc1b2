#include "server/handlers/area_moves.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

using Preview = v1::AreaChangePreview;

bool IsLead(const OpenWork& work) { return work.duty == v1::GridAssignment::DUTY_LEAD; }

bool Together(const OpenWork& a, const OpenWork& b) {
  return a.first_day <= b.last_day && b.first_day <= a.last_day;
}

}  // namespace

absl::Status AreaMoves::ReadPlacements(const std::vector<OpenWork>& work) {
  for (size_t i = 0; i < rules_.placements.size(); ++i) {
    const v1::AreaPlacement& placement = rules_.placements[i];
    const std::string field = absl::StrCat("placements[", i, "]");
    const auto successor = static_cast<size_t>(placement.successor());
    if (successor >= rules_.boundaries.size()) {
      return MakeInvalid(absl::StrCat(field, ".successor"), "OUT_OF_RANGE",
                         {.zh = "没有这个新网格，序号从0开始。",
                          .en = "there is no such successor; they count from 0."});
    }
    const bool open = std::any_of(work.begin(), work.end(), [&placement](const OpenWork& one) {
      return one.name == placement.resource();
    });
    if (!open) {
      return MakeInvalid(absl::StrCat(field, ".resource"), "NOT_OPEN_THERE",
                         {.zh = "它不是该网格的未了事项，请重新预览。",
                          .en = "is no open work of this grid. Look at the preview again."});
    }
    placed_[placement.resource()] = successor;
  }
  return absl::OkStatus();
}

Move AreaMoves::PlaceOne(OpenWork work) const {
  Move move{.work = std::move(work)};
  const std::vector<size_t>& heirs = rules_.heirs.at(move.work.grid);
  if (const auto it = placed_.find(move.work.name); it != placed_.end()) {
    move.to = it->second;
    move.basis = Preview::BASIS_PLACEMENT;
    return move;
  }
  if (heirs.size() == 1) {
    move.to = heirs.front();
    return move;
  }
  if (move.work.point.has_value()) {
    for (const size_t heir : heirs) {
      const auto& boundary = rules_.boundaries[heir];
      if (!boundary.has_value() || !boundary->Contains(*move.work.point)) continue;
      move.to = heir;
      move.basis = Preview::BASIS_POINT;
      return move;
    }
  }
  const auto compound = compounds_.find(move.work.compound);
  move.to = compound != compounds_.end() ? compound->second : rules_.fallback;
  move.basis = compound != compounds_.end() ? Preview::BASIS_COMPOUND : Preview::BASIS_DEFAULT;
  return move;
}

void AreaMoves::Settle(Move& move) {
  if (move.work.running) move.outcome = Preview::OUTCOME_BLOCKS;
  for (const Move& other : settled_) {
    if (other.to != move.to || other.work.kind != move.work.kind) continue;
    if (other.outcome == Preview::OUTCOME_ENDS) continue;
    if (move.work.kind == Preview::KIND_PATROL && !move.work.plan.empty() &&
        move.work.plan == other.work.plan) {
      move.outcome = Preview::OUTCOME_ENDS;
      return;
    }
    if (move.work.kind != Preview::KIND_ASSIGNMENT || !Together(move.work, other.work)) continue;
    if (move.work.account == other.work.account) {
      move.outcome = Preview::OUTCOME_ENDS;
      return;
    }
    if (IsLead(move.work) && IsLead(other.work) && other.outcome == Preview::OUTCOME_MOVES) {
      move.outcome = Preview::OUTCOME_MOVES_AS_WORKER;
    }
  }
}

absl::StatusOr<std::vector<Move>> AreaMoves::Place(std::vector<OpenWork> work) {
  GG_RETURN_IF_ERROR(ReadPlacements(work));
  for (const OpenWork& one : work) {
    if (one.kind == Preview::KIND_COMPOUND) compounds_[one.name] = PlaceOne(one).to;
  }
  // Leads of all grids before everybody else, so that nobody loses the duty to a lesser one.
  std::stable_sort(work.begin(), work.end(), [](const OpenWork& a, const OpenWork& b) {
    return std::pair(a.kind, !IsLead(a)) < std::pair(b.kind, !IsLead(b));
  });
  for (OpenWork& one : work) {
    Move move = PlaceOne(std::move(one));
    Settle(move);
    settled_.push_back(std::move(move));
  }
  return std::move(settled_);
}

void AddRows(const std::vector<Move>& moves, const std::map<std::string, std::string>& from,
             const std::vector<std::string>& to, v1::AreaChangePreview* preview) {
  std::map<std::tuple<int, int, std::string, std::string>, Preview::Count> counts;
  for (const Move& move : moves) {
    Preview::Row& row = *preview->add_rows();
    row.set_kind(move.work.kind);
    row.set_resource(move.work.name);
    row.set_label(move.work.label);
    row.set_duty(move.work.duty);
    row.set_from_code(from.at(move.work.grid));
    row.set_outcome(move.outcome);
    if (move.outcome == Preview::OUTCOME_MOVES ||
        move.outcome == Preview::OUTCOME_MOVES_AS_WORKER) {
      row.set_to_code(to[move.to]);
      row.set_basis(move.basis);
    }
    Preview::Count& count = counts[{row.kind(), row.outcome(), row.from_code(), row.to_code()}];
    count.set_kind(row.kind());
    count.set_outcome(row.outcome());
    count.set_from_code(row.from_code());
    count.set_to_code(row.to_code());
    count.set_count(count.count() + 1);
  }
  for (const auto& [key, count] : counts) *preview->add_counts() = count;
}

std::vector<OpenWork> Blocking(const std::vector<Move>& moves) {
  std::vector<OpenWork> blocking;
  for (const Move& move : moves) {
    if (move.outcome == Preview::OUTCOME_BLOCKS) blocking.push_back(move.work);
  }
  return blocking;
}

}  // namespace gridgov
