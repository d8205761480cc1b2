#include "server/handlers/takeovers.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "gridgov/v1/area.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"
#include "server/handlers/area_plan.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/flow.h"
#include "server/handlers/grid_facts.h"
#include "server/handlers/update.h"
#include "server/handlers/work_follows.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Takeover;
using Item = Takeover::Item;
using Step = FlowRow<Takeover::State>;

constexpr std::array kFlow = {
    Step{Takeover::STATE_PLANNED, "update", Takeover::STATE_PLANNED},
    Step{Takeover::STATE_PLANNED, "start", Takeover::STATE_IN_PROGRESS},
    Step{Takeover::STATE_PLANNED, "cancel", Takeover::STATE_CANCELLED},
    Step{Takeover::STATE_IN_PROGRESS, "update", Takeover::STATE_IN_PROGRESS},
    Step{Takeover::STATE_IN_PROGRESS, "record_item", Takeover::STATE_IN_PROGRESS},
    Step{Takeover::STATE_IN_PROGRESS, "complete", Takeover::STATE_COMPLETED},
    Step{Takeover::STATE_IN_PROGRESS, "cancel", Takeover::STATE_CANCELLED},
};

constexpr char kPermission[] = "compounds.takeOver";

struct ItemWords {
  Item::Kind kind;
  const char* zh;
  const char* en;
};

constexpr ItemWords kItems[] = {
    {Item::KIND_WATER, "供水", "water"},
    {Item::KIND_ELECTRICITY, "供电", "electricity"},
    {Item::KIND_GAS, "供气", "gas"},
    {Item::KIND_HEATING, "供热", "heating"},
    {Item::KIND_PROPERTY_MANAGEMENT, "物业管理", "property management"},
    {Item::KIND_ARCHIVES, "档案资料", "archives"},
    {Item::KIND_PUBLIC_FACILITIES, "公共设施", "public facilities"},
};

bool Settled(const Item& item) { return item.state() == Item::STATE_HANDED_OVER; }

absl::Status TakeoverOpen(const std::string& compound) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "TAKEOVER_OPEN",
                   {.zh = "该小区已有未完成的移交接管，请先完成或取消。",
                    .en = "A take-over of this compound is open. Complete or cancel it first."},
                   {{"compound", compound}});
}

// The checklist of a new take-over: the kinds asked for, or all, each pending.
absl::Status MakeChecklist(Takeover* takeover) {
  if (takeover->items().empty()) {
    for (const ItemWords& words : kItems) takeover->add_items()->set_kind(words.kind);
  }
  std::set<Item::Kind> kinds;
  for (int i = 0; i < takeover->items_size(); ++i) {
    Item& item = *takeover->mutable_items(i);
    if (!kinds.insert(item.kind()).second) {
      return MakeInvalid(absl::StrCat("takeover.items[", i, "].kind"), "DUPLICATE_ITEM",
                         {.zh = "清单中每个事项只能有一项。", .en = "stands in the list twice."});
    }
    item.set_state(Item::STATE_PENDING);
    item.clear_date();
  }
  return absl::OkStatus();
}

// What the plan refers to is there and within the caller's reach.
absl::Status CheckPlan(const Txn& txn, const Takeover& takeover) {
  GG_RETURN_IF_ERROR(UnitTable().Get(txn.System(), takeover.to_unit()).status());
  if (takeover.target_grid().empty()) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const v1::Grid grid, GridTable().Get(txn, takeover.target_grid()));
  return CheckGridInUse(grid, "takeover.target_grid");
}

absl::StatusOr<Takeover> Stepped(const Txn& txn, const std::string& name, const std::string& etag,
                                 absl::string_view verb) {
  GG_ASSIGN_OR_RETURN(Takeover takeover, TakeoverTable().GetForUpdate(txn, name, etag));
  GG_ASSIGN_OR_RETURN(const Takeover::State next, Advance(kFlow, takeover, verb));
  takeover.set_state(next);
  return takeover;
}

absl::Status CheckItem(const Txn& txn, const Item& item) {
  if (item.state() == Item::STATE_UNSPECIFIED) {
    return MakeInvalid("item.state", "REQUIRED", {.zh = "必须填写。", .en = "is required."});
  }
  if (item.state() == Item::STATE_PROBLEM && item.note().empty()) {
    return MakeInvalid("item.note", "REQUIRED",
                       {.zh = "请写明遗留问题。", .en = "say what the problem is."});
  }
  if (item.date() > DayText(txn.now)) {
    return MakeInvalid("item.date", "OUT_OF_RANGE",
                       {.zh = "不能是将来的日期。", .en = "must not be in the future."});
  }
  return absl::OkStatus();
}

