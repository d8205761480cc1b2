// The minutes of a meeting as a paper: the values of the template meeting_minutes. Chinese alone,
// as all papers are.
#include <iterator>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/errors.h"
#include "server/handlers/meeting_rows.h"
#include "server/handlers/meetings.h"
#include "server/papers/paper_pdf.h"
#include "server/papers/paper_text.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

using v1::Meeting;
using v1::MeetingItem;

constexpr const char* kStates[] = {"", "待研判", "办理中", "已落实", "已解除", "已结转"};
constexpr const char* kJudgements[] = {"",           "无需采取措施", "持续关注",
                                       "有激化风险", "激化风险高",   "共性问题"};
constexpr const char* kMeasures[] = {"",         "派遣事件", "组织调解", "排查隐患",
                                     "部门会商", "法治宣传", "源头治理", "其他"};
// The classes of the ministry's statistics.
constexpr const char* kDisputeClasses[] = {"",         "婚姻家庭",     "邻里",     "房屋宅基地",
                                           "合同",     "生产经营",     "损害赔偿", "山林土地",
                                           "征地拆迁", "环境污染",     "劳动争议", "消费",
                                           "医疗",     "道路交通事故", "物业服务", "其他"};
constexpr const char* kRepresentatives[] = {"", "负责人", "分管负责人", "工作人员"};

template <class Words>
std::string WordOf(const Words& words, int value) {
  return value > 0 && value < static_cast<int>(std::size(words)) ? words[value] : "";
}

// A word and what was said beside it.
std::string WithText(const std::string& word, const std::string& text) {
  return text.empty() ? word : absl::StrCat(word, "：", text);
}

// "2026年11月4日".
std::string PaperDay(const std::string& day) {
  absl::CivilDay civil;
  if (!absl::ParseCivilTime(day, &civil)) return "";
  return absl::StrCat(civil.year(), "年", civil.month(), "月", civil.day(), "日");
}

absl::StatusOr<std::string> UnitTitle(const Txn& txn, const std::string& unit) {
  if (unit.empty()) return "";
  GG_ASSIGN_OR_RETURN(const v1::Unit row, UnitTable().Get(txn.System(), unit));
  return row.title();
}

// Where a cluster is.
absl::StatusOr<std::string> PlaceOf(const Txn& txn, const MeetingItem::Cluster& cluster) {
  if (!cluster.compound().empty()) {
    GG_ASSIGN_OR_RETURN(const v1::Compound row,
                        CompoundTable().Get(txn.System(), cluster.compound()));
    return row.title();
  }
  GG_ASSIGN_OR_RETURN(const v1::Grid row, GridTable().Get(txn.System(), cluster.grid()));
  return row.title();
}

// What the item is about; numbers as far as the reader may see them.
absl::StatusOr<std::string> MatterOf(const Txn& txn, const MeetingItem& item) {
  std::string matter = WordOf(kDisputeClasses, item.dispute_class());
  if (!matter.empty()) matter += "纠纷";
  if (!item.category().empty()) {
    GG_ASSIGN_OR_RETURN(const v1::Category row, CategoryTable().Get(txn.System(), item.category()));
    matter = row.title().zh();
  }
  if (!item.has_cluster()) {
    const std::string number = absl::StrCat(item.issue_number(), item.dispute_number());
    return number.empty() ? matter : absl::StrCat(matter, " ", number);
  }
  GG_ASSIGN_OR_RETURN(const std::string place, PlaceOf(txn, item.cluster()));
  absl::StrAppend(&matter, "聚集，", place, "，共", item.cluster_count(), "件");
  if (item.cluster().numbers_size() > 0) {
    absl::StrAppend(&matter, "：", absl::StrJoin(item.cluster().numbers(), "、"));
  }
  return matter;
}

absl::StatusOr<PaperValues::Texts> RowOf(const Txn& txn, const MeetingItem& item) {
  PaperValues::Texts row;
  GG_ASSIGN_OR_RETURN(row["matter"], MatterOf(txn, item));
  GG_ASSIGN_OR_RETURN(row["unit"], UnitTitle(txn, item.unit()));
  row["judgement"] = WithText(WordOf(kJudgements, item.judgement()), item.judgement_text());
  row["measure"] = WithText(WordOf(kMeasures, item.measure()), item.measure_text());
  // It is due at the end of its last day.
  row["due_date"] = item.has_due_time()
                        ? PaperDay(DayText(FromProto(item.due_time()) - absl::Microseconds(1)))
                        : "";
  row["state"] = WithText(WordOf(kStates, item.state()), item.end_text());
  return row;
}

absl::StatusOr<PaperValues> ValuesOf(const Call& call, const Meeting& meeting) {
  const Txn& txn = call.txn;
  PaperValues values;
  GG_ASSIGN_OR_RETURN(const v1::Division division,
                      DivisionTable().Get(txn.System(), meeting.division()));
  const absl::Time held = FromProto(meeting.held_time());
  values.texts = {
      {"division", division.title()},
      {"period", absl::StrCat(PaperDay(meeting.period_start_date()), "至",
                              PaperDay(meeting.period_end_date()))},
      {"time",
       absl::StrCat(PaperDay(DayText(held)), absl::FormatTime(" %H:%M", held, ChinaTime()))},
      {"place", meeting.place()},
      {"minutes", meeting.minutes()},
      {"signed", meeting.has_signed_time()
                     ? absl::StrCat("已签发，", PaperDay(DayText(FromProto(meeting.signed_time()))))
                     : ""}};
  auto& units = values.lists["units"];
  for (const Meeting::Attendance& one : meeting.attendance()) {
    PaperValues::Texts& row = units.emplace_back();
    GG_ASSIGN_OR_RETURN(row["unit"], UnitTitle(txn, one.unit()));
    row["representative"] = WordOf(kRepresentatives, one.representative());
    row["count"] = absl::StrCat(one.count());
  }
  auto& rows = values.lists["items"];
  GG_ASSIGN_OR_RETURN(std::vector<MeetingItem> items, ItemsOf(txn, meeting.name()));
  for (MeetingItem& item : items) {
    GG_RETURN_IF_ERROR(PresentMeetingItem(call, &item));
    GG_ASSIGN_OR_RETURN(rows.emplace_back(), RowOf(txn, item));
  }
  return values;
}

}  // namespace

absl::StatusOr<v1::MinutesPaper> MeetingHandler::MakePaper(
    Call& call, const v1::MakeMinutesPaperRequest& request) const {
  GG_ASSIGN_OR_RETURN(const Meeting meeting, MeetingTable().Get(call.txn, request.name()));
  if (meeting.state() == Meeting::STATE_PLANNED) {
    return WrongState(meeting.name(), "PLANNED", "paper");
  }
  GG_ASSIGN_OR_RETURN(const PaperValues values, ValuesOf(call, meeting));
  GG_ASSIGN_OR_RETURN(const Paper paper, FillPaper("meeting_minutes", values));
  v1::MinutesPaper answer;
  answer.set_title(paper.title);
  if (!request.pdf()) {
    answer.set_text(PaperAsText(paper));
    return answer;
  }
  // The time in the file is the meeting's, so that the same data give the same bytes.
  const absl::Time created =
      FromProto(meeting.has_signed_time() ? meeting.signed_time() : meeting.held_time());
  GG_ASSIGN_OR_RETURN(*answer.mutable_pdf(), PaperAsPdf(paper, created));
  return answer;
}

}  // namespace gridgov
