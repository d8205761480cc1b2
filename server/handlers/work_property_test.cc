// Work lists against the resources themselves: after random acts by random people, what waits for
// somebody is exactly what the resources allow that person, and the counts are those of the lists.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/takeover.pb.h"
#include "gridgov/v1/work.pb.h"
#include "server/handlers/patrols.h"
#include "server/handlers/takeovers.h"
#include "server/handlers/work.h"
#include "tests/support/issue_fixture.h"
#include "tests/support/proto_matchers.h"

namespace gridgov {
namespace {

using Item = v1::WorkItem;
using Key = std::pair<std::string, Item::Kind>;
using Waiting = std::map<Key, Item>;

// The act on an issue for which it stands in a list.
const std::map<std::string, Item::Kind>& IssueKinds() {
  static const auto* kinds =
      new std::map<std::string, Item::Kind>{{"accept", Item::KIND_ACCEPT},
                                            {"dispatch", Item::KIND_DISPATCH},
                                            {"start", Item::KIND_START},
                                            {"finish", Item::KIND_HANDLE},
                                            {"decide_extension", Item::KIND_DECIDE_EXTENSION},
                                            {"decide_suspension", Item::KIND_DECIDE_SUSPENSION},
                                            {"close", Item::KIND_CHECK},
                                            {"callback", Item::KIND_CALL_BACK},
                                            {"urge", Item::KIND_URGE},
                                            {"supervise", Item::KIND_SUPERVISE}};
  return *kinds;
}

class WorkTest : public IssueTest, public testing::WithParamInterface<unsigned> {
 protected:
  WorkTest() {
    random_.seed(GetParam());
    people_ = {worker_,     other_worker_,    far_worker_, office_,      checker_,
               far_office_, handler_of_unit_, duty_lead_,  office_head_, handler_of_second_unit_,
               centre_,     many_hats_,       auditor_,    admin_};
    AsSystem([this](const Txn& txn) -> absl::Status {
      v1::PatrolType type;
      type.set_code("SAFETY");
      type.mutable_title()->set_zh("治安巡查");
      type.mutable_title()->set_en("Safety");
      type.set_target(v1::PatrolType::TARGET_GRID);
      v1::PatrolType::Item* door = type.add_checklist();
      door->set_code("door");
      door->mutable_text()->set_zh("门");
      door->mutable_text()->set_en("Door");
      door->set_type(v1::PatrolType::Item::TYPE_YES_NO);
      type.set_source("test");
      GG_ASSIGN_OR_RETURN(type, PatrolTypeTable().Insert(txn, std::move(type)));
      type_ = type.name();
      return absl::OkStatus();
    });
  }

  size_t Any(size_t count) { return random_() % count; }
  template <class T>
  const T& OneOf(const std::vector<T>& all) {
    return all[Any(all.size())];
  }

  // Somebody does something that an issue allows; the rest is the machine's business.
  void ActOnIssues(int times) {
    for (int i = 0; i < times; ++i) {
      now_ += absl::Minutes(Any(120));
      if (issues_.size() < 8 || Any(12) == 0) {
        v1::Issue issue;
        issue.set_grid(OneOf<std::string>({grid_, second_grid_}));
        const bool counter = Any(2) == 0;
        const Staff& who = counter ? office_ : issue.grid() == grid_ ? worker_ : far_worker_;
        const auto made = Create(who, issue, counter);
        ASSERT_THAT(made, IsOk());
        issues_.push_back(made->name());
      }
      const std::string name = OneOf(issues_);
      const Staff& who = OneOf(people_);
      const std::vector<std::string> acts = Allowed(who, name);
      if (acts.empty()) continue;
      const std::string act = OneOf(acts);
      if (act != "relocate" && act != "mark_duplicate") Do(who, act, name).IgnoreError();
    }
  }

  void AddPatrols(int count) {
    for (int i = 0; i < count; ++i) {
      v1::Patrol patrol;
      patrol.set_patrol_type(type_);
      patrol.set_grid(OneOf<std::string>({grid_, second_grid_}));
      patrol.set_worker(OneOf<Staff>({worker_, other_worker_, office_, many_hats_}).name);
      patrol.set_state(static_cast<v1::Patrol::State>(1 + Any(6)));
      const absl::Time start = now_ + absl::Hours(static_cast<int>(Any(24 * 90)) - 24 * 60);
      *patrol.mutable_window_start_time() = ToProto(start);
      *patrol.mutable_window_end_time() = ToProto(start + absl::Hours(1 + Any(24 * 7)));
      if (Any(3) == 0) patrol.set_missed_explanation("下雨（示例）");
      AsSystem([&](const Txn& txn) -> absl::Status {
        GG_ASSIGN_OR_RETURN(patrol, PatrolTable().Insert(txn, std::move(patrol)));
        return absl::OkStatus();
      });
      patrols_.push_back(patrol.name());
    }
  }

