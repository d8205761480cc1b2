// Views: how a message is shown to people, as columns of a list or as the lines of one resource.
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_CLIENT_CLI_VIEWS_H_
#define GRIDGOV_CLIENT_CLI_VIEWS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/cpp/errors.h"

namespace gridgov {

// For whom a message is shown.
struct Audience {
  bool chinese = true;
  // What people call the resource of this name, such as "CG 城管中队" for units/0193...; null: the
  // last part of the name.
  std::function<std::string(const std::string& name)> label;
};

// One value of a view.
struct ViewField {
  std::string path;  // The field at a dotted path; or `text` makes the value.
  Text title;
  bool listed = false;  // Also a column of lists.
  bool zero = false;    // A number that is shown even if it is 0.
  std::string (*text)(const google::protobuf::Message&, const Audience&) = nullptr;
};

using View = std::vector<ViewField>;

// The view of a type; a type without one of its own shows all its fields by their names.
const View& ViewOf(const google::protobuf::Descriptor& type);

// The listed columns' titles, and a message's values under them.
std::vector<std::string> ColumnTitles(const View& view, bool chinese);
std::vector<std::string> ColumnValues(const View& view, const google::protobuf::Message& message,
                                      const Audience& audience);

// Title and value of each field that has a value.
std::vector<std::pair<std::string, std::string>> Lines(const View& view,
                                                       const google::protobuf::Message& message,
                                                       const Audience& audience);

// The field at a path as people read it: words, office time, labels of resources; "" if not set.
std::string ShowField(const google::protobuf::Message& message, absl::string_view path,
                      const Audience& audience, bool zero = false);

// The id in a resource's name, in lists and out: what further commands ask for. And the whole name.
ViewField IdField();
ViewField NameField();

// The view tables of the registers, of areas that change, of the work and of work lists, which
// ViewOf() reads.
const std::vector<std::pair<std::string, View>>& RegisterViews();
const std::vector<std::pair<std::string, View>>& AreaViews();
const std::vector<std::pair<std::string, View>>& GovernanceViews();
const std::vector<std::pair<std::string, View>>& MediationViews();
const std::vector<std::pair<std::string, View>>& AgreementViews();
const std::vector<std::pair<std::string, View>>& MeetingViews();
const std::vector<std::pair<std::string, View>>& SiteViews();
const std::vector<std::pair<std::string, View>>& WorkViews();
const std::vector<std::pair<std::string, View>>& WorkListViews();
const std::vector<std::pair<std::string, View>>& StatisticViews();
const std::vector<std::pair<std::string, View>>& LedgerViews();

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_VIEWS_H_
