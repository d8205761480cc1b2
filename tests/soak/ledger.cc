#include "tests/soak/ledger.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace gridgov {

absl::StatusOr<Ledger> Ledger::Open(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return absl::InternalError(absl::StrCat("cannot open ", path));
  return Ledger(file);
}

Ledger::Ledger(Ledger&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

Ledger::~Ledger() {
  if (file_ >= 0) ::close(file_);
}

absl::Status Ledger::Append(const std::string& line) {
  if (::write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
      ::fdatasync(file_) == 0) {
    return absl::OkStatus();
  }
  return absl::InternalError("cannot write the ledger");
}

absl::Status Ledger::Intend(const LedgerEntry& entry) {
  return Append(
      absl::StrCat("intent ", entry.request_id, " ", entry.act, " ", entry.resource, "\n"));
}

absl::Status Ledger::Acknowledge(const std::string& request_id) {
  return Append(absl::StrCat("ack ", request_id, "\n"));
}

absl::StatusOr<LedgerEntries> ReadLedger(const std::string& path) {
  LedgerEntries entries;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    if (words.size() == 4 && words[0] == "intent") {
      entries[words[1]] = {words[1], words[2], words[3], false};
    } else if (words.size() == 2 && words[0] == "ack" && entries.contains(words[1])) {
      entries[words[1]].acked = true;
    } else {
      return absl::DataLossError(absl::StrCat(path, ": ", line));
    }
  }
  return entries;
}

}  // namespace gridgov
