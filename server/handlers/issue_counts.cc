// What issues count for: their steps, which are never changed. An act counts on its day in the grid
// where it was done; what had a deadline counts on the day of the deadline, as in time or late.
#include "absl/strings/string_view.h"
#include "gridgov/v1/issue.pb.h"
#include "server/handlers/counts.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using Step = v1::IssueStep;

struct ActMeasure {
  absl::string_view act;
  absl::string_view measure;
  Step::Outcome outcome = Step::OUTCOME_UNSPECIFIED;  // Unspecified: whatever it was.
};

constexpr ActMeasure kActs[] = {
    {"report", "issues.reported"},
    {"accept", "issues.filed"},
    {"reject", "issues.rejected"},
    {"mark_duplicate", "issues.duplicates"},
    {"withdraw", "issues.withdrawn"},
    {"dispatch", "issues.dispatched"},
    {"return", "issues.returned"},
    {"decide_extension", "issues.extended", Step::OUTCOME_GRANTED},
    {"decide_suspension", "issues.suspended", Step::OUTCOME_GRANTED},
    {"handle_on_spot", "issues.handled"},
    {"handle_on_spot", "issues.on_spot"},
    {"finish", "issues.handled"},
    {"close", "issues.closed"},
    {"send_back", "issues.reworked"},
    {"reopen", "issues.reopened"},
    {"callback", "issues.satisfied", Step::OUTCOME_SATISFIED},
    {"callback", "issues.dissatisfied", Step::OUTCOME_DISSATISFIED},
};

// What an act ends that had a deadline.
struct DeadlineMeasure {
  absl::string_view act;
  absl::string_view in_time;
  absl::string_view late;
};

constexpr DeadlineMeasure kDeadlines[] = {
    {"dispatch", "issues.dispatch_in_time", "issues.dispatch_late"},
    {"handle_on_spot", "issues.dispatch_in_time", "issues.dispatch_late"},
    {"reject", "issues.dispatch_in_time", "issues.dispatch_late"},
    {"finish", "issues.handle_in_time", "issues.handle_late"},
    // What ends before it is due without that work owed none; after that it was late.
    {"withdraw", "", "issues.dispatch_late"},
    {"mark_duplicate", "", "issues.dispatch_late"},
    {"return", "", "issues.handle_late"},
    {"close", "issues.check_in_time", "issues.check_late"},
    {"send_back", "issues.check_in_time", "issues.check_late"},
};

// Filed and not closed.
bool InBacklog(v1::Issue::State state) {
  return state == v1::Issue::STATE_ACCEPTED || state == v1::Issue::STATE_DISPATCHED ||
         state == v1::Issue::STATE_IN_PROGRESS || state == v1::Issue::STATE_SUSPENDED ||
         state == v1::Issue::STATE_HANDLED;
}

// Adds up to how many there are in each grid.
void CountBacklog(const Step& step, absl::Time time, Counts& counts) {
  const std::string& from = step.from_grid().empty() ? step.grid() : step.from_grid();
  if (InBacklog(step.from_state())) counts.Add(from, time, "issues.backlog", -1);
  if (InBacklog(step.to_state())) counts.Add(step.grid(), time, "issues.backlog", 1);
}

}  // namespace

void CountIssueStep(const google::protobuf::Message& row, Counts& counts) {
  const auto& step = static_cast<const Step&>(row);
  const absl::Time time = FromProto(step.create_time());
  CountBacklog(step, time, counts);
  // A duplicate that follows its original is no work of its own.
  if (step.from_state() == v1::Issue::STATE_DUPLICATE) return;
  for (const ActMeasure& one : kActs) {
    if (one.act != step.act()) continue;
    if (one.outcome != Step::OUTCOME_UNSPECIFIED && one.outcome != step.outcome()) continue;
    counts.Add(step.grid(), time, one.measure);
  }
  const bool asked = step.source() == v1::Issue::SOURCE_VISIT;
  if (asked && step.act() == "report") counts.Add(step.grid(), time, "visits.asks_raised");
  if (!step.has_due_time()) return;
  const absl::Time due = FromProto(step.due_time());
  for (const DeadlineMeasure& one : kDeadlines) {
    if (one.act != step.act()) continue;
    const absl::string_view measure = time < due ? one.in_time : one.late;
    if (measure.empty()) continue;
    counts.Add(step.grid(), due, measure);
    if (!asked) continue;
    if (measure == "issues.handle_in_time") counts.Add(step.grid(), due, "visits.asks_in_time");
    if (measure == "issues.handle_late") counts.Add(step.grid(), due, "visits.asks_late");
  }
}

}  // namespace gridgov
