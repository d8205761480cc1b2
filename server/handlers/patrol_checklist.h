// What a patrol's log must hold: answers that fit the type's checklist, and the type's minima.
// Free functions without state.
#ifndef GRIDGOV_SERVER_HANDLERS_PATROL_CHECKLIST_H_
#define GRIDGOV_SERVER_HANDLERS_PATROL_CHECKLIST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_field.h"
#include "gridgov/v1/patrol.pb.h"
#include "proto/cpp/errors.h"

namespace gridgov {

using PatrolAnswers = google::protobuf::RepeatedPtrField<v1::Patrol::Answer>;

// The item of that code; nullptr if the type has none.
const v1::PatrolType::Item* FindItem(const v1::PatrolType& type, absl::string_view code);

// The answer means that the item is not in order.
bool Failed(const v1::PatrolType::Item& item, const v1::Patrol::Answer& answer);

// Puts `answers` into the patrol, each in place of the item's earlier one, with `failed` computed.
// Answers that do not fit are left out and returned as violations of "<field>[i].item" or
// "<field>[i].value"; the patrol is then not to be stored.
std::vector<Violation> MergeAnswers(const v1::PatrolType& type, const PatrolAnswers& answers,
                                    const std::string& field, v1::Patrol* patrol);

// A violation of "answers.<code>", reason ANSWER_REQUIRED, for each required item without answer.
std::vector<Violation> MissingAnswers(const v1::PatrolType& type, const v1::Patrol& patrol);

// A violation of "answers.<code>", reason PHOTO_MISSING, for each answer whose item asks for a
// photo and is not among `photographed`.
std::vector<Violation> MissingPhotos(const v1::PatrolType& type, const v1::Patrol& patrol,
                                     const std::vector<std::string>& photographed);

// Which minima of the type the patrol, with its start and end, did not meet and what was measured;
// nullopt: all were met.
std::optional<Text> UnmetMinima(const v1::PatrolType& type, const v1::Patrol& patrol);

// What is wrong with a type's checklist in itself; `field` is "patrol_types[3]".
std::vector<Violation> WrongChecklist(const v1::PatrolType& type, const std::string& field);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_HANDLERS_PATROL_CHECKLIST_H_
