// Column: one column of a table and the proto field it holds; how a value moves between the two.
//
//   string                         TEXT
//   string naming one collection   BLOB(16), or TEXT for code collections and for several
//   string with (rule).personal    BLOB, sealed under the subject's key
//   bool, integers, double         INTEGER, REAL
//   enum                           TEXT, the name without its prefix; NULL for UNSPECIFIED
//   Timestamp                      TEXT, fixed-width UTC
//   repeated, message              TEXT, JSON
#ifndef GRIDGOV_SERVER_STORE_COLUMN_H_
#define GRIDGOV_SERVER_STORE_COLUMN_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "server/engine/engine.h"

namespace gridgov {

// Immutable; safe from every thread.
class Column {
 public:
  enum class Kind { kText, kReference, kCode, kPersonal, kBool, kInt, kReal, kEnum, kTime, kJson };

  Column(std::string name, const google::protobuf::FieldDescriptor* field);

  const std::string& name() const { return name_; }
  const google::protobuf::FieldDescriptor* field() const { return field_; }
  Kind kind() const { return kind_; }
  // The journal keeps that it changed, not its value.
  bool short_lived() const { return short_lived_; }
  // The collection a reference names.
  const std::string& collection() const { return collection_; }

  // The field's value as a row holds it; a personal one in clear (the table seals it). An
  // unreadable name is INVALID_ARGUMENT.
  absl::StatusOr<Value> FromMessage(const google::protobuf::Message& message) const;
  // The 16 bytes of the id that the field names; "" if it names none.
  std::string IdIn(const google::protobuf::Message& message) const;
  // Sets the field from a row; a personal one from its opened text.
  absl::Status ToMessage(const Row& row, int at, google::protobuf::Message* message) const;
  void SetText(const std::string& text, google::protobuf::Message* message) const;
  // A literal of a filter as a row holds it; INVALID_ARGUMENT, reason BAD_FILTER.
  absl::StatusOr<Value> FromLiteral(const std::string& literal) const;

 private:
  const std::string name_;
  const google::protobuf::FieldDescriptor* const field_;
  // The messages': asking one for it costs more than most fields do.
  const google::protobuf::Reflection* const reflection_;
  Kind kind_;
  std::string collection_;
  bool short_lived_ = false;
  // By the text that a row holds.
  absl::flat_hash_map<std::string, const google::protobuf::EnumValueDescriptor*> enum_values_;
};

// The 16 bytes of the id in a resource's name; "" if it holds none.
std::string IdBytes(absl::string_view name);

// Collections whose id is the code itself.
bool IsCodeCollection(absl::string_view collection);

// "IN_PROGRESS" for STATE_IN_PROGRESS; "" for the unspecified value.
std::string EnumText(const google::protobuf::EnumValueDescriptor* value);
// The value of that short name or full name; nullptr if there is none.
const google::protobuf::EnumValueDescriptor* FindEnum(const google::protobuf::EnumDescriptor* type,
                                                      const std::string& text);

// A value as the journal shows it.
std::string ValueText(const Column& column, const Value& value);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_STORE_COLUMN_H_
