// Promises of every table: it keeps what it is given, its list of columns is the schema's, and its
// two shapes of scope agree.
#include "server/store/tables/tables.h"

#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/options.pb.h"
#include "gtest/gtest.h"
#include "proto/cpp/names.h"
#include "proto/cpp/uuid.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/init/data_folder.h"
#include "server/store/migrations.h"
#include "server/store/search_index.h"
#include "server/store/search_words.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// "" for equal messages.
std::string Differences(const Message& a, const Message& b) {
  std::string report;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&report);
  differencer.Compare(a, b);
  return report;
}

// Whether one of the issue's searchable texts has the words side by side, found the slow way.
bool HasPhrase(const v1::Issue& issue, const std::string& phrase) {
  const std::vector<std::string> wanted = WordsOf(phrase);
  for (const std::string& text : {issue.number(), issue.title(), issue.address()}) {
    const std::vector<std::string> words = WordsOf(text);
    for (size_t at = 0; at + wanted.size() <= words.size(); ++at) {
      bool same = true;
      for (size_t i = 0; same && i < wanted.size(); ++i) {
        // The last word of letters or digits may go on.
        const bool open = i + 1 == wanted.size() && absl::ascii_isalnum(wanted[i].back()) != 0;
        same = open ? absl::StartsWith(words[at + i], wanted[i]) : words[at + i] == wanted[i];
      }
      if (same) return true;
    }
  }
  return false;
}

// A migrated database that does not look at references and CHECKs: random rows satisfy few.
class TablesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "gridgov-test-XXXXXX").string();
    dir_ = ::mkdtemp(pattern.data());
    auto folder = DataFolder::Create(dir_, {}, absl::Now());
    ASSERT_THAT(folder, IsOk());
    engine_ = std::make_unique<SqliteEngine>(folder->database_path());
    GG_ASSERT_OK_AND_ASSIGN(db_, engine_->OpenWriter());
    ASSERT_THAT(Migrate(*db_, "sqlite"), IsOk());
    ASSERT_THAT(db_->ExecuteScript("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = "
                                   "ON;"),
                IsOk());
    GG_ASSERT_OK_AND_ASSIGN(keys_, SubjectKeys::Open(folder->keys_path(), folder->master_key()));
    store_ = {.keys = keys_.get(), .areas = &areas_};
  }
  void TearDown() override {
    db_.reset();
    keys_.reset();
    std::filesystem::remove_all(dir_);
  }

  Txn MakeTxn(Scope scope = Scope::System()) {
    return Txn{*db_, store_, absl::FromUnixSeconds(1795000000), actor_, std::move(scope), draft_};
  }

  std::string RandomId() { return Uuid::V7(absl::Now()).ToString(); }

  std::string RandomText(const FieldDescriptor* field) {
    const std::string collections = field->options().GetExtension(v1::rule).resource();
    if (collections.empty()) return absl::StrCat("文", random_() % 1000000);
    const std::string collection = collections.substr(0, collections.find('|'));
    return MakeName(collection,
                    IsCodeCollection(collection) ? absl::StrCat(random_() % 1000000) : RandomId());
  }

  void FillOne(Message* message, const FieldDescriptor* field) {
    const auto* reflection = message->GetReflection();
    const bool many = field->is_repeated();
    const int number = 1 + static_cast<int>(random_() % 1000);
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return many ? reflection->AddString(message, field, RandomText(field))
                    : reflection->SetString(message, field, RandomText(field));
      case FieldDescriptor::CPPTYPE_BOOL:
        return reflection->SetBool(message, field, random_() % 2 == 0);
      case FieldDescriptor::CPPTYPE_INT32:
        return many ? reflection->AddInt32(message, field, number)
                    : reflection->SetInt32(message, field, number);
      case FieldDescriptor::CPPTYPE_INT64:
        return reflection->SetInt64(message, field, number);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return reflection->SetDouble(message, field, number / 7.0);
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto* type = field->enum_type();
        const int last = type->value_count() - 1;
        const auto* value = type->value(1 + static_cast<int>(random_() % last));
        return many ? reflection->AddEnum(message, field, value)
                    : reflection->SetEnum(message, field, value);
      }
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        Message* inner = many ? reflection->AddMessage(message, field)
                              : reflection->MutableMessage(message, field);
        if (field->message_type() == google::protobuf::Timestamp::descriptor()) {
          auto& time = static_cast<google::protobuf::Timestamp&>(*inner);
          time.set_seconds(1700000000 + static_cast<int>(random_() % 90000000));
          time.set_nanos(static_cast<int>(random_() % 1000000) * 1000);
          return;
        }
        return Fill(inner, {});
      }
      default:
        FAIL() << field->full_name() << ": teach this test the type";
    }
  }

  void Fill(Message* message, const std::set<int>& without) {
    const auto* type = message->GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* field = type->field(i);
      if (without.contains(field->number()) || field->name() == "etag") continue;
      for (int times = field->is_repeated() ? 2 : 1; times > 0; --times) FillOne(message, field);
    }
  }

  int64_t VersionOf(const TableBase& table, const std::string& name) {
    const auto key = table.KeyOf(*db_, name);
    EXPECT_THAT(key, IsOk());
    int64_t version = 0;
    EXPECT_THAT(db_->Query("SELECT version FROM " + table.spec().table + " WHERE key = $1", {*key},
                           [&version](const Row& row) {
                             version = row.Int(0);
                             return absl::OkStatus();
                           }),
                IsOk());
    return version;
  }

  std::unique_ptr<Message> RandomRow(const TableBase& table) {
    const TableSpec& spec = table.spec();
    std::unique_ptr<Message> row(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(spec.type)->New());
    Fill(row.get(), {spec.not_stored.begin(), spec.not_stored.end()});
    const auto* reflection = row->GetReflection();
    std::string id = RandomId();
    if (IsCodeCollection(spec.collection)) {
      id = reflection->GetString(*row, spec.type->FindFieldByName(spec.code));
    }
    reflection->SetString(row.get(), spec.type->FindFieldByName("name"),
                          MakeName(spec.collection, id));
    return row;
  }

  std::mt19937 random_{20261124};
  std::string dir_;
  std::unique_ptr<SqliteEngine> engine_;
  std::unique_ptr<Connection> db_;
  std::unique_ptr<SubjectKeys> keys_;
  AreaIndex areas_;
  StoreContext store_;
  Actor actor_;
  Draft draft_;
};

