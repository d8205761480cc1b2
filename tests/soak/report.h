// Report: what a soak counted and which invariants it saw broken.
#ifndef GRIDGOV_TESTS_SOAK_REPORT_H_
#define GRIDGOV_TESTS_SOAK_REPORT_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace gridgov {

// Thread-safe.
class Report {
 public:
  // Breaches are told at once; the first few of each in words.
  void Breach(const std::string& invariant, const std::string& what);
  void Count(const std::string& what, int64_t by = 1);
  int64_t breaches() const;
  // Prints everything, one line a figure.
  void Print() const;

 private:
  mutable std::mutex mu_;
  std::map<std::string, int64_t> breaches_ = {{"I1", 0}, {"I2", 0},  {"I5", 0},
                                              {"I6", 0}, {"F12", 0}, {"B2", 0}};
  std::map<std::string, int64_t> counts_;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SOAK_REPORT_H_
