#include "server/jobs/division_edition.h"

#include <deque>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/job.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/jobs/division_edition_rows.h"
#include "server/store/tables/divisions.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

constexpr int kPage = 2000;
constexpr int kMostInUse = 50;

// One thing to do about a code.
struct Act {
  enum class Kind { kCreate, kUpdate, kEnd, kNothing } kind;
  std::string code;
  const EditionRow* row = nullptr;  // nullptr with kEnd.
};

absl::Status OlderEdition(const std::string& code, const std::string& date) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "OLDER_EDITION",
      {.zh = absl::StrCat("系统中已有更新的版本（", code, " 自 ", date, " 起）。"),
       .en = absl::StrCat("A later edition is in force already: ", code, " since ", date, ".")},
      {{"code", code}, {"date", date}});
}

// Walks the edition and the database side by side, both by code.
class Comparison {
 public:
  Comparison(JobRun& run, const std::vector<EditionRow>& rows)
      : run_(run),
        rows_(rows),
        date_(run.job().division_edition().edition_date()),
        root_(SplitName(run.job().division_edition().root()).id),
        after_(run.cursor()) {
    while (at_ < rows_.size() && rows_[at_].code <= after_) ++at_;
  }

  // The next acts, some thousands at most; none at the end.
  absl::StatusOr<std::deque<Act>> Next() {
    std::deque<Act> acts;
    while (acts.empty() && !stored_done_) GG_RETURN_IF_ERROR(ComparePage(acts));
    // The database has no more: what is left of the edition is new.
    for (; stored_done_ && static_cast<int>(acts.size()) < kPage && at_ < rows_.size(); ++at_) {
      acts.push_back({Act::Kind::kCreate, rows_[at_].code, &rows_[at_]});
    }
    return acts;
  }

 private:
  absl::Status ComparePage(std::deque<Act>& acts) {
    std::vector<StoredDivision> page;
    {
      GG_ASSIGN_OR_RETURN(const Readers::Loan reader,
                          run_.readers().Borrow(absl::Now() + absl::Seconds(30)));
      GG_ASSIGN_OR_RETURN(page, StoredDivisions(*reader, root_, after_, kPage));
    }
    for (const StoredDivision& stored : page) {
      for (; at_ < rows_.size() && rows_[at_].code < stored.code; ++at_) {
        acts.push_back({Act::Kind::kCreate, rows_[at_].code, &rows_[at_]});
      }
      if (stored.valid_from > date_) return OlderEdition(stored.code, stored.valid_from);
      if (at_ < rows_.size() && rows_[at_].code == stored.code) {
        const EditionRow& row = rows_[at_++];
        const bool same = row.title == stored.title && row.parent == stored.parent &&
                          (stored.valid_to.empty() || stored.valid_to >= date_);
        acts.push_back({same ? Act::Kind::kNothing : Act::Kind::kUpdate, row.code, &row});
      } else if (stored.valid_to.empty() && stored.code != root_) {
        acts.push_back({Act::Kind::kEnd, stored.code, nullptr});
      }
    }
    if (!page.empty()) after_ = page.back().code;
    stored_done_ = static_cast<int>(page.size()) < kPage;
    return absl::OkStatus();
  }

  JobRun& run_;
  const std::vector<EditionRow>& rows_;
  const std::string date_;
  const std::string root_;
  std::string after_;  // Looked at so far, of the database.
  size_t at_ = 0;      // And of the edition.
  bool stored_done_ = false;
};

// Does one act, or with a dry run only counts it.
class Acting {
 public:
  Acting(const Slice& slice)
      : slice_(slice),
        edition_(*slice.job.mutable_division_edition()),
        day_before_(DayText(DayStart(edition_.edition_date()) - absl::Hours(12))) {}

  absl::Status Do(const Act& act) {
    switch (act.kind) {
      case Act::Kind::kNothing:
        edition_.set_unchanged(edition_.unchanged() + 1);
        return absl::OkStatus();
      case Act::Kind::kCreate:
        return Create(*act.row);
      case Act::Kind::kUpdate:
        return Update(*act.row);
      case Act::Kind::kEnd:
        return End(act.code);
    }
    return absl::InternalError("an act of no kind");
  }

 private:
  absl::Status Create(const EditionRow& row) {
    if (!edition_.dry_run()) {
      // New with this edition; at the first one nobody knows since when it is in force.
      v1::Division division = row.ToDivision();
      if (!edition_.follows().empty()) division.set_valid_from_date(edition_.edition_date());
      GG_ASSIGN_OR_RETURN(const bool made, InsertDivision(slice_.txn, division));
      if (!made) return Update(row);  // Somebody else was quicker.
    }
    edition_.set_created(edition_.created() + 1);
    return absl::OkStatus();
  }

