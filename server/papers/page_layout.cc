#include "server/papers/page_layout.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "server/papers/paper_text.h"

namespace gridgov {
namespace {

using Kind = PaperBlock::Kind;

constexpr char kFont[] = "Noto Serif CJK SC";
constexpr double kSide = 68;
constexpr double kTop = 72;
constexpr double kBottom = kPageHeight - 76;
constexpr double kWidth = kPageWidth - 2 * kSide;
constexpr double kLabel = 84;  // The width of a table's labels.
constexpr double kPadding = 5;
constexpr double kBody = 12;     // 小四
constexpr double kTable = 10.5;  // 五号
// What a text and the signatures below it need together.
constexpr double kKeep = 180;
constexpr float kSpacing = 1.15f;

double Points(int units) { return static_cast<double>(units) / PANGO_SCALE; }

}  // namespace

std::vector<PageLayout::TextLine> PageLayout::Break(const std::string& text, double width,
                                                    const Style& style) {
  GlibPtr<PangoFontDescription> font(pango_font_description_new());
  pango_font_description_set_family_static(font.get(), kFont);
  pango_font_description_set_weight(font.get(),
                                    style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  // Absolute: a point is a point, whatever the resolution of some screen.
  pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
  PangoLayout* const layout = texts_.emplace_back(pango_layout_new(context_)).get();
  pango_layout_set_font_description(layout, font.get());
  pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment(layout, style.align);
  pango_layout_set_indent(layout, static_cast<int>(style.indent * PANGO_SCALE));
  pango_layout_set_line_spacing(layout, kSpacing);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
  has_unknown_ = has_unknown_ || pango_layout_get_unknown_glyphs_count(layout) > 0;

  std::vector<TextLine> lines;
  const GlibPtr<PangoLayoutIter> at(pango_layout_get_iter(layout));
  do {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(at.get(), nullptr, &logical);
    int top = 0;
    int bottom = 0;
    pango_layout_iter_get_line_yrange(at.get(), &top, &bottom);
    lines.push_back({pango_layout_iter_get_line_readonly(at.get()), Points(logical.x), Points(top),
                     Points(bottom), Points(pango_layout_iter_get_baseline(at.get()))});
  } while (pango_layout_iter_next_line(at.get()));
  return lines;
}

void PageLayout::Add(const Paper& paper) {
  NewPage();
  Flow(paper.title, kSide, {.size = 20, .bold = true, .align = PANGO_ALIGN_CENTER}, 0);
  y_ += 12;
  for (const PaperBlock& block : paper.blocks) AddBlock(block);
  PageNumbers();
}

void PageLayout::AddBlock(const PaperBlock& block) {
  const bool table = block.kind == Kind::kTable;
  if (!table && after_table_) y_ += 8;
  switch (block.kind) {
    case Kind::kLeft:
      Flow(block.text, kSide, {}, block.keep ? kKeep : 0);
      break;
    case Kind::kRight:
      Flow(block.text, kSide, {.size = kTable, .align = PANGO_ALIGN_RIGHT}, 0);
      y_ += 4;
      break;
    case Kind::kHeading:
      y_ += 6;
      // Not at the foot of a page: two lines of what follows go with it.
      Flow(block.text, kSide, {.bold = true}, 64);
      break;
    case Kind::kText:
      Flow(block.text, kSide, {.indent = 2 * kBody}, block.keep ? kKeep : 0);
      break;
    case Kind::kClause:
      Clause(block);
      break;
    case Kind::kTable:
      for (const std::vector<std::string>& cells : block.rows) Row(cells);
      break;
    case Kind::kSignature:
      Signature(block);
      break;
    case Kind::kSeal:
      Seal(block);
      break;
  }
  after_table_ = table;
}

void PageLayout::Flow(const std::string& text, double x, const Style& style, double keep) {
  Need(keep);
  for (const TextLine& line : Break(text, kPageWidth - kSide - x, style)) {
    Need(line.bottom - line.top);
    Place({line}, x, y_ - line.top);
    y_ += line.bottom - line.top;
  }
}

void PageLayout::Clause(const PaperBlock& block) {
  const std::vector<TextLine> label = Break(block.label, 3 * kBody, {});
  Need(label[0].bottom);
  Place({label[0]}, kSide + 2 * kBody, y_);
  Flow(block.text, kSide + 3.75 * kBody, {}, 0);
}

void PageLayout::Row(const std::vector<std::string>& texts) {
  std::vector<Cell> cells;
  double x = kSide;
  double height = 0;
  const double values = static_cast<double>(texts.size()) / 2;
  for (size_t i = 0; i < texts.size(); ++i) {
    const bool label = i % 2 == 0;
    const double width = label ? kLabel : kWidth / values - kLabel;
    const Style style{.size = kTable, .align = label ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT};
    cells.push_back({.lines = Break(texts[i], width - 2 * kPadding, style), .x = x});
    height = std::max(height, cells.back().lines.back().bottom + 2 * kPadding);
    x += width;
  }
  // In one piece, unless it is longer than a page.
  if (height <= kBottom - kTop) Need(height);
  const auto unplaced = [&cells] {
    return std::any_of(cells.begin(), cells.end(),
                       [](const Cell& cell) { return cell.next < cell.lines.size(); });
  };
  while (unplaced()) {
    if (!RowPiece(cells)) NewPage();
  }
}

bool PageLayout::RowPiece(std::vector<Cell>& cells) {
  double height = 0;
  for (const Cell& cell : cells) {
    const double room = kBottom - y_ - 2 * kPadding;
    for (size_t i = cell.next; i < cell.lines.size(); ++i) {
      const double bottom = cell.lines[i].bottom - cell.lines[cell.next].top;
      if (bottom > room) break;
      height = std::max(height, bottom);
    }
  }
  if (height == 0) return false;
  const double bottom = y_ + height + 2 * kPadding;
  for (Cell& cell : cells) {
    const double offset =
        cell.next < cell.lines.size() ? y_ + kPadding - cell.lines[cell.next].top : 0;
    for (; cell.next < cell.lines.size(); ++cell.next) {
      const TextLine& line = cell.lines[cell.next];
      if (offset + line.bottom > bottom - kPadding + 0.01) break;
      Place({line}, cell.x + kPadding, offset);
    }
    Rule(cell.x, y_, cell.x, bottom);
  }
  Rule(kSide + kWidth, y_, kSide + kWidth, bottom);
  Rule(kSide, y_, kSide + kWidth, y_);
  Rule(kSide, bottom, kSide + kWidth, bottom);
  y_ = bottom;
  return true;
}

void PageLayout::Signature(const PaperBlock& block) {
  constexpr double kHeight = 34;
  constexpr double kNames = 208;  // Where the line to sign on begins.
  Need(kHeight);
  const std::vector<TextLine> label = Break(block.label, kNames, {});
  const double y = y_ + kHeight - 4 - label.back().bottom;
  Place(label, kSide, y);
  const bool done = !block.text.empty();
  const std::vector<TextLine> mark = Break(done ? block.text : kBlankDate, kWidth - kNames,
                                           {.align = done ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT});
  Place({mark[0]}, kSide + kNames, y_ + kHeight - 4 - mark[0].bottom);
  Rule(kSide + kNames, y_ + kHeight - 4, kSide + kWidth - (done ? 0 : 150), y_ + kHeight - 4);
  y_ += kHeight;
}

void PageLayout::Seal(const PaperBlock& block) {
  Need(90);
  y_ += 24;
  const Style right{.align = PANGO_ALIGN_RIGHT};
  if (!block.label.empty()) Flow(block.label, kSide, right, 0);
  y_ += 6;
  Flow(block.text.empty() ? kBlankDate : block.text, kSide, right, 0);
}

void PageLayout::PageNumbers() {
  for (size_t i = 0; i < pages_.size(); ++i) {
    const std::vector<TextLine> number =
        Break(absl::StrCat("第 ", i + 1, " 页　共 ", pages_.size(), " 页"), kWidth,
              {.size = 9, .align = PANGO_ALIGN_CENTER});
    pages_[i].lines.push_back(
        {number[0].line, kSide + number[0].x, kPageHeight - 48 + number[0].baseline});
  }
}

void PageLayout::Place(const std::vector<TextLine>& lines, double x, double y) {
  for (const TextLine& line : lines) {
    pages_.back().lines.push_back({line.line, x + line.x, y + line.baseline});
  }
}

void PageLayout::Rule(double x0, double y0, double x1, double y1) {
  pages_.back().rules.push_back({x0, y0, x1, y1});
}

void PageLayout::Need(double height) {
  if (y_ + height > kBottom && y_ > kTop) NewPage();
}

void PageLayout::NewPage() {
  pages_.emplace_back();
  y_ = kTop;
}

}  // namespace gridgov
