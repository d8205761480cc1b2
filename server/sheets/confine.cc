#include "server/sheets/confine.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <cstddef>
#include <vector>

namespace gridgov {
namespace {

constexpr rlim_t kMostMemory = rlim_t{1} << 30;
constexpr rlim_t kMostSeconds = 60;

#if defined(__x86_64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr unsigned kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "say which architecture the filter of system calls is for"
#endif

// The sanitizers map terabytes and look at /proc: there the limits of memory and calls stay off.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

bool Limit(int resource, rlim_t most) {
  const rlimit limit = {most, most};
  return setrlimit(static_cast<__rlimit_resource_t>(resource), &limit) == 0;
}

bool FilterCalls() {
  constexpr int kAllowed[] = {SYS_read,     SYS_write,   SYS_exit,   SYS_exit_group,
                              SYS_brk,      SYS_mmap,    SYS_munmap, SYS_mremap,
                              SYS_mprotect, SYS_madvise, SYS_futex,  SYS_rt_sigreturn,
                              SYS_getrandom};
  std::vector<sock_filter> filter;
  const auto add = [&filter](unsigned short code, unsigned value, unsigned char yes,
                             unsigned char no) {
    filter.push_back(sock_filter{code, yes, no, value});
  };
  add(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch), 0, 0);
  add(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0);
  add(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
  add(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr), 0, 0);
  for (const int call : kAllowed) {
    add(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1);
    add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
  }
  add(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
  const sock_fprog program = {static_cast<unsigned short>(filter.size()), filter.data()};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace

bool Confine() {
  // Nothing more can be opened, no file grows, no process begins, nothing is left behind.
  const bool limited = Limit(RLIMIT_NOFILE, 0) && Limit(RLIMIT_FSIZE, 0) &&
                       Limit(RLIMIT_NPROC, 0) && Limit(RLIMIT_CORE, 0) &&
                       Limit(RLIMIT_CPU, kMostSeconds) &&
                       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  if (!limited) return false;
  return kSanitized || (Limit(RLIMIT_AS, kMostMemory) && FilterCalls());
}

}  // namespace gridgov
