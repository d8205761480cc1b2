// Promise: a photo is kept whole or not at all, without the place where it was taken, for those
// who see what it belongs to; and a connection that breaks costs nobody their work.
#include <filesystem>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/attachment.pb.h"
#include "gridgov/v1/audit.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/uuid.h"
#include "server/crypto/hmac.h"
#include "server/handlers/attachments.h"
#include "server/rpc/stream.h"
#include "tests/support/attachment_streams.h"
#include "tests/support/pictures.h"
#include "tests/support/proto_matchers.h"
#include "tests/support/status_matchers.h"
#include "tests/support/test_server.h"

namespace gridgov {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr int64_t kChunk = 64 << 10;

std::string NewId() { return Uuid::V7(absl::Now()).ToString(); }

class AttachmentTest : public ServerTest {
 protected:
  static v1::UploadAttachmentRequest For(const std::string& parent, const std::string& item = "") {
    v1::UploadAttachmentRequest first;
    first.mutable_attachment()->set_parent(parent);
    first.mutable_attachment()->set_item(item);
    first.mutable_attachment()->set_title("现场.jpg");
    first.set_attachment_id(NewId());
    first.set_request_id(NewId());
    return first;
  }
  static absl::StatusOr<v1::Attachment> Send(const std::string& user,
                                             const v1::UploadAttachmentRequest& first,
                                             const std::string& content) {
    return SendAttachment(server().channel(), server().As(user), MessagesOf(first, content));
  }
  static v1::Attachment Sent(const std::string& parent, const std::string& content = Photo(),
                             const std::string& user = "worker1") {
    const auto sent = Send(user, For(parent), content);
    EXPECT_THAT(sent, IsOk());
    return sent.ok() ? *sent : v1::Attachment();
  }
  static absl::StatusOr<FetchedAttachment> Fetch(const std::string& user, const std::string& name,
                                                 int64_t offset = 0) {
    v1::DownloadAttachmentRequest request;
    request.set_name(name);
    request.set_offset(offset);
    return FetchAttachment(server().channel(), server().As(user), request);
  }
  static absl::StatusOr<v1::Attachment> Get(const std::string& user, const std::string& name) {
    v1::GetAttachmentRequest request;
    request.set_name(name);
    return server().Call<v1::Attachment>(user, request);
  }
  static absl::StatusOr<v1::ListAttachmentsResponse> List(const std::string& user,
                                                          const std::string& parent) {
    v1::ListAttachmentsRequest request;
    request.set_parent(parent);
    request.set_page_size(200);
    return server().Call<v1::ListAttachmentsResponse>(user, request);
  }
  static int CountOf(const std::string& parent) {
    const auto page = List("worker1", parent);
    EXPECT_THAT(page, IsOk());
    return page.ok() ? page->attachments_size() : -1;
  }
  static absl::Status Delete(const std::string& user, const std::string& name) {
    v1::DeleteAttachmentRequest request;
    request.set_name(name);
    return server().Call<v1::DeleteAttachmentResponse>(user, request).status();
  }
  static int64_t Received(const std::string& id) {
    v1::GetUploadRequest request;
    request.set_attachment_id(id);
    const auto upload = server().Call<v1::Upload>("worker1", request);
    EXPECT_THAT(upload, IsOk());
    return upload.ok() ? upload->received_bytes() : -1;
  }
  static v1::Patrol StartPatrol() {
    v1::CreatePatrolRequest request;
    request.mutable_patrol()->set_patrol_type("patrolTypes/FIRE_LANE");
    request.mutable_patrol()->set_grid(kGridA1);
    const auto patrol = server().Call<v1::Patrol>("worker1", request);
    EXPECT_THAT(patrol, IsOk());
    return patrol.ok() ? *patrol : v1::Patrol();
  }
  static absl::Status Submit(const std::string& patrol) {
    v1::SubmitPatrolRequest request;
    request.set_name(patrol);
    return server().Call<v1::Patrol>("worker1", request).status();
  }
  static int Journalled(const std::string& method, const std::string& resource) {
    v1::ListAuditEntriesRequest request;
    request.set_filter(absl::StrCat("method = \"", method, "\" AND resource = \"", resource, "\""));
    const auto page = server().Call<v1::ListAuditEntriesResponse>("auditor1", request);
    EXPECT_THAT(page, IsOk());
    return page.ok() ? page->audit_entries_size() : -1;
  }
  // All files of the server's attachments.
  static int Blobs() {
    int count = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(server().dir() + "/blobs")) {
      count +=
          entry.is_regular_file() && entry.path().parent_path().filename() != "partial" ? 1 : 0;
    }
    return count;
  }
};

