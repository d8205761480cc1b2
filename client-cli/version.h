// The program's version, as CMake knows it.
#ifndef GRIDGOV_CLIENT_CLI_VERSION_H_
#define GRIDGOV_CLIENT_CLI_VERSION_H_

namespace gridgov {

#ifndef GRIDGOV_VERSION
#define GRIDGOV_VERSION "unknown"
#endif

inline constexpr char kVersion[] = GRIDGOV_VERSION;

}  // namespace gridgov

#endif  // GRIDGOV_CLIENT_CLI_VERSION_H_
