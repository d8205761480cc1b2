#include "client-cli/output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <nlohmann/json.hpp>
#include <sstream>

#include "absl/strings/str_split.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/unit.pb.h"

namespace gridgov {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::Issue SampleIssue() {
  v1::Issue issue;
  issue.set_name("issues/0193");
  issue.set_number("51070300300100100042");
  issue.set_title("路灯损坏");
  issue.set_state(v1::Issue::STATE_IN_PROGRESS);
  issue.set_unit("units/0193a5c0");
  issue.mutable_due_time()->set_seconds(1795564800);
  issue.set_provisional(true);
  issue.set_overdue(true);
  issue.set_urgent(true);
  return issue;
}

std::string Show(Format format, bool chinese, bool bom = false) {
  std::ostringstream out;
  Output output(out, {.format = format, .chinese = chinese, .bom = bom});
  Listing listing(output, *v1::Issue::descriptor(), {.chinese = chinese});
  EXPECT_TRUE(listing.Add(SampleIssue()).ok());
  EXPECT_TRUE(listing.Finish().ok());
  return out.str();
}

class OutputTest : public testing::Test {
 protected:
  OutputTest() { std::setlocale(LC_CTYPE, "C.UTF-8"); }
};

TEST_F(OutputTest, AlignsChineseAsTwoColumnsWide) {
  const std::string table = RenderTable({"a", "b"}, {{"路灯", "x"}, {"lamp", "y"}});

  EXPECT_EQ(table,
            "a     b\n"
            "路灯  x\n"
            "lamp  y\n");
}

TEST_F(OutputTest, LeavesTheHeadingOutWithoutTitles) {
  EXPECT_EQ(RenderTable({}, {{"k", "v"}}), "k  v\n");
  EXPECT_EQ(RenderTable({}, {}), "");
}

TEST_F(OutputTest, CutsCellsToTheWidthButNeverTheFirst) {
  const std::string number(20, '5');
  const std::string table = RenderTable({"n", "t"}, {{number, std::string(200, 'x')}}, 40);

  EXPECT_THAT(table, HasSubstr(number));
  for (absl::string_view line : absl::StrSplit(table, '\n')) EXPECT_LE(line.size(), 40u);
}

TEST_F(OutputTest, ShowsEscapesInsteadOfObeyingThem) {
  const std::string table = RenderTable({"t"}, {{"\x1b[2Jgone\nnext"}});

  EXPECT_THAT(table, Not(HasSubstr("\x1b")));
  EXPECT_THAT(table, HasSubstr("gone next"));
}

TEST_F(OutputTest, CsvDisarmsWhatASpreadsheetWouldRun) {
  EXPECT_EQ(CsvLine({"=1+1", "+1", "-1", "@x", "\tx"}), "'=1+1,'+1,'-1,'@x,'\tx\r\n");
  EXPECT_EQ(CsvLine({"\rx"}), "\"'\rx\"\r\n");
  EXPECT_EQ(CsvLine({"a=b", "", "1-2"}), "a=b,,1-2\r\n");
}

TEST_F(OutputTest, CsvQuotesSeparatorsAndDoublesQuotes) {
  EXPECT_EQ(CsvLine({"a,b", "say \"hi\"", "two\nlines", "=\"x\""}),
            "\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"'=\"\"x\"\"\"\r\n");
}

TEST_F(OutputTest, CsvBeginsWithAByteOrderMarkWhenAsked) {
  EXPECT_EQ(Show(Format::kCsv, true, /*bom=*/true).substr(0, 3), "\xef\xbb\xbf");
  EXPECT_EQ(Show(Format::kCsv, true).substr(0, 6), "编号");
}

TEST_F(OutputTest, TableSpeaksTheReadersLanguageAndOfficeTime) {
  const std::string chinese = Show(Format::kTable, true);
  EXPECT_THAT(chinese, HasSubstr("处置中"));
  EXPECT_THAT(chinese, HasSubstr("2026-11-25 08:00 暂定"));
  EXPECT_THAT(chinese, HasSubstr("紧急 超期"));

  const std::string english = Show(Format::kTable, false);
  EXPECT_THAT(english, HasSubstr("in progress"));
  EXPECT_THAT(english, HasSubstr("2026-11-25 08:00 provisional"));
  EXPECT_THAT(english, HasSubstr("urgent overdue"));
}

TEST_F(OutputTest, TableShowsLabelsInPlaceOfNames) {
  const Audience audience{.chinese = true, .label = [](const std::string& name) {
                            return name == "units/0193a5c0" ? "CG 城管中队" : name;
                          }};

  EXPECT_EQ(ShowField(SampleIssue(), "unit", audience), "CG 城管中队");
  EXPECT_EQ(ShowField(SampleIssue(), "unit", {.chinese = true}), "0193a5c0");
}

TEST_F(OutputTest, JsonKeepsProtoNamesAndEmptyFields) {
  const auto json = nlohmann::json::parse(Show(Format::kJson, true));

  ASSERT_EQ(json.size(), 1u);
  EXPECT_EQ(json[0]["state"], "STATE_IN_PROGRESS");
  EXPECT_EQ(json[0]["rework_count"], 0);
  EXPECT_EQ(json[0]["escalated"], false);
}

TEST_F(OutputTest, JsonOfAnEmptyListIsAnEmptyArray) {
  std::ostringstream out;
  Output output(out, {.format = Format::kJson});
  Listing listing(output, *v1::Unit::descriptor(), {});

  ASSERT_TRUE(listing.Finish().ok());

  EXPECT_EQ(out.str(), "[]\n");
}

TEST_F(OutputTest, JsonOfAListStaysBrokenWhenTheListBreaks) {
  std::ostringstream out;
  {
    Output output(out, {.format = Format::kJson});
    Listing listing(output, *v1::Issue::descriptor(), {});
    ASSERT_TRUE(listing.Add(SampleIssue()).ok());
  }

  EXPECT_FALSE(nlohmann::json::accept(out.str()));
}

TEST_F(OutputTest, SaysWhenTheOutputCannotBeWritten) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  Output output(out, {});

  EXPECT_EQ(ErrorReason(output.PrintText("x")), "OUTPUT_NOT_WRITTEN");
}

TEST_F(OutputTest, ShowsOneMessageAsLinesWithoutEmptyOnes) {
  std::ostringstream out;
  Output output(out, {.format = Format::kTable});

  ASSERT_TRUE(output.Print(SampleIssue(), {.chinese = true}).ok());

  EXPECT_THAT(out.str(), HasSubstr("标题"));
  EXPECT_THAT(out.str(), HasSubstr("路灯损坏"));
  EXPECT_THAT(out.str(), Not(HasSubstr("移交给")));
}

}  // namespace
}  // namespace gridgov
