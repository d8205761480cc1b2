#include "server/handlers/handovers.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "server/auth/sessions.h"
#include "server/crypto/hmac.h"
#include "server/handlers/dispute_mediators.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/grid_rows.h"
#include "server/handlers/handover_rows.h"
#include "server/handlers/meeting_flow.h"
#include "server/handlers/meeting_rows.h"
#include "server/store/column.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Handover;

// All of it is one transaction.
constexpr size_t kMostRows = 1000;
constexpr int kFurthestBack = 31;

struct Stays {
  Handover::Kind kind;
  Text why;
};

const Stays kStays[] = {
    {Handover::KIND_PATROL,
     {.zh = "已开始，须由本人提交", .en = "it has begun: its worker hands it in"}},
    {Handover::KIND_ISSUE,
     {.zh = "上报人不变，由社区继续办理", .en = "the office goes on with it"}},
    {Handover::KIND_JOB, {.zh = "账号停用后停止", .en = "it stops with the account"}},
    {Handover::KIND_ROLE, {.zh = "由安全管理员终止", .en = "the security administrator ends it"}},
};

std::string WhyStays(Handover::Kind kind, bool chinese) {
  for (const Stays& one : kStays) {
    if (one.kind == kind) return chinese ? one.why.zh : one.why.en;
  }
  return "";
}

std::string NextDay(const std::string& date) {
  absl::CivilDay day;
  (void)absl::ParseCivilTime(date, &day);
  return absl::FormatCivilTime(day + 1);
}

std::string HeirOf(const v1::HandoverPlan& plan, Handover::Kind kind) {
  for (const v1::HandoverPlan::Heir& heir : plan.heirs()) {
    if (heir.kind() == kind) return heir.to();
  }
  return plan.to();
}

absl::Status CheckLeaveDate(const Txn& txn, const std::string& date) {
  const std::string today = DayText(txn.now);
  if (!IsDay(date)) return MakeInvalid({BadDate("plan.leave_date")});
  if (date <= today && date >= DayText(txn.now - absl::Hours(24 * kFurthestBack))) {
    return absl::OkStatus();
  }
  return MakeInvalid(
      "plan.leave_date", "OUT_OF_RANGE",
      {.zh = "应为今天或最近 31 天内的日期。", .en = "must be today or one of the last 31 days."});
}

absl::Status BadHeir(const std::string& reason, Text text) {
  return MakeInvalid("plan.to", reason, std::move(text));
}

