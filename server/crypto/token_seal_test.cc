#include "server/crypto/token_seal.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/cpp/errors.h"
#include "server/crypto/hmac.h"

namespace gridgov {
namespace {

std::string Context(absl::string_view user, absl::string_view filter) {
  return JoinParts({user, "ListIssues", filter});
}

void ExpectBadToken(const absl::StatusOr<std::string>& opened) {
  EXPECT_EQ(opened.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ErrorReason(opened.status()), "BAD_TOKEN");
}

TEST(TokenSealerTest, OpensItsOwnTokenInItsContext) {
  const TokenSealer sealer(Secret::Random(32), "page");

  for (const std::string& text : {std::string("seq=42"), std::string(), std::string(2000, '\0')}) {
    const std::string token = sealer.Seal(text, Context("u1", "open"));
    EXPECT_EQ(sealer.Open(token, Context("u1", "open")).value(), text);
  }
}

TEST(TokenSealerTest, OpensTokensMadeBeforeARestart) {
  const Secret key = Secret::Random(32);
  const std::string token = TokenSealer(key, "page").Seal("seq=42", "c");

  EXPECT_EQ(TokenSealer(key, "page").Open(token, "c").value(), "seq=42");
}

TEST(TokenSealerTest, RefusesAnotherUserOrQuery) {
  const TokenSealer sealer(Secret::Random(32), "page");
  const std::string token = sealer.Seal("seq=42", Context("u1", "open"));

  ExpectBadToken(sealer.Open(token, Context("u2", "open")));
  ExpectBadToken(sealer.Open(token, Context("u1", "closed")));
  ExpectBadToken(sealer.Open(token, ""));
}

TEST(TokenSealerTest, RefusesAnotherPurposeAndAnotherKey) {
  const Secret key = Secret::Random(32);
  const std::string token = TokenSealer(key, "page").Seal("seq=42", "c");

  ExpectBadToken(TokenSealer(key, "watch").Open(token, "c"));
  ExpectBadToken(TokenSealer(Secret::Random(32), "page").Open(token, "c"));
}

TEST(TokenSealerTest, RefusesATokenWithAnyCharacterChangedDroppedOrAdded) {
  const TokenSealer sealer(Secret::Random(32), "page");
  const std::string token = sealer.Seal("seq=4", "c");

  for (size_t i = 0; i < token.size(); ++i) {
    for (const char other : {'A', 'B', '_', '-', '+', '=', ' ', '\n', '\0'}) {
      if (token[i] == other) continue;
      std::string changed = token;
      changed[i] = other;
      ExpectBadToken(sealer.Open(changed, "c"));
    }
    ExpectBadToken(sealer.Open(token.substr(0, i), "c"));
  }
  for (const char* tail : {"A", "=", "==", " ", "\n"}) {
    ExpectBadToken(sealer.Open(absl::StrCat(token, tail), "c"));
  }
}

TEST(TokenSealerTest, RefusesRubbish) {
  const TokenSealer sealer(Secret::Random(32), "page");

  for (const char* rubbish : {"", "A", "0", "not base64!", "AQ", "////"}) {
    ExpectBadToken(sealer.Open(rubbish, "c"));
  }
}

TEST(TokenSealerTest, MakesUrlSafeTokensThatDifferEachTime) {
  const TokenSealer sealer(Secret::Random(32), "page");
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string token = sealer.Seal("seq=42", "c");
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                      "0123456789-_"),
              std::string::npos);
    seen.insert(token);
  }

  EXPECT_EQ(seen.size(), 200u);
}

}  // namespace
}  // namespace gridgov
