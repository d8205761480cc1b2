// Page and watch tokens, and sealed fields: nothing opens but what was sealed, and that does.
#include "absl/strings/escaping.h"
#include "server/crypto/cipher.h"
#include "server/crypto/token_seal.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gridgov;
  static const Secret secret(std::string(32, 'k'));
  static const TokenSealer pages(secret, "page");
  static const TokenSealer watch(secret, "watch");
  static const Key key{*Uuid::Parse("01a20e1b-bf4c-762e-a5ec-3a358d54cf79"), secret.Clone()};
  const std::string text = TextOf(data, size);
  const size_t half = text.find('\n');
  const std::string first = text.substr(0, half);
  const std::string second = half == std::string::npos ? "" : text.substr(half + 1);

  Expect(!pages.Open(first, second).ok(), "a made-up token does not open");
  Expect(!Open(key, first, second).ok(), "a made-up blob does not open");
  (void)KeyIdOf(first);
  const std::string token = pages.Seal(first, second);
  Expect(*pages.Open(token, second) == first, "a token opens to what was sealed");
  Expect(!watch.Open(token, second).ok(), "a token opens for its purpose alone");
  Expect(!pages.Open(token, second + "x").ok(), "a token opens in its context alone");
  // One byte of it changed, as the input says.
  std::string bent = token;
  const size_t at = size == 0 ? 0 : data[0] % bent.size();
  bent[at] = bent[at] == 'A' ? 'B' : 'A';
  Expect(!pages.Open(bent, second).ok(), "a changed token does not open");
  const std::string blob = Seal(key, first, second);
  Expect(*Open(key, blob, second) == first, "a blob opens to what was sealed");
  return 0;
}
