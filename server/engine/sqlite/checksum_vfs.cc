#include "server/engine/sqlite/checksum_vfs.h"

#include <atomic>
#include <cstring>
#include <new>

#include "server/log.h"

namespace gridgov {
namespace {

constexpr int kHeaderBytes = 100;
constexpr int kReservedAt = 20;
constexpr char kMagic[] = "SQLite format 3";
// Where SQLite locks files: it never uses this page.
constexpr sqlite3_int64 kPendingByte = 0x40000000;
// Our file control: an int, negative to ask, else whether the file has sums. SQLite's end at 100.
constexpr int kSumsControl = 0x67670001;

enum class Sums { kUnknown, kNo, kYes };

sqlite3_vfs* base = nullptr;

// A main database's file; the file below follows it in memory.
struct File {
  sqlite3_file as_sqlite;
  std::atomic<Sums> sums;
};

File* Of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
sqlite3_file* Below(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(Of(file) + 1); }

bool IsWholePage(int size, sqlite3_int64 at) {
  return size == kPageBytes && at % kPageBytes == 0 && at != kPendingByte;
}

bool SumHolds(const unsigned char* page, sqlite3_int64 at) {
  uint64_t sum = 0;
  std::memcpy(&sum, page + kPageBytes - kSumBytes, kSumBytes);
  return sum == PageSum(page, at / kPageBytes + 1);
}

// The header says it; where it does not, it may itself be what is damaged, which page 2 tells.
Sums SumsOf(sqlite3_file* file) {
  File& self = *Of(file);
  if (self.sums != Sums::kUnknown) return self.sums;
  sqlite3_file* below = Below(file);
  char header[kHeaderBytes];
  if (below->pMethods->xRead(below, header, kHeaderBytes, 0) != SQLITE_OK ||
      std::memcmp(header, kMagic, sizeof(kMagic)) != 0) {
    return Sums::kUnknown;
  }
  unsigned char page[kPageBytes];
  const bool has = header[kReservedAt] == kSumBytes ||
                   (below->pMethods->xRead(below, page, kPageBytes, kPageBytes) == SQLITE_OK &&
                    SumHolds(page, kPageBytes));
  self.sums = has ? Sums::kYes : Sums::kNo;
  return self.sums;
}

int Read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
  const int code = Below(file)->pMethods->xRead(Below(file), bytes, size, at);
  if (!IsWholePage(size, at) || (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)) return code;
  if (SumsOf(file) != Sums::kYes) return code;
  if (code == SQLITE_OK && SumHolds(static_cast<unsigned char*>(bytes), at)) return code;
  spdlog::error("database damaged: page {} does not match its sum", at / kPageBytes + 1);
  return SQLITE_IOERR_DATA;
}

int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  sqlite3_file* below = Below(file);
  if (!IsWholePage(size, at)) return below->pMethods->xWrite(below, bytes, size, at);
  if (at == 0) {
    const bool sums = static_cast<const unsigned char*>(bytes)[kReservedAt] == kSumBytes;
    Of(file)->sums = sums ? Sums::kYes : Sums::kNo;
  }
  if (SumsOf(file) != Sums::kYes) return below->pMethods->xWrite(below, bytes, size, at);
  unsigned char page[kPageBytes];
  std::memcpy(page, bytes, kPageBytes - kSumBytes);
  const uint64_t sum = PageSum(page, at / kPageBytes + 1);
  std::memcpy(page + kPageBytes - kSumBytes, &sum, kSumBytes);
  return below->pMethods->xWrite(below, page, size, at);
}

int Control(sqlite3_file* file, int what, void* argument) {
  if (what != kSumsControl) {
    return Below(file)->pMethods->xFileControl(Below(file), what, argument);
  }
  int* sums = static_cast<int*>(argument);
  if (*sums >= 0) Of(file)->sums = *sums > 0 ? Sums::kYes : Sums::kNo;
  *sums = SumsOf(file) == Sums::kYes ? 1 : 0;
  return SQLITE_OK;
}

// A method that the file below does.
template <auto method, typename... Args>
auto Pass(sqlite3_file* file, Args... args) {
  return (Below(file)->pMethods->*method)(Below(file), args...);
}

// Version 2: without xFetch, so that no page is read past the sums.
const sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = Pass<&sqlite3_io_methods::xClose>,
    .xRead = Read,
    .xWrite = Write,
    .xTruncate = Pass<&sqlite3_io_methods::xTruncate>,
    .xSync = Pass<&sqlite3_io_methods::xSync>,
    .xFileSize = Pass<&sqlite3_io_methods::xFileSize>,
    .xLock = Pass<&sqlite3_io_methods::xLock>,
    .xUnlock = Pass<&sqlite3_io_methods::xUnlock>,
    .xCheckReservedLock = Pass<&sqlite3_io_methods::xCheckReservedLock>,
    .xFileControl = Control,
    .xSectorSize = Pass<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = Pass<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = Pass<&sqlite3_io_methods::xShmMap>,
    .xShmLock = Pass<&sqlite3_io_methods::xShmLock>,
    .xShmBarrier = Pass<&sqlite3_io_methods::xShmBarrier>,
    .xShmUnmap = Pass<&sqlite3_io_methods::xShmUnmap>};

int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return base->xOpen(base, name, file, flags, out_flags);
  new (file) File{.as_sqlite = {nullptr}, .sums = Sums::kUnknown};
  const int code = base->xOpen(base, name, Below(file), flags, out_flags);
  // SQLite closes what has methods, even if it could not be opened.
  if (Below(file)->pMethods != nullptr) file->pMethods = &kMethods;
  return code;
}

}  // namespace

const char* ChecksumVfs() {
  static sqlite3_vfs* const vfs = [] {
    sqlite3_initialize();
    base = sqlite3_vfs_find(nullptr);
    static sqlite3_vfs ours = *base;
    ours.zName = "gridgov-sums";
    ours.szOsFile = static_cast<int>(sizeof(File)) + base->szOsFile;
    ours.xOpen = Open;
    sqlite3_vfs_register(&ours, /*makeDflt=*/0);
    return &ours;
  }();
  return vfs->zName;
}

// Four lanes, as one alone waits for each multiplication; each step can be undone, so that no
// single word's change is ever lost.
uint64_t PageSum(const unsigned char* page, int64_t number) {
  constexpr uint64_t kOdd = 0x9e3779b97f4a7c15;
  constexpr int kLanes = 4;
  constexpr int kWords = (kPageBytes - kSumBytes) / 8;
  uint64_t lanes[kLanes] = {static_cast<uint64_t>(number), 1, 2, 3};
  for (int i = 0; i < kWords; ++i) {
    uint64_t word = 0;
    std::memcpy(&word, page + i * 8, 8);
    uint64_t& lane = lanes[i % kLanes];
    lane = (lane ^ word) * kOdd;
    lane ^= lane >> 29;
  }
  uint64_t sum = 0;
  for (const uint64_t lane : lanes) {
    sum = (sum ^ lane) * kOdd;
    sum ^= sum >> 32;
  }
  return sum;
}

void AskForSums(sqlite3* db) {
  int bytes = kSumBytes;
  sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}

bool HasSums(sqlite3* db) {
  int sums = -1;
  return sqlite3_file_control(db, "main", kSumsControl, &sums) == SQLITE_OK && sums == 1;
}

void SetSums(sqlite3* db, bool sums) {
  int value = sums ? 1 : 0;
  sqlite3_file_control(db, "main", kSumsControl, &value);
}

}  // namespace gridgov
