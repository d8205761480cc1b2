#include "server/store/blobs.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/cpp/status_macros.h"
#include "server/store/sealed_chunks.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

namespace fs = std::filesystem;

class BlobsTest : public ::testing::Test {
 protected:
  BlobsTest() {
    EXPECT_THAT(SubjectKeys::Create(folder_ + "/keys.db", master_), IsOk());
    keys_ = *SubjectKeys::Open(folder_ + "/keys.db", master_);
    fs::create_directory(dir_);
    blobs_ = std::make_unique<Blobs>(dir_, *keys_);
  }
  std::string PathOf(const Uuid& id) const {
    return absl::StrCat(dir_, "/", id.ToString().substr(0, 2), "/", id.ToString());
  }
  absl::StatusOr<std::string> ReadAll(const Uuid& id, int64_t offset = 0) {
    GG_ASSIGN_OR_RETURN(const auto reader, blobs_->Open(id));
    std::string all;
    while (true) {
      GG_ASSIGN_OR_RETURN(const std::string part,
                          reader->ReadFrom(offset + static_cast<int64_t>(all.size())));
      if (part.empty()) return all;
      all += part;
    }
  }
  static std::string Content(size_t size) {
    std::string content(size, '\0');
    for (size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 7 + i / 251);
    return content;
  }
  static std::string FileText(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void SetFileText(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  }

  ScratchFolder scratch_;
  const std::string folder_ = scratch_.path();
  const std::string dir_ = folder_ + "/blobs";
  const Secret master_ = Secret::Random(32);
  std::unique_ptr<SubjectKeys> keys_;
  std::unique_ptr<Blobs> blobs_;
};

TEST_F(BlobsTest, GivesBackWhatItTookFromAnyOffset) {
  for (const size_t size : {size_t{1}, kChunkBytes - 1, kChunkBytes, kChunkBytes + 1,
                            3 * kChunkBytes, 3 * kChunkBytes + 17}) {
    const std::string content = Content(size);
    GG_ASSERT_OK_AND_ASSIGN(const Uuid id, blobs_->Write(content));
    EXPECT_EQ(*ReadAll(id), content) << size;
    EXPECT_EQ(*ReadAll(id, static_cast<int64_t>(size) - 1), content.substr(size - 1));
    EXPECT_EQ(*ReadAll(id, static_cast<int64_t>(size)), "");
    EXPECT_EQ((*blobs_->Open(id))->size(), static_cast<int64_t>(size));
  }
}

TEST_F(BlobsTest, WhatComesInPiecesIsTheSameAsWhatComesWhole) {
  const std::string content = Content(3 * kChunkBytes + 17);
  for (const size_t piece : {size_t{1000}, kChunkBytes, 2 * kChunkBytes + 5, content.size()}) {
    GG_ASSERT_OK_AND_ASSIGN(const Uuid id, blobs_->WriteFrom([&](const Blobs::BlobPiece& take) {
      for (size_t at = 0; at < content.size(); at += piece) {
        GG_RETURN_IF_ERROR(take(content.substr(at, piece)));
      }
      return absl::OkStatus();
    }));
    EXPECT_EQ(*ReadAll(id), content) << piece;
  }
}

TEST_F(BlobsTest, ASourceThatFailsLeavesNoFile) {
  const auto failed = blobs_->WriteFrom([](const Blobs::BlobPiece& take) -> absl::Status {
    GG_RETURN_IF_ERROR(take("half of it"));
    return absl::CancelledError("no more");
  });
  EXPECT_TRUE(absl::IsCancelled(failed.status())) << failed.status();
  for (const auto& entry : fs::recursive_directory_iterator(dir_)) {
    EXPECT_FALSE(entry.is_regular_file()) << entry.path();
  }
}

TEST_F(BlobsTest, NothingOfItIsReadableOnDiskAndNobodyElseHasAccess) {
  GG_ASSERT_OK_AND_ASSIGN(const Uuid id, blobs_->Write(std::string(100'000, 'x')));
  EXPECT_EQ(FileText(PathOf(id)).find("xxxxxxxx"), std::string::npos);
  struct stat file;
  ASSERT_EQ(stat(PathOf(id).c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  ASSERT_EQ(stat(fs::path(PathOf(id)).parent_path().c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0700u);
}

TEST_F(BlobsTest, AFlippedBitAnywhereIsFound) {
  const std::string content = Content(2 * kChunkBytes);
  GG_ASSERT_OK_AND_ASSIGN(const Uuid id, blobs_->Write(content));
  const std::string sealed = FileText(PathOf(id));
  for (size_t at = 0; at < sealed.size(); at += 997) {
    std::string flipped = sealed;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    SetFileText(PathOf(id), flipped);
    EXPECT_TRUE(absl::IsDataLoss(ReadAll(id).status())) << at;
  }
}

TEST_F(BlobsTest, ACutFileIsFoundWhereverItIsCut) {
  GG_ASSERT_OK_AND_ASSIGN(const Uuid id, blobs_->Write(Content(3 * kChunkBytes)));
  const std::string sealed = FileText(PathOf(id));
  for (const size_t size : {sealed.size() - 1, 2 * kSealedChunkBytes, kSealedChunkBytes,
                            kSealedChunkBytes + 10, size_t{10}, size_t{0}}) {
    SetFileText(PathOf(id), sealed.substr(0, size));
    EXPECT_TRUE(absl::IsDataLoss(ReadAll(id).status())) << size;
  }
}

TEST_F(BlobsTest, ChunksThatChangePlacesOrFilesAreFound) {
  GG_ASSERT_OK_AND_ASSIGN(const Uuid id, blobs_->Write(Content(3 * kChunkBytes)));
  GG_ASSERT_OK_AND_ASSIGN(const Uuid other, blobs_->Write(Content(3 * kChunkBytes)));
  const std::string sealed = FileText(PathOf(id));
  const auto chunk = [&sealed](size_t number) {
    return sealed.substr(number * kSealedChunkBytes, kSealedChunkBytes);
  };
  SetFileText(PathOf(id), chunk(1) + chunk(0) + chunk(2));
  EXPECT_TRUE(absl::IsDataLoss(ReadAll(id).status()));
  SetFileText(PathOf(id), chunk(0) + chunk(0) + chunk(2));
  EXPECT_TRUE(absl::IsDataLoss(ReadAll(id).status()));
  SetFileText(PathOf(other), sealed);
  EXPECT_TRUE(absl::IsDataLoss(ReadAll(other).status()));
  SetFileText(PathOf(id), sealed + chunk(2));
  EXPECT_TRUE(absl::IsDataLoss(ReadAll(id).status()));
}

TEST_F(BlobsTest, ErasingTheKeyEndsEveryCopy) {
  GG_ASSERT_OK_AND_ASSIGN(const Uuid id, blobs_->Write(Content(1000)));
  const std::string copy = FileText(PathOf(id));

  ASSERT_THAT(blobs_->Erase({id}), IsOk());
  EXPECT_FALSE(fs::exists(PathOf(id)));
  SetFileText(PathOf(id), copy);

  EXPECT_THAT(ReadAll(id), HasReason("SUBJECT_KEY_MISSING"));
  EXPECT_THAT(blobs_->Erase({id}), IsOk());
  EXPECT_THAT(blobs_->Erase({id}), IsOk());
}

TEST_F(BlobsTest, WhatIsLostIsSaidToBeLost) {
  GG_ASSERT_OK_AND_ASSIGN(const Uuid id, blobs_->Write(Content(1000)));
  fs::remove(PathOf(id));
  EXPECT_THAT(ReadAll(id), HasReason("BLOB_MISSING"));
}

TEST_F(BlobsTest, WhatACrashLeavesIsFoundByItsAgeAndErased) {
  GG_ASSERT_OK_AND_ASSIGN(const Uuid whole, blobs_->Write(Content(1000)));
  // Killed before the rename: the name that nobody can ask for.
  GG_ASSERT_OK_AND_ASSIGN(const Uuid torn, blobs_->Write(Content(1000)));
  fs::rename(PathOf(torn), PathOf(torn) + ".new");
  fs::create_directory(dir_ + "/partial");
  SetFileText(dir_ + "/partial/another kind of name", "x");

  const absl::Time now = absl::Now();
  EXPECT_TRUE(blobs_->TouchedBetween(absl::InfinitePast(), now - absl::Hours(1))->empty());
  EXPECT_TRUE(blobs_->TouchedBetween(now + absl::Hours(1), now + absl::Hours(2))->empty());
  GG_ASSERT_OK_AND_ASSIGN(const auto found,
                          blobs_->TouchedBetween(absl::InfinitePast(), now + absl::Hours(1)));
  EXPECT_THAT(found, testing::UnorderedElementsAre(whole, torn));

  ASSERT_THAT(blobs_->Erase(found), IsOk());
  EXPECT_FALSE(fs::exists(PathOf(whole)));
  EXPECT_FALSE(fs::exists(PathOf(torn) + ".new"));
}

}  // namespace
}  // namespace gridgov
