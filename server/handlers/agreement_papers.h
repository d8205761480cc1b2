// The papers of an agreement (人民调解协议书, 司法确认申请书, 人民调解口头协议登记表): the values
// of the ministry's forms from the agreement, its contents, its dispute and the parties. For the
// mediators of the dispute alone.
#ifndef GRIDGOV_SERVER_HANDLERS_AGREEMENT_PAPERS_H_
#define GRIDGOV_SERVER_HANDLERS_AGREEMENT_PAPERS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/agreement.pb.h"
#include "gridgov/v1/paper.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Stateless; safe from every thread. Slow as PDF: its calls run on the pool.
class AgreementPaperHandler {
 public:
  absl::StatusOr<v1::Paper> Make(Call& call, const v1::MakeAgreementPaperRequest& request) const;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_AGREEMENT_PAPERS_H_
