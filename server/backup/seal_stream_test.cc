#include "server/backup/seal_stream.h"

#include <fstream>
#include <sstream>
#include <vector>

#include "gmock/gmock.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/status_matchers.h"

namespace gridgov {
namespace {

std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

class SealStreamTest : public testing::Test {
 protected:
  std::string Sealed(const std::string& content) {
    const std::string path = folder_.File("sealed");
    std::filesystem::remove(path);
    auto writer = SealWriter::Create(path, key_, "database");
    EXPECT_THAT(writer, IsOk());
    // In pieces that meet no border of a chunk.
    for (size_t at = 0; at < content.size(); at += 100'001) {
      EXPECT_THAT(writer->Write(content.substr(at, 100'001)), IsOk());
    }
    EXPECT_THAT(writer->Finish(), IsOk());
    return BytesOf(path);
  }
  absl::StatusOr<std::string> Opened(const std::string& sealed,
                                     absl::string_view kind = "database") {
    const std::string path = folder_.File("read");
    Write(path, sealed);
    auto reader = SealReader::Open(path, key_, kind);
    if (!reader.ok()) return reader.status();
    std::string content;
    for (;;) {
      auto piece = reader->Next();
      if (!piece.ok()) return piece.status();
      if (!piece->has_value()) return content;
      content += **piece;
    }
  }
  static std::string Content(size_t size) {
    std::string content(size, '\0');
    for (size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 31 + i / 977);
    return content;
  }

  const ScratchFolder folder_;
  const Secret key_ = Secret::Random(32);
};

TEST_F(SealStreamTest, GivesBackWhatWasSealedAtEveryBorder) {
  for (const size_t size : {size_t{0}, size_t{1}, kSealChunk - 1, kSealChunk, kSealChunk + 1,
                            2 * kSealChunk, 2 * kSealChunk + 7}) {
    const std::string content = Content(size);

    const auto opened = Opened(Sealed(content));

    ASSERT_THAT(opened, IsOk()) << size;
    EXPECT_TRUE(*opened == content) << size;
  }
}

TEST_F(SealStreamTest, ShowsNothingOfItsContentAndNeverTheSameTwice) {
  const std::string content = "居民甲乙丙（示例）";

  const std::string first = Sealed(content);

  EXPECT_EQ(first.find(content), std::string::npos);
  EXPECT_NE(first, Sealed(content));
}

TEST_F(SealStreamTest, RefusesAFlippedBitAnywhere) {
  const std::string sealed = Sealed(Content(300));
  for (size_t at = 0; at < sealed.size(); ++at) {
    std::string flipped = sealed;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 8)));

    EXPECT_FALSE(Opened(flipped).ok()) << at;
  }
}

TEST_F(SealStreamTest, RefusesAFileCutAnywhere) {
  const std::string sealed = Sealed(Content(2 * kSealChunk + 50));
  const size_t chunk = kSealChunk + 16;
  for (const size_t size :
       {size_t{0}, size_t{10}, kSealHeaderSize, kSealHeaderSize + 1, kSealHeaderSize + chunk - 1,
        kSealHeaderSize + chunk, kSealHeaderSize + 2 * chunk, sealed.size() - 1}) {
    EXPECT_THAT(Opened(sealed.substr(0, size)),
                StatusIs(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED"))
        << size;
  }
}

TEST_F(SealStreamTest, RefusesChunksMovedRepeatedOrAdded) {
  const std::string sealed = Sealed(Content(3 * kSealChunk));
  const size_t size = kSealChunk + 16;
  const std::string header = sealed.substr(0, kSealHeaderSize);
  const std::string a = sealed.substr(kSealHeaderSize, size);
  const std::string b = sealed.substr(kSealHeaderSize + size, size);
  const std::string c = sealed.substr(kSealHeaderSize + 2 * size, size);
  ASSERT_THAT(Opened(header + a + b + c), IsOk());

  for (const std::string& changed :
       {header + b + a + c, header + a + c, header + a + a + b + c, header + a + b + c + c,
        header + a + b + c + "x", header + c}) {
    EXPECT_THAT(Opened(changed), StatusIs(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED"));
  }
}

TEST_F(SealStreamTest, OpensNoOtherKindOfFileAndNoneOfAnotherKey) {
  const std::string sealed = Sealed("content");

  EXPECT_THAT(Opened(sealed, "manifest"), StatusIs(absl::StatusCode::kDataLoss, "BACKUP_DAMAGED"));
  EXPECT_FALSE(SealReader::Open(folder_.File("read"), Secret::Random(32), "database")->Next().ok());
}

TEST_F(SealStreamTest, SaysThatALaterFormatNeedsALaterProgram) {
  std::string sealed = Sealed("content");
  sealed[4] = 2;

  EXPECT_THAT(Opened(sealed), StatusIs(absl::StatusCode::kFailedPrecondition, "BACKUP_TOO_NEW"));
}

TEST_F(SealStreamTest, TellsTheHashOfTheSealedFile) {
  Write(folder_.File("plain"), Content(kSealChunk + 5));
  const auto sealed = SealFile(folder_.File("plain"), folder_.File("out"), key_, "database");
  ASSERT_THAT(sealed, IsOk());

  const auto copied = CopyFile(folder_.File("out"), folder_.File("copy"));
  const auto opened = UnsealFile(folder_.File("out"), folder_.File("back"), key_, "database");

  EXPECT_EQ(*copied, *sealed);
  EXPECT_EQ(*opened, *sealed);
  EXPECT_EQ(BytesOf(folder_.File("back")), BytesOf(folder_.File("plain")));
}

}  // namespace
}  // namespace gridgov
