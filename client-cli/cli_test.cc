#include "client-cli/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "client-cli/fake_office.h"
#include "proto/cpp/uuid.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class CliTest : public testing::Test {
 protected:
  CliTest() {
    office_.issues.issue.set_name("issues/0193");
    office_.issues.issue.set_number("51070300300100100042");
    office_.issues.issue.set_title("路灯损坏");
    office_.issues.issue.set_unit("units/0193a5c0");
  }

  ExitCode CloseWith(const absl::Status& status) {
    office_.issues.status = ToGrpc(status);
    return office_.Call({"issue", "close", "1", "--reason", "fixed"});
  }

  std::string Write(const std::string& name, const std::string& content) {
    std::ofstream(office_.Path(name)) << content;
    return office_.Path(name);
  }

  FakeOffice office_;
};

TEST_F(CliTest, CloseFillsTheRequestAndPrintsTheIssue) {
  ASSERT_EQ(office_.Call({"issue", "close", "51070300300100100042", "--reason", "not-our-duty",
                          "--handed-to", "区城管局", "--etag", "7"}),
            ExitCode::kOk)
      << office_.err;

  ASSERT_EQ(office_.issues.closed.size(), 1u);
  const v1::CloseIssueRequest& request = office_.issues.closed[0];
  EXPECT_EQ(request.name(), "issues/51070300300100100042");
  EXPECT_EQ(request.closing_reason(), v1::Issue::CLOSING_REASON_NOT_OUR_DUTY);
  EXPECT_EQ(request.handed_to(), "区城管局");
  EXPECT_EQ(request.etag(), "7");
  EXPECT_THAT(office_.out, HasSubstr("已结案"));
  EXPECT_THAT(office_.out, HasSubstr("issues/0193"));
  EXPECT_THAT(office_.err, IsEmpty());
}

TEST_F(CliTest, EveryCommandHasARequestIdOfItsOwn) {
  for (int i = 0; i < 2; ++i) office_.Call({"issue", "close", "1", "--reason", "fixed"});

  ASSERT_EQ(office_.issues.closed.size(), 2u);
  EXPECT_TRUE(Uuid::Parse(office_.issues.closed[0].request_id()).ok());
  EXPECT_NE(office_.issues.closed[0].request_id(), office_.issues.closed[1].request_id());
}

TEST_F(CliTest, JsonPrintsTheWholeMessage) {
  ASSERT_EQ(office_.Call({"issue", "close", "1", "--reason", "fixed", "--output", "json"}),
            ExitCode::kOk);

  const auto json = nlohmann::json::parse(office_.out);
  EXPECT_EQ(json["name"], "issues/0193");
  EXPECT_EQ(json["state"], "STATE_CLOSED");
  EXPECT_EQ(json["unit"], "units/0193a5c0");
  EXPECT_EQ(office_.units.gets, 0);
}

TEST_F(CliTest, ListsWalkAllPagesAsOneArray) {
  office_.issues.pages = 3;

  ASSERT_EQ(office_.Call({"issue", "list", "--output=json", "--state", "in-progress", "--urgent",
                          "--filter", "number > \"1\""}),
            ExitCode::kOk)
      << office_.err;

  const auto json = nlohmann::json::parse(office_.out);
  ASSERT_EQ(json.size(), 6u);
  EXPECT_EQ(json[5]["number"], "105");
  EXPECT_EQ(office_.issues.listed[2].filter(),
            "state = IN_PROGRESS AND urgent = true AND number > \"1\"");
}

TEST_F(CliTest, LimitStopsAskingForPages) {
  office_.issues.pages = 9;

  ASSERT_EQ(office_.Call({"issue", "list", "--output=json", "--limit=3"}), ExitCode::kOk);

  EXPECT_EQ(nlohmann::json::parse(office_.out).size(), 3u);
  EXPECT_EQ(office_.issues.listed.size(), 2u);
  EXPECT_EQ(office_.Call({"issue", "list", "--limit=0"}), ExitCode::kUsage);
}

TEST_F(CliTest, ListKeepsItsTokenForAWatch) {
  const std::string path = office_.Path("token");

  ASSERT_EQ(office_.Call({"issue", "list", "--token-file", path}), ExitCode::kOk);

  std::ifstream file(path);
  std::string token;
  std::getline(file, token);
  EXPECT_EQ(token, "token-of-list");
}

