#include "client-cli/invocation.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "client-cli/contract.h"
#include "client-cli/failure.h"
#include "client-cli/fields.h"
#include "client-cli/version.h"
#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/filter.pb.h"
#include "gridgov/v1/options.pb.h"
#include "proto/cpp/pager.h"
#include "proto/cpp/uuid.h"

namespace gridgov {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int kMostRows = 200;

void SetString(Message& message, const std::string& name, const std::string& text) {
  message.GetReflection()->SetString(&message, message.GetDescriptor()->FindFieldByName(name),
                                     text);
}

// What Pager walks where the types are known at run time alone.
struct AnyRequest {
  std::shared_ptr<Message> message;
  void set_page_token(const std::string& token) { SetString(*message, "page_token", token); }
};

struct AnyResponse {
  std::shared_ptr<Message> message;
  std::string next_page_token() const { return StringIn(*message, "next_page_token"); }
};

absl::StatusOr<Format> ParseFormat(const std::string& text) {
  if (text.empty() || text == "table") return Format::kTable;
  if (text == "json") return Format::kJson;
  if (text == "csv") return Format::kCsv;
  return UsageError({.zh = absl::StrCat("--output 应为 table、json 或 csv，而不是 ", text, "。"),
                     .en = absl::StrCat("--output is table, json or csv, not ", text, ".")});
}

absl::StatusOr<absl::Duration> ParseTimeout(const std::string& text) {
  absl::Duration timeout;
  int seconds = 0;
  if (absl::SimpleAtoi(text, &seconds)) timeout = absl::Seconds(seconds);
  if ((seconds == 0 && !absl::ParseDuration(text, &timeout)) || timeout <= absl::ZeroDuration()) {
    return UsageError({.zh = absl::StrCat("--timeout 不正确：", text, "，应如 30s。"),
                       .en = absl::StrCat("--timeout is wrong: ", text, "; write it like 30s.")});
  }
  return timeout;
}

std::string FirstValue(const Parsed& parsed, const std::string& name) {
  const auto found = parsed.values.find(name);
  return found == parsed.values.end() || found->second.empty() ? "" : found->second.front();
}

void AddToMask(Message& request, const std::string& field) {
  const FieldDescriptor* mask = request.GetDescriptor()->FindFieldByName("update_mask");
  const size_t dot = field.find('.');
  if (mask == nullptr || dot == std::string::npos || absl::EndsWith(field, ".etag")) return;
  Message* paths = request.GetReflection()->MutableMessage(&request, mask);
  paths->GetReflection()->AddString(paths, paths->GetDescriptor()->field(0), field.substr(dot + 1));
}

absl::Status SetAll(Message& request, const std::string& field, const std::string& collection,
                    const std::vector<std::string>& values) {
  const FieldDescriptor* leaf = FindField(*request.GetDescriptor(), field);
  for (const std::string& value : values) {
    if (leaf != nullptr && leaf->is_repeated()) {
      for (absl::string_view part : absl::StrSplit(value, ',', absl::SkipEmpty())) {
        GG_RETURN_IF_ERROR(SetField(request, field, std::string(part), collection));
      }
    } else {
      GG_RETURN_IF_ERROR(SetField(request, field, value, collection));
    }
  }
  return absl::OkStatus();
}

}  // namespace

Invocation::Invocation(const Command& command, Parsed parsed, Environment& environment,
                       Contexts contexts, bool chinese, OutputOptions options)
    : command_(command),
      parsed_(std::move(parsed)),
      environment_(environment),
      contexts_(std::move(contexts)),
      chinese_(chinese),
      output_(environment.out, options),
      labels_([this](Message& request, Message& response) { return Call(request, response); },
              [this](const std::string& method) { return MayCall(method); }, chinese) {}

absl::StatusOr<std::unique_ptr<Invocation>> Invocation::Make(const Command& command, Parsed parsed,
                                                             Environment& environment,
                                                             Contexts contexts, bool chinese) {
  GG_ASSIGN_OR_RETURN(const Format format, ParseFormat(FirstValue(parsed, "output")));
  const OutputOptions options{.format = format,
                              .chinese = chinese,
                              .bom = parsed.values.contains("bom"),
                              .terminal = environment.out_is_terminal};
  auto invocation = std::unique_ptr<Invocation>(new Invocation(
      command, std::move(parsed), environment, std::move(contexts), chinese, options));
  GG_RETURN_IF_ERROR(invocation->ReadGlobals());
  return invocation;
}

absl::Status Invocation::ReadGlobals() {
  const std::string asked = Value("context");
  context_name_ = !asked.empty()                 ? asked
                  : !contexts_.current().empty() ? contexts_.current()
                                                 : "default";
  const auto found = contexts_.all().find(context_name_);
  if (found != contexts_.all().end()) context_ = found->second;
  const bool makes_contexts = command_.path == "login";
  if (found == contexts_.all().end() && !asked.empty() && !makes_contexts) {
    return UsageError({.zh = absl::StrCat("没有名为 ", asked, " 的连接配置。"),
                       .en = absl::StrCat("There is no context ", asked, ".")});
  }
  if (Has("server")) context_.server = Value("server");
  if (Has("ca")) context_.ca = Value("ca");
  if (Has("timeout")) {
    GG_ASSIGN_OR_RETURN(timeout_, ParseTimeout(Value("timeout")));
  }
  return absl::OkStatus();
}

