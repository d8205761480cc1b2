// Reading files that people send in: what is handled, what is refused and why, and that the reader
// can do nothing else.
#include "server/sheets/sheet_reader.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/sheets/sheet_writer.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

using testing::ElementsAre;

std::string Show(const SheetRow& row) {
  std::vector<std::string> cells;
  for (const ReadCell& cell : row.cells) {
    cells.push_back(absl::StrCat(std::string("tnfm").substr(static_cast<size_t>(cell.kind), 1), ":",
                                 cell.text));
  }
  return absl::StrCat(row.number, " ", absl::StrJoin(cells, "|"));
}

class SheetReaderTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new ScratchFolder;
    const std::string command =
        absl::StrCat("/usr/bin/python3 ", GRIDGOV_MAKE_SHEETS, " ", folder_->path());
    ASSERT_EQ(std::system(command.c_str()), 0);
  }
  static void TearDownTestSuite() { delete folder_; }

  static std::string Made(const std::string& name) {
    std::ifstream file(absl::StrCat(folder_->path(), "/", name, ".xlsx"), std::ios::binary);
    std::stringstream content;
    content << file.rdbuf();
    return content.str();
  }
  static absl::StatusOr<std::vector<std::string>> Read(
      const std::string& content, const std::string& program = GRIDGOV_SHEET_READER) {
    GG_ASSIGN_OR_RETURN(const auto reader, SheetReader::Start(program, content));
    std::vector<std::string> rows;
    while (true) {
      GG_ASSIGN_OR_RETURN(const auto row, reader->Next());
      if (!row.has_value()) return rows;
      rows.push_back(Show(*row));
    }
  }
  static std::string Refusal(const std::string& content) {
    return ErrorReason(Read(content).status());
  }

  static inline ScratchFolder* folder_ = nullptr;
};

TEST_F(SheetReaderTest, RowsKeepTheirNumbersAndSayWhatTheirCellsAre) {
  GG_ASSERT_OK_AND_ASSIGN(const auto rows, Read(Made("plain")));
  EXPECT_THAT(rows, ElementsAre("1 t:代码|t:名称|t:日期|t:数", "2 t:A-1|t: 示例 |n:46053|n:12.5",
                                "4 t:A-2|f:|t:2026/1/31|n:510703003001001"));
}

TEST_F(SheetReaderTest, MergedCellsAreToldInEachRowThatTheyCover) {
  GG_ASSERT_OK_AND_ASSIGN(const auto rows, Read(Made("merged")));
  EXPECT_THAT(rows, testing::Contains("5 t:A-3|m:上|t:|n:1"));
  EXPECT_THAT(rows, testing::Contains("6 t:A-4|m:|t:|n:2"));
}

TEST_F(SheetReaderTest, WhatWeWroteIsReadBack) {
  for (const bool xlsx : {true, false}) {
    GG_ASSERT_OK_AND_ASSIGN(const auto writer, xlsx ? NewXlsxWriter({}) : NewCsvWriter({}));
    ASSERT_THAT(writer->BeginSheet({.tab = "示例",
                                    .columns = {{.title = "代码", .note = "必填"},
                                                {.title = "名称", .note = "选填"}}}),
                IsOk());
    ASSERT_THAT(writer->AddRow({std::string("A-1"), std::string("=1+1 & <b>")}), IsOk());
    std::string content;
    ASSERT_THAT(writer->Finish([&content](absl::string_view piece) {
      content.append(piece.data(), piece.size());
      return absl::OkStatus();
    }),
                IsOk());
    GG_ASSERT_OK_AND_ASSIGN(const auto rows, Read(content));
    EXPECT_THAT(rows, ElementsAre("1 t:代码|t:名称", "2 t:必填|t:选填",
                                  absl::StrCat("3 t:A-1|t:", HarmlessCell("=1+1 & <b>"))));
  }
}

TEST_F(SheetReaderTest, CsvComesInTheEncodingsOfChineseSpreadsheets) {
  GG_ASSERT_OK_AND_ASSIGN(const auto bom, Read("\xef\xbb\xbf代码,名称\r\nA-1,\"a,\"\"b\"\r\n"));
  EXPECT_THAT(bom, ElementsAre("1 t:代码|t:名称", "2 t:A-1|t:a,\"b"));
  GG_ASSERT_OK_AND_ASSIGN(const auto gbk, Read("\xb4\xfa\xc2\xeb,x\n1,2\n"));
  EXPECT_THAT(gbk, ElementsAre("1 t:代码|t:x", "2 t:1|t:2"));
  EXPECT_EQ(Refusal("a,\"b\n"), "BAD_QUOTE");
  EXPECT_EQ(Refusal("\xff\xff\xff\xff"), "FILE_NOT_TEXT");
}

TEST_F(SheetReaderTest, EachBadFileIsRefusedForItsOwnReason) {
  EXPECT_EQ(Refusal(Made("macros")), "FILE_HAS_MACROS");
  EXPECT_EQ(Refusal(Made("password")), "FILE_ENCRYPTED");
  EXPECT_EQ(Refusal(Made("old")), "FILE_OLD_EXCEL");
  EXPECT_EQ(Refusal(Made("bomb")), "FILE_EXPANDS");
  EXPECT_EQ(Refusal(Made("broken")), "FILE_UNREADABLE");
  EXPECT_EQ(Refusal(Made("entities")), "FILE_UNREADABLE");
  EXPECT_EQ(Refusal("PK\x03\x04 no zip at all"), "FILE_UNREADABLE");
  EXPECT_EQ(Refusal(std::string(201, ',') + "\n"), "TOO_MANY_COLUMNS");
  std::string rows;
  for (int i = 0; i < 200'001; ++i) rows += "a\n";
  EXPECT_EQ(Refusal(rows), "TOO_MANY_ROWS");
}

TEST_F(SheetReaderTest, AReaderThatDiesIsABadFileAndOneThatIsMissingIsNot) {
  EXPECT_THAT(Read("a,b\n", "/bin/false"), HasReason("FILE_UNREADABLE"));
  EXPECT_THAT(Read("a,b\n", "/nowhere/gridgov-read-sheet"), HasReason("READER_FAILED"));
  // A program that says nothing: it is ended, and with it the waiting.
  GG_ASSERT_OK_AND_ASSIGN(const auto silent, SheetReader::Start("/bin/cat", std::string(1, 'R')));
  silent->set_patience(absl::Milliseconds(50));
  EXPECT_FALSE(silent->Next().ok());
}

TEST_F(SheetReaderTest, WhatIsNoFrameOfTheReaderIsRefused) {
  // /bin/cat stands for a reader that the file has taken over.
  EXPECT_THAT(Read("nonsense", "/bin/cat"), HasReason("FILE_UNREADABLE"));
  std::string huge;
  AppendRowFrame({.number = 1, .cells = {{CellKind::kText, std::string(40'000, 'a')}}}, &huge);
  EXPECT_THAT(Read(huge, "/bin/cat"), HasReason("FILE_UNREADABLE"));
  std::string good;
  AppendRowFrame({.number = 1, .cells = {{CellKind::kText, "a"}}}, &good);
  AppendEndFrame(&good);
  GG_ASSERT_OK_AND_ASSIGN(const auto rows, Read(good, "/bin/cat"));
  EXPECT_THAT(rows, ElementsAre("1 t:a"));
}

}  // namespace
}  // namespace gridgov
