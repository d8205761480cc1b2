#include "server/papers/paper_pdf.h"

#include <cstdio>
#include <filesystem>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/crypto/hmac.h"
#include "server/media/media.h"
#include "server/papers/paper_values_for_test.h"

namespace gridgov {
namespace {

using ::testing::HasSubstr;

const absl::Time kCreated =
    absl::FromCivil(absl::CivilSecond(2026, 11, 20, 8, 0, 0), absl::UTCTimeZone());

std::string PdfOf(absl::string_view name, const PaperValues& values) {
  const auto pdf = PaperAsPdf(*FillPaper(name, values), kCreated);
  EXPECT_TRUE(pdf.ok()) << pdf.status();
  return pdf.ok() ? *pdf : "";
}

std::string SumOfAll() {
  std::string sums;
  for (const std::string& name : PaperTemplates()) {
    absl::StrAppend(&sums, absl::BytesToHexString(Sha256(PdfOf(name, ValuesForTest()))), "\n");
  }
  return sums;
}

// What this program, started anew in other surroundings, prints as the sums of its papers.
std::string SumInAnotherProcess(const std::string& surroundings) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string command =
      absl::StrCat("env ", surroundings, " ", self,
                   " --gtest_also_run_disabled_tests --gtest_filter='*DISABLED_PrintsItsSums'");
  FILE* const pipe = popen(command.c_str(), "r");
  std::string out;
  char buffer[4096];
  while (const size_t size = fread(buffer, 1, sizeof(buffer), pipe)) out.append(buffer, size);
  EXPECT_EQ(pclose(pipe), 0) << out;
  return out;
}

int PagesOf(const std::string& pdf) {
  int pages = 0;
  for (size_t at = 0; (at = pdf.find("/Type /Page ", at)) != std::string::npos; ++at) ++pages;
  return pages;
}

TEST(PaperPdfTest, DISABLED_PrintsItsSums) { printf("%s", SumOfAll().c_str()); }

TEST(PaperPdfTest, TheSameBytesFromTheSameData) {
  const std::string here = SumOfAll();
  EXPECT_EQ(here, SumOfAll());
  EXPECT_THAT(SumInAnotherProcess("-i"), HasSubstr(here));
  EXPECT_THAT(SumInAnotherProcess("TZ=America/New_York LANG=ja_JP.UTF-8 LC_ALL=ja_JP.UTF-8 "
                                  "HOME=/nonexistent"),
              HasSubstr(here));
}

TEST(PaperPdfTest, SaysWhenItWasMadeByItsDataAndNotByTheClock) {
  const std::string pdf = PdfOf("agreement", ValuesForTest());
  EXPECT_THAT(pdf, HasSubstr("/CreationDate (20261120080000Z"));
  EXPECT_THAT(pdf, HasSubstr("/ModDate (20261120080000Z"));
}

TEST(PaperPdfTest, EmbedsTheSimplifiedChineseFontAndIsA4) {
  const std::string pdf = PdfOf("registration", ValuesForTest());
  EXPECT_THAT(pdf, HasSubstr("NotoSerifCJKsc-Regular"));
  EXPECT_FALSE(absl::StrContains(pdf, "CJKjp"));
  EXPECT_THAT(pdf, HasSubstr("595.27"));
}

TEST(PaperPdfTest, ALongTextGoesOnOverPages) {
  PaperValues values = ValuesForTest();
  EXPECT_EQ(PagesOf(PdfOf("mediation_record", values)), 1);
  std::string& record = values.texts["record"];
  for (int i = 0; i < 200; ++i) absl::StrAppend(&record, "\n第", i, "句：双方继续陈述意见。");
  EXPECT_GE(PagesOf(PdfOf("mediation_record", values)), 5);
  // In a table too, where one cell is longer than a page.
  values.texts["summary"] = record;
  EXPECT_GE(PagesOf(PdfOf("registration", values)), 5);
}

TEST(PaperPdfTest, ACharacterWithoutAGlyphIsRefused) {
  PaperValues values = ValuesForTest();
  values.lists["parties"][0]["name"] = "甄\U000F0000水";  // Private use: in no font.
  const auto pdf = PaperAsPdf(*FillPaper("agreement", values), kCreated);
  EXPECT_EQ(ErrorReason(pdf.status()), "CHARACTER_NOT_IN_FONT");
}

TEST(PaperPdfTest, OurOwnPapersMayBeAttached) {
  EXPECT_TRUE(CleanPdf(PdfOf("agreement", ValuesForTest())).ok());
}

}  // namespace
}  // namespace gridgov
