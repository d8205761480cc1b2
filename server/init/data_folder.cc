#include "server/init/data_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/init/durable_file.h"
#include "server/init/pki.h"
#include "server/init/secret_file.h"
#include "server/store/keys.h"

namespace gridgov {
namespace {

// Random bytes each; ca.key and server.key besides are PEM.
constexpr const char* kSecrets[] = {"master", "journal", "token", "pepper", "backup"};
constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;

absl::Status Exists(const std::string& dir) {
  return MakeError(
      absl::StatusCode::kAlreadyExists, "DATA_FOLDER_EXISTS",
      {.zh = absl::StrCat("目录 ", dir, " 不是空的，请换一个目录，或先清空它。"),
       .en = absl::StrCat("The folder ", dir, " is not empty; choose another or empty it first.")},
      {{"path", dir}});
}

absl::Status InUse(const std::string& dir, const std::string& pid) {
  return MakeError(
      kPrecondition, "DATA_FOLDER_IN_USE",
      {.zh = absl::StrCat("数据目录 ", dir, " 正被进程 ", pid, " 使用，请先停止该进程。"),
       .en = absl::StrCat("The data folder ", dir, " is in use by process ", pid,
                          "; stop that process first.")},
      {{"path", dir}, {"pid", pid}});
}

// OK if `dir` has nothing but `allowed` in it; the folder that every new file system has is no
// content.
absl::Status CheckEmpty(const std::string& dir, absl::string_view allowed) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    const std::string name = entry.path().filename();
    if (name != "lost+found" && name != allowed) return Exists(dir);
  }
  if (!error) return absl::OkStatus();
  if (error == std::errc::not_a_directory) return Exists(dir);
  errno = error.value();
  return FileError(dir);
}

// Makes `dir`, or takes it if it is empty.
absl::Status TakeEmptyFolder(const std::string& dir) {
  if (mkdir(dir.c_str(), 0700) == 0) {
    return SyncFolder(absl::StrCat(dir, "/.."));
  }
  if (errno != EEXIST) return FileError(dir);
  GG_RETURN_IF_ERROR(CheckEmpty(dir, ""));
  return chmod(dir.c_str(), 0700) == 0 ? absl::OkStatus() : FileError(dir);
}

// Everything that Create() made; `dir` itself stays, it may be a mount point.
void RemoveContent(const std::string& dir) {
  std::error_code ignored;
  for (const char* name :
       {"FORMAT", "FORMAT.new", "secrets", "tls", "blobs", "keys.db", "keys.db-wal", "gridgov.db",
        "gridgov.db-wal", "gridgov.db-shm", "gridgovd.toml", "lock"}) {
    std::filesystem::remove_all(absl::StrCat(dir, "/", name), ignored);
  }
}

