// A paper as plain text in UTF-8, for terminals: one line for each paragraph, unwrapped.
#ifndef GRIDGOV_SERVER_PAPERS_PAPER_TEXT_H_
#define GRIDGOV_SERVER_PAPERS_PAPER_TEXT_H_

#include <string>

#include "server/papers/paper.h"

namespace gridgov {

// The date that people fill in by hand, in both renderings.
inline constexpr char kBlankDate[] = "　　　　年　　月　　日";

// Pure; safe from every thread.
std::string PaperAsText(const Paper& paper);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_PAPERS_PAPER_TEXT_H_
