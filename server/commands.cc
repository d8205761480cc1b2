#include "server/commands.h"

#include <pthread.h>
#include <signal.h>
#include <sys/resource.h>

#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/time/clock.h"
#include "server/app.h"
#include "server/backup_commands.h"
#include "server/command_line.h"
#include "server/init/data_folder.h"
#include "server/init/first_accounts.h"
#include "server/log.h"
#include "server/version.h"

namespace gridgov {
namespace {

void PrintPassword(const FirstPassword& one) {
  std::cout << one.username << "\t" << one.role << "\t" << one.password << "\n";
}

int Init(const std::string& dir, const std::vector<std::string>& names, bool cheap,
         absl::Duration clock_offset) {
  std::vector<FirstPassword> made;
  const auto folder = DataFolder::Create(dir, names, absl::Now(), [&](const DataFolder& fresh) {
    auto passwords = MakeFirstAccounts(fresh, absl::Now() + clock_offset, cheap);
    if (passwords.ok()) std::swap(made, *passwords);
    return passwords.status();
  });
  if (!folder.ok()) return Fail(folder.status());
  std::cerr << Say(
      "已建立数据目录。三位管理员的一次性密码如下，请分别交给三个人，首次登录须修改：\n",
      "The data folder is made. Hand each of these one-time passwords to another "
      "person; each must be changed at the first sign-in:\n");
  for (const FirstPassword& one : made) PrintPassword(one);
  std::cerr << Say("CA 证书：", "CA certificate: ") << folder->ca_pem_path() << "\n"
            << Say("请把 ", "Copy ") << dir << "/secrets"
            << Say(" 复制到别处妥善保管，不要与备份放在一起：没有它，备份无法恢复。\n",
                   " to a safe place apart from the backups: no backup can be restored without "
                   "it.\n");
  return 0;
}

int Recover(const std::string& dir, const std::string& username, bool cheap) {
  const auto folder = DataFolder::Open(dir);
  if (!folder.ok()) return Fail(folder.status());
  const auto made = RecoverAdministrator(*folder, username, absl::Now(), cheap);
  if (!made.ok()) return Fail(made.status());
  PrintPassword(*made);
  return 0;
}

int Serve(const Config& config) {
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);  // Keys are in memory.
  // Blocked before any thread exists, so that sigwait alone takes them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  SetUpLog(config.log_level);
  const auto app = App::Start(config);
  if (!app.ok()) return Fail(app.status());
  std::cout << "READY " << (*app)->port() << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("signal {}, draining", signal);
  (*app)->Stop();
  return 0;
}

}  // namespace

int RunServerCommand(int argc, char** argv) {
  CLI::App cli(Say("网格化治理服务器", "The server of gridgov, grid-based community governance"));
  cli.set_version_flag("--version", kVersion);
  cli.require_subcommand(1);
  std::string dir;
  std::string username;
  std::vector<std::string> names;
  bool cheap = false;
  const auto add_dir = [&dir](CLI::App* command) {
    command->add_option("DIR", dir, Say("数据目录", "The data folder"))->required();
  };
  const auto add_cheap = [&cheap](CLI::App* command) {
    // For tests and load drivers; a password so hashed is worth little.
    command->add_flag("--cheap-passwords", cheap)->group("");
  };
  CLI::App* init = cli.add_subcommand("init", Say("建立数据目录", "Make a data folder"));
  add_dir(init);
  add_cheap(init);
  double offset_seconds = 0;
  const auto add_offset = [&offset_seconds](CLI::App* command) {
    command->add_option("--clock-offset", offset_seconds)->group("");
  };
  add_offset(init);
  init->add_option("--name", names,
                   Say("服务器的其他主机名或地址", "Further host names of the server"));
  CLI::App* recover = cli.add_subcommand(
      "recover", Say("为三员之一生成一次性密码", "A one-time password for an administrator"));
  add_dir(recover);
  add_cheap(recover);
  recover->add_option("USER", username, Say("用户名", "The user name"))->required();

  Config flags;
  std::string settings;
  CLI::App* serve = cli.add_subcommand("serve", Say("运行服务器", "Run the server"));
  add_dir(serve);
  add_cheap(serve);
  serve->add_option(
      "--config", settings,
      Say("设置文件（默认 DIR/gridgovd.toml）", "The settings (default DIR/gridgovd.toml)"));
  CLI::Option* listen =
      serve->add_option("--listen", flags.listen, Say("监听地址", "Where to listen"));
  CLI::Option* metrics = serve->add_option("--metrics-port", flags.metrics_port,
                                           Say("指标端口（仅本机）", "Metrics on loopback"));
  CLI::Option* reflection = serve->add_flag("--reflection", flags.reflection,
                                            Say("开启 gRPC 反射", "Serve gRPC reflection"));
  CLI::Option* level = serve->add_option("--log-level", flags.log_level,
                                         Say("日志级别", "trace, debug, info, warn, error"));
  add_offset(serve);
  serve->add_flag("--insecure", flags.insecure)->group("");
  serve->add_option("--batch", flags.most_per_batch)->group("")->check(CLI::Range(1, 512));
  std::function<int()> backup_command;
  AddBackupCommands(cli, backup_command);
  CLI11_PARSE(cli, argc, argv);

  if (backup_command) return backup_command();
  if (init->parsed()) return Init(dir, names, cheap, absl::Seconds(offset_seconds));
  if (recover->parsed()) return Recover(dir, username, cheap);
  auto config = LoadConfig(dir, settings);
  if (!config.ok()) return Fail(config.status());
  // A flag outranks the file.
  if (listen->count() > 0) config->listen = flags.listen;
  if (metrics->count() > 0) config->metrics_port = flags.metrics_port;
  if (reflection->count() > 0) config->reflection = flags.reflection;
  if (level->count() > 0) config->log_level = flags.log_level;
  config->cheap_passwords = cheap;
  config->insecure = flags.insecure;
  config->most_per_batch = flags.most_per_batch;
  config->clock_offset = absl::Seconds(offset_seconds);
  return Serve(*config);
}

}  // namespace gridgov
