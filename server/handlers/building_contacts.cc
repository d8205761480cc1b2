#include "server/handlers/building_contacts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/designation.pb.h"
#include "gridgov/v1/owners_committee.pb.h"
#include "gridgov/v1/property_service.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/handlers/days.h"
#include "server/handlers/divisions.h"
#include "server/handlers/errors.h"
#include "server/handlers/personal_data.h"
#include "server/store/page.h"
#include "server/store/tables/tables.h"
#include "server/store/time_text.h"

namespace gridgov {
namespace {

// The contract that runs, or the last one that ran out; none: an empty message. Without the lead.
absl::StatusOr<v1::PropertyService> PresentService(const Txn& txn, const std::string& compound) {
  GG_ASSIGN_OR_RETURN(
      std::vector<v1::PropertyService> rows,
      PropertyServiceTable().Select(
          txn, {.where = "t.compound = $1 AND t.start_date = (SELECT max(start_date) FROM "
                         "property_services WHERE compound = $1 AND start_date <= $2) AND "
                         "COALESCE(t.end_date, '9999-12-31') >= $2",
                .args = {Blob{IdBytes(compound)}, DayText(txn.now)}}));
  if (rows.empty()) return v1::PropertyService();
  rows.front().clear_lead_display_name();
  rows.front().clear_lead_phone();
  return std::move(rows.front());
}

// The rows of the compound for which `where` holds, the newest first.
template <class T>
absl::Status AddRowsOf(const Txn& txn, const Table<T>& table, const std::string& compound,
                       const std::string& where, google::protobuf::RepeatedPtrField<T>* out) {
  GG_ASSIGN_OR_RETURN(const std::vector<T> rows,
                      table.Select(txn, {.where = "t.compound = $1 AND " + where,
                                         .args = {Blob{IdBytes(compound)}}}));
  out->Assign(rows.begin(), rows.end());
  return absl::OkStatus();
}

absl::StatusOr<int> BuildingsWithContact(const Txn& txn, const std::string& compound) {
  int count = 0;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT count(DISTINCT building) FROM building_contacts WHERE compound = $1 AND start_date "
      "<= $2 AND COALESCE(end_date, '9999-12-31') >= $2",
      {Blob{IdBytes(compound)}, DayText(txn.now)}, [&count](const Row& row) {
        count = static_cast<int>(row.Int(0));
        return absl::OkStatus();
      }));
  return count;
}

}  // namespace

absl::StatusOr<v1::ListBuildingContactsResponse> BuildingContactHandler::List(
    Call& call, const v1::ListBuildingContactsRequest& request) const {
  GG_ASSIGN_OR_RETURN(const v1::Compound compound,
                      CompoundTable().Get(call.txn, request.compound()));
  v1::ListBuildingContactsResponse response;
  const auto note = [&call](google::protobuf::Message* row) {
    NoteShown(call.txn, BuildingContactTable(), *row);
    return absl::OkStatus();
  };
  GG_RETURN_IF_ERROR(FillPage(
      call.txn, BuildingContactTable(), request,
      {.where = "t.compound = $1", .args = {Blob{IdBytes(compound.name())}}}, note, &response));
  return response;
}

absl::StatusOr<v1::BuildingContact> BuildingContactHandler::Create(
    Call& call, const v1::CreateBuildingContactRequest& request) const {
  v1::BuildingContact contact = request.building_contact();
  GG_RETURN_IF_ERROR(CompoundTable().Get(call.txn, contact.compound()).status());
  GG_RETURN_IF_ERROR(
      CheckPastDay(call.txn, "building_contact.consent_date", contact.consent_date()));
  GG_RETURN_IF_ERROR(CheckDay("building_contact.start_date", contact.start_date()));
  GG_RETURN_IF_ERROR(
      CheckNotBefore("building_contact.start_date", contact.start_date(), contact.consent_date()));
  GG_ASSIGN_OR_RETURN(
      *contact.mutable_name(),
      NameFor("buildingContacts", request.building_contact_id(), "building_contact_id"));
  return BuildingContactTable().Insert(call.txn, std::move(contact));
}

absl::StatusOr<v1::BuildingContact> BuildingContactHandler::End(
    Call& call, const v1::EndBuildingContactRequest& request) const {
  GG_ASSIGN_OR_RETURN(v1::BuildingContact contact, BuildingContactTable().GetForUpdate(
                                                       call.txn, request.name(), request.etag()));
  if (!contact.end_date().empty()) return WrongState(contact.name(), "ENDED", "end");
  GG_RETURN_IF_ERROR(CheckPastDay(call.txn, "end_date", request.end_date()));
  GG_RETURN_IF_ERROR(CheckNotBefore("end_date", request.end_date(), contact.start_date()));
  contact.set_end_date(request.end_date());
  GG_RETURN_IF_ERROR(ForgetPerson(call.txn, BuildingContactTable(), &contact));
  return contact;
}

absl::StatusOr<v1::CompoundStatus> CompoundStatusHandler::Get(
    Call& call, const v1::GetCompoundStatusRequest& request) const {
  const Txn& txn = call.txn;
  v1::CompoundStatus status;
  GG_ASSIGN_OR_RETURN(*status.mutable_compound(), CompoundTable().Get(txn, request.name()));
  const std::string& name = status.compound().name();
  GG_ASSIGN_OR_RETURN(v1::PropertyService service, PresentService(txn, name));
  if (!service.name().empty()) *status.mutable_property_service() = std::move(service);
  GG_RETURN_IF_ERROR(AddRowsOf(txn, OwnersCommitteeTable(), name,
                               "t.state IN ('PREPARING', 'ELECTED', 'FILED')",
                               status.mutable_owners_committees()));
  GG_RETURN_IF_ERROR(AddRowsOf(txn, DesignationTable(), name, "t.state <> 'WITHDRAWN'",
                               status.mutable_designations()));
  GG_RETURN_IF_ERROR(
      AddRowsOf(txn, CompoundDutyTable(), name, "t.state = 'OPEN'", status.mutable_duties()));
  std::sort(status.mutable_duties()->begin(), status.mutable_duties()->end(),
            [](const v1::CompoundDuty& a, const v1::CompoundDuty& b) {
              return FromProto(a.due_time()) < FromProto(b.due_time());
            });
  GG_ASSIGN_OR_RETURN(const int buildings, BuildingsWithContact(txn, name));
  status.set_buildings_with_contact(buildings);
  return status;
}

absl::StatusOr<v1::ListCompoundDutiesResponse> CompoundStatusHandler::ListDuties(
    Call& call, const v1::ListCompoundDutiesRequest& request) const {
  v1::ListCompoundDutiesResponse response;
  GG_RETURN_IF_ERROR(FillPage(call.txn, CompoundDutyTable(), request, {}, nullptr, &response));
  return response;
}

}  // namespace gridgov
