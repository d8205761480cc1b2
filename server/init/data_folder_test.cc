#include "server/init/data_folder.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/store/keys.h"

namespace gridgov {
namespace {

namespace fs = std::filesystem;

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

class DataFolderTest : public testing::Test {
 protected:
  DataFolderTest() {
    std::string name = testing::TempDir() + "data_folder_XXXXXX";
    base_ = mkdtemp(name.data());
    dir_ = base_ + "/data";
  }
  ~DataFolderTest() override { fs::remove_all(base_); }

  absl::StatusOr<DataFolder> Create() const { return DataFolder::Create(dir_, {}, kNow); }

  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void Write(const std::string& path, const std::string& content) {
    std::ofstream(path, std::ios::binary) << content;
  }

  std::string OpenReason() const { return ErrorReason(DataFolder::Open(dir_).status()); }

  std::string base_;
  std::string dir_;
};

TEST_F(DataFolderTest, OpensWhatItMadeWithTheSameSecrets) {
  Secret master, journal, token, pepper;
  {
    const DataFolder made = Create().value();
    master = made.master_key().Clone();
    journal = made.journal_key().Clone();
    token = made.token_key().Clone();
    pepper = made.pepper().Clone();
  }

  const DataFolder folder = DataFolder::Open(dir_).value();

  EXPECT_EQ(master.size(), 32u);
  EXPECT_TRUE(folder.master_key() == master);
  EXPECT_TRUE(folder.journal_key() == journal);
  EXPECT_TRUE(folder.token_key() == token);
  EXPECT_TRUE(folder.pepper() == pepper);
  const std::set<std::string> distinct = {std::string(master.bytes()), std::string(journal.bytes()),
                                          std::string(token.bytes()), std::string(pepper.bytes())};
  EXPECT_EQ(distinct.size(), 4u);
}

TEST_F(DataFolderTest, HasTheDocumentedLayoutAndNothingElse) {
  const DataFolder folder = Create().value();
  std::set<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(dir_)) {
    paths.insert(fs::relative(entry.path(), dir_));
  }

  EXPECT_THAT(paths,
              testing::ElementsAre("FORMAT", "blobs", "keys.db", "lock", "secrets",
                                   "secrets/backup.key", "secrets/ca.key", "secrets/journal.key",
                                   "secrets/master.key", "secrets/pepper.key", "secrets/server.key",
                                   "secrets/token.key", "tls", "tls/ca.pem", "tls/server.pem"));
  EXPECT_EQ(Read(dir_ + "/FORMAT"), "1\n");
  for (const std::string& path :
       {folder.keys_path(), folder.blobs_path(), folder.ca_pem_path(), folder.server_pem_path(),
        folder.ca_key_path(), folder.server_key_path()}) {
    EXPECT_TRUE(fs::exists(path)) << path;
  }
  EXPECT_EQ(folder.database_path(), dir_ + "/gridgov.db");
}

TEST_F(DataFolderTest, IsClosedToOtherUsersWhateverTheUmask) {
  const mode_t before = umask(0);
  ASSERT_TRUE(Create().ok());
  umask(before);

  for (const auto& entry : fs::recursive_directory_iterator(dir_)) {
    struct stat file;
    ASSERT_EQ(stat(entry.path().c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, entry.is_directory() ? 0700u : 0600u) << entry.path();
  }
  struct stat top;
  ASSERT_EQ(stat(dir_.c_str(), &top), 0);
  EXPECT_EQ(top.st_mode & 0777, 0700u);
}

TEST_F(DataFolderTest, HasAKeyStoreThatItsMasterKeyOpens) {
  const DataFolder folder = Create().value();

  EXPECT_TRUE(SubjectKeys::Open(folder.keys_path(), folder.master_key()).ok());
}

TEST_F(DataFolderTest, FillsAnEmptyFolderAndClosesItToOthers) {
  fs::create_directory(dir_);
  fs::permissions(dir_, fs::perms(0755));
  fs::create_directory(dir_ + "/lost+found");

  ASSERT_TRUE(Create().ok());

  EXPECT_EQ(fs::status(dir_).permissions(), fs::perms(0700));
  EXPECT_TRUE(DataFolder::Open(dir_).ok());
}

TEST_F(DataFolderTest, TouchesNothingInAFolderThatIsNotEmpty) {
  fs::create_directory(dir_);
  fs::permissions(dir_, fs::perms(0755));
  Write(dir_ + "/thesis.txt", "do not lose me");

  const auto made = Create();

  EXPECT_EQ(made.status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ErrorReason(made.status()), "DATA_FOLDER_EXISTS");
  EXPECT_EQ(Read(dir_ + "/thesis.txt"), "do not lose me");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_), {}), 1);
  EXPECT_EQ(fs::status(dir_).permissions(), fs::perms(0755));
}

TEST_F(DataFolderTest, IsNeverMadeOverAnotherDataFolderOrAFile) {
  { ASSERT_TRUE(Create().ok()); }
  const std::string master = Read(dir_ + "/secrets/master.key");
  Write(base_ + "/file", "content");

  EXPECT_EQ(ErrorReason(Create().status()), "DATA_FOLDER_EXISTS");
  EXPECT_EQ(ErrorReason(DataFolder::Create(base_ + "/file", {}, kNow).status()),
            "DATA_FOLDER_EXISTS");
  EXPECT_EQ(Read(dir_ + "/secrets/master.key"), master);
  EXPECT_TRUE(DataFolder::Open(dir_).ok());
}

