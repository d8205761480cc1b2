// The descriptors of the contract that the client reads: methods, fields, enumerations.
//
// Free functions without state; safe from every thread.
#ifndef GRIDGOV_CLIENT_CLI_CONTRACT_H_
#define GRIDGOV_CLIENT_CLI_CONTRACT_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace gridgov {

// The files with services. Calling it also keeps the linker from dropping one that is named only
// in a table.
const std::vector<const google::protobuf::FileDescriptor*>& ContractFiles();

// The method "IssueService.CloseIssue"; null if there is none.
const google::protobuf::MethodDescriptor* FindMethod(const std::string& name);

// An empty message of this type.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type);

// The field at a dotted path such as "issue.title"; null if there is none.
const google::protobuf::FieldDescriptor* FindField(const google::protobuf::Descriptor& type,
                                                   absl::string_view path);

// The repeated field that holds the rows of a List method's response; null for other types.
const google::protobuf::FieldDescriptor* RowsOf(const google::protobuf::Descriptor& response);

// The collection that the field's value names, such as "grids"; "" if it names none.
std::string CollectionOf(const google::protobuf::FieldDescriptor& field);

// Whether a field is one of the contract's messages of one kind.
bool IsTimestamp(const google::protobuf::FieldDescriptor& field);
bool IsLocalizedText(const google::protobuf::FieldDescriptor& field);
bool IsPoint(const google::protobuf::FieldDescriptor& field);

// The string in a field by its name; "" if the message has no such string.
std::string StringIn(const google::protobuf::Message& message, const std::string& field);

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_CONTRACT_H_
