// Promise: statistics show each reader's own area, with what each figure means; and counters that
// are not what the rows say are named and set right.
#include "gridgov/v1/admin.pb.h"
#include "gridgov/v1/statistic.pb.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/store/time_text.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

class StatisticsServerTest : public ServerTest {
 protected:
  static absl::StatusOr<v1::GetStatisticsResponse> Ask(const std::string& user,
                                                       const std::string& area) {
    v1::GetStatisticsRequest request;
    request.set_area(area);
    request.set_from_date(DayText(server().Now() - absl::Hours(24)));
    request.set_to_date(DayText(server().Now()));
    request.set_group_by(v1::GetStatisticsRequest::GROUP_BY_COMMUNITY);
    request.add_indicators("issues.reported");
    return server().Call<v1::GetStatisticsResponse>(user, request);
  }

  static v1::Job Check(bool repair) {
    v1::CheckCountersRequest request;
    request.set_repair(repair);
    const auto job = server().Call<v1::Job>("sysadmin", request);
    EXPECT_THAT(job, IsOk());
    return server().AwaitJob("sysadmin", job.value_or(v1::Job()).name());
  }
};

TEST_F(StatisticsServerTest, EachReaderSeesTheFiguresOfTheOwnAreaWithTheirMeaning) {
  server().Report("worker1", kGridA1);
  server().Report("worker2", kGridA2);
  server().Report("office2", kGridB1);

  const auto centre = Ask("centre1", kStreet);
  ASSERT_THAT(centre, IsOk());
  EXPECT_EQ(centre->total().figures(0).numerator(), 3);
  ASSERT_EQ(centre->rows_size(), 2);
  EXPECT_EQ(centre->rows(0).code(), "510703003001");
  EXPECT_EQ(centre->rows(0).figures(0).text(), "2");
  EXPECT_EQ(centre->rows(1).figures(0).text(), "1");
  ASSERT_EQ(centre->indicators_size(), 1);
  EXPECT_NE(centre->indicators(0).numerator().zh(), "");
  EXPECT_NE(centre->indicators(0).source().en(), "");

  const auto office = Ask("office1", kStreet);
  ASSERT_THAT(office, IsOk());
  EXPECT_EQ(office->total().figures(0).numerator(), 2) << "one's own part of the street";
  const auto one = Ask("office1", kGridA1);
  ASSERT_THAT(one, IsOk());
  EXPECT_EQ(one->total().figures(0).numerator(), 1);
  EXPECT_THAT(Ask("office2", kCommunityA),
              StatusIs(absl::StatusCode::kPermissionDenied, "NOT_VISIBLE"));
  for (const char* user : {"worker1", "handler1", "liaison1", "sysadmin"}) {
    EXPECT_TRUE(absl::IsPermissionDenied(Ask(user, kStreet).status())) << user;
  }
}

TEST_F(StatisticsServerTest, CountersThatDifferAreNamedAndSetRight) {
  const v1::Issue issue = server().Report("worker1", kGridA1);
  const v1::Job whole = Check(false);
  ASSERT_EQ(whole.state(), v1::Job::STATE_SUCCEEDED) << whole.DebugString();
  EXPECT_GT(whole.counter_check().rows(), 0);
  EXPECT_GT(whole.counter_check().counters(), 0);
  const int64_t reported = Ask("centre1", kStreet)->total().figures(0).numerator();

  server().Stop();
  {
    SqliteEngine engine(server().database());
    auto db = engine.OpenWriter();
    ASSERT_THAT(db, IsOk());
    ASSERT_THAT((*db)->Execute("UPDATE counters SET value = value + 5 WHERE measure = "
                               "'issues.reported' AND grid = (SELECT grid FROM issues WHERE "
                               "number = $1)",
                               {issue.number()}),
                IsOk());
  }
  server().Start();
  EXPECT_EQ(Ask("centre1", kStreet)->total().figures(0).numerator(), reported + 5);

  const v1::Job found = Check(false);
  EXPECT_EQ(found.state(), v1::Job::STATE_FAILED);
  EXPECT_EQ(found.failure().reason(), "COUNTERS_DIFFER");
  ASSERT_EQ(found.counter_check().differences_size(), 1) << found.DebugString();
  const v1::CounterDifference& difference = found.counter_check().differences(0);
  EXPECT_EQ(difference.grid(), issue.grid());
  EXPECT_EQ(difference.day(), DayText(FromProto(issue.received_time())));
  EXPECT_EQ(difference.measure(), "issues.reported");
  EXPECT_EQ(difference.stored(), difference.expected() + 5);

  EXPECT_EQ(Check(true).state(), v1::Job::STATE_SUCCEEDED);
  EXPECT_EQ(Ask("centre1", kStreet)->total().figures(0).numerator(), reported);
  EXPECT_EQ(Check(false).state(), v1::Job::STATE_SUCCEEDED);
}

TEST_F(StatisticsServerTest, RowsThatWereThereBeforeTheCountersAreCountedAtTheStart) {
  server().Report("worker1", kGridA1);
  const int64_t reported = Ask("centre1", kStreet)->total().figures(0).numerator();
  server().Stop();
  {
    SqliteEngine engine(server().database());
    auto db = engine.OpenWriter();
    ASSERT_THAT(db, IsOk());
    ASSERT_THAT((*db)->ExecuteScript("DELETE FROM counters; DELETE FROM counter_state"), IsOk());
  }
  server().Start();
  EXPECT_EQ(Ask("centre1", kStreet)->total().figures(0).numerator(), reported);
}

}  // namespace
}  // namespace gridgov
