// Promises about importing files: the same checks as the single call, a dry run that tells the
// truth, an error file that says what is wrong, a repeat that updates, and nobody beyond the own
// reach.
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/import.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/site.pb.h"
#include "server/crypto/hmac.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using testing::HasSubstr;
using testing::Not;
using Import = v1::SheetImport;

constexpr char kCompounds[] = "小区代码,名称,网格代码,类型,管理方式,户数\r\n";

class ImportsTest : public ServerTest {
 protected:
  static void SetUpTestSuite() {
    ServerTest::SetUpTestSuite();
    // What an agreed day of a site is counted by.
    v1::ImportDeadlineClassesRequest classes;
    auto& one = *classes.add_deadline_classes();
    one.set_code("SITE_CHECK");
    one.mutable_title()->set_zh("示例时限");
    one.mutable_title()->set_en("sample");
    one.set_unit(v1::DeadlineClass::UNIT_CALENDAR_DAYS);
    one.set_amount(30);
    one.set_source("示例");
    ASSERT_THAT(server().Call<v1::ImportDeadlineClassesResponse>("sysadmin", classes), IsOk());
  }

  static absl::StatusOr<v1::Job> Begin(const std::string& user, Import::Kind kind,
                                       const std::string& content, bool dry_run = false) {
    v1::BeginImportRequest request;
    request.mutable_sheet_import()->set_kind(kind);
    request.mutable_sheet_import()->set_dry_run(dry_run);
    request.set_input_size(static_cast<int64_t>(content.size()));
    request.set_input_sha256(absl::BytesToHexString(Sha256(content)));
    return server().Call<v1::Job>(user, request);
  }
  // The job when it is over.
  static v1::Job Run(const std::string& user, Import::Kind kind, const std::string& content,
                     bool dry_run = false) {
    const auto begun = Begin(user, kind, content, dry_run);
    EXPECT_THAT(begun, IsOk());
    if (!begun.ok()) return {};
    v1::AddJobInputRequest input;
    input.set_name(begun->name());
    input.set_content(content);
    EXPECT_THAT(server().Call<v1::Job>(user, input), IsOk());
    return server().AwaitJob("sysadmin", begun->name());
  }
  static std::string ErrorsOf(const std::string& user, const v1::Job& job) {
    v1::ReadImportErrorsRequest request;
    request.set_name(job.name());
    std::string content;
    while (true) {
      request.set_offset(static_cast<int64_t>(content.size()));
      const auto answer = server().Call<v1::ReadImportErrorsResponse>(user, request);
      EXPECT_THAT(answer, IsOk());
      if (!answer.ok() || answer->content().empty()) return content;
      content += answer->content();
    }
  }
  static std::string Template(const std::string& user, Import::Kind kind, Import::Format format) {
    v1::GetImportTemplateRequest request;
    request.set_kind(kind);
    request.set_format(format);
    const auto answer = server().Call<v1::ImportTemplate>(user, request);
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? answer->content() : "";
  }
  static absl::StatusOr<v1::Compound> Compound(const std::string& code) {
    v1::GetCompoundRequest request;
    request.set_name(absl::StrCat("compounds/", code));
    return server().Call<v1::Compound>("centre1", request);
  }
  // The reasons that a job tells, as "row column REASON".
  static std::vector<std::string> Told(const v1::Job& job) {
    std::vector<std::string> told;
    for (const v1::JobRowError& one : job.sheet_import().row_errors()) {
      told.push_back(absl::StrCat(one.row(), " ", one.field(), " ", one.reason()));
    }
    return told;
  }
};

