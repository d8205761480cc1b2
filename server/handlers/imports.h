// Imports of files: begun here, done by a job (server/jobs/sheet_import.h).
#ifndef GRIDGOV_SERVER_HANDLERS_IMPORTS_H_
#define GRIDGOV_SERVER_HANDLERS_IMPORTS_H_

#include "absl/status/statusor.h"
#include "gridgov/v1/import.pb.h"
#include "server/handlers/call.h"

namespace gridgov {

// Serves ImportService. Stateless; safe from every thread.
class ImportHandler {
 public:
  absl::StatusOr<v1::Job> Begin(Call& call, const v1::BeginImportRequest& request) const;
  absl::StatusOr<v1::ImportTemplate> Template(Call& call,
                                              const v1::GetImportTemplateRequest& request) const;
  absl::StatusOr<v1::ReadImportErrorsResponse> ReadErrors(
      Call& call, const v1::ReadImportErrorsRequest& request) const;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_IMPORTS_H_
