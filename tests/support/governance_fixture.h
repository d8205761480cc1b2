// GovernanceTest: a compound in grid_ and the deadline classes and standard that governing it by
// law takes. Firms, names and phones are invented.
#ifndef GRIDGOV_TESTS_SUPPORT_GOVERNANCE_FIXTURE_H_
#define GRIDGOV_TESTS_SUPPORT_GOVERNANCE_FIXTURE_H_

#include <string>
#include <vector>

#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/calendar.pb.h"
#include "gridgov/v1/compound.pb.h"
#include "gridgov/v1/compound_status.pb.h"
#include "server/handlers/building_contacts.h"
#include "server/handlers/designations.h"
#include "server/handlers/owners_committees.h"
#include "server/handlers/property_services.h"
#include "tests/support/handler_fixture.h"
#include "tests/support/status_matchers.h"

namespace gridgov {

// The example of GB 32100-2015.
inline constexpr char kSampleCreditCode[] = "91350100M000100Y43";

class GovernanceTest : public HandlerTest {
 protected:
  GovernanceTest() {
    using D = v1::DeadlineClass;
    for (const auto& [code, days] : {std::pair{kContractClass, 60},
                                     {kFirstMeetingClass, 7},
                                     {kFilingClass, 30},
                                     {kChangeClass, 30},
                                     {kElectionClass, 90},
                                     {"REVIEW", 365}}) {
      AddDeadlineClass(code, D::UNIT_CALENDAR_DAYS, days);
    }
    compound_ = AddCompound("XQ-01", grid_);
    centre_too_ = AddStaff("centre-too", v1::ROLE_SUBDISTRICT_CENTRE, "divisions/510703003");
  }

  std::string AddCompound(const std::string& code, const std::string& grid) {
    v1::Compound compound;
    AsSystem([&](const Txn& txn) -> absl::Status {
      compound.set_code(code);
      compound.set_title("示例小区");
      compound.set_grid(grid);
      compound.set_kind(v1::Compound::KIND_OLD);
      compound.set_management(v1::Compound::MANAGEMENT_FIRM);
      GG_ASSIGN_OR_RETURN(compound, CompoundTable().Insert(txn, compound));
      return absl::OkStatus();
    });
    return compound.name();
  }

  // What is due of a contract, committee or designation, by kind; absent: none runs.
  std::optional<v1::CompoundDuty> Due(const std::string& resource, v1::CompoundDuty::Kind kind) {
    std::optional<v1::CompoundDuty> found;
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(found, CompoundDuties::Running(txn, resource, kind));
      return absl::OkStatus();
    });
    if (found.has_value()) PresentCompoundDuty(now_, &*found);
    return found;
  }
  // The day that ends with the duty's time.
  std::string LastDayOf(const std::string& resource, v1::CompoundDuty::Kind kind) {
    const auto due = Due(resource, kind);
    return due.has_value() ? DayText(FromProto(due->due_time()) - absl::Seconds(1)) : "none";
  }
  // Noon in China of that day is now.
  void GoTo(const std::string& day) { now_ = DayStart(day) + absl::Hours(12); }

  CompoundDuties duties_{deadlines_};
  std::string compound_;
  Staff centre_too_;  // Of the subdistrict too.
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_GOVERNANCE_FIXTURE_H_