TEST_F(ImportsTest, RowsAreMadeAndARepeatChangesWhatDiffers) {
  const std::string rows =
      "IMP-1,示例一,510703003001001,老旧小区,无人管理,120\r\n"
      "IMP-2,示例二,510703003001002,商品房小区,物业服务企业,\r\n";
  const v1::Job first = Run("office1", Import::KIND_COMPOUNDS, kCompounds + rows);
  EXPECT_EQ(first.state(), v1::Job::STATE_SUCCEEDED) << first.failure().text().en();
  EXPECT_EQ(first.sheet_import().created(), 2);
  EXPECT_EQ(first.total(), 2);
  const v1::Job again = Run("office1", Import::KIND_COMPOUNDS, kCompounds + rows);
  EXPECT_EQ(again.sheet_import().unchanged(), 2);
  // Columns in another order; an empty cell leaves what is there.
  const v1::Job changed = Run("office1", Import::KIND_COMPOUNDS,
                              "名称,户数,管理方式,类型,网格代码,小区代码\r\n"
                              "示例一（新）,,无人管理,老旧小区,510703003001001,IMP-1\r\n");
  EXPECT_EQ(changed.sheet_import().updated(), 1) << changed.failure().text().en();
  GG_ASSERT_OK_AND_ASSIGN(const v1::Compound compound, Compound("IMP-1"));
  EXPECT_EQ(compound.title(), "示例一（新）");
  EXPECT_EQ(compound.households(), 120);
}

TEST_F(ImportsTest, ADryRunFindsWhatTheImportFindsAndChangesNothing) {
  const std::string content =
      absl::StrCat(kCompounds, "DRY-1,示例,510703003001001,老旧小区,无人管理,1\r\n",
                   "DRY-2,示例,510703003001001,别墅,无人管理,1\r\n",
                   "DRY-3,,510703003001001,老旧小区,无人管理,x\r\n",
                   "DRY-4,示例,510703003002001,老旧小区,无人管理,1\r\n",  // Of another community.
                   "DRY-5,示例,510703003001999,老旧小区,无人管理,1\r\n",  // Of no grid.
                   "DRY-1,示例,510703003001001,老旧小区,无人管理,1\r\n",
                   "太 长,示例,510703003001001,老旧小区,无人管理,-1\r\n");
  const v1::Job checked = Run("office1", Import::KIND_COMPOUNDS, content, /*dry_run=*/true);
  EXPECT_EQ(checked.failure().reason(), "ROW_ERRORS");
  EXPECT_EQ(checked.sheet_import().created(), 1);
  EXPECT_EQ(checked.sheet_import().failed(), 6);
  EXPECT_FALSE(Compound("DRY-1").ok());
  const v1::Job taken = Run("office1", Import::KIND_COMPOUNDS, content);
  EXPECT_EQ(Told(taken), Told(checked));
  EXPECT_EQ(taken.sheet_import().created(), 1);
  EXPECT_EQ(taken.sheet_import().failed(), 6);
  EXPECT_THAT(Compound("DRY-1"), IsOk());
  EXPECT_FALSE(Compound("DRY-4").ok());
  EXPECT_THAT(Told(taken),
              testing::IsSupersetOf({"3 类型 UNKNOWN_CHOICE", "4 名称 REQUIRED",
                                     "4 户数 NOT_A_NUMBER", "7 小区代码 DUPLICATE_CODE",
                                     "8 小区代码 BAD_FORMAT", "8 户数 OUT_OF_RANGE"}));
  EXPECT_THAT(taken.failure().text().zh(), HasSubstr("共 7 行，1 行已导入，6 行有误"));
}

