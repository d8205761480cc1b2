#include "client-cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client-cli/fake_office.h"

namespace gridgov {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Codes that name what they were asked for.
std::vector<std::string> Complete(const std::vector<std::string>& words) {
  Contexts contexts;
  contexts.all()["office"] = {};
  return Candidates(words, contexts, [](const std::string& collection, const std::string& prefix) {
    return std::vector<std::string>{collection + ":" + prefix};
  });
}

TEST(CompletionTest, CompletesTheWordsOfCommands) {
  EXPECT_THAT(Complete({""}), Contains("issue"));
  EXPECT_THAT(Complete({"iss"}), ElementsAre("issue"));
  EXPECT_THAT(Complete({"issue", "clo"}), ElementsAre("close"));
  EXPECT_THAT(Complete({"patrol", "rule", ""}), ElementsAre("create", "list"));
  EXPECT_THAT(Complete({"nothing", ""}), Contains("issue"));
}

TEST(CompletionTest, CompletesFlagsOfTheCommandAndGlobalOnes) {
  EXPECT_THAT(Complete({"issue", "close", "1", "--r"}), ElementsAre("--reason"));
  EXPECT_THAT(Complete({"issue", "close", "--o"}), ElementsAre("--output"));
  EXPECT_THAT(Complete({"--la"}), ElementsAre("--lang"));
}

TEST(CompletionTest, CompletesValuesOfEnumerations) {
  EXPECT_THAT(Complete({"issue", "close", "1", "--reason", "fixed-"}),
              ElementsAre("fixed-by-itself"));
  EXPECT_THAT(Complete({"issue", "list", "--state", "in"}), ElementsAre("in-progress"));
  EXPECT_THAT(Complete({"issue", "list", "--output", ""}), ElementsAre("table", "json", "csv"));
  EXPECT_THAT(Complete({"issue", "list", "--context", ""}), ElementsAre("office"));
  EXPECT_THAT(Complete({"context", "use", ""}), ElementsAre("office"));
}

TEST(CompletionTest, CompletesCodesOfTheCollectionThatIsAskedFor) {
  EXPECT_THAT(Complete({"issue", "close", "5"}), ElementsAre("issues:5"));
  EXPECT_THAT(Complete({"issue", "dispatch", "1", "--unit", "C"}), ElementsAre("units:C"));
  EXPECT_THAT(Complete({"issue", "report", "--category", ""}), ElementsAre("categories:"));
  EXPECT_THAT(Complete({"issue", "report", "--grid", ""}), ElementsAre("grids:"));
  EXPECT_THAT(Complete({"patrol", "create", "--type", "S"}), ElementsAre("patrolTypes:S"));
  EXPECT_THAT(Complete({"unit", "update", ""}), ElementsAre("units:"));
  EXPECT_THAT(Complete({"grid", "assign", "1", "w"}), ElementsAre("accounts:w"));
  EXPECT_THAT(Complete({"grid", "assign", "1", "--duty", "lead", "w"}), ElementsAre("accounts:w"));
  EXPECT_THAT(Complete({"account", "grant", "a", "--area", "5"}),
              ElementsAre("divisions:5", "grids:5"));
}

TEST(CompletionTest, HasNothingForTextsAndFilesAndBeyondTheLastArgument) {
  EXPECT_THAT(Complete({"issue", "close", "1", "--comment", ""}), IsEmpty());
  EXPECT_THAT(Complete({"division", "import", ""}), IsEmpty());
  EXPECT_THAT(Complete({"issue", "close", "1", ""}), IsEmpty());
}

TEST(CompletionTest, ARepeatedArgumentGoesOn) {
  EXPECT_THAT(Complete({"category", "publish", "0101", "0102", "0"}), ElementsAre("categories:0"));
}

TEST(CompletionTest, AsksTheServerForCodes) {
  FakeOffice office;

  ASSERT_EQ(
      office.Run({"__complete", "--server", "office:1", "issue", "dispatch", "1", "--unit", "W"}),
      ExitCode::kOk);

  EXPECT_EQ(office.out, "WY\n");
  EXPECT_THAT(office.err, IsEmpty());
}

TEST(CompletionTest, IsSilentWithoutAServer) {
  FakeOffice office;

  ASSERT_EQ(office.Run({"__complete", "issue", "dispatch", "1", "--unit", ""}), ExitCode::kOk);

  EXPECT_THAT(office.out + office.err, IsEmpty());
}

TEST(CompletionTest, TheScriptCallsTheHiddenCommand) {
  FakeOffice office;

  ASSERT_EQ(office.Run({"completion", "bash"}), ExitCode::kOk);

  EXPECT_THAT(office.out, HasSubstr("gridgov __complete"));
  office.Run({"--help"});
  EXPECT_THAT(office.out, Not(HasSubstr("__complete")));
}

}  // namespace
}  // namespace gridgov
