// B2: requests that nobody in their right mind sends, to every method, as people of several roles.
#ifndef GRIDGOV_TESTS_SOAK_HOSTILE_H_
#define GRIDGOV_TESTS_SOAK_HOSTILE_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "tests/scene/scene.h"
#include "tests/support/findings.h"

namespace gridgov {

// Fills requests by reflection. Used by one thread.
class HostileValues {
 public:
  // `names`: by collection, things that exist.
  HostileValues(uint64_t seed, std::map<std::string, std::vector<std::string>> names)
      : random_(seed), names_(std::move(names)) {}

  // Every field in order as far as the contract's rules tell.
  void FillPlausibly(google::protobuf::Message* message, int depth = 0);
  // One field, somewhere in the message, at an edge.
  void Spoil(google::protobuf::Message* message, int depth = 0);
  // Every field at an edge or absent.
  void FillWildly(google::protobuf::Message* message, int depth = 0);
  uint64_t Any(uint64_t below) { return random_() % below; }

 private:
  using Field = google::protobuf::FieldDescriptor;
  void SetPlausible(google::protobuf::Message* message, const Field* field, int depth);
  void SetEdge(google::protobuf::Message* message, const Field* field, int depth);
  std::string PlausibleText(const Field* field);
  std::string EdgeText(const Field* field, size_t longest);
  void SetNumber(google::protobuf::Message* message, const Field* field, int64_t whole,
                 double real);

  std::mt19937_64 random_;
  const std::map<std::string, std::vector<std::string>> names_;
};

// Calls methods at random, as all of the people in turn, until `until`. Each must answer with a
// status that is neither INTERNAL nor UNKNOWN nor DATA_LOSS, and the server must live on.
void RunHostile(Scene& scene, const std::vector<std::string>& usernames, HostileValues& values,
                absl::Time until, Findings& report);

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SOAK_HOSTILE_H_
