#include "server/jobs/division_edition_rows.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "proto/cpp/csv_rows.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/division_rows.h"
#include "server/store/column.h"

namespace gridgov {
namespace {

constexpr size_t kMostErrors = 100;
constexpr int kReportRows = 5000;
constexpr std::array<absl::string_view, 4> kColumns = {"code", "name", "level", "parent_code"};

// Files of people and of tools alike: the columns may stand in any order.
absl::StatusOr<std::array<size_t, 4>> Places(const std::vector<std::string>& header) {
  std::array<size_t, 4> places;
  for (size_t i = 0; i < kColumns.size(); ++i) {
    const auto found = std::find(header.begin(), header.end(), kColumns[i]);
    if (found == header.end() || header.size() != kColumns.size()) {
      return MakeError(absl::StatusCode::kInvalidArgument, "BAD_HEADER",
                       {.zh = "表头不正确，应为：code,name,level,parent_code。",
                        .en = "The header is wrong, it must be: code,name,level,parent_code."});
    }
    places[i] = static_cast<size_t>(found - header.begin());
  }
  return places;
}

// Reads one file; what it keeps of a row is small, what a row is checked as is made anew each time.
class Reader {
 public:
  Reader(JobRun& run, const ShapeCheck& check,
         const std::function<bool(const std::string&)>& exists)
      : run_(run), check_(check), exists_(exists), root_(RootOf(run.job())) {}

  absl::StatusOr<EditionRows> Read(absl::string_view text) {
    GG_RETURN_IF_ERROR(Split(text));
    std::sort(out_.rows.begin(), out_.rows.end(), [](const EditionRow& a, const EditionRow& b) {
      return std::tie(a.code, a.line) < std::tie(b.code, b.line);
    });
    for (size_t i = 0; i < out_.rows.size(); ++i) {
      if (i % kReportRows == 0) {
        GG_RETURN_IF_ERROR(run_.Report(v1::Job::PHASE_CHECKING, static_cast<int64_t>(i),
                                       static_cast<int64_t>(out_.rows.size())));
      }
      Check(out_.rows[i], i > 0 && out_.rows[i - 1].code == out_.rows[i].code);
    }
    std::sort(out_.errors.begin(), out_.errors.end(),
              [](const auto& a, const auto& b) { return a.row() < b.row(); });
    return std::move(out_);
  }

 private:
  static std::string RootOf(const v1::Job& job) {
    return SplitName(job.division_edition().root()).id;
  }

  absl::Status Split(absl::string_view text) {
    absl::Status header = absl::OkStatus();
    std::array<size_t, 4> places = {};
    int line = 0;
    GG_RETURN_IF_ERROR(ForEachCsvRow(text, [&](std::vector<std::string> cells) {
      if (++line == 1) {
        auto found = Places(cells);
        if (found.ok()) places = *found;
        header = found.status();
        return;
      }
      if (!header.ok()) return;
      if (cells.size() != kColumns.size()) {
        return Add(line, {"", "COLUMNS", {.zh = "列数不是 4。", .en = "has not 4 columns."}});
      }
      const auto* level =
          FindEnum(v1::Division::Level_descriptor(), absl::AsciiStrToUpper(cells[places[2]]));
      out_.rows.push_back(
          {.code = std::move(cells[places[0]]),
           .title = std::move(cells[places[1]]),
           .parent = std::move(cells[places[3]]),
           .level = static_cast<v1::Division::Level>(level == nullptr ? 0 : level->number()),
           .line = line});
    }));
    GG_RETURN_IF_ERROR(header);
    if (line == 0) return Places({}).status();
    return absl::OkStatus();
  }

  void Check(const EditionRow& row, bool again) {
    const v1::Division division = row.ToDivision();
    for (Violation& fault : check_(division)) Add(row.line, std::move(fault));
    if (!root_.empty() && !absl::StartsWith(row.code, root_)) {
      Add(row.line, {"code",
                     "OUTSIDE_ROOT",
                     {.zh = "代码不在所选范围之内。", .en = "lies outside the root."}});
    }
    const auto known = [this](const std::string& code) { return InFile(code) || exists_(code); };
    for (Violation& fault : FaultsOfDivision(division, again, known)) {
      Add(row.line, std::move(fault));
    }
  }

  bool InFile(const std::string& code) const {
    const auto at = std::lower_bound(
        out_.rows.begin(), out_.rows.end(), code,
        [](const EditionRow& row, const std::string& wanted) { return row.code < wanted; });
    return at != out_.rows.end() && at->code == code;
  }

  void Add(int line, Violation fault) {
    ++out_.error_count;
    if (out_.errors.size() >= kMostErrors) return;
    v1::JobRowError& error = out_.errors.emplace_back();
    error.set_row(line);
    error.set_field(std::move(fault.field));
    error.set_reason(std::move(fault.reason));
    error.mutable_text()->set_zh(std::move(fault.description.zh));
    error.mutable_text()->set_en(std::move(fault.description.en));
  }

  JobRun& run_;
  const ShapeCheck& check_;
  const std::function<bool(const std::string&)>& exists_;
  const std::string root_;
  EditionRows out_;
};

}  // namespace

v1::Division EditionRow::ToDivision() const {
  v1::Division division;
  division.set_code(code);
  division.set_title(title);
  division.set_level(level);
  if (!parent.empty()) division.set_parent(MakeName("divisions", parent));
  return division;
}

absl::StatusOr<EditionRows> ReadEdition(
    JobRun& run, const ShapeCheck& check,
    const std::function<bool(const std::string& code)>& exists) {
  GG_ASSIGN_OR_RETURN(const std::string input, run.Input());
  return Reader(run, check, exists).Read(absl::StripPrefix(input, "\xef\xbb\xbf"));
}

}  // namespace gridgov
