#include "server/handlers/present.h"

#include "proto/cpp/status_macros.h"
#include "server/handlers/agreements.h"
#include "server/handlers/categories.h"
#include "server/handlers/compound_duties.h"
#include "server/handlers/designations.h"
#include "server/handlers/dispute_acts.h"
#include "server/handlers/grids.h"
#include "server/handlers/issues.h"
#include "server/handlers/mediation_sessions.h"
#include "server/handlers/meeting_rows.h"
#include "server/handlers/notices.h"
#include "server/handlers/owners_committees.h"
#include "server/handlers/patrol_flow.h"
#include "server/handlers/property_services.h"
#include "server/handlers/site_visits.h"
#include "server/handlers/sites.h"
#include "server/handlers/takeovers.h"
#include "server/store/fields.h"
#include "server/store/masks.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::Status PresentOne(const Call& call, Message* resource) {
  const auto* type = resource->GetDescriptor();
  if (type == v1::Issue::descriptor()) {
    PresentIssue(call, static_cast<v1::Issue*>(resource));
  } else if (type == v1::Dispute::descriptor()) {
    PresentDispute(call, static_cast<v1::Dispute*>(resource));
  } else if (type == v1::MediationSession::descriptor()) {
    PresentMediationSession(call, static_cast<v1::MediationSession*>(resource));
  } else if (type == v1::Patrol::descriptor()) {
    PresentPatrol(call, static_cast<v1::Patrol*>(resource));
  } else if (type == v1::Category::descriptor()) {
    PresentCategory(call, static_cast<v1::Category*>(resource));
  } else if (type == v1::Grid::descriptor()) {
    GG_RETURN_IF_ERROR(PresentGrid(call.txn, static_cast<v1::Grid*>(resource)));
  } else if (type == v1::Notice::descriptor()) {
    GG_RETURN_IF_ERROR(PresentNotice(call, static_cast<v1::Notice*>(resource)));
  } else if (type == v1::Takeover::descriptor()) {
    PresentTakeover(call, static_cast<v1::Takeover*>(resource));
  } else if (type == v1::PropertyService::descriptor()) {
    PresentPropertyService(call, static_cast<v1::PropertyService*>(resource));
  } else if (type == v1::OwnersCommittee::descriptor()) {
    GG_RETURN_IF_ERROR(PresentOwnersCommittee(call, static_cast<v1::OwnersCommittee*>(resource)));
  } else if (type == v1::Designation::descriptor()) {
    GG_RETURN_IF_ERROR(PresentDesignation(call, static_cast<v1::Designation*>(resource)));
  } else if (type == v1::Site::descriptor()) {
    PresentSite(call, static_cast<v1::Site*>(resource));
  } else if (type == v1::SiteVisit::descriptor()) {
    PresentSiteVisit(call, static_cast<v1::SiteVisit*>(resource));
  } else if (type == v1::CompoundDuty::descriptor()) {
    PresentCompoundDuty(call.txn.now, static_cast<v1::CompoundDuty*>(resource));
  } else if (type == v1::Agreement::descriptor()) {
    GG_RETURN_IF_ERROR(PresentAgreement(call, static_cast<v1::Agreement*>(resource)));
  } else if (type == v1::AgreementDuty::descriptor()) {
    PresentAgreementDuty(call, static_cast<v1::AgreementDuty*>(resource));
  } else if (type == v1::Meeting::descriptor()) {
    GG_RETURN_IF_ERROR(PresentMeeting(call, static_cast<v1::Meeting*>(resource)));
  } else if (type == v1::MeetingItem::descriptor()) {
    GG_RETURN_IF_ERROR(PresentMeetingItem(call, static_cast<v1::MeetingItem*>(resource)));
  }
  if (call.txn.draft.masks.empty()) return absl::OkStatus();
  const auto mask = call.txn.draft.masks.find(StringField(*resource, "name"));
  if (mask != call.txn.draft.masks.end()) ApplyMask(mask->second, resource);
  return absl::OkStatus();
}

}  // namespace

absl::Status Present(const Call& call, Message* response) {
  GG_RETURN_IF_ERROR(PresentOne(call, response));
  const auto* reflection = response->GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(*response, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) continue;
    if (!field->is_repeated()) {
      GG_RETURN_IF_ERROR(PresentOne(call, reflection->MutableMessage(response, field)));
      continue;
    }
    for (int i = 0; i < reflection->FieldSize(*response, field); ++i) {
      GG_RETURN_IF_ERROR(PresentOne(call, reflection->MutableRepeatedMessage(response, field, i)));
    }
  }
  return absl::OkStatus();
}

}  // namespace gridgov
