#include "server/store/uploads.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"
#include "server/store/sealed_chunks.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

namespace fs = std::filesystem;

class UploadsTest : public ::testing::Test {
 protected:
  UploadsTest() { Reopen(); }
  void Reopen() { uploads_ = *Uploads::Open(dir_, secret_); }
  static Announced Of(const std::string& content) {
    return {static_cast<int64_t>(content.size()), absl::BytesToHexString(Sha256(content))};
  }
  absl::StatusOr<std::shared_ptr<Upload>> Begin(const std::string& content, int64_t offset = 0) {
    return uploads_->Begin(account_, id_, Of(content), offset);
  }
  std::string Path() const {
    return absl::StrCat(dir_, "/", account_.ToString(), ".", id_.ToString());
  }

  ScratchFolder scratch_;
  const std::string dir_ = std::string(scratch_.path()) + "/partial";
  const Secret secret_ = Secret::Random(32);
  const Uuid account_ = Uuid::V7(absl::Now());
  const Uuid id_ = Uuid::V7(absl::Now());
  // Two chunks and a bit.
  const std::string content_ = std::string(kChunkBytes, 'a') + std::string(kChunkBytes, 'b') + "c";
  std::unique_ptr<Uploads> uploads_;
};

TEST_F(UploadsTest, GivesBackWhatCameInPiecesOfAnySize) {
  for (const size_t piece : {size_t{1000}, kChunkBytes, 2 * kChunkBytes, content_.size()}) {
    GG_ASSERT_OK_AND_ASSIGN(const auto upload, Begin(content_));
    for (size_t at = 0; at < content_.size(); at += piece) {
      ASSERT_THAT(upload->Append(absl::string_view(content_).substr(at, piece)), IsOk());
    }
    EXPECT_EQ(*upload->Read(), content_) << piece;
  }
}

TEST_F(UploadsTest, GoesOnAfterARestartFromItsLastWholeChunk) {
  {
    GG_ASSERT_OK_AND_ASSIGN(const auto cut, Begin(content_));
    ASSERT_THAT(cut->Append(content_.substr(0, kChunkBytes + 500)), IsOk());
  }
  Reopen();
  ASSERT_EQ(uploads_->Received(account_, id_), static_cast<int64_t>(kChunkBytes));
  GG_ASSERT_OK_AND_ASSIGN(const auto upload, Begin(content_, kChunkBytes));
  ASSERT_THAT(upload->Append(content_.substr(kChunkBytes)), IsOk());
  EXPECT_EQ(*upload->Read(), content_);
}

TEST_F(UploadsTest, AChunkThatWasBeingWrittenIsNone) {
  {
    GG_ASSERT_OK_AND_ASSIGN(const auto cut, Begin(content_));
    ASSERT_THAT(cut->Append(content_.substr(0, 2 * kChunkBytes)), IsOk());
  }
  fs::resize_file(Path(), fs::file_size(Path()) - 1);
  ASSERT_EQ(uploads_->Received(account_, id_), static_cast<int64_t>(kChunkBytes));
  GG_ASSERT_OK_AND_ASSIGN(const auto upload, Begin(content_, kChunkBytes));
  ASSERT_THAT(upload->Append(content_.substr(kChunkBytes)), IsOk());
  EXPECT_EQ(*upload->Read(), content_);
}

TEST_F(UploadsTest, AnotherOffsetIsRefusedWithTheRightOne) {
  GG_ASSERT_OK_AND_ASSIGN(const auto cut, Begin(content_));
  ASSERT_THAT(cut->Append(content_.substr(0, kChunkBytes)), IsOk());
  const auto refused = Begin(content_, 17);
  EXPECT_THAT(refused, HasReason("OFFSET_MISMATCH"));
  const auto detail = ErrorDetailIn(refused.status(), false);
  EXPECT_EQ(detail.metadata().at("received_bytes"), absl::StrCat(kChunkBytes));
}

