// Secret: bytes that must not outlive their use: keys, peppers, private keys in PEM.
//
// Overwritten with zeros when it goes; moved, never copied by accident. Not safe to change from
// several threads; reading a const Secret is.
#ifndef GRIDGOV_SERVER_CRYPTO_SECRET_H_
#define GRIDGOV_SERVER_CRYPTO_SECRET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace gridgov {

class Secret {
 public:
  Secret() = default;

  // Copies `bytes`; the caller wipes its own, see Wipe().
  explicit Secret(absl::string_view bytes);

  // `size` bytes that nobody can guess.
  static Secret Random(size_t size);

  ~Secret();
  Secret(Secret&& other) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;

  // A second owner of the same bytes, asked for by name.
  Secret Clone() const { return Secret(bytes()); }

  // Valid as long as this object. Do not keep copies.
  absl::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

  // Takes the same time wherever the bytes differ; a differing length shows at once.
  friend bool operator==(const Secret& a, const Secret& b);

 private:
  // A vector, since a short std::string lies inside the object and a move would leave its bytes.
  std::vector<uint8_t> bytes_;
};

// Overwrites the characters of `text` with zeros and empties it.
void Wipe(std::string& text);

// As operator== of Secret, for bytes that are held elsewhere, such as the hash of a token.
bool EqualInConstantTime(absl::string_view a, absl::string_view b);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_CRYPTO_SECRET_H_