TEST_F(TablesTest, EveryTableKeepsARandomMessage) {
  for (const TableBase* table : AllTables()) {
    if (table == &SessionTable()) continue;  // Stored with its token, see sessions_test.
    for (int i = 0; i < 3; ++i) {
      const std::unique_ptr<Message> row = RandomRow(*table);
      const std::unique_ptr<Message> given(row->New());
      given->CopyFrom(*row);
      ASSERT_THAT(table->InsertFrom(MakeTxn(), row.get()), IsOk()) << table->spec().table;
      const auto* type = table->spec().type;
      const std::string name = row->GetReflection()->GetString(*row, type->FindFieldByName("name"));
      const std::unique_ptr<Message> got(row->New());
      ASSERT_THAT(table->GetInto(MakeTxn(), name, got.get()), IsOk()) << table->spec().table;
      EXPECT_EQ(Differences(*got, *row), "") << table->spec().table;
      // What the server sets by itself is no part of the promise.
      for (const char* field : {"etag", "create_time", "update_time"}) {
        const auto* descriptor = type->FindFieldByName(field);
        if (descriptor == nullptr) continue;
        got->GetReflection()->ClearField(got.get(), descriptor);
        given->GetReflection()->ClearField(given.get(), descriptor);
      }
      EXPECT_EQ(Differences(*got, *given), "") << table->spec().table;
    }
  }
}

