// Every table of the server: one function each in tables/<resource>.cc, and the list of them all.
#ifndef GRIDGOV_SERVER_STORE_TABLES_TABLES_H_
#define GRIDGOV_SERVER_STORE_TABLES_TABLES_H_

#include <vector>

#include "server/store/table.h"

// Whoever uses a table includes its message: a change of one contract builds few files anew.
namespace gridgov::v1 {
class Account;
class Agreement;
class AgreementContents;
class AgreementDuty;
class Attachment;
class BuildingContact;
class CalendarDay;
class Category;
class CommitteeMember;
class Compound;
class CompoundDuty;
class DeadlineClass;
class Designation;
class DesignationStandard;
class Dispute;
class DisputeMediator;
class DisputeParty;
class DisputeStep;
class Division;
class Grid;
class GridAssignment;
class Issue;
class IssueReporter;
class IssueStep;
class Job;
class MediationSession;
class Meeting;
class MeetingItem;
class MeetingRule;
class Ledger;
class Notice;
class OwnersCommittee;
class PartyIdNumber;
class Patrol;
class PatrolRule;
class PatrolType;
class PropertyService;
class RoleAssignment;
class SavedFilter;
class Session;
class Site;
class SiteRhythm;
class SiteVisit;
class Takeover;
class Unit;
class UnitMember;
}  // namespace gridgov::v1

namespace gridgov {

const Table<v1::Account>& AccountTable();
const Table<v1::RoleAssignment>& RoleAssignmentTable();
const Table<v1::Session>& SessionTable();
const Table<v1::Division>& DivisionTable();
const Table<v1::Unit>& UnitTable();
const Table<v1::UnitMember>& UnitMemberTable();
const Table<v1::Grid>& GridTable();
const Table<v1::GridAssignment>& GridAssignmentTable();
const Table<v1::Compound>& CompoundTable();
const Table<v1::Takeover>& TakeoverTable();
const Table<v1::PropertyService>& PropertyServiceTable();
const Table<v1::OwnersCommittee>& OwnersCommitteeTable();
const Table<v1::CommitteeMember>& CommitteeMemberTable();
const Table<v1::DesignationStandard>& DesignationStandardTable();
const Table<v1::Designation>& DesignationTable();
const Table<v1::BuildingContact>& BuildingContactTable();
const Table<v1::CompoundDuty>& CompoundDutyTable();
const Table<v1::Agreement>& AgreementTable();
const Table<v1::AgreementContents>& AgreementContentsTable();
const Table<v1::AgreementDuty>& AgreementDutyTable();
const Table<v1::MeetingRule>& MeetingRuleTable();
const Table<v1::Meeting>& MeetingTable();
const Table<v1::MeetingItem>& MeetingItemTable();
const Table<v1::CalendarDay>& CalendarDayTable();
const Table<v1::DeadlineClass>& DeadlineClassTable();
const Table<v1::Category>& CategoryTable();
const Table<v1::PatrolType>& PatrolTypeTable();
const Table<v1::PatrolRule>& PatrolRuleTable();
const Table<v1::Patrol>& PatrolTable();
const Table<v1::Issue>& IssueTable();
const Table<v1::IssueStep>& IssueStepTable();
const Table<v1::IssueReporter>& IssueReporterTable();
const Table<v1::Dispute>& DisputeTable();
const Table<v1::DisputeStep>& DisputeStepTable();
const Table<v1::DisputeParty>& DisputePartyTable();
const Table<v1::PartyIdNumber>& PartyIdNumberTable();
const Table<v1::DisputeMediator>& DisputeMediatorTable();
const Table<v1::MediationSession>& MediationSessionTable();
const Table<v1::Job>& JobTable();
const Table<v1::Site>& SiteTable();
const Table<v1::SiteRhythm>& SiteRhythmTable();
const Table<v1::SiteVisit>& SiteVisitTable();
const Table<v1::Ledger>& LedgerTable();
const Table<v1::Attachment>& AttachmentTable();
const Table<v1::Notice>& NoticeTable();
const Table<v1::SavedFilter>& SavedFilterTable();

const std::vector<const TableBase*>& AllTables();
// nullptr if there is none.
const TableBase* TableOfCollection(absl::string_view collection);
const TableBase* TableOfType(const google::protobuf::Descriptor* type);

// Whether every table is whole; what is missing otherwise.
absl::Status CheckTables();

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_TABLES_TABLES_H_