absl::Status CheckSettled(const Takeover& takeover) {
  std::vector<Violation> open;
  for (int i = 0; i < takeover.items_size(); ++i) {
    const Item& item = takeover.items(i);
    if (Settled(item)) continue;
    const auto* words = std::find_if(std::begin(kItems), std::end(kItems),
                                     [&item](const auto& one) { return one.kind == item.kind(); });
    open.push_back({absl::StrCat("items[", i, "]"),
                    "ITEM_NOT_SETTLED",
                    {.zh = absl::StrCat("“", words->zh, "”尚未移交。"),
                     .en = absl::StrCat(words->en, " is not handed over.")}});
  }
  return open.empty() ? absl::OkStatus() : MakeInvalid(open);
}

// What a completion moves and a token of all that it rests on.
struct Hand {
  v1::Compound compound;
  v1::Grid from;
  v1::Grid to;
  std::vector<Move> moves;  // None if the grid stays.
  std::string token;
};

absl::StatusOr<Hand> ReadHand(const Txn& txn, const Takeover& takeover) {
  Hand hand;
  const std::string today = DayText(txn.now);
  GG_ASSIGN_OR_RETURN(hand.compound, CompoundTable().Get(txn, takeover.compound()));
  GG_ASSIGN_OR_RETURN(hand.from, GridTable().Get(txn, hand.compound.grid()));
  GG_ASSIGN_OR_RETURN(
      hand.to, GridTable().Get(txn, takeover.target_grid().empty() ? hand.compound.grid()
                                                                   : takeover.target_grid()));
  GG_RETURN_IF_ERROR(CheckGridInUse(hand.to, "target_grid"));
  std::string picture = absl::StrCat(takeover.name(), "@", takeover.etag(), ";",
                                     hand.compound.etag(), ";", hand.to.name(), ";");
  if (hand.to.name() != hand.from.name()) {
    GG_ASSIGN_OR_RETURN(std::vector<OpenWork> work, OpenWorkOf(txn, hand.from.name(), today));
    std::erase_if(work, [&takeover](const OpenWork& one) {
      return one.compound != takeover.compound() && one.name != takeover.compound();
    });
    for (const OpenWork& one : work) absl::StrAppend(&picture, one.name, "@", one.version, ";");
    AreaMoves rules({.heirs = {{hand.from.name(), {0}}}, .boundaries = {std::nullopt}});
    GG_ASSIGN_OR_RETURN(hand.moves, rules.Place(std::move(work)));
  }
  if (Blocking(hand.moves).empty()) hand.token = absl::BytesToHexString(Sha256(picture));
  return hand;
}

}  // namespace

void PresentTakeover(const Call& call, Takeover* takeover) {
  takeover->clear_allowed_actions();
  const Scope& reach = call.principal.ScopeFor(kPermission);
  if (reach.empty() || !TakeoverTable().Covers(call.txn, reach, *takeover).has_value()) return;
  const bool settled = std::all_of(takeover->items().begin(), takeover->items().end(), Settled);
  for (const Step& step : kFlow) {
    if (step.from != takeover->state() || (step.verb == "complete" && !settled)) continue;
    takeover->add_allowed_actions(std::string(step.verb));
  }
}

