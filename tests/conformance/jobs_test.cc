// Promises of jobs, on the one that takes over an edition of the divisions: checked as a whole,
// done once, gone on with, cancelled, and never with more rights than its creator has.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/job.pb.h"
#include "server/crypto/hmac.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using ::testing::ElementsAre;

constexpr char kHeader[] = "code,name,level,parent_code\n";

// A small province of its own, so that no test disturbs another: "90" and so on is no real code.
std::string Province(const std::string& code, int communities) {
  std::string csv = absl::StrCat(kHeader, code, ",甲省,province,\n", code, "01,乙市,city,", code,
                                 "\n", code, "0101,丙区,district,", code, "01\n", code,
                                 "0101001,丁街道,subdistrict,", code, "0101\n");
  for (int i = 1; i <= communities; ++i) {
    absl::StrAppend(&csv, code, "0101001", absl::Dec(i, absl::kZeroPad3), ",社区", i, ",community,",
                    code, "0101001\n");
  }
  return csv;
}

class JobsTest : public ServerTest {
 protected:
  static absl::StatusOr<v1::Job> Begin(const std::string& content, v1::DivisionEdition edition,
                                       const std::string& user = "sysadmin") {
    v1::ImportDivisionEditionRequest request;
    *request.mutable_edition() = std::move(edition);
    request.set_input_size(static_cast<int64_t>(content.size()));
    request.set_input_sha256(absl::BytesToHexString(Sha256(content)));
    return server().Call<v1::Job>(user, request);
  }

  static absl::StatusOr<v1::Job> Send(const std::string& name, int64_t offset,
                                      const std::string& content) {
    v1::AddJobInputRequest request;
    request.set_name(name);
    request.set_offset(offset);
    request.set_content(content);
    return server().Call<v1::Job>("sysadmin", request);
  }

  static absl::StatusOr<v1::Job> Get(const std::string& name,
                                     const std::string& user = "sysadmin") {
    v1::GetJobRequest request;
    request.set_name(name);
    return server().Call<v1::Job>(user, request);
  }

  static v1::Job Await(const std::string& name) { return server().AwaitJob("sysadmin", name); }

  static v1::Job Run(const std::string& content, const v1::DivisionEdition& edition) {
    auto job = Begin(content, edition);
    EXPECT_THAT(job, IsOk());
    EXPECT_THAT(Send(job->name(), 0, content), IsOk());
    return Await(job->name());
  }

  static v1::DivisionEdition Edition(const std::string& date, const std::string& root = "") {
    v1::DivisionEdition edition;
    edition.set_edition_date(date);
    if (!root.empty()) edition.set_root(absl::StrCat("divisions/", root));
    return edition;
  }

  // Puts a province and its city in, so that editions can be about it alone.
  static void MakeProvince(const std::string& code) {
    v1::ImportDivisionsRequest request;
    v1::Division* row = request.add_divisions();
    row->set_code(code);
    row->set_title("甲省");
    row->set_level(v1::Division::LEVEL_PROVINCE);
    ASSERT_THAT(server().Call<v1::ImportDivisionsResponse>("sysadmin", request), IsOk());
  }

  static v1::Division Division(const std::string& code) {
    v1::GetDivisionRequest request;
    request.set_name(absl::StrCat("divisions/", code));
    auto division = server().Call<v1::Division>("sysadmin", request);
    return division.ok() ? *division : v1::Division();
  }
};

