#include "server/papers/paper.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "proto/cpp/status_macros.h"

namespace gridgov {

// Made by the build from templates/*.json.
const std::map<std::string, std::string>& EmbeddedPaperTemplates();

namespace {

using Json = nlohmann::json;
using Kind = PaperBlock::Kind;

// A blank to be filled in by hand.
constexpr absl::string_view kBlank = "＿＿＿＿＿＿";

struct KindRow {
  const char* key;
  Kind kind;
  const char* second;  // The key of the block's text, where `key` holds its label.
};
constexpr KindRow kKinds[] = {
    {"left", Kind::kLeft, nullptr},       {"right", Kind::kRight, nullptr},
    {"heading", Kind::kHeading, nullptr}, {"text", Kind::kText, nullptr},
    {"clause", Kind::kClause, "text"},    {"signature", Kind::kSignature, "mark"},
    {"seal", Kind::kSeal, "date"}};

class Filler {
 public:
  Filler(const PaperValues& values, Paper* paper) : values_(values), paper_(paper) {}

  absl::Status Blocks(const Json& blocks) {
    for (const Json& block : blocks) GG_RETURN_IF_ERROR(Block(block));
    return absl::OkStatus();
  }

 private:
  absl::Status Block(const Json& block) {
    if (block.contains("each")) return Each(block);
    if (block.contains("table")) return Table(block.at("table"));
    // "clause" and its like hold a "text" too, so those with two keys are looked for first.
    for (const bool two : {true, false}) {
      for (const KindRow& row : kKinds) {
        if ((row.second != nullptr) != two || !block.contains(row.key)) continue;
        PaperBlock out{.kind = row.kind, .keep = block.value("keep", false)};
        const bool stays_empty = row.kind == Kind::kSignature || row.kind == Kind::kSeal;
        std::string* const first = two ? &out.label : &out.text;
        GG_ASSIGN_OR_RETURN(*first, Fill(block.at(row.key), kBlank));
        if (two) {
          GG_ASSIGN_OR_RETURN(out.text, Fill(block.at(row.second), stays_empty ? "" : kBlank));
        }
        paper_->blocks.push_back(std::move(out));
        return absl::OkStatus();
      }
    }
    return absl::InternalError(absl::StrCat("a paper's block of no kind: ", block.dump()));
  }

  absl::Status Each(const Json& block) {
    const auto list = values_.lists.find(block.at("each").get<std::string>());
    if (list == values_.lists.end()) {
      return absl::InternalError(absl::StrCat("a paper lacks the list ", block.at("each").dump()));
    }
    int number = 0;
    for (const PaperValues::Texts& row : list->second) {
      row_ = &row;
      number_ = absl::StrCat(++number);
      const absl::Status filled = Blocks(block.at("blocks"));
      row_ = nullptr;
      GG_RETURN_IF_ERROR(filled);
    }
    return absl::OkStatus();
  }

  absl::Status Table(const Json& rows) {
    PaperBlock out{.kind = Kind::kTable};
    for (const Json& row : rows) {
      std::vector<std::string>& cells = out.rows.emplace_back();
      for (const Json& cell : row) {
        GG_ASSIGN_OR_RETURN(cells.emplace_back(), Fill(cell, ""));
      }
    }
    paper_->blocks.push_back(std::move(out));
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Fill(const std::string& text, absl::string_view blank) const {
    std::string out;
    size_t at = 0;
    for (size_t open; (open = text.find('{', at)) != std::string::npos;) {
      const size_t close = text.find('}', open);
      if (close == std::string::npos) return absl::InternalError("a paper's { is never closed");
      out += text.substr(at, open - at);
      GG_ASSIGN_OR_RETURN(const std::string value,
                          ValueOf(text.substr(open + 1, close - open - 1)));
      absl::StrAppend(&out, value.empty() ? blank : value);
      at = close + 1;
    }
    return out + text.substr(at);
  }

  absl::StatusOr<std::string> ValueOf(const std::string& name) const {
    if (row_ != nullptr) {
      if (name == "n") return number_;
      if (const auto it = row_->find(name); it != row_->end()) return it->second;
    }
    const auto it = values_.texts.find(name);
    if (it != values_.texts.end()) return it->second;
    return absl::InternalError(absl::StrCat("a paper lacks the text ", name));
  }

  const PaperValues& values_;
  Paper* const paper_;
  // Within a list: its row, and the row's number.
  const PaperValues::Texts* row_ = nullptr;
  std::string number_;
};

}  // namespace

std::vector<std::string> PaperTemplates() {
  std::vector<std::string> names;
  for (const auto& [name, text] : EmbeddedPaperTemplates()) names.push_back(name);
  return names;
}

absl::StatusOr<Paper> FillPaper(absl::string_view name, const PaperValues& values) {
  const auto found = EmbeddedPaperTemplates().find(std::string(name));
  if (found == EmbeddedPaperTemplates().end()) {
    return absl::InternalError(absl::StrCat("no template of a paper is called ", name));
  }
  const Json layout = Json::parse(found->second);
  Paper paper{.title = layout.at("title")};
  GG_RETURN_IF_ERROR(Filler(values, &paper).Blocks(layout.at("blocks")));
  return paper;
}

}  // namespace gridgov