TEST_F(TablesTest, EveryTableKeepsAnUpdate) {
  for (const TableBase* table : AllTables()) {
    if (table == &SessionTable()) continue;
    if (table == &IssueStepTable() || table == &DisputeStepTable()) continue;  // Only ever added.
    std::unique_ptr<Message> row = RandomRow(*table);
    ASSERT_THAT(table->InsertFrom(MakeTxn(), row.get()), IsOk());
    const auto* type = table->spec().type;
    const auto* reflection = row->GetReflection();
    const std::string name = reflection->GetString(*row, type->FindFieldByName("name"));
    std::unique_ptr<Message> changed = RandomRow(*table);
    reflection->SetString(changed.get(), type->FindFieldByName("name"), name);
    if (IsCodeCollection(table->spec().collection)) {
      reflection->SetString(changed.get(), type->FindFieldByName(table->spec().code),
                            SplitName(name).id);
    }
    ASSERT_THAT(table->UpdateFrom(MakeTxn(), changed.get()), IsOk()) << table->spec().table;
    const std::unique_ptr<Message> got(row->New());
    ASSERT_THAT(table->GetInto(MakeTxn(), name, got.get()), IsOk());
    for (Message* message : {got.get(), changed.get()}) {
      for (const char* field : {"etag", "create_time", "update_time"}) {
        if (const auto* descriptor = type->FindFieldByName(field)) {
          reflection->ClearField(message, descriptor);
        }
      }
    }
    EXPECT_EQ(Differences(*got, *changed), "") << table->spec().table;
    EXPECT_EQ(VersionOf(*table, name), 2) << table->spec().table;
    const std::unique_ptr<Message> same(row->New());
    ASSERT_THAT(table->GetInto(MakeTxn(), name, same.get()), IsOk());
    ASSERT_THAT(table->UpdateFrom(MakeTxn(), same.get()), IsOk()) << table->spec().table;
    EXPECT_EQ(VersionOf(*table, name), 2) << "nothing changed in " << table->spec().table;
    ASSERT_THAT(table->UpdateFrom(MakeTxn(), row.get()), IsOk()) << table->spec().table;
    EXPECT_EQ(VersionOf(*table, name), 3) << table->spec().table;
  }
}

TEST_F(TablesTest, EveryTableIsWholeAndAPlantedGapIsNamed) {
  EXPECT_THAT(CheckTables(), IsOk());
  for (const TableBase* table : AllTables()) {
    TableSpec gap = table->spec();
    const std::string field = gap.type->FindFieldByNumber(gap.columns.back().second)->name();
    gap.columns.pop_back();
    const absl::Status found = TableBase(gap).Check();
    EXPECT_FALSE(found.ok()) << gap.table;
    EXPECT_NE(std::string(found.message()).find(field), std::string::npos) << found;
    TableSpec open = table->spec();
    open.scope = {};
    EXPECT_FALSE(TableBase(open).Check().ok()) << open.table;
  }
}

TEST_F(TablesTest, TheColumnsOfTheSchemaAreThoseOfTheLists) {
  // Columns that no message shows.
  const std::map<std::string, std::set<std::string>> hidden = {
      {"attachments", {"blob"}},
      {"ledgers", {"blob"}},
      {"sessions", {"token_hash", "last_used_time"}}};
  // Tables that are no resource.
  std::set<std::string> known = {"credentials",
                                 "journal",
                                 "journal_subjects",
                                 "journal_heads",
                                 "area_grids",
                                 "issue_units",
                                 "issue_serials",
                                 "schema_migrations",
                                 "former_passwords",
                                 "job_runs",
                                 "job_inputs",
                                 "timer_slots",
                                 "erasures",
                                 "grid_successions",
                                 "search_forms",
                                 "notices_told",
                                 "counters",
                                 "counter_state",
                                 "dispute_accounts",
                                 "agreement_mediators",
                                 "agreement_duty_mediators",
                                 "site_visit_units",
                                 "import_errors",
                                 "import_error_files",
                                 "ledger_periods",
                                 "ledger_rows",
                                 "ledger_figures",
                                 "ledger_corrections",
                                 "ledger_changes"};
  for (const TableBase* table : AllTables()) {
    const TableSpec& spec = table->spec();
    known.insert(spec.table);
    if (table->searchable()) {
      for (const char* part : {"", "_data", "_idx", "_content", "_config"}) {
        known.insert(absl::StrCat(spec.table, "_search", part));
      }
    }
    std::set<std::string> listed = {"key", "version"};
    if (!IsCodeCollection(spec.collection)) listed.insert("uid");
    for (const auto& [column, number] : spec.columns) listed.insert(column);
    if (const auto it = hidden.find(spec.table); it != hidden.end()) {
      listed.insert(it->second.begin(), it->second.end());
    }
    std::set<std::string> there;
    ASSERT_THAT(db_->Query("SELECT name FROM pragma_table_info($1)", {spec.table},
                           [&there](const Row& row) {
                             there.emplace(row.Bytes(0));
                             return absl::OkStatus();
                           }),
                IsOk());
    EXPECT_EQ(listed, there) << spec.table;
  }
  std::set<std::string> tables;
  ASSERT_THAT(db_->Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE "
                         "'sqlite_%'",
                         {},
                         [&tables](const Row& row) {
                           tables.emplace(row.Bytes(0));
                           return absl::OkStatus();
                         }),
              IsOk());
  for (const std::string& table : tables) EXPECT_TRUE(known.contains(table)) << table;
}

