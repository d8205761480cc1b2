#include "server/handlers/meeting_agenda.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/days.h"
#include "server/handlers/meeting_flow.h"
#include "server/handlers/meeting_plans.h"
#include "server/handlers/meeting_rows.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Dispute;
using v1::Issue;
using v1::Meeting;
using v1::MeetingItem;

// Overdue issues on one agenda, and open disputes: more than a meeting can speak about.
constexpr int kMostOverdue = 50;
// Beyond that the rest is not counted.
constexpr int kMostCounted = 1000;
constexpr int kMostNamed = 1000;

constexpr char kInDivision[] = "t.grid IN (SELECT grid FROM area_grids WHERE area = ";

std::string PlaceOf(const std::string& category, const std::string& compound,
                    const std::string& grid) {
  return absl::StrCat(category, " ", compound.empty() ? grid : compound);
}

std::string ClassText(Dispute::Class dispute_class) {
  return EnumText(Dispute::Class_descriptor()->FindValueByNumber(dispute_class));
}

// The category of issues or the class of disputes.
std::string KindOf(const MeetingItem& item) {
  return item.category().empty() ? ClassText(item.dispute_class()) : item.category();
}

void SetKind(const std::string& kind, MeetingItem& item) {
  if (SplitName(kind).collection == CategoryTable().spec().collection) {
    item.set_category(kind);
    return;
  }
  const auto* value = FindEnum(Dispute::Class_descriptor(), kind);
  if (value != nullptr) item.set_dispute_class(static_cast<Dispute::Class>(value->number()));
}

