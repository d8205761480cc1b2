// What can be wrong with a field, each with its reason and its text in both languages. The texts
// say what is allowed and are short: 16 of them must fit into a trailer. Free functions, safe from
// every thread.
#ifndef GRIDGOV_SERVER_RPC_FAULTS_H_
#define GRIDGOV_SERVER_RPC_FAULTS_H_

#include <string>

#include "proto/cpp/errors.h"
#include "server/rpc/field_plan.h"

namespace gridgov {

struct Fault {
  const char* reason;
  Text text;
};

Fault Required();
Fault TooLong(const FieldPlan& plan);
Fault TooMany(const FieldPlan& plan);
Fault BadFormat(const FieldPlan& plan);
Fault BadDate();
Fault OutOfRange(const FieldPlan& plan);
Fault TimeOutOfRange();
Fault NotANumber();
Fault UnknownEnum(const FieldPlan& plan);
Fault BadName(const FieldPlan& plan);
Fault BadUtf8();
Fault ControlCharacter();
Fault BadMask();
Fault TooDeep(int levels);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_RPC_FAULTS_H_
