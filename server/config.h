// The settings of a server, their defaults and their checks.
#ifndef GRIDGOV_SERVER_CONFIG_H_
#define GRIDGOV_SERVER_CONFIG_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/backup/backup_settings.h"

namespace gridgov {

struct Config {
  std::string data_dir;
  // Where it listens. Anything but loopback belongs behind a TLS front end (README, limits).
  std::string listen = "127.0.0.1:7443";
  // Prometheus on loopback; 0: off.
  int metrics_port = 0;
  // For trying out: tools may list services and methods, and, since such tools send none, calls
  // need no deadline. Off unless asked for.
  bool reflection = false;
  // "asvs" or "mlps".
  std::string password_profile = "asvs";
  std::string log_level = "info";
  int queue_limit = 4096;
  // The table [backup]; the server makes none without a folder.
  BackupSettings backup;
  // The least that Argon2id knows instead of 46 MiB: for tests and load drivers alone.
  bool cheap_passwords = false;
  // Added to the wall clock: for rehearsing a day that has not come.
  absl::Duration clock_offset = absl::ZeroDuration();
  // Works per transaction of the writer: 1 measures what grouping commits is worth.
  int most_per_batch = 512;
  // What time it is; null: the wall clock. For tests that live through hours. Called by all
  // threads.
  std::function<absl::Time()> clock;
  // The program that reads files that are imported; "": where the package puts it.
  std::string sheet_reader;
  // Measures the transport without TLS; in builds made for measuring alone.
  bool insecure = false;
};

// Reads the file of settings if there is one, DIR/gridgovd.toml unless `path` names another.
// INVALID_ARGUMENT names the line or the setting.
absl::StatusOr<Config> LoadConfig(const std::string& data_dir, const std::string& path = "");

// INVALID_ARGUMENT for a setting that cannot be.
absl::Status CheckConfig(const Config& config);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_CONFIG_H_
