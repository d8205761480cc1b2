#include "tests/crash/disk.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace gridgov {
namespace {

constexpr int64_t kSector = 512;
constexpr int kShmLocks = 8;

Disk* current = nullptr;

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

}  // namespace

const char* NameOf(Io io) {
  constexpr const char* kNames[] = {"read", "write",  "truncate", "sync",
                                    "open", "delete", "look",     "shm"};
  return kNames[static_cast<int>(io)];
}

const char* NameOf(Fault::Kind kind) {
  constexpr const char* kNames[] = {"none", "cut", "once", "for good", "full"};
  return kNames[static_cast<int>(kind)];
}

// One write that is not durable yet, or a truncation.
struct Disk::Change {
  int64_t at = 0;
  std::string bytes;
  bool truncates = false;
};

struct Disk::Inode {
  std::string durable;
  std::string current;
  std::vector<Change> pending;
  int handles = 0;
  // Who holds what, as SQLite's levels have it.
  int shared = 0;
  Handle* reserved = nullptr;
  Handle* pending_lock = nullptr;
  Handle* exclusive = nullptr;
  std::vector<std::unique_ptr<char[]>> shm;
  int shm_handles = 0;
  int shm_shared[kShmLocks] = {};
  bool shm_exclusive[kShmLocks] = {};
};

// What SQLite holds; made in memory of its own.
struct Disk::Handle {
  sqlite3_file base;
  std::shared_ptr<Inode>* inode;  // Owned.
  std::string* path;              // Owned; empty for a temporary file.
  int level;
  bool syncs_names;
  bool has_shm;
  unsigned shm_shared;  // Bits of the locks it holds.
  unsigned shm_exclusive;
};

void Disk::Apply(const Change& change, std::string* bytes) {
  const auto at = static_cast<size_t>(change.at);
  if (change.truncates) {
    bytes->resize(at);
    return;
  }
  if (bytes->size() < at + change.bytes.size()) bytes->resize(at + change.bytes.size());
  bytes->replace(at, change.bytes.size(), change.bytes);
}

// `before` with a part of `change`, sector by sector.
std::string Disk::Torn(const std::string& before, const Change& change) {
  std::string bytes = before;
  if (change.truncates) return bytes;
  const int64_t end = change.at + static_cast<int64_t>(change.bytes.size());
  for (int64_t from = change.at; from < end;) {
    const int64_t to = std::min(end, (from / kSector + 1) * kSector);
    Change part{from, change.bytes.substr(static_cast<size_t>(from - change.at),
                                          static_cast<size_t>(to - from))};
    if (OneIn(8)) {
      for (char& byte : part.bytes) byte = static_cast<char>(random_());
    }
    if (!OneIn(3)) Apply(part, &bytes);
    from = to;
  }
  return bytes;
}

int Disk::ErrorOf(Io io) const {
  switch (io) {
    case Io::kRead:
      return SQLITE_IOERR_READ;
    case Io::kWrite:
      return SQLITE_IOERR_WRITE;
    case Io::kTruncate:
      return SQLITE_IOERR_TRUNCATE;
    case Io::kSync:
      return SQLITE_IOERR_FSYNC;
    case Io::kOpen:
      return SQLITE_CANTOPEN;
    case Io::kDelete:
      return SQLITE_IOERR_DELETE;
    case Io::kLook:
      return SQLITE_IOERR_ACCESS;
    case Io::kShm:
      return SQLITE_IOERR_SHMMAP;
  }
  return SQLITE_IOERR;
}

int Disk::Next(Io io, const std::string& path) {
  if (dead_) return ErrorOf(io);
  ++calls_;
  if (io == Io::kWrite) ++writes_;
  using Kind = Fault::Kind;
  const bool counts = fault_.kind != Kind::kFull || io == Io::kWrite;
  const int64_t count = fault_.kind == Kind::kFull ? writes_ : calls_;
  const bool now = counts && fault_.kind != Kind::kNone && count == fault_.at;
  if (now) {
    struck_ = true;
    what_ = absl::StrCat(NameOf(io), " ", path.substr(FolderOf(path).size()));
    if (fault_.kind == Kind::kFull) full_ = true;
    if (fault_.kind == Kind::kCut) dead_ = true;
  }
  if (full_ && io == Io::kWrite) return SQLITE_FULL;
  if (now || (struck_ && fault_.kind == Kind::kForGood)) return ErrorOf(io);
  return SQLITE_OK;
}