TEST_F(CliTest, TablesAskForEachLabelOnce) {
  office_.issues.pages = 3;

  ASSERT_EQ(office_.Call({"issue", "list"}), ExitCode::kOk);

  EXPECT_THAT(office_.out, HasSubstr("CG 城管中队"));
  EXPECT_EQ(office_.units.gets, 1);
}

TEST_F(CliTest, TablesDoWithoutLabelsThatFail) {
  office_.units.status = {grpc::StatusCode::INTERNAL, "no"};
  office_.issues.pages = 3;

  ASSERT_EQ(office_.Call({"issue", "list"}), ExitCode::kOk);

  EXPECT_THAT(office_.out, HasSubstr("0193a5c0"));
  EXPECT_EQ(office_.units.gets, 1);
}

TEST_F(CliTest, NothingIsAskedForBesidesThatTheServerWouldDeny) {
  office_.sessions.permissions.clear();

  ASSERT_EQ(office_.Call({"issue", "show", "1"}), ExitCode::kOk);

  EXPECT_EQ(office_.units.gets, 0);
  EXPECT_THAT(office_.out, HasSubstr("0193a5c0"));
  EXPECT_THAT(office_.out, Not(HasSubstr("办理过程")));
}

TEST_F(CliTest, OnesOwnAccountHasAUserNameWithoutFurtherRights) {
  office_.sessions.permissions.clear();
  office_.issues.issue.set_creator("accounts/0193");

  ASSERT_EQ(office_.Call({"issue", "show", "1"}), ExitCode::kOk);

  EXPECT_THAT(office_.out, HasSubstr("worker01"));
}

TEST_F(CliTest, ShowHasTheStepsBelow) {
  ASSERT_EQ(office_.Call({"issue", "show", "51070300300100100042"}), ExitCode::kOk);

  EXPECT_EQ(office_.issues.got.name(), "issues/51070300300100100042");
  EXPECT_THAT(office_.out, HasSubstr("办理过程"));
  EXPECT_THAT(office_.out, HasSubstr("返工"));
}

TEST_F(CliTest, ExitCodesTellWhatKindOfFailureItWas) {
  EXPECT_EQ(CloseWith(absl::NotFoundError("x")), ExitCode::kNotFoundOrDenied);
  EXPECT_EQ(CloseWith(absl::PermissionDeniedError("x")), ExitCode::kNotFoundOrDenied);
  EXPECT_EQ(CloseWith(absl::UnauthenticatedError("x")), ExitCode::kSignIn);
  EXPECT_EQ(CloseWith(absl::AbortedError("x")), ExitCode::kConflict);
  EXPECT_EQ(CloseWith(absl::AlreadyExistsError("x")), ExitCode::kConflict);
  EXPECT_EQ(CloseWith(absl::FailedPreconditionError("x")), ExitCode::kConflict);
  EXPECT_EQ(CloseWith(absl::InvalidArgumentError("x")), ExitCode::kError);
  EXPECT_EQ(CloseWith(absl::InternalError("x")), ExitCode::kError);
  EXPECT_THAT(office_.out, IsEmpty());
}

TEST_F(CliTest, FailuresAreToldWithViolationsReasonAndNextStep) {
  EXPECT_EQ(CloseWith(MakeInvalid("closing_reason", "REQUIRED",
                                  {.zh = "请填写结案原因。", .en = "Say why."})),
            ExitCode::kError);
  EXPECT_THAT(office_.err, HasSubstr("错误：closing_reason：请填写结案原因。"));
  EXPECT_THAT(office_.err, Not(HasSubstr("  closing_reason")));
  EXPECT_THAT(office_.err, HasSubstr("原因代码：INVALID_FIELDS"));

  CloseWith(MakeInvalid({{"name", "REQUIRED", {.zh = "请填写。", .en = "Required."}},
                         {"etag", "TOO_LONG", {.zh = "太长。", .en = "Too long."}}}));
  EXPECT_THAT(office_.err, HasSubstr("\n  name: 请填写。\n  etag: 太长。\n"));

  EXPECT_EQ(CloseWith(absl::UnauthenticatedError("no token")), ExitCode::kSignIn);
  EXPECT_THAT(office_.err, HasSubstr("尚未登录"));
  EXPECT_THAT(office_.err, HasSubstr("gridgov login"));
}

