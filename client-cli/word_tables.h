// Tables of words that words.cc looks into beside its own, each beside the views of its resources.
#ifndef GRIDGOV_CLIENT_CLI_WORD_TABLES_H_
#define GRIDGOV_CLIENT_CLI_WORD_TABLES_H_

#include <map>
#include <string>

#include "proto/cpp/errors.h"

namespace gridgov {

// By a value's full name without the package; or by a code, with "of." before it where it has
// other words than the same code of an issue.
using WordTable = std::map<std::string, Text, std::less<>>;

const WordTable& MediationWords();
const WordTable& AgreementWords();
const WordTable& AgreementCodeWords();
const WordTable& MediationCodeWords();
const WordTable& MeetingWords();
const WordTable& MeetingCodeWords();
const WordTable& SiteWords();
const WordTable& SiteCodeWords();
const WordTable& LedgerWords();

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_WORD_TABLES_H_
