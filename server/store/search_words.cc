#include "server/store/search_words.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

// Between two texts of a row: a word of the private use area, which WordsOf() never makes.
constexpr char kBetweenTexts[] = " \xEE\x80\x80 ";

icu::UnicodeString Folded(absl::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* fold = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const auto raw =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
  if (U_FAILURE(error)) return raw;
  icu::UnicodeString folded = fold->normalize(raw, error);
  return U_FAILURE(error) ? raw : folded;
}

// Written without blanks between words.
bool StandsAlone(UChar32 c) {
  if (u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) != 0) return true;
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(c, &error);
  return script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || script == USCRIPT_HANGUL;
}

bool EndsOpen(const std::string& word) { return absl::ascii_isalnum(word.back()) != 0; }

absl::Status BadQuery(const Text& text) { return MakeInvalid("query", "BAD_QUERY", text); }

}  // namespace

std::vector<std::string> WordsOf(absl::string_view text) {
  std::vector<std::string> words;
  const icu::UnicodeString folded = Folded(text);
  bool open = false;
  for (int i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    const bool alone = StandsAlone(c);
    if (!alone && u_isalnum(c) == 0) {
      open = false;
      continue;
    }
    if (alone || !open) words.emplace_back();
    icu::UnicodeString(c).toUTF8String(words.back());
    open = !alone;
  }
  return words;
}

std::string IndexedWords(const std::vector<std::string>& texts) {
  return absl::StrJoin(texts, kBetweenTexts, [](std::string* out, const std::string& text) {
    absl::StrAppend(out, absl::StrJoin(WordsOf(text), " "));
  });
}

absl::StatusOr<std::string> MatchOf(absl::string_view query) {
  std::vector<std::string> phrases;
  size_t count = 0;
  std::string folded;
  Folded(query).toUTF8String(folded);
  for (absl::string_view part : absl::StrSplit(folded, absl::ByAnyChar(" \t\n"))) {
    const std::vector<std::string> words = WordsOf(part);
    if (words.empty()) continue;
    count += words.size();
    // Words hold letters and digits alone, so nothing in them ends the quotes.
    phrases.push_back(
        absl::StrCat("\"", absl::StrJoin(words, " "), EndsOpen(words.back()) ? "\" *" : "\""));
  }
  if (phrases.empty()) {
    return BadQuery({.zh = "没有可查找的字词，请输入汉字、字母或数字。",
                     .en = "has no word to look for. Give characters, letters or digits."});
  }
  if (count > kMostQueryWords) {
    return BadQuery({.zh = absl::StrCat("最多 ", kMostQueryWords, " 个字词，请缩短。"),
                     .en = absl::StrCat("takes at most ", kMostQueryWords, " words. Shorten it.")});
  }
  return absl::StrJoin(phrases, " AND ");
}

}  // namespace gridgov
