// Promises about analysis meetings over the whole server: who reads what, retries, watch, work
// lists, and that lists and single rows agree on whose a division's rows are.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "gridgov/v1/search.pb.h"
#include "gridgov/v1/work.pb.h"
#include "proto/cpp/uuid.h"
#include "server/store/time_text.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

class MeetingTest : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    ServerTest::SetUpTestSuite();
    v1::ImportDeadlineClassesRequest classes;
    for (const char* code : {"MEETING_MINUTES", "MEETING_ITEM"}) {
      auto& one = *classes.add_deadline_classes();
      one.set_code(code);
      one.mutable_title()->set_zh("示例时限");
      one.mutable_title()->set_en("sample");
      one.set_unit(v1::DeadlineClass::UNIT_CALENDAR_DAYS);
      one.set_amount(10);
      one.set_source("示例");
    }
    ASSERT_THAT(server().Call<v1::ImportDeadlineClassesResponse>("sysadmin", classes), IsOk());
    for (const auto& [user, role] :
         {std::pair{"mediator1", v1::ROLE_MEDIATOR}, {"programme1", v1::ROLE_PROGRAMME_OFFICER}}) {
      server().MakeUser(user);
      server().Grant(user, role, kStreet);
    }
  }

  static v1::CreateMeetingRequest Planning(const std::string& division) {
    v1::CreateMeetingRequest request;
    request.mutable_meeting()->set_division(division);
    *request.mutable_meeting()->mutable_planned_time() = ToProto(server().Now());
    return request;
  }
  static v1::Meeting Held(const std::string& division, const std::string& by) {
    const auto planned = server().Call<v1::Meeting>(by, Planning(division));
    EXPECT_THAT(planned, IsOk());
    v1::HoldMeetingRequest hold;
    hold.set_name(planned->name());
    hold.set_chair(absl::StrCat("accounts/", by));
    auto& unit = *hold.add_attendance();
    unit.set_unit("units/CG");
    unit.set_representative(v1::Meeting::REPRESENTATIVE_STAFF);
    unit.set_count(1);
    const auto held = server().Call<v1::Meeting>(by, hold);
    EXPECT_THAT(held, IsOk());
    return held.value_or(v1::Meeting());
  }
  static v1::MeetingItem Judged(const std::string& by, const v1::Meeting& meeting) {
    v1::AddMeetingItemRequest add;
    add.mutable_meeting_item()->set_meeting(meeting.name());
    add.mutable_meeting_item()->set_issue(server().Report("worker1").name());
    const auto added = server().Call<v1::MeetingItem>(by, add);
    EXPECT_THAT(added, IsOk());
    v1::JudgeMeetingItemRequest judge;
    judge.set_name(added->name());
    judge.set_judgement(v1::MeetingItem::JUDGEMENT_OBSERVE);
    judge.set_measure(v1::MeetingItem::MEASURE_COORDINATE);
    judge.set_unit("units/CG");
    const auto judged = server().Call<v1::MeetingItem>(by, judge);
    EXPECT_THAT(judged, IsOk());
    return judged.value_or(v1::MeetingItem());
  }
  template <class Request>
  static Request Named(const std::string& name) {
    Request request;
    request.set_name(name);
    return request;
  }
  static bool ListsItem(const std::string& user, const std::string& name) {
    const auto page =
        server().Call<v1::ListMeetingItemsResponse>(user, v1::ListMeetingItemsRequest());
    return page.ok() && std::any_of(page->meeting_items().begin(), page->meeting_items().end(),
                                    [&](const auto& one) { return one.name() == name; });
  }
  static bool ListsMeeting(const std::string& user, const std::string& name) {
    const auto page = server().Call<v1::ListMeetingsResponse>(user, v1::ListMeetingsRequest());
    return page.ok() && std::any_of(page->meetings().begin(), page->meetings().end(),
                                    [&](const auto& one) { return one.name() == name; });
  }
};

TEST_F(MeetingTest, EachRoleReadsMeetingsOrItsOwnItemsAsTheMatrixSays) {
  const v1::Meeting meeting = Held(kCommunityA, "office1");
  const v1::MeetingItem item = Judged("office1", meeting);
  const struct {
    const char* user;
    bool meetings;
    bool item;
  } rows[] = {{"office1", true, true},      {"centre1", true, true},    {"auditor1", true, true},
              {"office2", false, false},    {"mixed1", false, false},   {"worker1", false, false},
              {"handler1", false, true},    {"handler2", false, false}, {"mediator1", false, false},
              {"programme1", false, false}, {"liaison1", false, false}, {"dutylead1", false, false},
              {"sysadmin", false, false}};
  for (const auto& [user, reads, reads_item] : rows) {
    EXPECT_EQ(server().Call<v1::Meeting>(user, Named<v1::GetMeetingRequest>(meeting.name())).ok(),
              reads)
        << user;
    EXPECT_EQ(ListsMeeting(user, meeting.name()), reads) << user;
    EXPECT_EQ(
        server().Call<v1::MeetingItem>(user, Named<v1::GetMeetingItemRequest>(item.name())).ok(),
        reads_item)
        << user;
    EXPECT_EQ(ListsItem(user, item.name()), reads_item) << user;
  }
}

