// The indicators themselves.
#include "server/handlers/indicators.h"

namespace gridgov {
namespace {

// On which records the figures rest, and on which day each counts.
const Text kActs = {.zh = "事件办理记录，按办理之日、办理时所在网格计。",
                    .en = "Steps of issues, on the day of the step, in the grid of that time."};
const Text kDeadlines = {
    .zh = "事件办理记录和未办结事件，按时限到期之日计；到期未办的计入分母。",
    .en =
        "Steps of issues and open issues, on the day when each was due; what is overdue and "
        "still open counts in the denominator."};
const Text kBacklog = {.zh = "事件办理记录；已受理而未结案的，含挂账。",
                       .en = "Steps of issues: filed and not closed, suspended ones too."};
const Text kPlans = {.zh = "巡查计划，按计划时段最后一日计；时段未结束的不计。",
                     .en =
                         "Planned patrols, on the last day of the window; windows that have not "
                         "ended do not count."};
const Text kLogs = {.zh = "已提交的巡查日志，按服务器收到开始之日计。",
                    .en = "Patrols handed in, on the day when the server received their start."};

const Text kAgreements = {.zh = "人民调解协议，按制作、生效、申请、裁定之日计；已放弃的草稿不计。",
                          .en =
                              "Agreements, on the day when each was made, took effect, was applied "
                              "for or decided; drafts that were given up do not count."};
const Text kChecks = {
    .zh = "协议履行回访，按应履行期限的最后一日计；到期未回访的计入分母。",
    .en =
        "Checks of agreements, on the last day on which each part was due; what was due and nobody "
        "has looked at counts in the denominator."};
const Text kBreaches = {.zh = "协议履行回访，按回访之日计。",
                        .en = "Checks of agreements, on the day of the check."};

std::vector<IndicatorRule> PatrolIndicators() {
  return {
      {.code = "patrols.planned",
       .title = {"应巡次数", "planned patrols"},
       .numerator = {{"patrols.planned"}},
       .numerator_text = {"时段已结束的巡查计划，不含已取消的",
                          "planned patrols whose window has ended, without cancelled ones"},
       .source = kPlans},
      {.code = "patrols.missed",
       .title = {"漏巡次数", "missed patrols"},
       .numerator = {{"patrols.planned"}, {"patrols.covered", -1}, {"patrols.late", -1}},
       .numerator_text = {"时段结束仍未开始的巡查计划", "planned patrols that were never begun"},
       .source = kPlans},
      {.code = "patrols.coverage",
       .title = {"巡查覆盖率", "coverage of plans"},
       .numerator = {{"patrols.covered"}},
       .denominator = {{"patrols.planned"}},
       .numerator_text = {"在计划时段内开始的巡查", "planned patrols begun within their window"},
       .denominator_text = {"应巡次数", "planned patrols"},
       .source = kPlans},
      {.code = "patrols.logged",
       .title = {"巡查次数", "patrols done"},
       .numerator = {{"patrols.logged"}},
       .numerator_text = {"已提交的巡查日志，含计划外的", "patrols handed in, unplanned ones too"},
       .source = kLogs},
      {.code = "patrols.joint",
       .title = {"联合巡查次数", "joint patrols"},
       .numerator = {{"patrols.joint"}},
       .numerator_text = {"有其他单位参加的巡查", "patrols in which other units took part"},
       .source = kLogs},
      {.code = "patrols.findings",
       .title = {"巡查发现问题数", "findings"},
       .numerator = {{"patrols.findings"}},
       .numerator_text = {"巡查中上报为事件的问题", "findings that were reported as issues"},
       .source = kLogs},
      {.code = "patrols.below_minima_rate",
       .title = {"未达最低要求率", "below minima"},
       .numerator = {{"patrols.below_minima"}},
       .denominator = {{"patrols.logged"}},
       .numerator_text = {"时长或里程未达最低要求的巡查",
                          "patrols below the least time or distance of their type"},
       .denominator_text = {"巡查次数", "patrols done"},
       .source = kLogs},
  };
}

std::vector<IndicatorRule> IssueCounts() {
  return {
      {.code = "issues.reported",
       .title = {"上报数", "reported"},
       .numerator = {{"issues.reported"}},
       .numerator_text = {"上报的事件", "issues reported"},
       .source = kActs},
      {.code = "issues.filed",
       .title = {"立案数", "filed"},
       .numerator = {{"issues.filed"}},
       .numerator_text = {"受理的事件", "issues accepted"},
       .source = kActs},
      {.code = "issues.rejected",
       .title = {"不予受理数", "rejected"},
       .numerator = {{"issues.rejected"}},
       .numerator_text = {"不予受理的事件，不含重复件", "issues rejected, without duplicates"},
       .source = kActs},
      {.code = "issues.handled",
       .title = {"办结数", "handled"},
       .numerator = {{"issues.handled"}},
       .numerator_text = {"办结次数，返工后再次办结的另计",
                          "times that an issue was finished, again after rework"},
       .source = kActs},
      {.code = "issues.closed",
       .title = {"结案数", "closed"},
       .numerator = {{"issues.closed"}},
       .numerator_text = {"核查结案的事件，不含随原件结案的重复件",
                          "issues checked and closed, without duplicates that followed"},
       .source = kActs},
      {.code = "issues.backlog",
       .title = {"积案数", "backlog"},
       .numerator = {{"issues.backlog_end"}},
       .numerator_text = {"期末已受理而未结案的事件",
                          "issues filed and not closed at the end of the period"},
       .source = kBacklog},
  };
}

std::vector<IndicatorRule> IssuesInTime() {
  return {
      {.code = "issues.dispatch_on_time_rate",
       .title = {"按时派遣率", "dispatched in time"},
       .numerator = {{"issues.dispatch_in_time"}},
       .denominator = {{"issues.dispatch_in_time"},
                       {"issues.dispatch_late"},
                       {"issues.dispatch_overdue"}},
       .numerator_text = {"在时限内派遣、当场处置或不予受理的",
                          "dispatched, handled on the spot or rejected before it was due"},
       .denominator_text = {"受理派遣时限在期内到期的，含超期仍未派遣、超期后才撤回或标为重复件的",
                            "all that were due in the period: those overdue and still open, and "
                            "those withdrawn or marked as duplicates when late too"},
       .source = kDeadlines},
      {.code = "issues.on_time_rate",
       .title = {"按时办结率", "handled in time"},
       .numerator = {{"issues.handle_in_time"}},
       .denominator = {{"issues.handle_in_time"},
                       {"issues.handle_late"},
                       {"issues.handle_overdue"}},
       .numerator_text = {"在办理时限内办结的", "finished before it was due"},
       .denominator_text = {"办理时限在期内到期的，含超期仍未办结、超期后退回和挂账前已超期的",
                            "all whose handling was due in the period: those overdue and still "
                            "open, returned late, or suspended when late too"},
       .source = kDeadlines},
      {.code = "issues.check_on_time_rate",
       .title = {"按时核查率", "checked in time"},
       .numerator = {{"issues.check_in_time"}},
       .denominator = {{"issues.check_in_time"}, {"issues.check_late"}, {"issues.check_overdue"}},
       .numerator_text = {"在核查时限内结案或返工的",
                          "closed or sent back before the check was due"},
       .denominator_text = {"核查时限在期内到期的，含超期仍未核查的",
                            "all whose check was due in the period, overdue and open ones too"},
       .source = kDeadlines},
  };
}

std::vector<IndicatorRule> IssueRates() {
  const std::vector<Term> in_hand = {
      {"issues.backlog_start"}, {"issues.filed"}, {"issues.reopened"}};
  const Text in_hand_text = {"期初积案 + 立案 + 重新办理",
                             "backlog at the beginning, filed and reopened"};
  return {
      {.code = "issues.closing_rate",
       .title = {"结案率", "closed of those in hand"},
       .numerator = {{"issues.closed"}},
       .denominator = in_hand,
       .numerator_text = {"结案数", "closed"},
       .denominator_text = in_hand_text,
       .source = kBacklog},
      {.code = "issues.backlog_rate",
       .title = {"积案率", "backlog of those in hand"},
       .numerator = {{"issues.backlog_end"}},
       .denominator = in_hand,
       .numerator_text = {"期末积案数", "backlog at the end"},
       .denominator_text = in_hand_text,
       .source = kBacklog},
      {.code = "issues.rework_rate",
       .title = {"返工率", "sent back at the check"},
       .numerator = {{"issues.reworked"}},
       .denominator = {{"issues.reworked"}, {"issues.closed"}},
       .numerator_text = {"核查不通过、返工的次数", "checks that sent an issue back"},
       .denominator_text = {"全部核查次数", "all checks"},
       .source = kActs},
      {.code = "issues.return_rate",
       .title = {"退回率", "returned by units"},
       .numerator = {{"issues.returned"}},
       .denominator = {{"issues.dispatched"}},
       .numerator_text = {"责任单位退回的次数", "times that a unit returned an issue"},
       .denominator_text = {"派遣次数", "times that an issue was dispatched"},
       .source = kActs},
      {.code = "issues.extension_rate",
       .title = {"延期率", "extended"},
       .numerator = {{"issues.extended"}},
       .denominator = {{"issues.dispatched"}},
       .numerator_text = {"批准延期的次数", "extensions granted"},
       .denominator_text = {"派遣次数", "times that an issue was dispatched"},
       .source = kActs},
      {.code = "issues.suspended",
       .title = {"挂账数", "suspended"},
       .numerator = {{"issues.suspended"}},
       .numerator_text = {"批准挂账的次数", "suspensions granted"},
       .source = kActs},
      {.code = "issues.on_spot_rate",
       .title = {"即办即结率", "handled on the spot"},
       .numerator = {{"issues.on_spot"}},
       .denominator = {{"issues.handled"}},
       .numerator_text = {"网格员当场处置的", "handled at once by the worker who reported it"},
       .denominator_text = {"办结数", "handled"},
       .source = kActs},
      {.code = "issues.satisfaction_rate",
       .title = {"满意率", "satisfied reporters"},
       .numerator = {{"issues.satisfied"}},
       .denominator = {{"issues.satisfied"}, {"issues.dissatisfied"}},
       .numerator_text = {"回访满意的", "reporters who are satisfied"},
       .denominator_text = {"回访到的反映人", "reporters who were reached"},
       .source = kActs},
  };
}

std::vector<IndicatorRule> AgreementIndicators() {
  return {
      {.code = "agreements.made",
       .title = {"协议数", "agreements made"},
       .numerator = {{"agreements.made"}},
       .numerator_text = {"制作的书面协议和记录的口头协议",
                          "agreements drafted in writing or recorded as oral ones"},
       .source = kAgreements},
      {.code = "agreements.oral",
       .title = {"口头协议数", "oral agreements"},
       .numerator = {{"agreements.oral"}},
       .numerator_text = {"记录的口头协议", "oral agreements recorded"},
       .source = kAgreements},
      {.code = "agreements.in_effect",
       .title = {"生效协议数", "agreements in effect"},
       .numerator = {{"agreements.in_effect"}},
       .numerator_text = {"签名盖章齐全而生效的协议，含口头协议",
                          "agreements that took effect with the last signature or seal, oral ones "
                          "too"},
       .source = kAgreements},
      {.code = "agreements.confirmation_applied",
       .title = {"申请司法确认数", "confirmations applied for"},
       .numerator = {{"agreements.applied"}},
       .numerator_text = {"各方共同申请司法确认的协议",
                          "agreements whose parties jointly applied to the court"},
       .source = kAgreements},
      {.code = "agreements.confirmed",
       .title = {"司法确认数", "confirmed by the court"},
       .numerator = {{"agreements.confirmed"}},
       .numerator_text = {"法院裁定确认有效的协议", "agreements that a court confirmed"},
       .source = kAgreements},
      {.code = "agreements.performance_rate",
       .title = {"协议履行率", "performance of agreements"},
       .numerator = {{"agreements.kept"}},
       .denominator = {{"agreements.kept"}, {"agreements.not_kept"}, {"agreements.unchecked"}},
       .numerator_text = {"首次回访时已履行的各期（未分期的按整份计）",
                          "parts found kept at their first check; an agreement without instalments "
                          "is one part"},
       .denominator_text = {"期内应履行的各期，含部分履行、未履行和到期未回访的",
                            "all parts that were due: kept in part, not kept, and not looked at "
                            "too"},
       .source = kChecks},
      {.code = "agreements.breaches",
       .title = {"未履行次数", "breaches"},
       .numerator = {{"agreements.breaches"}},
       .numerator_text = {"回访发现部分履行或未履行的次数",
                          "checks that found a part not kept, or kept in part"},
       .source = kBreaches},
      {.code = "agreements.remedied",
       .title = {"督促后履行数", "performed after a breach"},
       .numerator = {{"agreements.remedied"}},
       .numerator_text = {"未履行后经督促履行的各期", "parts kept after an earlier breach"},
       .source = kBreaches},
  };
}

std::vector<IndicatorRule> MeetingIndicators() {
  const Text meetings = {
      .zh = "分析会，按周期最后一日计；周期未结束的不计。由会议记录统计，归社区或街道，不归网格。",
      .en =
          "Analysis meetings, on the last day of the period; periods that have not ended do not "
          "count. Read from the meetings, of the community or subdistrict, of no grid."};
  return {
      {.code = "meetings.planned",
       .title = {"应开分析会次数", "meetings planned"},
       .numerator = {{"meetings.planned"}},
       .numerator_text = {"周期已结束的分析会，含未召开的",
                          "meetings whose period has ended, missed ones too"},
       .source = meetings},
      {.code = "meetings.held",
       .title = {"分析会召开次数", "meetings held"},
       .numerator = {{"meetings.held"}},
       .numerator_text = {"周期已结束且在周期内召开的分析会",
                          "meetings whose period has ended and that were held in it"},
       .source = meetings},
      {.code = "meetings.held_rate",
       .title = {"分析会按期召开率", "meetings held of planned"},
       .numerator = {{"meetings.held"}},
       .denominator = {{"meetings.planned"}},
       .numerator_text = {"在周期内召开的分析会", "meetings held in their period"},
       .denominator_text = {"周期已结束的分析会，含未召开的",
                            "meetings whose period has ended, missed ones too"},
       .source = meetings},
      {.code = "meetings.items_on_time_rate",
       .title = {"议题按时落实率", "items done in time"},
       .numerator = {{"meetings.items_in_time"}},
       .denominator = {{"meetings.items_in_time"},
                       {"meetings.items_late"},
                       {"meetings.items_overdue"}},
       .numerator_text = {"在最初期限内落实的议题", "items carried out before they were first due"},
       .denominator_text =
           {"最初期限在期内到期的议题，含超期仍未落实、超期后解除的；结转不改变最初期限",
            "items first due in the period, overdue and open ones and those let go "
            "when late too; carrying over does not move that day"},
       .source = {"分析会议题，按最初期限到期之日计。",
                  "Items of analysis meetings, on the day when each was first due."}},
  };
}

std::vector<IndicatorRule> VisitIndicators() {
  const Text visits = {.zh = "走访记录，按服务器收到之日、走访时所在网格计。",
                       .en =
                           "Visits of sites, on the day when the server received them, in the "
                           "grid of that time."};
  return {
      {.code = "visits.made",
       .title = {"走访次数", "visits"},
       .numerator = {{"visits.made"}},
       .numerator_text = {"登记的场所走访", "visits of sites that were recorded"},
       .source = visits},
      {.code = "visits.asks",
       .title = {"企业诉求数", "asks"},
       .numerator = {{"visits.asks"}},
       .numerator_text = {"走访中提出的诉求", "what was asked for at visits"},
       .source = visits},
      {.code = "visits.asks_raised",
       .title = {"转办诉求数", "asks taken to units"},
       .numerator = {{"visits.asks_raised"}},
       .numerator_text = {"转为事件的诉求", "asks that became issues"},
       .source = kActs},
      {.code = "visits.asks_on_time_rate",
       .title = {"诉求按时办结率", "asks solved in time"},
       .numerator = {{"visits.asks_in_time"}},
       .denominator = {{"visits.asks_in_time"}, {"visits.asks_late"}, {"visits.asks_overdue"}},
       .numerator_text = {"在办理时限内办结的诉求",
                          "asks whose issue was finished before it was due"},
       .denominator_text = {"办理时限在期内到期的诉求，含超期仍未办结的",
                            "all asks whose handling was due in the period, overdue and open ones "
                            "too"},
       .source = kDeadlines},
  };
}

}  // namespace

const std::vector<IndicatorRule>& AllIndicators() {
  static const auto* all = [] {
    auto* list = new std::vector<IndicatorRule>;
    for (const auto& part :
         {PatrolIndicators(), IssueCounts(), IssuesInTime(), IssueRates(), DisputeIndicators(),
          AgreementIndicators(), MeetingIndicators(), VisitIndicators()}) {
      list->insert(list->end(), part.begin(), part.end());
    }
    return list;
  }();
  return *all;
}

}  // namespace gridgov