  void AddTakeovers() {
    for (const auto state : {v1::Takeover::STATE_PLANNED, v1::Takeover::STATE_IN_PROGRESS,
                             v1::Takeover::STATE_CANCELLED}) {
      AsSystem([&](const Txn& txn) -> absl::Status {
        v1::Compound compound;
        compound.set_code(absl::StrCat("XQ-", state));
        compound.set_title("示例小区");
        compound.set_grid(grid_);
        compound.set_kind(v1::Compound::KIND_OLD);
        compound.set_management(v1::Compound::MANAGEMENT_NONE);
        GG_ASSIGN_OR_RETURN(compound, CompoundTable().Insert(txn, std::move(compound)));
        v1::Takeover takeover;
        takeover.set_compound(compound.name());
        takeover.set_grid(grid_);
        takeover.set_from_organisation("示例厂");
        takeover.set_to_unit(unit_);
        takeover.set_management(v1::Compound::MANAGEMENT_FIRM);
        takeover.set_planned_date(Any(2) == 0 ? "2026-11-20" : "2027-02-01");
        takeover.set_state(state);
        takeover.add_items()->set_kind(v1::Takeover::Item::KIND_WATER);
        GG_ASSIGN_OR_RETURN(takeover, TakeoverTable().Insert(txn, std::move(takeover)));
        takeovers_.push_back(takeover.name());
        return absl::OkStatus();
      });
    }
  }

  // What the resources say for this person, in the words of the rules.
  std::map<Key, Item::Phase> Expected(const Staff& who) {
    std::map<Key, Item::Phase> out;
    for (const std::string& name : issues_) {
      const auto issue = Get(who, name);
      if (!issue.ok()) continue;
      for (const std::string& act : issue->allowed_actions()) {
        const auto kind = IssueKinds().find(act);
        if (kind == IssueKinds().end()) continue;
        if (act == "urge" && !issue->overdue()) continue;
        if (act == "supervise" && (!issue->escalated() || issue->supervised())) continue;
        out[{name, kind->second}] = act == "callback"    ? Item::PHASE_UNSPECIFIED
                                    : issue->escalated() ? Item::PHASE_ESCALATED
                                    : issue->overdue()   ? Item::PHASE_OVERDUE
                                    : issue->due_soon()  ? Item::PHASE_DUE_SOON
                                                         : Item::PHASE_ON_TIME;
      }
    }
    for (const std::string& name : patrols_) {
      v1::GetPatrolRequest request;
      request.set_name(name);
      const auto patrol = Run(who, patrol_handler_, &PatrolHandler::Get, request);
      if (patrol.ok()) ExpectPatrol(*patrol, &out);
    }
    for (const std::string& name : takeovers_) {
      v1::GetTakeoverRequest request;
      request.set_name(name);
      const auto takeover = Run(who, takeover_handler_, &TakeoverHandler::Get, request);
      if (!takeover.ok()) continue;
      for (const std::string& act : takeover->allowed_actions()) {
        const bool late = DayText(now_) > takeover->planned_date();
        const auto phase = late ? Item::PHASE_OVERDUE : Item::PHASE_ON_TIME;
        if (act == "start") out[{name, Item::KIND_START}] = phase;
        if (act == "record_item") out[{name, Item::KIND_HANDLE}] = phase;
      }
    }
    return out;
  }

  void ExpectPatrol(const v1::Patrol& patrol, std::map<Key, Item::Phase>* out) {
    const absl::Time start = FromProto(patrol.window_start_time());
    const absl::Time end = FromProto(patrol.window_end_time());
    for (const std::string& act : patrol.allowed_actions()) {
      if (act == "start" && !patrol.missed() && DayText(start) <= DayText(now_)) {
        const bool near = now_ >= start + 0.8 * (end - start);
        (*out)[{patrol.name(), Item::KIND_START}] =
            near ? Item::PHASE_DUE_SOON : Item::PHASE_ON_TIME;
      }
      if (act == "explain_missed" && patrol.missed_explanation().empty() &&
          now_ - end <= absl::Hours(24 * 31)) {
        (*out)[{patrol.name(), Item::KIND_EXPLAIN}] = Item::PHASE_OVERDUE;
      }
      if (act == "submit") {
        const bool sent_back = patrol.state() == v1::Patrol::STATE_SENT_BACK;
        (*out)[{patrol.name(), sent_back ? Item::KIND_REDO : Item::KIND_SUBMIT}] =
            Item::PHASE_UNSPECIFIED;
      }
      if (act == "accept") (*out)[{patrol.name(), Item::KIND_REVIEW}] = Item::PHASE_UNSPECIFIED;
    }
  }