TEST_F(ImportsTest, TheErrorFileIsTheInputWithWhatIsWrongAndCanBeCorrectedAndSentAgain) {
  const v1::Job job = Run("office1", Import::KIND_COMPOUNDS,
                          absl::StrCat(kCompounds,
                                       "ERR-1,\"=1+1\",510703003001001,老旧小区,无人管理,\r\n"
                                       "ERR-2,示例,510703003001001,楼,无人管理,\r\n"));
  const std::string errors = ErrorsOf("office1", job);
  EXPECT_EQ(static_cast<int64_t>(errors.size()), job.sheet_import().error_file_bytes());
  EXPECT_THAT(errors, HasSubstr("小区代码,名称,网格代码,类型,管理方式,户数,what is wrong"));
  EXPECT_THAT(errors, HasSubstr("kind: must be one of: commercial"));
  // What a spreadsheet program would take for a formula stays a text, there and here.
  EXPECT_THAT(errors, HasSubstr("'=1+1"));
  GG_ASSERT_OK_AND_ASSIGN(const v1::Compound kept, Compound("ERR-1"));
  EXPECT_EQ(kept.title(), "=1+1");
  const v1::Job again =
      Run("office1", Import::KIND_COMPOUNDS, absl::StrReplaceAll(errors, {{",楼,", ",老旧小区,"}}));
  EXPECT_EQ(again.state(), v1::Job::STATE_SUCCEEDED) << again.failure().text().en();
  EXPECT_EQ(again.sheet_import().created(), 1);
  EXPECT_EQ(again.sheet_import().unchanged(), 1);
  // It is for who sent it.
  v1::ReadImportErrorsRequest request;
  request.set_name(job.name());
  EXPECT_THAT(server().Call<v1::ReadImportErrorsResponse>("centre1", request),
              HasReason("NOT_VISIBLE"));
}

TEST_F(ImportsTest, EachTemplateIsReadBackInBothForms) {
  const struct {
    const char* user;
    Import::Kind kind;
  } kinds[] = {{"office1", Import::KIND_GRIDS},
               {"office1", Import::KIND_COMPOUNDS},
               {"worker1", Import::KIND_SITES},
               {"secadmin", Import::KIND_STAFF},
               {"worker1", Import::KIND_PATROL_LOGS}};
  for (const auto& [user, kind] : kinds) {
    for (const auto format : {Import::FORMAT_XLSX, Import::FORMAT_CSV}) {
      const std::string content = Template(user, kind, format);
      EXPECT_EQ(content.substr(0, 2) == "PK", format == Import::FORMAT_XLSX) << kind;
      const v1::Job job = Run(user, kind, content);
      EXPECT_EQ(job.failure().reason(), "NO_ROWS") << kind << " " << job.failure().text().en();
    }
  }
  v1::GetImportTemplateRequest request;
  request.set_kind(Import::KIND_STAFF);
  EXPECT_THAT(server().Call<v1::ImportTemplate>("office1", request), HasReason("NOT_PERMITTED"));
}

TEST_F(ImportsTest, AHeaderThatDoesNotFitIsToldBeforeAnythingIsTaken) {
  for (const char* header :
       {"小区代码,名称,网格代码,类型\r\n", "小区代码,名称,网格代码,类型,管理方式,业主\r\n",
        "小区代码,名称,网格代码,类型,管理方式,名称\r\n"}) {
    const v1::Job job = Run("office1", Import::KIND_COMPOUNDS,
                            absl::StrCat(header, "A-1,示例,1,老旧小区,无人管理,x\r\n"));
    EXPECT_EQ(job.failure().reason(), "BAD_HEADER") << header;
  }
  EXPECT_EQ(Run("office1", Import::KIND_COMPOUNDS, "PK\x03\x04").failure().reason(),
            "FILE_UNREADABLE");
}

TEST_F(ImportsTest, NobodyImportsWhatThatPersonCouldNotMakeByHand) {
  EXPECT_THAT(Begin("worker1", Import::KIND_COMPOUNDS, "x"), HasReason("NOT_PERMITTED"));
  EXPECT_THAT(Begin("office1", Import::KIND_STAFF, "x"), HasReason("NOT_PERMITTED"));
  EXPECT_THAT(Begin("liaison1", Import::KIND_SITES, "x"), HasReason("NOT_PERMITTED"));
  EXPECT_THAT(Begin("auditor1", Import::KIND_SITES, "x"), HasReason("NOT_PERMITTED"));
  // Within the own grid a worker keeps sites, and elsewhere not.
  const v1::Job job = Run("worker1", Import::KIND_SITES,
                          "场所代码,名称,类别,网格代码,闲置面积（平方米）,下次检查日期\r\n"
                          "IS-1,示例仓库,闲置用房,510703003001001,\"1,200\",2026年12月31日\r\n"
                          "IS-2,示例商铺,商铺,510703003001002,,\r\n");
  EXPECT_EQ(job.sheet_import().created(), 1) << job.failure().text().en();
  EXPECT_EQ(job.sheet_import().failed(), 1);
  v1::GetSiteRequest get;
  get.set_name("sites/IS-1");
  EXPECT_EQ(server().Call<v1::Site>("worker1", get).status().code(), absl::StatusCode::kOk);
}

