#include "server/engine/sqlite/sqlite_engine.h"

#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/engine/scripted_engine_for_test.h"
#include "server/engine/sqlite/sqlite_connection.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What SQLite's writes to files answer while it lives: nothing is written to those whose path ends
// so. SQLite lets its system calls be replaced for this.
class FailingDisk {
 public:
  FailingDisk(const std::string& suffix, int error) : suffix_(suffix), error_(error) {
    vfs_ = sqlite3_vfs_find(nullptr);
    real_write_ = reinterpret_cast<Write*>(vfs_->xGetSystemCall(vfs_, "write"));
    real_pwrite_ = reinterpret_cast<PWrite*>(vfs_->xGetSystemCall(vfs_, "pwrite64"));
    current_ = this;
    vfs_->xSetSystemCall(vfs_, "write", reinterpret_cast<sqlite3_syscall_ptr>(&FailWrite));
    vfs_->xSetSystemCall(vfs_, "pwrite64", reinterpret_cast<sqlite3_syscall_ptr>(&FailPWrite));
  }
  ~FailingDisk() {
    vfs_->xSetSystemCall(vfs_, "write", nullptr);
    vfs_->xSetSystemCall(vfs_, "pwrite64", nullptr);
    current_ = nullptr;
  }
  // Writes that were refused.
  int refused() const { return refused_; }

 private:
  using Write = ssize_t(int, const void*, size_t);
  using PWrite = ssize_t(int, const void*, size_t, off_t);

  bool Refuses(int file) {
    std::error_code none;
    const auto path = std::filesystem::read_symlink(absl::StrCat("/proc/self/fd/", file), none);
    if (!absl::EndsWith(path.string(), suffix_)) return false;
    ++refused_;
    errno = error_;
    return true;
  }
  static ssize_t FailWrite(int file, const void* bytes, size_t size) {
    return current_->Refuses(file) ? -1 : current_->real_write_(file, bytes, size);
  }
  static ssize_t FailPWrite(int file, const void* bytes, size_t size, off_t at) {
    return current_->Refuses(file) ? -1 : current_->real_pwrite_(file, bytes, size, at);
  }

  static inline FailingDisk* current_ = nullptr;
  const std::string suffix_;
  const int error_;
  sqlite3_vfs* vfs_;
  Write* real_write_;
  PWrite* real_pwrite_;
  int refused_ = 0;
};

class SqliteEngineTest : public testing::Test {
 protected:
  SqliteEngineTest() {
    auto opened = engine_.OpenWriter();
    EXPECT_THAT(opened, IsOk());
    writer_ = std::move(*opened);
    EXPECT_THAT(writer_->ExecuteScript("CREATE TABLE notes (key INTEGER PRIMARY KEY, text TEXT NOT "
                                       "NULL UNIQUE, size INTEGER CHECK (size > 0), "
                                       "parent INTEGER REFERENCES notes (key)) STRICT"),
                IsOk());
  }
  static std::string Pragma(Connection& db, const std::string& name) {
    const auto values = TextsOf(db, absl::StrCat("PRAGMA ", name));
    return values.empty() ? "" : values[0];
  }
  absl::Status Add(const std::string& text) {
    return writer_->Execute("INSERT INTO notes (text) VALUES ($1)", {text}).status();
  }
  std::vector<std::string> Notes() {
    return TextsOf(*writer_, "SELECT text FROM notes ORDER BY text");
  }
  // One commit that fills the log with about `kilobytes`.
  void Fill(int kilobytes) {
    ASSERT_THAT(writer_->Execute("INSERT INTO notes (text) VALUES (hex(randomblob($1)))",
                                 {int64_t{kilobytes} * 512}),
                IsOk());
  }
  // Commits that make it long enough to be copied back.
  void FillLog() {
    for (int i = 0; i < 17; ++i) Fill(/*kilobytes=*/2048);
  }
  int64_t FileSize(const std::string& suffix) const {
    std::error_code missing;
    const auto size = std::filesystem::file_size(path_ + suffix, missing);
    return missing ? 0 : static_cast<int64_t>(size);
  }
  int64_t LogSize() const { return FileSize("-wal"); }

