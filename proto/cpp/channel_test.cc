#include "proto/cpp/channel.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/unit.grpc.pb.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

// A server of units that answers what it is told to.
class Units : public v1::UnitService::Service {
 public:
  struct Failure {
    grpc::Status status;
    std::string pushback;
  };

  grpc::Status GetUnit(grpc::ServerContext* context, const v1::GetUnitRequest*,
                       v1::Unit* unit) override {
    unit->set_code("CG");
    return Next(*context);
  }

  grpc::Status CreateUnit(grpc::ServerContext* context, const v1::CreateUnitRequest* request,
                          v1::Unit*) override {
    request_ids.push_back(request->request_id());
    return Next(*context);
  }

  std::deque<Failure> failures;  // Of the next calls; none: they succeed.
  int calls = 0;
  std::map<std::string, std::string> metadata;  // Of the last call.
  std::vector<std::string> request_ids;

 private:
  grpc::Status Next(grpc::ServerContext& context) {
    ++calls;
    metadata.clear();
    for (const auto& [key, value] : context.client_metadata()) {
      metadata[std::string(key.data(), key.size())] = std::string(value.data(), value.size());
    }
    if (failures.empty()) return grpc::Status::OK;
    const Failure failure = failures.front();
    failures.pop_front();
    if (!failure.pushback.empty()) {
      context.AddTrailingMetadata("grpc-retry-pushback-ms", failure.pushback);
    }
    return failure.status;
  }
};

class ChannelTest : public testing::Test {
 protected:
  ChannelTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&units_);
    server_ = builder.BuildAndStart();
    channel_ = server_->InProcessChannel({});
    settings_.pause = [this](absl::Duration pause) { pauses_.push_back(pause); };
  }

  ~ChannelTest() override { server_->Shutdown(); }

  void FailWith(grpc::StatusCode code, const std::string& pushback = "", int times = 1) {
    for (int i = 0; i < times; ++i) units_.failures.push_back({{code, "no"}, pushback});
  }

  absl::Status Read() {
    v1::GetUnitRequest request;
    return CallUnary<v1::Unit>(channel_, settings_, request).status();
  }

  absl::Status Write(const std::string& request_id) {
    v1::CreateUnitRequest request;
    request.set_request_id(request_id);
    return CallUnary<v1::Unit>(channel_, settings_, request).status();
  }

  Units units_;
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::ChannelInterface> channel_;
  CallSettings settings_{.token = "secret", .chinese = true, .client = "test/1"};
  std::vector<absl::Duration> pauses_;
};

TEST_F(ChannelTest, SendsTokenLanguageAndProgram) {
  ASSERT_TRUE(Read().ok());

  EXPECT_EQ(units_.metadata["authorization"], "Bearer secret");
  EXPECT_EQ(units_.metadata["accept-language"], "zh-CN");
  EXPECT_EQ(units_.metadata["x-client"], "test/1");
}

TEST_F(ChannelTest, SendsNoAuthorizationWithoutAToken) {
  settings_.token.clear();
  settings_.chinese = false;

  ASSERT_TRUE(Read().ok());

  EXPECT_EQ(units_.metadata.count("authorization"), 0u);
  EXPECT_EQ(units_.metadata["accept-language"], "en");
}

TEST_F(ChannelTest, HandsOutTheServersErrorDetail) {
  const absl::Status made = MakeError(absl::StatusCode::kFailedPrecondition, "WRONG_STATE",
                                      {.zh = "状态不符。", .en = "Wrong state."});
  units_.failures.push_back({{grpc::StatusCode::FAILED_PRECONDITION, "Wrong state.",
                              EncodeStatusDetails(made, /*chinese=*/true)},
                             ""});

  const absl::Status got = Read();

  EXPECT_TRUE(absl::IsFailedPrecondition(got));
  EXPECT_EQ(ErrorReason(got), "WRONG_STATE");
  EXPECT_EQ(ErrorDetailIn(got, true).localized_message(), "状态不符。");
}