  // A whole list, page by page.
  std::vector<Item> List(const Staff& who, v1::WorkView view, int page = 3) {
    std::vector<Item> items;
    v1::ListWorkRequest request;
    request.set_view(view);
    request.set_page_size(page);
    do {
      const auto response = Run(who, work_, &WorkHandler::List, request);
      EXPECT_THAT(response, IsOk());
      if (!response.ok()) break;
      EXPECT_LE(response->items_size(), page);
      items.insert(items.end(), response->items().begin(), response->items().end());
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    return items;
  }

  Waiting AsMap(const std::vector<Item>& items) {
    Waiting out;
    for (const Item& item : items) {
      EXPECT_TRUE(out.emplace(Key{item.resource(), item.kind()}, item).second)
          << "twice: " << item.ShortDebugString();
    }
    return out;
  }

  void CheckOrder(const std::vector<Item>& items) {
    absl::Time last = absl::InfinitePast();
    for (const Item& item : items) {
      const absl::Time due =
          item.has_due_time() ? FromProto(item.due_time()) : absl::InfiniteFuture();
      EXPECT_GE(due, last) << item.ShortDebugString();
      last = due;
    }
  }

  void CheckCounts(const Staff& who, const std::map<v1::WorkView, Waiting>& lists) {
    std::map<std::pair<v1::WorkView, Item::Kind>, int> expected;
    for (const auto& [view, items] : lists) {
      for (const auto& [key, item] : items) ++expected[{view, key.second}];
    }
    const auto counts = Run(who, work_, &WorkHandler::Count, v1::CountWorkRequest());
    ASSERT_THAT(counts, IsOk());
    std::map<std::pair<v1::WorkView, Item::Kind>, int> counted;
    for (const auto& count : counts->counts()) {
      counted[{count.view(), count.kind()}] = count.count();
      EXPECT_FALSE(count.more());
    }
    EXPECT_EQ(counted, expected);
  }

  // Waiting is what the resources allow, and the other views are parts of it.
  void Check(const Staff& who) {
    const std::vector<Item> all = List(who, v1::WORK_VIEW_WAITING);
    CheckOrder(all);
    std::map<v1::WorkView, Waiting> lists;
    const Waiting& waiting = lists[v1::WORK_VIEW_WAITING] = AsMap(all);
    std::map<Key, Item::Phase> shown;
    for (const auto& [key, item] : waiting) shown[key] = item.phase();
    EXPECT_EQ(shown, Expected(who));
    for (const auto view : {v1::WORK_VIEW_MINE, v1::WORK_VIEW_DUE_SOON, v1::WORK_VIEW_OVERDUE}) {
      const std::vector<Item> part = List(who, view);
      CheckOrder(part);
      lists[view] = AsMap(part);
      Waiting expected;
      for (const auto& [key, item] : waiting) {
        const bool in = view == v1::WORK_VIEW_MINE       ? IsMine(item)
                        : view == v1::WORK_VIEW_DUE_SOON ? item.phase() == Item::PHASE_DUE_SOON
                                                         : item.phase() >= Item::PHASE_OVERDUE;
        if (in) expected.emplace(key, item);
      }
      EXPECT_EQ(lists[view].size(), expected.size()) << v1::WorkView_Name(view);
      for (const auto& [key, item] : expected) {
        EXPECT_THAT(lists[view][key], EqualsProto(item)) << v1::WorkView_Name(view);
      }
    }
    CheckCounts(who, lists);
    met_ += static_cast<int>(waiting.size());
    for (const auto& [key, item] : waiting) seen_.insert(item.kind());
  }

  // What units handle and workers walk is theirs; what an area waits for is not.
  static bool IsMine(const Item& item) {
    if (item.resource().starts_with("issues/")) {
      return item.kind() == Item::KIND_START || item.kind() == Item::KIND_HANDLE;
    }
    return item.resource().starts_with("patrols/") && item.kind() != Item::KIND_REVIEW;
  }

  // Nothing was held to be fine because it never came to it.
  static void TearDownTestSuite() {
    for (const auto& [act, kind] : IssueKinds()) EXPECT_TRUE(seen_.contains(kind)) << act;
    for (const auto kind : {Item::KIND_EXPLAIN, Item::KIND_SUBMIT, Item::KIND_REDO,
                            Item::KIND_REVIEW, Item::KIND_START}) {
      EXPECT_TRUE(seen_.contains(kind)) << kind;
    }
  }

  std::mt19937 random_;
  std::vector<Staff> people_;
  std::string type_;
  std::vector<std::string> issues_;
  std::vector<std::string> patrols_;
  std::vector<std::string> takeovers_;
  PatrolHandler patrol_handler_{nullptr, nullptr};
  TakeoverHandler takeover_handler_{handler_, dispute_acts_};
  WorkHandler work_;
  int met_ = 0;
  static inline std::set<Item::Kind> seen_;
};

TEST_P(WorkTest, WhatWaitsIsWhatTheResourcesAllow) {
  AddPatrols(25);
  AddTakeovers();
  for (int round = 0; round < 8; ++round) {
    ActOnIssues(40);
    for (const Staff& who : people_) {
      SCOPED_TRACE(absl::StrCat("seed ", GetParam(), ", round ", round, ", ",
                                who.principal.actor().username));
      Check(who);
      if (HasFailure()) return;
    }
  }
  EXPECT_GT(met_, 100);
}

INSTANTIATE_TEST_SUITE_P(Seeds, WorkTest, testing::Range(1u, 5u));

}  // namespace
}  // namespace gridgov
