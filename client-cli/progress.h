// Progress: how far something long is, on the standard error: a bar that is drawn again on a
// terminal, else a line now and then.
//
// Used by one thread.
#ifndef GRIDGOV_CLIENT_CLI_PROGRESS_H_
#define GRIDGOV_CLIENT_CLI_PROGRESS_H_

#include <cstdint>
#include <string>

#include "client-cli/invocation.h"

namespace gridgov {

class Progress {
 public:
  explicit Progress(Invocation& in) : in_(in) {}
  // Ends the line of the bar.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `what` is such as "uploading". A total of 0 is not known.
  void Show(const Text& what, int64_t done, int64_t total);

 private:
  Invocation& in_;
  std::string drawn_;  // The bar as it stands.
  std::string told_;   // The last line of a file: what, and the tenth.
};

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_PROGRESS_H_