void Disk::SyncNames(const std::string& path) {
  const std::string folder = FolderOf(path);
  std::erase_if(durable_names_, [&](const auto& name) { return FolderOf(name.first) == folder; });
  for (const auto& [name, inode] : names_) {
    if (FolderOf(name) == folder) durable_names_[name] = inode;
  }
}

// What SQLite calls.
struct Disk::Calls {
  static Handle& Of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }
  static Inode& InodeOf(sqlite3_file* file) { return **Of(file).inode; }
  static sqlite3_vfs* Real() { return real; }
  static inline sqlite3_vfs* real = nullptr;

  static int Close(sqlite3_file* file) {
    std::lock_guard<std::mutex> lock(current->mu_);
    Handle& handle = Of(file);
    UnlockTo(handle, SQLITE_LOCK_NONE);
    LeaveShm(handle);
    --(*handle.inode)->handles;
    delete handle.inode;
    delete handle.path;
    return SQLITE_OK;
  }

  static int Read(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
    std::lock_guard<std::mutex> lock(current->mu_);
    if (int code = current->Next(Io::kRead, *Of(file).path); code != SQLITE_OK) return code;
    const std::string& bytes = InodeOf(file).current;
    const int64_t have =
        std::clamp<int64_t>(static_cast<int64_t>(bytes.size()) - at, 0, static_cast<int64_t>(size));
    if (have > 0) std::memcpy(out, bytes.data() + at, static_cast<size_t>(have));
    if (have == size) return SQLITE_OK;
    std::memset(static_cast<char*>(out) + have, 0, static_cast<size_t>(size - have));
    return SQLITE_IOERR_SHORT_READ;
  }

  static int Write(sqlite3_file* file, const void* data, int size, sqlite3_int64 at) {
    std::lock_guard<std::mutex> lock(current->mu_);
    Inode& inode = InodeOf(file);
    Change change{at, std::string(static_cast<const char*>(data), static_cast<size_t>(size))};
    const bool lived = !current->dead_;
    const int code = current->Next(Io::kWrite, *Of(file).path);
    if (code != SQLITE_OK) {
      // A part was written before it failed; what was under way when the power went is torn later.
      if (!lived) return code;
      if (!current->dead_) {
        change.bytes.resize(current->random_() % (change.bytes.size() + 1) / kSector * kSector);
        if (change.bytes.empty()) return code;
      }
    }
    Apply(change, &inode.current);
    inode.pending.push_back(std::move(change));
    return code;
  }

  static int Truncate(sqlite3_file* file, sqlite3_int64 size) {
    std::lock_guard<std::mutex> lock(current->mu_);
    if (int code = current->Next(Io::kTruncate, *Of(file).path); code != SQLITE_OK) return code;
    Inode& inode = InodeOf(file);
    if (static_cast<int64_t>(inode.current.size()) <= size) return SQLITE_OK;
    inode.pending.push_back({size, "", true});
    Apply(inode.pending.back(), &inode.current);
    return SQLITE_OK;
  }

  static int Sync(sqlite3_file* file, int) {
    std::function<void(const std::string&)> hook;
    {
      std::lock_guard<std::mutex> lock(current->mu_);
      hook = current->on_sync_;
    }
    if (hook) hook(*Of(file).path);
    std::lock_guard<std::mutex> lock(current->mu_);
    const bool lived = !current->dead_;
    const int code = current->Next(Io::kSync, *Of(file).path);
    Inode& inode = InodeOf(file);
    if (code != SQLITE_OK && (!lived || current->dead_)) return code;
    for (const Change& change : inode.pending) {
      if (code == SQLITE_OK || current->OneIn(2)) Apply(change, &inode.durable);
    }
    inode.pending.clear();
    if (code == SQLITE_OK && Of(file).syncs_names) {
      current->SyncNames(*Of(file).path);
      Of(file).syncs_names = false;
    }
    return code;
  }

  static int FileSize(sqlite3_file* file, sqlite3_int64* size) {
    std::lock_guard<std::mutex> lock(current->mu_);
    if (current->Next(Io::kLook, *Of(file).path) != SQLITE_OK) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(InodeOf(file).current.size());
    return SQLITE_OK;
  }

  static bool Others(const Handle* holder, const Handle& self) {
    return holder != nullptr && holder != &self;
  }

  static int Lock(sqlite3_file* file, int level) {
    std::lock_guard<std::mutex> lock(current->mu_);
    Handle& self = Of(file);
    Inode& inode = InodeOf(file);
    if (self.level >= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
      if (Others(inode.pending_lock, self) || Others(inode.exclusive, self)) return SQLITE_BUSY;
      ++inode.shared;
    } else if (level == SQLITE_LOCK_RESERVED) {
      if (Others(inode.reserved, self)) return SQLITE_BUSY;
      inode.reserved = &self;
    } else {
      if (Others(inode.pending_lock, self)) return SQLITE_BUSY;
      inode.pending_lock = &self;
      if (level == SQLITE_LOCK_EXCLUSIVE) {
        if (inode.shared > 1) {
          self.level = SQLITE_LOCK_PENDING;
          return SQLITE_BUSY;
        }
        inode.exclusive = &self;
      }
    }
    self.level = level;
    return SQLITE_OK;
  }

  static void UnlockTo(Handle& self, int level) {
    Inode& inode = **self.inode;
    if (level < SQLITE_LOCK_RESERVED) {
      for (Handle** holder : {&inode.reserved, &inode.pending_lock, &inode.exclusive}) {
        if (*holder == &self) *holder = nullptr;
      }
    }
    if (level == SQLITE_LOCK_NONE && self.level >= SQLITE_LOCK_SHARED) --inode.shared;
    self.level = std::min(self.level, level);
  }

  static int Unlock(sqlite3_file* file, int level) {
    std::lock_guard<std::mutex> lock(current->mu_);
    UnlockTo(Of(file), level);
    return SQLITE_OK;
  }

  static int CheckReserved(sqlite3_file* file, int* reserved) {
    std::lock_guard<std::mutex> lock(current->mu_);
    *reserved = InodeOf(file).reserved != nullptr ? 1 : 0;
    return SQLITE_OK;
  }

  static int Control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
  static int SectorSize(sqlite3_file*) { return 4096; }
  static int Traits(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

  static int ShmMap(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    std::lock_guard<std::mutex> lock(current->mu_);
    *out = nullptr;
    Handle& self = Of(file);
    Inode& inode = InodeOf(file);
    if (int code = current->Next(Io::kShm, *self.path); code != SQLITE_OK) return code;
    if (!self.has_shm) {
      self.has_shm = true;
      ++inode.shm_handles;
    }
    const auto index = static_cast<size_t>(region);
    if (inode.shm.size() <= index && extend == 0) return SQLITE_OK;
    while (inode.shm.size() <= index) {
      inode.shm.push_back(std::make_unique<char[]>(static_cast<size_t>(size)));
    }
    *out = inode.shm[index].get();
    return SQLITE_OK;
  }

  static int ShmLock(sqlite3_file* file, int offset, int count, int flags) {
    std::lock_guard<std::mutex> lock(current->mu_);
    Handle& self = Of(file);
    Inode& inode = InodeOf(file);
    const bool shared = (flags & SQLITE_SHM_SHARED) != 0;
    for (int i = offset; i < offset + count; ++i) {
      if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        ReleaseShm(self, i, shared);
        continue;
      }
      const unsigned bit = 1u << i;
      const int others = inode.shm_shared[i] - ((self.shm_shared & bit) != 0 ? 1 : 0);
      const bool held = inode.shm_exclusive[i] && (self.shm_exclusive & bit) == 0;
      if (held || (!shared && others > 0)) {
        for (int j = offset; j < i; ++j) ReleaseShm(self, j, shared);
        return SQLITE_BUSY;
      }
      if (shared && (self.shm_shared & bit) == 0) {
        ++inode.shm_shared[i];
        self.shm_shared |= bit;
      } else if (!shared) {
        inode.shm_exclusive[i] = true;
        self.shm_exclusive |= bit;
      }
    }
    return SQLITE_OK;
  }

  static void ReleaseShm(Handle& self, int i, bool shared) {
    Inode& inode = **self.inode;
    const unsigned bit = 1u << i;
    if (shared && (self.shm_shared & bit) != 0) {
      --inode.shm_shared[i];
      self.shm_shared &= ~bit;
    } else if (!shared && (self.shm_exclusive & bit) != 0) {
      inode.shm_exclusive[i] = false;
      self.shm_exclusive &= ~bit;
    }
  }

  static void ShmBarrier(sqlite3_file*) {
    std::lock_guard<std::mutex> lock(current->mu_);
    std::atomic_thread_fence(std::memory_order_seq_cst);
  }

  static void LeaveShm(Handle& self) {
    if (!self.has_shm) return;
    for (int i = 0; i < kShmLocks; ++i) {
      ReleaseShm(self, i, true);
      ReleaseShm(self, i, false);
    }
    self.has_shm = false;
    if (--(*self.inode)->shm_handles == 0) (*self.inode)->shm.clear();
  }

  static int ShmUnmap(sqlite3_file* file, int) {
    std::lock_guard<std::mutex> lock(current->mu_);
    LeaveShm(Of(file));
    return SQLITE_OK;
  }

  static const sqlite3_io_methods* Methods() {
    static const sqlite3_io_methods methods = {
        2,        Close,  Read,    Write,         Truncate, Sync,
        FileSize, Lock,   Unlock,  CheckReserved, Control,  SectorSize,
        Traits,   ShmMap, ShmLock, ShmBarrier,    ShmUnmap};
    return &methods;
  }

  static int Open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    std::lock_guard<std::mutex> lock(current->mu_);
    file->pMethods = nullptr;
    const std::string path = name == nullptr ? "" : name;
    if (int code = current->Next(Io::kOpen, path); code != SQLITE_OK) return code;
    std::shared_ptr<Inode> inode;
    if (const auto it = current->names_.find(path); it != current->names_.end()) {
      inode = it->second;
    } else {
      const bool there = !path.empty() && ::access(path.c_str(), F_OK) == 0;
      if (!there && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
      inode = std::make_shared<Inode>();
      if (!path.empty()) current->names_[path] = inode;
      if (there) current->durable_names_[path] = inode;
    }
    ++inode->handles;
    constexpr int kJournals = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
    Of(file) = Handle{.base = {Methods()},
                      .inode = new std::shared_ptr<Inode>(inode),
                      .path = new std::string(path),
                      .syncs_names = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & kJournals) != 0};
    if (out_flags != nullptr) *out_flags = flags;
    return SQLITE_OK;
  }

  static int Delete(sqlite3_vfs*, const char* name, int sync_folder) {
    std::lock_guard<std::mutex> lock(current->mu_);
    if (int code = current->Next(Io::kDelete, name); code != SQLITE_OK) return code;
    if (current->names_.erase(name) == 0) return SQLITE_IOERR_DELETE_NOENT;
    if (sync_folder != 0) current->SyncNames(name);
    return SQLITE_OK;
  }

  static int Access(sqlite3_vfs*, const char* name, int, int* there) {
    std::lock_guard<std::mutex> lock(current->mu_);
    if (int code = current->Next(Io::kLook, name); code != SQLITE_OK) return code;
    const auto it = current->names_.find(name);
    *there = it != current->names_.end() && !it->second->current.empty() ? 1 : 0;
    return SQLITE_OK;
  }

  static int FullPath(sqlite3_vfs*, const char* name, int size, char* out) {
    if (std::strlen(name) + 1 > static_cast<size_t>(size)) return SQLITE_CANTOPEN;
    std::strcpy(out, name);
    return SQLITE_OK;
  }
  static int Randomness(sqlite3_vfs*, int size, char* out) {
    return Real()->xRandomness(Real(), size, out);
  }
  static int Sleep(sqlite3_vfs*, int micros) { return Real()->xSleep(Real(), micros); }
  static int Time(sqlite3_vfs*, double* out) { return Real()->xCurrentTime(Real(), out); }
  static int LastError(sqlite3_vfs*, int, char*) { return 0; }
  static int Time64(sqlite3_vfs*, sqlite3_int64* out) {
    return Real()->xCurrentTimeInt64(Real(), out);
  }

  static sqlite3_vfs* Vfs() {
    static sqlite3_vfs vfs = {.iVersion = 2,
                              .szOsFile = sizeof(Handle),
                              .mxPathname = 512,
                              .zName = "gridgov-disk",
                              .xOpen = Open,
                              .xDelete = Delete,
                              .xAccess = Access,
                              .xFullPathname = FullPath,
                              .xRandomness = Randomness,
                              .xSleep = Sleep,
                              .xCurrentTime = Time,
                              .xGetLastError = LastError,
                              .xCurrentTimeInt64 = Time64};
    return &vfs;
  }
};

