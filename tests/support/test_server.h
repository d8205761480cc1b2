// TestServer: a whole server on a new data folder, called through its in-process channel, and the
// small world that the conformance tests live in.
//
//   subdistrict 510703003          centre1 dutylead1 head1 liaison1
//     community 510703003001 (A)   office1
//       grid ...001                worker1 mixed1
//       grid ...002                worker2
//     community 510703003002 (B)   office2 mixed1 (as its clerk)
//       grid ...001
//   units CG (handler1), XF (handler2); auditor1; sysadmin secadmin auditadmin
//
// All names of people and numbers in it are invented. A failure to set up aborts the test program.
#ifndef GRIDGOV_TESTS_SUPPORT_TEST_SERVER_H_
#define GRIDGOV_TESTS_SUPPORT_TEST_SERVER_H_

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/job.pb.h"
#include "gridgov/v1/watch.grpc.pb.h"
#include "gtest/gtest.h"
#include "proto/cpp/channel.h"
#include "server/app.h"

namespace gridgov {

inline constexpr char kStreet[] = "divisions/510703003";
inline constexpr char kCommunityA[] = "divisions/510703003001";
inline constexpr char kCommunityB[] = "divisions/510703003002";
inline constexpr char kGridA1[] = "grids/510703003001001";
inline constexpr char kGridA2[] = "grids/510703003001002";
inline constexpr char kGridB1[] = "grids/510703003002001";
// 0601 is no matter of public order, 0501 is.
inline constexpr char kCategory[] = "categories/0601";
inline constexpr char kPublicOrderCategory[] = "categories/0501";
inline constexpr char kPassword[] = "violet-teapot-on-the-roof-42";

// One open stream of Watch. Destroying it cancels it.
class WatchStream {
 public:
  WatchStream(const std::shared_ptr<grpc::ChannelInterface>& channel, const CallSettings& settings,
              const v1::WatchRequest& request);
  ~WatchStream();
  // The next event; the stream's end as a status. Waits 10 s at most.
  absl::StatusOr<v1::WatchResponse> Next();

 private:
  std::unique_ptr<v1::WatchService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
  bool finished_ = false;
};

// Used by one thread, but for Call().
class TestServer {
 public:
  TestServer();
  ~TestServer();

  const std::string& dir() const { return dir_; }
  std::string database() const { return dir_ + "/gridgov.db"; }
  // Where its backups go, made when asked for.
  std::string backups() const { return dir_ + "-backups"; }
  App& app() { return *app_; }
  std::shared_ptr<grpc::ChannelInterface> channel() { return channel_; }
  Config config();
  void Stop();
  void Start(const std::string& password_profile = "asvs");
  // Moves the server's clock forward.
  void Advance(absl::Duration by) { advanced_micros_ += absl::ToInt64Microseconds(by); }
  absl::Time Now() const { return absl::Now() + absl::Microseconds(advanced_micros_.load()); }

  // Signs in and keeps the token for Call().
  absl::StatusOr<std::string> SignIn(const std::string& user, const std::string& password);
  void SignIn(const std::string& user);
  // Invites, and answers the one-time password.
  std::string Invite(const std::string& user);
  // Invites and changes the password.
  void MakeUser(const std::string& user);
  // Proposed by secadmin and, where it takes two, approved by sysadmin. Answers its name.
  std::string Grant(const std::string& user, v1::Role role, const std::string& area = "",
                    const std::string& unit = "");
  void EndRole(const std::string& role_assignment);

  // "" for nobody: English, with a deadline.
  CallSettings As(const std::string& user) const;
  void KeepToken(const std::string& user, const std::string& token) { tokens_[user] = token; }
  const std::string& token(const std::string& user) const { return tokens_.at(user); }
  template <class Response, class Request>
  absl::StatusOr<Response> Call(const std::string& user, const Request& request) {
    return CallUnary<Response>(channel_, As(user), request);
  }
  std::unique_ptr<WatchStream> Watch(const std::string& user, const std::string& watch_token = "",
                                     const std::vector<std::string>& collections = {"issues"});

  // Acts that many tests begin with.
  v1::Issue Report(const std::string& user, const std::string& grid = kGridA1,
                   const std::string& category = kCategory);
  v1::Issue Accept(const std::string& user, const std::string& name);
  v1::Issue Dispatch(const std::string& user, const std::string& name, const std::string& unit);
  absl::StatusOr<v1::Issue> GetIssue(const std::string& user, const std::string& name);
  // All names that the user's list holds.
  std::vector<std::string> IssuesOf(const std::string& user);
  std::string AccountName(const std::string& user);
  // The job of that user as it is when it is over; waits by watch.
  v1::Job AwaitJob(const std::string& user, const std::string& name);

 private:
  void MakeAreas();
  void MakeCatalogue();
  void MakeStaff();

  std::string dir_;
  std::atomic<int64_t> advanced_micros_{0};
  std::unique_ptr<App> app_;
  std::shared_ptr<grpc::ChannelInterface> channel_;
  std::map<std::string, std::string> tokens_;
};

// Tests of one suite share a server.
class ServerTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<TestServer>(); }
  static void TearDownTestSuite() { server_.reset(); }
  static TestServer& server() { return *server_; }

 private:
  static inline std::unique_ptr<TestServer> server_;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_TEST_SERVER_H_
