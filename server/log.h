// The server's log: one line an event on stderr, UTC, without personal data or tokens. Callers
// pass codes, ids and counts; a text from outside is escaped, so that no line can be forged.
#ifndef GRIDGOV_SERVER_LOG_H_
#define GRIDGOV_SERVER_LOG_H_

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "spdlog/sinks/stdout_sinks.h"
#include "spdlog/spdlog.h"

namespace gridgov {

// Called once at start.
inline void SetUpLog(const std::string& level) {
  auto logger = std::make_shared<spdlog::logger>("gridgovd",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  logger->set_level(spdlog::level::from_str(level));
  spdlog::set_default_logger(std::move(logger));
}

// A text from outside, safe to log.
inline std::string Safe(absl::string_view text) { return absl::CEscape(text.substr(0, 200)); }

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_LOG_H_