absl::StatusOr<Takeover> TakeoverHandler::Get(Call& call,
                                              const v1::GetTakeoverRequest& request) const {
  return TakeoverTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListTakeoversResponse> TakeoverHandler::List(
    Call& call, const v1::ListTakeoversRequest& request) const {
  v1::ListTakeoversResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, TakeoverTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<Takeover> TakeoverHandler::Create(Call& call,
                                                 const v1::CreateTakeoverRequest& request) const {
  Takeover takeover = request.takeover();
  GG_ASSIGN_OR_RETURN(const v1::Compound compound,
                      CompoundTable().Get(call.txn, takeover.compound()));
  GG_RETURN_IF_ERROR(CheckPlan(call.txn, takeover));
  GG_RETURN_IF_ERROR(MakeChecklist(&takeover));
  GG_ASSIGN_OR_RETURN(
      const std::vector<Takeover> open,
      TakeoverTable().Select(call.txn.System(),
                             {.where = "t.compound = $1 AND t.state IN ('PLANNED', 'IN_PROGRESS')",
                              .args = {Blob{IdBytes(compound.name())}},
                              .limit = 1}));
  if (!open.empty()) return TakeoverOpen(compound.name());
  GG_ASSIGN_OR_RETURN(*takeover.mutable_name(),
                      NameFor("takeovers", request.takeover_id(), "takeover_id"));
  takeover.set_grid(compound.grid());
  takeover.set_state(Takeover::STATE_PLANNED);
  return TakeoverTable().Insert(call.txn, std::move(takeover));
}

absl::StatusOr<Takeover> TakeoverHandler::Update(Call& call,
                                                 const v1::UpdateTakeoverRequest& request) const {
  GG_ASSIGN_OR_RETURN(Takeover takeover, Stepped(call.txn, request.takeover().name(),
                                                 request.takeover().etag(), "update"));
  MergeUpdate(request.takeover(), request.update_mask(), &takeover);
  GG_RETURN_IF_ERROR(CheckPlan(call.txn, takeover));
  return TakeoverTable().Update(call.txn, std::move(takeover));
}

absl::StatusOr<Takeover> TakeoverHandler::Start(Call& call,
                                                const v1::StartTakeoverRequest& request) const {
  GG_ASSIGN_OR_RETURN(Takeover takeover,
                      Stepped(call.txn, request.name(), request.etag(), "start"));
  return TakeoverTable().Update(call.txn, std::move(takeover));
}

absl::StatusOr<Takeover> TakeoverHandler::RecordItem(
    Call& call, const v1::RecordTakeoverItemRequest& request) const {
  GG_ASSIGN_OR_RETURN(Takeover takeover,
                      Stepped(call.txn, request.name(), request.etag(), "record_item"));
  GG_RETURN_IF_ERROR(CheckItem(call.txn, request.item()));
  for (Item& item : *takeover.mutable_items()) {
    if (item.kind() != request.item().kind()) continue;
    item = request.item();
    if (Settled(item) && item.date().empty()) item.set_date(DayText(call.txn.now));
    return TakeoverTable().Update(call.txn, std::move(takeover));
  }
  return MakeInvalid("item.kind", "UNKNOWN_ITEM",
                     {.zh = "清单中没有这个事项。", .en = "is not on this checklist."});
}

absl::StatusOr<v1::AreaChangePreview> TakeoverHandler::Preview(
    Call& call, const v1::PreviewTakeoverRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Takeover takeover, TakeoverTable().Get(call.txn, request.name()));
  GG_RETURN_IF_ERROR(Advance(kFlow, takeover, "complete").status());
  GG_ASSIGN_OR_RETURN(const Hand hand, ReadHand(call.txn, takeover));
  v1::AreaChangePreview preview;
  AddRows(hand.moves, {{hand.from.name(), hand.from.code()}}, {hand.to.code()}, &preview);
  preview.set_preview_token(hand.token);
  return preview;
}

absl::StatusOr<Takeover> TakeoverHandler::Complete(Call& call,
                                                   const v1::CompleteTakeoverRequest& request) {
  GG_ASSIGN_OR_RETURN(Takeover takeover,
                      TakeoverTable().GetForUpdate(call.txn, request.name(), request.etag()));
  GG_ASSIGN_OR_RETURN(const Takeover::State completed, Advance(kFlow, takeover, "complete"));
  GG_RETURN_IF_ERROR(CheckSettled(takeover));
  GG_RETURN_IF_ERROR(CheckEffective(call.txn, request.effective_date(), {}));
  GG_ASSIGN_OR_RETURN(Hand hand, ReadHand(call.txn, takeover));
  GG_RETURN_IF_ERROR(CheckNothingOpen(hand.from.name(), Blocking(hand.moves)));
  if (request.preview_token() != hand.token) return PreviewOutdated();
  // Both grids are the caller's; the work in them is told to nobody here.
  const Txn system = call.txn.System();
  const Following following{
      issues_, disputes_, request.effective_date(),
      takeover.document().empty() ? "小区移交接管 (take-over)" : takeover.document()};
  for (const Move& move : hand.moves) {
    GG_RETURN_IF_ERROR(following.Follow(system, move, hand.to.name()));
  }
  GG_ASSIGN_OR_RETURN(v1::Compound compound, CompoundTable().Get(system, takeover.compound()));
  compound.set_management(takeover.management());
  GG_RETURN_IF_ERROR(CompoundTable().Update(system, std::move(compound)).status());
  takeover.set_state(completed);
  takeover.set_grid(hand.to.name());
  takeover.set_effective_date(request.effective_date());
  return TakeoverTable().Update(system, std::move(takeover));
}

absl::StatusOr<Takeover> TakeoverHandler::Cancel(Call& call,
                                                 const v1::CancelTakeoverRequest& request) const {
  GG_ASSIGN_OR_RETURN(Takeover takeover,
                      Stepped(call.txn, request.name(), request.etag(), "cancel"));
  takeover.set_cancel_reason(request.reason());
  return TakeoverTable().Update(call.txn, std::move(takeover));
}

}  // namespace gridgov
