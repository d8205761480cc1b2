#include "server/auth/password_rules.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "server/auth/common_passwords.h"

namespace gridgov {
namespace {

// A well-known piece counts as one character; with fewer than this many left a guesser has the
// password early.
constexpr size_t kFewestFreeCharacters = 8;
constexpr size_t kShortestRun = 4;
constexpr absl::string_view kProduct = "gridgov";

// The next character of `text`, taken off its front; nothing if it is not UTF-8's shortest form of
// a character.
std::optional<char32_t> TakeCharacter(absl::string_view& text) {
  const auto lead = static_cast<uint8_t>(text[0]);
  const size_t size = lead < 0x80   ? 1
                      : lead < 0xc2 ? 0
                      : lead < 0xe0 ? 2
                      : lead < 0xf0 ? 3
                      : lead < 0xf5 ? 4
                                    : 0;
  if (size == 0 || text.size() < size) return std::nullopt;
  char32_t character = size == 1 ? lead : lead & (0x7f >> size);
  for (size_t i = 1; i < size; ++i) {
    const auto next = static_cast<uint8_t>(text[i]);
    if ((next & 0xc0) != 0x80) return std::nullopt;
    character = character << 6 | (next & 0x3f);
  }
  if ((size == 3 && character < 0x800) || (size == 4 && character < 0x10000)) return std::nullopt;
  if (character > 0x10ffff || (character >= 0xd800 && character < 0xe000)) return std::nullopt;
  text.remove_prefix(size);
  return character;
}

std::optional<std::u32string> Characters(absl::string_view text) {
  std::u32string characters;
  while (!text.empty()) {
    const std::optional<char32_t> next = TakeCharacter(text);
    if (!next.has_value() || *next < 0x20 || (*next >= 0x7f && *next < 0xa0)) return std::nullopt;
    characters.push_back(*next);
  }
  return characters;
}

// Lower case, and full-width letters as their ASCII twins: as a guesser would try them.
std::u32string Folded(std::u32string characters) {
  for (char32_t& c : characters) {
    if (c >= 0xff01 && c <= 0xff5e) c -= 0xff01 - '!';
    if (c < 0x80) c = static_cast<unsigned char>(absl::ascii_tolower(static_cast<char>(c)));
  }
  return characters;
}

bool Repeats(const std::u32string& characters, size_t longest_block) {
  for (size_t block = 1; block < longest_block && block * 2 <= characters.size(); ++block) {
    if (std::equal(characters.begin() + block, characters.end(), characters.begin())) return true;
  }
  return false;
}

// How many characters from `from` on are the same, or go up or down one by one ("3456", "dcba").
size_t RunLength(const std::u32string& c, size_t from) {
  if (from + 1 >= c.size()) return 1;
  const int64_t step = static_cast<int64_t>(c[from + 1]) - c[from];
  if (step < -1 || step > 1) return 1;
  size_t end = from + 2;
  while (end < c.size() && static_cast<int64_t>(c[end]) - c[end - 1] == step) ++end;
  return end - from;
}

// 8 for a day ("19900131"), 4 for a year, 0 for neither.
size_t DateLength(absl::string_view text) {
  const auto digits = [text](size_t size) {
    return text.size() >= size &&
           std::all_of(text.begin(), text.begin() + size, absl::ascii_isdigit);
  };
  if (!digits(4) || (text.substr(0, 2) != "19" && text.substr(0, 2) != "20")) return 0;
  if (!digits(8)) return 4;
  const int month = (text[4] - '0') * 10 + text[5] - '0';
  const int day = (text[6] - '0') * 10 + text[7] - '0';
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? 8 : 4;
}

size_t CommonLength(absl::string_view text) {
  for (size_t size = std::min(text.size(), kLongestCommonPassword); size >= kShortestCommonPassword;
       --size) {
    if (IsCommonPassword(text.substr(0, size))) return size;
  }
  return 0;
}

size_t FreeCharacters(const std::u32string& characters) {
  std::string ascii;
  for (const char32_t c : characters) ascii.push_back(c < 0x80 ? static_cast<char>(c) : '\x7f');
  size_t free = 0;
  for (size_t at = 0; at < characters.size(); ++free) {
    const absl::string_view rest = absl::string_view(ascii).substr(at);
    const size_t run = RunLength(characters, at);
    at +=
        std::max({size_t{1}, CommonLength(rest), DateLength(rest), run >= kShortestRun ? run : 0});
  }
  return free;
}

bool HoldsContextWord(const std::u32string& folded, absl::string_view word) {
  const std::optional<std::u32string> characters = Characters(word);
  if (!characters.has_value()) return false;
  const bool ascii =
      std::all_of(characters->begin(), characters->end(), [](char32_t c) { return c < 0x80; });
  return characters->size() >= (ascii ? 3u : 2u) &&
         folded.find(Folded(*characters)) != std::u32string::npos;
}

int Classes(const std::u32string& characters) {
  bool lower = false, upper = false, digit = false, other = false;
  for (const char32_t c : characters) {
    const auto ascii = c < 0x80 ? static_cast<unsigned char>(c) : '\0';
    (absl::ascii_islower(ascii)   ? lower
     : absl::ascii_isupper(ascii) ? upper
     : absl::ascii_isdigit(ascii) ? digit
                                  : other) = true;
  }
  return lower + upper + digit + other;
}

// The complaints of one check.
class Complaints {
 public:
  void Add(absl::string_view reason, Text text) {
    violations_.push_back({"new_password", std::string(reason), std::move(text)});
  }
  absl::Status status() const {
    return violations_.empty() ? absl::OkStatus() : MakeInvalid(violations_);
  }

