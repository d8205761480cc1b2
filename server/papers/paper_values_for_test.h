// Values for every template, invented: a quarrel about water from upstairs. IDs have a region that
// no division has.
#ifndef GRIDGOV_SERVER_PAPERS_PAPER_VALUES_FOR_TEST_H_
#define GRIDGOV_SERVER_PAPERS_PAPER_VALUES_FOR_TEST_H_

#include "server/papers/paper.h"

namespace gridgov {

inline PaperValues ValuesForTest() {
  PaperValues values;
  values.texts = {
      {"number", "〔2026〕人调字第12号"},
      {"dispute_number", "510703003001001J00012"},
      {"committee", "警钟街社区人民调解委员会"},
      {"title", "楼上卫生间漏水"},
      {"class", "邻里"},
      {"source", "依申请调解"},
      {"people", "2"},
      {"amount", "9000.00元"},
      {"create_date", "2026年10月28日"},
      {"accept_date", "2026年10月29日"},
      {"due_date", "2026年11月28日"},
      {"agree_date", "2026年11月20日"},
      {"effective_date", "2026年11月20日"},
      {"confirm_by", "2026年12月20日"},
      {"court", "某某区人民法院"},
      {"decision", "予以受理"},
      {"summary",
       "楼上住户卫生间防水层损坏，漏水浸湿楼下墙面和吊顶，双方就修复和赔偿未能达成一致。"},
      {"time", "2026年11月20日 15:00"},
      {"open", "不公开"},
      {"session", "2"},
      {"mediators", "甄调解"},
      {"attendees", "社区工作人员一人"},
      {"record",
       "人民调解员：今天就漏水一事再次调解。\n甲方：同意修好防水层，并分期赔偿。\n乙方：同意。"},
      {"result", "调解成功，达成协议。"},
      {"mediator_signed", ""},
      {"recorder_signed", ""},
      {"facts", "2026年9月起，甲方卫生间防水层损坏，水渗入乙方房屋，墙面和吊顶受损。"},
      {"points", "修复由谁负责；损失的数额和赔偿的期限。"},
      {"responsibilities", "甲方承担修复和赔偿的责任；乙方提供施工条件。"},
      {"content", "甲方修好防水层，并赔偿乙方损失人民币9000元，分三期付清。"},
      {"manner", "银行转账"},
      {"place", "警钟街社区"},
      {"time_limit", "2027年1月31日前履行完毕"},
      {"sealed", ""}};
  values.lists["parties"] = {{{"role", "甲方当事人"},
                              {"name", "甄有水"},
                              {"id_label", "身份证号码"},
                              {"id_number", "990703198001010017"},
                              {"phone", "19900000001"},
                              {"address", "样例小区1栋1单元301"},
                              {"agent", ""},
                              {"authority", ""},
                              {"present", "本人到场"},
                              {"signed", "签名，2026年11月20日"}},
                             {{"role", "乙方当事人"},
                              {"name", "贾如墙"},
                              {"id_label", "身份证号码"},
                              {"id_number", "990703198102020028"},
                              {"phone", "19900000002"},
                              {"address", "样例小区1栋1单元201"},
                              {"agent", "贾代理"},
                              {"authority", "一般代理"},
                              {"present", "本人和代理人到场"},
                              {"signed", ""}}};
  values.lists["instalments"] = {
      {{"due_date", "2026年11月30日"}, {"what", "甲方向乙方支付3000.00元"}},
      {{"due_date", "2026年12月31日"}, {"what", "甲方修好卫生间防水层，并支付3000.00元"}},
      {{"due_date", "2027年1月31日"}, {"what", "甲方向乙方支付3000.00元"}}};
  values.lists["mediators"] = {{{"signed", ""}}};
  for (const auto& [name, text] : {std::pair{"division", "警钟街社区"},
                                   {"period", "2026年11月23日至2026年11月29日"},
                                   {"minutes", "研判噪声事件三起，明确责任单位和期限。"},
                                   {"signed", ""}}) {
    values.texts[name] = text;
  }
  values.lists["units"] = {
      {{"unit", "城管执法中队"}, {"representative", "负责人"}, {"count", "2"}}};
  values.lists["items"] = {{{"matter", "施工噪声 第一网格 共3件"},
                            {"judgement", "有激化风险"},
                            {"measure", "排查隐患"},
                            {"unit", "城管执法中队"},
                            {"due_date", "2026年12月4日"},
                            {"state", "办理中"}}};
  return values;
}

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_PAPERS_PAPER_VALUES_FOR_TEST_H_
