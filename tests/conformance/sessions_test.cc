// Promises of sessions and passwords.
#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/category.pb.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

class SessionsTest : public ServerTest {
 protected:
  // The administrators' sessions may have ended in the test before.
  void SetUp() override {
    for (const char* user : {"secadmin", "sysadmin", "auditadmin"}) server().SignIn(user);
  }
  static absl::Status Probe(const std::string& user) {
    return server().Call<v1::CurrentSession>(user, v1::GetCurrentSessionRequest()).status();
  }
  static absl::Status ProbeToken(const std::string& token) {
    CallSettings settings = server().As("");
    settings.token = token;
    return CallUnary<v1::CurrentSession>(server().channel(), settings,
                                         v1::GetCurrentSessionRequest())
        .status();
  }
};

TEST_F(SessionsTest, FiveWrongPasswordsLockAnAccountUntilItIsEnabled) {
  server().MakeUser("forgetful");
  for (int i = 0; i < 5; ++i) {
    EXPECT_THAT(server().SignIn("forgetful", "not-this-one-at-all"),
                StatusIs(absl::StatusCode::kUnauthenticated, "SIGN_IN_FAILED"));
  }
  EXPECT_THAT(server().SignIn("forgetful", kPassword), HasReason("SIGN_IN_FAILED"));
  v1::EnableAccountRequest enable;
  enable.set_name("accounts/forgetful");
  enable.set_reason("本人到场");
  ASSERT_THAT(server().Call<v1::Account>("secadmin", enable), IsOk());
  EXPECT_THAT(server().SignIn("forgetful", kPassword), IsOk());
}

TEST_F(SessionsTest, ALockEndsByItselfAfter15Minutes) {
  server().MakeUser("patient");
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(server().SignIn("patient", "not-this-one").ok());
  server().Advance(absl::Minutes(14));
  EXPECT_THAT(server().SignIn("patient", kPassword), HasReason("SIGN_IN_FAILED"));
  server().Advance(absl::Minutes(2));
  EXPECT_THAT(server().SignIn("patient", kPassword), IsOk());
}

TEST_F(SessionsTest, AnUnknownNameAndAWrongPasswordAnswerAlike) {
  const auto unknown = server().SignIn("nobody-at-all", kPassword).status();
  const auto wrong = server().SignIn("worker1", "not-this-one").status();
  EXPECT_EQ(unknown.code(), wrong.code());
  EXPECT_EQ(unknown.message(), wrong.message());
  EXPECT_EQ(ErrorDetailIn(unknown, false).SerializeAsString(),
            ErrorDetailIn(wrong, false).SerializeAsString());
  server().SignIn("worker1");
}

TEST_F(SessionsTest, AOneTimePasswordMustBeChangedBeforeAnythingElse) {
  const std::string once = server().Invite("newcomer");
  server().Grant("newcomer", v1::ROLE_GRID_WORKER, kGridA1);
  ASSERT_THAT(server().SignIn("newcomer", once), IsOk());
  EXPECT_THAT(server().Call<v1::ListIssuesResponse>("newcomer", v1::ListIssuesRequest()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "PASSWORD_CHANGE_REQUIRED"));
  v1::ChangePasswordRequest change;
  change.set_old_password(once);
  change.set_new_password(kPassword);
  GG_ASSERT_OK_AND_ASSIGN(const auto changed,
                          server().Call<v1::ChangePasswordResponse>("newcomer", change));
  EXPECT_THAT(Probe("newcomer"), HasReason("SESSION_ENDED"));
  server().KeepToken("newcomer", changed.token());
  EXPECT_THAT(server().Call<v1::ListIssuesResponse>("newcomer", v1::ListIssuesRequest()), IsOk());
  EXPECT_THAT(server().SignIn("newcomer", once), HasReason("SIGN_IN_FAILED"));
}

TEST_F(SessionsTest, ChangingThePasswordEndsEverySessionAndAnswersANewToken) {
  server().MakeUser("careful");
  GG_ASSERT_OK_AND_ASSIGN(const std::string first, server().SignIn("careful", kPassword));
  GG_ASSERT_OK_AND_ASSIGN(const std::string second, server().SignIn("careful", kPassword));
  v1::ChangePasswordRequest change;
  change.set_old_password(kPassword);
  change.set_new_password("seven-lanterns-by-the-river-19");
  GG_ASSERT_OK_AND_ASSIGN(const auto changed,
                          server().Call<v1::ChangePasswordResponse>("careful", change));
  EXPECT_THAT(ProbeToken(first), HasReason("SESSION_ENDED"));
  EXPECT_THAT(ProbeToken(second), HasReason("SESSION_ENDED"));
  EXPECT_THAT(ProbeToken(changed.token()), IsOk());
}

