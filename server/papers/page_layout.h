// PageLayout: sets the blocks of a paper onto pages. Sizes are points from the top left corner.
#ifndef GRIDGOV_SERVER_PAPERS_PAGE_LAYOUT_H_
#define GRIDGOV_SERVER_PAPERS_PAGE_LAYOUT_H_

#include <string>
#include <vector>

#include "server/papers/glib_ptr.h"
#include "server/papers/paper.h"

namespace gridgov {

inline constexpr double kPageWidth = 595.276;  // A4.
inline constexpr double kPageHeight = 841.89;

// A line of text at its baseline; a ruled line.
struct PlacedLine {
  PangoLayoutLine* line;
  double x, y;
};
struct PlacedRule {
  double x0, y0, x1, y1;
};
struct PlacedPage {
  std::vector<PlacedLine> lines;
  std::vector<PlacedRule> rules;
};

// Used by one thread. The lines live as long as the layout.
class PageLayout {
 public:
  // `context` has the fonts.
  explicit PageLayout(PangoContext* context) : context_(context) {}

  // Adds all of it; then the number of each page at its foot.
  void Add(const Paper& paper);
  const std::vector<PlacedPage>& pages() const { return pages_; }
  // Some character is in no font.
  bool has_unknown() const { return has_unknown_; }

 private:
  struct Style {
    double size = 12;
    bool bold = false;
    PangoAlignment align = PANGO_ALIGN_LEFT;
    double indent = 0;
  };
  // One line of a text that was broken to a width; heights from the text's top.
  struct TextLine {
    PangoLayoutLine* line;
    double x, top, bottom, baseline;
  };
  struct Cell {
    std::vector<TextLine> lines;
    double x = 0;
    size_t next = 0;  // The first line that is not placed yet.
  };

  std::vector<TextLine> Break(const std::string& text, double width, const Style& style);
  void AddBlock(const PaperBlock& block);
  // Text that may go on over pages; at least `keep` points must be left for it to begin here.
  void Flow(const std::string& text, double x, const Style& style, double keep);
  void Clause(const PaperBlock& block);
  void Row(const std::vector<std::string>& cells);
  // The part of a row that fits onto this page, framed; false: none does.
  bool RowPiece(std::vector<Cell>& cells);
  void Signature(const PaperBlock& block);
  void Seal(const PaperBlock& block);
  void PageNumbers();

  void Place(const std::vector<TextLine>& lines, double x, double y);
  void Rule(double x0, double y0, double x1, double y1);
  void Need(double height);
  void NewPage();

  PangoContext* const context_;
  std::vector<GlibPtr<PangoLayout>> texts_;
  std::vector<PlacedPage> pages_;
  double y_ = 0;
  bool after_table_ = false;
  bool has_unknown_ = false;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_PAPERS_PAGE_LAYOUT_H_
