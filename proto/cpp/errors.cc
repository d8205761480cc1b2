#include "proto/cpp/errors.h"

#include <utility>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"

namespace gridgov {
namespace {

constexpr size_t kMostViolations = 16;
constexpr char kTypeUrl[] = "type.googleapis.com/gridgov.v1.ErrorDetail";
// A status carries its detail once per language until the edge picks one.
constexpr char kChinese[] = "gridgov.v1.ErrorDetail/zh-CN";
constexpr char kEnglish[] = "gridgov.v1.ErrorDetail/en";

void Attach(absl::Status& status, v1::ErrorDetail zh, v1::ErrorDetail en) {
  zh.set_locale("zh-CN");
  en.set_locale("en");
  status.SetPayload(kChinese, absl::Cord(zh.SerializeAsString()));
  status.SetPayload(kEnglish, absl::Cord(en.SerializeAsString()));
}

}  // namespace

absl::Status MakeError(absl::StatusCode code, absl::string_view reason, Text text,
                       std::map<std::string, std::string> metadata) {
  absl::Status status(code, text.en);
  v1::ErrorDetail detail;
  detail.set_reason(std::string(reason));
  for (auto& entry : metadata) {
    (*detail.mutable_metadata())[entry.first] = std::move(entry.second);
  }
  v1::ErrorDetail zh = detail;
  zh.set_localized_message(std::move(text.zh));
  detail.set_localized_message(std::move(text.en));
  Attach(status, std::move(zh), std::move(detail));
  return status;
}

absl::Status MakeInvalid(const std::vector<Violation>& violations) {
  v1::ErrorDetail zh;
  v1::ErrorDetail en;
  for (size_t i = 0; i < violations.size() && i < kMostViolations; ++i) {
    for (auto* detail : {&zh, &en}) {
      v1::FieldViolation* out = detail->add_violations();
      out->set_field(violations[i].field.substr(0, 120));
      out->set_reason(violations[i].reason);
      out->set_description(detail == &zh ? violations[i].description.zh
                                         : violations[i].description.en);
    }
  }
  const int more = static_cast<int>(violations.size()) - zh.violations_size();
  const Violation& first = violations.front();
  for (auto* detail : {&zh, &en}) {
    detail->set_reason("INVALID_FIELDS");
    detail->set_more_violations(more);
  }
  zh.set_localized_message(absl::StrCat(first.field, "：", first.description.zh));
  en.set_localized_message(absl::StrCat(first.field, ": ", first.description.en));
  absl::Status status(absl::StatusCode::kInvalidArgument, en.localized_message());
  Attach(status, std::move(zh), std::move(en));
  return status;
}

absl::Status MakeInvalid(absl::string_view field, absl::string_view reason, Text text) {
  return MakeInvalid({Violation{std::string(field), std::string(reason), std::move(text)}});
}

v1::ErrorDetail ErrorDetailIn(const absl::Status& status, bool chinese) {
  v1::ErrorDetail detail;
  auto payload = status.GetPayload(chinese ? kChinese : kEnglish);
  if (!payload.has_value()) payload = status.GetPayload(chinese ? kEnglish : kChinese);
  if (payload.has_value()) detail.ParseFromString(std::string(*payload));
  return detail;
}

std::string ErrorReason(const absl::Status& status) {
  return ErrorDetailIn(status, false).reason();
}

std::string EncodeStatusDetails(const absl::Status& status, bool chinese) {
  v1::RpcStatus rpc;
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(std::string(status.message()));
  v1::PackedDetail* packed = rpc.add_details();
  packed->set_type_url(kTypeUrl);
  packed->set_value(ErrorDetailIn(status, chinese).SerializeAsString());
  return rpc.SerializeAsString();
}

absl::Status DecodeStatus(absl::StatusCode code, absl::string_view message,
                          absl::string_view details) {
  absl::Status status(code, message);
  v1::RpcStatus rpc;
  if (details.empty() || !rpc.ParseFromArray(details.data(), static_cast<int>(details.size()))) {
    return status;
  }
  for (const v1::PackedDetail& packed : rpc.details()) {
    if (packed.type_url() != kTypeUrl) continue;
    v1::ErrorDetail detail;
    if (!detail.ParseFromString(packed.value())) continue;
    status.SetPayload(detail.locale() == "en" ? kEnglish : kChinese, absl::Cord(packed.value()));
  }
  return status;
}

}  // namespace gridgov
