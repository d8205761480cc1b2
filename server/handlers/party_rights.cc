// The rights of parties, as the law says them.
#include "server/handlers/dispute_parties.h"

namespace gridgov {
namespace {

struct Right {
  const char* zh;
  const char* en;
};

// People's Mediation Law, art. 23, and that it costs nothing (art. 4).
constexpr Right kRights[] = {
    {"选择或者接受人民调解员", "to choose the mediator or accept the one who is named"},
    {"接受调解、拒绝调解或者要求终止调解",
     "to accept mediation, to refuse it, and to ask that it stop"},
    {"要求调解公开进行或者不公开进行", "to ask that sessions are open or closed to others"},
    {"自主表达意愿、自愿达成调解协议",
     "to say freely what it wants, and to agree of its own will alone"},
    {"人民调解不收取任何费用", "people's mediation costs nothing"},
};

}  // namespace

absl::StatusOr<v1::GetPartyRightsResponse> DisputePartyHandler::GetRights(
    Call&, const v1::GetPartyRightsRequest&) const {
  v1::GetPartyRightsResponse response;
  for (const Right& right : kRights) {
    v1::LocalizedText& text = *response.add_rights();
    text.set_zh(right.zh);
    text.set_en(right.en);
  }
  response.mutable_source()->set_zh("《中华人民共和国人民调解法》第四条、第二十三条");
  response.mutable_source()->set_en("People's Mediation Law, art. 4 and 23");
  return response;
}

}  // namespace gridgov
