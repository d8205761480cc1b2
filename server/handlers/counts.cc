#include "server/handlers/counts.h"

#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/site_visit.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {

const Counting& AllCounts() {
  static const auto* counting = new Counting({{&IssueStepTable(), CountIssueStep},
                                              {&PatrolTable(), CountPatrol},
                                              {&DisputeStepTable(), CountDisputeStep},
                                              {&AgreementTable(), CountAgreement},
                                              {&AgreementDutyTable(), CountAgreementDuty},
                                              {&SiteVisitTable(), CountSiteVisit}});
  return *counting;
}

absl::Status CountNext(const Txn& txn, int limit, CountPosition& position, Counts& counts) {
  const Counting::Rules& rules = AllCounts().rules();
  if (position.table >= rules.size()) return absl::OkStatus();
  const auto& [table, rule] = rules[position.table];
  int found = 0;
  GG_RETURN_IF_ERROR(table->FindInto(
      txn, {.limit = limit, .after = position.after},
      [&](std::unique_ptr<google::protobuf::Message> row, const std::string& cursor) {
        rule(*row, counts);
        position.after = cursor;
        ++found;
        return absl::OkStatus();
      }));
  position.rows += found;
  if (found < limit) {
    ++position.table;
    position.after.clear();
  }
  return absl::OkStatus();
}

absl::Status BuildCountersOnce(const Txn& txn) {
  bool built = false;
  GG_RETURN_IF_ERROR(txn.db.Query("SELECT 1 FROM counter_state", {}, [&built](const Row&) {
    built = true;
    return absl::OkStatus();
  }));
  if (built) return absl::OkStatus();
  GG_RETURN_IF_ERROR(txn.db.ExecuteScript("BEGIN IMMEDIATE"));
  const auto build = [&txn]() -> absl::Status {
    constexpr int kRowsAtOnce = 10'000;
    CountPosition position;
    while (position.table < AllCounts().rules().size()) {
      // Stored piece by piece, so that memory does not grow with the data.
      Counts counts;
      GG_RETURN_IF_ERROR(CountNext(txn, kRowsAtOnce, position, counts));
      GG_RETURN_IF_ERROR(StoreCounts(txn.db, counts));
    }
    return txn.db
        .Execute("INSERT INTO counter_state (key, built_time) VALUES (1, $1)", {TimeText(txn.now)})
        .status();
  };
  absl::Status status = build();
  if (status.ok()) status = txn.db.ExecuteScript("COMMIT");
  if (!status.ok()) (void)txn.db.Execute("ROLLBACK", {});
  return status;
}

}  // namespace gridgov
