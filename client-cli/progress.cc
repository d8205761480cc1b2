#include "client-cli/progress.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "client-cli/failure.h"

namespace gridgov {
namespace {

constexpr int64_t kCells = 24;

std::string Grouped(int64_t number) {
  std::string digits = absl::StrCat(number);
  for (auto at = static_cast<int64_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<size_t>(at), ",");
  }
  return digits;
}

int64_t Share(int64_t done, int64_t total, int64_t of) {
  return total <= 0 ? 0 : std::min(done, total) * of / total;
}

}  // namespace

Progress::~Progress() {
  if (!drawn_.empty()) in_.environment().err << "\n" << std::flush;
}

void Progress::Show(const Text& what, int64_t done, int64_t total) {
  if (in_.Has("quiet")) return;
  const std::string amount = total > 0 ? absl::StrCat(Grouped(done), " / ", Grouped(total), "  ",
                                                      Share(done, total, 100), " %")
                                       : Grouped(done);
  if (!in_.environment().err_is_terminal) {
    // A log: a line for each tenth.
    const std::string tenth = absl::StrCat(what.en, Share(done, total, 10));
    if (tenth == told_) return;
    told_ = tenth;
    return in_.Note(
        {.zh = absl::StrCat(what.zh, " ", amount), .en = absl::StrCat(what.en, " ", amount)});
  }
  const auto full = static_cast<size_t>(Share(done, total, kCells));
  const std::string bar = absl::StrCat(In(what, in_.chinese()), " [", std::string(full, '#'),
                                       std::string(kCells - full, '.'), "] ", amount);
  if (bar == drawn_) return;
  // To the line's end, so that nothing is left of a longer one.
  in_.environment().err << "\r" << bar << "\033[K" << std::flush;
  drawn_ = bar;
}

}  // namespace gridgov
