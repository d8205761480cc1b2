// Filters: what compiles is SQL that SQLite takes, with every literal bound.
#include "server/store/filter.h"

#include "absl/strings/str_cat.h"
#include "google/protobuf/stubs/common.h"
#include "gridgov/v1/error.pb.h"
#include "proto/cpp/errors.h"
#include "server/engine/sqlite/sqlite_engine.h"
#include "server/store/migrations.h"
#include "server/store/tables/tables.h"
#include "tests/fuzz/fuzz.h"

namespace gridgov {
namespace {

bool IsUtf8(const std::string& text) {
  return google::protobuf::internal::IsStructurallyValidUTF8(text.data(),
                                                             static_cast<int>(text.size()));
}

Connection& Db() {
  static SqliteEngine engine(":memory:");
  static const auto connection = [] {
    auto opened = engine.OpenWriter();
    Expect(opened.ok() && Migrate(**opened, engine.name()).ok(), "the schema is there");
    return *std::move(opened);
  }();
  return *connection;
}

}  // namespace
}  // namespace gridgov

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gridgov;
  if (size == 0) return 0;
  // The first byte chooses the table.
  const TableBase& table = *AllTables()[data[0] % AllTables().size()];
  const std::string text = TextOf(data + 1, size - 1);
  if (!IsUtf8(text)) return 0;  // Refused before anybody reads it.
  const auto filter = ParseFilter(text);
  Find find;
  const absl::Status added = filter.ok() ? AddFilter(table, *filter, &find) : filter.status();
  if (!added.ok()) {
    const v1::ErrorDetail detail = ErrorDetailIn(added, /*chinese=*/true);
    Expect(IsUtf8(detail.localized_message()), "a refusal is UTF-8");
    return 0;
  }
  Expect(find.args.size() == filter->size(), "every literal is bound");
  const std::string sql = absl::StrCat("SELECT 1 FROM ", table.spec().table, " t WHERE ",
                                       find.where.empty() ? "1" : find.where);
  const absl::Status ran = Db().Execute(sql, find.args).status();
  Expect(ran.ok(), "a filter that compiles runs");
  return 0;
}
