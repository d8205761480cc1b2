// Preloaded, it makes each fdatasync take at least GRIDGOV_SYNC_MS: a disk as slow as the one that
// a floor was set on, so that figures of quicker ones can be compared. It waits as a disk does,
// without work for the processor.
#include <dlfcn.h>
#include <sys/prctl.h>
#include <time.h>

#include <cstdlib>

extern "C" int fdatasync(int file) {
  using Sync = int(int);
  static Sync* const real = reinterpret_cast<Sync*>(dlsym(RTLD_NEXT, "fdatasync"));
  static const long least = [] {
    const char* text = std::getenv("GRIDGOV_SYNC_MS");
    return text == nullptr ? 0L : static_cast<long>(std::atof(text) * 1e6);
  }();
  timespec end{};
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_nsec += least;
  end.tv_sec += end.tv_nsec / 1000000000;
  end.tv_nsec %= 1000000000;
  const int result = real(file);
  prctl(PR_SET_TIMERSLACK, 1UL);
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, nullptr);
  return result;
}