TEST_F(SessionsTest, AWeakOrWrongPasswordChangesNothing) {
  server().MakeUser("hasty");
  v1::ChangePasswordRequest change;
  change.set_old_password("not-this-one");
  change.set_new_password("seven-lanterns-by-the-river-19");
  EXPECT_THAT(server().Call<v1::ChangePasswordResponse>("hasty", change),
              HasViolation("old_password", "WRONG_PASSWORD"));
  change.set_old_password(kPassword);
  change.set_new_password("short");
  EXPECT_THAT(server().Call<v1::ChangePasswordResponse>("hasty", change),
              HasViolation("new_password", "PASSWORD_TOO_SHORT"));
  EXPECT_THAT(Probe("hasty"), IsOk());
}

// The profile of GB/T 22239-2019, level 3, on a server of its own.
class MlpsTest : public testing::Test {
 protected:
  MlpsTest() {
    server_.Stop();
    server_.Start("mlps");
    server_.MakeUser("ruled");
  }
  absl::Status Change(const std::string& from, const std::string& to) {
    v1::ChangePasswordRequest change;
    change.set_old_password(from);
    change.set_new_password(to);
    const auto changed = server_.Call<v1::ChangePasswordResponse>("ruled", change);
    if (changed.ok()) server_.KeepToken("ruled", changed->token());
    return changed.status();
  }
  static std::string Numbered(int i) { return absl::StrCat("lantern-by-the-river-", i, "-east"); }

  TestServer server_;
};

TEST_F(MlpsTest, NoneOfTheLastFivePasswordsIsTakenAgain) {
  std::string now = kPassword;
  for (int i = 1; i <= 5; ++i) {
    ASSERT_THAT(Change(now, Numbered(i)), IsOk());
    now = Numbered(i);
  }
  EXPECT_THAT(Change(now, kPassword), HasViolation("new_password", "PASSWORD_USED_BEFORE"));
  EXPECT_THAT(Change(now, Numbered(2)), HasViolation("new_password", "PASSWORD_USED_BEFORE"));
  ASSERT_THAT(Change(now, Numbered(6)), IsOk());
  // Six were chosen since, so it is forgotten.
  EXPECT_THAT(Change(Numbered(6), kPassword), IsOk());
}

TEST_F(MlpsTest, AResetDoesNotMakeAFormerPasswordNew) {
  v1::ResetPasswordRequest reset;
  reset.set_name("accounts/ruled");
  GG_ASSERT_OK_AND_ASSIGN(const auto once, server_.Call<v1::OneTimePassword>("secadmin", reset));
  ASSERT_THAT(server_.SignIn("ruled", once.password()), IsOk());
  EXPECT_THAT(Change(once.password(), kPassword),
              HasViolation("new_password", "PASSWORD_USED_BEFORE"));
  EXPECT_THAT(Change(once.password(), Numbered(1)), IsOk());
}

TEST_F(MlpsTest, APasswordOf90DaysIsChangedBeforeAnythingElse) {
  server_.Advance(absl::Hours(24 * 90 - 1));
  ASSERT_THAT(server_.SignIn("ruled", kPassword), IsOk());
  EXPECT_THAT(server_.Call<v1::ListCategoriesResponse>("ruled", v1::ListCategoriesRequest()),
              testing::Not(HasReason("PASSWORD_CHANGE_REQUIRED")));
  server_.Advance(absl::Hours(2));
  ASSERT_THAT(server_.SignIn("ruled", kPassword), IsOk());
  EXPECT_THAT(server_.Call<v1::ListCategoriesResponse>("ruled", v1::ListCategoriesRequest()),
              HasReason("PASSWORD_CHANGE_REQUIRED"));
  EXPECT_THAT(Change(kPassword, Numbered(1)), IsOk());
  EXPECT_THAT(server_.Call<v1::ListCategoriesResponse>("ruled", v1::ListCategoriesRequest()),
              testing::Not(HasReason("PASSWORD_CHANGE_REQUIRED")));
}

TEST_F(SessionsTest, ByDefaultAPasswordIsNeitherAgedNorRemembered) {
  server().MakeUser("free");
  v1::ChangePasswordRequest change;
  change.set_old_password(kPassword);
  change.set_new_password("seven-lanterns-by-the-river-19");
  GG_ASSERT_OK_AND_ASSIGN(const auto changed,
                          server().Call<v1::ChangePasswordResponse>("free", change));
  server().KeepToken("free", changed.token());
  std::swap(*change.mutable_old_password(), *change.mutable_new_password());
  EXPECT_THAT(server().Call<v1::ChangePasswordResponse>("free", change), IsOk());
}

