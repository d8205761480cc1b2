// Promises about sites and their visits: who reads and changes what in each scope, a retry does the
// work once, changes are told, words are found, and what is due waits for those whose work it is.
#include "gmock/gmock.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/search.pb.h"
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/site_visit.pb.h"
#include "gridgov/v1/work.pb.h"
#include "proto/cpp/uuid.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

class SitesTest : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    ServerTest::SetUpTestSuite();
    v1::ImportDeadlineClassesRequest classes;
    auto& one = *classes.add_deadline_classes();
    one.set_code("VISIT_90");
    one.mutable_title()->set_zh("示例时限");
    one.mutable_title()->set_en("sample");
    one.set_unit(v1::DeadlineClass::UNIT_CALENDAR_DAYS);
    one.set_amount(90);
    one.set_source("示例");
    ASSERT_THAT(server().Call<v1::ImportDeadlineClassesResponse>("sysadmin", classes), IsOk());
    v1::ImportSiteRhythmsRequest rhythms;
    auto& rhythm = *rhythms.add_site_rhythms();
    rhythm.set_code("ENT");
    rhythm.set_kind(v1::Site::KIND_ENTERPRISE);
    rhythm.set_deadline_class("VISIT_90");
    rhythm.set_source("示例");
    rhythm.set_valid_from_date("2024-01-01");
    ASSERT_THAT(server().Call<v1::ImportSiteRhythmsResponse>("sysadmin", rhythms), IsOk());
    EXPECT_THAT(server().Call<v1::ImportSiteRhythmsResponse>("centre1", rhythms),
                HasReason("NOT_PERMITTED"));
    server().MakeUser("mediator1");
    server().Grant("mediator1", v1::ROLE_MEDIATOR, kStreet);
  }

  static v1::CreateSiteRequest SiteIn(const std::string& grid) {
    static int serial = 0;
    v1::CreateSiteRequest request;
    request.mutable_site()->set_code("CONF-" + std::to_string(++serial));
    request.mutable_site()->set_title("示例机械厂");
    request.mutable_site()->set_kind(v1::Site::KIND_ENTERPRISE);
    request.mutable_site()->set_grid(grid);
    return request;
  }
  static v1::Site Made(const std::string& grid = kGridA1) {
    const auto site =
        server().Call<v1::Site>(grid == kGridB1 ? "office2" : "office1", SiteIn(grid));
    EXPECT_THAT(site, IsOk());
    return site.value_or(v1::Site());
  }
  static v1::CreateSiteVisitRequest VisitOf(const std::string& site) {
    v1::CreateSiteVisitRequest request;
    request.mutable_site_visit()->set_site(site);
    request.mutable_site_visit()->set_subject(v1::SiteVisit::SUBJECT_ROUTINE);
    request.mutable_site_visit()->set_result("经营正常");
    auto& ask = *request.mutable_site_visit()->add_asks();
    ask.set_category(v1::SiteVisit::Ask::CATEGORY_UTILITIES);
    ask.set_text("水压不足");
    return request;
  }
  static bool Gets(const std::string& user, const std::string& name) {
    v1::GetSiteRequest request;
    request.set_name(name);
    return server().Call<v1::Site>(user, request).ok();
  }
  static bool GetsVisit(const std::string& user, const std::string& name) {
    v1::GetSiteVisitRequest request;
    request.set_name(name);
    return server().Call<v1::SiteVisit>(user, request).ok();
  }
};

TEST_F(SitesTest, EachRoleReadsAndKeepsWhatItsScopeHolds) {
  const v1::Site site = Made();
  const auto visit = server().Call<v1::SiteVisit>("worker1", VisitOf(site.name()));
  ASSERT_THAT(visit, IsOk());
  const struct {
    const char* user;
    bool reads;
    bool keeps;
  } rows[] = {{"worker1", true, true},    {"worker2", false, false},   {"office1", true, true},
              {"office2", false, false},  {"centre1", true, false},    {"auditor1", true, false},
              {"handler1", false, false}, {"mediator1", false, false}, {"liaison1", false, false},
              {"sysadmin", false, false}};
  for (const auto& [user, reads, keeps] : rows) {
    EXPECT_EQ(Gets(user, site.name()), reads) << user;
    EXPECT_EQ(GetsVisit(user, visit->name()), reads) << user;
    v1::SearchRequest search;
    search.set_query("机械厂");
    const auto found = server().Call<v1::SearchResponse>(user, search);
    ASSERT_THAT(found, IsOk()) << user;
    EXPECT_EQ(found->sites_size() > 0, reads) << user;
    v1::CreateSiteRequest again = SiteIn(kGridA1);
    EXPECT_EQ(server().Call<v1::Site>(user, again).ok(), keeps) << user;
    EXPECT_EQ(server().Call<v1::SiteVisit>(user, VisitOf(site.name())).ok(), keeps) << user;
  }
}

