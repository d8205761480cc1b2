#include "server/crypto/hmac.h"

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"

namespace gridgov {
namespace {

TEST(Sha256Test, AgreesWithTheStandardsExamples) {
  EXPECT_EQ(absl::BytesToHexString(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(absl::BytesToHexString(Sha256("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(HmacTest, AgreesWithRfc4231) {
  EXPECT_EQ(absl::BytesToHexString(HmacSha256(Secret(std::string(20, '\x0b')), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(absl::BytesToHexString(HmacSha256(Secret("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(HmacTest, TakesAnEmptyKeyAndAnEmptyMessage) {
  EXPECT_EQ(absl::BytesToHexString(HmacSha256(Secret(), {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(HmacTest, TellsPartsApartThatJoinToTheSameText) {
  const Secret key("key");

  EXPECT_NE(HmacSha256OfParts(key, {"ab", "c"}), HmacSha256OfParts(key, {"a", "bc"}));
  EXPECT_NE(HmacSha256OfParts(key, {"abc"}), HmacSha256OfParts(key, {"abc", ""}));
  EXPECT_NE(HmacSha256OfParts(key, {}), HmacSha256OfParts(key, {""}));
  EXPECT_EQ(HmacSha256OfParts(key, {"a", "bc"}), HmacSha256OfParts(key, {"a", "bc"}));
}

TEST(DeriveKeyTest, GivesEachPurposeItsOwnKey) {
  const Secret key = Secret::Random(32);

  EXPECT_TRUE(DeriveKey(key, "page") == DeriveKey(key, "page"));
  EXPECT_FALSE(DeriveKey(key, "page") == DeriveKey(key, "watch"));
  EXPECT_FALSE(DeriveKey(key, "page") == DeriveKey(Secret::Random(32), "page"));
  EXPECT_EQ(DeriveKey(key, "page").size(), 32u);
}

}  // namespace
}  // namespace gridgov
