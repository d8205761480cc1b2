// Promises of the audit log: what is read or changed stands in it, and nobody alters it unseen.
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "gridgov/v1/audit.pb.h"
#include "server/engine/sqlite/checksum_vfs.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

// Runs SQL on a database file that no server holds; answers SQLite's message, "" for success.
std::string RunSql(const std::string& path, const std::string& sql) {
  sqlite3* db = nullptr;
  EXPECT_EQ(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, ChecksumVfs()), SQLITE_OK);
  char* message = nullptr;
  const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message);
  const std::string out = code == SQLITE_OK ? "" : message == nullptr ? "failed" : message;
  sqlite3_free(message);
  sqlite3_close(db);
  return out;
}

std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

class AuditTest : public ServerTest {
 protected:
  static absl::StatusOr<v1::ListAuditEntriesResponse> Entries(const std::string& user,
                                                              const std::string& filter) {
    v1::ListAuditEntriesRequest request;
    request.set_filter(filter);
    return server().Call<v1::ListAuditEntriesResponse>(user, request);
  }
  static v1::VerifyAuditChainResponse Verify(const v1::AuditHead* head = nullptr,
                                             int64_t after_seq = 0) {
    v1::VerifyAuditChainRequest request;
    request.set_after_seq(after_seq);
    if (head != nullptr) *request.mutable_head() = *head;
    auto verdict = server().Call<v1::VerifyAuditChainResponse>("auditadmin", request);
    EXPECT_THAT(verdict, IsOk());
    return verdict.ok() ? *verdict : v1::VerifyAuditChainResponse();
  }
  static v1::Issue ReportOfResident() {
    v1::CreateIssueRequest request;
    request.mutable_issue()->set_category(kCategory);
    request.mutable_issue()->set_grid(kGridA1);
    request.mutable_issue()->set_title("楼道堆物");
    request.mutable_reporter()->set_display_name("居民甲乙丙（示例）");
    request.mutable_reporter()->set_phone("000-1234-0000");
    auto issue = server().Call<v1::Issue>("office1", request);
    EXPECT_THAT(issue, IsOk());
    return *issue;
  }
  // Alters the stopped server's log behind its back.
  static void Tamper(const std::string& sql) {
    server().Stop();
    EXPECT_EQ(
        RunSql(server().database(),
               "DROP TRIGGER journal_is_append_only; DROP TRIGGER journal_keeps_its_rows;" + sql),
        "");
    server().Start();
  }
};

// A server of its own for each test that destroys its log.
class TamperedTest : public AuditTest {
 protected:
  void TearDown() override {
    TearDownTestSuite();
    SetUpTestSuite();
  }
};

TEST_F(AuditTest, WhoeverSeesAReporterIsOnTheLogWithThePurposeBeforeTheAnswer) {
  const v1::Issue issue = ReportOfResident();
  v1::GetIssueReporterRequest request;
  request.set_issue(issue.name());
  EXPECT_THAT(server().Call<v1::IssueReporter>("office1", request),
              HasViolation("purpose", "REQUIRED"));
  request.set_purpose("结案回访");
  GG_ASSERT_OK_AND_ASSIGN(const auto reporter,
                          server().Call<v1::IssueReporter>("office1", request));
  EXPECT_EQ(reporter.display_name(), "居民甲乙丙（示例）");
  GG_ASSERT_OK_AND_ASSIGN(const auto page,
                          Entries("auditadmin", "method = \"IssueService.GetIssueReporter\""));
  ASSERT_EQ(page.audit_entries_size(), 1);
  const v1::AuditEntry& entry = page.audit_entries(0);
  EXPECT_EQ(entry.actor_username(), "office1");
  EXPECT_EQ(entry.purpose(), "结案回访");
  EXPECT_EQ(entry.resource(), issue.name());
  EXPECT_GT(entry.changes_size(), 0);
}

TEST_F(AuditTest, TheChainCanBeCheckedFromARowOn) {
  ReportOfResident();
  const v1::VerifyAuditChainResponse all = Verify();
  EXPECT_TRUE(all.intact());
  EXPECT_EQ(all.next_after_seq(), 0);
  const v1::VerifyAuditChainResponse rest = Verify(nullptr, all.checked() - 2);
  EXPECT_TRUE(rest.intact()) << rest.finding();
  // The first check is a row of the log itself.
  EXPECT_EQ(rest.checked(), 3);
  EXPECT_FALSE(Verify(nullptr, all.checked() + 1000).intact());
}

TEST_F(AuditTest, PersonalValuesStandNeitherInTheLogNorInTheFiles) {
  ReportOfResident();
  v1::ListAuditEntriesRequest request;
  request.set_page_size(200);
  GG_ASSERT_OK_AND_ASSIGN(const auto page,
                          server().Call<v1::ListAuditEntriesResponse>("auditadmin", request));
  EXPECT_EQ(page.SerializeAsString().find("居民甲乙丙"), std::string::npos);
  EXPECT_EQ(page.SerializeAsString().find("000-1234-0000"), std::string::npos);
  for (const auto& file : std::filesystem::recursive_directory_iterator(server().dir())) {
    if (!file.is_regular_file()) continue;
    const std::string bytes = BytesOf(file.path().string());
    EXPECT_EQ(bytes.find("居民甲乙丙"), std::string::npos) << file.path();
    EXPECT_EQ(bytes.find("000-1234-0000"), std::string::npos) << file.path();
    EXPECT_EQ(bytes.find(kPassword), std::string::npos) << file.path();
    EXPECT_EQ(bytes.find(server().token("office1")), std::string::npos) << file.path();
  }
}

