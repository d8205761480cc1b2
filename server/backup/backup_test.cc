// Backups of a real engine under load, and what they can be restored to.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "proto/cpp/status_macros.h"
#include "server/backup/backup_folder.h"
#include "server/backup/backups.h"
#include "server/backup/restore.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/store/blobs.h"
#include "server/store/journal.h"
#include "server/store/migrations.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::SizeIs;

constexpr char kPlain[] = "in no sealed file";

// An account, and an attachment of its with the file $1.
constexpr char kAccount[] =
    "INSERT OR IGNORE INTO accounts (uid, version, username, state, create_time, update_time) "
    "VALUES "
    "(zeroblob(16), 1, 'worker', 'ACTIVE', '2026', '2026')";
constexpr char kAttachment[] =
    "INSERT INTO attachments (uid, version, parent, title, type, size_bytes, sha256, sent_sha256, "
    "uploader, create_time, blob) VALUES ($1, 1, 'issues/x', 'photo', 'JPEG', 1, "
    "printf('%064d', 0), printf('%064d', 0), zeroblob(16), '2026', $1)";

std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

absl::Status Nothing(int) { return absl::OkStatus(); }

// A data folder that is written to, with one row of the journal to each note.
class BackupTest : public testing::Test {
 protected:
  BackupTest() : to_(scratch_.File("backups")), into_(scratch_.File("restored")) {
    data_.emplace(*DataFolder::Create(scratch_.File("data"), {}, absl::Now(), [](auto& folder) {
      return MakeDatabase(folder.database_path());
    }));
    keys_ = *SubjectKeys::Open(data_->keys_path(), data_->master_key());
    engine_ = std::make_unique<SqliteEngine>(data_->database_path());
    auto connection = *engine_->OpenWriter();
    journal_ = std::make_unique<Journal>(data_->journal_key());
    EXPECT_THAT(journal_->Load(*connection), IsOk());
    writer_ = std::make_unique<Writer>(
        *engine_, std::move(connection), 100,
        Writer::Hooks{.on_commit = [this] { journal_->OnCommit(); },
                      .on_poisoned = [](const absl::Status& status) { ADD_FAILURE() << status; }});
    // Enough that a copy takes many steps.
    for (int i = 0; i < 200; ++i) Write(std::string(100'000, 'n'));
  }

  static absl::Status MakeDatabase(const std::string& path) {
    SqliteEngine engine(path);
    GG_ASSIGN_OR_RETURN(const auto db, engine.OpenWriter());
    GG_RETURN_IF_ERROR(Migrate(*db, engine.name()).status());
    return db->ExecuteScript("CREATE TABLE notes (key INTEGER PRIMARY KEY, text TEXT NOT NULL)");
  }

  // One more note and one more row of the journal, in one transaction; the first note changes too.
  void Write(const std::string& text = kPlain) {
    ASSERT_THAT(
        writer_->Run("write",
                     [&](Connection& db) -> absl::Status {
                       GG_RETURN_IF_ERROR(
                           db.Execute("INSERT INTO notes (text) VALUES ($1)", {text}).status());
                       GG_RETURN_IF_ERROR(db.Execute("UPDATE notes SET text = $1 WHERE key = 1",
                                                     {absl::StrCat(db.LastKey())})
                                              .status());
                       Draft draft;
                       const Actor nobody;
                       const Txn txn{db, store_, absl::Now(), nobody, Scope::System(), draft};
                       return journal_->Append(
                           txn, {.call = std::string(16, 'c'), .method = "test"}, "", true);
                     }),
        IsOk());
  }

  BackupSource Source() {
    return {.engine = engine_.get(), .writer = writer_.get(), .keys = keys_.get(), .data = &*data_};
  }
  // Time passes, so that each backup has a name of its own.
  absl::Time Tick() { return now_ += absl::Minutes(1); }
  absl::StatusOr<BackupFacts> Make(const Progress& progress = Nothing) {
    return MakeBackup(
        Source(), to_, [this] { return Tick(); }, progress);
  }
  std::string PathOf(const BackupFacts& facts) { return absl::StrCat(to_, "/", facts.name); }
  absl::StatusOr<BackupFacts> Restore(const std::string& backup) {
    return RestoreBackup(
        {.backup = backup, .secrets = scratch_.File("data") + "/secrets", .into = into_}, Nothing);
  }
  // Rows of notes and of the journal, and what the first note says.
  static std::vector<std::string> Content(const std::string& folder) {
    SqliteEngine engine(folder + "/gridgov.db");
    const auto db = *engine.OpenWriter();
    std::vector<std::string> content;
    EXPECT_THAT(db->Query("SELECT (SELECT count(*) FROM notes), (SELECT max(key) FROM notes), "
                          "(SELECT count(*) FROM journal), (SELECT text FROM notes WHERE key = 1)",
                          {},
                          [&](const Row& row) {
                            for (int i = 0; i < 4; ++i) content.emplace_back(row.Bytes(i));
                            return absl::OkStatus();
                          }),
                IsOk());
    return content;
  }

  const ScratchFolder scratch_;
  const std::string to_;
  const std::string into_;
  absl::Time now_ = absl::FromUnixSeconds(1'795'532'400);
  StoreContext store_;
  std::optional<DataFolder> data_;
  std::unique_ptr<SubjectKeys> keys_;
  std::unique_ptr<SqliteEngine> engine_;
  std::unique_ptr<Journal> journal_;
  std::unique_ptr<Writer> writer_;
};

TEST_F(BackupTest, IsOneMomentOfADatabaseThatIsWrittenToAllTheWhile) {
  int steps = 0;
  int written = 0;
  const auto made = Make([&](int percent) {
    ++steps;
    if (percent < 60) {
      Write();
      ++written;
    }
    return absl::OkStatus();
  });
  ASSERT_THAT(made, IsOk());
  EXPECT_GT(written, 3);

  ASSERT_THAT(Restore(PathOf(*made)), IsOk());

  // All that was committed before the copy ended, and nothing by halves.
  const std::string all = absl::StrCat(200 + written);
  EXPECT_THAT(Content(into_), testing::ElementsAre(all, all, all, all));
  EXPECT_EQ(made->journal_seq, 200 + written);
  EXPECT_TRUE(DataFolder::Open(into_).ok());
}

TEST_F(BackupTest, ShowsNothingWithoutItsKey) {
  Write();
  const BackupFacts made = *Make();
  for (const auto& entry : fs::recursive_directory_iterator(to_)) {
    if (!entry.is_regular_file()) continue;
    EXPECT_THAT(BytesOf(entry.path()), testing::Not(HasSubstr(kPlain))) << entry.path();
  }
  ASSERT_THAT(BytesOf(data_->database_path() + "-wal") + BytesOf(data_->database_path()),
              HasSubstr(kPlain));
  EXPECT_FALSE(VerifyBackup(PathOf(made), Secret::Random(32), Nothing).ok());
  EXPECT_FALSE(fs::exists(data_->dir() + "/backup.work"));
}

TEST_F(BackupTest, TakesBlobsAndWhatClientsKnowTheServerBy) {
  fs::create_directories(data_->blobs_path() + "/ab");
  std::ofstream(data_->blobs_path() + "/ab/ab01") << "sealed already";
  std::ofstream(data_->blobs_path() + "/ab/ab02.new") << "not finished";
  std::ofstream(data_->dir() + "/gridgovd.toml") << "log_level = \"warn\"\n";
  const BackupFacts first = *Make();
  std::ofstream(data_->blobs_path() + "/ab/ab03") << "a second";
  const BackupFacts second = *Make();

  ASSERT_THAT(Restore(PathOf(second)), IsOk());

  for (const char* name : {"blobs/ab/ab01", "blobs/ab/ab03", "tls/ca.pem", "tls/server.pem",
                           "gridgovd.toml", "secrets/server.key"}) {
    EXPECT_EQ(BytesOf(absl::StrCat(into_, "/", name)),
              BytesOf(absl::StrCat(data_->dir(), "/", name)))
        << name;
  }
  EXPECT_FALSE(fs::exists(into_ + "/blobs/ab/ab02.new"));
  // What has not changed takes room once.
  EXPECT_TRUE(fs::equivalent(PathOf(first) + "/blobs/ab/ab01", PathOf(second) + "/blobs/ab/ab01"));
}

TEST_F(BackupTest, TellsOfAnAttachmentThatIsNotThereUnlessItsKeyWasErased) {
  Blobs blobs(data_->blobs_path(), *keys_);
  const Uuid kept = *blobs.Write("a photo");
  const Uuid erased = *blobs.Write("another");
  for (const Uuid& blob : {kept, erased}) {
    const auto insert = [&blob](Connection& db) -> absl::Status {
      GG_RETURN_IF_ERROR(db.Execute(kAccount, {}).status());
      return db.Execute(kAttachment, {Blob{std::string(blob.bytes())}}).status();
    };
    ASSERT_THAT(writer_->Run("attachment", insert), IsOk());
  }
  ASSERT_THAT(blobs.Erase({erased}), IsOk());
  const BackupFacts made = *Make();
  ASSERT_THAT(Restore(PathOf(made)), IsOk());

  for (const auto& entry : fs::recursive_directory_iterator(data_->blobs_path())) {
    if (entry.is_regular_file()) fs::remove(entry.path());
  }
  const BackupFacts without = *Make();
  fs::remove_all(into_);
  EXPECT_THAT(Restore(PathOf(without)), HasReason("BACKUP_ATTACHMENT_DAMAGED"));
}

TEST_F(BackupTest, RefusesAFlippedBitInAnyFileAndNamesIt) {
  fs::create_directories(data_->blobs_path() + "/ab");
  std::ofstream(data_->blobs_path() + "/ab/ab01") << "sealed already";
  const BackupFacts made = *Make();
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(to_)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  ASSERT_THAT(files, SizeIs(6));
  for (const std::string& path : files) {
    const std::string good = BytesOf(path);
    std::string bad = good;
    bad[bad.size() * 2 / 3] ^= 0x10;
    std::ofstream(path, std::ios::binary) << bad;

    const auto restored = Restore(PathOf(made));

    EXPECT_THAT(restored, StatusIs(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED")) << path;
    EXPECT_EQ(ErrorDetailIn(restored.status(), false).metadata().at("path"), path);
    EXPECT_TRUE(!fs::exists(into_) || fs::is_empty(into_)) << path;
    std::ofstream(path, std::ios::binary) << good;
  }
  EXPECT_THAT(Restore(PathOf(made)), IsOk());
}

TEST_F(BackupTest, RefusesAFileThatIsMissingAndOneOfAnotherBackup) {
  const BackupFacts first = *Make();
  Write();
  const BackupFacts second = *Make();
  fs::copy_file(PathOf(first) + "/database", PathOf(second) + "/database",
                fs::copy_options::overwrite_existing);
  EXPECT_THAT(Restore(PathOf(second)), HasReason("BACKUP_DAMAGED"));
  fs::remove(PathOf(second) + "/database");
  EXPECT_THAT(Restore(PathOf(second)), HasReason("FILE_MISSING"));
}

TEST_F(BackupTest, RefusesADatabaseThatIsNotWhatItsManifestSays) {
  const BackupFacts made = *Make();
  const backup::Manifest good = *ReadManifest(PathOf(made), data_->backup_key());
  const auto restored_with = [&](const backup::Manifest& manifest) {
    fs::remove(PathOf(made) + "/manifest");
    EXPECT_THAT(WriteManifest(PathOf(made), data_->backup_key(), manifest), IsOk());
    return Restore(PathOf(made));
  };
  backup::Manifest rows = good;
  rows.mutable_tables(0)->set_rows(12345);
  EXPECT_THAT(restored_with(rows), HasReason("BACKUP_DIFFERS"));
  backup::Manifest table = good;
  table.mutable_tables()->DeleteSubrange(1, 1);
  EXPECT_THAT(restored_with(table), HasReason("BACKUP_DIFFERS"));
  backup::Manifest end = good;
  end.set_journal_mac(std::string(32, 'x'));
  EXPECT_THAT(restored_with(end), HasReason("CHAIN_BROKEN"));
  EXPECT_THAT(restored_with(good), IsOk());
}

TEST_F(BackupTest, RestoresNotOverALivingServerNorOverAnything) {
  const BackupFacts made = *Make();
  const auto over = [&](const std::string& folder) {
    return RestoreBackup(
        {.backup = PathOf(made), .secrets = data_->dir() + "/secrets", .into = folder}, Nothing);
  };

  EXPECT_THAT(over(data_->dir()),
              StatusIs(absl::StatusCode::kFailedPrecondition, "DATA_FOLDER_IN_USE"));
  fs::create_directories(into_);
  std::ofstream(into_ + "/thesis.txt") << "do not lose me";
  EXPECT_THAT(over(into_), StatusIs(absl::StatusCode::kAlreadyExists, "DATA_FOLDER_EXISTS"));
  EXPECT_EQ(BytesOf(into_ + "/thesis.txt"), "do not lose me");
  EXPECT_EQ(Content(data_->dir())[0], "200");
}

TEST_F(BackupTest, IsNeverListedUnlessItIsWholeAndIsMadeAnewAfterwards) {
  const BackupFacts before = *Make();
  for (const int fail_at : {0, 30, 60, 80}) {
    const auto made = Make([&](int percent) {
      return percent >= fail_at ? absl::CancelledError("enough") : absl::OkStatus();
    });
    EXPECT_EQ(made.status().code(), absl::StatusCode::kCancelled) << fail_at;
    EXPECT_THAT(*BackupsIn(to_), testing::ElementsAre(before.name));
    EXPECT_FALSE(fs::exists(data_->dir() + "/backup.work"));
  }
  // What a kill leaves: parts, here and in the data folder.
  fs::copy(PathOf(before), PartialPath(to_, "backup"), fs::copy_options::recursive);
  fs::create_directories(data_->dir() + "/backup.work");
  std::ofstream(data_->dir() + "/backup.work/gridgov.db") << "half";
  Write();

  const BackupFacts after = *Make();

  EXPECT_THAT(*BackupsIn(to_), testing::ElementsAre(after.name, before.name));
  ASSERT_THAT(Restore(PathOf(after)), IsOk());
  EXPECT_EQ(Content(into_)[0], "201");
}

TEST_F(BackupTest, IsTheNewestByItsNameWhateverTheClockDoes) {
  const BackupFacts first = *Make();
  now_ -= absl::Minutes(10);
  const BackupFacts second = *Make();
  now_ -= absl::Minutes(10);
  const BackupFacts third = *Make();

  EXPECT_THAT(*BackupsIn(to_), testing::ElementsAre(third.name, second.name, first.name));
  EXPECT_THAT(*KeysIn(to_), testing::ElementsAre(third.name, second.name, first.name));
}

TEST_F(BackupTest, ErasedKeysComeBackFromNoBackupThatIsRestored) {
  const Uuid erased = Uuid::V7(now_);
  const Uuid kept = Uuid::V7(now_);
  ASSERT_THAT(keys_->KeyFor(erased), IsOk());
  ASSERT_THAT(keys_->KeyFor(kept), IsOk());
  const BackupFacts before = *Make();
  const std::string old_keys = absl::StrCat(to_, "/keys/", before.name);
  ASSERT_THAT(keys_->Erase(erased), IsOk());
  ASSERT_THAT(Make(), IsOk());

  // The older database with the newest keys, which is what a restore takes.
  ASSERT_THAT(Restore(PathOf(before)), IsOk());
  {
    const auto restored = *SubjectKeys::Open(into_ + "/keys.db", data_->master_key());
    EXPECT_THAT(restored->Find(erased), HasReason("SUBJECT_KEY_MISSING"));
    EXPECT_THAT(restored->Find(kept), IsOk());
  }
  // And the copies that still have it are gone after a week.
  EXPECT_TRUE(fs::exists(old_keys));
  ASSERT_THAT(Rotate(to_, 30, now_ + absl::Hours(24 * 7)), IsOk());
  EXPECT_FALSE(fs::exists(old_keys));
  EXPECT_THAT(*BackupsIn(to_), SizeIs(2));
}

TEST_F(BackupTest, NeedsKeysThatAreNotOlderThanTheDatabase) {
  const BackupFacts first = *Make();
  const BackupFacts second = *Make();
  fs::remove(absl::StrCat(to_, "/keys/", second.name));
  EXPECT_THAT(Restore(PathOf(second)), HasReason("BACKUP_KEYS_TOO_OLD"));
  EXPECT_THAT(Restore(PathOf(first) + "/"), IsOk());
  fs::remove_all(to_ + "/keys");
  fs::remove_all(into_);
  EXPECT_THAT(Restore(PathOf(first)), HasReason("BACKUP_KEYS_MISSING"));
}

TEST_F(BackupTest, OpensWithTheSecretsItWasMadeWithAlone) {
  const BackupFacts made = *Make();
  const std::string other = scratch_.File("other");
  ASSERT_TRUE(DataFolder::Create(other, {}, absl::Now()).ok());

  EXPECT_THAT(RestoreBackup({.backup = PathOf(made), .secrets = other + "/secrets", .into = into_},
                            Nothing),
              HasReason("BACKUP_DAMAGED"));
  fs::copy_file(data_->dir() + "/secrets/backup.key", other + "/secrets/backup.key",
                fs::copy_options::overwrite_existing);
  EXPECT_THAT(RestoreBackup({.backup = PathOf(made), .secrets = other + "/secrets", .into = into_},
                            Nothing),
              HasReason("BACKUP_DAMAGED"));
  EXPECT_TRUE(fs::is_empty(into_));
}

TEST_F(BackupTest, ServerMakesWhatIsDueAndKeepsWhatItShould) {
  for (int i = 0; i < 3; ++i) {
    Backups backups(Source(), {.folder = to_, .every = absl::ZeroDuration(), .keep = 2},
                    [this] { return now_; });
    now_ += absl::Hours(24);
    ASSERT_THAT(backups.Make(Nothing), IsOk());
    EXPECT_EQ(backups.figures().newest, now_);
    EXPECT_EQ(backups.figures().made, 1);
  }
  Backups backups(Source(), {.folder = to_, .every = absl::ZeroDuration(), .keep = 2},
                  [this] { return now_; });
  const std::vector<std::string> names = *backups.Names();
  ASSERT_THAT(names, SizeIs(2));
  EXPECT_EQ(backups.Describe(names[0]).time, now_);
  EXPECT_EQ(backups.Describe(names[0]).journal_seq, 200);
  EXPECT_THAT(backups.Verify(names[1], Nothing), IsOk());
  EXPECT_THAT(backups.Verify("20200101T000000Z", Nothing), HasReason("NO_BACKUP"));
  const auto meanwhile = [&](int) {
    return std::async(std::launch::async, [&] { return backups.Make(Nothing).status(); }).get();
  };
  EXPECT_THAT(backups.Make(meanwhile), HasReason("BACKUP_RUNNING"));
  EXPECT_EQ(backups.figures().failed, 1);
}

TEST_F(BackupTest, ServerMakesOneWhenItIsTimeAndTriesAgainAfterAFailure) {
  Backups backups(Source(), {.folder = to_, .every = absl::Hours(24), .keep = 5},
                  [this] { return now_; });

  const absl::Duration usual = backups.RunDue();
  EXPECT_EQ(backups.figures().made, 1);
  now_ += absl::Hours(23);
  backups.RunDue();
  EXPECT_EQ(backups.figures().made, 1);
  now_ += absl::Hours(1);
  fs::rename(to_ + "/keys", to_ + "/keys.away");
  std::ofstream(to_ + "/keys") << "no folder";
  EXPECT_GT(backups.RunDue(), usual);
  EXPECT_TRUE(backups.figures().last_failed);
  fs::remove(to_ + "/keys");
  fs::rename(to_ + "/keys.away", to_ + "/keys");
  backups.RunDue();
  EXPECT_EQ(backups.figures().made, 2);
  EXPECT_FALSE(backups.figures().last_failed);

  // A server that starts again knows when the last one was.
  Backups again(Source(), {.folder = to_, .every = absl::Hours(24), .keep = 5},
                [this] { return now_; });
  again.RunDue();
  EXPECT_EQ(again.figures().made, 0);
  EXPECT_THAT(*BackupsIn(to_), SizeIs(2));
}

TEST_F(BackupTest, ServerLeavesTheFolderOfAnotherAlone) {
  const BackupSettings settings{.folder = to_, .every = absl::Hours(1), .keep = 1};
  auto first = std::make_unique<Backups>(Source(), settings, [this] { return now_; });
  ASSERT_THAT(first->Make(Nothing), IsOk());
  now_ += absl::Hours(2);
  Backups drill(Source(), settings, [this] { return now_; });

  EXPECT_THAT(drill.Make(Nothing), HasReason("BACKUP_FOLDER_IN_USE"));
  drill.RunDue();
  EXPECT_THAT(*BackupsIn(to_), SizeIs(1));
  EXPECT_EQ(drill.figures().made, 0);

  first.reset();
  EXPECT_THAT(drill.Make(Nothing), IsOk());
}

TEST_F(BackupTest, ServerWithoutAFolderSaysSo) {
  Backups backups(Source(), {}, [this] { return now_; });

  EXPECT_THAT(backups.Make(Nothing), HasReason("NO_BACKUP_FOLDER"));
  EXPECT_THAT(backups.Names(), HasReason("NO_BACKUP_FOLDER"));
}

}  // namespace
}  // namespace gridgov
