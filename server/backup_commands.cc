#include "server/backup_commands.h"

#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "proto/cpp/status_macros.h"
#include "server/backup/restore.h"
#include "server/command_line.h"
#include "server/init/secret_file.h"

namespace gridgov {
namespace {

// A line that counts up, for people.
absl::Status ShowPercent(int percent) {
  if (isatty(STDERR_FILENO) != 0) std::cerr << "\r" << percent << "%" << std::flush;
  return absl::OkStatus();
}

int Tell(const absl::StatusOr<BackupFacts>& facts, const char* done) {
  if (isatty(STDERR_FILENO) != 0) std::cerr << "\r";
  if (!facts.ok()) return Fail(facts.status());
  std::cerr << done << "\n";
  std::cout << facts->name << "\t" << absl::FormatTime(facts->time, absl::LocalTimeZone()) << "\t"
            << facts->bytes << "\n";
  return 0;
}

absl::StatusOr<BackupFacts> Verify(const RestoreRequest& request) {
  GG_ASSIGN_OR_RETURN(const Secret backup_key,
                      ReadSecretFile(absl::StrCat(request.secrets, "/backup.key")));
  GG_ASSIGN_OR_RETURN(const BackupFacts facts,
                      VerifyBackup(request.backup, backup_key, ShowPercent));
  // Whoever checks backups need not hold the master key; who does checks the keys too.
  const std::string master_path = absl::StrCat(request.secrets, "/master.key");
  if (access(master_path.c_str(), F_OK) != 0) return facts;
  std::string keys = request.keys;
  if (keys.empty()) {
    GG_ASSIGN_OR_RETURN(keys, KeysFor(request.backup));
  }
  GG_ASSIGN_OR_RETURN(const Secret master_key, ReadSecretFile(master_path));
  GG_RETURN_IF_ERROR(VerifyKeys(keys, master_key));
  return facts;
}

}  // namespace

void AddBackupCommands(CLI::App& cli, std::function<int()>& run) {
  const auto request = std::make_shared<RestoreRequest>();
  const auto add_options = [request](CLI::App* command) {
    command->add_option("BACKUP", request->backup, Say("一份备份的目录", "The folder of a backup"))
        ->required();
    command
        ->add_option("--secrets", request->secrets,
                     Say("secrets/ 的副本", "A copy of the data folder's secrets/"))
        ->required();
    command->add_option("--keys", request->keys,
                        Say("密钥备份；默认用备份旁最新的一份",
                            "The sealed keys; the newest beside the backup unless given"));
  };
  CLI::App* restore =
      cli.add_subcommand("restore", Say("从备份建立数据目录", "Make a data folder of a backup"));
  add_options(restore);
  restore
      ->add_option("--into", request->into,
                   Say("新的数据目录，须为空", "The new data folder; must be empty"))
      ->required();
  restore->callback([request, &run] {
    run = [request] {
      return Tell(RestoreBackup(*request, ShowPercent),
                  Say("已恢复，并通过全部检查。", "Restored; every check has passed."));
    };
  });
  CLI::App* verify = cli.add_subcommand("verify-backup", Say("检查备份", "Check a backup"));
  add_options(verify);
  verify->callback([request, &run] {
    run = [request] { return Tell(Verify(*request), Say("备份完好。", "The backup is whole.")); };
  });
}

}  // namespace gridgov
