#include "server/backup/manifest.h"

#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"

namespace gridgov {
namespace {

// %E4Y takes four digits, where %Y would take all there are.
constexpr char kNameForm[] = "%E4Y%m%dT%H%M%SZ";
constexpr absl::string_view kHexDigits = "0123456789abcdef";

absl::Status ManifestDamaged(absl::string_view why) {
  return MakeError(absl::StatusCode::kDataLoss, "MANIFEST_DAMAGED",
                   {.zh = absl::StrCat("备份清单有误：", why),
                    .en = absl::StrCat("The manifest of the backup is wrong: ", why)},
                   {{"what", std::string(why)}});
}

// "ab/ID", where ID begins with ab.
bool IsBlob(absl::string_view path) {
  if (path.size() < 4 || path.size() > 3 + 64 || path[2] != '/') return false;
  const absl::string_view id = path.substr(3);
  return id.find_first_not_of("0123456789abcdef-") == absl::string_view::npos &&
         path.substr(0, 2).find_first_not_of(kHexDigits) == absl::string_view::npos;
}

absl::Status CheckFile(const backup::Manifest::File& file) {
  if (file.name() != kDatabaseFile && !PlaceInDataFolder(file.name()).has_value()) {
    return ManifestDamaged(absl::StrCat("file name ", absl::CEscape(file.name())));
  }
  if (file.size() < 0 || file.sha256().size() != 32) {
    return ManifestDamaged(absl::StrCat("size or hash of ", file.name()));
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<std::string> PlaceInDataFolder(absl::string_view name) {
  if (name == "ca.pem" || name == "server.pem") return absl::StrCat("tls/", name);
  if (name == "gridgovd.toml") return std::string(name);
  absl::string_view blob = name;
  if (absl::ConsumePrefix(&blob, "blobs/") && IsBlob(blob)) return std::string(name);
  return std::nullopt;
}

Secret BackupKeysKey(const Secret& master_key) {
  return DeriveKey(master_key, "backups of subject keys");
}

std::string BackupName(absl::Time time) {
  return absl::FormatTime(kNameForm, time, absl::UTCTimeZone());
}

absl::Time TimeOfBackup(absl::string_view name) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(kNameForm, name, &time, &error) || BackupName(time) != name) {
    return absl::InfinitePast();
  }
  return time;
}

bool IsBackupName(absl::string_view name) { return TimeOfBackup(name) != absl::InfinitePast(); }

absl::StatusOr<backup::Manifest> ParseManifest(absl::string_view content) {
  backup::Manifest manifest;
  if (content.size() > kLargestManifest ||
      !manifest.ParseFromArray(content.data(), static_cast<int>(content.size()))) {
    return ManifestDamaged("not a manifest");
  }
  if (manifest.format() > kBackupFormat) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "BACKUP_TOO_NEW",
                     {.zh = "备份由更新的版本写成，请升级本程序。",
                      .en = "A newer version wrote the backup; upgrade this program."});
  }
  if (manifest.format() != kBackupFormat) return ManifestDamaged("format");
  std::set<absl::string_view> names;
  for (const backup::Manifest::File& file : manifest.files()) {
    GG_RETURN_IF_ERROR(CheckFile(file));
    if (!names.insert(file.name()).second) return ManifestDamaged("a file stands twice");
  }
  if (names.find(kDatabaseFile) == names.end()) return ManifestDamaged("no database");
  std::set<absl::string_view> tables;
  for (const backup::Manifest::Table& table : manifest.tables()) {
    if (table.rows() < 0 || !tables.insert(table.name()).second) return ManifestDamaged("tables");
  }
  if (manifest.journal_seq() < 0 || manifest.journal_mac().size() > 32) {
    return ManifestDamaged("end of the journal");
  }
  return manifest;
}

absl::StatusOr<backup::Manifest> ReadManifest(const std::string& backup, const Secret& backup_key) {
  const std::string path = absl::StrCat(backup, "/", kManifestFile);
  GG_ASSIGN_OR_RETURN(SealReader reader, SealReader::Open(path, backup_key, kManifestFile));
  std::string content;
  for (;;) {
    GG_ASSIGN_OR_RETURN(const std::optional<std::string> piece, reader.Next());
    if (!piece.has_value()) return ParseManifest(content);
    if (content.size() + piece->size() > kLargestManifest) return BackupDamaged(path);
    content += *piece;
  }
}

absl::Status WriteManifest(const std::string& backup, const Secret& backup_key,
                           const backup::Manifest& manifest) {
  GG_ASSIGN_OR_RETURN(
      SealWriter writer,
      SealWriter::Create(absl::StrCat(backup, "/", kManifestFile), backup_key, kManifestFile));
  GG_RETURN_IF_ERROR(writer.Write(manifest.SerializeAsString()));
  return writer.Finish().status();
}

}  // namespace gridgov
