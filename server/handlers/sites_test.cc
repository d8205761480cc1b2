// Sites and their visits: what each kind keeps, when the next visit is due, and how what was asked
// for becomes an issue.
#include "server/handlers/sites.h"

#include "gmock/gmock.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/site_visit.pb.h"
#include "gridgov/v1/work.pb.h"
#include "server/handlers/site_visits.h"
#include "server/handlers/work.h"
#include "tests/support/issue_fixture.h"

namespace gridgov {
namespace {

using Ask = v1::SiteVisit::Ask;
using S = v1::Site;
using V = v1::SiteVisit;

constexpr char kSampleCode[] = "91350100M000100Y43";  // The example of GB 32100-2015.

class SitesTest : public IssueTest {
 protected:
  SitesTest() {
    AddDeadlineClass("VISIT_90", v1::DeadlineClass::UNIT_CALENDAR_DAYS, 90);
    AddDeadlineClass("VISIT_30", v1::DeadlineClass::UNIT_CALENDAR_DAYS, 30);
    AddDeadlineClass(kSiteCheckClass, v1::DeadlineClass::UNIT_CALENDAR_DAYS, 30);
  }

  S SiteOf(S::Kind kind = S::KIND_ENTERPRISE) {
    S site;
    site.set_code("CS-" + std::to_string(++serial_));
    site.set_title("示例食品厂");
    site.set_kind(kind);
    site.set_grid(grid_);
    if (kind == S::KIND_IDLE_PREMISES) site.set_vacant_area_m2(100);
    if (kind == S::KIND_HAZARD) site.set_hazard_kind(S::HAZARD_KIND_FIRE);
    return site;
  }
  absl::StatusOr<S> Create(const Staff& who, const S& site) {
    v1::CreateSiteRequest request;
    *request.mutable_site() = site;
    return Run(who, sites_, &SiteHandler::Create, request);
  }
  // Roles as the table has them, for what looks at somebody who is not calling.
  void KeepRoles(const Staff& who) {
    AsSystem([&](const Txn& txn) -> absl::Status {
      for (v1::RoleAssignment role : who.principal.roles()) {
        role.set_start_date("2026-01-01");
        GG_RETURN_IF_ERROR(RoleAssignmentTable().Insert(txn, std::move(role)).status());
      }
      return absl::OkStatus();
    });
  }
  S Made(const S& site) {
    const auto made = Create(worker_, site);
    EXPECT_THAT(made, IsOk());
    return made.value_or(S());
  }
  S Seen(const std::string& name) {
    v1::GetSiteRequest request;
    request.set_name(name);
    return Run(office_, sites_, &SiteHandler::Get, request).value_or(S());
  }
  absl::StatusOr<S> Update(const Staff& who, const S& change) {
    v1::UpdateSiteRequest request;
    *request.mutable_site() = change;
    return Run(who, sites_, &SiteHandler::Update, request);
  }
  absl::StatusOr<S> Close(const Staff& who, const std::string& name) {
    v1::CloseSiteRequest request;
    request.set_name(name);
    request.set_reason("已停业");
    return Run(who, sites_, &SiteHandler::Close, request);
  }
  absl::StatusOr<v1::ImportSiteRhythmsResponse> Rhythm(const std::string& code, S::Kind kind,
                                                       const std::string& deadline_class,
                                                       S::HazardKind hazard = {},
                                                       const std::string& from = "2026-01-01") {
    v1::ImportSiteRhythmsRequest request;
    v1::SiteRhythm& rhythm = *request.add_site_rhythms();
    rhythm.set_code(code);
    rhythm.set_kind(kind);
    rhythm.set_hazard_kind(hazard);
    rhythm.set_deadline_class(deadline_class);
    rhythm.set_source("示例规定");
    rhythm.set_valid_from_date(from);
    return Run(admin_, sites_, &SiteHandler::ImportRhythms, request);
  }
  V VisitOf(const S& site, const std::vector<std::string>& asks = {}) {
    V visit;
    visit.set_site(site.name());
    visit.set_subject(V::SUBJECT_ROUTINE);
    visit.set_result("经营正常");
    for (const std::string& text : asks) {
      visit.add_asks()->set_category(Ask::CATEGORY_UTILITIES);
      visit.mutable_asks()->rbegin()->set_text(text);
    }
    return visit;
  }
  absl::StatusOr<V> Visit(const Staff& who, const V& visit, absl::Time occurred = {},
                          const std::string& next = "") {
    v1::CreateSiteVisitRequest request;
    *request.mutable_site_visit() = visit;
    if (occurred != absl::Time()) *request.mutable_occurred_time() = ToProto(occurred);
    request.set_next_check_date(next);
    return Run(who, visits_, &SiteVisitHandler::Create, request);
  }
  absl::StatusOr<v1::Issue> Raise(const Staff& who, const std::string& visit, int ask,
                                  bool dispatch = false) {
    v1::RaiseAskRequest request;
    request.set_name(visit);
    request.set_ask(ask);
    request.mutable_issue()->set_category(category_);
    request.mutable_issue()->set_title("厂区水压不足");
    request.set_dispatch(dispatch);
    return Run(who, visits_, &SiteVisitHandler::RaiseAsk, request);
  }
  absl::StatusOr<V> GetVisit(const Staff& who, const std::string& name) {
    v1::GetSiteVisitRequest request;
    request.set_name(name);
    return Run(who, visits_, &SiteVisitHandler::Get, request);
  }
  std::string DueDay(const S& site) {
    return site.has_due_time() ? DayText(FromProto(site.due_time()) - absl::Seconds(1)) : "none";
  }
  int64_t Counted(const std::string& measure) {
    int64_t sum = 0;
    AsSystem([&](const Txn& txn) {
      return txn.db.Query("SELECT sum(value) FROM counters WHERE measure = $1", {measure},
                          [&sum](const gridgov::Row& row) {
                            sum = row.Int(0);
                            return absl::OkStatus();
                          });
    });
    return sum;
  }