TEST_F(SitesTest, ARetryRecordsTheVisitOnce) {
  v1::CreateSiteVisitRequest request = VisitOf(Made().name());
  request.set_request_id(Uuid::V7(absl::Now()).ToString());
  GG_ASSERT_OK_AND_ASSIGN(const auto first, server().Call<v1::SiteVisit>("worker1", request));
  GG_ASSERT_OK_AND_ASSIGN(const auto again, server().Call<v1::SiteVisit>("worker1", request));
  EXPECT_THAT(again, EqualsProto(first));
}

TEST_F(SitesTest, VisitsAreToldToThoseWhoMaySeeThem) {
  const v1::Site site = Made();
  const auto page =
      server().Call<v1::ListSiteVisitsResponse>("centre1", v1::ListSiteVisitsRequest());
  ASSERT_THAT(page, IsOk());
  auto stream = server().Watch("centre1", page->watch_token(), {"siteVisits"});
  GG_ASSERT_OK_AND_ASSIGN(const auto visit,
                          server().Call<v1::SiteVisit>("worker1", VisitOf(site.name())));
  GG_ASSERT_OK_AND_ASSIGN(v1::WatchResponse event, stream->Next());
  while (event.kind() != v1::WatchResponse::KIND_CHANGED) {
    GG_ASSERT_OK_AND_ASSIGN(event, stream->Next());
  }
  EXPECT_EQ(event.site_visit().name(), visit.name());
}

TEST_F(SitesTest, AsksAndVisitsThatComeNearWaitInTheWorkList) {
  const v1::Site site = Made();
  GG_ASSERT_OK_AND_ASSIGN(const auto visit,
                          server().Call<v1::SiteVisit>("worker1", VisitOf(site.name())));
  const auto waits = [](const std::string& user, const std::string& name) {
    v1::ListWorkRequest request;
    request.set_page_size(200);
    const auto page = server().Call<v1::ListWorkResponse>(user, request);
    EXPECT_THAT(page, IsOk());
    for (const auto& item : page->items()) {
      if (item.resource() == name) return item.kind();
    }
    return v1::WorkItem::KIND_UNSPECIFIED;
  };
  EXPECT_EQ(waits("worker1", visit.name()), v1::WorkItem::KIND_RAISE);
  EXPECT_EQ(waits("office1", visit.name()), v1::WorkItem::KIND_RAISE);
  EXPECT_EQ(waits("worker2", visit.name()), v1::WorkItem::KIND_UNSPECIFIED);
  EXPECT_EQ(waits("centre1", visit.name()), v1::WorkItem::KIND_UNSPECIFIED);
  EXPECT_EQ(waits("worker1", site.name()), v1::WorkItem::KIND_UNSPECIFIED);
  server().Advance(absl::Hours(24 * 80));
  for (const char* user : {"worker1", "office1"}) server().SignIn(user);
  EXPECT_EQ(waits("worker1", site.name()), v1::WorkItem::KIND_VISIT);
  EXPECT_EQ(waits("office1", site.name()), v1::WorkItem::KIND_VISIT);
  v1::RaiseAskRequest raise;
  raise.set_name(visit.name());
  raise.set_ask(1);
  raise.mutable_issue()->set_category(kCategory);
  raise.mutable_issue()->set_title("厂区水压不足");
  raise.set_dispatch(true);
  GG_ASSERT_OK_AND_ASSIGN(const auto issue, server().Call<v1::Issue>("office1", raise));
  EXPECT_EQ(issue.site_visit(), visit.name());
  EXPECT_EQ(waits("worker1", visit.name()), v1::WorkItem::KIND_UNSPECIFIED);
  server().SignIn("handler1");
  EXPECT_TRUE(GetsVisit("handler1", visit.name()));
}

TEST_F(SitesTest, TextsAreShortAndKindsAreClosed) {
  v1::CreateSiteVisitRequest visit = VisitOf(Made().name());
  visit.mutable_site_visit()->mutable_asks(0)->set_text(std::string(501, 'a'));
  EXPECT_TRUE(absl::IsInvalidArgument(server().Call<v1::SiteVisit>("office1", visit).status()));
  visit = VisitOf(Made().name());
  visit.mutable_site_visit()->set_result(std::string(501, 'a'));
  EXPECT_TRUE(absl::IsInvalidArgument(server().Call<v1::SiteVisit>("office1", visit).status()));
  v1::CreateSiteRequest site = SiteIn(kGridA1);
  site.mutable_site()->set_kind(static_cast<v1::Site::Kind>(99));
  EXPECT_TRUE(absl::IsInvalidArgument(server().Call<v1::Site>("office1", site).status()));
}

}  // namespace
}  // namespace gridgov
