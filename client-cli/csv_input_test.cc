#include "client-cli/csv_input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client-cli/failure.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kBom[] = "\xef\xbb\xbf";
// "代码,名称" and "51,四川省" in GB18030.
constexpr char kGb18030[] = "\xb4\xfa\xc2\xeb,\xc3\xfb\xb3\xc6\r\n51,\xcb\xc4\xb4\xa8\xca\xa1\r\n";

std::string English(const absl::Status& status) {
  return ErrorDetailIn(status, /*chinese=*/false).localized_message();
}

TEST(CsvInputTest, ReadsUtf8) {
  const auto table = ParseCsv("code,name\n51,四川省\n\n5107,\"绵阳, \"\"市\"\"\"\n");

  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->encoding, Encoding::kUtf8);
  EXPECT_THAT(table->header, ElementsAre("code", "name"));
  EXPECT_THAT(table->rows,
              ElementsAre(ElementsAre("51", "四川省"), ElementsAre("5107", "绵阳, \"市\"")));
  EXPECT_EQ(table->Cell(0, "name"), "四川省");
  EXPECT_EQ(table->Cell(0, "other"), "");
}

TEST(CsvInputTest, ReadsUtf8WithAByteOrderMark) {
  const auto table = ParseCsv(std::string(kBom) + "code\n51\n");

  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->encoding, Encoding::kUtf8Bom);
  EXPECT_THAT(table->header, ElementsAre("code"));
}

TEST(CsvInputTest, ReadsGb18030) {
  const auto table = ParseCsv(kGb18030);

  ASSERT_TRUE(table.ok()) << table.status();
  EXPECT_EQ(table->encoding, Encoding::kGb18030);
  EXPECT_THAT(table->header, ElementsAre("代码", "名称"));
  EXPECT_THAT(table->rows, ElementsAre(ElementsAre("51", "四川省")));
}

TEST(CsvInputTest, RefusesWhatIsNoTextInEitherEncoding) {
  const auto table = ParseCsv("code\n\xff\xff\n");

  EXPECT_EQ(ExitCodeOf(table.status()), ExitCode::kUsage);
  EXPECT_THAT(English(table.status()), HasSubstr("neither UTF-8 nor GB18030"));
}

TEST(CsvInputTest, NamesTheRowOfABrokenQuote) {
  EXPECT_THAT(English(ParseCsv("a,b\n1,2\n3,\"4\n").status()), HasSubstr("Row 3"));
  EXPECT_THAT(English(ParseCsv("a,b\n1,x\"y\n").status()), HasSubstr("Row 2"));
}

TEST(CsvInputTest, NamesTheRowOfAnotherLength) {
  EXPECT_THAT(English(ParseCsv("a,b\n1,2\n3\n").status()), HasSubstr("Row 3 has 1 columns, not 2"));
}

TEST(CsvInputTest, RefusesAnEmptyFile) {
  EXPECT_EQ(ExitCodeOf(ParseCsv("").status()), ExitCode::kUsage);
  EXPECT_EQ(ExitCodeOf(ParseCsv(kBom).status()), ExitCode::kUsage);
}

TEST(CsvInputTest, NamesTheHeaderItWants) {
  const auto table = ParseCsv("code,title\n1,2\n");

  const absl::Status status = ExpectColumns(*table, {"code", "name"});

  EXPECT_EQ(ExitCodeOf(status), ExitCode::kUsage);
  EXPECT_THAT(English(status), HasSubstr("code,name"));
  EXPECT_TRUE(ExpectColumns(*table, {"title", "code"}).ok());
}

TEST(CsvInputTest, TheErrorFileIsTheInputWithReasons) {
  const auto table = ParseCsv("code,name\n51,\"a,b\"\n52,c\n");

  const auto file = ErrorFile(*table, {{1, "代码重复"}});

  EXPECT_EQ(*file, "code,name,reason\r\n51,\"a,b\",\r\n52,c,代码重复\r\n");
}

TEST(CsvInputTest, TheErrorFileKeepsTheBlanksOfCells) {
  const auto table = ParseCsv("code,name\n\" 51 \",a\n");

  EXPECT_EQ(*ErrorFile(*table, {}), "code,name,reason\r\n\" 51 \",a,\r\n");
}

TEST(CsvInputTest, TheErrorFileKeepsTheEncodingOfTheInput) {
  const auto gb = ErrorFile(*ParseCsv(kGb18030), {{0, "重复"}});
  EXPECT_EQ(*gb,
            "\xb4\xfa\xc2\xeb,\xc3\xfb\xb3\xc6,reason\r\n"
            "51,\xcb\xc4\xb4\xa8\xca\xa1,\xd6\xd8\xb8\xb4\r\n");

  const auto bom = ErrorFile(*ParseCsv(std::string(kBom) + "a\n1\n"), {});
  EXPECT_EQ(*bom, std::string(kBom) + "a,reason\r\n1,\r\n");
}

}  // namespace
}  // namespace gridgov