TEST_F(SessionsTest, AnAdministratorsSessionEndsAfter15IdleMinutes) {
  server().Advance(absl::Minutes(14));
  EXPECT_THAT(Probe("secadmin"), IsOk());
  server().Advance(absl::Minutes(14));
  EXPECT_THAT(Probe("secadmin"), IsOk());
  server().Advance(absl::Minutes(16));
  EXPECT_THAT(Probe("secadmin"), StatusIs(absl::StatusCode::kUnauthenticated, "SESSION_ENDED"));
}

TEST_F(SessionsTest, ASessionInUseEndsAfter12Hours) {
  server().SignIn("worker1");
  for (int hour = 0; hour < 11; ++hour) {
    server().Advance(absl::Hours(1));
    ASSERT_THAT(Probe("worker1"), IsOk()) << hour;
  }
  server().Advance(absl::Hours(1));
  EXPECT_THAT(Probe("worker1"), HasReason("SESSION_ENDED"));
}

TEST_F(SessionsTest, DisablingAnAccountEndsItsSessionsAtOnce) {
  server().MakeUser("gone");
  server().Grant("gone", v1::ROLE_GRID_WORKER, kGridA1);
  ASSERT_THAT(Probe("gone"), IsOk());
  v1::DisableAccountRequest request;
  request.set_name("accounts/gone");
  request.set_reason("离职");
  ASSERT_THAT(server().Call<v1::Account>("secadmin", request), IsOk());
  EXPECT_THAT(Probe("gone"), StatusIs(absl::StatusCode::kUnauthenticated, "SESSION_ENDED"));
  EXPECT_THAT(server().SignIn("gone", kPassword), HasReason("SIGN_IN_FAILED"));
}

TEST_F(SessionsTest, NobodyListsOrEndsSessionsOfOthersWithoutThePermission) {
  server().SignIn("worker1");
  server().SignIn("worker2");
  v1::ListSessionsRequest list;
  list.set_account("accounts/worker1");
  EXPECT_THAT(server().Call<v1::ListSessionsResponse>("worker2", list), HasReason("NOT_PERMITTED"));
  GG_ASSERT_OK_AND_ASSIGN(const auto sessions,
                          server().Call<v1::ListSessionsResponse>("secadmin", list));
  ASSERT_GT(sessions.sessions_size(), 0);
  v1::RevokeSessionRequest revoke;
  revoke.set_name(sessions.sessions(0).name());
  EXPECT_THAT(server().Call<v1::Session>("worker2", revoke), HasReason("NOT_PERMITTED"));
  ASSERT_THAT(Probe("worker1"), IsOk());
  EXPECT_THAT(server().Call<v1::Session>("secadmin", revoke), IsOk());
  EXPECT_THAT(Probe("worker1"), HasReason("SESSION_ENDED"));
}

TEST_F(SessionsTest, ASessionOutlivesTheServer) {
  server().SignIn("worker1");
  server().Stop();
  server().Start();
  EXPECT_THAT(Probe("worker1"), IsOk());
}

class RolesTest : public ServerTest {
 protected:
  static absl::StatusOr<v1::RoleAssignment> GrantAs(const std::string& by, const std::string& user,
                                                    v1::Role role, const std::string& area = "") {
    v1::GrantRoleRequest request;
    auto& wanted = *request.mutable_role_assignment();
    wanted.set_account("accounts/" + user);
    wanted.set_role(role);
    wanted.set_area(area);
    wanted.set_start_date("2020-01-01");
    return server().Call<v1::RoleAssignment>(by, request);
  }
  static absl::StatusOr<v1::RoleAssignment> ApproveAs(const std::string& by,
                                                      const std::string& name) {
    v1::ApproveRoleRequest request;
    request.set_name(name);
    return server().Call<v1::RoleAssignment>(by, request);
  }
};

TEST_F(RolesTest, TheThreeAdministratorsCannotBeCombined) {
  for (const char* user : {"sysadmin", "auditadmin"}) {
    for (const v1::Role role : {v1::ROLE_SECURITY_ADMIN, v1::ROLE_GRID_WORKER, v1::ROLE_AUDITOR}) {
      EXPECT_THAT(GrantAs("secadmin", user, role, role == v1::ROLE_GRID_WORKER ? kGridA1 : ""),
                  StatusIs(absl::StatusCode::kFailedPrecondition, "ROLES_EXCLUDE_EACH_OTHER"))
          << user << role;
    }
  }
  EXPECT_THAT(GrantAs("secadmin", "worker1", v1::ROLE_SYSTEM_ADMIN),
              HasReason("ROLES_EXCLUDE_EACH_OTHER"));
}

TEST_F(RolesTest, TheAuditorIsIndependentOfThePolice) {
  EXPECT_THAT(GrantAs("secadmin", "auditor1", v1::ROLE_LIAISON, kStreet),
              HasReason("ROLES_EXCLUDE_EACH_OTHER"));
}

