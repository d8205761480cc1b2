#include "server/store/tables/tables.h"

#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/attachment.pb.h"
#include "gridgov/v1/building_contact.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/designation.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/dispute_party.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/filter.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/job.pb.h"
#include "gridgov/v1/ledger.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "gridgov/v1/notice.pb.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/property_service.pb.h"
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/site_visit.pb.h"
#include "gridgov/v1/takeover.pb.h"
#include "gridgov/v1/unit.pb.h"

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
                                                                &DisputeTable(),
                                                                &DisputeStepTable(),
                                                                &DisputePartyTable(),
                                                                &PartyIdNumberTable(),
                                                                &DisputeMediatorTable(),
                                                                &MediationSessionTable(),
                                                                &JobTable(),
                                                                &LedgerTable(),
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
                                                                &CompoundDutyTable(),
                                                                &AgreementTable(),
                                                                &AgreementContentsTable(),
                                                                &AgreementDutyTable(),
                                                                &MeetingRuleTable(),
                                                                &MeetingTable(),
                                                                &MeetingItemTable(),
                                                                &SiteTable(),
                                                                &SiteRhythmTable(),
                                                                &SiteVisitTable()};
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
