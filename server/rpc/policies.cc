#include "server/rpc/policies.h"

#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
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
#include "gridgov/v1/error.pb.h"
#include "gridgov/v1/filter.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/handover.pb.h"
#include "gridgov/v1/import.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/job.pb.h"
#include "gridgov/v1/ledger.pb.h"
#include "gridgov/v1/ledger_work.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "gridgov/v1/meeting.pb.h"
#include "gridgov/v1/meeting_item.pb.h"
#include "gridgov/v1/notice.pb.h"
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
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/rpc/validate.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

// One message of each file: naming it links the file in, so that none is passed over.
std::vector<const FileDescriptor*> ContractFiles() {
  std::vector<const FileDescriptor*> files;
  for (const Descriptor* type : {v1::Account::descriptor(),
                                 v1::ServerStatus::descriptor(),
                                 v1::Agreement::descriptor(),
                                 v1::AuditEntry::descriptor(),
                                 v1::Attachment::descriptor(),
                                 v1::CalendarDay::descriptor(),
                                 v1::Category::descriptor(),
                                 v1::Compound::descriptor(),
                                 v1::Division::descriptor(),
                                 v1::ErrorDetail::descriptor(),
                                 v1::Grid::descriptor(),
                                 v1::Issue::descriptor(),
                                 v1::Job::descriptor(),
                                 v1::Policy::descriptor(),
                                 v1::Patrol::descriptor(),
                                 v1::Unit::descriptor(),
                                 v1::WatchRequest::descriptor(),
                                 v1::AreaChangePreview::descriptor(),
                                 v1::Takeover::descriptor(),
                                 v1::SearchRequest::descriptor(),
                                 v1::WorkItem::descriptor(),
                                 v1::Notice::descriptor(),
                                 v1::SavedFilter::descriptor(),
                                 v1::Handover::descriptor(),
                                 v1::BuildingContact::descriptor(),
                                 v1::CompoundStatus::descriptor(),
                                 v1::Designation::descriptor(),
                                 v1::OwnersCommittee::descriptor(),
                                 v1::PropertyService::descriptor(),
                                 v1::Dispute::descriptor(),
                                 v1::DisputeMediator::descriptor(),
                                 v1::PartyIdNumber::descriptor(),
                                 v1::MediationSession::descriptor(),
                                 v1::Paper::descriptor(),
                                 v1::Meeting::descriptor(),
                                 v1::MeetingItem::descriptor(),
                                 v1::ImportTemplate::descriptor(),
                                 v1::Site::descriptor(),
                                 v1::SiteVisit::descriptor(),
                                 v1::LedgerWork::descriptor(),
                                 v1::Ledger::descriptor(),
                                 v1::Indicator::descriptor()}) {
    files.push_back(type->file());
  }
  return files;
}

bool HasField(const Descriptor* type, const char* name, FieldDescriptor::CppType cpp_type) {
  const FieldDescriptor* field = type->FindFieldByName(name);
  return field != nullptr && !field->is_repeated() && field->cpp_type() == cpp_type;
}

bool HasText(const Descriptor* type, const char* name) {
  return HasField(type, name, FieldDescriptor::CPPTYPE_STRING);
}

bool HoldsSecret(const Descriptor* type, absl::flat_hash_set<const Descriptor*>& seen) {
  if (!seen.insert(type).second) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->options().GetExtension(v1::rule).secret()) return true;
    if (field->message_type() != nullptr && HoldsSecret(field->message_type(), seen)) return true;
  }
  return false;
}

MethodInfo Describe(const MethodDescriptor& method) {
  MethodInfo info;
  info.name = absl::StrCat(method.service()->name(), ".", method.name());
  info.request = method.input_type();
  info.response = method.output_type();
  info.policy = method.options().GetExtension(v1::policy);
  info.streaming = method.client_streaming() || method.server_streaming();
  info.is_list = absl::StartsWith(method.name(), "List");
  info.writes = info.policy.audit() == v1::AUDIT_WRITE;
  info.takes_request_id = HasText(info.request, "request_id");
  info.answers_resource = HasText(info.response, "name") && HasText(info.response, "etag");
  return info;
}

bool NeedsRequestId(const MethodInfo& method) {
  absl::flat_hash_set<const Descriptor*> seen;
  return method.writes && method.answers_resource && !method.policy.self() &&
         !HoldsSecret(method.response, seen);
}

// What is wrong with a method's duties; both texts are empty if nothing is.
Text Fault(const MethodInfo& method, bool has_policy) {
  const v1::Policy& policy = method.policy;
  if (!has_policy) return {.zh = "没有 (policy)", .en = "has no (policy)"};
  if (policy.audit() == v1::AUDIT_UNSPECIFIED) {
    return {.zh = "没有说明 audit", .en = "does not say its audit"};
  }
  if (policy.permission().empty() && !policy.public_() && !policy.self()) {
    return {.zh = "没有 permission，也不是 public 或 self",
            .en = "has no permission and is neither public nor self"};
  }
  if (!policy.permission().empty() && policy.public_()) {
    return {.zh = "是 public，却有 permission", .en = "is public and has a permission"};
  }
  if (NeedsRequestId(method) && !method.takes_request_id) {
    return {.zh = "修改资源，却没有 request_id",
            .en = "changes a resource without taking a request_id"};
  }
  if (method.takes_request_id && !method.writes) {
    return {.zh = "有 request_id，却不写入", .en = "takes a request_id and does not write"};
  }
  if (method.is_list && (!HasField(method.request, "page_size", FieldDescriptor::CPPTYPE_INT32) ||
                         !HasText(method.request, "page_token"))) {
    return {.zh = "是列表，却没有 page_size 和 page_token",
            .en = "lists without page_size and page_token"};
  }
  return {};
}

absl::Status BadContract(const std::string& method, const Text& fault) {
  return MakeError(absl::StatusCode::kInternal, "BAD_CONTRACT",
                   {.zh = absl::StrCat("方法 ", method, " ", fault.zh, "。"),
                    .en = absl::StrCat("The method ", method, " ", fault.en, ".")},
                   {{"method", method}});
}

}  // namespace

absl::StatusOr<Policies> Policies::Read() { return ReadFiles(ContractFiles()); }

absl::StatusOr<Policies> Policies::ReadFiles(const std::vector<const FileDescriptor*>& files) {
  Policies policies;
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        GG_RETURN_IF_ERROR(policies.Add(*file->service(i)->method(j)));
      }
    }
  }
  return policies;
}

absl::Status Policies::Add(const MethodDescriptor& method) {
  MethodInfo info = Describe(method);
  const Text fault = Fault(info, method.options().HasExtension(v1::policy));
  if (!fault.en.empty()) return BadContract(info.name, fault);
  const auto [at, is_new] = by_request_.emplace(info.request, methods_.size());
  if (!is_new) {
    const std::string& other = methods_[at->second].name;
    return BadContract(info.name, {.zh = absl::StrCat("与 ", other, " 的请求类型相同"),
                                   .en = absl::StrCat("takes the request of ", other)});
  }
  GG_RETURN_IF_ERROR(CheckRules(info.request));
  methods_.push_back(std::move(info));
  return absl::OkStatus();
}

const MethodInfo* Policies::FindByRequest(const Descriptor* request) const {
  const auto at = by_request_.find(request);
  return at == by_request_.end() ? nullptr : &methods_[at->second];
}

}  // namespace gridgov
