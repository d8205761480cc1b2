#include "server/sheets/sheet_writer.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "tests/support/scratch_folder.h"

namespace gridgov {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using NewWriter = absl::StatusOr<std::unique_ptr<SheetWriter>> (*)(const SheetBook&);

const absl::Time kCreated =
    absl::FromCivil(absl::CivilSecond(2026, 12, 1, 1, 30, 0), absl::UTCTimeZone());

SheetBook Book() {
  return {.title = "巡查台账",
          .author = "gridgov",
          .created = kCreated,
          .watermark = "wang.min 2026-12-01 09:30 用途：月度检查 & 归档"};
}

SheetLayout Patrols() {
  return {.tab = "台账",
          .title = "工区街道巡查台账",
          .lines = {"统计期：2026-11-01 至 2026-11-30", "单位：工区街道综治中心"},
          .columns = {{.title = "编号", .width = 18}, {.title = "地点"}, {.title = "次数"}}};
}

std::string BytesOf(SheetWriter& writer) {
  std::string bytes;
  const absl::Status status = writer.Finish([&bytes](absl::string_view piece) {
    absl::StrAppend(&bytes, piece);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return bytes;
}

std::string Ledger(NewWriter make) {
  auto writer = make(Book());
  EXPECT_TRUE(writer.ok()) << writer.status();
  EXPECT_TRUE((*writer)->BeginSheet(Patrols()).ok());
  EXPECT_TRUE((*writer)->AddRow({"P-1", "东门,\"南\"侧", int64_t{3}}).ok());
  EXPECT_TRUE((*writer)->AddRow({"0012", std::monostate(), 2.5}).ok());
  EXPECT_TRUE((*writer)->AddTotals({"合计", "", int64_t{5}}).ok());
  EXPECT_TRUE((*writer)->BeginSheet({.tab = "指标说明", .columns = {{.title = "指标"}}}).ok());
  EXPECT_TRUE((*writer)->AddRow({"巡查数"}).ok());
  return BytesOf(**writer);
}

std::string OutputOf(const std::string& command) {
  FILE* const pipe = popen(command.c_str(), "r");
  std::string out;
  char buffer[4096];
  while (const size_t size = fread(buffer, 1, sizeof(buffer), pipe)) out.append(buffer, size);
  EXPECT_EQ(pclose(pipe), 0) << out;
  return out;
}

// What a second program reads of it.
std::string ReadBack(const std::string& xlsx) {
  const ScratchFolder folder;
  std::ofstream(folder.File("sheet.xlsx"), std::ios::binary) << xlsx;
  return OutputOf(absl::StrCat("/usr/bin/python3 ", GRIDGOV_READ_SHEETS, " ",
                               folder.File("sheet.xlsx"), " 2>&1"));
}

std::vector<std::string> LinesOf(const std::string& text) { return absl::StrSplit(text, "\r\n"); }

TEST(SheetWriterTest, AnotherProgramFindsTheLayoutThatOfficesKnow) {
  const std::string read = ReadBack(Ledger(NewXlsxWriter));
  EXPECT_THAT(read, HasSubstr("row 1 s:工区街道巡查台账\n"));
  EXPECT_THAT(read, HasSubstr("row 2 s:统计期：2026-11-01 至 2026-11-30\n"));
  EXPECT_THAT(read, HasSubstr("row 4 s:编号|s:地点|s:次数\n"));
  EXPECT_THAT(read, HasSubstr("row 5 s:P-1|s:东门,\"南\"侧|n:3\n"));
  EXPECT_THAT(read, HasSubstr("row 7 s:合计|n:5\n"));
  EXPECT_THAT(read, HasSubstr("page landscape 9 width 1 height 0 repeat $4:$4 freeze A5\n"));
  EXPECT_THAT(read, HasSubstr("footer 第 &P 页，共 &N 页\n"));
  EXPECT_THAT(read, HasSubstr("merged A1:C1 A2:C2 A3:C3 A8:C8\n"));
  EXPECT_THAT(read, HasSubstr("sheet 指标说明\n"));
}

TEST(SheetWriterTest, ANumberThatIsACodeKeepsItsZeros) {
  EXPECT_THAT(ReadBack(Ledger(NewXlsxWriter)), HasSubstr("row 6 s:0012|n:2.5\n"));
}

TEST(SheetWriterTest, SaysWhoWhenAndWhyOnEachPageAndEachSheet) {
  const std::string read = ReadBack(Ledger(NewXlsxWriter));
  EXPECT_THAT(read, HasSubstr("header wang.min 2026-12-01 09:30 用途：月度检查 ＆ 归档\n"));
  EXPECT_THAT(read, HasSubstr("row 8 s:wang.min 2026-12-01 09:30 用途：月度检查 & 归档\n"));
  EXPECT_THAT(read, HasSubstr("row 3 s:wang.min 2026-12-01 09:30 用途：月度检查 & 归档\n"));
}

TEST(SheetWriterTest, APurposeLongerThanAHeaderIsCutThereAndWholeInItsRow) {
  SheetBook book = Book();
  book.watermark.clear();
  for (int i = 0; i < 200; ++i) book.watermark += "因";
  auto writer = NewXlsxWriter(book);
  ASSERT_TRUE((*writer)->BeginSheet(Patrols()).ok());
  const std::string read = ReadBack(BytesOf(**writer));
  EXPECT_THAT(read, HasSubstr("row 5 s:" + book.watermark + "\n"));
  EXPECT_THAT(read, HasSubstr("因…\nfooter"));
}

// The other process of the test below: run by it alone, so by every run of the tests.
TEST(SheetWriterTest, DISABLED_WritesItsLedgers) {
  std::ofstream(std::getenv("OUT"), std::ios::binary)
      << Ledger(NewXlsxWriter) << Ledger(NewCsvWriter);
}

// In another process, time zone and language; and what a file says of when it was made is the
// data's time, not the clock's.
TEST(SheetWriterTest, TheSameBytesFromTheSameData) {
  const ScratchFolder folder;
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  OutputOf(absl::StrCat("env TZ=America/New_York LC_ALL=ja_JP.UTF-8 OUT=", folder.File("out"), " ",
                        self,
                        " --gtest_also_run_disabled_tests --gtest_filter='*WritesItsLedgers'"));
  std::ifstream in(folder.File("out"), std::ios::binary);
  const std::string there(std::istreambuf_iterator<char>(in), {});
  EXPECT_TRUE(there == Ledger(NewXlsxWriter) + Ledger(NewCsvWriter));
  EXPECT_THAT(ReadBack(Ledger(NewXlsxWriter)), StartsWith("created 2026-12-01T01:30:00 gridgov\n"));
}

TEST(SheetWriterTest, CsvHasAByteOrderMarkAndTheSameRows) {
  const std::string csv = Ledger(NewCsvWriter);
  EXPECT_THAT(csv, StartsWith("\xEF\xBB\xBF工区街道巡查台账\r\n"));
  EXPECT_THAT(
      LinesOf(csv),
      ElementsAre("\xEF\xBB\xBF工区街道巡查台账", "统计期：2026-11-01 至 2026-11-30",
                  "单位：工区街道综治中心", "编号,地点,次数", "P-1,\"东门,\"\"南\"\"侧\",3",
                  "0012,,2.5", "合计,,5", "wang.min 2026-12-01 09:30 用途：月度检查 & 归档", "",
                  "指标", "巡查数", "wang.min 2026-12-01 09:30 用途：月度检查 & 归档", ""));
}

TEST(SheetWriterTest, ATemplateHasItsHeaderFirstAndARowThatExplains) {
  for (const NewWriter make : {NewXlsxWriter, NewCsvWriter}) {
    auto writer = make({.title = "小区导入模板", .author = "gridgov", .created = kCreated});
    ASSERT_TRUE((*writer)
                    ->BeginSheet({.tab = "小区",
                                  .columns = {{.title = "小区编码", .note = "必填，12 位"},
                                              {.title = "户数", .note = "整数"}}})
                    .ok());
    const std::string bytes = BytesOf(**writer);
    if (make == NewCsvWriter) {
      EXPECT_EQ(bytes, "\xEF\xBB\xBF小区编码,户数\r\n必填，12 位,整数\r\n");
    } else {
      EXPECT_THAT(ReadBack(bytes),
                  HasSubstr("row 1 s:小区编码|s:户数\nrow 2 s:必填，12 位|s:整数\n"));
      EXPECT_THAT(ReadBack(bytes), HasSubstr("repeat $1:$2 freeze A3"));
    }
  }
}

TEST(SheetWriterTest, NoCellIsAFormula) {
  const std::vector<std::string> cells = {"=1+1", "+86 138", "-2", "@SUM(A1)", "＝1", "\t=1"};
  for (const NewWriter make : {NewXlsxWriter, NewCsvWriter}) {
    auto writer = make(Book());
    ASSERT_TRUE((*writer)->BeginSheet({.tab = "a", .columns = {{.title = "=A1"}}}).ok());
    for (const std::string& cell : cells) ASSERT_TRUE((*writer)->AddRow({cell}).ok());
    ASSERT_TRUE((*writer)->AddLine("=HYPERLINK(\"x\")").ok());
    ASSERT_TRUE((*writer)->AddRow({int64_t{-7}}).ok());
    const std::string bytes = BytesOf(**writer);
    const std::string read = make == NewCsvWriter ? bytes : ReadBack(bytes);
    EXPECT_THAT(read, Not(HasSubstr("f:")));
    for (const std::string& cell : cells) EXPECT_THAT(read, HasSubstr("'" + cell));
    EXPECT_THAT(read, HasSubstr("'=A1"));
    EXPECT_THAT(read, HasSubstr("'=HYPERLINK"));
    EXPECT_THAT(read, Not(HasSubstr("'-7")));  // A number is one.
  }
}

TEST(SheetWriterTest, WhatComesBackIsWhatItWas) {
  for (const char* text : {"=1+1", "'=1", "''-", "'s", "''", "", "-", "＝", "普通", "@", "'\n="}) {
    EXPECT_EQ(PlainCell(HarmlessCell(text)), text);
  }
  EXPECT_EQ(PlainCell("'s"), "'s");
}

TEST(SheetWriterTest, WhatXmlHasNoPlaceForDoesNotBreakTheFile) {
  auto writer = NewXlsxWriter(Book());
  ASSERT_TRUE((*writer)->BeginSheet(Patrols()).ok());
  ASSERT_TRUE((*writer)
                  ->AddRow({"a\x01"
                            "b\xEF\xBF\xBF<&>",
                            std::string(40'000, 'y')})
                  .ok());
  EXPECT_THAT(ReadBack(BytesOf(**writer)), HasSubstr("<&>|s:yyy"));
}

TEST(SheetWriterTest, ASheetThatIsFullSaysSo) {
  auto writer = NewXlsxWriter(Book());
  ASSERT_TRUE((*writer)->BeginSheet({.tab = "a", .columns = {{.title = "n"}}}).ok());
  absl::Status status;
  int64_t rows = 1;
  for (; status.ok() && rows < 1'100'000; ++rows) status = (*writer)->AddRow({rows});
  EXPECT_EQ(ErrorReason(status), "SHEET_FULL");
  EXPECT_EQ(rows, 1'048'577);
}

TEST(SheetWriterTest, WhereNoFileCanBeWrittenThatIsTheError) {
  SheetBook book = Book();
  book.folder = "/nonexistent";
  EXPECT_EQ(ErrorReason(NewXlsxWriter(book).status()), "SCRATCH_FAILED");
  EXPECT_EQ(ErrorReason(NewCsvWriter(book).status()), "SCRATCH_FAILED");
}

}  // namespace
}  // namespace gridgov
