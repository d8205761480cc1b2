#include "server/handlers/update.h"

#include <algorithm>
#include <memory>

#include "gridgov/v1/options.pb.h"

namespace gridgov {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void MergeUpdate(const Message& change, const google::protobuf::FieldMask& mask, Message* stored) {
  const auto* type = change.GetDescriptor();
  // Fields to take are copied alone into a message and merged, which replaces scalars; what is to
  // be replaced whole is cleared first.
  std::unique_ptr<Message> taken(change.New());
  taken->CopyFrom(change);
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const v1::Rule& rule = field->options().GetExtension(v1::rule);
    const bool masked =
        std::find(mask.paths().begin(), mask.paths().end(), field->name()) != mask.paths().end();
    const bool set = field->is_repeated() ? change.GetReflection()->FieldSize(change, field) > 0
                                          : change.GetReflection()->HasField(change, field);
    const bool take =
        !rule.output_only() && !rule.immutable() && (mask.paths().empty() ? set : masked);
    if (take) {
      stored->GetReflection()->ClearField(stored, field);
    } else {
      taken->GetReflection()->ClearField(taken.get(), field);
    }
  }
  stored->MergeFrom(*taken);
}

}  // namespace gridgov
