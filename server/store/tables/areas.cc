#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/division.pb.h"
#include "gridgov/v1/grid.pb.h"
#include "gridgov/v1/takeover.pb.h"
#include "gridgov/v1/unit.pb.h"
#include "server/store/tables/tables.h"

namespace gridgov {

const Table<v1::Division>& DivisionTable() {
  using T = v1::Division;
  static const auto* table =
      new Table<T>({.table = "divisions",
                    .collection = "divisions",
                    .columns = {{"code", T::kCodeFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"level", T::kLevelFieldNumber},
                                {"parent", T::kParentFieldNumber},
                                {"valid_from_date", T::kValidFromDateFieldNumber},
                                {"valid_to_date", T::kValidToDateFieldNumber},
                                {"former_titles", T::kFormerTitlesFieldNumber}},
                    .scope = {.global = true},
                    .code = "code",
                    .ascending = "code"});
  return *table;
}

const Table<v1::Unit>& UnitTable() {
  using T = v1::Unit;
  static const auto* table = new Table<T>({.table = "units",
                                           .collection = "units",
                                           .columns = {{"code", T::kCodeFieldNumber},
                                                       {"title", T::kTitleFieldNumber},
                                                       {"kind", T::kKindFieldNumber},
                                                       {"area", T::kAreaFieldNumber},
                                                       {"duty_phone", T::kDutyPhoneFieldNumber},
                                                       {"start_date", T::kStartDateFieldNumber},
                                                       {"end_date", T::kEndDateFieldNumber},
                                                       {"create_time", T::kCreateTimeFieldNumber},
                                                       {"update_time", T::kUpdateTimeFieldNumber}},
                                           .scope = {.global = true},
                                           .code = "code"});
  return *table;
}

const Table<v1::UnitMember>& UnitMemberTable() {
  using T = v1::UnitMember;
  static const auto* table = new Table<T>({.table = "unit_members",
                                           .collection = "unitMembers",
                                           .columns = {{"unit", T::kUnitFieldNumber},
                                                       {"account", T::kAccountFieldNumber},
                                                       {"start_date", T::kStartDateFieldNumber},
                                                       {"end_date", T::kEndDateFieldNumber}},
                                           .scope = {.global = true}});
  return *table;
}

const Table<v1::Grid>& GridTable() {
  using T = v1::Grid;
  static const auto* table =
      new Table<T>({.table = "grids",
                    .collection = "grids",
                    .columns = {{"code", T::kCodeFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"kind", T::kKindFieldNumber},
                                {"community", T::kCommunityFieldNumber},
                                {"boundary", T::kBoundaryFieldNumber},
                                {"centre", T::kCentreFieldNumber},
                                {"to_be_placed", T::kToBePlacedFieldNumber},
                                {"households", T::kHouseholdsFieldNumber},
                                {"residents", T::kResidentsFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"boundary_source", T::kBoundarySourceFieldNumber},
                                {"valid_from_date", T::kValidFromDateFieldNumber},
                                {"valid_to_date", T::kValidToDateFieldNumber},
                                {"area_m2", T::kAreaM2FieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kPredecessorsFieldNumber, T::kSuccessorsFieldNumber},
                    .scope = {.grid = "uid"},
                    .code = "code",
                    .watchable = true});
  return *table;
}

const Table<v1::GridAssignment>& GridAssignmentTable() {
  using T = v1::GridAssignment;
  static const auto* table = new Table<T>({.table = "grid_assignments",
                                           .collection = "gridAssignments",
                                           .columns = {{"grid", T::kGridFieldNumber},
                                                       {"account", T::kAccountFieldNumber},
                                                       {"duty", T::kDutyFieldNumber},
                                                       {"start_date", T::kStartDateFieldNumber},
                                                       {"end_date", T::kEndDateFieldNumber},
                                                       {"reason", T::kReasonFieldNumber}},
                                           .scope = {.grid = "grid"}});
  return *table;
}

const Table<v1::Compound>& CompoundTable() {
  using T = v1::Compound;
  static const auto* table =
      new Table<T>({.table = "compounds",
                    .collection = "compounds",
                    .columns = {{"code", T::kCodeFieldNumber},
                                {"title", T::kTitleFieldNumber},
                                {"address", T::kAddressFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"kind", T::kKindFieldNumber},
                                {"management", T::kManagementFieldNumber},
                                {"buildings", T::kBuildingsFieldNumber},
                                {"entrances", T::kEntrancesFieldNumber},
                                {"households", T::kHouseholdsFieldNumber},
                                {"built_year", T::kBuiltYearFieldNumber},
                                {"gates", T::kGatesFieldNumber},
                                {"parking_places", T::kParkingPlacesFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .scope = {.grid = "grid"},
                    .code = "code",
                    .watchable = true});
  return *table;
}

const Table<v1::Takeover>& TakeoverTable() {
  using T = v1::Takeover;
  static const auto* table =
      new Table<T>({.table = "takeovers",
                    .collection = "takeovers",
                    .columns = {{"compound", T::kCompoundFieldNumber},
                                {"grid", T::kGridFieldNumber},
                                {"from_organisation", T::kFromOrganisationFieldNumber},
                                {"to_unit", T::kToUnitFieldNumber},
                                {"target_grid", T::kTargetGridFieldNumber},
                                {"management", T::kManagementFieldNumber},
                                {"items", T::kItemsFieldNumber},
                                {"planned_date", T::kPlannedDateFieldNumber},
                                {"effective_date", T::kEffectiveDateFieldNumber},
                                {"document", T::kDocumentFieldNumber},
                                {"state", T::kStateFieldNumber},
                                {"cancel_reason", T::kCancelReasonFieldNumber},
                                {"create_time", T::kCreateTimeFieldNumber},
                                {"update_time", T::kUpdateTimeFieldNumber}},
                    .not_stored = {T::kAllowedActionsFieldNumber},
                    .scope = {.grid = "grid"}});
  return *table;
}

}  // namespace gridgov
