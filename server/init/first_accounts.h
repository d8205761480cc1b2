// The three administrators: made by `gridgovd init` for three people, recovered by `gridgovd
// recover` on the machine, and nowhere else.
#ifndef GRIDGOV_SERVER_INIT_FIRST_ACCOUNTS_H_
#define GRIDGOV_SERVER_INIT_FIRST_ACCOUNTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/init/data_folder.h"

namespace gridgov {

// An administrator's user name and one-time password, to be handed to one person.
struct FirstPassword {
  std::string username;
  std::string role;
  std::string password;
};

// Makes the database of a new folder with sysadmin, secadmin and auditadmin.
absl::StatusOr<std::vector<FirstPassword>> MakeFirstAccounts(const DataFolder& folder,
                                                             absl::Time now, bool cheap_passwords);

// A new one-time password for one of the three; all its sessions end. It is on the chain.
absl::StatusOr<FirstPassword> RecoverAdministrator(const DataFolder& folder,
                                                   const std::string& username, absl::Time now,
                                                   bool cheap_passwords);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_INIT_FIRST_ACCOUNTS_H_
