// Papers of people's mediation (agreement, record, forms) and minutes of meetings: from a template
// and values to blocks of text, which paper_text.h and paper_pdf.h turn into what people read. The
// templates are data (templates/*.json, built into the program) and Chinese alone: the forms are
// the ministry's.
//
// Pure code: no database, no disk, no time. Safe from every thread.
#ifndef GRIDGOV_SERVER_PAPERS_PAPER_H_
#define GRIDGOV_SERVER_PAPERS_PAPER_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace gridgov {

// What fills a template: texts by name, and lists whose rows have texts of their own. A text that
// is there and empty leaves a blank to be filled in by hand.
struct PaperValues {
  using Texts = std::map<std::string, std::string>;
  Texts texts;
  std::map<std::string, std::vector<Texts>> lists;
};

struct PaperBlock {
  enum class Kind {
    kLeft,       // text
    kRight,      // text
    kHeading,    // text
    kText,       // text: paragraphs
    kClause,     // label, text: "1." and what it says
    kTable,      // rows of label, value, label, value ...
    kSignature,  // label, text: who signs, and that it was signed; empty: a line and a date
    kSeal,       // label, text: whose seal, and when; empty: a date to be filled in
  };
  Kind kind;
  std::string label;
  std::string text;
  std::vector<std::vector<std::string>> rows;
  // Stands on one page with what is signed below it: no page of signatures alone.
  bool keep = false;
};

struct Paper {
  std::string title;
  std::vector<PaperBlock> blocks;
};

// The names of all templates, such as "agreement".
std::vector<std::string> PaperTemplates();

// INTERNAL if there is no such template, or if it asks for a text or list that `values` lacks.
absl::StatusOr<Paper> FillPaper(absl::string_view name, const PaperValues& values);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_PAPERS_PAPER_H_
