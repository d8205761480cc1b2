// Words: what people read and type in place of the contract's enumerations and acts.
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_CLIENT_CLI_WORDS_H_
#define GRIDGOV_CLIENT_CLI_WORDS_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace gridgov {

// The value in words, such as 处置中 or "in progress". "" for a value of 0, which means not set;
// the name of a value that has no words.
std::string WordsFor(const google::protobuf::EnumValueDescriptor& value, bool chinese);

// The words for a code that the contract keeps as a string: an act of an issue ("send_back"), an
// outcome of the journal ("DENIED"), a rhythm ("DAILY"). Acts of other things than issues are asked
// for by what they are done to, such as "patrol". The code itself if it has no words.
std::string WordsForCode(absl::string_view code, bool chinese, absl::string_view of = "");

// The name without the enumeration's prefix: IN_PROGRESS.
std::string BareName(const google::protobuf::EnumValueDescriptor& value);

// What stands on the command line: in-progress.
std::string FlagWord(const google::protobuf::EnumValueDescriptor& value);

// The flag words of all values that can be set.
std::vector<std::string> FlagWords(const google::protobuf::EnumDescriptor& type);

// The value that `text` means: a flag word, a name with or without prefix in either case, or the
// words in either language. A usage error that lists the choices otherwise.
absl::StatusOr<const google::protobuf::EnumValueDescriptor*> EnumValueOf(
    const google::protobuf::EnumDescriptor& type, absl::string_view text);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_WORDS_H_
