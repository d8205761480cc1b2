// The words of analysis meetings and their items.
#include "client-cli/word_tables.h"

namespace gridgov {

const WordTable& MeetingWords() {
  static const auto* words = new WordTable{
      {"MeetingRule.RHYTHM_WEEKLY", {"每周", "weekly"}},
      {"MeetingRule.RHYTHM_HALF_MONTHLY", {"每半月", "half-monthly"}},
      {"MeetingRule.RHYTHM_MONTHLY", {"每月", "monthly"}},
      {"Meeting.STATE_PLANNED", {"已计划", "planned"}},
      {"Meeting.STATE_HELD", {"已召开", "held"}},
      {"Meeting.STATE_MINUTES_SIGNED", {"纪要已签发", "minutes signed"}},
      {"Meeting.STATE_ITEMS_OPEN", {"议题办理中", "items open"}},
      {"Meeting.STATE_DONE", {"已办结", "done"}},
      {"Meeting.REPRESENTATIVE_HEAD", {"负责人", "head"}},
      {"Meeting.REPRESENTATIVE_DEPUTY", {"分管负责人", "deputy"}},
      {"Meeting.REPRESENTATIVE_STAFF", {"工作人员", "staff"}},
      {"MeetingItem.KIND_ISSUE", {"事件", "issue"}},
      {"MeetingItem.KIND_CLUSTER", {"同类聚集", "cluster"}},
      {"MeetingItem.KIND_CATEGORY", {"事件类别", "category"}},
      {"MeetingItem.KIND_DISPUTE", {"矛盾纠纷", "dispute"}},
      {"MeetingItem.ORIGIN_OPEN_DISPUTE", {"未化解", "open"}},
      {"MeetingItem.ORIGIN_OVERDUE", {"超期", "overdue"}},
      {"MeetingItem.ORIGIN_CLUSTER", {"聚集", "cluster"}},
      {"MeetingItem.ORIGIN_ADDED", {"人工列入", "added"}},
      {"MeetingItem.ORIGIN_CARRIED_OVER", {"上次会议结转", "carried over"}},
      {"MeetingItem.STATE_ON_AGENDA", {"待研判", "on the agenda"}},
      {"MeetingItem.STATE_OPEN", {"办理中", "open"}},
      {"MeetingItem.STATE_DONE", {"已落实", "done"}},
      {"MeetingItem.STATE_RELEASED", {"已解除", "released"}},
      {"MeetingItem.STATE_CARRIED_OVER", {"已结转", "carried over"}},
      {"MeetingItem.JUDGEMENT_NO_ACTION", {"无需采取措施", "no action"}},
      {"MeetingItem.JUDGEMENT_OBSERVE", {"持续关注", "observe"}},
      {"MeetingItem.JUDGEMENT_MAY_ESCALATE", {"有激化风险", "may escalate"}},
      {"MeetingItem.JUDGEMENT_LIKELY_TO_ESCALATE", {"激化风险高", "likely to escalate"}},
      {"MeetingItem.JUDGEMENT_COMMON_CAUSE", {"共性问题", "common cause"}},
      {"MeetingItem.MEASURE_DISPATCH", {"派遣事件", "dispatch"}},
      {"MeetingItem.MEASURE_MEDIATE", {"组织调解", "mediate"}},
      {"MeetingItem.MEASURE_INSPECT", {"排查隐患", "inspect"}},
      {"MeetingItem.MEASURE_COORDINATE", {"部门会商", "coordinate"}},
      {"MeetingItem.MEASURE_INFORM", {"法治宣传", "inform"}},
      {"MeetingItem.MEASURE_REMOVE_CAUSE", {"源头治理", "remove the cause"}},
      {"MeetingItem.MEASURE_OTHER", {"其他", "other"}},
      {"WorkItem.KIND_HOLD_MEETING", {"召开分析会", "hold the meeting"}},
      {"WorkItem.KIND_WRITE_MINUTES", {"整理纪要", "write the minutes"}},
      {"WorkItem.KIND_SIGN_MINUTES", {"签发纪要", "sign the minutes"}},
      {"WorkItem.KIND_HAND_OUT", {"交办议题", "hand out"}},
      {"WorkItem.KIND_CARRY_OUT", {"落实措施", "carry out the measure"}},
      {"WorkItem.KIND_FOLLOW_UP", {"销号", "follow up"}},
      {"Handover.KIND_MEETING", {"分析会", "meeting"}},
      {"Handover.KIND_MEETING_ITEM", {"分析会议题", "meeting item"}},
  };
  return *words;
}

const WordTable& MeetingCodeWords() {
  static const auto* words = new WordTable{
      {"meeting.update", {"修改安排", "update"}},
      {"meeting.prepare", {"准备议程", "prepare the agenda"}},
      {"meeting.add_item", {"列入议题", "add an item"}},
      {"meeting.hold", {"登记召开", "hold"}},
      {"meeting.write_minutes", {"填写纪要", "write the minutes"}},
      {"meeting.sign", {"签发纪要", "sign the minutes"}},
      {"meeting.hand_out", {"交办", "hand out"}},
      {"item.judge", {"研判", "judge"}},
      {"item.dispatch", {"派遣事件", "dispatch an issue"}},
      {"item.finish", {"已落实", "finish"}},
      {"item.release", {"解除", "release"}},
  };
  return *words;
}

}  // namespace gridgov
