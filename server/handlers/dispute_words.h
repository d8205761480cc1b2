// What people call the classes, sources and sides of disputes, for papers and work lists. Safe from
// every thread.
#ifndef GRIDGOV_SERVER_HANDLERS_DISPUTE_WORDS_H_
#define GRIDGOV_SERVER_HANDLERS_DISPUTE_WORDS_H_

#include "gridgov/v1/dispute.pb.h"
#include "gridgov/v1/mediation_session.pb.h"
#include "proto/cpp/errors.h"

namespace gridgov {

// Empty for a value that is not set.
Text ClassText(v1::Dispute::Class dispute_class);
Text SourceText(v1::Dispute::Source source);

// The forms are Chinese alone.
const char* SideWord(v1::DisputeParty::Side side);
const char* AuthorityWord(v1::DisputeParty::Authority authority);
const char* AttendanceWord(v1::MediationSession::Attendance attendance);
const char* SignWord(v1::MediationSession::SignMeans means);
const char* GuestWord(v1::MediationSession::GuestKind kind);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_DISPUTE_WORDS_H_