TEST_F(DataFolderTest, LeavesAnEmptyFolderWhenAnErrorStopsIt) {
  EXPECT_EQ(DataFolder::Create(dir_, {"not a host"}, kNow).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_TRUE(fs::is_empty(dir_));

  const absl::Status refused = DataFolder::Create(dir_, {}, kNow, [](const DataFolder& folder) {
                                 Write(folder.database_path(), "half a database");
                                 return absl::UnavailableError("stopped");
                               }).status();
  EXPECT_EQ(refused.message(), "stopped");
  EXPECT_TRUE(fs::is_empty(dir_));

  EXPECT_TRUE(Create().ok());
}

TEST_F(DataFolderTest, LooksUnfinishedUntilEverythingIsThere) {
  const auto made = DataFolder::Create(dir_, {}, kNow, [this](const DataFolder& folder) {
    EXPECT_EQ(OpenReason(), "DATA_FOLDER_UNFINISHED");
    EXPECT_TRUE(fs::exists(folder.keys_path()));
    Write(folder.database_path(), "database");
    return absl::OkStatus();
  });

  ASSERT_TRUE(made.ok());
  EXPECT_EQ(Read(made->database_path()), "database");
}

TEST_F(DataFolderTest, NeverOpensWhatACrashLeftHalfMade) {
  const pid_t child = fork();
  if (child == 0) {
    (void)DataFolder::Create(dir_, {}, kNow, [](const DataFolder&) -> absl::Status { _exit(0); });
    _exit(1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);

  EXPECT_EQ(OpenReason(), "DATA_FOLDER_UNFINISHED");
  EXPECT_EQ(ErrorReason(Create().status()), "DATA_FOLDER_EXISTS");
}

TEST_F(DataFolderTest, RefusesASecondServerFromAnotherProcessAndNamesTheFirst) {
  const DataFolder folder = Create().value();
  const std::string own_pid = absl::StrCat(getpid());
  const pid_t child = fork();
  if (child == 0) {
    const absl::Status second = DataFolder::Open(dir_).status();
    const bool refused = second.code() == absl::StatusCode::kFailedPrecondition &&
                         ErrorReason(second) == "DATA_FOLDER_IN_USE" &&
                         ErrorDetailIn(second, true).metadata().at("pid") == own_pid;
    _exit(refused ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);

  EXPECT_EQ(status, 0);
}

TEST_F(DataFolderTest, IsFreeAgainWhenItsServerEndsOrIsKilled) {
  { ASSERT_TRUE(Create().ok()); }
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto folder = DataFolder::Open(dir_);
    if (write(ends[1], folder.ok() ? "y" : "n", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char opened = 0;
  ASSERT_EQ(read(ends[0], &opened, 1), 1);
  close(ends[0]);
  close(ends[1]);
  EXPECT_EQ(opened, 'y');
  EXPECT_EQ(OpenReason(), "DATA_FOLDER_IN_USE");

  kill(child, SIGKILL);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);

  EXPECT_TRUE(DataFolder::Open(dir_).ok());
}

TEST_F(DataFolderTest, RefusesANewerAndAnUnknownFormat) {
  { ASSERT_TRUE(Create().ok()); }

  Write(dir_ + "/FORMAT", "2\n");
  const absl::Status newer = DataFolder::Open(dir_).status();
  EXPECT_EQ(newer.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ErrorReason(newer), "DATA_FOLDER_TOO_NEW");
  EXPECT_EQ(ErrorDetailIn(newer, true).metadata().at("format"), "2");
  for (const char* unknown : {"", "0", "-1", "one", "1.5", "99999999999999999999"}) {
    Write(dir_ + "/FORMAT", unknown);
    EXPECT_EQ(OpenReason(), "DATA_FOLDER_UNKNOWN_FORMAT") << unknown;
  }
}

TEST_F(DataFolderTest, LeavesNoTraceInAFolderThatIsNone) {
  EXPECT_EQ(OpenReason(), "DATA_FOLDER_MISSING");

  fs::create_directory(dir_);

  EXPECT_EQ(OpenReason(), "DATA_FOLDER_UNFINISHED");
  EXPECT_TRUE(fs::is_empty(dir_));
}

TEST_F(DataFolderTest, RefusesASecretThatOthersMayRead) {
  { ASSERT_TRUE(Create().ok()); }
  fs::permissions(dir_ + "/secrets/journal.key", fs::perms(0640));

  EXPECT_EQ(OpenReason(), "SECRET_EXPOSED");
}

TEST_F(DataFolderTest, RefusesASecretThatIsDamagedOrGone) {
  { ASSERT_TRUE(Create().ok()); }
  const std::string path = dir_ + "/secrets/token.key";
  const std::string good = Read(path);

  for (const std::string& bad : {std::string(), good.substr(0, 62), good + "00",
                                 std::string(64, 'g'), std::string(64, '\0')}) {
    Write(path, bad);
    EXPECT_EQ(OpenReason(), "SECRET_DAMAGED");
  }
  fs::remove(path);
  EXPECT_EQ(OpenReason(), "FILE_MISSING");
}

TEST_F(DataFolderTest, FollowsSecretsToOtherMedia) {
  { ASSERT_TRUE(Create().ok()); }
  fs::rename(dir_ + "/secrets", base_ + "/usb");
  fs::create_directory_symlink(base_ + "/usb", dir_ + "/secrets");

  EXPECT_TRUE(DataFolder::Open(dir_).ok());
}

}  // namespace
}  // namespace gridgov
