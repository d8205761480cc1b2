// What waits for somebody: the steps of each resource that a person is expected to take, as data.
// Work lists, their counts and the notices about deadlines read this table; a resource that is to
// stand in them adds its lines and nothing else.
#ifndef GRIDGOV_SERVER_HANDLERS_WORK_SOURCES_H_
#define GRIDGOV_SERVER_HANDLERS_WORK_SOURCES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gridgov/v1/work.pb.h"
#include "server/handlers/call.h"
#include "server/store/table.h"

namespace gridgov {

// One step that waits.
struct WorkSource {
  const TableBase* table;
  v1::WorkItem::Kind kind;
  // The permission of the act; whoever has it in reach of the row is who it waits for.
  absl::string_view permission;
  // The act as allowed_actions has it: a row counts only if the resource itself allows it to the
  // caller. "" where `where` says all.
  absl::string_view act;
  // Which rows: SQL over alias t. The words of BindWork() stand in it for values.
  absl::string_view where;
  // When it is due, as text in SQL; "" if nothing is due.
  absl::string_view due;
  // The deadline is this step's, and people are told of it: the column of the first time that they
  // are told of, or one that is not later. "": nobody is.
  absl::string_view tell = "";
  // Fills the three times where they are not the standard fields.
  void (*times)(const google::protobuf::Message&, v1::WorkItem*) = nullptr;
  // The title where it is not the standard field.
  absl::StatusOr<std::string> (*title)(const Call&, const google::protobuf::Message&) = nullptr;
};

// All of them. An index stays the same while the server runs.
const std::vector<WorkSource>& WorkSources();

// `where` with values for its words: {now}, {tomorrow} (the next midnight in China), {week_ago},
// {month_ago} and {me} (the caller's account).
Find BindWork(absl::string_view where, const Txn& txn);

// Fills the three times of the item, and the phase.
void SetWorkTimes(const WorkSource& source, const google::protobuf::Message& row, absl::Time now,
                  v1::WorkItem* item);

// The item that the row is for its reader, who may take the step; `mine` is left to the caller.
absl::StatusOr<v1::WorkItem> WorkItemOf(const Call& call, const WorkSource& source,
                                        const google::protobuf::Message& row);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_WORK_SOURCES_H_
