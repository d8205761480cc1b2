#include "server/store/migrations.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

class MigrationsTest : public testing::Test {
 protected:
  void SetUp() override { GG_ASSERT_OK_AND_ASSIGN(db_, engine_.OpenWriter()); }

  std::string Schema() {
    std::string all;
    EXPECT_THAT(db_->Query("SELECT COALESCE(sql, name) FROM sqlite_schema ORDER BY name", {},
                           [&all](const Row& row) {
                             absl::StrAppend(&all, row.Bytes(0), "\n");
                             return absl::OkStatus();
                           }),
                IsOk());
    return all;
  }
  void Execute(const std::string& sql) { ASSERT_THAT(db_->Execute(sql, {}), IsOk()); }

  const ScratchFolder folder_;
  SqliteEngine engine_{folder_.File("test.db")};
  std::unique_ptr<Connection> db_;
};

TEST_F(MigrationsTest, AreNumberedWithoutAGap) {
  const auto all = MigrationsFor("sqlite");
  ASSERT_FALSE(all.empty());
  for (size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].number, i + 1) << all[i].name;
  EXPECT_TRUE(MigrationsFor("paper").empty());
}

TEST_F(MigrationsTest, RunOnceHoweverOftenTheServerStarts) {
  GG_ASSERT_OK_AND_ASSIGN(const int first, Migrate(*db_, "sqlite"));
  EXPECT_EQ(first, std::ssize(MigrationsFor("sqlite")));
  const std::string schema = Schema();
  GG_ASSERT_OK_AND_ASSIGN(const int again, Migrate(*db_, "sqlite"));
  EXPECT_EQ(again, first);
  EXPECT_EQ(Schema(), schema);
}

TEST_F(MigrationsTest, GoOnWhereAnOlderProgramLeftOff) {
  ASSERT_THAT(Migrate(*db_, "sqlite"), IsOk());
  const std::string schema = Schema();
  // As the program before the last migration left it.
  const Migration last = MigrationsFor("sqlite").back();
  const auto other_folder = std::make_unique<ScratchFolder>();
  SqliteEngine older(other_folder->File("older.db"));
  GG_ASSERT_OK_AND_ASSIGN(auto db, older.OpenWriter());
  ASSERT_THAT(Migrate(*db, "none"), IsOk());
  for (const Migration& migration : MigrationsFor("sqlite")) {
    if (migration.number == last.number) break;
    ASSERT_THAT(db->ExecuteScript(migration.sql), IsOk());
    ASSERT_THAT(db_->Query("SELECT checksum FROM schema_migrations WHERE version = $1",
                           {int64_t{migration.number}},
                           [&](const Row& row) {
                             return db
                                 ->Execute("INSERT INTO schema_migrations VALUES ($1, $2, 'then')",
                                           {int64_t{migration.number}, std::string(row.Bytes(0))})
                                 .status();
                           }),
                IsOk());
  }
  ASSERT_THAT(Migrate(*db, "sqlite"), IsOk());
  db_ = std::move(db);
  EXPECT_EQ(Schema(), schema);
  db_.reset();
}

TEST_F(MigrationsTest, RefuseWhatANewerProgramMade) {
  ASSERT_THAT(Migrate(*db_, "sqlite"), IsOk());
  Execute("INSERT INTO schema_migrations VALUES (9999, 'later', 'then')");
  const auto refused = Migrate(*db_, "sqlite").status();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition, "SCHEMA_TOO_NEW"));
}

TEST_F(MigrationsTest, RefuseASchemaThatIsNotTheirs) {
  ASSERT_THAT(Migrate(*db_, "sqlite"), IsOk());
  Execute("UPDATE schema_migrations SET checksum = 'another' WHERE version = 1");
  EXPECT_THAT(Migrate(*db_, "sqlite"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "SCHEMA_CHANGED"));
}

TEST_F(MigrationsTest, ThatFailLeaveNothingOfThemselvesBehind) {
  // A table that stands in the way of one in the middle of the second migration.
  ASSERT_THAT(Migrate(*db_, "none"), IsOk());
  Execute("CREATE TABLE grids (obstacle INTEGER) STRICT");
  EXPECT_FALSE(Migrate(*db_, "sqlite").ok());
  EXPECT_FALSE(db_->InTransaction());
  const std::string half = Schema();
  Execute("DROP TABLE grids");
  EXPECT_THAT(Migrate(*db_, "sqlite"), IsOk());
  EXPECT_NE(Schema(), half);
}

}  // namespace
}  // namespace gridgov