TEST_F(UploadsTest, AnotherFileOnlyBeginsAnew) {
  GG_ASSERT_OK_AND_ASSIGN(const auto cut, Begin(content_));
  ASSERT_THAT(cut->Append(content_.substr(0, kChunkBytes)), IsOk());
  const std::string other(content_.size(), 'z');
  EXPECT_THAT(Begin(other, kChunkBytes), HasReason("UPLOAD_CHANGED"));
  GG_ASSERT_OK_AND_ASSIGN(const auto anew, Begin(other));
  ASSERT_THAT(anew->Append(other), IsOk());
  EXPECT_EQ(*anew->Read(), other);
}

TEST_F(UploadsTest, OtherBytesThanAnnouncedAreNotGivenOut) {
  GG_ASSERT_OK_AND_ASSIGN(const auto upload, Begin(content_));
  ASSERT_THAT(upload->Append(std::string(content_.size(), 'z')), IsOk());
  EXPECT_THAT(upload->Read(), StatusIs(absl::StatusCode::kAborted, "HASH_MISMATCH"));
}

TEST_F(UploadsTest, TooFewAndTooManyBytesAreToldFromEachOther) {
  GG_ASSERT_OK_AND_ASSIGN(const auto upload, Begin(content_));
  ASSERT_THAT(upload->Append(content_.substr(1)), IsOk());
  EXPECT_THAT(upload->Read(), HasReason("UPLOAD_INCOMPLETE"));
  EXPECT_THAT(upload->Append("xy"), HasReason("MORE_THAN_ANNOUNCED"));
}

TEST_F(UploadsTest, ADamagedPartIsNotGivenOut) {
  GG_ASSERT_OK_AND_ASSIGN(const auto upload, Begin(content_));
  ASSERT_THAT(upload->Append(content_), IsOk());
  std::fstream file(Path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(5000);
  file.put('!');
  file.close();
  EXPECT_THAT(upload->Read(), HasReason("HASH_MISMATCH"));
}

TEST_F(UploadsTest, TheStreamThatComesLastGoesOn) {
  GG_ASSERT_OK_AND_ASSIGN(const auto dead, Begin(content_));
  ASSERT_THAT(dead->Append(content_.substr(0, kChunkBytes)), IsOk());
  GG_ASSERT_OK_AND_ASSIGN(const auto upload, Begin(content_, kChunkBytes));
  EXPECT_THAT(dead->Append("late"), HasReason("UPLOAD_TAKEN_OVER"));
  ASSERT_THAT(upload->Append(content_.substr(kChunkBytes)), IsOk());
  EXPECT_EQ(*upload->Read(), content_);
}

TEST_F(UploadsTest, AnAccountLeavesSoManyUnfinishedAndOthersAreNotConcerned) {
  for (int i = 0; i < Uploads::kMostOfAccount; ++i) {
    EXPECT_THAT(uploads_->Begin(account_, Uuid::V7(absl::Now()), Of("x"), 0), IsOk());
  }
  EXPECT_THAT(Begin("x"), StatusIs(absl::StatusCode::kResourceExhausted, "TOO_MANY_UPLOADS"));
  EXPECT_THAT(uploads_->Begin(Uuid::V7(absl::Now()), id_, Of("x"), 0), IsOk());
}

TEST_F(UploadsTest, NobodyElsesPartIsFoundUnderTheSameId) {
  GG_ASSERT_OK_AND_ASSIGN(const auto upload, Begin(content_));
  ASSERT_THAT(upload->Append(content_), IsOk());
  EXPECT_EQ(uploads_->Received(Uuid::V7(absl::Now()), id_), 0);
}

TEST_F(UploadsTest, WhatNobodyFinishesIsDiscarded) {
  GG_ASSERT_OK_AND_ASSIGN(const auto upload, Begin(content_));
  ASSERT_THAT(upload->Append(content_), IsOk());
  EXPECT_EQ(std::string(fs::path(Path()).filename()).find("aaaa"), std::string::npos);
  EXPECT_EQ(uploads_->DiscardOlderThan(absl::Now() - absl::Hours(1)), 0);
  EXPECT_EQ(uploads_->DiscardOlderThan(absl::Now() + absl::Hours(1)), 1);
  EXPECT_EQ(uploads_->Received(account_, id_), 0);
}

}  // namespace
}  // namespace gridgov