TEST_F(AttachmentTest, APhotoComesBackWithoutItsPlaceAndSaysHowItIsTurned) {
  const v1::Issue issue = server().Report("worker1");
  const std::string photo = Photo(300'000);

  const v1::Attachment sent = Sent(issue.name(), photo);
  GG_ASSERT_OK_AND_ASSIGN(const FetchedAttachment fetched, Fetch("office1", sent.name()));

  EXPECT_THAT(photo, HasSubstr("GPS"));
  EXPECT_THAT(fetched.bytes, Not(HasSubstr("GPS")));
  EXPECT_THAT(fetched.bytes, HasSubstr("Exif"));
  EXPECT_THAT(fetched.attachment, EqualsProto(sent));
  EXPECT_EQ(sent.type(), v1::Attachment::TYPE_JPEG);
  EXPECT_EQ(sent.size_bytes(), static_cast<int64_t>(fetched.bytes.size()));
  EXPECT_EQ(sent.sha256(), absl::BytesToHexString(Sha256(fetched.bytes)));
  EXPECT_EQ(sent.sent_sha256(), absl::BytesToHexString(Sha256(photo)));
  EXPECT_EQ(sent.uploader(), server().AccountName("worker1"));
  EXPECT_EQ(sent.parent(), issue.name());
}

TEST_F(AttachmentTest, ADownloadGoesOnAtAnyByte) {
  const v1::Attachment sent = Sent(server().Report("worker1").name(), Photo(200'000));
  GG_ASSERT_OK_AND_ASSIGN(const FetchedAttachment whole, Fetch("worker1", sent.name()));
  for (const int64_t offset : {int64_t{1}, kChunk, kChunk + 1, sent.size_bytes()}) {
    GG_ASSERT_OK_AND_ASSIGN(const FetchedAttachment rest, Fetch("worker1", sent.name(), offset));
    EXPECT_EQ(rest.bytes, whole.bytes.substr(static_cast<size_t>(offset)));
  }
  EXPECT_THAT(Fetch("worker1", sent.name(), sent.size_bytes() + 1),
              HasViolation("offset", "OUT_OF_RANGE"));
}

TEST_F(AttachmentTest, AnUploadThatWasCutGoesOnAfterTheServerWasStartedAnew) {
  const v1::Issue issue = server().Report("worker1");
  const std::string photo = Photo(600'000);
  v1::UploadAttachmentRequest first = For(issue.name());
  const auto messages = MessagesOf(first, photo);
  {
    AttachmentUpload cut(server().channel(), server().As("worker1"));
    ASSERT_TRUE(cut.Write(messages[0]));
    ASSERT_TRUE(cut.Write(messages[1]));
    while (Received(first.attachment_id()) < 2 * kChunk) {
    }
  }
  EXPECT_EQ(CountOf(issue.name()), 0);
  server().Stop();
  server().Start();

  first.set_offset(Received(first.attachment_id()));
  ASSERT_GE(first.offset(), 2 * kChunk);
  GG_ASSERT_OK_AND_ASSIGN(const auto sent, Send("worker1", first, photo));
  EXPECT_EQ(sent.sent_sha256(), absl::BytesToHexString(Sha256(photo)));
  EXPECT_EQ(Received(first.attachment_id()), 0);
}

TEST_F(AttachmentTest, OtherBytesInAContinuedUploadAreRefusedAndNothingIsKept) {
  const v1::Issue issue = server().Report("worker1");
  const std::string photo = Photo(300'000);
  v1::UploadAttachmentRequest first = For(issue.name());
  {
    AttachmentUpload cut(server().channel(), server().As("worker1"));
    ASSERT_TRUE(cut.Write(MessagesOf(first, photo)[0]));
    while (Received(first.attachment_id()) < 4 * kChunk) {
    }
  }
  first.set_offset(17);
  EXPECT_THAT(Send("worker1", first, photo), HasReason("OFFSET_MISMATCH"));
  first.set_offset(4 * kChunk);
  EXPECT_THAT(Send("worker1", first, Photo(300'000, 'q')), HasReason("UPLOAD_CHANGED"));
  first.set_sha256(absl::BytesToHexString(Sha256(photo)));
  first.set_size_bytes(static_cast<int64_t>(photo.size()));
  const std::string forged =
      photo.substr(0, 4 * kChunk) + std::string(photo.size() - 4 * kChunk, 'z');
  EXPECT_THAT(Send("worker1", first, forged),
              StatusIs(absl::StatusCode::kAborted, "HASH_MISMATCH"));
  EXPECT_EQ(CountOf(issue.name()), 0);
  EXPECT_EQ(Received(first.attachment_id()), 0);
}

TEST_F(AttachmentTest, ACancelledUploadLeavesNoRowAndNoFile) {
  const v1::Issue issue = server().Report("worker1");
  const int before = Blobs();
  v1::UploadAttachmentRequest first = For(issue.name());
  {
    AttachmentUpload cut(server().channel(), server().As("worker1"));
    ASSERT_TRUE(cut.Write(MessagesOf(first, Photo(300'000))[0]));
    cut.Cancel();
  }
  EXPECT_EQ(CountOf(issue.name()), 0);
  EXPECT_EQ(Blobs(), before);
  EXPECT_EQ(Journalled("AttachmentService.UploadAttachment",
                       absl::StrCat("attachments/", first.attachment_id())),
            0);
}

TEST_F(AttachmentTest, AnOutboxThatSendsTwiceKeepsOneAndIsAnsweredAlike) {
  const v1::Issue issue = server().Report("worker1");
  const v1::UploadAttachmentRequest first = For(issue.name());
  GG_ASSERT_OK_AND_ASSIGN(const auto once, Send("worker1", first, Photo(100'000)));
  const int blobs = Blobs();
  GG_ASSERT_OK_AND_ASSIGN(const auto twice, Send("worker1", first, Photo(100'000)));
  EXPECT_THAT(twice, EqualsProto(once));
  EXPECT_EQ(CountOf(issue.name()), 1);
  EXPECT_EQ(Blobs(), blobs);
  EXPECT_EQ(Journalled("AttachmentService.UploadAttachment", once.name()), 1);
  v1::UploadAttachmentRequest other = first;
  other.mutable_attachment()->set_title("另一张.jpg");
  EXPECT_THAT(Send("worker1", other, Photo(100'000)), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(AttachmentTest, TooLargeAFileIsRefusedBeforeItComesAndTheLimitIsTold) {
  v1::UploadAttachmentRequest first = For(server().Report("worker1").name());
  first.set_size_bytes(21 << 20);
  first.set_sha256(std::string(64, 'a'));
  const auto refused = SendAttachment(server().channel(), server().As("worker1"), {first});
  ASSERT_THAT(refused, HasReason("TOO_LARGE"));
  EXPECT_THAT(ErrorDetailIn(refused.status(), false).localized_message(), HasSubstr("20 MB"));
  EXPECT_THAT(ErrorDetailIn(refused.status(), true).localized_message(), HasSubstr("20 MB"));
  // And whoever says less than they send.
  first.set_size_bytes(1000);
  EXPECT_THAT(Send("worker1", first, Photo(5000)), HasReason("MORE_THAN_ANNOUNCED"));
  v1::UploadAttachmentRequest huge = For(first.attachment().parent());
  huge.set_size_bytes(1 << 20);
  huge.set_sha256(std::string(64, 'a'));
  huge.set_data(std::string((256 << 10) + 1, 'x'));
  EXPECT_THAT(SendAttachment(server().channel(), server().As("worker1"), {huge}),
              HasViolation("data", "TOO_LONG"));
}

TEST_F(AttachmentTest, ARecordTakesAHundredAndNotOneMore) {
  const v1::Issue issue = server().Report("worker1");
  for (int i = 0; i < AttachmentHandler::kMostOfParent; ++i) Sent(issue.name());
  EXPECT_THAT(Send("worker1", For(issue.name()), Photo()), HasReason("TOO_MANY_ATTACHMENTS"));
  GG_ASSERT_OK_AND_ASSIGN(const auto page, List("worker1", issue.name()));
  ASSERT_THAT(Delete("worker1", page.attachments(0).name()), IsOk());
  EXPECT_THAT(Send("worker1", For(issue.name()), Photo()), IsOk());
}

TEST_F(AttachmentTest, WhatIsNoPhotoIsNotKeptWhateverItIsCalled) {
  const v1::Issue issue = server().Report("worker1");
  const int before = Blobs();
  const std::pair<std::string, const char*> hostile[] = {
      {Png("", Packed(std::string(10 << 20, '\0'))), "NOT_A_PNG"},
      {Png("", Packed("x"), 60'000, 60'000), "TOO_MANY_PIXELS"},
      {Png() + "<script>alert(1)</script>", "NOT_A_PNG"},
      {Photo().substr(0, 100), "NOT_A_JPEG"},
      {"<html><script>alert(1)</script></html>", "TYPE_NOT_TAKEN"},
      {"PK\x03\x04 a sheet", "TYPE_NOT_TAKEN"},
      {Pdf("<</S/JavaScript>>"), "ACTIVE_CONTENT"},
  };
  for (const auto& [content, reason] : hostile) {
    EXPECT_THAT(Send("worker1", For(issue.name()), content),
                StatusIs(absl::StatusCode::kInvalidArgument, reason));
  }
  EXPECT_EQ(CountOf(issue.name()), 0);
  EXPECT_EQ(Blobs(), before);
  GG_ASSERT_OK_AND_ASSIGN(const auto cleaned, Send("worker1", For(issue.name()),
                                                   Png(PngChunk("tEXt", "Comment <script>"))));
  EXPECT_THAT(Fetch("worker1", cleaned.name())->bytes, Not(HasSubstr("script")));
}

TEST_F(AttachmentTest, ADocumentGoesWithAnIssueAndNotWithAPatrol) {
  GG_ASSERT_OK_AND_ASSIGN(const auto document,
                          Send("office1", For(server().Report("office1").name()), Pdf()));
  EXPECT_EQ(document.type(), v1::Attachment::TYPE_PDF);
  EXPECT_THAT(Send("worker1", For(StartPatrol().name()), Pdf()), HasReason("TYPE_NOT_TAKEN"));
}

TEST_F(AttachmentTest, WhoDoesNotSeeTheParentCannotTellWhetherThereIsOne) {
  const v1::Issue issue = server().Report("worker1");
  const v1::Attachment sent = Sent(issue.name());
  const std::string nothing = "attachments/" + NewId();
  for (const char* user : {"worker2", "office2", "handler1"}) {
    for (const std::string& name : {sent.name(), nothing}) {
      EXPECT_THAT(Get(user, name), StatusIs(kDenied, "NOT_VISIBLE")) << user;
      EXPECT_THAT(Fetch(user, name), StatusIs(kDenied, "NOT_VISIBLE")) << user;
    }
    EXPECT_THAT(List(user, issue.name()), StatusIs(kDenied, "NOT_VISIBLE")) << user;
    EXPECT_THAT(Send(user, For(issue.name()), Photo()), StatusIs(kDenied, "NOT_VISIBLE")) << user;
  }
  EXPECT_THAT(Delete("worker2", sent.name()), StatusIs(kDenied, "NOT_VISIBLE"));
  EXPECT_THAT(Get("mixed1", sent.name()), IsOk());  // A worker of the grid.
  EXPECT_EQ(CountOf(issue.name()), 1);
}

TEST_F(AttachmentTest, TheUnitSeesThemOnceTheIssueIsItsOwnAndTheLiaisonNever) {
  const v1::Issue issue = server().Report("worker1", kGridA1, kPublicOrderCategory);
  const v1::Attachment sent = Sent(issue.name());
  EXPECT_THAT(Fetch("handler1", sent.name()), HasReason("NOT_VISIBLE"));
  server().Accept("office1", issue.name());
  server().Dispatch("office1", issue.name(), "units/CG");
  EXPECT_THAT(Fetch("handler1", sent.name()), IsOk());
  EXPECT_THAT(Send("handler1", For(issue.name()), Photo()), IsOk());
  ASSERT_THAT(server().GetIssue("liaison1", issue.name()), IsOk());
  EXPECT_THAT(Fetch("liaison1", sent.name()), StatusIs(kDenied, "NOT_PERMITTED"));
  EXPECT_THAT(List("liaison1", issue.name()), StatusIs(kDenied, "NOT_PERMITTED"));
}

TEST_F(AttachmentTest, EveryReadingIsJournalledAndNoneThatWasRefused) {
  const v1::Attachment sent = Sent(server().Report("worker1").name());
  const char* method = "AttachmentService.DownloadAttachment";
  EXPECT_EQ(Journalled(method, sent.name()), 0);
  ASSERT_THAT(Fetch("office1", sent.name()), IsOk());
  ASSERT_THAT(Fetch("worker1", sent.name(), 5), IsOk());
  EXPECT_THAT(Fetch("worker2", sent.name()), HasReason("NOT_VISIBLE"));
  EXPECT_EQ(Journalled(method, sent.name()), 2);
}

TEST_F(AttachmentTest, ADeletedOneIsGoneForAllAndItsFileWithTheNextHour) {
  const v1::Issue issue = server().Report("worker1");
  const v1::Attachment sent = Sent(issue.name());
  server().app().RunTimers();  // What tests before this one have deleted.
  const int before = Blobs();
  EXPECT_THAT(Delete("office1", sent.name()), StatusIs(kDenied, "NOT_THE_UPLOADER"));
  ASSERT_THAT(Delete("worker1", sent.name()), IsOk());
  ASSERT_THAT(Delete("worker1", sent.name()), IsOk());
  EXPECT_THAT(Fetch("worker1", sent.name()), HasReason("ATTACHMENT_DELETED"));
  EXPECT_EQ(CountOf(issue.name()), 0);
  EXPECT_TRUE(Get("worker1", sent.name())->has_delete_time());
  EXPECT_EQ(Journalled("AttachmentService.DeleteAttachment", sent.name()), 1);
  server().app().RunTimers();
  EXPECT_EQ(Blobs(), before - 1);
}

TEST_F(AttachmentTest, WhatSomebodyHasActedUponStays) {
  const v1::Issue issue = server().Report("worker1");
  const v1::Attachment sent = Sent(issue.name());
  server().Advance(absl::Seconds(1));
  server().Accept("office1", issue.name());
  EXPECT_THAT(Delete("worker1", sent.name()), HasReason("ACTED_UPON"));
  v1::Attachment later = Sent(issue.name());
  EXPECT_THAT(Delete("worker1", later.name()), IsOk());
}

TEST_F(AttachmentTest, APatrolsPhotosAreItsWorkersUntilItIsHandedIn) {
  const std::string patrol = StartPatrol().name();
  EXPECT_THAT(Send("office1", For(patrol), Photo()), HasReason("NOT_VISIBLE"));
  EXPECT_THAT(Send("worker1", For(patrol, "nope"), Photo()),
              HasViolation("attachment.item", "UNKNOWN_ITEM"));
  GG_ASSERT_OK_AND_ASSIGN(const auto sent, Send("worker1", For(patrol, "f1"), Photo()));
  EXPECT_EQ(sent.item(), "f1");
  ASSERT_THAT(Submit(patrol), IsOk());
  EXPECT_THAT(Send("worker1", For(patrol), Photo()), HasReason("WRONG_STATE"));
  EXPECT_THAT(Delete("worker1", sent.name()), HasReason("WRONG_STATE"));
  EXPECT_THAT(Fetch("office1", sent.name()), IsOk());
}

TEST_F(AttachmentTest, AnAccountHasSoManyTransfersAtOnce) {
  const v1::Issue issue = server().Report("worker1");
  const std::string photo = Photo(300'000);
  std::vector<std::unique_ptr<AttachmentUpload>> open;
  for (int i = 0; i < Transfers::kMostOfAccount; ++i) {
    const v1::UploadAttachmentRequest first = For(issue.name());
    open.push_back(std::make_unique<AttachmentUpload>(server().channel(), server().As("worker1")));
    ASSERT_TRUE(open.back()->Write(MessagesOf(first, photo)[0]));
    while (Received(first.attachment_id()) == 0) {
    }
  }
  EXPECT_THAT(Send("worker1", For(issue.name()), photo),
              StatusIs(absl::StatusCode::kResourceExhausted, "TOO_MANY_TRANSFERS"));
  EXPECT_THAT(Send("office1", For(issue.name()), photo), IsOk());
}

TEST_F(AttachmentTest, WhoIsNotSignedInTakesNobodysPlace) {
  const v1::Issue issue = server().Report("worker1");
  std::vector<std::unique_ptr<AttachmentUpload>> strangers;
  for (int i = 0; i < 2 * Transfers::kMost; ++i) {
    strangers.push_back(std::make_unique<AttachmentUpload>(server().channel(), server().As("")));
  }
  EXPECT_THAT(Send("worker1", For(issue.name()), Photo()), IsOk());
  EXPECT_THAT(strangers.front()->Finish(),
              StatusIs(absl::StatusCode::kUnauthenticated, "NOT_SIGNED_IN"));
}

TEST_F(AttachmentTest, APeerThatDoesNothingIsLetGoOf) {
  const v1::UploadAttachmentRequest first = For(server().Report("worker1").name());
  AttachmentUpload idle(server().channel(), server().As("worker1"));
  ASSERT_TRUE(idle.Write(MessagesOf(first, Photo(300'000))[0]));
  while (Received(first.attachment_id()) == 0) {
  }
  server().Advance(Transfers::kLongestPause + absl::Seconds(1));
  server().app().RunTimers();
  EXPECT_THAT(idle.Finish(), StatusIs(absl::StatusCode::kDeadlineExceeded, "TRANSFER_STALLED"));
}

TEST_F(AttachmentTest, RightsThatEndEndAnUpload) {
  server().MakeUser("temp1");
  const std::string role = server().Grant("temp1", v1::ROLE_COMMUNITY_OFFICE, kCommunityA);
  server().SignIn("temp1");
  const v1::Issue issue = server().Report("worker1");
  const v1::UploadAttachmentRequest first = For(issue.name());
  const auto messages = MessagesOf(first, Photo(600'000));
  AttachmentUpload upload(server().channel(), server().As("temp1"));
  ASSERT_TRUE(upload.Write(messages[0]));
  server().EndRole(role);
  for (size_t i = 1; i < messages.size() && upload.Write(messages[i]); ++i) {
  }
  EXPECT_THAT(upload.Finish(), StatusIs(kDenied, "NOT_PERMITTED"));
  EXPECT_EQ(CountOf(issue.name()), 0);
}

TEST_F(AttachmentTest, AnAnswerThatAsksForAPhotoIsNotHandedInWithoutIt) {
  v1::ImportPatrolTypesRequest types;
  auto& type = *types.add_patrol_types();
  type.set_code("WITH_PHOTO");
  type.mutable_title()->set_zh("示例");
  type.mutable_title()->set_en("sample");
  type.set_target(v1::PatrolType::TARGET_GRID);
  type.set_source("示例");
  auto& item = *type.add_checklist();
  item.set_code("p1");
  item.mutable_text()->set_zh("是否畅通");
  item.mutable_text()->set_en("is it clear");
  item.set_type(v1::PatrolType::Item::TYPE_YES_NO);
  item.set_photo_required(true);
  ASSERT_THAT(server().Call<v1::ImportPatrolTypesResponse>("sysadmin", types), IsOk());
  v1::CreatePatrolRequest create;
  create.mutable_patrol()->set_patrol_type("patrolTypes/WITH_PHOTO");
  create.mutable_patrol()->set_grid(kGridA1);
  auto& answer = *create.mutable_patrol()->add_answers();
  answer.set_item("p1");
  answer.set_value("YES");
  GG_ASSERT_OK_AND_ASSIGN(const auto patrol, server().Call<v1::Patrol>("worker1", create));

  EXPECT_THAT(Submit(patrol.name()), HasViolation("answers.p1", "PHOTO_MISSING"));
  GG_ASSERT_OK_AND_ASSIGN(const auto other, Send("worker1", For(patrol.name()), Photo()));
  EXPECT_THAT(Submit(patrol.name()), HasViolation("answers.p1", "PHOTO_MISSING"));
  GG_ASSERT_OK_AND_ASSIGN(const auto photo, Send("worker1", For(patrol.name(), "p1"), Photo()));
  ASSERT_THAT(Delete("worker1", photo.name()), IsOk());
  EXPECT_THAT(Submit(patrol.name()), HasViolation("answers.p1", "PHOTO_MISSING"));
  ASSERT_THAT(Send("worker1", For(patrol.name(), "p1"), Photo()), IsOk());
  EXPECT_THAT(Submit(patrol.name()), IsOk());
}

TEST_F(AttachmentTest, WhatIsLeftOfUploadsAndCrashesIsSweptAfterADay) {
  const v1::Issue issue = server().Report("worker1");
  const v1::Attachment kept = Sent(issue.name());
  const v1::UploadAttachmentRequest first = For(issue.name());
  {
    AttachmentUpload cut(server().channel(), server().As("worker1"));
    ASSERT_TRUE(cut.Write(MessagesOf(first, Photo(300'000))[0]));
    while (Received(first.attachment_id()) == 0) {
    }
  }
  // As a crash between the file and its row leaves it.
  const std::string id = NewId();
  const std::string folder = absl::StrCat(server().dir(), "/blobs/", id.substr(0, 2));
  std::filesystem::create_directory(folder);
  const std::string orphan = absl::StrCat(folder, "/", id);
  std::filesystem::copy_file(server().database(), orphan);
  server().app().RunTimers();
  EXPECT_TRUE(std::filesystem::exists(orphan));
  EXPECT_GT(Received(first.attachment_id()), 0);

  server().Advance(absl::Hours(25));
  for (const char* user :
       {"worker1", "secadmin", "sysadmin", "auditadmin", "office1", "auditor1"}) {
    server().SignIn(user);
  }
  server().app().RunTimers();
  EXPECT_FALSE(std::filesystem::exists(orphan));
  EXPECT_EQ(Received(first.attachment_id()), 0);
  EXPECT_THAT(Fetch("worker1", kept.name()), IsOk());
}

}  // namespace
}  // namespace gridgov
