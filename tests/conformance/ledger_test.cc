// Promise: a ledger has the numbers of the statistics and of the lists, for those who may export
// them and as long as it was asked for; a closed period stays as it was, and what changes later is
// told with both numbers.
#include <algorithm>
#include <filesystem>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/audit.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/ledger.grpc.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/site_visit.pb.h"
#include "gridgov/v1/statistic.pb.h"
#include "proto/cpp/csv_rows.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/hmac.h"
#include "server/store/time_text.h"
#include "tests/support/mediation_scene.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
using Lines = std::vector<std::string>;  // Of a file, cells joined by "|".

struct Made {
  v1::Ledger ledger;
  Lines lines;

  // The line that begins so; "" for none.
  std::string Line(const std::string& beginning) const {
    for (const std::string& line : lines) {
      if (absl::StartsWith(line, beginning)) return line;
    }
    return "";
  }
  // How many records it has.
  int64_t Total() const {
    const std::string line = Line("total|");
    return line.empty() ? -1 : std::stoll(line.substr(6));
  }
};

class LedgerTest : public ServerTest {
 protected:
  static std::string ThisMonth() { return DayText(server().Now()).substr(0, 7); }
  // Far enough that the month of now is over, to a day on which all are signed in.
  static void NextMonth() {
    const std::string month = ThisMonth();
    while (ThisMonth() == month) server().Advance(absl::Hours(24));
    SignInAll();
  }
  static void SignInAll() {
    for (const char* user : {"worker1", "worker2", "office1", "office2", "centre1", "auditor1",
                             "sysadmin", "handler1"}) {
      server().SignIn(user);
    }
  }

  static v1::CreateLedgerRequest For(v1::LedgerKind kind, const std::string& area,
                                     const std::string& period = ThisMonth()) {
    v1::CreateLedgerRequest request;
    request.set_kind(kind);
    request.set_area(area);
    request.set_period(period);
    request.set_format(v1::LEDGER_FORMAT_CSV);
    request.set_purpose("monthly review");
    return request;
  }
  static absl::Status Refused(const std::string& user, const v1::CreateLedgerRequest& request) {
    return server().Call<v1::Job>(user, request).status();
  }
  static absl::StatusOr<std::string> Fetch(const std::string& user, const std::string& name) {
    const auto stub = v1::LedgerService::NewStub(server().channel());
    grpc::ClientContext context;
    DescribeCaller(server().As(user), context);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    v1::DownloadLedgerRequest request;
    request.set_name(name);
    const auto reader = stub->DownloadLedger(&context, request);
    std::string bytes;
    v1::DownloadLedgerResponse message;
    while (reader->Read(&message)) bytes += message.data();
    GG_RETURN_IF_ERROR(FromGrpc(reader->Finish()));
    return bytes;
  }
  static absl::StatusOr<v1::Ledger> Get(const std::string& user, const std::string& name) {
    v1::GetLedgerRequest request;
    request.set_name(name);
    return server().Call<v1::Ledger>(user, request);
  }
  static Made Make(const std::string& user, const v1::CreateLedgerRequest& request) {
    const auto job = server().Call<v1::Job>(user, request);
    EXPECT_THAT(job, IsOk());
    const v1::Job over = server().AwaitJob(user, job.value_or(v1::Job()).name());
    EXPECT_EQ(over.state(), v1::Job::STATE_SUCCEEDED) << over.DebugString();
    const auto ledger = Get(user, over.ledger().ledger());
    EXPECT_THAT(ledger, IsOk());
    const auto bytes = Fetch(user, over.ledger().ledger());
    EXPECT_THAT(bytes, IsOk());
    Made made{.ledger = ledger.value_or(v1::Ledger())};
    EXPECT_EQ(made.ledger.sha256(), absl::BytesToHexString(Sha256(*bytes)));
    EXPECT_TRUE(absl::StartsWith(*bytes, "\xEF\xBB\xBF"));
    EXPECT_THAT(ForEachCsvRow(bytes->substr(3),
                              [&made](std::vector<std::string> cells) {
                                made.lines.push_back(absl::StrJoin(cells, "|"));
                              }),
                IsOk());
    EXPECT_EQ(made.ledger.row_count(), made.Total());
    return made;
  }
  static v1::Job Close(v1::LedgerKind kind, const std::string& period) {
    const auto job = AskToClose("centre1", kind, kStreet, period);
    EXPECT_THAT(job, IsOk());
    return server().AwaitJob("centre1", job.value_or(v1::Job()).name());
  }
  static absl::StatusOr<v1::Job> AskToClose(const std::string& user, v1::LedgerKind kind,
                                            const std::string& area, const std::string& period) {
    v1::ClosePeriodRequest request;
    request.set_kind(kind);
    request.set_area(area);
    request.set_period(period);
    return server().Call<v1::Job>(user, request);
  }