Disk::Disk(uint64_t seed) : random_(seed) {
  if (current != nullptr) std::abort();
  sqlite3_initialize();
  Calls::real = sqlite3_vfs_find("unix");
  current = this;
  sqlite3_vfs_register(Calls::Vfs(), 1);
}

Disk::~Disk() {
  sqlite3_vfs_unregister(Calls::Vfs());
  sqlite3_vfs_register(Calls::real, 1);
  current = nullptr;
}

void Disk::Reseed(uint64_t seed) {
  std::lock_guard<std::mutex> lock(mu_);
  random_.seed(seed);
}

void Disk::Arm(const Fault& fault) {
  std::lock_guard<std::mutex> lock(mu_);
  fault_ = fault;
  calls_ = writes_ = 0;
  struck_ = dead_ = full_ = false;
  what_.clear();
}

int64_t Disk::calls() const {
  std::lock_guard<std::mutex> lock(mu_);
  return calls_;
}

int64_t Disk::writes() const {
  std::lock_guard<std::mutex> lock(mu_);
  return writes_;
}

bool Disk::struck() const {
  std::lock_guard<std::mutex> lock(mu_);
  return struck_;
}

std::string Disk::what() const {
  std::lock_guard<std::mutex> lock(mu_);
  return what_;
}

void Disk::Kill() {
  std::lock_guard<std::mutex> lock(mu_);
  dead_ = true;
}

