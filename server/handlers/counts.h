// What rows count for, in one list, and counting them all anew. Statistics sum these counters
// (indicators.h); names of measures are those of the rows of the table of counters.
#ifndef GRIDGOV_SERVER_HANDLERS_COUNTS_H_
#define GRIDGOV_SERVER_HANDLERS_COUNTS_H_

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/store/counting.h"
#include "server/store/txn.h"

namespace gridgov {

// The rules of all tables that count. Safe from every thread.
const Counting& AllCounts();

// Of AllCounts(), each in the file of its resource.
void CountIssueStep(const google::protobuf::Message& row, Counts& counts);
void CountDisputeStep(const google::protobuf::Message& row, Counts& counts);
void CountSiteVisit(const google::protobuf::Message& row, Counts& counts);
void CountPatrol(const google::protobuf::Message& row, Counts& counts);
void CountAgreement(const google::protobuf::Message& row, Counts& counts);
void CountAgreementDuty(const google::protobuf::Message& row, Counts& counts);

// Where counting all rows anew has got to.
struct CountPosition {
  size_t table = 0;  // In the list of rules; its size at the end.
  std::string after;
  int64_t rows = 0;
};
// Adds what at most `limit` further rows count for. `txn` must see every row.
absl::Status CountNext(const Txn& txn, int limit, CountPosition& position, Counts& counts);

// At start: counts what was there before there were counters, once and in one transaction.
absl::Status BuildCountersOnce(const Txn& txn);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_COUNTS_H_