  const ScratchFolder folder_;
  const std::string path_ = folder_.File("test.db");
  SqliteEngine engine_{path_};
  std::unique_ptr<Connection> writer_;
};

TEST_F(SqliteEngineTest, OpensItsWriterDurableAndStrict) {
  EXPECT_EQ(Pragma(*writer_, "journal_mode"), "wal");
  EXPECT_EQ(Pragma(*writer_, "synchronous"), "2");  // FULL.
  EXPECT_EQ(Pragma(*writer_, "page_size"), "4096");
  EXPECT_EQ(Pragma(*writer_, "cache_size"), "-65536");
  EXPECT_EQ(Pragma(*writer_, "temp_store"), "2");  // Memory.
  EXPECT_EQ(Pragma(*writer_, "foreign_keys"), "1");
  EXPECT_EQ(Pragma(*writer_, "busy_timeout"), "5000");
  EXPECT_EQ(Pragma(*writer_, "secure_delete"), "1");
  EXPECT_EQ(Pragma(*writer_, "trusted_schema"), "0");
  EXPECT_EQ(Pragma(*writer_, "mmap_size"), "0");
  EXPECT_EQ(Pragma(*writer_, "wal_autocheckpoint"), "0");  // Tidy() alone checkpoints.
  EXPECT_EQ(Pragma(*writer_, "query_only"), "0");
}

TEST_F(SqliteEngineTest, OpensReadersThatCanOnlyRead) {
  GG_ASSERT_OK_AND_ASSIGN(const auto reader, engine_.OpenReader());
  EXPECT_EQ(Pragma(*reader, "query_only"), "1");
  EXPECT_EQ(Pragma(*reader, "foreign_keys"), "1");
  EXPECT_EQ(Pragma(*reader, "busy_timeout"), "5000");
  EXPECT_EQ(Pragma(*reader, "mmap_size"), "0");
  EXPECT_FALSE(reader->Execute("INSERT INTO notes (text) VALUES ('x')", {}).ok());
  EXPECT_THAT(Notes(), IsEmpty());
}

TEST_F(SqliteEngineTest, LetsNobodyElseReadItsFilesWhateverTheUmask) {
  const mode_t before = ::umask(0);
  {
    SqliteEngine other(folder_.File("other.db"));
    GG_ASSERT_OK_AND_ASSIGN(const auto writer, other.OpenWriter());
    EXPECT_THAT(writer->ExecuteScript("CREATE TABLE t (a)"), IsOk());
    for (const char* suffix : {"", "-wal", "-shm"}) {
      struct stat info {};
      ASSERT_EQ(::stat((folder_.File("other.db") + suffix).c_str(), &info), 0) << suffix;
      EXPECT_EQ(info.st_mode & 0777, 0600u) << suffix;
    }
  }
  ::umask(before);
}

TEST_F(SqliteEngineTest, KeepsTheSchemaSafeFromStatements) {
  EXPECT_FALSE(writer_->ExecuteScript("PRAGMA writable_schema=ON; DELETE FROM sqlite_schema").ok());
  EXPECT_FALSE(writer_->Execute("SELECT load_extension('any')", {}).ok());
}