TEST_F(MeetingTest, TheSubdistrictsOwnMeetingIsTheCentres) {
  const v1::Meeting meeting = Held(kStreet, "centre1");
  EXPECT_TRUE(ListsMeeting("centre1", meeting.name()));
  EXPECT_FALSE(ListsMeeting("office1", meeting.name()));
  EXPECT_THAT(server().Call<v1::Meeting>("office1", Planning(kStreet)), HasReason("NOT_VISIBLE"));
}

TEST_F(MeetingTest, ARetryPlansOneMeeting) {
  v1::CreateMeetingRequest request = Planning(kCommunityA);
  request.set_request_id(Uuid::V7(absl::Now()).ToString());
  GG_ASSERT_OK_AND_ASSIGN(const auto first, server().Call<v1::Meeting>("office1", request));
  GG_ASSERT_OK_AND_ASSIGN(const auto again, server().Call<v1::Meeting>("office1", request));
  EXPECT_THAT(again, EqualsProto(first));
}

TEST_F(MeetingTest, AMeetingAndItsItemsAreToldToThoseWhoMaySeeThem) {
  const auto page =
      server().Call<v1::ListMeetingItemsResponse>("handler1", v1::ListMeetingItemsRequest());
  ASSERT_THAT(page, IsOk());
  auto office = server().Watch("office1", page->watch_token(), {"meetings", "meetingItems"});
  EXPECT_THAT(office->Next(), testing::Not(IsOk())) << "a token is its caller's";
  auto unit = server().Watch("handler1", page->watch_token(), {"meetings", "meetingItems"});
  const v1::MeetingItem item = Judged("office1", Held(kCommunityA, "office1"));
  // Not the meeting, and of the item nothing before it was the unit's.
  while (true) {
    GG_ASSERT_OK_AND_ASSIGN(const v1::WatchResponse event, unit->Next());
    if (event.kind() != v1::WatchResponse::KIND_CHANGED) continue;
    EXPECT_EQ(event.name(), item.name());
    EXPECT_EQ(event.meeting_item().issue_number(), "") << "not dispatched to it";
    break;
  }
}

TEST_F(MeetingTest, MinutesAreInNoIndex) {
  v1::WriteMinutesRequest minutes;
  minutes.set_name(Held(kCommunityA, "office1").name());
  minutes.set_minutes("研判玄武岩碎裂三起（示例）");
  ASSERT_THAT(server().Call<v1::Meeting>("office1", minutes), IsOk());
  v1::SearchRequest search;
  search.set_query("玄武岩");
  GG_ASSERT_OK_AND_ASSIGN(const auto found, server().Call<v1::SearchResponse>("centre1", search));
  EXPECT_EQ(found.ShortDebugString().find("meeting"), std::string::npos);
  v1::ListMeetingsRequest list;
  list.set_filter("minutes = \"研判玄武岩碎裂三起（示例）\"");
  EXPECT_TRUE(
      absl::IsInvalidArgument(server().Call<v1::ListMeetingsResponse>("centre1", list).status()));
}

TEST_F(MeetingTest, TextsAreShort) {
  const v1::Meeting meeting = Held(kCommunityA, "office1");
  v1::WriteMinutesRequest minutes;
  minutes.set_name(meeting.name());
  for (int i = 0; i < 501; ++i) minutes.mutable_minutes()->append("议");
  EXPECT_TRUE(absl::IsInvalidArgument(server().Call<v1::Meeting>("office1", minutes).status()));
  minutes.mutable_minutes()->resize(500 * 3);
  EXPECT_THAT(server().Call<v1::Meeting>("office1", minutes), IsOk());
}

TEST_F(MeetingTest, AnItemWaitsForTheUnitThatCarriesItOut) {
  const v1::MeetingItem item = Judged("office1", Held(kCommunityA, "office1"));
  v1::ListWorkRequest request;
  request.set_kind(v1::WorkItem::KIND_CARRY_OUT);
  const auto waits = [&](const char* user) {
    const auto work = server().Call<v1::ListWorkResponse>(user, request);
    return work.ok() &&
           std::any_of(work->items().begin(), work->items().end(), [&](const auto& one) {
             return one.resource() == item.name() && one.mine();
           });
  };
  EXPECT_TRUE(waits("handler1"));
  for (const char* user : {"handler2", "office1", "centre1", "auditor1", "worker1"}) {
    EXPECT_FALSE(waits(user)) << user;
  }
}

TEST_F(MeetingTest, ARuleIsTheAdministratorsAndEverybodyReadsIt) {
  v1::CreateMeetingRuleRequest request;
  request.mutable_meeting_rule()->set_level(v1::Division::LEVEL_COMMUNITY);
  request.mutable_meeting_rule()->set_rhythm(v1::MeetingRule::RHYTHM_WEEKLY);
  request.mutable_meeting_rule()->set_source("示例");
  request.mutable_meeting_rule()->set_valid_from_date("2026-01-01");
  for (const char* user : {"office1", "centre1", "auditor1", "secadmin"}) {
    EXPECT_THAT(server().Call<v1::MeetingRule>(user, request), HasReason("NOT_PERMITTED")) << user;
  }
  ASSERT_THAT(server().Call<v1::MeetingRule>("sysadmin", request), IsOk());
  for (const char* user : {"worker1", "liaison1", "office1"}) {
    const auto rules =
        server().Call<v1::ListMeetingRulesResponse>(user, v1::ListMeetingRulesRequest());
    ASSERT_THAT(rules, IsOk()) << user;
    EXPECT_EQ(rules->meeting_rules_size(), 1) << user;
  }
}

}  // namespace
}  // namespace gridgov