TEST_F(JobsTest, AnEditionBeginsEndsRenamesAndKeepsWhatIsTheSame) {
  MakeProvince("91");
  const v1::Job first = Run(Province("91", 4), Edition("2022-06-30", "91"));
  ASSERT_EQ(first.state(), v1::Job::STATE_SUCCEEDED) << first.DebugString();
  EXPECT_EQ(first.division_edition().created(), 7);
  EXPECT_EQ(first.division_edition().unchanged(), 1);
  EXPECT_EQ(Division("910101001001").valid_from_date(), "") << "nobody knows since when";

  std::string next = Province("91", 5);
  next.replace(next.find("社区1"), std::string("社区1").size(), "新名社区");
  next.erase(next.find("910101001003"),
             std::string("910101001003,社区3,community,910101001\n").size());
  const v1::Job second = Run(next, Edition("2023-06-30", "91"));

  ASSERT_EQ(second.state(), v1::Job::STATE_SUCCEEDED) << second.DebugString();
  EXPECT_EQ(second.division_edition().follows(), first.name());
  EXPECT_EQ(second.division_edition().created(), 1);
  EXPECT_EQ(second.division_edition().updated(), 1);
  EXPECT_EQ(second.division_edition().ended(), 1);
  EXPECT_EQ(second.division_edition().unchanged(), 6);
  EXPECT_EQ(Division("910101001005").valid_from_date(), "2023-06-30");
  EXPECT_EQ(Division("910101001003").valid_to_date(), "2023-06-29");
  const v1::Division renamed = Division("910101001001");
  EXPECT_EQ(renamed.title(), "新名社区");
  ASSERT_EQ(renamed.former_titles_size(), 1);
  EXPECT_EQ(renamed.former_titles(0).title(), "社区1");
  EXPECT_EQ(renamed.former_titles(0).valid_to_date(), "2023-06-29");

  const v1::Job again = Run(next, Edition("2023-06-30", "91"));
  EXPECT_EQ(again.division_edition().created() + again.division_edition().updated() +
                again.division_edition().ended(),
            0)
      << again.DebugString();
  const v1::Job older = Run(Province("91", 4), Edition("2022-06-30", "91"));
  EXPECT_EQ(older.failure().reason(), "OLDER_EDITION");
}

TEST_F(JobsTest, ACodeWithGridsInUseStaysAndIsTold) {
  const std::string csv = absl::StrCat(kHeader, "510703003,工区街道,subdistrict,510703\n",
                                       "510703003001,甲社区,community,510703003\n");
  auto dry = Edition("2024-06-30", "510703003");
  dry.set_dry_run(true);
  const v1::Job job = Run(csv, dry);
  ASSERT_EQ(job.state(), v1::Job::STATE_SUCCEEDED) << job.DebugString();
  EXPECT_EQ(job.division_edition().in_use_count(), 1);
  EXPECT_THAT(job.division_edition().in_use(), ElementsAre(kCommunityB));
  EXPECT_EQ(Division("510703003002").valid_to_date(), "");
}

TEST_F(JobsTest, ADryRunChangesNothingAndAnotherFileIsRefusedAfterIt) {
  const std::string csv = Province("92", 2);
  auto dry = Edition("2025-06-30");
  dry.set_dry_run(true);
  // About the whole country, which has more: what would end is counted too.
  const v1::Job checked = Run(csv, dry);
  ASSERT_EQ(checked.state(), v1::Job::STATE_SUCCEEDED) << checked.DebugString();
  EXPECT_EQ(checked.division_edition().created(), 6);
  EXPECT_EQ(Division("92").code(), "");

  auto real = Edition("2025-06-30");
  real.set_checked_job(checked.name());
  EXPECT_THAT(Begin(Province("92", 3), real), HasViolation("edition.checked_job", "FILE_CHANGED"));
  auto another_day = Edition("2025-07-01");
  another_day.set_checked_job(checked.name());
  EXPECT_THAT(Begin(csv, another_day), HasViolation("edition.checked_job", "FILE_CHANGED"));
}

TEST_F(JobsTest, RowsThatAreWrongAreNamedAndNothingIsTaken) {
  MakeProvince("93");
  std::string csv = Province("93", 2);
  absl::StrAppend(&csv, "930101001002,社区,community,930101001\n");  // 8: twice.
  absl::StrAppend(&csv, "930101002001,社区,community,930101002\n");  //  9: an orphan.
  absl::StrAppend(&csv, "9301010,社区,community,930101001\n");       // 10: no code.
  absl::StrAppend(&csv, "930101001009,,community,930101001\n");      // 11: no title.
  absl::StrAppend(&csv, "930101001010,社区,village,930101001\n");    // 12: no level.
  absl::StrAppend(&csv, "940101001010,社区,community,930101001\n");  // 13: outside, not below.
  const v1::Job job = Run(csv, Edition("2022-06-30", "93"));
  EXPECT_EQ(job.state(), v1::Job::STATE_FAILED);
  EXPECT_EQ(job.failure().reason(), "ROW_ERRORS");
  std::vector<std::string> told;
  for (const auto& error : job.division_edition().row_errors()) {
    told.push_back(absl::StrCat(error.row(), " ", error.field(), " ", error.reason()));
    EXPECT_NE(error.text().zh(), "");
    EXPECT_NE(error.text().en(), "");
  }
  EXPECT_THAT(told, testing::IsSupersetOf({"8 code DUPLICATE_CODE", "9 parent ORPHAN",
                                           "11 title REQUIRED", "12 level REQUIRED",
                                           "13 code OUTSIDE_ROOT", "13 parent NOT_BELOW_PARENT"}));
  EXPECT_EQ(job.division_edition().row_error_count(), static_cast<int>(told.size()));
  EXPECT_EQ(Division("9301").code(), "") << "not even the rows before the wrong ones";
}

