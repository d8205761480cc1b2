// IssueTest: the staff that issues pass through, and each act as one call of its handler.
//
//   const v1::Issue issue = In(v1::Issue::STATE_HANDLED);
//   EXPECT_THAT(Do(office_, "close", issue), IsOk());
//
// Deadlines run round the clock here, so that a time can be told by adding hours.
#ifndef GRIDGOV_TESTS_SUPPORT_ISSUE_FIXTURE_H_
#define GRIDGOV_TESTS_SUPPORT_ISSUE_FIXTURE_H_

#include <string>
#include <vector>

#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "server/handlers/dispute_acts.h"
#include "server/handlers/issues.h"
#include "server/store/time_text.h"
#include "tests/support/handler_fixture.h"
#include "tests/support/status_matchers.h"

namespace gridgov {

// All acts on an issue that is there.
inline constexpr absl::string_view kIssueActs[] = {
    "accept",    "reject",  "mark_duplicate",     "withdraw",
    "dispatch",  "start",   "add_co_unit",        "handle_on_spot",
    "return",    "resume",  "request_extension",  "decide_extension",
    "finish",    "close",   "request_suspension", "decide_suspension",
    "send_back", "reopen",  "relocate",           "urge",
    "supervise", "callback"};

// What an act is asked with; as it stands, each act takes it.
struct ActInput {
  std::string etag;
  std::string other;  // The original, the grid or the unit; "": one that fits.
  std::vector<std::string> co_units;
  bool granted = true;
  int amount = 5;
  std::string review_date = "2027-06-01";
  v1::Issue::ClosingReason closing_reason = v1::Issue::CLOSING_REASON_FIXED;
  std::string handed_to;
  v1::Issue::Satisfaction satisfaction = v1::Issue::SATISFACTION_SATISFIED;
  std::string text = "说明（示例）";
};

class IssueTest : public HandlerTest {
 protected:
  IssueTest();

  absl::StatusOr<v1::Issue> Create(const Staff& who, v1::Issue issue, bool with_reporter = false);
  // One that the worker reported in grid_; with a reporter: that the office entered.
  v1::Issue Report(bool with_reporter = false);
  absl::StatusOr<v1::Issue> Do(const Staff& who, absl::string_view act, const std::string& name,
                               const ActInput& input = {});
  absl::StatusOr<v1::Issue> Do(const Staff& who, absl::string_view act, const v1::Issue& issue,
                               const ActInput& input = {}) {
    return Do(who, act, issue.name(), input);
  }
  // The same where it must succeed.
  v1::Issue Must(const Staff& who, absl::string_view act, const std::string& name,
                 const ActInput& input = {});
  // An issue that was led to a state by those whose work it is.
  v1::Issue In(v1::Issue::State state, bool with_reporter = false);
  absl::StatusOr<v1::Issue> Get(const Staff& who, const std::string& name);
  std::vector<std::string> Allowed(const Staff& who, const std::string& name);
  std::vector<v1::IssueStep> Steps(const std::string& name);
  v1::Issue Row(const std::string& name) { return Stored(IssueTable(), name); }
  std::string AddCategory(const std::string& code, const std::string& deadline_class,
                          v1::Category::State state = v1::Category::STATE_PUBLISHED,
                          const std::vector<v1::Category::Question>& questions = {});

  IssueHandler handler_{deadlines_};
  DisputeActs dispute_acts_{deadlines_};
  // 20 hours, handled by unit_ unless somebody says otherwise.
  std::string category_;
  std::string unit_;
  std::string second_unit_;
  Staff other_worker_;  // Of grid_ too.
  Staff far_worker_;    // Of second_grid_.
  Staff checker_;       // Of the office too.
  Staff handler_of_unit_;
  Staff handler_of_second_unit_;
  Staff duty_lead_;
  Staff office_head_;
  Staff auditor_;
  // At the subdistrict centre, and a handler for unit_, a duty lead and a worker of grid_ as well:
  // what takes two people, this one cannot do alone.
  Staff many_hats_;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_ISSUE_FIXTURE_H_
