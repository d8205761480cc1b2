#include "server/papers/paper_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace gridgov {
namespace {

using Kind = PaperBlock::Kind;

std::string TableText(const PaperBlock& block) {
  std::string out;
  for (const std::vector<std::string>& cells : block.rows) {
    for (size_t i = 0; i + 1 < cells.size(); i += 2) {
      absl::StrAppend(&out, i == 0 ? "" : "　　", cells[i], "：", cells[i + 1]);
    }
    out += '\n';
  }
  return out;
}

std::string BlockText(const PaperBlock& block) {
  switch (block.kind) {
    case Kind::kHeading:
      return absl::StrCat("\n", block.text, "\n");
    case Kind::kText:
      return absl::StrCat("　　", absl::StrReplaceAll(block.text, {{"\n", "\n　　"}}), "\n");
    case Kind::kClause:
      return absl::StrCat("　　", block.label, " ", block.text, "\n");
    case Kind::kTable:
      return TableText(block);
    case Kind::kSignature:
      return absl::StrCat(
          "\n", block.label, "：",
          block.text.empty() ? absl::StrCat("＿＿＿＿＿＿＿＿　", kBlankDate) : block.text, "\n");
    case Kind::kSeal:
      return absl::StrCat("\n", block.label, block.label.empty() ? "" : "\n",
                          block.text.empty() ? kBlankDate : block.text, "\n");
    case Kind::kLeft:
    case Kind::kRight:
      break;
  }
  return absl::StrCat(block.text, "\n");
}

}  // namespace

std::string PaperAsText(const Paper& paper) {
  std::string out = absl::StrCat(paper.title, "\n\n");
  for (const PaperBlock& block : paper.blocks) out += BlockText(block);
  return out;
}

}  // namespace gridgov
