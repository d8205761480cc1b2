#include "server/auth/roles.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/strip.h"

namespace gridgov {
namespace {

using Kind = ScopeArm::Kind;

// What every member of staff may look up: nothing in it is about a person. A work list holds what
// other permissions let its reader do.
constexpr absl::string_view kReference[] = {"divisions.get",
                                            "divisions.list",
                                            "units.get",
                                            "units.list",
                                            "categories.get",
                                            "categories.list",
                                            "calendar.get",
                                            "patrolTypes.get",
                                            "patrolRules.get",
                                            "audit.read",
                                            "work.list",
                                            "search",
                                            "designationStandards.get",
                                            "disputes.rights",
                                            "meetingRules.get",
                                            "siteRhythms.get",
                                            "statistics.indicators"};

// What every member of staff has of one's own.
constexpr absl::string_view kOwn[] = {"notices.list", "notices.mark", "filters.list",
                                      "filters.save"};

// What comes with working on a patrol or an issue.
const std::vector<absl::string_view> kAttach = {"attachments.get", "attachments.upload",
                                                "attachments.delete"};

const std::vector<absl::string_view> kMeetings = {"meetings.get", "meetings.list", "meetings.run",
                                                  "meetingItems.get", "meetingItems.list"};
const std::vector<absl::string_view> kOwnItems = {"meetingItems.get", "meetingItems.list",
                                                  "meetingItems.carryOut"};
// What comes with importing a file.
const std::vector<absl::string_view> kImport = {"imports.run", "jobs.get", "jobs.list",
                                                "jobs.cancel"};

struct RoleGrants {
  v1::Role role;
  Kind reach;
  std::vector<absl::string_view> permissions;
  Mask mask = Mask::kNone;
};

// The matrix of roles and permissions.
const std::vector<RoleGrants>& Matrix() {
  static const auto* matrix = new std::vector<RoleGrants>{
      // Whoever meets staff on patrols and issues may know who they are. The liaison does not.
      {v1::ROLE_GRID_WORKER, Kind::kAll, {"accounts.lookUp"}},
      {v1::ROLE_COMMUNITY_OFFICE, Kind::kAll, {"accounts.lookUp"}},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kAll, {"accounts.lookUp"}},
      {v1::ROLE_HANDLING_UNIT, Kind::kAll, {"accounts.lookUp"}},
      {v1::ROLE_DUTY_LEAD, Kind::kAll, {"accounts.lookUp"}},
      {v1::ROLE_OFFICE_HEAD, Kind::kAll, {"accounts.lookUp"}},
      {v1::ROLE_MEDIATOR, Kind::kAll, {"accounts.lookUp"}},

      {v1::ROLE_GRID_WORKER,
       Kind::kArea,
       {"grids.get", "grids.list", "compounds.get", "compounds.list", "patrols.get", "patrols.list",
        "patrols.create", "issues.get", "issues.list", "issues.steps", "issues.create", "watch"}},
      // Photos and documents follow their patrol or issue; the liaison gets none.
      {v1::ROLE_GRID_WORKER, Kind::kArea, {"attachments.get"}},
      {v1::ROLE_GRID_WORKER, Kind::kOwn, kAttach},
      // Whoever answers for an area hands over what its people leave.
      {v1::ROLE_COMMUNITY_OFFICE, Kind::kArea, {"accounts.handOver"}},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kArea, {"accounts.handOver"}},
      {v1::ROLE_COMMUNITY_OFFICE, Kind::kArea, kAttach},
      {v1::ROLE_COMMUNITY_OFFICE, Kind::kOwn, {"attachments.get"}},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kArea, kAttach},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kOwn, {"attachments.get"}},
      {v1::ROLE_HANDLING_UNIT, Kind::kUnit, kAttach},
      {v1::ROLE_DUTY_LEAD, Kind::kArea, {"attachments.get"}},
      {v1::ROLE_OFFICE_HEAD, Kind::kArea, {"attachments.get"}},
      {v1::ROLE_AUDITOR, Kind::kAll, {"attachments.get"}},

      // The names of committees' members and of building contacts: whoever works with them. All
      // others that may read a compound see posts and counts.
      {v1::ROLE_GRID_WORKER, Kind::kArea, {"compounds.persons"}},
      {v1::ROLE_COMMUNITY_OFFICE, Kind::kArea, {"compounds.govern", "compounds.persons"}},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kArea, {"compounds.govern", "compounds.persons"}},
      // The meeting is the office's and the centre's; others read the items that are theirs to
      // carry out, which waits in their work lists.
      {v1::ROLE_COMMUNITY_OFFICE, Kind::kArea, kMeetings},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kArea, kMeetings},
      {v1::ROLE_GRID_WORKER, Kind::kOwn, kOwnItems},
      {v1::ROLE_MEDIATOR, Kind::kOwn, kOwnItems},
      {v1::ROLE_HANDLING_UNIT, Kind::kUnit, kOwnItems},
      {v1::ROLE_HANDLING_UNIT, Kind::kOwn, kOwnItems},
      {v1::ROLE_PROGRAMME_OFFICER, Kind::kOwn, kOwnItems},
      {v1::ROLE_LIAISON, Kind::kOwn, kOwnItems},
      {v1::ROLE_AUDITOR,
       Kind::kAll,
       {"meetings.get", "meetings.list", "meetingItems.get", "meetingItems.list"}},
      // Sites and their visits: the worker's in the own grids, the community's; a unit reads
      // what it answers for, and the visits whose asks it handles.
      {v1::ROLE_GRID_WORKER,
       Kind::kArea,
       {"sites.get", "sites.list", "sites.edit", "sites.visit", "siteVisits.get",
        "siteVisits.list"}},
      // Whoever visits a site has it, and the visits made there, as own.
      {v1::ROLE_GRID_WORKER,
       Kind::kOwn,
       {"sites.get", "sites.list", "sites.visit", "siteVisits.get", "siteVisits.list"}},
      {v1::ROLE_COMMUNITY_OFFICE,
       Kind::kArea,
       {"sites.get", "sites.list", "sites.edit", "sites.visit", "sites.close", "siteVisits.get",
        "siteVisits.list"}},
      {v1::ROLE_SUBDISTRICT_CENTRE,
       Kind::kArea,
       {"sites.get", "sites.list", "siteVisits.get", "siteVisits.list"}},
      {v1::ROLE_HANDLING_UNIT,
       Kind::kUnit,
       {"sites.get", "sites.list", "siteVisits.get", "siteVisits.list"}},
      {v1::ROLE_AUDITOR,
       Kind::kAll,
       {"sites.get", "sites.list", "siteVisits.get", "siteVisits.list"}},
      // An import makes what its caller could make by hand, and shows in a job of the caller's own.
      {v1::ROLE_GRID_WORKER, Kind::kOwn, kImport},
      {v1::ROLE_COMMUNITY_OFFICE, Kind::kOwn, kImport},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kOwn, kImport},
      {v1::ROLE_SECURITY_ADMIN, Kind::kOwn, kImport},
      // Sums of an area; nothing in them is about one person.
      {v1::ROLE_COMMUNITY_OFFICE, Kind::kArea, {"statistics.get"}},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kArea, {"statistics.get"}},
      {v1::ROLE_DUTY_LEAD, Kind::kArea, {"statistics.get"}},
      {v1::ROLE_OFFICE_HEAD, Kind::kArea, {"statistics.get"}},
      {v1::ROLE_AUDITOR, Kind::kAll, {"statistics.get"}},
      // What leaves as a file: what the role may export, in its area. Each has the own ones, and
      // the jobs that make them as with imports.
      {v1::ROLE_COMMUNITY_OFFICE,
       Kind::kArea,
       {"ledgers.create", "ledgers.patrols", "ledgers.issues"}},
      {v1::ROLE_SUBDISTRICT_CENTRE,
       Kind::kArea,
       {"ledgers.create", "ledgers.close", "ledgers.patrols", "ledgers.issues", "ledgers.compounds",
        "ledgers.sites", "ledgers.disputes", "ledgers.meetings",
        // No role exports agreements by the matrix; whoever exports disputes has their agreements.
        "ledgers.agreements"}},
      {v1::ROLE_COMMUNITY_OFFICE, Kind::kOwn, {"ledgers.get"}},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kOwn, {"ledgers.get"}},
      {v1::ROLE_AUDITOR, Kind::kAll, {"ledgers.get"}},

      // Disputes. Who registers one reads it; a mediator works on those that are the mediator's
      // own; phone and ID number of a party are for its mediators alone (partyContacts).
      {v1::ROLE_GRID_WORKER, Kind::kArea, {"disputes.create"}},
      {v1::ROLE_GRID_WORKER,
       Kind::kOwn,
       {"disputes.get", "disputes.list", "disputes.steps", "disputes.parties",
        "disputes.partyNames"}},
      {v1::ROLE_COMMUNITY_OFFICE,
       Kind::kArea,
       {"disputes.get", "disputes.list", "disputes.steps", "disputes.create", "disputes.update",
        "disputes.assess", "disputes.assign", "disputes.declare", "disputes.reportPolice",
        "disputes.parties", "disputes.partyNames", "disputes.mediators", "mediationSessions.get",
        "mediationSessions.record"}},
      {v1::ROLE_MEDIATOR,
       Kind::kOwn,
       {"disputes.get", "disputes.list", "disputes.steps", "disputes.create", "disputes.update",
        "disputes.assess", "disputes.assign", "disputes.declare", "disputes.reportPolice",
        "disputes.mediate", "disputes.parties", "disputes.partyNames", "disputes.partyContacts",
        "disputes.mediators", "mediationSessions.get", "mediationSessions.record",
        "disputes.papers"}},
      {v1::ROLE_SUBDISTRICT_CENTRE,
       Kind::kArea,
       {"disputes.get", "disputes.list", "disputes.steps", "disputes.assess", "disputes.parties",
        "disputes.partyNames", "disputes.mediators", "mediationSessions.get",
        "mediationSessions.record"}},
      {v1::ROLE_AUDITOR,
       Kind::kAll,
       {"disputes.get", "disputes.list", "disputes.steps", "disputes.parties", "disputes.mediators",
        "mediationSessions.get"}},
      // The one that was reported under art. 25.
      {v1::ROLE_LIAISON, Kind::kPublicOrder, {"disputes.get", "disputes.list"}, Mask::kNoReporter},

      {v1::ROLE_GRID_WORKER,
       Kind::kOwn,
       {"patrols.get", "patrols.list", "patrols.log", "issues.get", "issues.list", "issues.steps",
        "issues.withdraw", "issues.handleOnSpot", "issues.reopen"}},

      {v1::ROLE_COMMUNITY_OFFICE,
       Kind::kArea,
       {"grids.get",        "grids.list",      "grids.create",       "grids.update",
        "grids.assign",     "compounds.get",   "compounds.list",     "compounds.create",
        "compounds.update", "patrols.get",     "patrols.list",       "patrols.create",
        "patrols.plan",     "patrols.review",  "issues.get",         "issues.list",
        "issues.steps",     "issues.create",   "issues.accept",      "issues.dispatch",
        "issues.close",     "issues.reopen",   "issues.relocate",    "issues.urge",
        "issues.callback",  "issues.reporter", "compounds.takeOver", "watch"}},
      {v1::ROLE_COMMUNITY_OFFICE,
       Kind::kOwn,
       {"issues.get", "issues.list", "issues.steps", "issues.withdraw", "issues.reopen"}},

      {v1::ROLE_SUBDISTRICT_CENTRE,
       Kind::kArea,
       {"grids.get",
        "grids.list",
        "grids.create",
        "grids.update",
        "grids.assign",
        "compounds.get",
        "compounds.list",
        "compounds.create",
        "compounds.update",
        "patrols.get",
        "patrols.list",
        "issues.get",
        "issues.list",
        "issues.steps",
        "issues.create",
        "issues.accept",
        "issues.dispatch",
        "issues.close",
        "issues.reopen",
        "issues.relocate",
        "issues.urge",
        "issues.supervise",
        "issues.callback",
        "issues.reporter",
        "issues.decideSuspension",
        "areas.change",
        "compounds.takeOver",
        "watch"}},
      {v1::ROLE_SUBDISTRICT_CENTRE,
       Kind::kOwn,
       {"issues.get", "issues.list", "issues.steps", "issues.withdraw", "issues.reopen"}},
      {v1::ROLE_SUBDISTRICT_CENTRE, Kind::kAll, {"categories.propose"}},

      {v1::ROLE_HANDLING_UNIT,
       Kind::kUnit,
       {"issues.get", "issues.list", "issues.steps", "issues.handle", "watch"}},
      {v1::ROLE_HANDLING_UNIT,
       Kind::kArea,
       {"grids.get", "grids.list", "compounds.get", "compounds.list"}},

      // Agreements: whoever mediates writes them; the office and the centre read them in their
      // area, and the centre checks whether they are kept. The auditor reads them without contents.
      {v1::ROLE_COMMUNITY_OFFICE,
       Kind::kArea,
       {"agreements.get", "agreements.list", "agreements.contents"}},
      {v1::ROLE_SUBDISTRICT_CENTRE,
       Kind::kArea,
       {"agreements.get", "agreements.list", "agreements.contents", "agreements.check"}},
      {v1::ROLE_MEDIATOR,
       Kind::kOwn,
       {"agreements.get", "agreements.list", "agreements.contents", "agreements.write",
        "agreements.check", "agreements.papers"}},
      {v1::ROLE_MEDIATOR, Kind::kOwn, kAttach},
      {v1::ROLE_AUDITOR, Kind::kAll, {"agreements.get", "agreements.list"}},

      {v1::ROLE_MEDIATOR,
       Kind::kArea,
       {"grids.get", "grids.list", "compounds.get", "compounds.list", "watch"}},
      {v1::ROLE_PROGRAMME_OFFICER,
       Kind::kArea,
       {"grids.get", "grids.list", "compounds.get", "compounds.list", "watch"}},

      {v1::ROLE_DUTY_LEAD,
       Kind::kArea,
       {"grids.get", "grids.list", "issues.get", "issues.list", "issues.steps",
        "issues.decideExtension", "issues.decideFirstExtension", "watch"}},
      {v1::ROLE_OFFICE_HEAD,
       Kind::kArea,
       {"grids.get", "grids.list", "issues.get", "issues.list", "issues.steps",
        "issues.decideExtension", "issues.decideFurtherExtension", "watch"}},

      {v1::ROLE_LIAISON, Kind::kPublicOrder, {"issues.get", "issues.list"}, Mask::kNoReporter},
      {v1::ROLE_LIAISON,
       Kind::kArea,
       {"grids.get", "grids.list", "compounds.get", "compounds.list", "watch"}},

      {v1::ROLE_AUDITOR,
       Kind::kAll,
       {"grids.get", "grids.list", "compounds.get", "compounds.list", "patrols.get", "patrols.list",
        "issues.get", "issues.list", "issues.steps", "accounts.get", "accounts.list",
        "accounts.lookUp", "audit.readAll", "audit.verify"}},

      {v1::ROLE_SYSTEM_ADMIN,
       Kind::kAll,
       {"divisions.import",
        "units.create",
        "units.update",
        "units.members",
        "categories.propose",
        "categories.publish",
        "calendar.import",
        "patrolTypes.import",
        "patrolRules.create",
        "meetingRules.create",
        "designationStandards.import",
        "siteRhythms.import",
        "admin.status",
        "admin.backup",
        "admin.counters",
        "accounts.get",
        "accounts.list",
        "accounts.lookUp",
        "roles.approve",
        "jobs.get",
        "jobs.list",
        "jobs.cancel",
        "watch"}},
      {v1::ROLE_SECURITY_ADMIN,
       Kind::kAll,
       {"accounts.get", "accounts.list", "accounts.lookUp", "accounts.invite", "accounts.reset",
        "accounts.disable", "roles.grant", "sessions.manage"}},
      {v1::ROLE_AUDIT_ADMIN,
       Kind::kAll,
       {"audit.readAll", "audit.verify", "accounts.get", "accounts.list", "accounts.lookUp",
        "roles.approve"}},
  };
  return *matrix;
}

