// Secrets as files: 32 random bytes in hex, that their owner alone may read. Free functions; safe
// from every thread.
#ifndef GRIDGOV_SERVER_INIT_SECRET_FILE_H_
#define GRIDGOV_SERVER_INIT_SECRET_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/crypto/secret.h"

namespace gridgov {

// A new secret in the new file `path`. UNAVAILABLE, reason FILE_FAILED.
absl::Status MakeSecretFile(const std::string& path);

// The secret in `path`. FAILED_PRECONDITION, reason SECRET_EXPOSED, if others can read it, reason
// SECRET_DAMAGED, if it is not 32 bytes in hex; NOT_FOUND, FILE_MISSING; UNAVAILABLE, FILE_FAILED.
absl::StatusOr<Secret> ReadSecretFile(const std::string& path);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_INIT_SECRET_FILE_H_
