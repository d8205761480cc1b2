#include "server/config.h"

#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/auth/password_rules.h"
#include "server/backup/backup_folder.h"
#include "toml++/toml.h"

namespace gridgov {
namespace {

absl::Status BadSetting(const std::string& name, const std::string& zh, const std::string& en) {
  return MakeInvalid(name, "BAD_SETTING", {.zh = zh, .en = en});
}

// Puts a value into `target` if it has its type; whether it had.
template <class T>
bool Take(const toml::node& value, T& target) {
  const auto found = value.value<T>();
  if (found) target = *found;
  return found.has_value();
}

absl::Status BadName(const std::string& name) {
  return BadSetting(name, "没有这项设置，或类型不对。", "is no setting, or of another type.");
}

absl::Status LoadBackup(const toml::table& table, BackupSettings& settings) {
  for (const auto& entry : table) {
    const std::string key(entry.first.str());
    const std::string name = absl::StrCat("backup.", key);
    bool right = false;
    if (key == "folder") right = Take(entry.second, settings.folder);
    if (key == "keep") right = Take(entry.second, settings.keep);
    std::string every;
    if (key == "every" && Take(entry.second, every)) {
      right = every == "never" || absl::ParseDuration(every, &settings.every);
      if (every == "never") settings.every = absl::ZeroDuration();
    }
    if (!right) return BadName(name);
  }
  return absl::OkStatus();
}

absl::Status CheckBackup(const Config& config) {
  const BackupSettings& backup = config.backup;
  if (backup.every != absl::ZeroDuration() &&
      (backup.every < absl::Minutes(1) || backup.every > kKeysKept)) {
    return BadSetting("backup.every", "应为 \"1m\" 到 \"168h\"，或 \"never\"。",
                      "must be \"1m\" to \"168h\", or \"never\".");
  }
  if (backup.keep < 1 || backup.keep > 10000) {
    return BadSetting("backup.keep", "应在 1 到 10000 之间。", "must be 1 to 10000.");
  }
  if (backup.folder.empty()) return absl::OkStatus();
  if (backup.folder.front() != '/' ||
      absl::StartsWith(absl::StrCat(backup.folder, "/"), absl::StrCat(config.data_dir, "/"))) {
    return BadSetting("backup.folder", "应为数据目录之外的绝对路径。",
                      "must be an absolute path outside the data folder.");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Config> LoadConfig(const std::string& data_dir, const std::string& named) {
  Config config;
  config.data_dir = data_dir;
  const std::string path = named.empty() ? absl::StrCat(data_dir, "/gridgovd.toml") : named;
  if (!std::ifstream(path).good()) return config;
  toml::table table;
  // The library tells of a wrong file by an exception.
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return BadSetting(path, absl::StrCat("第 ", error.source().begin.line, " 行无法识别。"),
                      absl::StrCat("line ", error.source().begin.line,
                                   " cannot be read: ", std::string(error.description())));
  }
  for (const auto& entry : table) {
    const std::string name(entry.first.str());
    const toml::node& value = entry.second;
    bool right = false;
    const auto take = [&](auto& target) { right = Take(value, target); };
    if (name == "listen") take(config.listen);
    if (name == "metrics_port") take(config.metrics_port);
    if (name == "reflection") take(config.reflection);
    if (name == "password_profile") take(config.password_profile);
    if (name == "log_level") take(config.log_level);
    if (name == "queue_limit") take(config.queue_limit);
    if (name == "backup" && value.is_table()) {
      GG_RETURN_IF_ERROR(LoadBackup(*value.as_table(), config.backup));
      right = true;
    }
    if (!right) return BadName(name);
  }
  return config;
}

absl::Status CheckConfig(const Config& config) {
  if (config.metrics_port < 0 || config.metrics_port > 65535) {
    return BadSetting("metrics_port", "应在 0 到 65535 之间。", "must be 0 to 65535.");
  }
  if (config.queue_limit < 1 || config.queue_limit > 1000000) {
    return BadSetting("queue_limit", "应在 1 到 1000000 之间。", "must be 1 to 1000000.");
  }
  GG_RETURN_IF_ERROR(CheckBackup(config));
  return PasswordRulesNamed(config.password_profile).status();
}

}  // namespace gridgov