constexpr RoleFacts kFacts[] = {
    // role, area, unit, critical, sensitive, administrator
    {v1::ROLE_GRID_WORKER, true, false, false, false, false},
    {v1::ROLE_COMMUNITY_OFFICE, true, false, false, false, false},
    {v1::ROLE_MEDIATOR, true, false, false, false, false},
    {v1::ROLE_SUBDISTRICT_CENTRE, true, false, false, false, false},
    {v1::ROLE_HANDLING_UNIT, false, true, false, false, false},
    {v1::ROLE_PROGRAMME_OFFICER, true, false, false, true, false},
    {v1::ROLE_LIAISON, true, false, true, true, false},
    {v1::ROLE_AUDITOR, false, false, true, true, false},
    {v1::ROLE_SYSTEM_ADMIN, false, false, true, true, true},
    {v1::ROLE_SECURITY_ADMIN, false, false, true, true, true},
    {v1::ROLE_AUDIT_ADMIN, false, false, true, true, true},
    {v1::ROLE_PROTECTION_OFFICER, false, false, true, true, false},
    {v1::ROLE_PROGRAMME_APPROVER, true, false, true, true, false},
    {v1::ROLE_DUTY_LEAD, true, false, false, false, false},
    {v1::ROLE_OFFICE_HEAD, true, false, false, false, false},
};

}  // namespace

