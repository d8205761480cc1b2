#include "server/store/keys.h"

#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <thread>

#include "absl/container/flat_hash_set.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

// A disk that fails: writes beyond this many bytes of a file give an error as long as it lives.
class ScopedFileSizeLimit {
 public:
  explicit ScopedFileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit = {bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~ScopedFileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  ScopedFileSizeLimit(const ScopedFileSizeLimit&) = delete;
  ScopedFileSizeLimit& operator=(const ScopedFileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_;
};

// A key store in a folder that goes with the test.
class SubjectKeysTest : public testing::Test {
 protected:
  SubjectKeysTest() {
    std::string name = testing::TempDir() + "subject_keys_XXXXXX";
    folder_ = mkdtemp(name.data());
    path_ = folder_ + "/keys.db";
    EXPECT_TRUE(SubjectKeys::Create(path_, master_).ok());
  }
  ~SubjectKeysTest() override { std::filesystem::remove_all(folder_); }

  std::unique_ptr<SubjectKeys> Open(size_t cached_keys = 10'000) {
    return SubjectKeys::Open(path_, master_, {.cached_keys = cached_keys}).value();
  }

  std::string Bytes(const std::string& suffix = "") const {
    std::ifstream file(path_ + suffix, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  // The one value of a query on the file, while no SubjectKeys has it open.
  std::string Query(const std::string& sql) const {
    sqlite3* database = nullptr;
    sqlite3_open(path_.c_str(), &database);
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK);
    std::string value;
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_bytes(statement, 0) > 0) {
      value.assign(static_cast<const char*>(sqlite3_column_blob(statement, 0)),
                   sqlite3_column_bytes(statement, 0));
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return value;
  }

  // What is stored for each subject, by a query on the file.
  std::vector<std::string> WrappedBytes() const {
    sqlite3* database = nullptr;
    sqlite3_open(path_.c_str(), &database);
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, "SELECT wrapped FROM subject_keys ORDER BY rowid", -1, &statement,
                       nullptr);
    std::vector<std::string> wrapped;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      wrapped.emplace_back(static_cast<const char*>(sqlite3_column_blob(statement, 0)),
                           sqlite3_column_bytes(statement, 0));
    }
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return wrapped;
  }

  // How often any of `pieces`, of 16 bytes each, stands anywhere in `bytes`.
  static int CountOf(const absl::flat_hash_set<std::string>& pieces, const std::string& bytes) {
    int count = 0;
    for (size_t at = 0; at + 16 <= bytes.size(); ++at) {
      count += static_cast<int>(pieces.contains(absl::string_view(bytes).substr(at, 16)));
    }
    return count;
  }

  static std::vector<Uuid> Subjects(int count) {
    std::vector<Uuid> subjects;
    for (int i = 0; i < count; ++i) subjects.push_back(Uuid::V7(kNow));
    return subjects;
  }

  const Secret master_ = Secret::Random(32);
  std::string folder_;
  std::string path_;
};

TEST_F(SubjectKeysTest, GivesASubjectTheSameKeyEachTimeAndEachItsOwn) {
  const auto keys = Open();
  const Uuid first = Uuid::V7(kNow), second = Uuid::V7(kNow);
  const Key key = keys->KeyFor(first).value();

  EXPECT_EQ(key.bytes.size(), 32u);
  EXPECT_TRUE(keys->KeyFor(first)->bytes == key.bytes);
  EXPECT_TRUE(keys->Find(first)->bytes == key.bytes);
  EXPECT_TRUE(keys->FindById(key.id)->bytes == key.bytes);
  EXPECT_FALSE(keys->KeyFor(second)->bytes == key.bytes);
  EXPECT_NE(keys->KeyFor(second)->id, key.id);
}

TEST_F(SubjectKeysTest, KeepsKeysOverAReopening) {
  const Uuid subject = Uuid::V7(kNow);
  const Key key = Open()->KeyFor(subject).value();

  const auto keys = Open();

  EXPECT_TRUE(keys->Find(subject)->bytes == key.bytes);
  EXPECT_TRUE(keys->FindById(key.id)->bytes == key.bytes);
}

TEST_F(SubjectKeysTest, HasAKeyOnDiskBeforeItReturnsIt) {
  const Uuid subject = Uuid::V7(kNow);
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    auto keys = SubjectKeys::Open(path_, master_);
    const Key key = keys.value()->KeyFor(subject).value();
    const bool told = write(pipe_ends[1], key.bytes.bytes().data(), 32) == 32;
    // No destructor, no closing of the file: as if killed.
    _exit(told ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  char told[32];
  ASSERT_EQ(read(pipe_ends[0], told, sizeof(told)), 32);
  close(pipe_ends[0]);
  close(pipe_ends[1]);

  EXPECT_EQ(Open()->Find(subject)->bytes.bytes(), absl::string_view(told, 32));
}

TEST_F(SubjectKeysTest, MakesSeveralKeysInOneCallInTheirOrder) {
  const auto keys = Open();
  std::vector<Uuid> subjects = Subjects(50);
  const Key known = keys->KeyFor(subjects[7]).value();
  subjects.push_back(subjects[3]);

  const std::vector<Key> made = keys->KeysFor(subjects).value();

  ASSERT_EQ(made.size(), 51u);
  EXPECT_TRUE(made[7].bytes == known.bytes);
  EXPECT_TRUE(made[50].bytes == made[3].bytes);
  for (size_t i = 0; i < subjects.size(); ++i) {
    EXPECT_EQ(keys->Find(subjects[i])->id, made[i].id);
  }
  EXPECT_TRUE(keys->KeysFor({}).value().empty());
}

TEST_F(SubjectKeysTest, FindsNothingForASubjectItNeverSaw) {
  const auto keys = Open();

  const auto found = keys->Find(Uuid::V7(kNow));

  EXPECT_EQ(found.status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ErrorReason(found.status()), "SUBJECT_KEY_MISSING");
  EXPECT_EQ(ErrorReason(keys->FindById(Uuid::V7(kNow)).status()), "SUBJECT_KEY_MISSING");
}

TEST_F(SubjectKeysTest, FindsNothingAfterErasureNorAfterReopening) {
  auto keys = Open();
  const Uuid subject = Uuid::V7(kNow), other = Uuid::V7(kNow);
  const Key key = keys->KeyFor(subject).value();
  const Key kept = keys->KeyFor(other).value();

  ASSERT_TRUE(keys->Erase(subject).ok());

  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(keys->Find(subject).status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(keys->FindById(key.id).status().code(), absl::StatusCode::kNotFound);
    EXPECT_TRUE(keys->Find(other)->bytes == kept.bytes);
    keys.reset();
    keys = Open();
  }
}

TEST_F(SubjectKeysTest, GivesAnErasedSubjectAKeyThatOpensNothingOfTheOld) {
  const auto keys = Open();
  const Uuid subject = Uuid::V7(kNow);
  const std::string blob = Seal(keys->KeyFor(subject).value(), "text", "aad");

  ASSERT_TRUE(keys->Erase(subject).ok());

  const Key fresh = keys->KeyFor(subject).value();
  EXPECT_EQ(ErrorReason(gridgov::Open(fresh, blob, "aad").status()), "WRONG_KEY");
  EXPECT_EQ(gridgov::Open([&](const Uuid& id) { return keys->FindById(id); }, blob, "aad")
                .status()
                .code(),
            absl::StatusCode::kNotFound);
}

TEST_F(SubjectKeysTest, ErasesASubjectWithoutAKeyWithoutAnError) {
  const auto keys = Open();

  EXPECT_TRUE(keys->Erase(Uuid::V7(kNow)).ok());
  EXPECT_TRUE(keys->Erase(absl::Span<const Uuid>()).ok());
}

TEST_F(SubjectKeysTest, LeavesNoByteOfAnErasedKeyInFileOrLog) {
  std::vector<Uuid> subjects = Subjects(4000);
  std::mt19937 random(7);
  std::shuffle(subjects.begin(), subjects.end(), random);
  { ASSERT_TRUE(Open()->KeysFor(subjects).ok()); }
  const std::vector<std::string> wrapped = WrappedBytes();
  ASSERT_EQ(wrapped.size(), subjects.size());
  ASSERT_EQ(CountOf({wrapped[0].substr(29, 16), wrapped[3999].substr(45, 16)}, Bytes()), 2);
  std::vector<size_t> order(subjects.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);

  const auto keys = Open();
  absl::flat_hash_set<std::string> erased;
  for (size_t done = 0; done < 3600;) {
    std::vector<Uuid> batch;
    for (size_t i = 0; i < 300; ++i, ++done) {
      batch.push_back(subjects[order[done]]);
      // Both halves of the sealed key: half a key that stays behind is too much already.
      erased.insert(wrapped[order[done]].substr(29, 16));
      erased.insert(wrapped[order[done]].substr(45, 16));
    }
    ASSERT_TRUE(keys->Erase(batch).ok());
    // Others come and go meanwhile, which moves rows between pages.
    ASSERT_TRUE(keys->KeysFor(Subjects(50)).ok());
    ASSERT_TRUE(keys->Erase(batch.front()).ok());

    ASSERT_EQ(CountOf(erased, Bytes() + Bytes("-wal")), 0) << done;
  }
  EXPECT_TRUE(keys->Find(subjects[order[3999]]).ok());
}

TEST_F(SubjectKeysTest, StoresKeysOnlyWrapped) {
  auto keys = Open();
  const Key key = keys->KeyFor(Uuid::V7(kNow)).value();
  const std::string log = Bytes("-wal");
  keys.reset();

  EXPECT_FALSE(log.empty());
  EXPECT_EQ(log.find(std::string(key.bytes.bytes())), std::string::npos);
  EXPECT_EQ(Bytes().find(std::string(key.bytes.bytes())), std::string::npos);
}

TEST_F(SubjectKeysTest, RefusesAWrappedKeyInAnotherSubjectsRow) {
  const std::vector<Uuid> subjects = Subjects(2);
  { ASSERT_TRUE(Open()->KeysFor(subjects).ok()); }
  Query(
      "UPDATE subject_keys SET wrapped = (SELECT wrapped FROM subject_keys WHERE rowid = 1) "
      "WHERE rowid = 2");

  const auto keys = Open();

  EXPECT_TRUE(keys->Find(subjects[0]).ok());
  EXPECT_EQ(keys->Find(subjects[1]).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(keys->KeyFor(subjects[1]).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(SubjectKeysTest, RefusesAnotherMasterKey) {
  EXPECT_EQ(ErrorReason(SubjectKeys::Open(path_, Secret::Random(32)).status()), "WRONG_MASTER_KEY");
  EXPECT_EQ(ErrorReason(SubjectKeys::Open(path_, Secret()).status()), "WRONG_MASTER_KEY");
}

TEST_F(SubjectKeysTest, NeverMakesAFileInALostOnesPlace) {
  std::filesystem::remove(path_);

  EXPECT_EQ(ErrorReason(SubjectKeys::Open(path_, master_).status()), "KEY_STORE_MISSING");
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(SubjectKeysTest, NeverCreatesOverAFile) {
  const Uuid subject = Uuid::V7(kNow);
  { ASSERT_TRUE(Open()->KeyFor(subject).ok()); }

  EXPECT_EQ(ErrorReason(SubjectKeys::Create(path_, master_)), "KEY_STORE_EXISTS");
  EXPECT_TRUE(Open()->Find(subject).ok());
}

TEST_F(SubjectKeysTest, RefusesANewerAndABrokenFile) {
  Query("PRAGMA user_version = 2");
  EXPECT_EQ(ErrorReason(SubjectKeys::Open(path_, master_).status()), "KEY_STORE_TOO_NEW");

  std::ofstream(path_, std::ios::binary) << "this is not a database, whatever its name says";
  EXPECT_EQ(ErrorReason(SubjectKeys::Open(path_, master_).status()), "KEY_STORE_DAMAGED");
}

TEST_F(SubjectKeysTest, RefusesASecondUserOfTheFile) {
  const auto keys = Open();

  EXPECT_EQ(ErrorReason(SubjectKeys::Open(path_, master_).status()), "KEY_STORE_IN_USE");
}

TEST_F(SubjectKeysTest, KeepsItsFilesFromOtherUsers) {
  const auto keys = Open();
  ASSERT_TRUE(keys->KeyFor(Uuid::V7(kNow)).ok());

  for (const char* suffix : {"", "-wal"}) {
    struct stat file;
    ASSERT_EQ(stat((path_ + suffix).c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(SubjectKeysTest, WorksWithASmallCacheAndWithNone) {
  for (const size_t cached : {size_t{0}, size_t{1}, size_t{3}}) {
    const auto keys = Open(cached);
    const std::vector<Uuid> subjects = Subjects(10);
    const std::vector<Key> made = keys->KeysFor(subjects).value();
    for (size_t i = 0; i < subjects.size(); ++i) {
      EXPECT_TRUE(keys->Find(subjects[i])->bytes == made[i].bytes);
    }
  }
}

TEST_F(SubjectKeysTest, RefusesEveryWriteAfterOneFailedUntilReopened) {
  int told = 0;
  auto keys = *SubjectKeys::Open(path_, master_, {.on_broken = [&told](const absl::Status& why) {
                                   EXPECT_EQ(ErrorReason(why), "KEY_STORE_FAILED");
                                   ++told;
                                 }});
  const Uuid before = Uuid::V7(kNow), after = Uuid::V7(kNow);
  ASSERT_TRUE(keys->KeyFor(before).ok());
  const std::vector<Uuid> lost = Subjects(2000);
  {
    const ScopedFileSizeLimit limit(64 << 10);
    EXPECT_EQ(told, 0);
    EXPECT_EQ(ErrorReason(keys->KeysFor(lost).status()), "KEY_STORE_FAILED");
    EXPECT_EQ(told, 1);
  }

  EXPECT_EQ(ErrorReason(keys->KeyFor(after).status()), "KEY_STORE_FAILED");
  EXPECT_EQ(ErrorReason(keys->Erase(before)), "KEY_STORE_FAILED");
  EXPECT_TRUE(keys->Find(before).ok());
  EXPECT_EQ(keys->Find(lost.front()).status().code(), absl::StatusCode::kNotFound);
  keys.reset();
  EXPECT_TRUE(Open()->KeyFor(after).ok());
}

TEST_F(SubjectKeysTest, BacksUpACopyThatOpensWithTheSameMasterKey) {
  const Uuid subject = Uuid::V7(kNow);
  const auto keys = Open();
  const Key key = keys->KeyFor(subject).value();
  const std::string copy = folder_ + "/copy.db";

  ASSERT_TRUE(keys->BackUpTo(copy).ok());

  EXPECT_TRUE(SubjectKeys::Open(copy, master_).value()->Find(subject)->bytes == key.bytes);
  EXPECT_EQ(ErrorReason(keys->BackUpTo(copy)), "KEY_STORE_EXISTS");
}

TEST_F(SubjectKeysTest, AgreesOnOneKeyWhenManyThreadsAskAtOnce) {
  const auto keys = Open();
  const std::vector<Uuid> subjects = Subjects(20);
  std::vector<std::vector<Key>> seen(4);
  std::vector<std::thread> threads;
  for (std::vector<Key>& mine : seen) {
    threads.emplace_back([&keys, &subjects, &mine] {
      for (const Uuid& subject : subjects) mine.push_back(keys->KeyFor(subject).value());
    });
  }
  for (std::thread& thread : threads) thread.join();

  for (const std::vector<Key>& mine : seen) {
    for (size_t i = 0; i < subjects.size(); ++i) EXPECT_EQ(mine[i].id, seen[0][i].id);
  }
}

TEST_F(SubjectKeysTest, NeverFindsAnErasedKeyWhileOthersRead) {
  const auto keys = Open(2);
  const std::vector<Uuid> subjects = Subjects(30);
  ASSERT_TRUE(keys->KeysFor(subjects).ok());
  std::atomic<size_t> erased = 0;
  std::atomic<int> ghosts = 0;
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      while (erased < subjects.size()) {
        const size_t gone = erased;
        for (size_t i = 0; i < subjects.size(); ++i) {
          if (keys->Find(subjects[i]).ok() && i < gone) ++ghosts;
        }
      }
    });
  }
  for (const Uuid& subject : subjects) {
    EXPECT_TRUE(keys->Erase(subject).ok());
    ++erased;
  }
  for (std::thread& reader : readers) reader.join();

  EXPECT_EQ(ghosts, 0);
}

TEST(KeyCacheTest, ForgetsTheKeyUnusedForLongest) {
  KeyCache cache(2);
  std::vector<Uuid> subjects;
  std::vector<Key> keys;
  for (int i = 0; i < 3; ++i) {
    subjects.push_back(Uuid::V7(kNow));
    keys.push_back(Key::Random(Uuid::V7(kNow)));
  }
  cache.Put(subjects[0], keys[0]);
  cache.Put(subjects[1], keys[1]);
  EXPECT_TRUE(cache.ById(keys[0].id).has_value());

  cache.Put(subjects[2], keys[2]);

  EXPECT_EQ(cache.size(), 2u);
  EXPECT_TRUE(cache.BySubject(subjects[0]).has_value());
  EXPECT_FALSE(cache.BySubject(subjects[1]).has_value());
  EXPECT_FALSE(cache.ById(keys[1].id).has_value());
}

TEST(KeyCacheTest, DropsAndReplacesUnderBothNames) {
  KeyCache cache(2);
  const Uuid subject = Uuid::V7(kNow);
  const Key first = Key::Random(Uuid::V7(kNow)), second = Key::Random(Uuid::V7(kNow));
  cache.Put(subject, first);
  cache.Put(subject, second);

  EXPECT_FALSE(cache.ById(first.id).has_value());
  EXPECT_EQ(cache.BySubject(subject)->id, second.id);

  cache.Drop(subject);

  EXPECT_FALSE(cache.ById(second.id).has_value());
  EXPECT_EQ(cache.size(), 0u);
}

}  // namespace
}  // namespace gridgov
