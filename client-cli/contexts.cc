#include "client-cli/contexts.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "client-cli/environment.h"
#include "proto/cpp/errors.h"

namespace gridgov {
namespace {

using nlohmann::json;

std::string PathIn(const std::string& folder) { return absl::StrCat(folder, "/contexts.json"); }

absl::Status Damaged(const std::string& path) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "CONTEXTS_DAMAGED",
      {.zh = absl::StrCat("文件 ", path, " 已损坏，请删除后重新登录。"),
       .en = absl::StrCat("The file ", path, " is damaged: remove it, sign in again.")},
      {{"path", path}});
}

std::string StringAt(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

absl::StatusOr<Contexts> Contexts::Load(const std::string& folder) {
  Contexts contexts;
  contexts.folder_ = folder;
  std::ifstream file(PathIn(folder), std::ios::binary);
  if (!file) return contexts;
  const std::string content(std::istreambuf_iterator<char>(file), {});
  const json root = json::parse(content, nullptr, /*allow_exceptions=*/false);
  if (!root.is_object() || !root.contains("contexts") || !root["contexts"].is_object()) {
    return Damaged(PathIn(folder));
  }
  contexts.current_ = StringAt(root, "current");
  for (const auto& [name, value] : root["contexts"].items()) {
    if (!value.is_object()) return Damaged(PathIn(folder));
    contexts.all_[name] = {.server = StringAt(value, "server"),
                           .ca = StringAt(value, "ca"),
                           .username = StringAt(value, "username"),
                           .token = StringAt(value, "token"),
                           .session_expire_time = StringAt(value, "session_expire_time"),
                           .language = StringAt(value, "language")};
  }
  return contexts;
}

absl::Status Contexts::Save() const {
  json contexts = json::object();
  for (const auto& [name, context] : all_) {
    contexts[name] = {{"server", context.server},
                      {"ca", context.ca},
                      {"username", context.username},
                      {"token", context.token},
                      {"session_expire_time", context.session_expire_time},
                      {"language", context.language}};
  }
  const json root = {{"current", current_}, {"contexts", contexts}};
  std::error_code error;
  if (std::filesystem::create_directories(folder_, error)) {
    std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, error);
  }
  return WritePrivateFile(PathIn(folder_),
                          root.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

}  // namespace gridgov
