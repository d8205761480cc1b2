#include "server/handlers/serials.h"

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"

namespace gridgov {
namespace {

constexpr int kLastSerial = 99999;

}  // namespace

absl::StatusOr<std::string> NextNumber(const Txn& txn, const std::string& series) {
  int64_t serial = 0;
  GG_RETURN_IF_ERROR(
      txn.db.Query("INSERT INTO issue_serials (grid_code, last) VALUES ($1, 1) ON CONFLICT "
                   "(grid_code) DO UPDATE SET last = last + 1 RETURNING last",
                   {series}, [&serial](const Row& row) {
                     serial = row.Int(0);
                     return absl::OkStatus();
                   }));
  if (serial > kLastSerial) {
    return MakeError(absl::StatusCode::kResourceExhausted, "SERIALS_USED_UP",
                     {.zh = "该网格的编号已用完，请联系街道综治中心。",
                      .en = "This grid's numbers are used up. Tell the subdistrict centre."});
  }
  return absl::StrCat(series, absl::Dec(serial, absl::kZeroPad5));
}

}  // namespace gridgov
