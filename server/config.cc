#include "server/config.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/auth/password_rules.h"
#include "toml++/toml.h"

namespace gridgov {
namespace {

absl::Status BadSetting(const std::string& name, const std::string& zh, const std::string& en) {
  return MakeInvalid(name, "BAD_SETTING", {.zh = zh, .en = en});
}

}  // namespace

absl::StatusOr<Config> LoadConfig(const std::string& data_dir) {
  Config config;
  config.data_dir = data_dir;
  const std::string path = absl::StrCat(data_dir, "/gridgovd.toml");
  if (!std::ifstream(path).good()) return config;
  toml::table table;
  // The library tells of a wrong file by an exception.
  try {
    table = toml::parse_file(path);
  } catch (const toml::parse_error& error) {
    return BadSetting("gridgovd.toml",
                      absl::StrCat("第 ", error.source().begin.line, " 行无法识别。"),
                      absl::StrCat("line ", error.source().begin.line,
                                   " cannot be read: ", std::string(error.description())));
  }
  for (const auto& entry : table) {
    const std::string name(entry.first.str());
    const toml::node& value = entry.second;
    bool right = false;
    const auto take = [&](auto& target) {
      using T = std::remove_reference_t<decltype(target)>;
      if (const auto found = value.value<T>()) {
        target = *found;
        right = true;
      }
    };
    if (name == "listen") take(config.listen);
    if (name == "metrics_port") take(config.metrics_port);
    if (name == "reflection") take(config.reflection);
    if (name == "password_profile") take(config.password_profile);
    if (name == "log_level") take(config.log_level);
    if (name == "queue_limit") take(config.queue_limit);
    if (!right) {
      return BadSetting(name, "没有这项设置，或类型不对。", "is no setting, or of another type.");
    }
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
  return PasswordRulesNamed(config.password_profile).status();
}

}  // namespace gridgov
