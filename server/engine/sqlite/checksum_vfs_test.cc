#include "server/engine/sqlite/checksum_vfs.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "gmock/gmock.h"
#include "proto/cpp/status_macros.h"
#include "server/engine/sqlite/sqlite_connection.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

std::string BytesOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void Put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class ChecksumVfsTest : public testing::Test {
 protected:
  // A database of a dozen pages, closed, so that all is in the file.
  void Make() {
    SqliteEngine engine(path_);
    auto writer = engine.OpenWriter();
    ASSERT_THAT(writer, IsOk());
    Fill(**writer);
  }
  static void Fill(Connection& db) {
    ASSERT_THAT(db.ExecuteScript("CREATE TABLE notes (key INTEGER PRIMARY KEY, text TEXT)"),
                IsOk());
    for (int i = 0; i < 20; ++i) {
      ASSERT_THAT(db.Execute("INSERT INTO notes (text) VALUES ($1)", {std::string(2000, 'x')}),
                  IsOk());
    }
  }
  static absl::Status ReadAll(const std::string& path) {
    GG_ASSIGN_OR_RETURN(auto db, SqliteConnection::Open(path, SQLITE_OPEN_READWRITE));
    int rows = 0;
    GG_RETURN_IF_ERROR(db->Query("SELECT text FROM notes", {}, [&rows](const Row& row) {
      rows += row.Bytes(0) == std::string(2000, 'x') ? 1 : 0;
      return absl::OkStatus();
    }));
    return rows == 20 ? absl::OkStatus() : absl::InternalError("read wrong");
  }
  static bool HasSumsAt(const std::string& path) {
    return HasSums((*SqliteConnection::Open(path, SQLITE_OPEN_READWRITE))->db());
  }

  ScratchFolder folder_;
  const std::string path_ = folder_.path() + "/sums.db";
};

TEST_F(ChecksumVfsTest, EachBitOfAPageCounts) {
  std::string page(kPageBytes, 'p');
  auto* bytes = reinterpret_cast<unsigned char*>(page.data());
  const uint64_t sum = PageSum(bytes, 3);
  for (int bit = 0; bit < (kPageBytes - kSumBytes) * 8; ++bit) {
    bytes[bit / 8] ^= 1 << bit % 8;
    ASSERT_NE(PageSum(bytes, 3), sum) << bit;
    bytes[bit / 8] ^= 1 << bit % 8;
  }
  EXPECT_NE(PageSum(bytes, 4), sum);
}

TEST_F(ChecksumVfsTest, ReadsWhatItWroteAndRefusesAFlippedBitOfAnyPage) {
  Make();
  EXPECT_THAT(ReadAll(path_), IsOk());
  EXPECT_TRUE(HasSumsAt(path_));
  const std::string whole = BytesOf(path_);
  ASSERT_GT(whole.size(), 8 * kPageBytes);
  // Within a text, and the reserved bytes' count itself.
  for (const size_t at : {size_t{20}, size_t{4000}, size_t{3 * kPageBytes + 3000}}) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    Put(path_, damaged);
    EXPECT_FALSE(ReadAll(path_).ok()) << at;
  }
}

TEST_F(ChecksumVfsTest, RefusesSwappedPages) {
  Make();
  std::string bytes = BytesOf(path_);
  std::swap_ranges(bytes.begin() + 3 * kPageBytes, bytes.begin() + 4 * kPageBytes,
                   bytes.begin() + 4 * kPageBytes);
  Put(path_, bytes);
  EXPECT_FALSE(ReadAll(path_).ok());
}

TEST_F(ChecksumVfsTest, AFileWithoutSumsIsReadAndWrittenAsItIs) {
  {
    auto old = SqliteConnection::Open(path_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    ASSERT_THAT(old, IsOk());
    Fill(**old);
  }
  SqliteEngine engine(path_);
  auto writer = engine.OpenWriter();
  ASSERT_THAT(writer, IsOk());
  EXPECT_THAT((*writer)->Execute("UPDATE notes SET text = text", {}), IsOk());
  EXPECT_THAT(ReadAll(path_), IsOk());
  EXPECT_FALSE(HasSumsAt(path_));
}

TEST_F(ChecksumVfsTest, ACopyHasSumsOfItsOwn) {
  Make();
  SqliteEngine engine(path_);
  auto writer = engine.OpenWriter();
  ASSERT_THAT(writer, IsOk());
  const std::string to = folder_.path() + "/copy.db";
  auto copy = engine.StartCopy(**writer, to);
  ASSERT_THAT(copy, IsOk());
  for (bool done = false; !done;) {
    auto progress = (*copy)->Step();
    ASSERT_THAT(progress, IsOk());
    done = progress->done;
  }
  EXPECT_TRUE(HasSumsAt(to));
  EXPECT_THAT(ReadAll(to), IsOk());
}

}  // namespace
}  // namespace gridgov
