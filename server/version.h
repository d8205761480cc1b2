// The program's version; set by the build.
#ifndef GRIDGOV_SERVER_VERSION_H_
#define GRIDGOV_SERVER_VERSION_H_

namespace gridgov {

inline constexpr char kVersion[] = GRIDGOV_VERSION;

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_VERSION_H_