// The key of the first issue that the server received at `since` or later: issues are received in
// the order of their keys.
absl::StatusOr<int64_t> FirstKeySince(Connection& db, absl::Time since) {
  int64_t low = 0;
  int64_t high = 0;
  GG_RETURN_IF_ERROR(
      db.Query("SELECT COALESCE(MAX(key), 0) + 1 FROM issues", {}, [&high](const Row& row) {
        high = row.Int(0);
        return absl::OkStatus();
      }));
  const std::string text = TimeText(since);
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    bool before = false;
    int64_t key = high;
    GG_RETURN_IF_ERROR(
        db.Query("SELECT key, received_time < $2 FROM issues WHERE key >= $1 ORDER BY key LIMIT 1",
                 {middle, text}, [&](const Row& row) {
                   key = row.Int(0);
                   before = row.Int(1) != 0;
                   return absl::OkStatus();
                 }));
    if (before) {
      low = key + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// Prepares one agenda.
class Agenda {
 public:
  Agenda(const Call& call, Meeting* meeting)
      : call_(call),
        meeting_(*meeting),
        issues_(call.For("issues.list")),
        disputes_(call.For("disputes.list")) {}

  absl::Status Run() {
    GG_ASSIGN_OR_RETURN(const auto items, ItemsOf(call_.txn, meeting_.name()));
    for (const MeetingItem& item : items) {
      if (item.kind() == MeetingItem::KIND_CLUSTER) {
        clusters_[PlaceOf(KindOf(item), item.cluster().compound(), item.cluster().grid())] = item;
      } else {
        listed_.insert(item.issue());
        listed_.insert(item.dispute());
      }
    }
    meeting_.set_left_out_count(0);
    GG_RETURN_IF_ERROR(ReadWindow());
    GG_RETURN_IF_ERROR(AddIssueClusters());
    GG_RETURN_IF_ERROR(AddDisputeClusters());
    GG_RETURN_IF_ERROR(AddOverdue());
    return AddDisputes();
  }

 private:
  MeetingItem ItemOf(MeetingItem::Kind kind, MeetingItem::Origin origin) const {
    MeetingItem item;
    item.set_meeting(meeting_.name());
    item.set_division(meeting_.division());
    item.set_kind(kind);
    item.set_origin(origin);
    item.set_state(MeetingItem::STATE_ON_AGENDA);
    return item;
  }

  // How far back clusters look, and how many make one.
  absl::Status ReadWindow() {
    GG_ASSIGN_OR_RETURN(const auto rules, ReadMeetingRules(call_.txn));
    today_ = DayText(call_.txn.now);
    const std::string division = SplitName(meeting_.division()).id;
    const v1::MeetingRule* rule = RuleFor(rules, meeting_.level(), division, today_);
    start_date_ = AddDays(today_, 1 - (rule == nullptr ? 30 : rule->cluster_days()));
    size_ = rule == nullptr ? kSmallestCluster : rule->cluster_size();
    return absl::OkStatus();
  }

  // Items of one kind about the matters of `rows` that are not on the agenda yet, the first of them
  // first.
  template <class Row, class Fill>
  absl::Status AddEach(const std::vector<Row>& rows, const MeetingItem& like, const Fill& fill) {
    int added = 0;
    for (const Row& row : rows) {
      if (added == kMostOverdue) break;
      ++added;
      if (listed_.contains(row.name())) continue;
      MeetingItem item = like;
      fill(row, item);
      GG_RETURN_IF_ERROR(MeetingItemTable().Insert(call_.txn, std::move(item)).status());
    }
    meeting_.set_left_out_count(meeting_.left_out_count() + static_cast<int>(rows.size()) - added);
    return absl::OkStatus();
  }

  absl::Status AddOverdue() {
    GG_ASSIGN_OR_RETURN(
        const std::vector<Issue> overdue,
        IssueTable().Select(
            issues_, {.where = absl::StrCat("t.state IN ('REPORTED', 'ACCEPTED', 'DISPATCHED', "
                                            "'IN_PROGRESS', 'HANDLED') AND t.due_time <= $2 AND ",
                                            kInDivision, "$1)"),
                      .args = {meeting_.division(), TimeText(call_.txn.now)},
                      .limit = kMostCounted,
                      .order = "t.due_time"}));
    return AddEach(overdue, ItemOf(MeetingItem::KIND_ISSUE, MeetingItem::ORIGIN_OVERDUE),
                   [](const Issue& issue, MeetingItem& item) {
                     item.set_issue(issue.name());
                     item.set_category(issue.category());
                   });
  }

  // What nobody has settled, and what was settled and is not kept.
  absl::Status AddDisputes() {
    GG_ASSIGN_OR_RETURN(
        const std::vector<Dispute> open,
        DisputeTable().Select(
            disputes_, {.where = absl::StrCat("t.state IN ('REGISTERED', 'ACCEPTED', 'MEDIATING', "
                                              "'BREACHED') AND ",
                                              kInDivision, "$1)"),
                        .args = {meeting_.division()},
                        .limit = kMostCounted,
                        .order = "COALESCE(t.due_time, '9')"}));
    return AddEach(open, ItemOf(MeetingItem::KIND_DISPUTE, MeetingItem::ORIGIN_OPEN_DISPUTE),
                   [](const Dispute& dispute, MeetingItem& item) {
                     item.set_dispute(dispute.name());
                     item.set_dispute_class(dispute.dispute_class());
                   });
  }

  absl::Status AddIssueClusters() {
    GG_ASSIGN_OR_RETURN(const int64_t first, FirstKeySince(call_.txn.db, DayStart(start_date_)));
    GG_ASSIGN_OR_RETURN(
        const std::vector<Issue> recent,
        IssueTable().Select(issues_,
                            {.where = absl::StrCat("t.key >= $2 AND t.state NOT IN ('REJECTED', "
                                                   "'DUPLICATE', 'WITHDRAWN') AND ",
                                                   kInDivision, "$1)"),
                             .args = {meeting_.division(), first}}));
    std::vector<Matter> matters;
    matters.reserve(recent.size());
    for (const Issue& issue : recent) {
      matters.push_back({issue.name(), issue.category(), issue.compound(), issue.grid()});
    }
    return AddClusters(matters);
  }

  absl::Status AddDisputeClusters() {
    GG_ASSIGN_OR_RETURN(
        const std::vector<Dispute> recent,
        DisputeTable().Select(
            disputes_, {.where = absl::StrCat("t.create_time >= $2 AND t.state NOT IN ('DECLINED', "
                                              "'REFERRED') AND ",
                                              kInDivision, "$1)"),
                        .args = {meeting_.division(), TimeText(DayStart(start_date_))}}));
    std::vector<Matter> matters;
    for (const Dispute& dispute : recent) {
      matters.push_back(
          {dispute.name(), ClassText(dispute.dispute_class()), dispute.compound(), dispute.grid()});
    }
    return AddClusters(matters);
  }

  absl::Status AddClusters(const std::vector<Matter>& matters) {
    for (const MatterCluster& cluster : FindClusters(matters, size_)) {
      GG_RETURN_IF_ERROR(AddCluster(cluster));
    }
    return absl::OkStatus();
  }

  absl::Status AddCluster(const MatterCluster& cluster) {
    const std::string place = PlaceOf(cluster.kind, cluster.compound, cluster.grid);
    const auto found = clusters_.find(place);
    MeetingItem item = found != clusters_.end()
                           ? found->second
                           : ItemOf(MeetingItem::KIND_CLUSTER, MeetingItem::ORIGIN_CLUSTER);
    if (found == clusters_.end()) {
      GG_ASSIGN_OR_RETURN(const bool dealt_with, DealtWith(cluster));
      if (dealt_with) return absl::OkStatus();
    } else if (!IsOpenItem(item.state())) {
      return absl::OkStatus();
    }
    SetKind(cluster.kind, item);
    MeetingItem::Cluster& where = *item.mutable_cluster();
    where.set_compound(cluster.compound);
    where.set_grid(cluster.grid);
    where.set_start_date(start_date_);
    where.set_end_date(today_);
    auto& names = *(item.category().empty() ? where.mutable_disputes() : where.mutable_issues());
    names.Clear();
    for (const std::string& name : cluster.names) {
      if (names.size() < kMostNamed) names.Add(std::string(name));
    }
    item.set_cluster_count(static_cast<int>(cluster.names.size()));
    if (item.name().empty()) return MeetingItemTable().Insert(call_.txn, item).status();
    return MeetingItemTable().Update(call_.txn, item).status();
  }

  // An earlier meeting of the division was through with the very same matters.
  absl::StatusOr<bool> DealtWith(const MatterCluster& cluster) const {
    GG_ASSIGN_OR_RETURN(
        const std::vector<MeetingItem> earlier,
        MeetingItemTable().Select(
            call_.txn,
            {.where = "t.division = $1 AND t.kind = 'CLUSTER' AND t.state IN ('DONE', "
                      "'RELEASED') AND t.create_time >= $2",
             .args = {SplitName(meeting_.division()).id, TimeText(DayStart(start_date_))}}));
    return std::any_of(earlier.begin(), earlier.end(), [&cluster](const MeetingItem& item) {
      const auto& known =
          item.category().empty() ? item.cluster().disputes() : item.cluster().issues();
      return KindOf(item) == cluster.kind &&
             std::all_of(cluster.names.begin(), cluster.names.end(),
                         [&known](const std::string& name) {
                           return std::find(known.begin(), known.end(), name) != known.end();
                         });
    });
  }

  const Call& call_;
  Meeting& meeting_;
  const Txn issues_;
  const Txn disputes_;
  std::map<std::string, MeetingItem> clusters_;
  std::set<std::string> listed_;
  std::string today_;
  std::string start_date_;
  int size_ = kSmallestCluster;
};

using Groups = std::map<std::string, MatterCluster>;

void Group(const Matter& matter, const std::string& compound, Groups& groups) {
  MatterCluster& group = groups[PlaceOf(matter.kind, compound, matter.grid)];
  group.kind = matter.kind;
  group.compound = compound;
  group.grid = matter.grid;
  group.names.push_back(matter.name);
}

}  // namespace

std::vector<MatterCluster> FindClusters(const std::vector<Matter>& matters, int size) {
  const auto enough = static_cast<size_t>(std::max(size, kSmallestCluster));
  Groups compounds;
  for (const Matter& matter : matters) {
    if (!matter.compound.empty()) Group(matter, matter.compound, compounds);
  }
  Groups grids;
  for (const Matter& matter : matters) {
    const auto own = compounds.find(PlaceOf(matter.kind, matter.compound, matter.grid));
    const bool clustered = own != compounds.end() && own->second.names.size() >= enough;
    if (!clustered) Group(matter, "", grids);
  }
  std::vector<MatterCluster> clusters;
  for (Groups* groups : {&compounds, &grids}) {
    for (auto& [place, group] : *groups) {
      if (group.names.size() >= enough) clusters.push_back(std::move(group));
    }
  }
  return clusters;
}

absl::Status PrepareAgenda(const Call& call, Meeting* meeting) {
  GG_RETURN_IF_ERROR(CarryOverInto(call.txn, *meeting));
  return Agenda(call, meeting).Run();
}

}  // namespace gridgov