TEST_F(AuditTest, AChangeIsOnTheLogWithItsFields) {
  const v1::Issue issue = server().Report("worker1");
  server().Accept("office1", issue.name());
  GG_ASSERT_OK_AND_ASSIGN(
      const auto page,
      Entries("auditadmin",
              "method = \"IssueService.AcceptIssue\" AND resource = \"" + issue.name() + "\""));
  ASSERT_EQ(page.audit_entries_size(), 1);
  bool told = false;
  for (const auto& change : page.audit_entries(0).changes()) {
    told |=
        change.field() == "state" && change.before() == "REPORTED" && change.after() == "ACCEPTED";
  }
  EXPECT_TRUE(told) << page.DebugString();
}

TEST_F(AuditTest, WithoutReadAllEverybodyReadsTheOwnActsAlone) {
  server().Report("worker1");
  server().Report("office1");
  GG_ASSERT_OK_AND_ASSIGN(const auto own, Entries("worker1", ""));
  ASSERT_GT(own.audit_entries_size(), 0);
  for (const auto& entry : own.audit_entries()) EXPECT_EQ(entry.actor_username(), "worker1");
  GG_ASSERT_OK_AND_ASSIGN(const auto asked, Entries("worker1", "actor = \"accounts/office1\""));
  for (const auto& entry : asked.audit_entries()) EXPECT_EQ(entry.actor_username(), "worker1");
  GG_ASSERT_OK_AND_ASSIGN(const auto all, Entries("auditadmin", "actor = \"accounts/office1\""));
  EXPECT_GT(all.audit_entries_size(), 0);
}

TEST_F(AuditTest, ADenialIsOnTheLog) {
  EXPECT_THAT(server().Call<v1::ListAccountsResponse>("worker2", v1::ListAccountsRequest()),
              HasReason("NOT_PERMITTED"));
  server().app().RunTimers();
  GG_ASSERT_OK_AND_ASSIGN(const auto page, Entries("auditadmin", "outcome = \"DENIED\""));
  ASSERT_GT(page.audit_entries_size(), 0);
  EXPECT_EQ(page.audit_entries(0).actor_username(), "worker2");
  EXPECT_EQ(page.audit_entries(0).method(), "AccountService.ListAccounts");
}

TEST_F(AuditTest, AnUntouchedChainVerifiesAlsoAfterARestart) {
  server().Report("worker1");
  server().app().RunTimers();
  EXPECT_TRUE(Verify().intact());
  server().Stop();
  server().Start();
  server().Report("worker1");
  const auto verdict = Verify();
  EXPECT_TRUE(verdict.intact()) << verdict.finding();
  EXPECT_GT(verdict.checked(), 50);
}

TEST_F(AuditTest, TheDatabaseItselfRefusesToChangeOrDeleteRows) {
  server().Stop();
  EXPECT_NE(RunSql(server().database(), "UPDATE journal SET outcome = 'X' WHERE seq = 5"), "");
  EXPECT_NE(RunSql(server().database(), "DELETE FROM journal WHERE seq = 5"), "");
  EXPECT_NE(RunSql(server().database(), "DELETE FROM journal"), "");
  server().Start();
  EXPECT_TRUE(Verify().intact());
}

TEST_F(TamperedTest, AChangedRowIsFoundAndNamed) {
  Tamper("UPDATE journal SET role = 'NOBODY' WHERE seq = 20");
  const auto verdict = Verify();
  EXPECT_FALSE(verdict.intact());
  EXPECT_EQ(verdict.first_bad_seq(), 20);
  EXPECT_FALSE(verdict.finding().empty());
}

TEST_F(TamperedTest, AMissingRowIsFound) {
  Tamper("DELETE FROM journal WHERE seq = 20");
  EXPECT_FALSE(Verify().intact());
}

TEST_F(TamperedTest, AnInsertedRowIsFound) {
  Tamper(
      "DELETE FROM journal WHERE seq = 20;"
      "INSERT INTO journal SELECT 20, call, time, actor, session, role, method, NULL, NULL, "
      "resource, version, area_before, area_after, purpose, changes, outcome, count, mac "
      "FROM journal WHERE seq = 19");
  EXPECT_FALSE(Verify().intact());
}

TEST_F(TamperedTest, ACutTailIsFoundByAHeadThatWasPulledBefore) {
  server().app().RunTimers();
  GG_ASSERT_OK_AND_ASSIGN(const auto head,
                          server().Call<v1::AuditHead>("auditadmin", v1::GetAuditHeadRequest()));
  EXPECT_TRUE(Verify(&head).intact());
  // Whoever holds the file removes the newest rows and every head that knew of them.
  Tamper("DELETE FROM journal WHERE seq > " + std::to_string(head.seq() - 3) +
         "; DELETE FROM journal_heads WHERE seq > " + std::to_string(head.seq() - 3));
  EXPECT_FALSE(Verify(&head).intact());
}

TEST_F(TamperedTest, AForgedHeadIsFound) {
  server().app().RunTimers();
  GG_ASSERT_OK_AND_ASSIGN(auto head,
                          server().Call<v1::AuditHead>("auditadmin", v1::GetAuditHeadRequest()));
  head.set_count(head.count() - 1);
  EXPECT_FALSE(Verify(&head).intact());
}

}  // namespace
}  // namespace gridgov