absl::Status CheckFormat(const std::string& dir) {
  const absl::StatusOr<std::string> content = ReadFile(absl::StrCat(dir, "/FORMAT"));
  if (absl::IsNotFound(content.status())) {
    return MakeError(kPrecondition, "DATA_FOLDER_UNFINISHED",
                     {.zh = absl::StrCat(dir, " 不是完整的数据目录，请用 gridgovd init 新建。"),
                      .en = absl::StrCat(dir,
                                         " is not a finished data folder; make one with "
                                         "gridgovd init.")},
                     {{"path", dir}});
  }
  GG_RETURN_IF_ERROR(content.status());
  const absl::string_view text = absl::StripAsciiWhitespace(*content);
  int format = 0;
  if (!absl::SimpleAtoi(text, &format) || format < 1) {
    return MakeError(kPrecondition, "DATA_FOLDER_UNKNOWN_FORMAT",
                     {.zh = absl::StrCat("无法识别 ", dir, "/FORMAT 的内容。"),
                      .en = absl::StrCat("The content of ", dir, "/FORMAT is not known.")},
                     {{"path", dir}});
  }
  if (format > DataFolder::kFormat) {
    return MakeError(
        kPrecondition, "DATA_FOLDER_TOO_NEW",
        {.zh = absl::StrCat("数据目录的格式为 ", format, "，本版本最高支持 ", DataFolder::kFormat,
                            "，请升级程序。"),
         .en = absl::StrCat("The data folder has format ", format, ", this program knows up to ",
                            DataFolder::kFormat, "; upgrade the program.")},
        {{"format", absl::StrCat(format)}, {"known", absl::StrCat(DataFolder::kFormat)}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<DataFolder::Lock> DataFolder::Lock::Take(const std::string& dir) {
  const std::string path = absl::StrCat(dir, "/lock");
  Lock lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.fd_ < 0) return FileError(path);
  if (flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return FileError(path);
    GG_ASSIGN_OR_RETURN(const std::string pid, ReadFile(path));
    return InUse(dir, std::string(absl::StripAsciiWhitespace(pid)));
  }
  const std::string pid = absl::StrCat(getpid(), "\n");
  if (ftruncate(lock.fd_, 0) != 0 ||
      pwrite(lock.fd_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return FileError(path);
  }
  return lock;
}

DataFolder::Lock::~Lock() {
  if (fd_ >= 0) close(fd_);
}

absl::Status DataFolder::Lock::CheckFree(const std::string& dir) {
  const std::string path = absl::StrCat(dir, "/lock");
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return absl::OkStatus();
  const bool free = flock(fd, LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK;
  close(fd);
  if (free) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const std::string pid, ReadFile(path));
  return InUse(dir, std::string(absl::StripAsciiWhitespace(pid)));
}

absl::StatusOr<DataFolder> DataFolder::Make(const std::string& dir, const Populating& populate,
                                            const Fill& fill) {
  GG_RETURN_IF_ERROR(Lock::CheckFree(dir));
  GG_RETURN_IF_ERROR(TakeEmptyFolder(dir));
  GG_ASSIGN_OR_RETURN(Lock lock, Lock::Take(dir));
  // Another init may have filled it before the lock was ours; what it made is not ours to remove.
  GG_RETURN_IF_ERROR(CheckEmpty(dir, "lock"));
  DataFolder folder(dir, std::move(lock));
  absl::Status made = populate(folder);
  if (made.ok() && fill != nullptr) made = fill(folder);
  if (made.ok()) made = SyncFolder(dir);
  if (made.ok()) made = ReplaceFile(absl::StrCat(dir, "/FORMAT"), absl::StrCat(kFormat, "\n"));
  if (!made.ok()) {
    RemoveContent(dir);
    return made;
  }
  return folder;
}

absl::StatusOr<DataFolder> DataFolder::Create(const std::string& dir,
                                              const std::vector<std::string>& extra_names,
                                              absl::Time now, const Fill& fill) {
  return Make(
      dir, [&](DataFolder& folder) { return folder.Populate(extra_names, now); }, fill);
}

absl::StatusOr<DataFolder> DataFolder::Restore(const std::string& dir, const std::string& secrets,
                                               const Fill& fill) {
  return Make(
      dir, [&](DataFolder& folder) { return folder.TakeSecrets(secrets); }, fill);
}

absl::StatusOr<DataFolder> DataFolder::Open(const std::string& dir) {
  std::error_code error;
  if (!std::filesystem::is_directory(dir, error)) {
    return MakeError(
        absl::StatusCode::kNotFound, "DATA_FOLDER_MISSING",
        {.zh = absl::StrCat("没有数据目录 ", dir, "，请先运行 gridgovd init。"),
         .en = absl::StrCat("There is no data folder ", dir, "; run gridgovd init first.")},
        {{"path", dir}});
  }
  // Before the lock, whose file must not appear in a folder that is not ours.
  GG_RETURN_IF_ERROR(CheckFormat(dir));
  GG_ASSIGN_OR_RETURN(Lock lock, Lock::Take(dir));
  DataFolder folder(dir, std::move(lock));
  GG_RETURN_IF_ERROR(folder.ReadSecrets());
  return folder;
}

absl::Status DataFolder::MakeFolders() const {
  for (const char* name : {"secrets", "tls", "blobs"}) {
    GG_RETURN_IF_ERROR(MakePrivateFolder(absl::StrCat(dir_, "/", name)));
  }
  return absl::OkStatus();
}

absl::Status DataFolder::Populate(const std::vector<std::string>& extra_names, absl::Time now) {
  GG_RETURN_IF_ERROR(MakeFolders());
  for (const char* name : kSecrets) {
    GG_RETURN_IF_ERROR(MakeSecretFile(SecretPath(name)));
  }
  GG_RETURN_IF_ERROR(MakeCertificates(extra_names, now));
  GG_RETURN_IF_ERROR(ReadSecrets());
  GG_RETURN_IF_ERROR(SubjectKeys::Create(keys_path(), master_key_));
  GG_RETURN_IF_ERROR(SyncFolder(absl::StrCat(dir_, "/secrets")));
  return SyncFolder(absl::StrCat(dir_, "/tls"));
}

absl::Status DataFolder::TakeSecrets(const std::string& secrets) {
  GG_RETURN_IF_ERROR(MakeFolders());
  const auto copy = [&](const std::string& name) -> absl::Status {
    GG_ASSIGN_OR_RETURN(std::string content, ReadFile(absl::StrCat(secrets, "/", name, ".key")));
    absl::Status written = WriteNewFile(SecretPath(name), content);
    Wipe(content);
    return written;
  };
  for (const char* name : kSecrets) GG_RETURN_IF_ERROR(copy(name));
  for (const char* name : {"ca", "server"}) GG_RETURN_IF_ERROR(copy(name));
  GG_RETURN_IF_ERROR(SyncFolder(absl::StrCat(dir_, "/secrets")));
  return ReadSecrets();
}

absl::Status DataFolder::MakeCertificates(const std::vector<std::string>& extra_names,
                                          absl::Time now) {
  GG_ASSIGN_OR_RETURN(const Certificate authority, MakeAuthority(now));
  GG_ASSIGN_OR_RETURN(const Certificate server, MakeServerCertificate(authority, extra_names, now));
  GG_RETURN_IF_ERROR(WriteNewFile(ca_key_path(), authority.key_pem.bytes()));
  GG_RETURN_IF_ERROR(WriteNewFile(server_key_path(), server.key_pem.bytes()));
  GG_RETURN_IF_ERROR(WriteNewFile(ca_pem_path(), authority.pem));
  return WriteNewFile(server_pem_path(), server.pem);
}

absl::Status DataFolder::ReadSecrets() {
  GG_ASSIGN_OR_RETURN(master_key_, ReadSecretFile(SecretPath("master")));
  GG_ASSIGN_OR_RETURN(journal_key_, ReadSecretFile(SecretPath("journal")));
  GG_ASSIGN_OR_RETURN(token_key_, ReadSecretFile(SecretPath("token")));
  GG_ASSIGN_OR_RETURN(pepper_, ReadSecretFile(SecretPath("pepper")));
  GG_ASSIGN_OR_RETURN(backup_key_, ReadSecretFile(SecretPath("backup")));
  return absl::OkStatus();
}

}  // namespace gridgov