void Disk::Revive() {
  std::lock_guard<std::mutex> lock(mu_);
  dead_ = false;
}

bool Disk::gone() const {
  std::lock_guard<std::mutex> lock(mu_);
  return dead_;
}

void Disk::MakeRoom() {
  std::lock_guard<std::mutex> lock(mu_);
  full_ = false;
  fault_ = {};
}

void Disk::OnSync(std::function<void(const std::string&)> hook) {
  std::lock_guard<std::mutex> lock(mu_);
  on_sync_ = std::move(hook);
}

void Disk::EndProcess() { Arm({}); }

void Disk::CutPower() {
  Arm({});
  std::lock_guard<std::mutex> lock(mu_);
  // A name is as it was synced or as it is now.
  Inodes left;
  for (const Inodes* side : {&durable_names_, &names_}) {
    for (const auto& [name, inode] : *side) {
      const auto was = durable_names_.find(name);
      const auto is = names_.find(name);
      const auto was_inode = was == durable_names_.end() ? nullptr : was->second;
      const auto is_inode = is == names_.end() ? nullptr : is->second;
      if (left.contains(name)) continue;
      left[name] = was_inode == is_inode || OneIn(2) ? is_inode : was_inode;
    }
  }
  std::erase_if(left, [](const auto& name) { return name.second == nullptr; });
  for (auto& [name, inode] : left) {
    const unsigned mood = static_cast<unsigned>(random_() % 4);
    for (const Change& change : inode->pending) {
      // Mostly each on its own; sometimes all are kept or all lost.
      const unsigned fate = mood == 0 ? 0 : mood == 1 ? 1 : static_cast<unsigned>(random_() % 3);
      if (fate == 0) Apply(change, &inode->durable);
      if (fate == 2) inode->durable = Torn(inode->durable, change);
    }
    inode->pending.clear();
    inode->current = inode->durable;
  }
  names_ = durable_names_ = std::move(left);
}

Image Disk::Take() const {
  std::lock_guard<std::mutex> lock(mu_);
  Image image;
  for (const auto& [name, inode] : names_) image[name] = inode->current;
  return image;
}

void Disk::Load(const Image& image) {
  Arm({});
  std::lock_guard<std::mutex> lock(mu_);
  names_.clear();
  for (const auto& [name, bytes] : image) {
    auto inode = std::make_shared<Inode>();
    inode->durable = inode->current = bytes;
    names_[name] = std::move(inode);
  }
  durable_names_ = names_;
}

}  // namespace gridgov