TEST_F(TablesTest, ListsAndSingleRowsAgreeOnEveryScope) {
  const auto pick = [this](const std::vector<std::string>& from) {
    return from[random_() % from.size()];
  };
  std::vector<std::string> grids, units, accounts, areas = {"divisions/1", "divisions/2"};
  const std::vector<std::string> words = {"路", "灯", "路灯", "井盖", "A3", "座"};
  for (int i = 0; i < 4; ++i) {
    grids.push_back(RandomId());
    units.push_back(RandomId());
    accounts.push_back(RandomId());
    areas.push_back(MakeName("grids", grids.back()));
    const Blob grid{std::string(Uuid::Parse(grids.back())->bytes())};
    for (const std::string& area : {areas.back(), absl::StrCat("divisions/", 1 + i / 2)}) {
      ASSERT_THAT(db_->Execute("INSERT INTO area_grids (area, grid) VALUES ($1, $2)", {area, grid}),
                  IsOk());
    }
  }
  ASSERT_THAT(areas_.Load(*db_), IsOk());
  const int64_t now = absl::ToUnixSeconds(MakeTxn().now);
  for (int i = 0; i < 150; ++i) {
    auto issue = static_cast<v1::Issue&&>(*RandomRow(IssueTable()));
    issue.set_grid(MakeName("grids", pick(grids)));
    issue.set_unit(random_() % 3 == 0 ? "" : MakeName("units", pick(units)));
    issue.clear_co_units();
    if (random_() % 3 == 0) issue.add_co_units(MakeName("units", pick(units)));
    issue.set_creator(MakeName("accounts", pick(accounts)));
    issue.clear_close_time();
    issue.set_title(
        absl::StrCat(pick(words), pick(words), random_() % 2 == 0 ? "。" : "", pick(words)));
    issue.set_address(pick(words));
    if (random_() % 2 == 0) {
      issue.mutable_close_time()->set_seconds(now - static_cast<int64_t>(random_() % 180) * 86400);
    }
    ASSERT_THAT(IssueTable().Insert(MakeTxn(), std::move(issue)), IsOk());
  }
  const auto bytes = [](const std::string& id) { return std::string(Uuid::Parse(id)->bytes()); };
  GG_ASSERT_OK_AND_ASSIGN(const auto all, IssueTable().Select(MakeTxn(), {}));
  ASSERT_EQ(all.size(), 150u);
  size_t covered = 0;
  size_t found = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<ScopeArm> arms(1 + random_() % 4);
    for (ScopeArm& arm : arms) {
      arm.kind = static_cast<ScopeArm::Kind>(random_() % 20 == 0 ? 0 : 1 + random_() % 4);
      arm.mask = random_() % 2 == 0 ? Mask::kNone : Mask::kNoReporter;
      for (size_t n = random_() % 3; n > 0; --n) arm.areas.push_back(pick(areas));
      for (size_t n = random_() % 3; n > 0; --n) arm.units.push_back(bytes(pick(units)));
      arm.account = bytes(pick(accounts));
    }
    const Scope scope(arms);
    const Txn txn = MakeTxn(scope);
    std::map<std::string, Mask> expected;
    for (const v1::Issue& issue : all) {
      if (const auto mask = IssueTable().Covers(txn, scope, issue)) expected[issue.name()] = *mask;
    }
    draft_.masks.clear();
    GG_ASSERT_OK_AND_ASSIGN(const auto listed, IssueTable().Select(txn, {}));
    std::map<std::string, Mask> got;
    for (const v1::Issue& issue : listed) {
      const auto mask = draft_.masks.find(issue.name());
      EXPECT_TRUE(
          got.emplace(issue.name(), mask == draft_.masks.end() ? Mask::kNone : mask->second).second)
          << "twice";
    }
    EXPECT_EQ(got, expected) << round;
    covered += got.size();

    // What is searched is what is listed, where it has the words.
    const std::string word = absl::StrCat(pick(words), random_() % 2 == 0 ? pick(words) : "");
    GG_ASSERT_OK_AND_ASSIGN(const std::string match, MatchOf(word));
    std::map<std::string, Mask> with_words;
    for (const v1::Issue& issue : all) {
      const auto mask = expected.find(issue.name());
      if (mask != expected.end() && HasPhrase(issue, word)) with_words.insert(*mask);
    }
    draft_.masks.clear();
    GG_ASSERT_OK_AND_ASSIGN(const auto matching, IssueTable().Select(txn, {.match = match}));
    got.clear();
    for (const v1::Issue& issue : matching) {
      const auto mask = draft_.masks.find(issue.name());
      got[issue.name()] = mask == draft_.masks.end() ? Mask::kNone : mask->second;
    }
    EXPECT_EQ(got, with_words) << round << " " << word;
    found += got.size();
  }
  EXPECT_GT(covered, 2000u);
  EXPECT_GT(found, 300u);
}