// The heir is somebody else who works here, and may do what is handed over.
absl::Status CheckHeir(const Txn& txn, const v1::HandoverPlan& plan, const std::string& heir,
                       Handover::Kind kind) {
  if (heir == plan.account()) {
    return BadHeir("SAME_ACCOUNT",
                   {.zh = "接手人不能是移交人本人。", .en = "must be somebody else."});
  }
  const auto rights = PresentRights(txn, IdBytes(heir));
  if (absl::IsPermissionDenied(rights.status())) {
    return BadHeir("HEIR_DISABLED",
                   {.zh = "接手人的账号已停用。", .en = "is an account that is disabled."});
  }
  GG_RETURN_IF_ERROR(rights.status());
  if (kind == Handover::KIND_DISPUTE && !rights->Has("disputes.mediate")) {
    return BadHeir("HEIR_CANNOT", {.zh = "接手人没有调解的权限，请先授予人民调解员角色。",
                                   .en = "may not mediate. Grant the role of a mediator."});
  }
  if (kind == Handover::KIND_MEETING && !rights->Has(kMeetingPermission)) {
    return BadHeir("HEIR_CANNOT",
                   {.zh = "接手人没有召开分析会的权限。", .en = "may not run meetings."});
  }
  if (kind == Handover::KIND_PATROL && !rights->Has("patrols.log")) {
    return BadHeir("HEIR_CANNOT", {.zh = "接手人没有巡查的权限，请先授予网格员角色。",
                                   .en = "may not do patrols. Grant the role of a grid worker."});
  }
  if (kind == Handover::KIND_SITE && !rights->Has("sites.visit")) {
    return BadHeir("HEIR_CANNOT", {.zh = "接手人没有走访的权限，请先授予网格员角色。",
                                   .en = "may not visit sites. Grant the role of a grid worker."});
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> InReach(const Txn& txn, const std::string& place) {
  if (place.empty()) return true;
  if (SplitName(place).collection == "grids") {
    return GridTable().Covers(txn, txn.scope, RowScope{.grid = IdBytes(place)}).has_value();
  }
  GG_ASSIGN_OR_RETURN(const auto chain, DivisionChain(txn.System(), place));
  return CoversDivision(txn.scope, chain);
}

// Whether the heir has the same duty or membership already.
absl::StatusOr<bool> HasSame(const Txn& txn, const Hanging& one, const std::string& heir) {
  bool found = false;
  const auto see = [&found](const Row&) {
    found = true;
    return absl::OkStatus();
  };
  const Values args = {Blob{IdBytes(one.name)}, Blob{IdBytes(heir)}};
  if (one.kind == Handover::KIND_DUTY) {
    GG_RETURN_IF_ERROR(txn.db.Query(
        "SELECT 1 FROM grid_assignments a JOIN grid_assignments b ON b.grid = a.grid AND b.duty = "
        "a.duty WHERE a.uid = $1 AND b.account = $2 AND b.end_date IS NULL",
        args, see));
  } else if (one.kind == Handover::KIND_MEMBERSHIP) {
    GG_RETURN_IF_ERROR(txn.db.Query(
        "SELECT 1 FROM unit_members a JOIN unit_members b ON b.unit = a.unit WHERE a.uid = $1 AND "
        "b.account = $2 AND b.end_date IS NULL",
        args, see));
  } else if (one.kind == Handover::KIND_DISPUTE) {
    GG_RETURN_IF_ERROR(txn.db.Query(
        "SELECT 1 FROM dispute_accounts WHERE key = (SELECT key FROM disputes WHERE uid = $1) AND "
        "account = $2",
        args, see));
  }
  return found;
}

// The handover as it would be now, with a token of all that it rests on.
absl::StatusOr<Handover> Plan(const Call& call, const v1::HandoverPlan& plan) {
  const Txn& txn = call.txn;
  GG_RETURN_IF_ERROR(CheckLeaveDate(txn, plan.leave_date()));
  GG_ASSIGN_OR_RETURN(const std::vector<Hanging> all,
                      HangingOn(txn, plan.account(), plan.leave_date()));
  Handover handover;
  handover.set_account(plan.account());
  std::string picture = absl::StrCat(plan.SerializeAsString(), ";");
  bool placed = false;
  for (const Hanging& one : all) {
    GG_ASSIGN_OR_RETURN(const bool reached, InReach(txn, one.place));
    if (!reached) {
      handover.set_out_of_reach(handover.out_of_reach() + 1);
      continue;
    }
    placed = placed || !one.place.empty();
    Handover::Row& row = *handover.add_rows();
    row.set_kind(one.kind);
    row.set_resource(one.name);
    row.set_label(one.label);
    row.set_outcome(one.moves ? Handover::OUTCOME_MOVES : Handover::OUTCOME_STAYS);
    if (one.moves) {
      row.set_to(HeirOf(plan, one.kind));
      if (!row.to().empty()) {
        GG_RETURN_IF_ERROR(CheckHeir(txn, plan, row.to(), one.kind));
        GG_ASSIGN_OR_RETURN(const bool same, HasSame(txn, one, row.to()));
        if (same) row.set_outcome(Handover::OUTCOME_ENDS);
      }
    } else {
      row.set_note(WhyStays(one.kind, call.chinese));
    }
    absl::StrAppend(&picture, one.name, "@", one.version, ":", row.outcome(), ";");
  }
  // Only somebody of the caller's own area is handed over: of others nothing is told.
  if (!placed) return NotVisible(txn.scope, plan.account());
  if (handover.rows_size() > static_cast<int>(kMostRows)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "TOO_MUCH_OPEN_WORK",
                     {.zh = "一次最多移交 1000 项，请先办结或取消一部分。",
                      .en = "At most 1,000 things are handed over at once. Finish some first."});
  }
  handover.set_preview_token(absl::BytesToHexString(Sha256(picture)));
  return handover;
}

// The last day of something that began on `first`: what begins later never was.
std::string Until(const std::string& first, const std::string& leave_date) {
  return std::max(first, leave_date);
}

absl::Status MoveDuty(const Txn& txn, const v1::HandoverPlan& plan, const Handover::Row& row) {
  GG_ASSIGN_OR_RETURN(v1::GridAssignment duty, GridAssignmentTable().Get(txn, row.resource()));
  v1::GridAssignment next = duty;
  next.set_account(row.to());
  next.set_reason(plan.reason());
  const bool moves = row.outcome() == Handover::OUTCOME_MOVES;
  if (moves && duty.start_date() > plan.leave_date()) {
    return GridAssignmentTable().Update(txn, std::move(next)).status();
  }
  duty.set_end_date(Until(duty.start_date(), plan.leave_date()));
  duty.set_reason(plan.reason());
  GG_RETURN_IF_ERROR(GridAssignmentTable().Update(txn, std::move(duty)).status());
  if (!moves) return absl::OkStatus();
  next.clear_name();
  next.set_start_date(NextDay(plan.leave_date()));
  return GridAssignmentTable().Insert(txn, std::move(next)).status();
}

absl::Status MoveMembership(const Txn& txn, const v1::HandoverPlan& plan,
                            const Handover::Row& row) {
  GG_ASSIGN_OR_RETURN(v1::UnitMember member, UnitMemberTable().Get(txn, row.resource()));
  v1::UnitMember next = member;
  next.set_account(row.to());
  const bool moves = row.outcome() == Handover::OUTCOME_MOVES;
  if (moves && member.start_date() > plan.leave_date()) {
    return UnitMemberTable().Update(txn, std::move(next)).status();
  }
  member.set_end_date(Until(member.start_date(), plan.leave_date()));
  GG_RETURN_IF_ERROR(UnitMemberTable().Update(txn, std::move(member)).status());
  if (!moves) return absl::OkStatus();
  next.clear_name();
  next.set_start_date(NextDay(plan.leave_date()));
  return UnitMemberTable().Insert(txn, std::move(next)).status();
}

absl::Status MovePatrol(const Txn& txn, const Handover::Row& row) {
  GG_ASSIGN_OR_RETURN(v1::Patrol patrol, PatrolTable().Get(txn, row.resource()));
  patrol.set_worker(row.to());
  auto& partners = *patrol.mutable_partners();
  partners.erase(std::remove(partners.begin(), partners.end(), row.to()), partners.end());
  return PatrolTable().Update(txn, std::move(patrol)).status();
}

absl::Status MoveSite(const Txn& txn, const Handover::Row& row) {
  GG_ASSIGN_OR_RETURN(v1::Site site, SiteTable().Get(txn, row.resource()));
  site.set_worker(row.to());
  return SiteTable().Update(txn, std::move(site)).status();
}

absl::Status Apply(const Txn& txn, const DisputeActs& disputes, const v1::HandoverPlan& plan,
                   const Handover::Row& row) {
  if (row.outcome() == Handover::OUTCOME_STAYS) return absl::OkStatus();
  switch (row.kind()) {
    case Handover::KIND_DUTY:
      return MoveDuty(txn, plan, row);
    case Handover::KIND_MEMBERSHIP:
      return MoveMembership(txn, plan, row);
    case Handover::KIND_PATROL:
      return MovePatrol(txn, row);
    case Handover::KIND_DISPUTE:
      return PassOnMediator(txn, disputes, row.resource(), plan.account(),
                            row.outcome() == Handover::OUTCOME_MOVES ? row.to() : "",
                            plan.reason());
    case Handover::KIND_MEETING:
      return PassOnMeeting(txn, row.resource(), plan.account(), row.to());
    case Handover::KIND_MEETING_ITEM:
      return PassOnItem(txn, row.resource(), row.to());
    case Handover::KIND_SITE:
      return MoveSite(txn, row);
    default:
      return absl::InternalError("a thing of this kind does not move");
  }
}

}  // namespace

