#include "server/handlers/collections.h"

#include <utility>

#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const CollectionFacts* FindCollection(absl::string_view name) {
  static const auto* collections = new std::vector<CollectionFacts>{
      {"issues", "issues.list", {.zh = "事件", .en = "Issue"}},
      {"patrols", "patrols.list", {.zh = "巡查", .en = "Patrol"}},
      {"disputes", "disputes.list", {.zh = "矛盾纠纷", .en = "Dispute"}},
      {"grids", "grids.list", {.zh = "网格", .en = "Grid"}},
      {"compounds", "compounds.list", {.zh = "小区", .en = "Compound"}},
      {"takeovers", "compounds.list", {.zh = "小区移交接管", .en = "Take-over"}},
      {"propertyServices", "compounds.list", {.zh = "物业服务合同", .en = "Property contract"}},
      {"ownersCommittees", "compounds.list", {.zh = "业主委员会", .en = "Owners' committee"}},
      {"designations", "compounds.list", {.zh = "小区命名", .en = "Designation"}},
      {"compoundDuties", "compounds.list", {.zh = "小区待办", .en = "Duty of a compound"}},
      {"agreements", "agreements.list", {.zh = "人民调解协议", .en = "Agreement"}},
      {"agreementDuties", "agreements.list", {.zh = "协议待办", .en = "Duty of agreement"}},
      {"meetings", "meetings.list", {.zh = "分析会", .en = "Meeting"}},
      {"meetingItems", "meetingItems.list", {.zh = "分析会议题", .en = "Item of a meeting"}},
      {"sites", "sites.list", {.zh = "场所", .en = "Site"}},
      {"siteVisits", "siteVisits.list", {.zh = "走访", .en = "Site visit"}},
      {"jobs", "jobs.list", {.zh = "作业", .en = "Job"}},
      {"notices", "notices.list", {.zh = "提醒", .en = "Notice"}},
  };
  for (const CollectionFacts& one : *collections) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

absl::StatusOr<std::unique_ptr<google::protobuf::Message>> SeenByCaller(const Call& call,
                                                                        const std::string& name) {
  const std::string collection = SplitName(name).collection;
  const CollectionFacts* facts = FindCollection(collection);
  const TableBase* table = TableOfCollection(collection);
  if (facts == nullptr || table == nullptr) return NotVisible(call.txn.scope, name);
  std::unique_ptr<google::protobuf::Message> row(
      google::protobuf::MessageFactory::generated_factory()
          ->GetPrototype(table->spec().type)
          ->New());
  GG_RETURN_IF_ERROR(table->GetInto(call.For(facts->permission), name, row.get()));
  return row;
}

}  // namespace gridgov