  // What statistics say of an indicator in this month.
  static int64_t Figure(const std::string& user, const std::string& area,
                        const std::string& indicator) {
    v1::GetStatisticsRequest request;
    request.set_area(area);
    request.set_from_date(ThisMonth() + "-01");
    request.set_to_date(DayText(server().Now()));
    request.add_indicators(indicator);
    const auto answer = server().Call<v1::GetStatisticsResponse>(user, request);
    EXPECT_THAT(answer, IsOk());
    return answer.ok() ? answer->total().figures(0).numerator() : -1;
  }
  static std::string SinceTheFirst() {
    return absl::StrCat("received_time >= \"", TimeText(DayStart(ThisMonth() + "-01")), "\"");
  }
  static int64_t IssuesListed(const std::string& user) {
    v1::ListIssuesRequest request;
    request.set_page_size(200);
    request.set_filter(SinceTheFirst());
    const auto page = server().Call<v1::ListIssuesResponse>(user, request);
    EXPECT_THAT(page, IsOk());
    return page.ok() ? page->issues_size() : -1;
  }
  static int64_t PatrolsListed(const std::string& user) {
    v1::ListPatrolsRequest request;
    request.set_page_size(200);
    request.set_filter(SinceTheFirst());
    const auto page = server().Call<v1::ListPatrolsResponse>(user, request);
    EXPECT_THAT(page, IsOk());
    int64_t done = 0;
    for (const v1::Patrol& one : page->patrols()) done += one.has_end_time() ? 1 : 0;
    return done;
  }

  static v1::Patrol Start() {
    v1::CreatePatrolRequest create;
    create.mutable_patrol()->set_patrol_type("patrolTypes/FIRE_LANE");
    create.mutable_patrol()->set_grid(kGridA1);
    const auto patrol = server().Call<v1::Patrol>("worker1", create);
    EXPECT_THAT(patrol, IsOk());
    return patrol.value_or(v1::Patrol());
  }
  static v1::Patrol Submit(const v1::Patrol& patrol) {
    v1::RecordPatrolRequest record;
    record.set_name(patrol.name());
    record.add_answers()->set_item("f1");
    record.mutable_answers(0)->set_value("YES");
    EXPECT_THAT(server().Call<v1::Patrol>("worker1", record), IsOk());
    v1::SubmitPatrolRequest submit;
    submit.set_name(patrol.name());
    submit.set_minima_reason("短（示例）");
    const auto done = server().Call<v1::Patrol>("worker1", submit);
    EXPECT_THAT(done, IsOk());
    return done.value_or(v1::Patrol());
  }
  static v1::Issue ReportTitled(const std::string& title) {
    v1::CreateIssueRequest request;
    request.mutable_issue()->set_grid(kGridA1);
    request.mutable_issue()->set_category(kCategory);
    request.mutable_issue()->set_title(title);
    const auto issue = server().Call<v1::Issue>("office1", request);
    EXPECT_THAT(issue, IsOk());
    return issue.value_or(v1::Issue());
  }
};

