#include "server/handlers/site_clocks.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gridgov/v1/site.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Site;
using v1::SiteRhythm;

// The rhythm in force for the site: the one of its own hazard before the one of all, then the
// latest.
absl::StatusOr<std::optional<SiteRhythm>> RhythmOf(const Txn& txn, const Site& site) {
  GG_ASSIGN_OR_RETURN(
      std::vector<SiteRhythm> all,
      SiteRhythmTable().Select(
          txn.System(), {.where = "t.kind = $1 AND t.valid_from_date <= $2",
                         .args = {EnumText(Site::Kind_descriptor()->FindValueByNumber(site.kind())),
                                  DayText(txn.now)}}));
  std::optional<SiteRhythm> best;
  for (SiteRhythm& one : all) {
    const bool own = one.hazard_kind() != Site::HAZARD_KIND_UNSPECIFIED;
    if (own && one.hazard_kind() != site.hazard_kind()) continue;
    const auto rank = [](const SiteRhythm& rhythm) {
      return std::pair(rhythm.hazard_kind() != Site::HAZARD_KIND_UNSPECIFIED,
                       rhythm.valid_from_date());
    };
    if (!best.has_value() || rank(*best) < rank(one)) best = std::move(one);
  }
  return best;
}

absl::Time StartOf(const Txn& txn, const Site& site, const SiteRhythm& rhythm) {
  if (site.has_last_visit_time()) return FromProto(site.last_visit_time());
  const absl::Time made = site.has_create_time() ? FromProto(site.create_time()) : txn.now;
  return std::max(made, DayStart(rhythm.valid_from_date()));
}

}  // namespace

absl::Status SiteClocks::Set(const Txn& txn, Site* site) const {
  GG_ASSIGN_OR_RETURN(const auto rhythm, RhythmOf(txn, *site));
  const bool agreed = !site->next_check_date().empty();
  if (site->state() != Site::STATE_IN_USE || (!agreed && !rhythm.has_value())) {
    site->clear_clock();
    return deadlines_.Evaluate(txn, site);
  }
  const std::string code = rhythm.has_value() ? rhythm->deadline_class() : kSiteCheckClass;
  absl::Time start;
  if (agreed) {
    GG_ASSIGN_OR_RETURN(start, deadlines_.StartFor(txn.db, code, site->next_check_date()));
  } else {
    start = StartOf(txn, *site, *rhythm);
  }
  site->mutable_clock()->set_deadline_class(code);
  *site->mutable_clock()->mutable_start_time() = ToProto(start);
  return deadlines_.Evaluate(txn, site);
}

absl::StatusOr<int64_t> SiteClocks::Recompute(const Txn& txn, int64_t after, int limit) const {
  std::vector<std::string> names;
  int64_t last = 0;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT key, uid FROM sites WHERE state = 'IN_USE' AND key > $1 ORDER BY key LIMIT $2",
      {after, int64_t{limit}}, [&](const Row& row) -> absl::Status {
        GG_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.Bytes(1)));
        last = row.Int(0);
        names.push_back(MakeName("sites", id.ToString()));
        return absl::OkStatus();
      }));
  for (const std::string& name : names) {
    GG_ASSIGN_OR_RETURN(Site site, SiteTable().Get(txn, name));
    GG_RETURN_IF_ERROR(Set(txn, &site));
    GG_RETURN_IF_ERROR(SiteTable().Update(txn, std::move(site)).status());
  }
  return last;
}

}  // namespace gridgov
