// DataFolder: the folder that `gridgovd init DIR` makes and one server at a time holds.
//
//   FORMAT              the version of this layout; written last, so a folder without it is
//   unfinished lock                held by the running server, with its process id gridgov.db
//   keys.db  the data, and the subject keys (server/store/keys.h) blobs/              attachments
//   secrets/            master.key journal.key token.key pepper.key backup.key   32 random bytes
//                       each, in hex; ca.key server.key   PEM
//   tls/                ca.pem (to be given to clients) server.pem
//
// Files are 0600, folders 0700. secrets/ may be moved to other media and replaced by a link, and
// belongs in no backup that holds keys.db.
//
// Only Create() and Open() change anything; the object is then constant and safe from every thread.
// The lock is held until it goes, also if the process is killed.
#ifndef GRIDGOV_SERVER_INIT_DATA_FOLDER_H_
#define GRIDGOV_SERVER_INIT_DATA_FOLDER_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "server/crypto/secret.h"

namespace gridgov {

class DataFolder {
 public:
  // The version that this program makes and opens.
  static constexpr int kFormat = 1;

  // Makes `dir` (or fills it, if it is there and empty), with new secrets, an empty keys.db and a
  // certificate for localhost and `extra_names`, and returns it locked. `fill`, if given, puts in
  // what else belongs there (gridgov.db) while the folder still counts as unfinished. After an
  // error `dir` is empty again; after a crash the rest has no FORMAT and never opens.
  // ALREADY_EXISTS, reason DATA_FOLDER_EXISTS, if `dir` is not empty; FAILED_PRECONDITION, reason
  // DATA_FOLDER_IN_USE, if a server runs in it; INVALID_ARGUMENT for
  // `extra_names` as MakeServerCertificate() says; UNAVAILABLE, FILE_FAILED.
  using Fill = std::function<absl::Status(const DataFolder& folder)>;
  static absl::StatusOr<DataFolder> Create(const std::string& dir,
                                           const std::vector<std::string>& extra_names,
                                           absl::Time now, const Fill& fill = nullptr);

  // The same for a folder that was lost, with the secrets it had: a copy of its secrets/. What else
  // belongs there, keys.db, tls/, blobs/ and gridgov.db, is for `fill` to put in. Besides
  // Create()'s errors: NOT_FOUND, reason FILE_MISSING, for a secret that is not in `secrets`, and
  // those of Open() for one that is damaged.
  static absl::StatusOr<DataFolder> Restore(const std::string& dir, const std::string& secrets,
                                            const Fill& fill);

  // The folder, locked, with its secrets read. NOT_FOUND, reason DATA_FOLDER_MISSING;
  // FAILED_PRECONDITION, reason
  //   DATA_FOLDER_IN_USE          with the other server's process id as metadata `pid`
  //   DATA_FOLDER_UNFINISHED      no FORMAT
  //   DATA_FOLDER_TOO_NEW, DATA_FOLDER_UNKNOWN_FORMAT
  //   SECRET_EXPOSED, SECRET_DAMAGED   a secret others can read, or that is not 32 bytes in hex
  // and NOT_FOUND, FILE_MISSING, for a secret that is not there.
  static absl::StatusOr<DataFolder> Open(const std::string& dir);

  DataFolder(DataFolder&&) noexcept = default;
  DataFolder& operator=(DataFolder&&) noexcept = default;

  const std::string& dir() const { return dir_; }
  std::string database_path() const { return absl::StrCat(dir_, "/gridgov.db"); }
  std::string keys_path() const { return absl::StrCat(dir_, "/keys.db"); }
  std::string blobs_path() const { return absl::StrCat(dir_, "/blobs"); }
  std::string ca_pem_path() const { return absl::StrCat(dir_, "/tls/ca.pem"); }
  std::string server_pem_path() const { return absl::StrCat(dir_, "/tls/server.pem"); }
  std::string ca_key_path() const { return SecretPath("ca"); }
  std::string server_key_path() const { return SecretPath("server"); }

  const Secret& master_key() const { return master_key_; }
  const Secret& journal_key() const { return journal_key_; }
  const Secret& token_key() const { return token_key_; }
  const Secret& pepper() const { return pepper_; }
  // Seals backups; whoever has it alone reads no personal data in them.
  const Secret& backup_key() const { return backup_key_; }

 private:
  // The lock on a folder; let go when it goes.
  class Lock {
   public:
    static absl::StatusOr<Lock> Take(const std::string& dir);
    // DATA_FOLDER_IN_USE if somebody holds it; changes nothing.
    static absl::Status CheckFree(const std::string& dir);
    Lock() = default;
    Lock(Lock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Lock& operator=(Lock&& other) noexcept {
      std::swap(fd_, other.fd_);
      return *this;
    }
    ~Lock();

   private:
    explicit Lock(int fd) : fd_(fd) {}
    int fd_ = -1;
  };

  DataFolder(std::string dir, Lock lock) : dir_(std::move(dir)), lock_(std::move(lock)) {}

  using Populating = std::function<absl::Status(DataFolder&)>;
  static absl::StatusOr<DataFolder> Make(const std::string& dir, const Populating& populate,
                                         const Fill& fill);

  std::string SecretPath(absl::string_view name) const {
    return absl::StrCat(dir_, "/secrets/", name, ".key");
  }
  absl::Status MakeFolders() const;
  absl::Status TakeSecrets(const std::string& secrets);
  absl::Status Populate(const std::vector<std::string>& extra_names, absl::Time now);
  absl::Status MakeCertificates(const std::vector<std::string>& extra_names, absl::Time now);
  absl::Status ReadSecrets();

  std::string dir_;
  Lock lock_;
  Secret master_key_;
  Secret journal_key_;
  Secret token_key_;
  Secret pepper_;
  Secret backup_key_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_INIT_DATA_FOLDER_H_
