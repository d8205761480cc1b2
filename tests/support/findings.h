// Findings: what a long test counted and which invariants it saw broken.
#ifndef GRIDGOV_TESTS_SUPPORT_FINDINGS_H_
#define GRIDGOV_TESTS_SUPPORT_FINDINGS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace gridgov {

// Thread-safe.
class Findings {
 public:
  // `invariants` are printed also where nothing broke them. A quiet one tells no breach at once:
  // for tests that break what they test.
  explicit Findings(const std::vector<std::string>& invariants = {}, bool quiet = false);

  // Breaches are told at once; the first few of each in words.
  void Breach(const std::string& invariant, const std::string& what);
  // Where it was: told beside the breaches.
  void Note(const std::string& where);
  void Count(const std::string& what, int64_t by = 1);
  int64_t breaches() const;
  int64_t counted(const std::string& what) const;
  // Prints everything, one line a figure.
  void Print() const;

 private:
  const bool quiet_;
  mutable std::mutex mu_;
  std::map<std::string, int64_t> breaches_;
  std::map<std::string, int64_t> counts_;
  int64_t notes_ = 0;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_FINDINGS_H_
