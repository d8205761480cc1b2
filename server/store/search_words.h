// Words as the search index keeps them, and what is asked of it.
//
// SQLite's tokenizers know no Chinese words: unicode61 makes one token of a whole run of Han
// characters, and trigram finds nothing shorter than three. So every Han character becomes a word
// of its own, and what was asked for is a phrase: 路灯 finds "路 灯" side by side. Both sides are
// NFKC-casefolded first, so ＡＢＣ１ and abc1 are one word. Pure functions; safe from every thread.
#ifndef GRIDGOV_SERVER_STORE_SEARCH_WORDS_H_
#define GRIDGOV_SERVER_STORE_SEARCH_WORDS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace gridgov {

// The most words a query may have, so that one query is no work for a hundred.
inline constexpr int kMostQueryWords = 40;

// A text as separate words: "A3栋路灯坏了" -> a3 栋 路 灯 坏 了.
std::vector<std::string> WordsOf(absl::string_view text);

// What the index keeps of the texts of one row; no phrase spans two of them.
std::string IndexedWords(const std::vector<std::string>& texts);

// The query in FTS5's language: each part between blanks is a phrase, all must be there, and a last
// word of letters or digits may go on. INVALID_ARGUMENT, field `query`, reason BAD_QUERY, for one
// without a word or with too many.
absl::StatusOr<std::string> MatchOf(absl::string_view query);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_SEARCH_WORDS_H_