TEST_F(JobsTest, WhatIsNoSuchFileIsSaid) {
  EXPECT_EQ(Run("name,code\n甲省,95\n", Edition("2022-06-30")).failure().reason(), "BAD_HEADER");
  EXPECT_EQ(
      Run(absl::StrCat(kHeader, "95,\"甲省,province,\n"), Edition("2022-06-30")).failure().reason(),
      "BAD_QUOTE");
  EXPECT_THAT(Begin("x", Edition("2022-02-30")),
              StatusIs(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS"));
  EXPECT_THAT(Begin("x", Edition("2022-06-30", "99")),
              StatusIs(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS"));
}

TEST_F(JobsTest, AnInputComesInPiecesAndOtherBytesAreFoundOut) {
  MakeProvince("96");
  const std::string csv = Province("96", 3);
  GG_ASSERT_OK_AND_ASSIGN(const v1::Job job, Begin(csv, Edition("2022-06-30", "96")));
  EXPECT_EQ(job.state(), v1::Job::STATE_AWAITING_INPUT);
  ASSERT_THAT(Send(job.name(), 0, csv.substr(0, 20)), IsOk());
  EXPECT_THAT(Send(job.name(), 30, csv.substr(30)),
              StatusIs(absl::StatusCode::kFailedPrecondition, "WRONG_OFFSET"));
  GG_ASSERT_OK_AND_ASSIGN(const v1::Job same, Send(job.name(), 0, csv.substr(0, 20)));
  EXPECT_EQ(same.input_received(), 20) << "a retry changes nothing";
  EXPECT_THAT(Send(job.name(), 20, csv.substr(20) + "more"),
              StatusIs(absl::StatusCode::kInvalidArgument, "INVALID_FIELDS"));
  std::string other = csv.substr(20);
  other[3] ^= 1;
  ASSERT_THAT(Send(job.name(), 20, other), IsOk());
  EXPECT_EQ(Await(job.name()).failure().reason(), "INPUT_DAMAGED");
  EXPECT_EQ(Division("9601").code(), "");
}

TEST_F(JobsTest, OnlyItsCreatorFeedsAJobAndOnlyAnAdministratorBeginsThisOne) {
  EXPECT_THAT(Begin("x", Edition("2022-06-30"), "worker1"),
              StatusIs(absl::StatusCode::kPermissionDenied, "NOT_PERMITTED"));
  GG_ASSERT_OK_AND_ASSIGN(const v1::Job job, Begin("x", Edition("2022-06-30")));
  EXPECT_THAT(Get(job.name(), "worker1"),
              StatusIs(absl::StatusCode::kPermissionDenied, "NOT_VISIBLE"));
  v1::CancelJobRequest cancel;
  cancel.set_name(job.name());
  GG_ASSERT_OK_AND_ASSIGN(const v1::Job cancelled, server().Call<v1::Job>("sysadmin", cancel));
  EXPECT_EQ(cancelled.state(), v1::Job::STATE_CANCELLED);
  EXPECT_THAT(Send(job.name(), 0, "x"),
              StatusIs(absl::StatusCode::kFailedPrecondition, "WRONG_STATE"));
  EXPECT_THAT(server().Call<v1::Job>("sysadmin", cancel),
              StatusIs(absl::StatusCode::kFailedPrecondition, "WRONG_STATE"));
}

}  // namespace
}  // namespace gridgov
