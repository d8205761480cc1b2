// A certificate authority of our own and the server certificate it signs, so that a new server
// speaks TLS at once: clients are given ca.pem and check the server's name against it.
// ECDSA on P-256 with SHA-256. Free functions without state; safe from every thread.
#ifndef GRIDGOV_SERVER_INIT_PKI_H_
#define GRIDGOV_SERVER_INIT_PKI_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/crypto/secret.h"

namespace gridgov {

// A certificate and its private key (PKCS #8), both in PEM.
struct Certificate {
  std::string pem;
  Secret key_pem;
};

// A self-signed authority that is valid for 10 years from `now` on and signs end certificates only.
absl::StatusOr<Certificate> MakeAuthority(absl::Time now);

// A server certificate signed by `authority`, valid for 825 days, for localhost, 127.0.0.1, ::1 and
// `extra_names`. Both certificates start an hour before `now`, for clients whose clock is slow.
// INVALID_ARGUMENT on the field `extra_names`, reason BAD_HOST_NAME, for a name that is neither an
// IP address nor a host name, with or without a leading "*."; INVALID_ARGUMENT, reason
// BAD_AUTHORITY, if `authority` is not a pair of certificate and key.
absl::StatusOr<Certificate> MakeServerCertificate(const Certificate& authority,
                                                  const std::vector<std::string>& extra_names,
                                                  absl::Time now);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_INIT_PKI_H_