TEST_F(CliTest, WrongCommandLinesEndWithUsageAndCallNothing) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {},
           {"issue"},
           {"isue", "list"},
           {"issue", "clse"},
           {"issue", "close"},
           {"issue", "close", "1", "2"},
           {"issue", "close", "1", "--nope"},
           {"issue", "close", "1", "--reason"},
           {"issue", "close", "1", "--reason", "done"},
           {"issue", "close", "1", "--reason", "fixed", "--reason", "fixed"},
           {"issue", "list", "--output", "xml"},
           {"issue", "list", "--timeout", "soon"},
           {"issue", "list", "--lang", "fr"},
           {"issue", "list", "--context", "nowhere"},
           {"issue", "decide-extension", "1", "--reason", "x"},
           {"issue", "decide-extension", "1", "--grant", "--refuse", "--reason", "x"},
           {"unit", "update", "CG"},
       }) {
    std::vector<std::string> call = words;
    if (!call.empty()) call.push_back("--server=office:1");
    EXPECT_EQ(office_.Run(call), ExitCode::kUsage) << testing::PrintToString(words);
    EXPECT_FALSE(office_.err.empty());
    EXPECT_THAT(office_.out, IsEmpty());
  }
  EXPECT_THAT(office_.issues.closed, IsEmpty());
}

TEST_F(CliTest, ADecisionIsEitherGrantedOrRefused) {
  ASSERT_EQ(office_.Call({"issue", "decide-extension", "1", "--grant", "--reason", "x"}),
            ExitCode::kOk);
  EXPECT_TRUE(office_.issues.decided.granted());
  ASSERT_EQ(office_.Call({"issue", "decide-extension", "1", "--refuse", "--reason", "x"}),
            ExitCode::kOk);
  EXPECT_FALSE(office_.issues.decided.granted());
}

TEST_F(CliTest, WithoutAServerItSaysHowToSignIn) {
  EXPECT_EQ(office_.Run({"issue", "list"}), ExitCode::kSignIn);
  EXPECT_THAT(office_.err, HasSubstr("gridgov login --server"));
}