  absl::Status Update(const EditionRow& row) {
    edition_.set_updated(edition_.updated() + 1);
    if (edition_.dry_run()) return absl::OkStatus();
    GG_ASSIGN_OR_RETURN(v1::Division division,
                        DivisionTable().Get(slice_.txn, MakeName("divisions", row.code)));
    if (division.title() != row.title) {
      v1::FormerTitle* former = division.add_former_titles();
      former->set_title(division.title());
      former->set_valid_to_date(day_before_);
    }
    division.set_title(row.title);
    division.set_parent(row.ToDivision().parent());
    division.clear_valid_to_date();  // It is back.
    return DivisionTable().Update(slice_.txn, std::move(division)).status();
  }

  absl::Status End(const std::string& code) {
    GG_ASSIGN_OR_RETURN(const bool in_use, HasGridsInUse(slice_.txn.db, code));
    if (in_use) {
      edition_.set_in_use_count(edition_.in_use_count() + 1);
      if (edition_.in_use_size() < kMostInUse) edition_.add_in_use(MakeName("divisions", code));
      return absl::OkStatus();
    }
    edition_.set_ended(edition_.ended() + 1);
    if (edition_.dry_run()) return absl::OkStatus();
    GG_ASSIGN_OR_RETURN(v1::Division division,
                        DivisionTable().Get(slice_.txn, MakeName("divisions", code)));
    division.set_valid_to_date(day_before_);
    return DivisionTable().Update(slice_.txn, std::move(division)).status();
  }

  const Slice& slice_;
  v1::DivisionEdition& edition_;
  const std::string day_before_;
};

absl::Status KeepErrors(JobRun& run, const EditionRows& edition) {
  GG_RETURN_IF_ERROR(run.Write([&edition](Slice& slice) {
    v1::DivisionEdition* work = slice.job.mutable_division_edition();
    work->set_row_error_count(edition.error_count);
    for (const v1::JobRowError& error : edition.errors) *work->add_row_errors() = error;
    return absl::OkStatus();
  }));
  return MakeError(absl::StatusCode::kInvalidArgument, "ROW_ERRORS",
                   {.zh = absl::StrCat("文件中有 ", edition.error_count,
                                       " 处错误，没有导入任何一行。改正后重新导入。"),
                    .en = absl::StrCat("The file has ", edition.error_count,
                                       " errors; nothing was taken. Correct them and import it "
                                       "again.")});
}

// Does acts from the front until the slice is over, and says how many.
absl::Status DoSome(Slice& slice, const std::vector<EditionRow>& rows, const std::deque<Act>& acts,
                    size_t& done) {
  done = 0;
  Acting acting(slice);
  for (; done < acts.size() && absl::Now() < slice.until; ++done) {
    const Act& act = acts[done];
    GG_RETURN_IF_ERROR(acting.Do(act));
    if (act.row != nullptr) slice.job.set_done(act.row - rows.data() + 1);
    slice.cursor = act.code;
  }
  slice.job.set_phase(slice.job.division_edition().dry_run() ? v1::Job::PHASE_CHECKING
                                                             : v1::Job::PHASE_APPLYING);
  slice.job.set_total(static_cast<int64_t>(rows.size()));
  return absl::OkStatus();
}

absl::Status Apply(JobRun& run, const std::vector<EditionRow>& rows) {
  Comparison comparison(run, rows);
  while (true) {
    GG_ASSIGN_OR_RETURN(std::deque<Act> acts, comparison.Next());
    if (acts.empty()) return absl::OkStatus();
    while (!acts.empty()) {
      size_t done = 0;
      GG_RETURN_IF_ERROR(run.Write([&](Slice& slice) { return DoSome(slice, rows, acts, done); }));
      acts.erase(acts.begin(), acts.begin() + static_cast<int64_t>(done));
    }
  }
}

absl::Status Work(const ShapeCheck& check, JobRun& run) {
  // Only what is no row of the edition is looked up, so each time anew: a snapshot that was kept
  // would keep the log from beginning anew.
  const auto exists = [&run](const std::string& code) {
    const auto reader = run.readers().Borrow(absl::Now() + absl::Seconds(30));
    return reader.ok() && DivisionTable().KeyOf(**reader, MakeName("divisions", code)).ok();
  };
  GG_ASSIGN_OR_RETURN(const EditionRows edition, ReadEdition(run, check, exists));
  if (edition.error_count > 0) return KeepErrors(run, edition);
  return Apply(run, edition.rows);
}

}  // namespace

JobKind DivisionEditionKind(ShapeCheck check) {
  return {.permission = "divisions.import",
          .method = "DivisionService.ImportDivisionEdition",
          .work = [check = std::move(check)](JobRun& run) { return Work(check, run); }};
}

}  // namespace gridgov