 private:
  std::vector<Violation> violations_;
};

void CheckShape(const PasswordRules& rules, const std::u32string& characters,
                Complaints& complaints) {
  if (characters.size() < rules.shortest) {
    complaints.Add("PASSWORD_TOO_SHORT",
                   {.zh = absl::StrCat("口令至少要有 ", rules.shortest,
                                       " 个字符；可以用几个不相干的词组成一句话。"),
                    .en = absl::StrCat("A password needs at least ", rules.shortest,
                                       " characters; a few unrelated words will do.")});
  }
  if (characters.size() > rules.longest) {
    complaints.Add("PASSWORD_TOO_LONG",
                   {.zh = absl::StrCat("口令最多 ", rules.longest, " 个字符。"),
                    .en = absl::StrCat("A password has at most ", rules.longest, " characters.")});
  }
  if (Classes(characters) < rules.classes) {
    complaints.Add("PASSWORD_CLASSES",
                   {.zh = absl::StrCat("口令须包含大写字母、小写字母、数字、其他字符中的至少 ",
                                       rules.classes, " 类。"),
                    .en = absl::StrCat("A password needs at least ", rules.classes,
                                       " of: upper case, lower case, digits, others.")});
  }
}

void CheckContent(const PasswordRules& rules, const std::u32string& folded,
                  const std::vector<std::string>& context_words, Complaints& complaints) {
  if (Repeats(folded, rules.shortest)) {
    complaints.Add("PASSWORD_REPEATS", {.zh = "口令不能只是同一小段的重复。",
                                        .en = "A password must not repeat one short piece."});
  } else if (FreeCharacters(folded) < std::min(kFewestFreeCharacters, folded.size())) {
    complaints.Add("PASSWORD_TOO_COMMON",
                   {.zh = "口令几乎全由常见口令、日期或连续字符组成，很容易被猜到。",
                    .en = "The password is little more than common passwords, dates or "
                          "sequences, which are guessed first."});
  }
  if (HoldsContextWord(folded, kProduct) ||
      std::any_of(context_words.begin(), context_words.end(),
                  [&](const std::string& word) { return HoldsContextWord(folded, word); })) {
    complaints.Add("PASSWORD_CONTEXT_WORD",
                   {.zh = "口令中不能含有账号、姓名、单位或本系统的名称。",
                    .en = "A password must not hold the name of the account, its owner, the "
                          "office or this system."});
  }
}

}  // namespace

absl::StatusOr<PasswordRules> PasswordRulesNamed(absl::string_view name) {
  if (name == "asvs") return PasswordRules{};
  if (name == "mlps") {
    return PasswordRules{.classes = 3, .history = 5, .greatest_age = absl::Hours(24 * 90)};
  }
  return MakeError(
      absl::StatusCode::kInvalidArgument, "UNKNOWN_PASSWORD_PROFILE",
      {.zh = absl::StrCat("没有名为 ", name, " 的口令规则，可选 asvs 或 mlps。"),
       .en = absl::StrCat("There is no password profile ", name, "; choose asvs or mlps.")},
      {{"profile", std::string(name)}});
}

absl::Status CheckNewPassword(const PasswordRules& rules, absl::string_view password,
                              const std::vector<std::string>& context_words) {
  Complaints complaints;
  const std::optional<std::u32string> characters = Characters(password);
  if (!characters.has_value()) {
    complaints.Add("PASSWORD_NOT_TEXT", {.zh = "口令含有控制字符或不是有效的文字。",
                                         .en = "The password holds control characters or is not "
                                               "valid text."});
    return complaints.status();
  }
  CheckShape(rules, *characters, complaints);
  // Searching what is too long anyway would let anybody buy work with a long text.
  if (characters->size() <= rules.longest) {
    CheckContent(rules, Folded(*characters), context_words, complaints);
  }
  return complaints.status();
}

}  // namespace gridgov