TEST_F(CliTest, LoginKeepsTheTokenForTheOwnerAloneAndSendsIt) {
  ASSERT_EQ(office_.Run({"login", "--server", "office:1", "--ca", "/ca.pem", "--username",
                         "worker01", "--password-stdin"},
                        "correct horse\r\n"),
            ExitCode::kOk)
      << office_.err;
  EXPECT_EQ(office_.sessions.signed_in.password(), "correct horse");
  EXPECT_EQ(office_.sessions.signed_in.username(), "worker01");
  EXPECT_THAT(office_.err, HasSubstr("gridgov password change"));
  EXPECT_THAT(office_.out + office_.err, Not(HasSubstr("token-1")));
  struct stat found = {};
  ASSERT_EQ(stat(office_.Path("contexts.json").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);

  ASSERT_EQ(office_.Run({"whoami"}), ExitCode::kOk) << office_.err;

  EXPECT_EQ(office_.sessions.metadata["authorization"], "Bearer token-1");
  EXPECT_EQ(office_.sessions.metadata["accept-language"], "zh-CN");
  EXPECT_THAT(office_.sessions.metadata["x-client"], testing::StartsWith("gridgov/"));
  EXPECT_EQ(office_.endpoints.back().ca_file, "/ca.pem");
  EXPECT_THAT(office_.out, HasSubstr("worker01"));
}

TEST_F(CliTest, LogoutForgetsTheTokenEvenIfTheSessionHasEnded) {
  office_.Run({"login", "--server=office:1", "--username=a", "--password-stdin"}, "x\n");
  office_.sessions.status = {grpc::StatusCode::UNAUTHENTICATED, "ended"};

  ASSERT_EQ(office_.Run({"logout"}), ExitCode::kOk) << office_.err;

  office_.sessions.status = grpc::Status::OK;
  office_.sessions.metadata.clear();
  office_.Run({"whoami"});
  EXPECT_EQ(office_.sessions.metadata.count("authorization"), 0u);
}

TEST_F(CliTest, ContextsAreListedSwitchedAndRemoved) {
  for (const char* name : {"a", "b"}) {
    office_.Run(
        {"login", "--context", name, "--server=office:1", "--username=u", "--password-stdin"},
        "x\n");
  }

  ASSERT_EQ(office_.Run({"context", "use", "a"}), ExitCode::kOk);
  ASSERT_EQ(office_.Run({"context", "list", "--output", "json"}), ExitCode::kOk);
  const auto json = nlohmann::json::parse(office_.out);
  ASSERT_EQ(json.size(), 2u);
  EXPECT_EQ(json[0]["current"], "*");
  EXPECT_THAT(office_.out, Not(HasSubstr("token-1")));
  EXPECT_EQ(office_.Run({"context", "remove", "c"}), ExitCode::kNotFoundOrDenied);
  EXPECT_EQ(office_.Run({"context", "remove", "a"}), ExitCode::kOk);
  EXPECT_EQ(office_.Run({"context", "use", "a"}), ExitCode::kNotFoundOrDenied);
}

TEST_F(CliTest, ADamagedContextFileIsSaidAndKept) {
  Write("contexts.json", "{\"contexts\": ");

  EXPECT_EQ(office_.Run({"whoami"}), ExitCode::kConflict);
  EXPECT_THAT(office_.err, HasSubstr("contexts.json"));
  EXPECT_TRUE(std::filesystem::exists(office_.Path("contexts.json")));
}

TEST_F(CliTest, PasswordChangeKeepsTheNewToken) {
  office_.Run({"login", "--server=office:1", "--username=a", "--password-stdin"}, "old\n");

  ASSERT_EQ(office_.Run({"password", "change", "--stdin"}, "old\nnew words\n"), ExitCode::kOk)
      << office_.err;

  EXPECT_EQ(office_.accounts.changed.old_password(), "old");
  EXPECT_EQ(office_.accounts.changed.new_password(), "new words");
  office_.Run({"whoami"});
  EXPECT_EQ(office_.sessions.metadata["authorization"], "Bearer token-2");
}

TEST_F(CliTest, SecretsAreNeverReadFromAPipeUnasked) {
  EXPECT_EQ(office_.Run({"login", "--server=office:1", "--username=a"}, "pw\n"), ExitCode::kUsage);
  EXPECT_THAT(office_.err, HasSubstr("--password-stdin"));
}

TEST_F(CliTest, SecretsAreAskedForAtATerminal) {
  office_.terminal = true;

  ASSERT_EQ(office_.Run({"login", "--server=office:1"}), ExitCode::kOk) << office_.err;

  EXPECT_THAT(office_.prompts, ElementsAre("用户名：", "密码："));
  EXPECT_EQ(office_.sessions.signed_in.password(), "typed");
}

// Names and phones here are invented.
TEST_F(CliTest, TheReporterComesFromTheInputAlone) {
  ASSERT_EQ(office_.Call({"issue", "report", "--category", "0101", "--grid", "510703003001001",
                          "--title", "路灯损坏", "--source", "resident", "--answer", "height=3",
                          "--answer", "note=a=b", "--reporter-stdin"},
                         "张示例\n13800000000\n"),
            ExitCode::kOk)
      << office_.err;

  const v1::CreateIssueRequest& request = office_.issues.created;
  EXPECT_EQ(request.reporter().display_name(), "张示例");
  EXPECT_EQ(request.reporter().phone(), "13800000000");
  EXPECT_EQ(request.issue().category(), "categories/0101");
  EXPECT_EQ(request.issue().grid(), "grids/510703003001001");
  ASSERT_EQ(request.issue().answers_size(), 2);
  EXPECT_EQ(request.issue().answers(1).question(), "note");
  EXPECT_EQ(request.issue().answers(1).value(), "a=b");
}

TEST_F(CliTest, AWorkersOwnReportHasNoReporter) {
  office_.terminal = true;

  ASSERT_EQ(office_.Call({"issue", "report", "--title", "x"}), ExitCode::kOk);

  EXPECT_FALSE(office_.issues.created.has_reporter());
  EXPECT_THAT(office_.prompts, IsEmpty());
}

TEST_F(CliTest, InviteReadsThePersonAndPrintsTheOneTimePassword) {
  ASSERT_EQ(
      office_.Call({"account", "invite", "worker01", "--person-stdin"}, "李示例\n13900000000\n"),
      ExitCode::kOk)
      << office_.err;

  EXPECT_EQ(office_.accounts.invited.account().username(), "worker01");
  EXPECT_EQ(office_.accounts.invited.account().display_name(), "李示例");
  EXPECT_THAT(office_.out, HasSubstr("once-only"));
  EXPECT_EQ(office_.Call({"account", "invite", "worker01", "--person-stdin"}, "李示例\n"),
            ExitCode::kUsage);
}

TEST_F(CliTest, GrantBeginsTodayUnlessSaidOtherwise) {
  ASSERT_EQ(office_.Call({"account", "grant", "worker01", "--role", "grid-worker", "--area",
                          "510703003001001"}),
            ExitCode::kOk)
      << office_.err;

  const v1::RoleAssignment& role = office_.accounts.granted.role_assignment();
  EXPECT_EQ(role.account(), "accounts/worker01");
  EXPECT_EQ(role.role(), v1::ROLE_GRID_WORKER);
  EXPECT_EQ(role.area(), "grids/510703003001001");
  EXPECT_EQ(role.start_date(), "2026-11-24");
  EXPECT_EQ(role.end_date(), "");
}

TEST_F(CliTest, UpdateChangesWhatIsGivenAndCanEmptyIt) {
  ASSERT_EQ(office_.Call({"unit", "update", "CG", "--title", "城管", "--end-date=", "--etag=3"}),
            ExitCode::kOk)
      << office_.err;

  EXPECT_EQ(office_.units.updated.unit().name(), "units/CG");
  EXPECT_EQ(office_.units.updated.unit().etag(), "3");
  EXPECT_THAT(office_.units.updated.update_mask().paths(), ElementsAre("title", "end_date"));
}

TEST_F(CliTest, PatrolAnswersFollowTheChecklist) {
  v1::PatrolType& type = office_.patrols.type;
  const auto item = [&type](const char* code, v1::PatrolType::Item::Type kind) {
    v1::PatrolType::Item* added = type.add_checklist();
    added->set_code(code);
    added->set_type(kind);
    return added;
  };
  item("s1", v1::PatrolType::Item::TYPE_YES_NO);
  item("s4", v1::PatrolType::Item::TYPE_NUMBER);
  auto* list = item("s5", v1::PatrolType::Item::TYPE_LIST);
  list->add_options()->set_zh("畅通");
  list->add_options()->set_zh("堵塞");

  ASSERT_EQ(office_.Call({"patrol", "answer", "0193", "s1=no", "s4=3.5", "s5=堵塞"}), ExitCode::kOk)
      << office_.err;

  const v1::RecordPatrolRequest& request = office_.patrols.recorded;
  EXPECT_EQ(request.name(), "patrols/0193");
  ASSERT_EQ(request.answers_size(), 3);
  EXPECT_EQ(request.answers(0).value(), "NO");
  EXPECT_DOUBLE_EQ(request.answers(1).number(), 3.5);
  EXPECT_EQ(request.answers(2).value(), "1");
  for (const char* wrong : {"s9=yes", "s1", "s1=maybe", "s4=tall", "s5=2"}) {
    EXPECT_EQ(office_.Call({"patrol", "answer", "0193", wrong}), ExitCode::kUsage) << wrong;
  }
}

TEST_F(CliTest, DivisionsAreImportedParentsFirst) {
  const std::string file = Write("d.csv",
                                 "level,code,name,parent_code\n"
                                 "district,510703,涪城区,5107\nprovince,51,四川省,\n");
  office_.divisions.answer.set_created(2);

  ASSERT_EQ(office_.Call({"division", "import", file}), ExitCode::kOk) << office_.err;

  ASSERT_EQ(office_.divisions.imported.size(), 1u);
  const v1::ImportDivisionsRequest& request = office_.divisions.imported[0];
  EXPECT_EQ(request.divisions(0).code(), "51");
  EXPECT_EQ(request.divisions(0).parent(), "");
  EXPECT_EQ(request.divisions(1).parent(), "divisions/5107");
  EXPECT_EQ(request.divisions(1).level(), v1::Division::LEVEL_DISTRICT);
  EXPECT_THAT(office_.out, HasSubstr("2"));
}

TEST_F(CliTest, WrongRowsComeBackInAnErrorFile) {
  const std::string file = Write("d.csv",
                                 "code,name,level,parent_code\n"
                                 "510703,涪城区,district,5107\n51,四川省,province,\n");
  v1::RowError* error = office_.divisions.answer.add_row_errors();
  error->set_row(1);
  error->set_description("上级不存在");

  EXPECT_EQ(office_.Call({"division", "import", file}), ExitCode::kError);

  EXPECT_THAT(office_.err, HasSubstr("第 2 行：上级不存在"));
  std::ifstream errors(file + ".errors.csv");
  const std::string content(std::istreambuf_iterator<char>(errors), {});
  EXPECT_THAT(content, HasSubstr("510703,涪城区,district,5107,上级不存在"));
}

TEST_F(CliTest, RowsThatCannotBeSentComeBackInTheErrorFileAndNothingIsSent) {
  const std::string file = Write("d.csv",
                                 "code,name,level,parent_code\n51,四川省,province,\n"
                                 "510703,涪城区,quarter,5107\n");
  EXPECT_EQ(office_.Call({"division", "import", file}), ExitCode::kError);
  EXPECT_THAT(office_.err, HasSubstr("第 3 行：无法识别 quarter"));
  EXPECT_THAT(office_.divisions.imported, IsEmpty());
  std::ifstream errors(file + ".errors.csv");
  const std::string content(std::istreambuf_iterator<char>(errors), {});
  EXPECT_THAT(content, HasSubstr("510703,涪城区,quarter,5107,\"无法识别 quarter"));
}

TEST_F(CliTest, WordsThatAreNoUtf8AreRefusedBeforeAnythingIsSent) {
  EXPECT_EQ(office_.Run({"issue", "report", "--title", "bad\xff"}), ExitCode::kUsage);
  EXPECT_THAT(office_.err, HasSubstr("UTF-8"));
  EXPECT_THAT(office_.err, HasSubstr("4"));
}

TEST_F(CliTest, AnImportNamesTheHeaderItWants) {
  EXPECT_EQ(office_.Call({"division", "import", "-"}, "id,title\n1,x\n"), ExitCode::kUsage);
  EXPECT_THAT(office_.err, HasSubstr("code,name,level,parent_code"));
  EXPECT_THAT(office_.divisions.imported, IsEmpty());
}

TEST_F(CliTest, HelpIsAskedForAnywhere) {
  EXPECT_EQ(office_.Run({"issue", "close", "--help"}), ExitCode::kOk);
  EXPECT_THAT(office_.out, HasSubstr("结案"));
  EXPECT_EQ(office_.Run({"--lang", "en", "issue", "-h"}), ExitCode::kOk);
  EXPECT_THAT(office_.out, HasSubstr("Report an issue"));
  EXPECT_EQ(office_.Run({"--help"}), ExitCode::kOk);
  EXPECT_THAT(office_.out, HasSubstr("issue"));
  EXPECT_EQ(office_.Run({"--version"}), ExitCode::kOk);
}

TEST_F(CliTest, TheLanguageIsTheFlagsThenTheContextsThenTheLocales) {
  const Environment environment{
      .in = std::cin,
      .out = std::cout,
      .err = std::cerr,
      .variable = [this](const std::string& name) { return office_.variables[name]; }};
  office_.variables["LANG"] = "de_DE.UTF-8";
  EXPECT_FALSE(SpeaksChinese(environment, {}, ""));
  EXPECT_TRUE(SpeaksChinese(environment, {}, "zh"));
  EXPECT_FALSE(SpeaksChinese(environment, {"x", "--lang=en"}, "zh"));
  EXPECT_TRUE(SpeaksChinese(environment, {"--lang", "zh"}, "en"));
  office_.variables["LC_ALL"] = "zh_CN.UTF-8";
  EXPECT_TRUE(SpeaksChinese(environment, {}, ""));
  office_.variables = {{"LANG", "C.UTF-8"}};
  EXPECT_TRUE(SpeaksChinese(environment, {}, ""));
  office_.variables.clear();
  EXPECT_TRUE(SpeaksChinese(environment, {}, ""));
}

TEST_F(CliTest, GlobalFlagsMayStandBeforeTheCommand) {
  const Resolution found = Resolve({"--output", "json", "--quiet", "issue", "list", "x"});

  ASSERT_NE(found.command, nullptr);
  EXPECT_EQ(found.command->path, "issue list");
  EXPECT_THAT(found.rest, ElementsAre("--output", "json", "--quiet", "x"));
}

TEST_F(CliTest, AnArgumentMayBeCalledLikeACommand) {
  const Resolution found = Resolve({"account", "show", "audit"});

  ASSERT_NE(found.command, nullptr);
  EXPECT_EQ(found.command->path, "account show");
  EXPECT_THAT(found.rest, ElementsAre("audit"));
}

TEST(PrintableTest, WhatSteersATerminalIsTakenOut) {
  EXPECT_EQ(Printable("a\x1b[31mb\tc\n"), "a?[31mb?c\n");
  EXPECT_EQ(Printable("x\xc2\x9b"
                      "31m"),
            "x?31m");
  EXPECT_EQ(Printable("处置中 ¢"), "处置中 ¢");
}

}  // namespace
}  // namespace gridgov
