// A folder that goes with its test.
#ifndef GRIDGOV_TESTS_SUPPORT_SCRATCH_FOLDER_H_
#define GRIDGOV_TESTS_SUPPORT_SCRATCH_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <string>

#include "gtest/gtest.h"

namespace gridgov {

class ScratchFolder {
 public:
  ScratchFolder() : path_(testing::TempDir() + "gridgov_XXXXXX") {
    EXPECT_NE(mkdtemp(path_.data()), nullptr);
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_SCRATCH_FOLDER_H_
