#include "tests/support/findings.h"

#include <iostream>

namespace gridgov {
namespace {

constexpr int64_t kMostTold = 20;

}  // namespace

Findings::Findings(const std::vector<std::string>& invariants, bool quiet) : quiet_(quiet) {
  for (const std::string& invariant : invariants) breaches_[invariant] = 0;
}

void Findings::Breach(const std::string& invariant, const std::string& what) {
  std::lock_guard<std::mutex> lock(mu_);
  if (++breaches_[invariant] <= kMostTold && !quiet_) {
    std::cerr << "BREACH " << invariant << ": " << what << std::endl;
  }
}

void Findings::Note(const std::string& where) {
  std::lock_guard<std::mutex> lock(mu_);
  if (!quiet_ && ++notes_ <= kMostTold) std::cerr << "  " << where << std::endl;
}

void Findings::Count(const std::string& what, int64_t by) {
  std::lock_guard<std::mutex> lock(mu_);
  counts_[what] += by;
}

int64_t Findings::breaches() const {
  std::lock_guard<std::mutex> lock(mu_);
  int64_t all = 0;
  for (const auto& [invariant, count] : breaches_) all += count;
  return all;
}

int64_t Findings::counted(const std::string& what) const {
  std::lock_guard<std::mutex> lock(mu_);
  const auto it = counts_.find(what);
  return it == counts_.end() ? 0 : it->second;
}

void Findings::Print() const {
  std::lock_guard<std::mutex> lock(mu_);
  for (const auto& [what, count] : counts_) std::cout << what << " " << count << "\n";
  for (const auto& [invariant, count] : breaches_) {
    std::cout << "breaches " << invariant << " " << count << "\n";
  }
  std::cout.flush();
}

}  // namespace gridgov
