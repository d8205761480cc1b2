#include "server/backup/manifest.h"

#include <filesystem>
#include <fstream>
#include <random>

#include "gmock/gmock.h"
#include "server/backup/backup_folder.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::SizeIs;

backup::Manifest Sample() {
  backup::Manifest manifest;
  manifest.set_format(kBackupFormat);
  manifest.set_version("0.1.0");
  manifest.set_journal_seq(7);
  manifest.set_journal_mac(std::string(32, 'm'));
  for (const char* name : {"database", "ca.pem", "blobs/ab/ab12-34"}) {
    backup::Manifest::File* file = manifest.add_files();
    file->set_name(name);
    file->set_size(5);
    file->set_sha256(std::string(32, 'h'));
  }
  backup::Manifest::Table* table = manifest.add_tables();
  table->set_name("issues");
  table->set_rows(3);
  return manifest;
}

absl::Status Parsed(const backup::Manifest& manifest) {
  return ParseManifest(manifest.SerializeAsString()).status();
}

TEST(ManifestTest, TakesWhatThisProgramWrites) {
  const ScratchFolder folder;
  const Secret key = Secret::Random(32);
  ASSERT_THAT(WriteManifest(folder.path(), key, Sample()), IsOk());

  const auto read = ReadManifest(folder.path(), key);

  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->SerializeAsString(), Sample().SerializeAsString());
  EXPECT_THAT(ReadManifest(folder.path(), Secret::Random(32)),
              StatusIs(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED"));
}

TEST(ManifestTest, RefusesNamesThatLeadElsewhere) {
  for (const char* name :
       {"", "/etc/passwd", "../gridgov.db", "blobs/../../x", "blobs/ab/..", "blobs/ab/", "blobs/ab",
        "blobs/AB/ab", "blobs/ab/ab/cd", "secrets/master.key", "keys.db", "manifest", "FORMAT",
        "tls/ca.pem", "gridgovd.toml/x", "blobs/ab/x y", "blobs/a/abc"}) {
    backup::Manifest manifest = Sample();
    manifest.mutable_files(1)->set_name(name);

    EXPECT_THAT(Parsed(manifest), StatusIs(absl::StatusCode::kDataLoss, "MANIFEST_DAMAGED"))
        << name;
  }
  backup::Manifest nul = Sample();
  nul.mutable_files(1)->set_name(std::string("ca.pem\0", 7));
  EXPECT_THAT(Parsed(nul), HasReason("MANIFEST_DAMAGED"));
}

TEST(ManifestTest, RefusesWhatItWouldNotHaveWritten) {
  std::vector<backup::Manifest> wrong(7, Sample());
  wrong[0].set_format(0);
  wrong[1].mutable_files(0)->set_name("ca.pem");
  wrong[2].mutable_files(0)->set_sha256("short");
  wrong[3].mutable_files(0)->set_size(-1);
  wrong[4].mutable_files()->DeleteSubrange(0, 1);
  wrong[5].mutable_tables(0)->set_rows(-1);
  wrong[6].set_journal_mac(std::string(33, 'm'));
  for (const backup::Manifest& manifest : wrong) {
    EXPECT_THAT(Parsed(manifest), StatusIs(absl::StatusCode::kDataLoss, "MANIFEST_DAMAGED"))
        << manifest.ShortDebugString();
  }
  backup::Manifest later = Sample();
  later.set_format(kBackupFormat + 1);
  EXPECT_THAT(Parsed(later), StatusIs(absl::StatusCode::kFailedPrecondition, "BACKUP_TOO_NEW"));
}

TEST(ManifestTest, TakesAnyBytesWithoutHarm) {
  std::mt19937 random(20261124);
  const std::string good = Sample().SerializeAsString();
  for (int i = 0; i < 20000; ++i) {
    std::string bytes = good;
    for (int flips = 1 + static_cast<int>(random() % 4); flips > 0; --flips) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    bytes.resize(random() % (bytes.size() + 1));
    const auto parsed = ParseManifest(bytes);
    if (!parsed.ok()) continue;
    for (const auto& file : parsed->files()) {
      EXPECT_TRUE(file.name() == kDatabaseFile || PlaceInDataFolder(file.name()).has_value());
    }
  }
}

TEST(ManifestTest, NamesABackupByItsTimeAndNothingElse) {
  const absl::Time time = absl::FromUnixSeconds(1'795'532'400);

  EXPECT_EQ(TimeOfBackup(BackupName(time)), time);
  for (const char* name : {"", ".", "..", "20261124", "20261124T150000", "20261324T150000Z",
                           "20261124T150000Z.old", " 20261124T150000Z", "lost+found"}) {
    EXPECT_FALSE(IsBackupName(name)) << name;
  }
}

class RotationTest : public testing::Test {
 protected:
  // A backup and its keys, so many hours ago.
  void Make(int hours) {
    const std::string name = BackupName(now_ - absl::Hours(hours));
    fs::create_directories(folder_.File(name) + "/blobs/ab");
    std::ofstream(folder_.File(name) + "/blobs/ab/ab1") << "x";
    fs::create_directories(folder_.File("keys"));
    std::ofstream(folder_.File("keys/" + name)) << "x";
  }
  std::vector<std::string> NamesOf(const std::vector<int>& hours) const {
    std::vector<std::string> names;
    for (const int hour : hours) names.push_back(BackupName(now_ - absl::Hours(hour)));
    return names;
  }

  const ScratchFolder folder_;
  const absl::Time now_ = absl::FromUnixSeconds(1'795'532'400);
};

TEST_F(RotationTest, KeepsTheNewestBackupsAndKeysOfOneWeek) {
  for (int day = 0; day < 12; ++day) Make(day * 24 + 1);

  ASSERT_THAT(Rotate(folder_.path(), 9, now_), IsOk());

  EXPECT_EQ(*BackupsIn(folder_.path()), NamesOf({1, 25, 49, 73, 97, 121, 145, 169, 193}));
  EXPECT_EQ(*KeysIn(folder_.path()), NamesOf({1, 25, 49, 73, 97, 121, 145}));
}

TEST_F(RotationTest, KeepsNoKeysOverAWeekAndNoMoreThanSeven) {
  for (const int hours : {1, 100, 167, 169, 200}) Make(hours);
  ASSERT_THAT(Rotate(folder_.path(), 30, now_), IsOk());
  EXPECT_EQ(*KeysIn(folder_.path()), NamesOf({1, 100, 167}));

  for (int hours = 2; hours < 12; ++hours) Make(hours);
  ASSERT_THAT(Rotate(folder_.path(), 30, now_), IsOk());
  EXPECT_EQ(*KeysIn(folder_.path()), NamesOf({1, 2, 3, 4, 5, 6, 7}));
}

TEST_F(RotationTest, NeverRemovesTheLastBackupOrTheLastKeys) {
  Make(1000);

  ASSERT_THAT(Rotate(folder_.path(), 1, now_), IsOk());

  EXPECT_EQ(*BackupsIn(folder_.path()), NamesOf({1000}));
  EXPECT_EQ(*KeysIn(folder_.path()), NamesOf({1000}));
}

TEST_F(RotationTest, ListsNoPartAndRemovesItLater) {
  Make(1);
  fs::create_directories(PartialPath(folder_.path(), "backup") + "/blobs");
  std::ofstream(PartialPath(folder_.File("keys"), "20261124T150000Z")) << "x";
  std::ofstream(folder_.File("notes.txt")) << "not ours";

  EXPECT_EQ(*BackupsIn(folder_.path()), NamesOf({1}));
  EXPECT_EQ(*KeysIn(folder_.path()), NamesOf({1}));
  ASSERT_THAT(RemovePartial(folder_.path()), IsOk());

  EXPECT_FALSE(fs::exists(PartialPath(folder_.path(), "backup")));
  EXPECT_THAT(*KeysIn(folder_.path()), SizeIs(1));
  EXPECT_FALSE(fs::exists(PartialPath(folder_.File("keys"), "20261124T150000Z")));
  EXPECT_TRUE(fs::exists(folder_.File("notes.txt")));
}

TEST_F(RotationTest, FindsNothingInAFolderThatIsNotThere) {
  EXPECT_THAT(*BackupsIn(folder_.File("none")), SizeIs(0));
  EXPECT_THAT(Rotate(folder_.File("none"), 3, now_), IsOk());
}

}  // namespace
}  // namespace gridgov
