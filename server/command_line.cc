#include "server/command_line.h"

#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/match.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

bool Chinese() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return !absl::StartsWith(value, "en");
  }
  return true;
}

}  // namespace

const char* Say(const char* zh, const char* en) { return Chinese() ? zh : en; }

int Fail(const absl::Status& status) {
  const v1::ErrorDetail detail = ErrorDetailIn(status, Chinese());
  std::cerr << "gridgovd: "
            << (detail.localized_message().empty() ? std::string(status.message())
                                                   : detail.localized_message());
  for (const auto& [key, value] : detail.metadata()) std::cerr << "\n  " << key << ": " << value;
  std::cerr << "\n";
  return 1;
}

}  // namespace gridgov
