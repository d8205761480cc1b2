#include "client-cli/contract.h"

#include "absl/strings/str_cat.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/admin.pb.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/area.pb.h"
#include "gridgov/v1/attachment.pb.h"
#include "gridgov/v1/audit.pb.h"
#include "gridgov/v1/building_contact.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/category.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "gridgov/v1/designation.pb.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/dispute_mediator.pb.h"
#include "gridgov/v1/dispute_party.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/filter.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/handover.pb.h"
#include "gridgov/v1/import.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/ledger.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "gridgov/v1/notice.pb.h"
#include "gridgov/v1/options.pb.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "gridgov/v1/paper.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "gridgov/v1/property_service.pb.h"
#include "gridgov/v1/search.pb.h"
#include "gridgov/v1/site.pb.h"
#include "gridgov/v1/site_visit.pb.h"
#include "gridgov/v1/statistic.pb.h"
#include "gridgov/v1/takeover.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "gridgov/v1/watch.pb.h"
#include "gridgov/v1/work.pb.h"

namespace gridgov {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

const std::vector<const FileDescriptor*>& ContractFiles() {
  static const auto* files = new std::vector<const FileDescriptor*>{
      v1::Account::descriptor()->file(),
      v1::ServerStatus::descriptor()->file(),
      v1::AuditEntry::descriptor()->file(),
      v1::Attachment::descriptor()->file(),
      v1::CalendarDay::descriptor()->file(),
      v1::Category::descriptor()->file(),
      v1::Compound::descriptor()->file(),
      v1::Division::descriptor()->file(),
      v1::Grid::descriptor()->file(),
      v1::Issue::descriptor()->file(),
      v1::Patrol::descriptor()->file(),
      v1::Unit::descriptor()->file(),
      v1::WatchResponse::descriptor()->file(),
      v1::AreaChangePreview::descriptor()->file(),
      v1::SearchRequest::descriptor()->file(),
      v1::WorkItem::descriptor()->file(),
      v1::Notice::descriptor()->file(),
      v1::SavedFilter::descriptor()->file(),
      v1::Handover::descriptor()->file(),
      v1::Takeover::descriptor()->file(),
      v1::BuildingContact::descriptor()->file(),
      v1::CompoundStatus::descriptor()->file(),
      v1::Designation::descriptor()->file(),
      v1::OwnersCommittee::descriptor()->file(),
      v1::PropertyService::descriptor()->file(),
      v1::Meeting::descriptor()->file(),
      v1::MeetingItem::descriptor()->file(),
      v1::ImportTemplate::descriptor()->file(),
      v1::Site::descriptor()->file(),
      v1::SiteVisit::descriptor()->file(),
      v1::Indicator::descriptor()->file(),
      v1::Dispute::descriptor()->file(),
      v1::DisputeMediator::descriptor()->file(),
      v1::PartyIdNumber::descriptor()->file(),
      v1::MediationSession::descriptor()->file(),
      v1::Paper::descriptor()->file(),
      v1::Agreement::descriptor()->file(),
      v1::Ledger::descriptor()->file(),
  };
  return *files;
}

const MethodDescriptor* FindMethod(const std::string& name) {
  return ContractFiles().front()->pool()->FindMethodByName(absl::StrCat("gridgov.v1.", name));
}

std::unique_ptr<Message> NewMessage(const Descriptor& type) {
  const Message* prototype =
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type);
  return std::unique_ptr<Message>(prototype->New());
}

const FieldDescriptor* FindField(const Descriptor& type, absl::string_view path) {
  const size_t dot = path.find('.');
  const FieldDescriptor* field = type.FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr || dot == absl::string_view::npos) return field;
  if (field->message_type() == nullptr) return nullptr;
  return FindField(*field->message_type(), path.substr(dot + 1));
}

const FieldDescriptor* RowsOf(const Descriptor& response) {
  if (response.FindFieldByName("next_page_token") == nullptr) return nullptr;
  const FieldDescriptor* rows = response.field(0);
  return rows->is_repeated() && rows->message_type() != nullptr ? rows : nullptr;
}

std::string CollectionOf(const FieldDescriptor& field) {
  return field.options().GetExtension(v1::rule).resource();
}

bool IsTimestamp(const FieldDescriptor& field) {
  return field.message_type() != nullptr &&
         field.message_type()->full_name() == "google.protobuf.Timestamp";
}

bool IsLocalizedText(const FieldDescriptor& field) {
  return field.message_type() == v1::LocalizedText::descriptor();
}

bool IsPoint(const FieldDescriptor& field) {
  return field.message_type() == v1::Point::descriptor();
}

std::string StringIn(const Message& message, const std::string& name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated() ||
      field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return message.GetReflection()->GetString(message, field);
}

}  // namespace gridgov