TEST_F(SqliteEngineTest, SaysWhichKindOfConstraintWasViolated) {
  ASSERT_THAT(Add("twin"), IsOk());
  EXPECT_EQ(Add("twin").code(), absl::StatusCode::kAlreadyExists);
  const auto code = [this](const std::string& sql) {
    return writer_->Execute(sql, {}).status().code();
  };
  EXPECT_EQ(code("INSERT INTO notes (key, text) SELECT key, 'x' FROM notes"),
            absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(code("INSERT INTO notes (text) VALUES (NULL)"), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code("INSERT INTO notes (text, size) VALUES ('y', 0)"),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code("INSERT INTO notes (text, parent) VALUES ('z', 99)"),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Notes(), ElementsAre("twin"));
}

TEST_F(SqliteEngineTest, BindsPlaceholdersByTheirNumber) {
  EXPECT_THAT(TextsOf(*writer_, "SELECT 'no value'"), ElementsAre("no value"));
  std::string row;
  ASSERT_THAT(writer_->Query("SELECT $3, $1, $2, $1", {std::string("one"), int64_t{2}, Value()},
                             [&row](const Row& one) {
                               row = absl::StrCat(one.IsNull(0) ? "null" : "value", " ",
                                                  std::string(one.Bytes(1)), " ", one.Int(2), " ",
                                                  std::string(one.Bytes(3)));
                               return absl::OkStatus();
                             }),
              IsOk());
  EXPECT_EQ(row, "null one 2 one");
}

TEST_F(SqliteEngineTest, EndsAQueryWithTheErrorOfItsCallbackAndCanRunItAgain) {
  for (const char* text : {"a", "b", "c"}) ASSERT_THAT(Add(text), IsOk());
  int rows = 0;
  EXPECT_EQ(writer_
                ->Query("SELECT text FROM notes ORDER BY text", {},
                        [&rows](const Row&) {
                          return ++rows == 2 ? absl::AbortedError("enough") : absl::OkStatus();
                        })
                .code(),
            absl::StatusCode::kAborted);
  EXPECT_EQ(rows, 2);
  EXPECT_THAT(Notes(), ElementsAre("a", "b", "c"));
}

TEST_F(SqliteEngineTest, RunsAQueryInsideTheSameQuery) {
  for (const char* text : {"a", "b"}) ASSERT_THAT(Add(text), IsOk());
  const std::string sql = "SELECT text FROM notes WHERE text >= $1 ORDER BY text";
  std::vector<std::string> pairs;
  ASSERT_THAT(writer_->Query(sql, {std::string("a")},
                             [&](const Row& outer) {
                               if (pairs.size() > 4) return absl::AbortedError("without end");
                               const std::string first(outer.Bytes(0));
                               return writer_->Query(sql, {first}, [&](const Row& inner) {
                                 pairs.push_back(first + std::string(inner.Bytes(0)));
                                 return absl::OkStatus();
                               });
                             }),
              IsOk());
  EXPECT_THAT(pairs, ElementsAre("aa", "ab", "bb"));
}

TEST_F(SqliteEngineTest, NeverDropsAStatementThatIsRunning) {
  for (const char* text : {"a", "b", "c"}) ASSERT_THAT(Add(text), IsOk());
  int others = 0;
  std::vector<std::string> rows;
  ASSERT_THAT(
      writer_->Query("SELECT text FROM notes ORDER BY text", {},
                     [&](const Row& row) {
                       rows.emplace_back(row.Bytes(0));
                       // More texts than are kept.
                       for (int i = 0; i < 600; ++i) {
                         GG_RETURN_IF_ERROR(
                             writer_->Execute(absl::StrCat("SELECT ", ++others), {}).status());
                       }
                       return absl::OkStatus();
                     }),
      IsOk());
  EXPECT_THAT(rows, ElementsAre("a", "b", "c"));
}

TEST_F(SqliteEngineTest, EndsAStatementAtItsDeadlineAndGoesOn) {
  writer_->SetDeadline(absl::InfinitePast());
  EXPECT_THAT(writer_->Execute(kEndless, {}),
              StatusIs(absl::StatusCode::kDeadlineExceeded, "TOO_SLOW"));
  writer_->SetDeadline(absl::InfiniteFuture());
  EXPECT_THAT(Add("a"), IsOk());
}

TEST_F(SqliteEngineTest, RunsNothingOfATransactionThatAnErrorHasEnded) {
  ASSERT_THAT(Add("twin"), IsOk());
  ASSERT_THAT(writer_->Execute("BEGIN IMMEDIATE", {}), IsOk());
  const std::string ends = "INSERT OR ROLLBACK INTO notes (text) VALUES ('twin')";
  EXPECT_THAT(writer_->Execute(ends, {}), StatusIs(absl::StatusCode::kAlreadyExists, ""));
  EXPECT_FALSE(writer_->InTransaction());
  EXPECT_THAT(Add("alone"), StatusIs(absl::StatusCode::kAlreadyExists, ""));
  EXPECT_FALSE(writer_->ExecuteScript("INSERT INTO notes (text) VALUES ('alone')").ok());
  EXPECT_THAT(writer_->Execute("ROLLBACK", {}), IsOk());
  EXPECT_THAT(Notes(), ElementsAre("twin"));
  EXPECT_THAT(Add("after"), IsOk());
}

TEST_F(SqliteEngineTest, AnswersAFullDiskAndKeepsWhatItHad) {
  ASSERT_THAT(Add("before"), IsOk());
  {
    const FailingDisk full("-wal", ENOSPC);
    EXPECT_THAT(Add("lost"), StatusIs(absl::StatusCode::kResourceExhausted, "DISK_FULL"));
    EXPECT_GT(full.refused(), 0);
    EXPECT_FALSE(writer_->InTransaction());
    EXPECT_THAT(Notes(), ElementsAre("before"));
  }
  EXPECT_THAT(Add("after"), IsOk());
  EXPECT_THAT(Notes(), ElementsAre("after", "before"));
}

TEST_F(SqliteEngineTest, CallsAFailedWriteALossOfData) {
  const FailingDisk broken("-wal", EIO);
  EXPECT_EQ(Add("lost").code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteEngineTest, CallsAFileThatIsNoDatabaseALossOfData) {
  const std::string path = folder_.File("letter.db");
  { std::ofstream(path) << std::string(8192, 'x'); }
  SqliteEngine other(path);
  EXPECT_EQ(other.OpenWriter().status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteEngineTest, KeepsTheLogBoundedUnderSteadyWriting) {
  // Twice what the log may hold however slow the disk is.
  for (int i = 0; i < 100; ++i) {
    Fill(/*kilobytes=*/2048);
    ASSERT_THAT(engine_.Tidy(*writer_, /*idle=*/false), IsOk());
  }
  EXPECT_LT(LogSize(), int64_t{110} << 20);
  EXPECT_GT(engine_.DataBytes(), int64_t{96} << 20);
  GG_ASSERT_OK_AND_ASSIGN(const int64_t told, engine_.Tidy(*writer_, /*idle=*/false));
  EXPECT_EQ(told, LogSize());
}

TEST_F(SqliteEngineTest, CopiesALongLogBackInPartsAndThenBeginsItAnew) {
  const int64_t before = engine_.DataBytes();
  FillLog();
  ASSERT_THAT(engine_.Tidy(*writer_, /*idle=*/false), IsOk());
  EXPECT_EQ(engine_.DataBytes(), before);
  // What comes after the bound is set is not copied with the rest, so the log goes on.
  ASSERT_THAT(Add("after"), IsOk());
  ASSERT_THAT(engine_.Tidy(*writer_, /*idle=*/false), IsOk());
  EXPECT_GT(engine_.DataBytes(), before + (int64_t{30} << 20));
  const int64_t log = LogSize();
  ASSERT_THAT(Add("meanwhile"), IsOk());
  EXPECT_GT(LogSize(), log);
  // Idling waits for the disk and copies the rest.
  ASSERT_THAT(engine_.Tidy(*writer_, /*idle=*/true), IsOk());
  const int64_t whole = LogSize();
  ASSERT_THAT(Add("anew"), IsOk());
  EXPECT_EQ(LogSize(), whole);
}

TEST_F(SqliteEngineTest, CopiesAllAtOnceWhereNoBoundCanBeSet) {
  const int64_t before = engine_.DataBytes();
  FillLog();
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit none{.rlim_cur = 0, .rlim_max = limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const absl::Status tidied = engine_.Tidy(*writer_, /*idle=*/false).status();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_THAT(tidied, IsOk());
  EXPECT_GT(engine_.DataBytes(), before + (int64_t{30} << 20));
}

TEST_F(SqliteEngineTest, IsWholeWhereverACopyingInPartsBreaksOff) {
  FillLog();
  for (int part = 0; part < 4; ++part) {
    ASSERT_THAT(Add(absl::StrCat("part ", part)), IsOk());
    ASSERT_THAT(engine_.Tidy(*writer_, /*idle=*/part == 3), IsOk());
    // As the files stand, without what the process holds.
    const ScratchFolder crashed;
    for (const char* suffix : {"", "-wal"}) {
      std::filesystem::copy_file(path_ + suffix, crashed.File("test.db") + suffix);
    }
    SqliteEngine again(crashed.File("test.db"));
    GG_ASSERT_OK_AND_ASSIGN(const auto db, again.OpenWriter());
    EXPECT_THAT(TextsOf(*db, "PRAGMA integrity_check"), ElementsAre("ok"));
    EXPECT_THAT(TextsOf(*db, "SELECT text FROM notes WHERE text LIKE 'part%'"),
                testing::SizeIs(part + 1));
  }
}

TEST_F(SqliteEngineTest, CopiesTheLogBackWhenIdleAndNotBefore) {
  const int64_t before = engine_.DataBytes();
  Fill(/*kilobytes=*/512);
  ASSERT_THAT(engine_.Tidy(*writer_, /*idle=*/false), IsOk());
  EXPECT_EQ(engine_.DataBytes(), before);
  ASSERT_THAT(engine_.Tidy(*writer_, /*idle=*/true), IsOk());
  EXPECT_GT(engine_.DataBytes(), before + int64_t{500} * 1024);
  // The next write begins the log anew.
  const int64_t log = LogSize();
  ASSERT_THAT(Add("small"), IsOk());
  EXPECT_EQ(LogSize(), log);
}

TEST_F(SqliteEngineTest, CopiesAroundALongReaderAndTheRestWhenItHasGone) {
  GG_ASSERT_OK_AND_ASSIGN(const auto reader, engine_.OpenReader());
  ASSERT_THAT(Add("first"), IsOk());
  ASSERT_THAT(reader->Execute("BEGIN", {}), IsOk());
  EXPECT_THAT(TextsOf(*reader, "SELECT text FROM notes"), ElementsAre("first"));
  Fill(/*kilobytes=*/512);
  const int64_t before = engine_.DataBytes();
  EXPECT_THAT(engine_.Tidy(*writer_, /*idle=*/true), IsOk());
  EXPECT_LT(engine_.DataBytes(), before + int64_t{500} * 1024);
  EXPECT_THAT(TextsOf(*reader, "SELECT text FROM notes"), ElementsAre("first"));
  ASSERT_THAT(reader->Execute("COMMIT", {}), IsOk());
  EXPECT_THAT(engine_.Tidy(*writer_, /*idle=*/true), IsOk());
  EXPECT_GT(engine_.DataBytes(), before + int64_t{500} * 1024);
}

TEST_F(SqliteEngineTest, SurvivesADiskThatIsFullWhenTheLogIsCopiedBack) {
  ASSERT_THAT(Add("kept"), IsOk());
  Fill(/*kilobytes=*/512);
  {
    const FailingDisk full("test.db", ENOSPC);
    EXPECT_THAT(engine_.Tidy(*writer_, /*idle=*/true), IsOk());
    EXPECT_GT(full.refused(), 0);
    // Reading goes on.
    EXPECT_THAT(TextsOf(*writer_, "SELECT text FROM notes WHERE text = 'kept'"),
                ElementsAre("kept"));
  }
  const int64_t before = engine_.DataBytes();
  EXPECT_THAT(engine_.Tidy(*writer_, /*idle=*/true), IsOk());
  EXPECT_GT(engine_.DataBytes(), before);
}

TEST_F(SqliteEngineTest, CallsAnyOtherFailureToCopyTheLogBackALossOfData) {
  ASSERT_THAT(Add("a"), IsOk());
  const FailingDisk broken("test.db", EIO);
  EXPECT_EQ(engine_.Tidy(*writer_, /*idle=*/true).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(SqliteEngineTest, LeavesTheLogAloneWhenAReaderClosesLast) {
  GG_ASSERT_OK_AND_ASSIGN(auto reader, engine_.OpenReader());
  ASSERT_THAT(Add("kept"), IsOk());
  EXPECT_THAT(TextsOf(*reader, "SELECT text FROM notes"), ElementsAre("kept"));
  const int64_t log = LogSize();
  writer_.reset();
  reader.reset();
  EXPECT_EQ(LogSize(), log);
  GG_ASSERT_OK_AND_ASSIGN(writer_, engine_.OpenWriter());
  EXPECT_THAT(Notes(), ElementsAre("kept"));
}

}  // namespace
}  // namespace gridgov