absl::StatusOr<Handover> HandoverHandler::Preview(Call& call,
                                                  const v1::PreviewHandoverRequest& request) const {
  return Plan(call, request.plan());
}

absl::StatusOr<Handover> HandoverHandler::HandOver(Call& call,
                                                   const v1::HandOverRequest& request) const {
  GG_ASSIGN_OR_RETURN(Handover handover, Plan(call, request.plan()));
  if (handover.preview_token() != request.preview_token()) return PreviewOutdated();
  for (const Handover::Row& row : handover.rows()) {
    if (row.outcome() == Handover::OUTCOME_MOVES && row.to().empty()) {
      return BadHeir("NO_HEIR", {.zh = absl::StrCat("“", row.label(), "”没有接手人。"),
                                 .en = absl::StrCat("nobody takes over ", row.label(), ".")});
    }
  }
  // The caller may hand these over; the heir's own reach was not asked for.
  const Txn txn = call.txn.System();
  for (const Handover::Row& row : handover.rows()) {
    GG_RETURN_IF_ERROR(Apply(txn, disputes_, request.plan(), row));
  }
  handover.clear_preview_token();
  return handover;
}

absl::Status CheckHandedOver(const Txn& txn, const std::string& account) {
  GG_ASSIGN_OR_RETURN(const std::vector<Hanging> all, HangingOn(txn, account, DayText(txn.now)));
  const auto count =
      std::count_if(all.begin(), all.end(), [](const Hanging& one) { return one.moves; });
  if (count == 0) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "HAS_OPEN_WORK",
      {.zh = absl::StrCat("该账号还有 ", count,
                          " 项工作未移交，请社区或街道先办理“account handover”；"
                          "确需立即停用，请加 --leave-work。"),
       .en = absl::StrCat(count,
                          " things hang on the account. Let its office hand them over first "
                          "(\"account handover\"), or stop it all the same with "
                          "--leave-work.")},
      {{"account", account}, {"count", absl::StrCat(count)}});
}

}  // namespace gridgov
