// Promises of backups through the API: made and checked by jobs of the system administrator, and a
// server that was lost goes on from one.
#include <filesystem>
#include <fstream>

#include "absl/strings/strip.h"
#include "gridgov/v1/admin.pb.h"
#include "gridgov/v1/audit.pb.h"
#include "gridgov/v1/job.pb.h"
#include "server/backup/restore.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

namespace fs = std::filesystem;

class BackupsTest : public ServerTest {
 protected:
  // The job as it is once it is over.
  static v1::Job Await(const absl::StatusOr<v1::Job>& begun) {
    EXPECT_THAT(begun, IsOk());
    if (!begun.ok()) return {};
    const auto page = server().Call<v1::ListJobsResponse>("sysadmin", v1::ListJobsRequest());
    EXPECT_THAT(page, IsOk());
    const auto stream = server().Watch("sysadmin", page->watch_token(), {"jobs"});
    v1::GetJobRequest get;
    get.set_name(begun->name());
    auto job = server().Call<v1::Job>("sysadmin", get);
    while (job.ok() && job->end_time().seconds() == 0 && stream->Next().ok()) {
      job = server().Call<v1::Job>("sysadmin", get);
    }
    EXPECT_THAT(job, IsOk());
    return *job;
  }
  static absl::StatusOr<v1::Job> Create(const std::string& user = "sysadmin") {
    return server().Call<v1::Job>(user, v1::CreateBackupRequest());
  }
  static absl::StatusOr<v1::Job> Verify(const std::string& name,
                                        const std::string& user = "sysadmin") {
    v1::VerifyBackupRequest request;
    request.set_name(name);
    return server().Call<v1::Job>(user, request);
  }
  static absl::StatusOr<v1::ListBackupsResponse> List(const std::string& page_token = "",
                                                      const std::string& user = "sysadmin") {
    v1::ListBackupsRequest request;
    request.set_page_size(1);
    request.set_page_token(page_token);
    return server().Call<v1::ListBackupsResponse>(user, request);
  }
};

TEST_F(BackupsTest, AreMadeCheckedAndListedNewestFirst) {
  const v1::Job first = Await(Create());
  server().Advance(absl::Minutes(1));
  const v1::Job second = Await(Create());
  ASSERT_EQ(first.state(), v1::Job::STATE_SUCCEEDED) << first.DebugString();
  ASSERT_EQ(second.state(), v1::Job::STATE_SUCCEEDED) << second.DebugString();

  const auto page = List();
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->backups_size(), 1);
  EXPECT_EQ(page->backups(0).name(), second.backup().name());
  EXPECT_EQ(page->backups(0).bytes(), second.backup().bytes());
  EXPECT_GT(page->backups(0).journal_seq(), first.backup().journal_seq());
  const auto older = List(page->next_page_token());
  ASSERT_THAT(older, IsOk());
  EXPECT_EQ(older->backups(0).name(), first.backup().name());
  const auto status = server().Call<v1::ServerStatus>("sysadmin", v1::GetServerStatusRequest());
  ASSERT_THAT(status, IsOk());
  EXPECT_EQ(status->backup_time().seconds(), second.backup().data_time().seconds());

  EXPECT_EQ(Await(Verify(first.backup().name())).state(), v1::Job::STATE_SUCCEEDED);
  EXPECT_THAT(Verify("backups/20200101T000000Z"),
              StatusIs(absl::StatusCode::kNotFound, "NO_BACKUP"));
  EXPECT_THAT(Verify("backups/../../etc"), HasViolation("name", "BAD_FORMAT"));
}

TEST_F(BackupsTest, FailTheirCheckForOneBit) {
  server().Advance(absl::Minutes(1));
  const v1::Job made = Await(Create());
  const std::string path = server().backups() + "/" +
                           std::string(absl::StripPrefix(made.backup().name(), "backups/")) +
                           "/database";
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(5000);
  const char was = static_cast<char>(file.get());
  file.seekp(5000);
  file.put(static_cast<char>(was ^ 1));
  file.close();

  const v1::Job checked = Await(Verify(made.backup().name()));

  EXPECT_EQ(checked.state(), v1::Job::STATE_FAILED);
  EXPECT_EQ(checked.failure().reason(), "BACKUP_DAMAGED");
}

TEST_F(BackupsTest, AreForTheSystemAdministratorAlone) {
  for (const char* user : {"secadmin", "auditadmin", "office1", "worker1"}) {
    EXPECT_EQ(Create(user).status().code(), absl::StatusCode::kPermissionDenied) << user;
    EXPECT_EQ(List("", user).status().code(), absl::StatusCode::kPermissionDenied) << user;
    EXPECT_EQ(Verify("backups/20200101T000000Z", user).status().code(),
              absl::StatusCode::kPermissionDenied)
        << user;
  }
}

TEST_F(BackupsTest, LetALostServerGoOn) {
  server().Advance(absl::Minutes(1));
  const v1::Issue before = server().Report("office1");
  const v1::Job made = Await(Create());
  const v1::Issue after = server().Report("office1");
  ASSERT_EQ(made.state(), v1::Job::STATE_SUCCEEDED) << made.DebugString();

  server().Stop();
  const std::string secrets = server().backups() + "/secrets";
  fs::rename(server().dir() + "/secrets", secrets);
  fs::remove_all(server().dir());
  const std::string backup =
      server().backups() + "/" + std::string(absl::StripPrefix(made.backup().name(), "backups/"));
  ASSERT_THAT(RestoreBackup({.backup = backup, .secrets = secrets, .into = server().dir()},
                            [](int) { return absl::OkStatus(); }),
              IsOk());
  server().Start();

  EXPECT_THAT(server().GetIssue("office1", before.name()), IsOk());
  // What came after the backup is gone; what is not there looks like what is hidden.
  EXPECT_EQ(server().GetIssue("office1", after.name()).status().code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(server().SignIn("worker1", kPassword), IsOk());
  const auto verdict =
      server().Call<v1::VerifyAuditChainResponse>("auditadmin", v1::VerifyAuditChainRequest());
  ASSERT_THAT(verdict, IsOk());
  EXPECT_TRUE(verdict->intact()) << verdict->finding();
  server().Report("office1");
}

}  // namespace
}  // namespace gridgov
