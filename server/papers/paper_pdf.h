// A paper as PDF: A4, numbered pages, Noto Serif CJK SC embedded. pango shapes and cairo draws.
//
// The same paper and time give the same bytes, in every process, language and time zone: the fonts
// are those two files and no setting of the machine is asked. Nothing is written to disk.
#ifndef GRIDGOV_SERVER_PAPERS_PAPER_PDF_H_
#define GRIDGOV_SERVER_PAPERS_PAPER_PDF_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/papers/paper.h"

namespace gridgov {

// Slow (tens of milliseconds): not for the writer's thread. Safe from every thread; they take
// turns. `created` stands in the file as the time it was made. FAILED_PRECONDITION, reason
// FONTS_MISSING, without the package of fonts; FAILED_PRECONDITION, reason CHARACTER_NOT_IN_FONT,
// rather than an empty box in somebody's name.
absl::StatusOr<std::string> PaperAsPdf(const Paper& paper, absl::Time created);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_PAPERS_PAPER_PDF_H_
