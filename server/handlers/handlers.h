// Every handler of the server, made in one place and in the order in which they lean on each other.
#ifndef GRIDGOV_SERVER_HANDLERS_HANDLERS_H_
#define GRIDGOV_SERVER_HANDLERS_HANDLERS_H_

#include <functional>
#include <vector>

#include "server/handlers/accounts.h"
#include "server/handlers/agreement_papers.h"
#include "server/handlers/agreements.h"
#include "server/handlers/areas.h"
#include "server/handlers/attachments.h"
#include "server/handlers/audit.h"
#include "server/handlers/backups.h"
#include "server/handlers/building_contacts.h"
#include "server/handlers/calendars.h"
#include "server/handlers/categories.h"
#include "server/handlers/compound_duties.h"
#include "server/handlers/designations.h"
#include "server/handlers/dispute_mediators.h"
#include "server/handlers/dispute_papers.h"
#include "server/handlers/dispute_parties.h"
#include "server/handlers/disputes.h"
#include "server/handlers/divisions.h"
#include "server/handlers/filters.h"
#include "server/handlers/grids.h"
#include "server/handlers/handovers.h"
#include "server/handlers/imports.h"
#include "server/handlers/issues.h"
#include "server/handlers/jobs.h"
#include "server/handlers/ledgers.h"
#include "server/handlers/mediation_sessions.h"
#include "server/handlers/meeting_items.h"
#include "server/handlers/meetings.h"
#include "server/handlers/notices.h"
#include "server/handlers/owners_committees.h"
#include "server/handlers/patrols.h"
#include "server/handlers/property_services.h"
#include "server/handlers/search.h"
#include "server/handlers/site_visits.h"
#include "server/handlers/sites.h"
#include "server/handlers/statistics.h"
#include "server/handlers/takeovers.h"
#include "server/handlers/work.h"

namespace gridgov {

// What handlers lean on; owned by the server, outlives them.
struct HandlerParts {
  const Deadlines& deadlines;
  const PasswordHasher& hasher;
  const PasswordRules& rules;
  LoginGuard& guard;
  Blobs& blobs;
  Uploads& uploads;
  const Journal& journal;
  const Backups& backups;
  std::function<ServerFacts()> facts;
};

// Safe from every thread, as each of them is.
struct Handlers {
  explicit Handlers(const HandlerParts& parts);
  Handlers(const Handlers&) = delete;
  Handlers& operator=(const Handlers&) = delete;

  // Of each resource whose deadlines can be provisional.
  std::vector<Recompute> Recomputes();

  DivisionHandler divisions;
  UnitHandler units;
  GridHandler grids;
  CompoundHandler compounds;
  CategoryHandler categories;
  CalendarHandler calendars;
  AccountHandler accounts;
  SessionHandler sessions;
  IssueHandler issues;
  DisputeActs dispute_acts;
  DisputeHandler disputes;
  DisputePartyHandler dispute_parties;
  DisputeMediatorHandler dispute_mediators;
  MediationSessionHandler mediation_sessions;
  PaperHandler papers;
  PatrolHandler patrols;
  AttachmentHandler attachments;
  LedgerHandler ledgers;
  JobHandler jobs;
  StatisticHandler statistics;
  AreaHandler area_changes;
  TakeoverHandler takeovers;
  SearchHandler search;
  CompoundDuties duties;
  PropertyServiceHandler property_services;
  OwnersCommitteeHandler owners_committees;
  DesignationHandler designations;
  BuildingContactHandler building_contacts;
  CompoundStatusHandler compound_status;
  AgreementDuties agreement_duties;
  AgreementHandler agreements;
  AgreementPaperHandler agreement_papers;
  MeetingHandler meetings;
  MeetingItemHandler meeting_items;
  SiteClocks site_clocks;
  SiteHandler sites;
  SiteVisitHandler site_visits;
  AuditHandler audit;
  AdminHandler admin;
  BackupHandler backups;
  WorkHandler work;
  NoticeHandler notices;
  FilterHandler filters;
  HandoverHandler handovers;
  ImportHandler imports;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_HANDLERS_H_