std::string Invocation::Value(const std::string& name) const { return FirstValue(parsed_, name); }

std::vector<std::string> Invocation::Values(const std::string& name) const {
  const auto found = parsed_.values.find(name);
  return found == parsed_.values.end() ? std::vector<std::string>() : found->second;
}

absl::Status Invocation::Fill(Message& request) const {
  for (const Arg& arg : command_.args) {
    if (arg.field.empty() || !Has(arg.name)) continue;
    GG_RETURN_IF_ERROR(
        UsageErrorAt(arg.name, SetAll(request, arg.field, arg.collection, Values(arg.name))));
  }
  bool changes = false;
  for (const Flag& flag : command_.flags) {
    if (flag.field.empty()) continue;
    std::vector<std::string> values = Values(flag.name);
    if (values.empty() && !flag.fallback.empty()) {
      values.push_back(flag.fallback == "today" ? Today(environment_.now()) : flag.fallback);
    }
    if (values.empty()) continue;
    if (TakesOf(command_, flag) == Takes::kNothing) values = {"true"};
    GG_RETURN_IF_ERROR(UsageErrorAt(absl::StrCat("--", flag.name),
                                    SetAll(request, flag.field, flag.collection, values)));
    AddToMask(request, flag.field);
    changes = changes || !absl::EndsWith(flag.field, ".etag");
  }
  if (!changes && request.GetDescriptor()->FindFieldByName("update_mask") != nullptr) {
    return UsageError({.zh = "没有要修改的内容。", .en = "There is nothing to change."});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Invocation::Filter(const Descriptor& row) const {
  std::vector<std::string> terms;
  for (const Flag& flag : command_.flags) {
    if (flag.filter.empty() || !Has(flag.name)) continue;
    const FieldDescriptor* field = FindField(row, flag.filter);
    if (field == nullptr) return absl::InternalError(absl::StrCat("no field ", flag.filter));
    const std::string value =
        TakesOf(command_, flag) == Takes::kNothing ? "true" : Value(flag.name);
    auto term = FilterTerm(*field, flag.op, value, flag.collection);
    if (!term.ok()) return UsageErrorAt(absl::StrCat("--", flag.name), term.status());
    terms.push_back(*std::move(term));
  }
  if (!Value("filter").empty()) terms.push_back(Value("filter"));
  return absl::StrJoin(terms, " AND ");
}

CallSettings Invocation::settings() const {
  return {.token = context_.token,
          .chinese = chinese_,
          .client = absl::StrCat("gridgov/", kVersion),
          .timeout = timeout_};
}

absl::StatusOr<std::shared_ptr<grpc::ChannelInterface>> Invocation::Channel() {
  if (channel_ != nullptr) return channel_;
  if (context_.server.empty()) {
    return MakeError(absl::StatusCode::kUnauthenticated, "NO_SERVER",
                     {.zh = "尚未登录任何服务器：gridgov login --server HOST:PORT --ca FILE",
                      .en = "No server yet: gridgov login --server HOST:PORT --ca FILE"});
  }
  GG_ASSIGN_OR_RETURN(channel_,
                      environment_.connect({.target = context_.server, .ca_file = context_.ca}));
  return channel_;
}

absl::Status Invocation::Call(Message& request, Message& response) {
  const FieldDescriptor* id = request.GetDescriptor()->FindFieldByName("request_id");
  if (id != nullptr && StringIn(request, "request_id").empty()) {
    SetString(request, "request_id", Uuid::V7(environment_.now()).ToString());
  }
  GG_ASSIGN_OR_RETURN(auto channel, Channel());
  return CallUnary(channel, settings(), request, response);
}

bool Invocation::MayCall(const std::string& method) {
  if (!permissions_.has_value()) {
    permissions_.emplace();
    v1::GetCurrentSessionRequest request;
    const auto session = Call<v1::CurrentSession>(request);
    if (session.ok()) {
      permissions_->insert(session->permissions().begin(), session->permissions().end());
      labels_.Know(session->account().name(), session->account().username());
    }
  }
  const MethodDescriptor* found = FindMethod(method);
  return found != nullptr &&
         permissions_->contains(found->options().GetExtension(v1::policy).permission());
}

absl::Status Invocation::Print(const Message& message) {
  return output_.Print(message, audience());
}

absl::Status Invocation::SaveToken(const Message& page) {
  if (!Has("token-file")) return absl::OkStatus();
  return WritePrivateFile(Value("token-file"), StringIn(page, "watch_token") + "\n");
}

absl::StatusOr<std::string> Invocation::SavedFilter(const std::string& collection) {
  v1::ListSavedFiltersRequest request;
  request.set_page_size(kMostRows);
  request.set_filter(absl::StrCat("collection = ", collection));
  v1::ListSavedFiltersResponse response;
  GG_RETURN_IF_ERROR(Call(request, response));
  for (const v1::SavedFilter& one : response.saved_filters()) {
    if (one.title() == Value("saved")) return one.filter();
  }
  return UsageError({.zh = absl::StrCat("没有名为 ", Value("saved"), " 的常用筛选。"),
                     .en = absl::StrCat("There is no saved filter ", Value("saved"), ".")});
}

absl::Status Invocation::PrintAll(Message& request,
                                  const std::function<bool(const Message&)>& keep) {
  const MethodDescriptor* method = MethodOf(*request.GetDescriptor());
  const FieldDescriptor* rows = RowsOf(*method->output_type());
  const bool filtered = request.GetDescriptor()->FindFieldByName("filter") != nullptr;
  if (filtered && StringIn(request, "filter").empty()) {
    GG_ASSIGN_OR_RETURN(const std::string filter, Filter(*rows->message_type()));
    SetString(request, "filter", filter);
  }
  if (Has("saved")) {
    GG_ASSIGN_OR_RETURN(const std::string saved, SavedFilter(rows->json_name()));
    const std::string given = StringIn(request, "filter");
    SetString(request, "filter", given.empty() ? saved : absl::StrCat(given, " AND ", saved));
  }
  int64_t left = INT64_MAX;
  if (Has("limit") && (!absl::SimpleAtoi(Value("limit"), &left) || left < 1)) {
    return UsageError({.zh = "--limit 应为正整数。", .en = "--limit is a number from 1 on."});
  }
  GG_RETURN_IF_ERROR(
      SetField(request, "page_size", absl::StrCat(std::min<int64_t>(left, kMostRows))));
  auto first = std::shared_ptr<Message>(request.New());
  first->CopyFrom(request);
  Pager<AnyRequest, AnyResponse> pager({first},
                                       [&](const AnyRequest& asked) -> absl::StatusOr<AnyResponse> {
                                         AnyResponse page{NewMessage(*method->output_type())};
                                         GG_RETURN_IF_ERROR(Call(*asked.message, *page.message));
                                         return page;
                                       });
  std::optional<Listing> listing;
  bool empty = true;
  while (left > 0) {
    GG_ASSIGN_OR_RETURN(const std::optional<AnyResponse> page, pager.Next());
    if (!page.has_value()) break;
    if (!listing.has_value()) {
      GG_RETURN_IF_ERROR(SaveToken(*page->message));
      listing.emplace(output_, *rows->message_type(), audience());
    }
    const auto* reflection = page->message->GetReflection();
    for (int i = 0; i < reflection->FieldSize(*page->message, rows) && left > 0; ++i) {
      const Message& row = reflection->GetRepeatedMessage(*page->message, rows, i);
      if (keep && !keep(row)) continue;
      GG_RETURN_IF_ERROR(listing->Add(row));
      --left;
      empty = false;
    }
  }
  if (empty && output_.people()) Note({.zh = "没有记录。", .en = "There are none."});
  return listing.has_value() ? listing->Finish() : absl::OkStatus();
}

void Invocation::PrintPart(const Text& heading, const Message& message, const std::string& name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  const View& view = ViewOf(*field->message_type());
  std::vector<Row> rows;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    rows.push_back(ColumnValues(
        view, message.GetReflection()->GetRepeatedMessage(message, field, i), audience()));
  }
  if (rows.empty()) return;
  output_.WriteHeading(In(heading, chinese_));
  output_.WriteTable(ColumnTitles(view, chinese_), rows);
}

absl::Status Invocation::RunByTable() {
  const MethodDescriptor* method = FindMethod(command_.method);
  const std::unique_ptr<Message> request = NewMessage(*method->input_type());
  GG_RETURN_IF_ERROR(Fill(*request));
  if (RowsOf(*method->output_type()) != nullptr) return PrintAll(*request);
  const std::unique_ptr<Message> response = NewMessage(*method->output_type());
  GG_RETURN_IF_ERROR(Call(*request, *response));
  return Print(*response);
}

void Invocation::Note(const Text& text) {
  if (!Has("quiet")) environment_.err << Printable(In(text, chinese_)) << "\n";
}

Audience Invocation::audience() {
  return {.chinese = chinese_,
          .label = [this](const std::string& name) { return labels_.Of(name); }};
}

absl::StatusOr<std::string> Invocation::Ask(const Text& prompt, bool secret,
                                            const std::string& flag) {
  if (!environment_.in_is_terminal || !environment_.ask) {
    return UsageError({.zh = absl::StrCat("标准输入不是终端，请使用 --", flag, "。"),
                       .en = absl::StrCat("The input is no terminal: use --", flag, ".")});
  }
  return environment_.ask(In(prompt, chinese_), secret);
}

std::string IdIn(const std::string& name) { return name.substr(name.find('/') + 1); }

}  // namespace gridgov