TEST_F(TablesTest, RowsWrittenPastTheIndexAreFoundAfterTheNextStart) {
  auto issue = static_cast<v1::Issue&&>(*RandomRow(IssueTable()));
  issue.set_title("路灯坏了");
  ASSERT_THAT(IssueTable().Insert(MakeTxn(), std::move(issue)), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const std::string match, MatchOf("灯"));
  const auto found = [&] {
    return IssueTable().Select(MakeTxn(), {.match = match}).value().size();
  };
  EXPECT_EQ(found(), 1u);
  ASSERT_THAT(db_->ExecuteScript("DELETE FROM issues_search"), IsOk());
  EXPECT_EQ(found(), 0u);

  ASSERT_THAT(BringSearchUpToDate(*db_, store_, MakeTxn().now), IsOk());

  EXPECT_EQ(found(), 1u);
  // Once it is, it is left alone.
  ASSERT_THAT(db_->ExecuteScript("DELETE FROM issues_search"), IsOk());
  ASSERT_THAT(BringSearchUpToDate(*db_, store_, MakeTxn().now), IsOk());
  EXPECT_EQ(found(), 0u);
}

TEST_F(TablesTest, NothingPersonalAndNoTextAboutTheMatterIsSearchable) {
  std::set<std::string> searched;
  for (const TableBase* table : AllTables()) {
    for (const Column* column : table->searchable_columns()) {
      EXPECT_FALSE(column->field()->options().GetExtension(v1::rule).personal());
      searched.insert(column->field()->full_name());
    }
  }
  // Numbers, titles, addresses of things and places. Whoever adds one says here that it is no text
  // in which somebody could be looked for.
  EXPECT_THAT(
      searched,
      testing::UnorderedElementsAre(
          "gridgov.v1.Issue.number", "gridgov.v1.Issue.title", "gridgov.v1.Issue.address",
          "gridgov.v1.Grid.code", "gridgov.v1.Grid.title", "gridgov.v1.Compound.code",
          "gridgov.v1.Compound.title", "gridgov.v1.Compound.address", "gridgov.v1.Dispute.number",
          "gridgov.v1.Site.code", "gridgov.v1.Site.title", "gridgov.v1.Site.address"));
}

}  // namespace
}  // namespace gridgov
