#include "server/handlers/neighbours.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "proto/cpp/errors.h"
#include "proto/cpp/status_macros.h"
#include "server/crypto/hmac.h"
#include "server/store/column.h"

namespace gridgov {
namespace {

constexpr size_t kSubdistrictDigits = 9;

// The codes of one subdistrict lie between these.
Values CodesAround(const std::string& code) {
  const std::string subdistrict = code.substr(0, kSubdistrictDigits);
  return {subdistrict, absl::StrCat(subdistrict, "~")};
}

}  // namespace

absl::Status CheckApart(const Boundary& boundary, const Boundary& other, const std::string& who,
                        const std::string& field) {
  GG_ASSIGN_OR_RETURN(const auto overlap, boundary.OverlapWith(other));
  if (!overlap.has_value()) return absl::OkStatus();
  const std::string place =
      absl::StrFormat("%.6f,%.6f", overlap->place.latitude(), overlap->place.longitude());
  return MakeInvalid(
      field, "BOUNDARY_OVERLAP",
      {.zh = absl::StrCat("与网格 ", who, " 的边界重叠约 ", overlap->area_m2, " 平方米，位于 ",
                          place, "（纬度,经度）。请修正边界。"),
       .en = absl::StrCat("overlaps the boundary of grid ", who, " by about ", overlap->area_m2,
                          " m², at ", place, " (latitude,longitude). Correct one of them.")});
}

absl::StatusOr<Neighbours> Neighbours::Read(const Txn& txn, const std::string& code,
                                            v1::Grid::Kind kind,
                                            const std::set<std::string>& except) {
  std::set<std::string> skipped;
  for (const std::string& name : except) skipped.insert(IdBytes(name));
  Neighbours neighbours;
  Values args = CodesAround(code);
  args.emplace_back(EnumText(v1::Grid::Kind_descriptor()->FindValueByNumber(kind)));
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT uid, code, boundary FROM grids WHERE code > $1 AND code < $2 AND kind = $3 AND state "
      "= 'ACTIVE' AND boundary IS NOT NULL ORDER BY code",
      args, [&](const Row& row) -> absl::Status {
        if (skipped.contains(std::string(row.Bytes(0)))) return absl::OkStatus();
        const std::string neighbour(row.Bytes(1));
        GG_ASSIGN_OR_RETURN(Boundary boundary,
                            Boundary::Read(std::string(row.Bytes(2)), neighbour));
        neighbours.all_.push_back({neighbour, std::move(boundary)});
        return absl::OkStatus();
      }));
  return neighbours;
}

absl::Status Neighbours::Check(const Boundary& boundary, const std::string& field) const {
  for (const Neighbour& one : all_) {
    GG_RETURN_IF_ERROR(CheckApart(boundary, one.boundary, one.code, field));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Neighbours::Picture(const Txn& txn, const std::string& code) {
  std::string all;
  GG_RETURN_IF_ERROR(txn.db.Query(
      "SELECT code, version FROM grids WHERE code > $1 AND code < $2 AND state = 'ACTIVE' AND "
      "boundary IS NOT NULL ORDER BY code",
      CodesAround(code), [&all](const Row& row) {
        absl::StrAppend(&all, std::string(row.Bytes(0)), "@", row.Int(1), ";");
        return absl::OkStatus();
      }));
  return Sha256(all);
}

absl::Status Neighbours::CheckUnchanged(const Txn& txn, const std::string& code,
                                        const std::string& seen) {
  GG_ASSIGN_OR_RETURN(const std::string now, Picture(txn, code));
  if (now == seen) return absl::OkStatus();
  return MakeError(absl::StatusCode::kAborted, "NEIGHBOUR_CHANGED",
                   {.zh = "邻近网格刚被修改，边界需要重新核对，请再试一次。",
                    .en = "A neighbouring grid has just changed, so the boundary has to be checked "
                          "anew. Try again."});
}

}  // namespace gridgov
