// Promises about disputes through the server: who reads what on every way out, parties on none but
// their own, a retry does the work once, changes are told.
#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/dispute_party.pb.h"
#include "gridgov/v1/search.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/uuid.h"
#include "tests/support/mediation_scene.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using v1::Dispute;

class DisputesApiTest : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    ServerTest::SetUpTestSuite();
    ImportDayClasses(server(), {{"MEDIATION", 30}});
    committee_ = MakeCommittee(server(), {"mediator1", "mediator2"});
    police_ = MakeUnit(server(), "PCS", v1::Unit::KIND_POLICE_STATION);
  }

  static v1::CreateDisputeRequest Request() { return NewDispute(committee_, kGridA1); }
  // Registered by the worker, assigned to mediator1.
  static Dispute Registered() {
    const auto dispute = server().Call<Dispute>("worker1", Request());
    EXPECT_THAT(dispute, IsOk());
    v1::AssignMediatorRequest assign;
    assign.set_dispute(dispute->name());
    assign.mutable_mediator()->set_account("accounts/mediator1");
    assign.mutable_mediator()->set_choice(v1::DisputeMediator::CHOICE_PARTIES);
    EXPECT_THAT(server().Call<v1::DisputeMediator>("office1", assign), IsOk());
    return dispute.value_or(Dispute());
  }
  static absl::StatusOr<Dispute> Get(const std::string& user, const std::string& name) {
    v1::GetDisputeRequest request;
    request.set_name(name);
    return server().Call<Dispute>(user, request);
  }
  static bool Lists(const std::string& user, const std::string& name) {
    const auto page = server().Call<v1::ListDisputesResponse>(user, v1::ListDisputesRequest());
    return page.ok() && std::any_of(page->disputes().begin(), page->disputes().end(),
                                    [&](const auto& one) { return one.name() == name; });
  }
  static bool Finds(const std::string& user, const Dispute& dispute) {
    v1::SearchRequest request;
    request.set_query(dispute.number());
    const auto found = server().Call<v1::SearchResponse>(user, request);
    return found.ok() && std::any_of(found->disputes().begin(), found->disputes().end(),
                                     [&](const auto& one) { return one.name() == dispute.name(); });
  }
  static absl::Status ReportToPolice(const Dispute& dispute) {
    v1::ReportDisputeToPoliceRequest request;
    request.set_name(dispute.name());
    request.set_police_station(police_);
    request.set_reason("可能引起治安案件（示例）");
    return server().Call<Dispute>("office1", request).status();
  }

  static inline std::string committee_;
  static inline std::string police_;
};

TEST_F(DisputesApiTest, TheSameReaderSeesTheSameOnEveryWayOut) {
  const Dispute dispute = Registered();
  const struct {
    const char* user;
    bool before;
    bool after;  // A report under art. 25.
  } rows[] = {{"worker1", true, true},     {"worker2", false, false}, {"office1", true, true},
              {"office2", false, false},   {"centre1", true, true},   {"mediator1", true, true},
              {"mediator2", false, false}, {"liaison1", false, true}, {"auditor1", true, true},
              {"handler1", false, false},  {"sysadmin", false, false}};
  const auto check = [&](const char* user, bool sees) {
    SCOPED_TRACE(user);
    EXPECT_EQ(Get(user, dispute.name()).ok(), sees);
    EXPECT_EQ(Lists(user, dispute.name()), sees);
    EXPECT_EQ(Finds(user, dispute), sees);
  };

  for (const auto& row : rows) check(row.user, row.before);
  ASSERT_THAT(ReportToPolice(dispute), IsOk());
  for (const auto& row : rows) check(row.user, row.after);

  const auto seen = Get("liaison1", dispute.name());
  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(seen->creator(), "");
  EXPECT_EQ(seen->mediators_size(), 0);
}

TEST_F(DisputesApiTest, NothingOfAPartyIsInAnyListOrSearch) {
  const Dispute dispute = Registered();
  for (const char* words : {"甄有水", "甄", "000-0000-0000", "漏水"}) {
    v1::SearchRequest request;
    request.set_query(words);
    const auto found = server().Call<v1::SearchResponse>("office1", request);
    ASSERT_THAT(found, IsOk());
    EXPECT_EQ(found->disputes_size(), 0) << words;
  }
  v1::ListDisputesRequest list;
  list.set_filter("summary = \"楼上漏水，双方对赔偿有争议\"");
  EXPECT_THAT(server().Call<v1::ListDisputesResponse>("office1", list),
              HasViolation("filter", "NOT_FILTERABLE"));
  v1::ListDisputePartiesRequest parties;
  EXPECT_THAT(server().Call<v1::ListDisputePartiesResponse>("office1", parties),
              HasViolation("dispute", "REQUIRED"));
  parties.set_dispute(dispute.name());
  const auto shown = server().Call<v1::ListDisputePartiesResponse>("office1", parties);
  ASSERT_THAT(shown, IsOk());
  ASSERT_EQ(shown->dispute_parties_size(), 2);
  EXPECT_EQ(shown->dispute_parties(0).name(), "");
  EXPECT_EQ(shown->dispute_parties(0).phone(), "");
}

TEST_F(DisputesApiTest, ARetryRegistersOnceAndAnswersTheDisputeWithoutItsParties) {
  v1::CreateDisputeRequest request = Request();
  request.set_request_id(Uuid::V7(absl::Now()).ToString());

  const auto first = server().Call<Dispute>("worker1", request);
  const auto again = server().Call<Dispute>("worker1", request);

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), first->name());
  EXPECT_THAT(*again, EqualsProto(*first));

  v1::AddDisputePartyRequest party;
  party.set_dispute(first->name());
  *party.mutable_party() = request.parties(0);
  party.set_request_id(Uuid::V7(absl::Now()).ToString());
  EXPECT_EQ(server().Call<Dispute>("office1", party)->party_count(), 3);
  EXPECT_EQ(server().Call<Dispute>("office1", party)->party_count(), 3);
}

TEST_F(DisputesApiTest, AWrongShapeIsNamedByField) {
  v1::CreateDisputeRequest request = Request();
  request.mutable_dispute()->clear_dispute_class();
  request.mutable_dispute()->set_summary(std::string(501, 'a'));
  request.mutable_parties(0)->clear_display_name();
  const auto answer = server().Call<Dispute>("worker1", request);

  EXPECT_THAT(answer, HasViolation("dispute.dispute_class", "REQUIRED"));
  EXPECT_THAT(answer, HasViolation("dispute.summary", "TOO_LONG"));
  EXPECT_THAT(answer, HasViolation("parties[0].display_name", "REQUIRED"));
}

}  // namespace
}  // namespace gridgov
