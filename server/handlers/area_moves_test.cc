#include "server/handlers/area_moves.h"

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

using Preview = v1::AreaChangePreview;

// Two grids that become one.
AreaMoves Merger() {
  return AreaMoves({.heirs = {{"grids/a", {0}}, {"grids/b", {0}}}, .boundaries = {std::nullopt}});
}

OpenWork Duty(const std::string& grid, const std::string& account, bool lead,
              const std::string& from = "2026-01-01", const std::string& to = "9999-12-31") {
  return {.kind = Preview::KIND_ASSIGNMENT,
          .name = grid + account + from,
          .grid = grid,
          .account = account,
          .duty = lead ? v1::GridAssignment::DUTY_LEAD : v1::GridAssignment::DUTY_WORKER,
          .first_day = from,
          .last_day = to};
}

std::vector<Preview::Outcome> OutcomesOf(std::vector<OpenWork> work) {
  const auto moves = Merger().Place(std::move(work));
  EXPECT_THAT(moves, IsOk());
  std::vector<Preview::Outcome> outcomes;
  for (const Move& move : *moves) outcomes.push_back(move.outcome);
  return outcomes;
}

TEST(AreaMovesTest, TheSecondLeadOfTheSameDaysGoesOnAsWorker) {
  EXPECT_EQ(OutcomesOf({Duty("grids/a", "x", true), Duty("grids/b", "y", true)}),
            (std::vector{Preview::OUTCOME_MOVES, Preview::OUTCOME_MOVES_AS_WORKER}));
  EXPECT_EQ(OutcomesOf({Duty("grids/a", "x", true, "2026-01-01", "2026-12-31"),
                        Duty("grids/b", "y", true, "2027-01-01")}),
            (std::vector{Preview::OUTCOME_MOVES, Preview::OUTCOME_MOVES}));
}

TEST(AreaMovesTest, WhoIsLeadInOneAndWorkerInTheOtherStaysLead) {
  const auto moves = Merger().Place({Duty("grids/a", "x", false), Duty("grids/b", "x", true)});
  ASSERT_THAT(moves, IsOk());
  EXPECT_EQ((*moves)[0].work.duty, v1::GridAssignment::DUTY_LEAD);
  EXPECT_EQ((*moves)[0].outcome, Preview::OUTCOME_MOVES);
  EXPECT_EQ((*moves)[1].outcome, Preview::OUTCOME_ENDS);
}

TEST(AreaMovesTest, OfTwoPlansOfOneRuleAndWindowOneStays) {
  const auto plan = [](const std::string& grid, const std::string& key) {
    return OpenWork{.kind = Preview::KIND_PATROL, .name = grid + key, .grid = grid, .plan = key};
  };
  EXPECT_EQ(OutcomesOf({plan("grids/a", "r1"), plan("grids/b", "r1"), plan("grids/b", "r2")}),
            (std::vector{Preview::OUTCOME_MOVES, Preview::OUTCOME_ENDS, Preview::OUTCOME_MOVES}));
  EXPECT_EQ(OutcomesOf({plan("grids/a", ""), plan("grids/b", "")}),
            (std::vector{Preview::OUTCOME_MOVES, Preview::OUTCOME_MOVES}));
}

}  // namespace
}  // namespace gridgov
