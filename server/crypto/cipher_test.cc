#include "server/crypto/cipher.h"

#include <set>

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/crypto/aes_gcm.h"

namespace gridgov {
namespace {

// An invented number; no such telephone line is in use.
constexpr char kPhone[] = "13800000000";

Key NewKey() { return Key::Random(Uuid::V7(absl::Now())); }

std::string SomeAad() { return Aad("issues", "reporter_phone", "row-1"); }

TEST(AesGcmTest, AgreesWithThePublishedVectorForAes256) {
  // Test case 14 of the GCM specification: key, nonce and plaintext all zero.
  const Secret key(std::string(32, '\0'));
  const std::string nonce(12, '\0');

  EXPECT_EQ(absl::BytesToHexString(AesGcmSeal(key, nonce, std::string(16, '\0'), "")),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

TEST(CipherTest, OpensWhatItSealed) {
  const Key key = NewKey();
  for (const std::string& text : {std::string(kPhone), std::string(), std::string("张三（虚构）"),
                                  std::string(100'000, 'x'), std::string("\0\xff", 2)}) {
    EXPECT_EQ(Open(key, Seal(key, text, SomeAad()), SomeAad()).value(), text);
  }
}

TEST(CipherTest, OpensWithoutAad) {
  const Key key = NewKey();

  EXPECT_EQ(Open(key, Seal(key, kPhone, {}), {}).value(), kPhone);
}

TEST(CipherTest, ShowsNeitherPlaintextNorEqualityOfPlaintexts) {
  const Key key = NewKey();
  std::set<std::string> blobs;
  for (int i = 0; i < 100; ++i) {
    const std::string blob = Seal(key, kPhone, SomeAad());
    EXPECT_EQ(blob.find(kPhone), std::string::npos);
    EXPECT_EQ(blob.size(), sizeof(kPhone) - 1 + kSealOverhead);
    blobs.insert(blob);
  }

  EXPECT_EQ(blobs.size(), 100u);
}

TEST(CipherTest, RefusesABlobWithAnyBitFlipped) {
  const Key key = NewKey();
  const std::string blob = Seal(key, kPhone, SomeAad());

  for (size_t bit = 0; bit < blob.size() * 8; ++bit) {
    std::string flipped = blob;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    ASSERT_EQ(Open(key, flipped, SomeAad()).status().code(), absl::StatusCode::kDataLoss) << bit;
  }
}

TEST(CipherTest, RefusesABlobCutOrGrownAnywhere) {
  const Key key = NewKey();
  const std::string blob = Seal(key, kPhone, SomeAad());

  for (size_t size = 0; size < blob.size(); ++size) {
    ASSERT_EQ(ErrorReason(Open(key, blob.substr(0, size), SomeAad()).status()),
              "DAMAGED_CIPHERTEXT");
  }
  EXPECT_EQ(ErrorReason(Open(key, blob + "x", SomeAad()).status()), "DAMAGED_CIPHERTEXT");
}

TEST(CipherTest, RefusesABlobMovedToAnotherTableColumnOrRow) {
  const Key key = NewKey();
  const std::string blob = Seal(key, kPhone, Aad("issues", "phone", "1"));

  for (const std::string& elsewhere : {Aad("persons", "phone", "1"), Aad("issues", "name", "1"),
                                       Aad("issues", "phone", "2"), std::string()}) {
    EXPECT_EQ(ErrorReason(Open(key, blob, elsewhere).status()), "DAMAGED_CIPHERTEXT");
  }
}

TEST(CipherTest, NamesTheReasonWhenTheKeyOrTheAlgorithmIsAnother) {
  const Key key = NewKey();
  std::string blob = Seal(key, kPhone, SomeAad());

  EXPECT_EQ(ErrorReason(Open(NewKey(), blob, SomeAad()).status()), "WRONG_KEY");
  blob[0] = 2;
  EXPECT_EQ(ErrorReason(Open(key, blob, SomeAad()).status()), "UNKNOWN_CIPHER");
}

TEST(CipherTest, RefusesOtherKeyBytesUnderTheSameId) {
  const Key key = NewKey();
  const Key impostor = Key::Random(key.id);

  EXPECT_EQ(ErrorReason(Open(impostor, Seal(key, kPhone, SomeAad()), SomeAad()).status()),
            "DAMAGED_CIPHERTEXT");
}

TEST(CipherTest, BindsTheKeyIdUnderTheTag) {
  const Key key = NewKey();
  const Key renamed{Uuid::V7(absl::Now()), key.bytes.Clone()};
  std::string blob = Seal(key, kPhone, SomeAad());

  blob.replace(1, Uuid::kSize, std::string(renamed.id.bytes()));

  EXPECT_EQ(ErrorReason(Open(renamed, blob, SomeAad()).status()), "DAMAGED_CIPHERTEXT");
}

TEST(CipherTest, AsksTheLookupForTheKeyThatTheBlobNames) {
  const Key key = NewKey();
  const std::string blob = Seal(key, kPhone, SomeAad());

  EXPECT_EQ(KeyIdOf(blob).value(), key.id);
  EXPECT_EQ(Open(
                [&key](const Uuid& id) -> absl::StatusOr<Key> {
                  EXPECT_EQ(id, key.id);
                  return key.Clone();
                },
                blob, SomeAad())
                .value(),
            kPhone);
}

TEST(CipherTest, HandsOnTheLookupsError) {
  const std::string blob = Seal(NewKey(), kPhone, SomeAad());

  const auto opened =
      Open([](const Uuid&) -> absl::StatusOr<Key> { return absl::NotFoundError("erased"); }, blob,
           SomeAad());

  EXPECT_EQ(opened.status().code(), absl::StatusCode::kNotFound);
}

TEST(AadTest, TellsPlacesApartWhoseNamesJoinAlike) {
  EXPECT_NE(Aad("a", "bc", "d"), Aad("ab", "c", "d"));
  EXPECT_NE(Aad("a", "b", "cd"), Aad("a", "bc", "d"));
  EXPECT_NE(Aad("", "a", "b"), Aad("a", "", "b"));
}

}  // namespace
}  // namespace gridgov
