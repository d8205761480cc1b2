#include "tests/soak/report.h"

#include <iostream>

namespace gridgov {

void Report::Breach(const std::string& invariant, const std::string& what) {
  constexpr int64_t kMostTold = 20;
  std::lock_guard<std::mutex> lock(mu_);
  if (++breaches_[invariant] <= kMostTold) {
    std::cerr << "BREACH " << invariant << ": " << what << std::endl;
  }
}

void Report::Count(const std::string& what, int64_t by) {
  std::lock_guard<std::mutex> lock(mu_);
  counts_[what] += by;
}

int64_t Report::breaches() const {
  std::lock_guard<std::mutex> lock(mu_);
  int64_t all = 0;
  for (const auto& [invariant, count] : breaches_) all += count;
  return all;
}

void Report::Print() const {
  std::lock_guard<std::mutex> lock(mu_);
  for (const auto& [what, count] : counts_) std::cout << what << " " << count << "\n";
  for (const auto& [invariant, count] : breaches_) {
    std::cout << "breaches " << invariant << " " << count << "\n";
  }
  std::cout.flush();
}

}  // namespace gridgov
