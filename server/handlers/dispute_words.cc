#include "server/handlers/dispute_words.h"

#include <iterator>

namespace gridgov {
namespace {

struct Words {
  const char* zh;
  const char* en;
};

// By the number of the value; the first is not set.
constexpr Words kClasses[] = {
    {"", ""},
    {"婚姻家庭", "marriage and family"},
    {"邻里", "neighbours"},
    {"房屋宅基地", "houses and homesteads"},
    {"合同", "contract"},
    {"生产经营", "production and business"},
    {"损害赔偿", "damages"},
    {"山林土地", "forest and land"},
    {"征地拆迁", "land taking and demolition"},
    {"环境污染", "environment"},
    {"劳动争议", "labour"},
    {"消费", "consumer"},
    {"医疗", "medical"},
    {"道路交通事故", "traffic"},
    {"物业服务", "property service"},
    {"其他", "other"},
};
static_assert(std::size(kClasses) == v1::Dispute::Class_ARRAYSIZE);
constexpr Words kSources[] = {{"", ""},
                              {"主动调解", "own initiative"},
                              {"依申请调解", "on request"},
                              {"接受委托移送调解", "referred here"}};
static_assert(std::size(kSources) == v1::Dispute::Source_ARRAYSIZE);
constexpr const char* kSides[] = {"", "甲方当事人", "乙方当事人", "第三方当事人"};
static_assert(std::size(kSides) == v1::DisputeParty::Side_ARRAYSIZE);
constexpr const char* kAuthorities[] = {"", "一般代理", "特别授权", "法定代理"};
static_assert(std::size(kAuthorities) == v1::DisputeParty::Authority_ARRAYSIZE);
constexpr const char* kAttendances[] = {"", "本人到场", "代理人到场", "本人和代理人到场", "未到场"};
static_assert(std::size(kAttendances) == v1::MediationSession::Attendance_ARRAYSIZE);
constexpr const char* kSigns[] = {"", "签名", "盖章", "按指印", "拒绝签名"};
static_assert(std::size(kSigns) == v1::MediationSession::SignMeans_ARRAYSIZE);
constexpr const char* kGuests[] = {
    "", "亲属", "邻里", "同事", "专业人士", "有关社会组织人员", "社区工作人员"};
static_assert(std::size(kGuests) == v1::MediationSession::GuestKind_ARRAYSIZE);

// Nothing for a number that came from a newer server's row.
template <class T, size_t N>
T At(const T (&words)[N], int number) {
  return number >= 0 && number < static_cast<int>(N) ? words[number] : words[0];
}

Text TextAt(const Words& words) { return {.zh = words.zh, .en = words.en}; }

}  // namespace

Text ClassText(v1::Dispute::Class dispute_class) { return TextAt(At(kClasses, dispute_class)); }
Text SourceText(v1::Dispute::Source source) { return TextAt(At(kSources, source)); }
const char* SideWord(v1::DisputeParty::Side side) { return At(kSides, side); }
const char* AuthorityWord(v1::DisputeParty::Authority authority) {
  return At(kAuthorities, authority);
}
const char* AttendanceWord(v1::MediationSession::Attendance attendance) {
  return At(kAttendances, attendance);
}
const char* SignWord(v1::MediationSession::SignMeans means) { return At(kSigns, means); }
const char* GuestWord(v1::MediationSession::GuestKind kind) { return At(kGuests, kind); }

}  // namespace gridgov