  SiteClocks clocks_{deadlines_};
  SiteHandler sites_{clocks_};
  SiteVisitHandler visits_{clocks_, handler_};
  int serial_ = 0;
};

TEST_F(SitesTest, EachKindKeepsItsOwnFieldsAndNoOthers) {
  S shop = SiteOf(S::KIND_SHOP);
  shop.set_vacant_area_m2(10);
  shop.set_owner_organisation("示例资产公司");
  shop.set_hazard_kind(S::HAZARD_KIND_GAS);
  const auto refused = Create(worker_, shop);
  EXPECT_THAT(refused, HasViolation("site.vacant_area_m2", "NOT_FOR_KIND"));
  EXPECT_THAT(refused, HasViolation("site.owner_organisation", "NOT_FOR_KIND"));
  EXPECT_THAT(refused, HasViolation("site.hazard_kind", "NOT_FOR_KIND"));
  S idle = SiteOf(S::KIND_IDLE_PREMISES);
  idle.clear_vacant_area_m2();
  EXPECT_THAT(Create(worker_, idle), HasViolation("site.vacant_area_m2", "REQUIRED"));
  S hazard = SiteOf(S::KIND_HAZARD);
  hazard.clear_hazard_kind();
  EXPECT_THAT(Create(worker_, hazard), HasViolation("site.hazard_kind", "REQUIRED"));
  S wrong = SiteOf();
  wrong.set_credit_code("91350100M000100Y44");
  EXPECT_THAT(Create(worker_, wrong), HasViolation("site.credit_code", "BAD_CREDIT_CODE"));
  wrong.set_credit_code(kSampleCode);
  wrong.set_next_check_date("2026-02-30");
  EXPECT_THAT(Create(worker_, wrong), HasViolation("site.next_check_date", "BAD_DATE"));
  EXPECT_EQ(Count(SiteTable()), 0);
}

TEST_F(SitesTest, NoFieldIsForWhoIsInASite) {
  // The closed list of kinds, and no text that could hold a list of people.
  EXPECT_EQ(S::Kind_descriptor()->value_count(), 5);
  for (const char* field : {"occupants", "tenant", "residents", "guests", "employees", "owner"}) {
    EXPECT_EQ(S::descriptor()->FindFieldByName(field), nullptr) << field;
  }
}

TEST_F(SitesTest, TheWorkerKeepsSitesOfTheOwnGridAndTheOfficeClosesThem) {
  const S site = Made(SiteOf());
  EXPECT_EQ(site.state(), S::STATE_IN_USE);
  S elsewhere = SiteOf();
  elsewhere.set_grid(second_grid_);
  EXPECT_THAT(Create(worker_, elsewhere), HasReason("NOT_VISIBLE"));
  EXPECT_TRUE(absl::IsPermissionDenied(Close(worker_, site.name()).status()));
  GG_ASSERT_OK_AND_ASSIGN(const S closed, Close(office_, site.name()));
  EXPECT_EQ(closed.close_date(), "2026-11-24");
  EXPECT_THAT(closed.allowed_actions(), testing::ElementsAre("reopen"));
  EXPECT_THAT(Visit(worker_, VisitOf(site)), HasReason("WRONG_STATE"));
  S change;
  change.set_name(site.name());
  change.set_title("另一个名称");
  EXPECT_THAT(Update(worker_, change), HasReason("WRONG_STATE"));
}

TEST_F(SitesTest, AnUpdateDoesNotTakeASiteOutOfReach) {
  const S site = Made(SiteOf());
  S change;
  change.set_name(site.name());
  change.set_grid(far_grid_);
  EXPECT_FALSE(Update(worker_, change).ok());
  EXPECT_EQ(Seen(site.name()).grid(), grid_);
}

TEST_F(SitesTest, AVisitorMustBeAbleToVisit) {
  S site = SiteOf();
  site.set_worker(far_worker_.name);
  EXPECT_THAT(Create(office_, site), HasViolation("site.worker", "CANNOT_VISIT"));
  site.set_worker(other_worker_.name);
  KeepRoles(other_worker_);
  EXPECT_THAT(Create(office_, site), IsOk());
}

TEST_F(SitesTest, AVisitThatIsDueIsInTheListOfWhoMakesItAsTheirOwn) {
  ASSERT_THAT(Rhythm("ENT", S::KIND_ENTERPRISE, "VISIT_90"), IsOk());
  S site = SiteOf();
  site.set_worker(other_worker_.name);
  KeepRoles(other_worker_);
  site = Made(site);
  now_ += absl::Hours(24 * 80);
  WorkHandler work;
  const auto mine = [&](const Staff& who) {
    v1::ListWorkRequest request;
    request.set_view(v1::WORK_VIEW_MINE);
    request.set_kind(v1::WorkItem::KIND_VISIT);
    const auto page = Run(who, work, &WorkHandler::List, request);
    EXPECT_THAT(page, IsOk());
    return page.ok() && page->items_size() == 1 && page->items(0).resource() == site.name();
  };
  EXPECT_TRUE(mine(other_worker_));
  EXPECT_FALSE(mine(worker_));
}

TEST_F(SitesTest, TheRhythmOfItsKindSaysWhenTheNextVisitIsDue) {
  ASSERT_THAT(Rhythm("ENT", S::KIND_ENTERPRISE, "VISIT_90"), IsOk());
  ASSERT_THAT(Rhythm("HAZ", S::KIND_HAZARD, "VISIT_90"), IsOk());
  ASSERT_THAT(Rhythm("FIRE", S::KIND_HAZARD, "VISIT_30", S::HAZARD_KIND_FIRE), IsOk());
  ASSERT_THAT(Rhythm("LATER", S::KIND_ENTERPRISE, "VISIT_30", {}, "2027-01-01"), IsOk());
  const S site = Made(SiteOf());
  EXPECT_EQ(DueDay(site), "2027-02-22");
  EXPECT_EQ(DueDay(Made(SiteOf(S::KIND_HAZARD))), "2026-12-24");
  EXPECT_EQ(DueDay(Made(SiteOf(S::KIND_SHOP))), "none");
  now_ += absl::Hours(24 * 80);
  EXPECT_TRUE(Seen(site.name()).due_soon());
  now_ += absl::Hours(24 * 20);
  EXPECT_TRUE(Seen(site.name()).overdue());
  ASSERT_THAT(Visit(worker_, VisitOf(site)), IsOk());
  EXPECT_FALSE(Seen(site.name()).overdue());
  EXPECT_EQ(DueDay(Seen(site.name())), DayText(now_ + absl::Hours(24 * 30)));
}

TEST_F(SitesTest, ANewRhythmReachesTheSitesThatAreThere) {
  const S site = Made(SiteOf());
  ASSERT_THAT(Rhythm("ENT", S::KIND_ENTERPRISE, "VISIT_90"), IsOk());
  EXPECT_TRUE(draft_.calendar_changed);
  AsSystem([&](const Txn& txn) -> absl::Status {
    GG_ASSIGN_OR_RETURN(const int64_t last, clocks_.Recompute(txn, 0, 10));
    EXPECT_GT(last, 0);
    return clocks_.Recompute(txn, last, 10).status();
  });
  EXPECT_EQ(DueDay(Seen(site.name())), "2027-02-22");
}

TEST_F(SitesTest, AnAgreedDayComesBeforeTheRhythmAndGoesWithTheVisit) {
  ASSERT_THAT(Rhythm("HAZ", S::KIND_HAZARD, "VISIT_90"), IsOk());
  const S site = Made(SiteOf(S::KIND_HAZARD));
  ASSERT_THAT(Visit(worker_, VisitOf(site), {}, "2026-12-01"), IsOk());
  EXPECT_EQ(DueDay(Seen(site.name())), "2026-12-01");
  now_ += absl::Hours(24);
  ASSERT_THAT(Visit(worker_, VisitOf(site)), IsOk());
  EXPECT_EQ(Seen(site.name()).next_check_date(), "");
  EXPECT_EQ(DueDay(Seen(site.name())), "2027-02-23");
  EXPECT_THAT(Visit(worker_, VisitOf(site), {}, "2026-11-01"),
              HasViolation("next_check_date", "BEFORE_START"));
}

TEST_F(SitesTest, AVisitEnteredLateDoesNotTakeTheClockBack) {
  ASSERT_THAT(Rhythm("ENT", S::KIND_ENTERPRISE, "VISIT_90"), IsOk());
  const S site = Made(SiteOf());
  ASSERT_THAT(Visit(worker_, VisitOf(site)), IsOk());
  const std::string due = DueDay(Seen(site.name()));
  GG_ASSERT_OK_AND_ASSIGN(const V late, Visit(worker_, VisitOf(site), now_ - absl::Hours(24 * 20)));
  EXPECT_FALSE(late.clock_suspect());
  EXPECT_EQ(DueDay(Seen(site.name())), due);
  GG_ASSERT_OK_AND_ASSIGN(const V ahead,
                          Visit(worker_, VisitOf(site), now_ + absl::Hours(24 * 400)));
  EXPECT_TRUE(ahead.clock_suspect());
  EXPECT_EQ(DueDay(Seen(site.name())), due);
}

TEST_F(SitesTest, AnAskBecomesAnIssueAndBothNameEachOther) {
  S site = SiteOf();
  site.set_address("示例路1号");
  site = Made(site);
  GG_ASSERT_OK_AND_ASSIGN(const V visit, Visit(worker_, VisitOf(site, {"水压不足", "缺停车位"})));
  EXPECT_EQ(visit.open_asks(), 2);
  EXPECT_THAT(visit.allowed_actions(), testing::ElementsAre("raise_ask", "settle_ask"));
  GG_ASSERT_OK_AND_ASSIGN(const v1::Issue issue, Raise(worker_, visit.name(), 1));
  EXPECT_EQ(issue.state(), v1::Issue::STATE_REPORTED);
  EXPECT_EQ(issue.source(), v1::Issue::SOURCE_VISIT);
  EXPECT_EQ(issue.site(), site.name());
  EXPECT_EQ(issue.site_visit(), visit.name());
  EXPECT_EQ(issue.text(), "水压不足");
  EXPECT_EQ(issue.address(), "示例路1号");
  GG_ASSERT_OK_AND_ASSIGN(const V after, GetVisit(worker_, visit.name()));
  EXPECT_EQ(after.asks(0).issue(), issue.name());
  EXPECT_EQ(after.open_asks(), 1);
  EXPECT_THAT(Raise(worker_, visit.name(), 1), HasReason("ASK_SETTLED"));
  EXPECT_THAT(Raise(worker_, visit.name(), 3), HasViolation("ask", "OUT_OF_RANGE"));
}

TEST_F(SitesTest, TheOfficeSendsAnAskToItsUnitWhichThenSeesTheVisit) {
  const S site = Made(SiteOf());
  GG_ASSERT_OK_AND_ASSIGN(const V visit, Visit(worker_, VisitOf(site, {"水压不足"})));
  EXPECT_THAT(Raise(worker_, visit.name(), 1, /*dispatch=*/true), HasReason("NOT_PERMITTED"));
  EXPECT_EQ(Count(IssueTable()), 0);
  EXPECT_THAT(GetVisit(handler_of_unit_, visit.name()), HasReason("NOT_VISIBLE"));
  GG_ASSERT_OK_AND_ASSIGN(const v1::Issue issue, Raise(office_, visit.name(), 1, true));
  EXPECT_EQ(issue.state(), v1::Issue::STATE_DISPATCHED);
  EXPECT_EQ(issue.unit(), unit_);
  EXPECT_THAT(GetVisit(handler_of_unit_, visit.name()), IsOk());
  EXPECT_THAT(GetVisit(handler_of_second_unit_, visit.name()), HasReason("NOT_VISIBLE"));
  v1::ListSiteVisitsRequest list;
  GG_ASSERT_OK_AND_ASSIGN(const auto page,
                          Run(handler_of_unit_, visits_, &SiteVisitHandler::List, list));
  EXPECT_EQ(page.site_visits_size(), 1);
  Must(handler_of_unit_, "return", issue.name());
  EXPECT_THAT(GetVisit(handler_of_unit_, visit.name()), HasReason("NOT_VISIBLE"));
}

TEST_F(SitesTest, AnAskThatNeedsNoUnitIsAnswered) {
  const S site = Made(SiteOf());
  GG_ASSERT_OK_AND_ASSIGN(const V visit, Visit(worker_, VisitOf(site, {"政策咨询"})));
  v1::SettleAskRequest request;
  request.set_name(visit.name());
  request.set_ask(1);
  request.set_answer("已告知办理流程");
  GG_ASSERT_OK_AND_ASSIGN(const V settled,
                          Run(worker_, visits_, &SiteVisitHandler::SettleAsk, request));
  EXPECT_EQ(settled.open_asks(), 0);
  EXPECT_TRUE(settled.allowed_actions().empty());
  EXPECT_THAT(Raise(worker_, visit.name(), 1), HasReason("ASK_SETTLED"));
}

TEST_F(SitesTest, IdlePremisesAreListedByAreaTheLargestFirst) {
  for (const int area : {90, 1200, 350, 1200}) {
    S site = SiteOf(S::KIND_IDLE_PREMISES);
    site.set_vacant_area_m2(area);
    Made(site);
  }
  Made(SiteOf());
  v1::ListSitesRequest request;
  request.set_idle_by_area(true);
  request.set_page_size(3);
  std::vector<int> areas;
  do {
    const auto page = Run(office_, sites_, &SiteHandler::List, request);
    ASSERT_THAT(page, IsOk());
    for (const S& site : page->sites()) areas.push_back(site.vacant_area_m2());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(areas, testing::ElementsAre(1200, 1200, 350, 90));
}

TEST_F(SitesTest, VisitsAndAsksAreCountedWhereTheyWereMade) {
  const S site = Made(SiteOf());
  GG_ASSERT_OK_AND_ASSIGN(const V visit, Visit(worker_, VisitOf(site, {"水压不足", "缺停车位"})));
  GG_ASSERT_OK_AND_ASSIGN(const v1::Issue issue, Raise(office_, visit.name(), 1, true));
  EXPECT_EQ(Counted("visits.made"), 1);
  EXPECT_EQ(Counted("visits.asks"), 2);
  EXPECT_EQ(Counted("visits.asks_raised"), 1);
  Must(handler_of_unit_, "start", issue.name());
  Must(handler_of_unit_, "finish", issue.name());
  EXPECT_EQ(Counted("visits.asks_in_time"), 1);
  EXPECT_EQ(Counted("visits.asks_late"), 0);
}

}  // namespace
}  // namespace gridgov
