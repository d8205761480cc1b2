#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <deque>
#include <fstream>

#include "absl/strings/str_split.h"
#include "client-cli/fake_office.h"
#include "gridgov/v1/watch.grpc.pb.h"

namespace gridgov {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Streams that each send some tokens and end as they are told to. The last one stays open until
// the caller leaves, after a signal to the process itself where that is asked for.
class FakeWatch : public v1::WatchService::Service {
 public:
  struct Play {
    std::vector<std::string> tokens;
    grpc::Status end;
    int signal = 0;
    bool sign_of_life = false;
  };

  grpc::Status Watch(grpc::ServerContext* context, const v1::WatchRequest* request,
                     grpc::ServerWriter<v1::WatchResponse>* writer) override {
    asked.push_back(*request);
    if (plays.empty()) return {grpc::StatusCode::OUT_OF_RANGE, "nothing more to play"};
    const Play play = plays.front();
    plays.pop_front();
    for (const std::string& token : play.tokens) {
      v1::WatchResponse event;
      event.set_watch_token(token);
      if (!play.sign_of_life) {
        event.set_kind(v1::WatchResponse::KIND_CHANGED);
        event.set_name("issues/" + token);
        event.mutable_issue()->set_title("路灯\n损坏");
      }
      writer->Write(event);
    }
    if (play.signal == 0) return play.end;
    kill(getpid(), play.signal);
    while (!context->IsCancelled()) std::this_thread::yield();
    return grpc::Status::CANCELLED;
  }

  std::deque<Play> plays;
  std::vector<v1::WatchRequest> asked;
};

// Keeps the threads of the office, which a real client does not have, from taking the signals.
struct BlockedSignals {
  BlockedSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  }
};

class WatchTest : public testing::Test {
 protected:
  BlockedSignals blocked_;
  FakeWatch watch_;
  FakeOffice office_{{&watch_}};
};

TEST_F(WatchTest, PrintsALineForEachEvent) {
  watch_.plays = {{.tokens = {"1", "2"}, .end = {grpc::StatusCode::OUT_OF_RANGE, "too old"}}};

  EXPECT_EQ(office_.Call({"watch", "--token", "0"}), ExitCode::kConflict);

  const std::vector<std::string> lines = absl::StrSplit(office_.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[0], HasSubstr("变更  issues/1  路灯 损坏"));
  ASSERT_EQ(watch_.asked.size(), 1u);
  EXPECT_EQ(watch_.asked[0].watch_token(), "0");
  EXPECT_THAT(watch_.asked[0].collections(), ElementsAre("issues", "patrols"));
}

TEST_F(WatchTest, GoesOnFromTheLastTokenWhenTheConnectionBreaks) {
  watch_.plays = {{.tokens = {"1", "2"}, .end = {grpc::StatusCode::UNAVAILABLE, "restart"}},
                  {.tokens = {"3"}, .end = grpc::Status::OK},
                  {.tokens = {}, .end = {grpc::StatusCode::UNAUTHENTICATED, "session ended"}}};

  EXPECT_EQ(office_.Call({"watch", "--output", "json", "--collections", "issues"}),
            ExitCode::kSignIn);

  ASSERT_EQ(watch_.asked.size(), 3u);
  EXPECT_EQ(watch_.asked[1].watch_token(), "2");
  EXPECT_EQ(watch_.asked[2].watch_token(), "3");
  const std::vector<std::string> lines = absl::StrSplit(office_.out, '\n', absl::SkipEmpty());
  EXPECT_EQ(lines.size(), 3u);
  EXPECT_THAT(office_.err, HasSubstr("连接中断"));
}

TEST_F(WatchTest, ASignOfLifeMovesTheTokenAndPrintsNothing) {
  watch_.plays = {
      {.tokens = {"7"}, .end = {grpc::StatusCode::OUT_OF_RANGE, "x"}, .sign_of_life = true}};
  const std::string path = office_.Path("token");

  office_.Call({"watch", "--token-file", path});

  EXPECT_THAT(office_.out, IsEmpty());
  std::ifstream file(path);
  std::string token;
  std::getline(file, token);
  EXPECT_EQ(token, "7");
}

TEST_F(WatchTest, ARestartGoesOnFromTheTokenFile) {
  const std::string path = office_.Path("token");
  watch_.plays = {{.tokens = {"5"}, .end = {grpc::StatusCode::OUT_OF_RANGE, "x"}},
                  {.tokens = {}, .end = {grpc::StatusCode::OUT_OF_RANGE, "x"}}};

  office_.Call({"watch", "--token-file", path});
  office_.Call({"watch", "--token-file", path});

  ASSERT_EQ(watch_.asked.size(), 2u);
  EXPECT_EQ(watch_.asked[0].watch_token(), "");
  EXPECT_EQ(watch_.asked[1].watch_token(), "5");
}

TEST_F(WatchTest, ASignalEndsItInOrder) {
  for (const int signal : {SIGTERM, SIGINT}) {
    watch_.plays = {{.tokens = {"1"}, .signal = signal}};

    EXPECT_EQ(office_.Call({"watch", "--quiet"}), ExitCode::kOk) << signal;
    EXPECT_THAT(office_.err, IsEmpty());
  }
}

}  // namespace
}  // namespace gridgov