TEST_F(ChannelTest, TriesAReadAgainWhileTheServerIsUnavailable) {
  FailWith(grpc::StatusCode::UNAVAILABLE, "", 2);

  EXPECT_TRUE(Read().ok());
  EXPECT_EQ(units_.calls, 3);
  EXPECT_EQ(pauses_.size(), 2u);
}

TEST_F(ChannelTest, GivesUpAfterFourAttempts) {
  FailWith(grpc::StatusCode::RESOURCE_EXHAUSTED, "", 9);

  EXPECT_TRUE(absl::IsResourceExhausted(Read()));
  EXPECT_EQ(units_.calls, 4);
}

TEST_F(ChannelTest, TriesAWriteAgainWithTheSameRequestId) {
  FailWith(grpc::StatusCode::UNAVAILABLE);

  EXPECT_TRUE(Write("id-1").ok());
  EXPECT_EQ(units_.request_ids, (std::vector<std::string>{"id-1", "id-1"}));
}

TEST_F(ChannelTest, NeverRepeatsAWriteWithoutARequestId) {
  FailWith(grpc::StatusCode::UNAVAILABLE);

  EXPECT_TRUE(absl::IsUnavailable(Write("")));
  EXPECT_EQ(units_.calls, 1);
}

TEST_F(ChannelTest, NeverRepeatsWhatIsNoPassingTrouble) {
  FailWith(grpc::StatusCode::ABORTED);

  EXPECT_TRUE(absl::IsAborted(Read()));
  EXPECT_EQ(units_.calls, 1);
}

TEST_F(ChannelTest, WaitsAsLongAsTheServerAsks) {
  FailWith(grpc::StatusCode::RESOURCE_EXHAUSTED, "1234");

  EXPECT_TRUE(Read().ok());
  EXPECT_EQ(pauses_, std::vector<absl::Duration>{absl::Milliseconds(1234)});
}

TEST_F(ChannelTest, StopsWhenTheServerAsksForNoFurtherAttempt) {
  FailWith(grpc::StatusCode::UNAVAILABLE, "-1");

  EXPECT_TRUE(absl::IsUnavailable(Read()));
  EXPECT_EQ(units_.calls, 1);
}

TEST_F(ChannelTest, StopsWhenThePauseWouldOutlastTheTimeout) {
  settings_.timeout = absl::Seconds(5);
  FailWith(grpc::StatusCode::UNAVAILABLE, "60000");

  EXPECT_TRUE(absl::IsUnavailable(Read()));
  EXPECT_TRUE(pauses_.empty());
}

TEST_F(ChannelTest, FindsTheMethodByItsRequest) {
  EXPECT_EQ(MethodOf(*v1::GetUnitRequest::descriptor())->name(), "GetUnit");
  EXPECT_EQ(MethodOf(*v1::Unit::descriptor()), nullptr);
}

TEST_F(ChannelTest, RefusesAnAnswerOfAnotherType) {
  v1::GetUnitRequest request;
  v1::UnitMember answer;

  EXPECT_TRUE(absl::IsInternal(CallUnary(channel_, settings_, request, answer)));
  EXPECT_EQ(units_.calls, 0);
}

TEST(RepeatableTest, SigningInIsNotRepeatable) {
  EXPECT_FALSE(Repeatable(v1::CreateSessionRequest()));
  EXPECT_TRUE(Repeatable(v1::GetCurrentSessionRequest()));
}

TEST(RetryPauseTest, GrowsButNotBeyondFiveSeconds) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_GE(RetryPause(1), absl::Milliseconds(100));
    EXPECT_LE(RetryPause(1), absl::Milliseconds(200));
    EXPECT_GE(RetryPause(30), absl::Milliseconds(2500));
    EXPECT_LE(RetryPause(30), absl::Seconds(5));
  }
}

TEST(OpenChannelTest, NamesACaFileThatCannotBeRead) {
  const auto channel = OpenChannel({.target = "localhost:1", .ca_file = "/nonexistent/ca.pem"});

  EXPECT_TRUE(absl::IsNotFound(channel.status()));
  EXPECT_EQ(ErrorReason(channel.status()), "CA_FILE_UNREADABLE");
}

}  // namespace
}  // namespace gridgov
