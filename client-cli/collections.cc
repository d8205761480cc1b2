#include "client-cli/collections.h"

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "client-cli/contract.h"
#include "client-cli/views.h"

namespace gridgov {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kPage = 200;

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string LabelOf(const Collection& collection, const Message& resource, bool chinese) {
  std::string label = StringIn(resource, collection.code_field);
  if (!collection.titled) return label;
  const std::string title = ShowField(resource, "title", {.chinese = chinese});
  return title.empty() ? label : absl::StrCat(label, " ", title);
}

// Calls a List method for its first page and hands out each row.
void EachRow(const Collection& collection, const AnyCall& call,
             const std::function<void(const Message&)>& row) {
  const MethodDescriptor* method = FindMethod(collection.list);
  if (method == nullptr) return;
  const std::unique_ptr<Message> request = NewMessage(*method->input_type());
  const std::unique_ptr<Message> response = NewMessage(*method->output_type());
  const FieldDescriptor* size = method->input_type()->FindFieldByName("page_size");
  request->GetReflection()->SetInt32(request.get(), size, kPage);
  if (!call(*request, *response).ok()) return;
  const FieldDescriptor* rows = RowsOf(*method->output_type());
  for (int i = 0; i < response->GetReflection()->FieldSize(*response, rows); ++i) {
    row(response->GetReflection()->GetRepeatedMessage(*response, rows, i));
  }
}

}  // namespace

const Collection* FindCollection(const std::string& name) {
  static const auto* collections = new std::vector<Collection>{
      {"divisions", "", "DivisionService.ListDivisions", "code", true},
      {"grids", "GridService.GetGrid", "GridService.ListGrids", "code", false},
      {"units", "UnitService.GetUnit", "UnitService.ListUnits", "code", true},
      {"compounds", "CompoundService.GetCompound", "CompoundService.ListCompounds", "code", true},
      {"sites", "SiteService.GetSite", "SiteService.ListSites", "code", true},
      {"categories", "CategoryService.GetCategory", "CategoryService.ListCategories", "code", true},
      {"deadlineClasses", "", "CalendarService.ListDeadlineClasses", "code", false},
      {"patrolTypes", "PatrolService.GetPatrolType", "PatrolService.ListPatrolTypes", "code", true},
      {"agreements", "AgreementService.GetAgreement", "AgreementService.ListAgreements", "number",
       false},
      {"disputes", "DisputeService.GetDispute", "DisputeService.ListDisputes", "number", false},
      {"issues", "IssueService.GetIssue", "IssueService.ListIssues", "number", false},
      {"accounts", "AccountService.LookUpAccount", "AccountService.ListAccounts", "username",
       false},
  };
  for (const Collection& collection : *collections) {
    if (collection.name == name) return &collection;
  }
  return nullptr;
}

std::vector<std::string> CodesIn(const std::string& name, const std::string& prefix,
                                 const AnyCall& call, const MayCall& may_call) {
  std::vector<std::string> codes;
  const Collection* collection = FindCollection(name);
  if (collection == nullptr || !may_call(collection->list)) return codes;
  EachRow(*collection, call, [&](const Message& row) {
    std::string code = StringIn(row, collection->code_field);
    if (!code.empty() && absl::StartsWith(code, prefix)) codes.push_back(std::move(code));
  });
  return codes;
}

std::string Labels::Of(const std::string& name) {
  const auto found = known_.find(name);
  if (found != known_.end()) return found->second;
  const std::string collection_name = name.substr(0, name.find('/'));
  const Collection* collection = FindCollection(collection_name);
  std::string label;
  if (collection == nullptr || collection_name == "divisions") {
    label = LastPart(name);
  } else if (collection->get.empty()) {
    AskAll(*collection);
    label = known_.contains(name) ? known_[name] : LastPart(name);
  } else {
    label = Ask(*collection, name);
  }
  known_[name] = label;
  return label;
}

std::string Labels::Ask(const Collection& collection, const std::string& name) {
  if (refused_.contains(collection.name)) return LastPart(name);
  if (!may_call_(collection.get)) {
    refused_.insert(collection.name);
    // Asking whether one may may have told the name.
    return known_.contains(name) ? known_[name] : LastPart(name);
  }
  const MethodDescriptor* method = FindMethod(collection.get);
  const std::unique_ptr<Message> request = NewMessage(*method->input_type());
  const std::unique_ptr<Message> response = NewMessage(*method->output_type());
  const FieldDescriptor* field = method->input_type()->FindFieldByName("name");
  request->GetReflection()->SetString(request.get(), field, name);
  const absl::Status asked = call_(*request, *response);
  if (!asked.ok()) {
    // Not one more round trip for each row of a collection that answers nothing.
    if (!absl::IsNotFound(asked)) refused_.insert(collection.name);
    return LastPart(name);
  }
  const std::string label = LabelOf(collection, *response, chinese_);
  return label.empty() ? LastPart(name) : label;
}

void Labels::AskAll(const Collection& collection) {
  if (!refused_.insert(collection.name).second || !may_call_(collection.list)) return;
  EachRow(collection, call_, [&](const Message& row) {
    known_[StringIn(row, "name")] = LabelOf(collection, row, chinese_);
  });
}

}  // namespace gridgov
