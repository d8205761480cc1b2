// Papers of disputes and sessions: the values of the ministry's forms from the rows. For their
// mediators alone: they name the parties.
#ifndef GRIDGOV_SERVER_HANDLERS_DISPUTE_PAPERS_H_
#define GRIDGOV_SERVER_HANDLERS_DISPUTE_PAPERS_H_

#include <string>

#include "absl/status/statusor.h"
#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/paper.pb.h"
#include "server/handlers/call.h"
#include "server/papers/paper.h"

namespace gridgov {

// Stateless; safe from every thread.
class PaperHandler {
 public:
  absl::StatusOr<v1::Paper> GetRegistrationForm(
      Call& call, const v1::GetRegistrationFormRequest& request) const;
  absl::StatusOr<v1::Paper> GetRecord(Call& call, const v1::GetRecordPaperRequest& request) const;
};

// A template (server/papers) filled with the values. The same data give the same bytes: `made` is
// the time of the rows and not of the call. `name` is the file's without its ending.
absl::StatusOr<v1::Paper> RenderPaper(absl::string_view form, const PaperValues& values,
                                      v1::Paper::Form as, absl::Time made, const std::string& name);

// What the forms say of each party, in the order of their numbers: role, name, id_label, id_number,
// phone, address, agent, authority; further texts of a form are empty until it fills them. That it
// is shown goes into the call's journal. PERMISSION_DENIED, reason NOT_ITS_MEDIATOR.
absl::StatusOr<std::vector<PaperValues::Texts>> PaperParties(const Call& call,
                                                             const v1::Dispute& dispute);

// "2026年11月20日" in China; "" for a time that is not set.
std::string PaperDate(const google::protobuf::Timestamp& time);
// "9000.00元"; "" for nothing.
std::string PaperAmount(int64_t fen);
// The committee's title; "" for none.
absl::StatusOr<std::string> CommitteeTitle(const Txn& txn, const v1::Dispute& dispute);
// Those who mediate it at present, by name.
absl::StatusOr<std::vector<std::string>> MediatorNames(const Call& call,
                                                       const v1::Dispute& dispute);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DISPUTE_PAPERS_H_