const std::vector<Grant>& GrantsOf(v1::Role role) {
  static const auto* grants = [] {
    auto* map = new std::map<v1::Role, std::vector<Grant>>;
    for (const RoleFacts& facts : kFacts) {
      for (absl::string_view permission : kReference) {
        (*map)[facts.role].push_back({permission, Kind::kAll});
      }
      for (absl::string_view permission : kOwn) {
        (*map)[facts.role].push_back({permission, Kind::kOwn});
      }
    }
    for (const RoleGrants& row : Matrix()) {
      for (absl::string_view permission : row.permissions) {
        (*map)[row.role].push_back({permission, row.reach, row.mask});
      }
    }
    return map;
  }();
  static const auto* none = new std::vector<Grant>;
  const auto it = grants->find(role);
  return it == grants->end() ? *none : it->second;
}

const RoleFacts& FactsOf(v1::Role role) {
  static constexpr RoleFacts kUnknown = {v1::ROLE_UNSPECIFIED, true, true, true, true, true};
  const auto* it = std::find_if(std::begin(kFacts), std::end(kFacts),
                                [role](const RoleFacts& facts) { return facts.role == role; });
  return it == std::end(kFacts) ? kUnknown : *it;
}

std::vector<absl::string_view> AllPermissions() {
  std::set<absl::string_view> all;
  for (const RoleFacts& facts : kFacts) {
    for (const Grant& grant : GrantsOf(facts.role)) all.insert(grant.permission);
  }
  return {all.begin(), all.end()};
}

std::string RoleName(v1::Role role) {
  return std::string(absl::StripPrefix(v1::Role_Name(role), "ROLE_"));
}

}  // namespace gridgov