TEST_F(LedgerTest, TheTotalsAreTheStatisticsAndTheList) {
  server().Report("worker1", kGridA1);
  server().Report("worker2", kGridA2);
  server().Report("office2", kGridB1);
  Submit(Start());
  Start();  // Not handed in: nobody counts it.

  const Made issues = Make("centre1", For(v1::LEDGER_KIND_ISSUES, kStreet));
  EXPECT_EQ(issues.Total(), Figure("centre1", kStreet, "issues.reported"));
  EXPECT_EQ(issues.Total(), IssuesListed("centre1"));
  EXPECT_THAT(issues.Line("figure|reported"), HasSubstr(absl::StrCat("|", issues.Total(), "|")));
  const Made community = Make("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA));
  EXPECT_EQ(community.Total(), Figure("office1", kCommunityA, "issues.reported"));
  EXPECT_EQ(community.Total(), IssuesListed("office1"));
  EXPECT_LT(community.Total(), issues.Total());
  const Made grid = Make("office1", For(v1::LEDGER_KIND_ISSUES, kGridA1));
  EXPECT_EQ(grid.Total(), Figure("office1", kGridA1, "issues.reported"));
  EXPECT_LT(grid.Total(), community.Total());

  const Made patrols = Make("centre1", For(v1::LEDGER_KIND_PATROLS, kStreet));
  EXPECT_EQ(patrols.Total(), Figure("centre1", kStreet, "patrols.logged"));
  EXPECT_EQ(patrols.Total(), PatrolsListed("centre1"));
  EXPECT_GT(patrols.Total(), 0);
}

TEST_F(LedgerTest, AnIssueThatMovedAwayCountsWhereItWasReported) {
  const v1::Issue issue = ReportTitled("搬走的事件");
  server().Accept("office1", issue.name());
  v1::RelocateIssueRequest move;
  move.set_name(issue.name());
  move.set_grid(kGridB1);
  move.set_reason("在乙社区");
  ASSERT_THAT(server().Call<v1::Issue>("centre1", move), IsOk());

  const Made from = Make("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA));
  EXPECT_EQ(from.Total(), Figure("office1", kCommunityA, "issues.reported"));
  EXPECT_THAT(from.lines,
              Contains(AllOf(HasSubstr(issue.number()), HasSubstr("moved to another area"))));
  EXPECT_THAT(from.lines, Not(Contains(HasSubstr("搬走的事件"))));
  const Made whole = Make("centre1", For(v1::LEDGER_KIND_ISSUES, kStreet));
  EXPECT_THAT(whole.lines, Contains(HasSubstr("搬走的事件")));
}

TEST_F(LedgerTest, CompoundsAreThoseOfTheList) {
  for (const char* code : {"HP-1", "HP-2"}) {
    v1::CreateCompoundRequest request;
    request.mutable_compound()->set_code(code);
    request.mutable_compound()->set_title("和平小区");
    request.mutable_compound()->set_grid(kGridA1);
    request.mutable_compound()->set_kind(v1::Compound::KIND_OLD);
    request.mutable_compound()->set_management(v1::Compound::MANAGEMENT_SELF);
    request.mutable_compound()->set_households(40);
    ASSERT_THAT(server().Call<v1::Compound>("office1", request), IsOk());
  }
  const Made made = Make("centre1", For(v1::LEDGER_KIND_COMPOUNDS, kStreet));
  const auto page = server().Call<v1::ListCompoundsResponse>("centre1", v1::ListCompoundsRequest());
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(made.Total(), page->compounds_size());
  EXPECT_THAT(made.Line("2|"), HasSubstr("HP-2|和平小区"));
  EXPECT_THAT(made.Line("total|"), HasSubstr("|80|"));
}

TEST_F(LedgerTest, OnlyThoseWhoMayExportTheKindAndReachTheWholeArea) {
  const auto issues = For(v1::LEDGER_KIND_ISSUES, kCommunityA);
  for (const char* user : {"worker1", "handler1", "liaison1", "auditor1", "sysadmin"}) {
    EXPECT_THAT(Refused(user, issues), StatusIs(kDenied, "NOT_PERMITTED")) << user;
  }
  EXPECT_THAT(Refused("office2", issues), StatusIs(kDenied, "NOT_VISIBLE"));
  EXPECT_THAT(Refused("office1", For(v1::LEDGER_KIND_ISSUES, kStreet)),
              StatusIs(kDenied, "NOT_VISIBLE"));
  EXPECT_THAT(Refused("office2", For(v1::LEDGER_KIND_ISSUES, kGridA1)),
              StatusIs(kDenied, "NOT_VISIBLE"));
  EXPECT_THAT(Refused("office1", For(v1::LEDGER_KIND_COMPOUNDS, kCommunityA)),
              StatusIs(kDenied, "NOT_PERMITTED"));
  EXPECT_THAT(Refused("centre1", For(v1::LEDGER_KIND_ISSUES, "divisions/510703")),
              HasViolation("area", "TOO_LARGE_AN_AREA"));
}

TEST_F(LedgerTest, WithoutAPurposeOrAPeriodThatHasBegunThereIsNone) {
  auto request = For(v1::LEDGER_KIND_ISSUES, kCommunityA);
  request.clear_purpose();
  EXPECT_THAT(Refused("office1", request), HasViolation("purpose", "REQUIRED"));
  for (const char* period : {"2099-01", "2099-Q1"}) {
    EXPECT_THAT(Refused("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA, period)),
                HasViolation("period", "BAD_PERIOD"))
        << period;
  }
  for (const char* period : {"2026-13", "2026-Q5", "2026", "202611"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        Refused("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA, period))))
        << period;
  }
}

TEST_F(LedgerTest, SaysWhoMadeItAndWhyAndTheLogKeepsBoth) {
  const Made made = Make("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA));
  EXPECT_THAT(made.lines,
              Contains(AllOf(HasSubstr("Made by office1"), HasSubstr("purpose: monthly review"))));
  EXPECT_TRUE(made.ledger.provisional());
  EXPECT_THAT(made.lines, Contains(HasSubstr("Provisional: the period has not ended")));
  v1::ListAuditEntriesRequest request;
  request.set_filter("method = \"LedgerService.CreateLedger\"");
  const auto asked = server().Call<v1::ListAuditEntriesResponse>("auditor1", request);
  ASSERT_THAT(asked, IsOk());
  EXPECT_THAT(asked->audit_entries(),
              Contains(testing::Property(&v1::AuditEntry::purpose, "monthly review")));
  request.set_filter(absl::StrCat("method = \"LedgerService.DownloadLedger\" AND resource = \"",
                                  made.ledger.name(), "\""));
  const auto read = server().Call<v1::ListAuditEntriesResponse>("auditor1", request);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->audit_entries_size(), 1);
}

TEST_F(LedgerTest, IsItsMakersAndTheAuditors) {
  const Made made = Make("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA));
  EXPECT_THAT(Get("centre1", made.ledger.name()), StatusIs(kDenied, "NOT_VISIBLE"));
  EXPECT_THAT(Fetch("centre1", made.ledger.name()), StatusIs(kDenied, "NOT_VISIBLE"));
  EXPECT_THAT(Fetch("worker1", made.ledger.name()), StatusIs(kDenied, "NOT_PERMITTED"));
  EXPECT_THAT(Fetch("auditor1", made.ledger.name()), IsOk());
  const auto listed = server().Call<v1::ListLedgersResponse>("centre1", v1::ListLedgersRequest());
  ASSERT_THAT(listed, IsOk());
  for (const v1::Ledger& one : listed->ledgers()) {
    EXPECT_EQ(one.creator(), server().AccountName("centre1"));
  }
}

TEST_F(LedgerTest, NoCellIsAFormula) {
  for (const char* title : {"=1+1", "+86", "-2", "@SUM(A1)"}) ReportTitled(title);
  const Made made = Make("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA));
  for (const char* title : {"|'=1+1|", "|'+86|", "|'-2|", "|'@SUM(A1)|"}) {
    EXPECT_THAT(made.lines, Contains(HasSubstr(title)));
  }
}

TEST_F(LedgerTest, OneThatIsCancelledLeavesNone) {
  auto request = For(v1::LEDGER_KIND_ISSUES, kCommunityA);
  request.set_job_id(Uuid::V7(absl::Now()).ToString());
  const auto before = server().Call<v1::ListLedgersResponse>("office1", v1::ListLedgersRequest());
  GG_ASSERT_OK_AND_ASSIGN(const v1::Job job, server().Call<v1::Job>("office1", request));
  v1::CancelJobRequest cancel;
  cancel.set_name(job.name());
  const auto cancelled = server().Call<v1::Job>("office1", cancel);
  const v1::Job over = server().AwaitJob("office1", job.name());
  const auto after = server().Call<v1::ListLedgersResponse>("office1", v1::ListLedgersRequest());
  // It may have been quicker than the cancelling.
  EXPECT_EQ(after->ledgers_size() - before->ledgers_size(), cancelled.ok() ? 0 : 1);
  EXPECT_EQ(over.state(), cancelled.ok() ? v1::Job::STATE_CANCELLED : v1::Job::STATE_SUCCEEDED);
}

TEST_F(LedgerTest, RightsThatEndEndTheMaking) {
  server().MakeUser("office9");
  const std::string role = server().Grant("office9", v1::ROLE_COMMUNITY_OFFICE, kCommunityA);
  const Made made = Make("office9", For(v1::LEDGER_KIND_ISSUES, kCommunityA));
  server().EndRole(role);
  EXPECT_THAT(Fetch("office9", made.ledger.name()), StatusIs(kDenied, "NOT_PERMITTED"));
}

TEST_F(LedgerTest, AFileIsKeptADayAndErasedWhenItsTimeIsOver) {
  const auto blobs = [] {
    int count = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(server().dir() + "/blobs")) {
      count +=
          entry.is_regular_file() && entry.path().parent_path().filename() != "partial" ? 1 : 0;
    }
    return count;
  };
  const Made made = Make("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA));
  server().Advance(absl::Hours(25));
  SignInAll();
  server().app().RunTimers();
  EXPECT_THAT(Fetch("office1", made.ledger.name()), IsOk()) << "no orphan of a crash";
  const int before = blobs();
  server().Advance(absl::Hours(24 * 31));
  SignInAll();
  EXPECT_THAT(Fetch("office1", made.ledger.name()), HasReason("LEDGER_EXPIRED"));
  server().app().RunTimers();
  EXPECT_LT(blobs(), before);
  EXPECT_THAT(Fetch("office1", made.ledger.name()), HasReason("LEDGER_EXPIRED"));
  EXPECT_THAT(Get("office1", made.ledger.name()), IsOk()) << "what it was stays known";
}

TEST_F(LedgerTest, AClosedPeriodStaysAndLaterChangesAreToldWithBothNumbers) {
  NextMonth();
  const std::string month = ThisMonth();
  const v1::Issue issue = ReportTitled("封账时的名称");
  const v1::Patrol late = Start();
  const v1::Patrol done = Submit(Start());
  EXPECT_THAT(AskToClose("centre1", v1::LEDGER_KIND_ISSUES, kStreet, month),
              HasReason("PERIOD_NOT_OVER"));
  NextMonth();
  const Made open = Make("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA, month));
  EXPECT_FALSE(open.ledger.provisional());
  EXPECT_THAT(AskToClose("office1", v1::LEDGER_KIND_ISSUES, kCommunityA, month),
              StatusIs(kDenied, "NOT_PERMITTED"));
  EXPECT_THAT(AskToClose("centre1", v1::LEDGER_KIND_ISSUES, kCommunityA, month),
              HasViolation("area", "NOT_A_SUBDISTRICT"));
  for (const auto kind : {v1::LEDGER_KIND_ISSUES, v1::LEDGER_KIND_PATROLS}) {
    const v1::Job closed = Close(kind, month);
    ASSERT_EQ(closed.state(), v1::Job::STATE_SUCCEEDED) << closed.DebugString();
    EXPECT_EQ(closed.ledger_closing().row_count(), 1);
    EXPECT_THAT(AskToClose("centre1", kind, kStreet, month), HasReason("PERIOD_CLOSED"));
  }

  server().Accept("office1", issue.name());  // Progress.
  v1::RelocateIssueRequest move;             // A correction: another grid.
  move.set_name(issue.name());
  move.set_grid(kGridA2);
  move.set_reason("在二网格");
  ASSERT_THAT(server().Call<v1::Issue>("office1", move), IsOk());
  Submit(late);  // Counts on the day of its start.

  const Made frozen = Make("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA, month));
  EXPECT_TRUE(frozen.ledger.closed());
  EXPECT_EQ(frozen.Line("1|"), open.Line("1|"));
  const Made patrols = Make("office1", For(v1::LEDGER_KIND_PATROLS, kCommunityA, month));
  EXPECT_EQ(patrols.Total(), 1) << "the one that was handed in late is not in it";

  const std::string next = ThisMonth();
  const Made told = Make("office1", For(v1::LEDGER_KIND_ISSUES, kCommunityA, next));
  EXPECT_GT(told.ledger.correction_count(), 0);
  EXPECT_THAT(told.lines, Contains(AllOf(HasSubstr(issue.number()), HasSubstr("|correction|grid|"),
                                         HasSubstr("|510703003001001|510703003001002"))));
  EXPECT_THAT(told.lines, Contains(AllOf(HasSubstr(issue.number()),
                                         HasSubstr("|progress|state|reported|accepted"))));
  const Made late_one = Make("office1", For(v1::LEDGER_KIND_PATROLS, kCommunityA, next));
  EXPECT_THAT(late_one.lines, Contains(AllOf(HasSubstr("|added later|the whole record|"),
                                             HasSubstr(late.name().substr(8)))));
  EXPECT_THAT(late_one.lines, Contains(HasSubstr("|figure|patrols done|1|2")));

  // Told once: by the ledger of the next period, which is closed in its turn, and by no later one.
  NextMonth();
  for (const auto kind : {v1::LEDGER_KIND_ISSUES, v1::LEDGER_KIND_PATROLS}) {
    EXPECT_EQ(Close(kind, next).ledger_closing().correction_count(), 1);
  }
  const Made again = Make("office1", For(v1::LEDGER_KIND_PATROLS, kCommunityA, next));
  EXPECT_TRUE(again.ledger.closed());
  EXPECT_THAT(again.lines, Contains(HasSubstr("|added later|the whole record|")));
  EXPECT_THAT(again.lines, Contains(HasSubstr("|figure|patrols done|1|2")));
  const Made after = Make("office1", For(v1::LEDGER_KIND_PATROLS, kCommunityA, ThisMonth()));
  EXPECT_EQ(after.ledger.correction_count(), 0);
  EXPECT_THAT(after.lines, Contains(HasSubstr("There are none.")));
  EXPECT_EQ(done.state(), v1::Patrol::STATE_SUBMITTED);
}

// Mediation, meetings and sites, on a server of their own.
class MoreLedgersTest : public LedgerTest {
 protected:
  static void SetUpTestSuite() {
    ServerTest::SetUpTestSuite();
    std::vector<std::pair<std::string, int>> classes;
    for (const char* code : {"MEDIATION", "PERFORMANCE_CHECK", "CONFIRMATION", "CONFIRMATION_WARN",
                             "CONFIRMATION_LAST", "MEETING_MINUTES", "MEETING_ITEM", "VISIT_90"}) {
      classes.emplace_back(code, 30);
    }
    ImportDayClasses(server(), classes);
    v1::ImportSiteRhythmsRequest rhythms;
    auto& rhythm = *rhythms.add_site_rhythms();
    rhythm.set_code("ENT");
    rhythm.set_kind(v1::Site::KIND_ENTERPRISE);
    rhythm.set_deadline_class("VISIT_90");
    rhythm.set_source("示例");
    rhythm.set_valid_from_date("2024-01-01");
    Must<v1::ImportSiteRhythmsResponse>("sysadmin", rhythms);
    committee_ = MakeCommittee(server(), {"mediator1"});
  }
  template <class Response, class Request>
  static Response Must(const std::string& user, const Request& request) {
    return gridgov::Must<Response>(server(), user, request);
  }
  // All that the centre lists.
  template <class Response, class Request>
  static Response Listed() {
    Request request;
    request.set_page_size(200);
    return Must<Response>("centre1", request);
  }
  // Those that were made in this month.
  template <class Rows>
  static int64_t OfThisMonth(const Rows& rows) {
    const absl::Time first = DayStart(ThisMonth() + "-01");
    return std::count_if(rows.begin(), rows.end(), [&first](const auto& one) {
      return FromProto(one.create_time()) >= first;
    });
  }
  static std::string LastDayOf(const std::string& month) {
    const absl::Time next = DayStart(month + "-28") + absl::Hours(24 * 4);
    return DayText(DayStart(DayText(next).substr(0, 7) + "-01") - absl::Hours(24));
  }
  // What statistics say of an indicator in a month.
  static int64_t FigureOfMonth(const std::string& area, const std::string& month,
                               const std::string& indicator) {
    v1::GetStatisticsRequest request;
    request.set_area(area);
    request.set_from_date(month + "-01");
    request.set_to_date(LastDayOf(month));
    request.add_indicators(indicator);
    const auto answer = Must<v1::GetStatisticsResponse>("centre1", request);
    return answer.total().figures_size() == 1 ? answer.total().figures(0).numerator() : -1;
  }

  static v1::Dispute Registered(const std::string& user, const std::string& grid) {
    v1::CreateDisputeRequest request = NewDispute(committee_, grid);
    request.mutable_dispute()->set_amount_fen(123450);
    return gridgov::Registered(server(), user, request);
  }
  static v1::Agreement Drafted(const v1::Dispute& dispute) {
    return Must<v1::Agreement>("mediator1", NewAgreement(dispute, {"2036-11-30", "2036-12-31"}));
  }

  static v1::Meeting Planned(const std::string& user, const std::string& division) {
    v1::CreateMeetingRequest request;
    request.mutable_meeting()->set_division(division);
    *request.mutable_meeting()->mutable_planned_time() = ToProto(server().Now());
    return Must<v1::Meeting>(user, request);
  }
  static void HoldMeeting(const v1::Meeting& meeting) {
    v1::HoldMeetingRequest hold;
    hold.set_name(meeting.name());
    hold.set_chair("accounts/office1");
    auto& unit = *hold.add_attendance();
    unit.set_unit("units/CG");
    unit.set_representative(v1::Meeting::REPRESENTATIVE_STAFF);
    unit.set_count(4);
    Must<v1::Meeting>("office1", hold);
    v1::AddMeetingItemRequest add;
    add.mutable_meeting_item()->set_meeting(meeting.name());
    add.mutable_meeting_item()->set_issue(server().Report("worker1").name());
    Must<v1::MeetingItem>("office1", add);
  }
  static v1::Site SiteOf(const std::string& code) {
    v1::CreateSiteRequest request;
    request.mutable_site()->set_code(code);
    request.mutable_site()->set_title("示例机械厂");
    request.mutable_site()->set_kind(v1::Site::KIND_ENTERPRISE);
    request.mutable_site()->set_grid(kGridA1);
    return Must<v1::Site>("office1", request);
  }
  static v1::SiteVisit Visited(const v1::Site& site) {
    v1::CreateSiteVisitRequest request;
    request.mutable_site_visit()->set_site(site.name());
    request.mutable_site_visit()->set_subject(v1::SiteVisit::SUBJECT_ROUTINE);
    request.mutable_site_visit()->set_result("经营正常");
    auto& ask = *request.mutable_site_visit()->add_asks();
    ask.set_category(v1::SiteVisit::Ask::CATEGORY_UTILITIES);
    ask.set_text("水压不足");
    return Must<v1::SiteVisit>("worker1", request);
  }
  static void Raise(const v1::SiteVisit& visit) {
    v1::RaiseAskRequest raise;
    raise.set_name(visit.name());
    raise.set_ask(1);
    raise.mutable_issue()->set_category(kCategory);
    raise.mutable_issue()->set_title("厂区水压不足");
    Must<v1::Issue>("office1", raise);
  }
  static void NamesNobody(const Made& made) {
    for (const char* word : {"甄有水", "贾如墙", "000-0000-0000", "漏水", "mediator1", "甲方"}) {
      EXPECT_THAT(made.lines, Not(Contains(HasSubstr(word)))) << word;
    }
  }

  static inline std::string committee_;
};

TEST_F(MoreLedgersTest, DisputesAndAgreementsCountAsStatisticsAndListsAndNameNobody) {
  const v1::Dispute dispute = Registered("office1", kGridA1);
  Registered("office2", kGridB1);
  AcceptDispute(server(), dispute);
  Settle(server(), dispute);
  const v1::Agreement agreement = Drafted(dispute);

  const Made disputes = Make("centre1", For(v1::LEDGER_KIND_DISPUTES, kStreet));
  EXPECT_EQ(disputes.Total(), Figure("centre1", kStreet, "disputes.registered"));
  const auto listed = Listed<v1::ListDisputesResponse, v1::ListDisputesRequest>();
  EXPECT_EQ(disputes.Total(), OfThisMonth(listed.disputes()));
  const Made community = Make("centre1", For(v1::LEDGER_KIND_DISPUTES, kCommunityA));
  EXPECT_EQ(community.Total(), Figure("centre1", kCommunityA, "disputes.registered"));
  EXPECT_LT(community.Total(), disputes.Total());
  EXPECT_THAT(
      community.lines,
      Contains(AllOf(HasSubstr(dispute.number()), HasSubstr("|neighbours|on request|"),
                     HasSubstr("|1234.50|"), HasSubstr("|settled|"), HasSubstr("|in time"))));
  NamesNobody(disputes);

  const Made agreements = Make("centre1", For(v1::LEDGER_KIND_AGREEMENTS, kStreet));
  EXPECT_EQ(agreements.Total(), Figure("centre1", kStreet, "agreements.made"));
  const auto drafts = Listed<v1::ListAgreementsResponse, v1::ListAgreementsRequest>();
  EXPECT_EQ(agreements.Total(), OfThisMonth(drafts.agreements()));
  EXPECT_THAT(agreements.lines, Contains(AllOf(HasSubstr(agreement.number()),
                                               HasSubstr(absl::StrCat("|", dispute.number(), "|")),
                                               HasSubstr("|6000.00|0|2|0|"))));
  NamesNobody(agreements);
}

TEST_F(MoreLedgersTest, TheyAreTheCentresAlone) {
  for (const auto kind : {v1::LEDGER_KIND_DISPUTES, v1::LEDGER_KIND_AGREEMENTS,
                          v1::LEDGER_KIND_MEETINGS, v1::LEDGER_KIND_SITES}) {
    for (const char* user : {"office1", "worker1", "mediator1", "auditor1"}) {
      EXPECT_THAT(Refused(user, For(kind, kCommunityA)), StatusIs(kDenied, "NOT_PERMITTED"))
          << user;
    }
  }
}

TEST_F(MoreLedgersTest, ADisputeOfAClosedPeriodThatGoesOnIsProgress) {
  NextMonth();
  const std::string month = ThisMonth();
  server().SignIn("mediator1");
  const v1::Dispute dispute = Registered("office1", kGridA1);
  NextMonth();
  server().SignIn("mediator1");
  EXPECT_EQ(Close(v1::LEDGER_KIND_DISPUTES, month).ledger_closing().row_count(), 1);
  AcceptDispute(server(), dispute);
  const Made frozen = Make("centre1", For(v1::LEDGER_KIND_DISPUTES, kCommunityA, month));
  EXPECT_TRUE(frozen.ledger.closed());
  EXPECT_THAT(frozen.Line("1|"), HasSubstr("|registered|"));
  const Made told = Make("centre1", For(v1::LEDGER_KIND_DISPUTES, kCommunityA));
  EXPECT_THAT(told.lines, Contains(AllOf(HasSubstr(dispute.number()),
                                         HasSubstr("|progress|state|registered|accepted"))));
}

TEST_F(MoreLedgersTest, MeetingsAreOfDivisionsAlsoInAClosedPeriod) {
  NextMonth();
  const std::string month = ThisMonth();
  HoldMeeting(Planned("office1", kCommunityA));
  Planned("office2", kCommunityB);
  Planned("centre1", kStreet);  // Neither is held.
  const Made running = Make("centre1", For(v1::LEDGER_KIND_MEETINGS, kStreet));
  EXPECT_EQ(running.Total(), 0) << "their periods have not ended";
  NextMonth();
  const auto listed = Listed<v1::ListMeetingsResponse, v1::ListMeetingsRequest>();
  const Made open = Make("centre1", For(v1::LEDGER_KIND_MEETINGS, kStreet, month));
  EXPECT_EQ(open.Total(), FigureOfMonth(kStreet, month, "meetings.planned"));
  EXPECT_EQ(open.Total(), listed.meetings_size());
  EXPECT_THAT(open.Line("figure|meetings held|"), HasSubstr("|1|"));
  EXPECT_THAT(open.lines, Contains(AllOf(HasSubstr("|510703003001|"), HasSubstr("|community|"),
                                         HasSubstr("|1|1|0|0|1|0|held"))));
  EXPECT_THAT(open.lines, Contains(AllOf(HasSubstr("|510703003|"), HasSubstr("|missed"))));

  EXPECT_EQ(Close(v1::LEDGER_KIND_MEETINGS, month).ledger_closing().row_count(), open.Total());
  const Made closed = Make("centre1", For(v1::LEDGER_KIND_MEETINGS, kStreet, month));
  EXPECT_TRUE(closed.ledger.closed());
  EXPECT_EQ(closed.Total(), open.Total());
  EXPECT_EQ(closed.Line("figure|meetings held|"), open.Line("figure|meetings held|"));
  const Made community = Make("centre1", For(v1::LEDGER_KIND_MEETINGS, kCommunityA, month));
  EXPECT_EQ(community.Total(), FigureOfMonth(kCommunityA, month, "meetings.planned"));
  EXPECT_EQ(community.Total(), 1);
  EXPECT_EQ(Make("centre1", For(v1::LEDGER_KIND_MEETINGS, kGridA1, month)).Total(), 0);
}

TEST_F(MoreLedgersTest, SitesAreThoseOfTheListAndTheirVisitsThoseOfTheStatistics) {
  NextMonth();
  const std::string month = ThisMonth();
  const v1::Site site = SiteOf("L-1");
  SiteOf("L-2");
  Raise(Visited(site));
  Visited(site);
  const Made made = Make("centre1", For(v1::LEDGER_KIND_SITES, kStreet));
  const auto listed = Listed<v1::ListSitesResponse, v1::ListSitesRequest>();
  EXPECT_EQ(made.Total(), listed.sites_size());
  EXPECT_THAT(made.Line("1|"), HasSubstr("L-1|示例机械厂|enterprise|"));
  const auto figure = [](const std::string& indicator) {
    return Figure("centre1", kStreet, indicator);
  };
  EXPECT_THAT(made.Line("total|"),
              HasSubstr(absl::StrCat("|", figure("visits.made"), "|", figure("visits.asks"), "|",
                                     figure("visits.asks_raised"), "|0")));
  EXPECT_EQ(figure("visits.made"), 2);

  NextMonth();
  EXPECT_EQ(Close(v1::LEDGER_KIND_SITES, month).ledger_closing().row_count(), made.Total());
  const Made next = Make("centre1", For(v1::LEDGER_KIND_SITES, kStreet));
  EXPECT_EQ(next.ledger.correction_count(), 0) << "visits of another month are no change";
}

}  // namespace
}  // namespace gridgov