TEST_F(RolesTest, ACriticalRoleIsHeldOnlyAfterASecondPersonApproved) {
  server().MakeUser("candidate");
  GG_ASSERT_OK_AND_ASSIGN(const auto proposed, GrantAs("secadmin", "candidate", v1::ROLE_AUDITOR));
  EXPECT_EQ(proposed.state(), v1::RoleAssignment::STATE_PROPOSED);
  EXPECT_THAT(server().Call<v1::ListIssuesResponse>("candidate", v1::ListIssuesRequest()),
              HasReason("NOT_PERMITTED"));
  EXPECT_THAT(ApproveAs("secadmin", proposed.name()), HasReason("NOT_PERMITTED"));
  EXPECT_THAT(ApproveAs("candidate", proposed.name()), HasReason("NOT_PERMITTED"));
  GG_ASSERT_OK_AND_ASSIGN(const auto approved, ApproveAs("auditadmin", proposed.name()));
  EXPECT_EQ(approved.state(), v1::RoleAssignment::STATE_ACTIVE);
  EXPECT_NE(approved.proposer(), approved.approver());
  EXPECT_THAT(server().Call<v1::ListIssuesResponse>("candidate", v1::ListIssuesRequest()), IsOk());
  EXPECT_THAT(ApproveAs("sysadmin", proposed.name()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "WRONG_STATE"));
}

TEST_F(RolesTest, AnEndedProposalIsNotApprovedAndSaysThatItEnded) {
  server().MakeUser("hopeful");
  GG_ASSERT_OK_AND_ASSIGN(const auto proposed, GrantAs("secadmin", "hopeful", v1::ROLE_AUDITOR));
  server().EndRole(proposed.name());
  const auto refused = ApproveAs("auditadmin", proposed.name()).status();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, "WRONG_STATE"));
  EXPECT_THAT(std::string(refused.message()), testing::HasSubstr("ended"));
}

TEST_F(RolesTest, NobodyGrantsToOneself) {
  EXPECT_THAT(GrantAs("secadmin", "secadmin", v1::ROLE_AUDITOR),
              StatusIs(absl::StatusCode::kPermissionDenied, "NOT_ONESELF"));
}

TEST_F(RolesTest, NobodyApprovesTheOwnRole) {
  GG_ASSERT_OK_AND_ASSIGN(const auto proposed,
                          GrantAs("secadmin", "sysadmin", v1::ROLE_SYSTEM_ADMIN));
  EXPECT_THAT(ApproveAs("sysadmin", proposed.name()), HasReason("NOT_ONESELF"));
}

TEST_F(RolesTest, NoAdministratorIsResetStoppedOrDemotedByAnother) {
  for (const char* user : {"sysadmin", "auditadmin"}) {
    v1::ResetPasswordRequest reset;
    reset.set_name(std::string("accounts/") + user);
    EXPECT_THAT(server().Call<v1::OneTimePassword>("secadmin", reset),
                StatusIs(absl::StatusCode::kPermissionDenied, "ADMINISTRATOR"));
    v1::DisableAccountRequest disable;
    disable.set_name(reset.name());
    disable.set_reason("示例");
    EXPECT_THAT(server().Call<v1::Account>("secadmin", disable), HasReason("ADMINISTRATOR"));
    v1::ListRoleAssignmentsRequest list;
    list.set_account(reset.name());
    GG_ASSERT_OK_AND_ASSIGN(const auto roles,
                            server().Call<v1::ListRoleAssignmentsResponse>("secadmin", list));
    for (const auto& role : roles.role_assignments()) {
      if (role.state() != v1::RoleAssignment::STATE_ACTIVE) continue;
      v1::EndRoleRequest end;
      end.set_name(role.name());
      end.set_reason("示例");
      EXPECT_FALSE(server().Call<v1::RoleAssignment>("secadmin", end).ok()) << user;
    }
  }
}

TEST_F(RolesTest, ARoleNeedsItsPlaceAndAnOrderOfItsDays) {
  EXPECT_THAT(GrantAs("secadmin", "worker2", v1::ROLE_GRID_WORKER),
              HasViolation("role_assignment.area", "REQUIRED"));
  EXPECT_THAT(GrantAs("secadmin", "worker2", v1::ROLE_HANDLING_UNIT),
              HasViolation("role_assignment.unit", "REQUIRED"));
  v1::GrantRoleRequest request;
  auto& wanted = *request.mutable_role_assignment();
  wanted.set_account("accounts/worker2");
  wanted.set_role(v1::ROLE_GRID_WORKER);
  wanted.set_area(kGridA2);
  wanted.set_start_date("2026-02-01");
  wanted.set_end_date("2026-01-01");
  EXPECT_THAT(server().Call<v1::RoleAssignment>("secadmin", request),
              HasViolation("role_assignment.end_date", "BEFORE_START"));
}

}  // namespace
}  // namespace gridgov