TEST_F(ImportsTest, GridsBelongToTheCommunityOfTheirDigits) {
  const v1::Job job = Run("office1", Import::KIND_GRIDS,
                          "网格代码,名称,类型,户数,中心点\r\n"
                          "510703003001051,第五十一网格,综合网格,300,\"31.46,104.68\"\r\n"
                          "510703003002051,别的社区,综合网格,300,\r\n");
  EXPECT_EQ(job.sheet_import().created(), 1) << job.failure().text().en();
  EXPECT_EQ(job.sheet_import().failed(), 1);
  const v1::Job again =
      Run("office1", Import::KIND_GRIDS,
          "网格代码,名称,类型,户数\r\n510703003001051,第五十一网格,综合网格,301\r\n");
  EXPECT_EQ(again.sheet_import().updated(), 1) << again.failure().text().en();
}

TEST_F(ImportsTest, StaffGetAccountsThatWaitForAResetAndARoleOnce) {
  const std::string content =
      "用户名,姓名,电话,角色,区域代码\r\n"
      "staff-1,王某（示例）,000-0000-0001,网格员,510703003001001\r\n"
      "staff-2,李某（示例）,,社区工作站,510703003001\r\n"
      "坏名字,赵某（示例）,,,\r\n";
  const v1::Job dry = Run("secadmin", Import::KIND_STAFF, content, /*dry_run=*/true);
  EXPECT_EQ(dry.sheet_import().created(), 2) << dry.failure().text().en();
  v1::GetAccountRequest get;
  get.set_name("accounts/staff-1");
  EXPECT_FALSE(server().Call<v1::Account>("secadmin", get).ok());
  const v1::Job job = Run("secadmin", Import::KIND_STAFF, content);
  EXPECT_EQ(job.sheet_import().created(), 2);
  EXPECT_EQ(job.sheet_import().failed(), 1);
  // What is told of a row holds nothing that is in it.
  EXPECT_THAT(job.DebugString(), Not(HasSubstr("赵某")));
  GG_ASSERT_OK_AND_ASSIGN(const v1::Account account, server().Call<v1::Account>("secadmin", get));
  EXPECT_EQ(account.state(), v1::Account::STATE_INVITED);
  EXPECT_EQ(account.display_name(), "王某（示例）");
  const v1::Job again = Run("secadmin", Import::KIND_STAFF, content);
  EXPECT_EQ(again.sheet_import().unchanged(), 2);
}

TEST_F(ImportsTest, AWorkerBringsInLogsOfPaperOnce) {
  const std::string content =
      "登记号,巡查类型代码,网格代码,开始时间,结束时间,检查结果,天气\r\n"
      "2026-1,FIRE_LANE,510703003001001,2026-11-02 09:00,2026-11-02 09:40,f1=YES,晴\r\n"
      "2026-2,FIRE_LANE,510703003001001,2026/11/3 09:00,2026/11/3 08:00,f1=YES,\r\n";
  const v1::Job job = Run("worker1", Import::KIND_PATROL_LOGS, content);
  EXPECT_EQ(job.sheet_import().created(), 1) << job.failure().text().en();
  EXPECT_EQ(Told(job), std::vector<std::string>{"3 结束时间 BEFORE_START"});
  EXPECT_EQ(Run("worker1", Import::KIND_PATROL_LOGS, content).sheet_import().unchanged(), 1);
}

}  // namespace
}  // namespace gridgov
