#include "server/store/tables/tables.h"

namespace gridgov {

const std::vector<const TableBase*>& AllTables() {
  static const auto* tables = new std::vector<const TableBase*>{&AccountTable(),
                                                                &RoleAssignmentTable(),
                                                                &SessionTable(),
                                                                &DivisionTable(),
                                                                &UnitTable(),
                                                                &UnitMemberTable(),
                                                                &GridTable(),
                                                                &GridAssignmentTable(),
                                                                &CompoundTable(),
                                                                &CalendarDayTable(),
                                                                &DeadlineClassTable(),
                                                                &CategoryTable(),
                                                                &PatrolTypeTable(),
                                                                &PatrolRuleTable(),
                                                                &PatrolTable(),
                                                                &IssueTable(),
                                                                &IssueStepTable(),
                                                                &IssueReporterTable(),
                                                                &JobTable(),
                                                                &TakeoverTable(),
                                                                &AttachmentTable(),
                                                                &NoticeTable(),
                                                                &SavedFilterTable(),
                                                                &PropertyServiceTable(),
                                                                &OwnersCommitteeTable(),
                                                                &CommitteeMemberTable(),
                                                                &DesignationStandardTable(),
                                                                &DesignationTable(),
                                                                &BuildingContactTable(),
                                                                &CompoundDutyTable()};
  return *tables;
}

const TableBase* TableOfCollection(absl::string_view collection) {
  for (const TableBase* table : AllTables()) {
    if (table->spec().collection == collection) return table;
  }
  return nullptr;
}

const TableBase* TableOfType(const google::protobuf::Descriptor* type) {
  for (const TableBase* table : AllTables()) {
    if (table->spec().type == type) return table;
  }
  return nullptr;
}

absl::Status CheckTables() {
  for (const TableBase* table : AllTables()) GG_RETURN_IF_ERROR(table->Check());
  return absl::OkStatus();
}

}  // namespace gridgov
