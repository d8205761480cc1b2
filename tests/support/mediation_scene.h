// What the conformance tests of mediation begin with, through the contract: a committee with its
// mediators, a dispute at each stage, a written agreement in equal parts. Free functions; what
// fails is told and answered empty. All names and numbers in it are invented (示例).
#ifndef GRIDGOV_TESTS_SUPPORT_MEDIATION_SCENE_H_
#define GRIDGOV_TESTS_SUPPORT_MEDIATION_SCENE_H_

#include <string>
#include <utility>
#include <vector>

#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {

template <class Response, class Request>
Response Must(TestServer& server, const std::string& user, const Request& request) {
  const auto answer = server.Call<Response>(user, request);
  EXPECT_THAT(answer, IsOk());
  return answer.value_or(Response());
}

// Deadline classes in calendar days.
void ImportDayClasses(TestServer& server, const std::vector<std::pair<std::string, int>>& classes);
// A unit of the street; its name.
std::string MakeUnit(TestServer& server, const std::string& code, v1::Unit::Kind kind);
// TW, with these users as its mediators; its name.
std::string MakeCommittee(TestServer& server, const std::vector<std::string>& mediators);

// A quarrel of two neighbours.
v1::CreateDisputeRequest NewDispute(const std::string& committee, const std::string& grid);
// Registered by the user, and given to mediator1, who declares to have no conflict.
v1::Dispute Registered(TestServer& server, const std::string& user,
                       const v1::CreateDisputeRequest& request);
void AcceptDispute(TestServer& server, const v1::Dispute& dispute);
// Takes one that was accepted through rights and a session to where the parties agree.
v1::Dispute Settle(TestServer& server, const v1::Dispute& dispute);

// In parts of 300,000 fen, one due on each day.
v1::CreateAgreementRequest NewAgreement(const v1::Dispute& dispute,
                                        const std::vector<std::string>& days);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_MEDIATION_SCENE_H_
