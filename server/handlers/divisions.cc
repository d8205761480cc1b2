#include "server/handlers/divisions.h"

#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "google/protobuf/util/message_differencer.h"
#include "gridgov/v1/job.pb.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/names.h"
#include "proto/cpp/status_macros.h"
#include "proto/cpp/uuid.h"
#include "server/handlers/division_rows.h"
#include "server/handlers/errors.h"
#include "server/handlers/jobs.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// What is wrong with the rows of one import.
void CheckRows(Call& call, const v1::ImportDivisionsRequest& request,
               v1::ImportDivisionsResponse* response) {
  std::map<std::string, int> first;
  for (int i = 0; i < request.divisions_size(); ++i) {
    first.try_emplace(request.divisions(i).code(), i);
  }
  const auto exists = [&call, &first](const std::string& code) {
    return first.contains(code) ||
           DivisionTable().KeyOf(call.txn.db, MakeName("divisions", code)).ok();
  };
  for (int i = 0; i < request.divisions_size(); ++i) {
    const v1::Division& row = request.divisions(i);
    for (const Violation& fault : FaultsOfDivision(row, first.at(row.code()) != i, exists)) {
      v1::RowError* error = response->add_row_errors();
      error->set_row(i);
      error->set_field(fault.field);
      error->set_reason(fault.reason);
      error->set_description(call.chinese ? fault.description.zh : fault.description.en);
    }
  }
}

// The dry run that the caller has seen must have been about the same.
absl::Status CheckDryRun(Call& call, const v1::ImportDivisionEditionRequest& request) {
  if (request.edition().checked_job().empty()) return absl::OkStatus();
  GG_ASSIGN_OR_RETURN(const v1::Job checked,
                      JobTable().Get(call.For("jobs.get"), request.edition().checked_job()));
  const v1::DivisionEdition& was = checked.division_edition();
  if (!was.dry_run() || checked.state() != v1::Job::STATE_SUCCEEDED) {
    return MakeInvalid("edition.checked_job", "NOT_CHECKED",
                       {.zh = "该作业不是已通过的预检。", .en = "is no dry run that succeeded."});
  }
  if (checked.input_sha256() != request.input_sha256() || was.root() != request.edition().root() ||
      was.edition_date() != request.edition().edition_date()) {
    return MakeInvalid("edition.checked_job", "FILE_CHANGED",
                       {.zh = "预检之后文件、日期或范围有改动，请重新预检。",
                        .en = "was about another file, date or root. Run the check again."});
  }
  return absl::OkStatus();
}

// The newest edition that was taken over of an area with all of `root`; "" if there is none.
absl::StatusOr<std::string> EditionBefore(Call& call, const v1::DivisionEdition& edition) {
  GG_ASSIGN_OR_RETURN(
      const auto taken,
      JobTable().Select(call.txn.System(), {.where = "t.kind = 'DIVISION_EDITION' AND t.state = "
                                                     "'SUCCEEDED'"}));
  const v1::Job* before = nullptr;
  for (const v1::Job& job : taken) {
    const v1::DivisionEdition& other = job.division_edition();
    if (other.dry_run() ||
        !absl::StartsWith(SplitName(edition.root()).id, SplitName(other.root()).id)) {
      continue;
    }
    if (before == nullptr || other.edition_date() > before->division_edition().edition_date()) {
      before = &job;
    }
  }
  return before == nullptr ? std::string() : before->name();
}

}  // namespace

absl::StatusOr<std::string> NameFor(const std::string& collection, const std::string& id,
                                    const std::string& field) {
  if (id.empty()) return std::string();
  const auto uuid = Uuid::Parse(id);
  if (!uuid.ok()) {
    return MakeInvalid(field, "BAD_FORMAT", {.zh = "应为 UUID。", .en = "must be a UUID."});
  }
  return MakeName(collection, uuid->ToString());
}

absl::StatusOr<std::vector<std::string>> DivisionChain(const Txn& txn, const std::string& name) {
  std::vector<std::string> chain;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "WITH RECURSIVE up (code, parent, depth) AS (SELECT code, parent, 0 FROM divisions WHERE "
      "code = $1 UNION ALL SELECT d.code, d.parent, up.depth + 1 FROM divisions d JOIN up ON "
      "d.code = up.parent WHERE up.depth < 10) SELECT code FROM up ORDER BY depth",
      {SplitName(name).id}, [&chain](const Row& row) {
        chain.push_back(MakeName("divisions", row.Bytes(0)));
        return absl::OkStatus();
      }));
  return chain;
}

absl::StatusOr<v1::Division> DivisionHandler::Get(Call& call,
                                                  const v1::GetDivisionRequest& request) {
  return DivisionTable().Get(call.txn, request.name());
}

absl::StatusOr<v1::ListDivisionsResponse> DivisionHandler::List(
    Call& call, const v1::ListDivisionsRequest& request) {
  v1::ListDivisionsResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, DivisionTable(), request, {}, nullptr, &response));
  return response;
}

absl::StatusOr<v1::ImportDivisionsResponse> DivisionHandler::Import(
    Call& call, const v1::ImportDivisionsRequest& request) {
  v1::ImportDivisionsResponse response;
  CheckRows(call, request, &response);
  if (response.row_errors_size() > 0) return response;
  for (const v1::Division& row : request.divisions()) {
    const std::string name = MakeName("divisions", row.code());
    const auto stored = DivisionTable().Get(call.txn, name);
    v1::Division wanted = row;
    wanted.set_name(name);
    if (!stored.ok()) {
      if (!absl::IsNotFound(stored.status())) return stored.status();
      response.set_created(response.created() + 1);
      if (!request.validate_only()) {
        GG_RETURN_IF_ERROR(DivisionTable().Insert(call.txn, std::move(wanted)).status());
      }
      continue;
    }
    wanted.set_etag(stored->etag());
    *wanted.mutable_former_titles() = stored->former_titles();
    if (google::protobuf::util::MessageDifferencer::Equals(wanted, *stored)) {
      response.set_unchanged(response.unchanged() + 1);
      continue;
    }
    response.set_updated(response.updated() + 1);
    if (!request.validate_only()) {
      GG_RETURN_IF_ERROR(DivisionTable().Update(call.txn, std::move(wanted)).status());
    }
  }
  return response;
}

absl::StatusOr<v1::Job> DivisionHandler::ImportEdition(
    Call& call, const v1::ImportDivisionEditionRequest& request) {
  const v1::DivisionEdition& edition = request.edition();
  if (!IsDay(edition.edition_date())) return MakeInvalid({BadDate("edition.edition_date")});
  if (!edition.root().empty() && !DivisionTable().KeyOf(call.txn.db, edition.root()).ok()) {
    return MakeInvalid({UnknownReference("edition.root", SplitName(edition.root()).id)});
  }
  GG_RETURN_IF_ERROR(CheckDryRun(call, request));
  v1::Job job;
  job.set_kind(v1::Job::KIND_DIVISION_EDITION);
  job.set_input_size(request.input_size());
  job.set_input_sha256(request.input_sha256());
  *job.mutable_division_edition() = edition;
  GG_ASSIGN_OR_RETURN(*job.mutable_division_edition()->mutable_follows(),
                      EditionBefore(call, edition));
  return BeginJob(call, std::move(job), request.job_id());
}

}  // namespace gridgov
