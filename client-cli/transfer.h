// Files up to the server and down from it, with what it takes to finish over a connection that
// breaks: an upload goes on where the server got to, a download where the file got to.
//
// Free functions; not safe to share an Invocation between threads.
#ifndef GRIDGOV_CLIENT_CLI_TRANSFER_H_
#define GRIDGOV_CLIENT_CLI_TRANSFER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "client-cli/invocation.h"
#include "gridgov/v1/attachment.pb.h"

namespace gridgov {

// Sends the file at `path` as an attachment: `wanted` says parent, item and time, and the title if
// it is not to be the file's name. The same file for the same parent is kept once, however often
// it is sent.
absl::StatusOr<v1::Attachment> SendFile(Invocation& in, v1::Attachment wanted,
                                        const std::string& path);

// The same for the files of a flag, as photos of `parent`.
absl::StatusOr<std::vector<v1::Attachment>> SendPhotos(Invocation& in, const std::string& flag,
                                                       const std::string& parent,
                                                       const std::string& item = "");

// Writes the attachment to the new file `path`, which appears whole and checked or not at all; ""
// for a name made of its title. Answers the path.
absl::StatusOr<std::string> FetchFile(Invocation& in, const std::string& attachment,
                                      const std::string& path);

// The same for a ledger.
absl::StatusOr<std::string> FetchLedger(Invocation& in, const std::string& ledger,
                                        const std::string& path);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_TRANSFER_H_
