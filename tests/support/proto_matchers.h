// Matchers of messages.
#ifndef GRIDGOV_TESTS_SUPPORT_PROTO_MATCHERS_H_
#define GRIDGOV_TESTS_SUPPORT_PROTO_MATCHERS_H_

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"

namespace gridgov {

// Equal in every field; explains what differs.
MATCHER_P(EqualsProto, expected, "equals " + expected.ShortDebugString()) {
  std::string report;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&report);
  const bool equal = differencer.Compare(expected, arg);
  *result_listener << "which differs: " << report;
  return equal;
}

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_SUPPORT_PROTO_MATCHERS_H_
