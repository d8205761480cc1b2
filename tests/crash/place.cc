#include "tests/crash/place.h"

#include <filesystem>
#include <fstream>

#include "gridgov/v1/account.pb.h"
#include "gridgov/v1/issue.pb.h"
#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/status_macros.h"
#include "server/auth/passwords.h"
#include "server/handlers/accounts.h"
#include "server/store/tables/credentials.h"
#include "tests/support/issue_fixture.h"
#include "tests/support/ledger_checks.h"

namespace gridgov {
namespace {

// The fixture of the handlers' tests, as a builder: no test runs on it.
class Ground : public IssueTest {
 public:
  void TestBody() override {}

  Place Lay() {
    Place place;
    place.now = now_;
    // Closed so long ago that the timers erase who reported them.
    now_ -= absl::Hours(24 * 40);
    for (int i = 0; i < 3; ++i) In(v1::Issue::STATE_CLOSED, /*with_reporter=*/true);
    now_ = place.now;
    In(v1::Issue::STATE_IN_PROGRESS, /*with_reporter=*/true);
    place.folder = folder_;
    place.master = master_.Clone();
    place.journal_key = token_key_.Clone();
    place.worker = worker_.name;
    place.grid = grid_;
    place.unit = unit_;
    place.category = category_;
    place.patrol_type = AddPatrolType();
    for (const auto& [username, staff] : {std::pair<const char*, const Staff&>{"worker", worker_},
                                          {"office", office_},
                                          {"handler", handler_of_unit_},
                                          {"checker", checker_},
                                          {"admin", admin_}}) {
      place.tokens[username] = SignIn(staff);
    }
    return place;
  }

 private:
  std::string SignIn(const Staff& staff) {
    std::string token;
    AsSystem([&](const Txn& txn) -> absl::Status {
      for (v1::RoleAssignment role : staff.principal.roles()) {
        role.set_start_date("2026-01-01");
        GG_RETURN_IF_ERROR(RoleAssignmentTable().Insert(txn, std::move(role)).status());
      }
      GG_ASSIGN_OR_RETURN(const PasswordHasher hasher,
                          PasswordHasher::Make(token_key_, PasswordCost::Smallest()));
      GG_ASSIGN_OR_RETURN(const std::string hash, hasher.Hash(kPassword));
      GG_RETURN_IF_ERROR(StoreCredentials(txn, staff.name, hash, /*change_required=*/false));
      GG_ASSIGN_OR_RETURN(const OpenedSession opened,
                          OpenSession(txn, staff.name, "test", /*change_required=*/false));
      token = opened.token;
      return absl::OkStatus();
    });
    return token;
  }

  std::string AddPatrolType() {
    v1::PatrolType type;
    type.set_code("WALK");
    type.mutable_title()->set_zh("示例");
    type.mutable_title()->set_en("sample");
    type.set_target(v1::PatrolType::TARGET_GRID);
    type.set_source("test");
    v1::PatrolType::Item* item = type.add_checklist();
    item->set_code("door");
    item->mutable_text()->set_zh("示例");
    item->mutable_text()->set_en("sample");
    item->set_type(v1::PatrolType::Item::TYPE_YES_NO);
    AsSystem([&](const Txn& txn) -> absl::Status {
      GG_ASSIGN_OR_RETURN(type, PatrolTypeTable().Insert(txn, type));
      return absl::OkStatus();
    });
    return type.name();
  }
};

}  // namespace

Place::~Place() {
  if (!folder.empty()) std::filesystem::remove_all(folder);
}

absl::StatusOr<Place> MakePlace(Disk& disk) {
  Place place = Ground().Lay();
  if (testing::Test::HasFailure()) return absl::InternalError("the place cannot be laid out");
  std::filesystem::create_directories(place.folder);
  std::ofstream(place.keys()).flush();
  {
    Database db(place.database());
    place.issues = NamesIn(db);
    if (!db.broken().empty()) return absl::InternalError(db.broken());
  }
  place.image = disk.Take();
  return place;
}

}  // namespace gridgov
