// Disk: a disk in memory, as SQLite's default file system (sqlite3_vfs) while it lives. It knows of
// each file what is durable and what is only written, and of each folder which names are; it can be
// cut from power, fail, fill up and stall at any call, and answers then as the worst disk may:
//
//   - What was not synced is lost, kept or torn at 512 bytes, each write on its own, with garbage
//     in sectors that were being written; names not synced are lost or come back.
//   - A sync that failed leaves each write durable or gone for good, though reading still shows it:
//     a later sync does not bring it back (as Linux does).
//   - A write that failed has written a part.
//
// As SQLite asks of a disk (SQLITE_IOCAP_POWERSAFE_OVERWRITE), a write harms no byte beside it.
// Shared memory is in the heap and gone with the process. Files that are on the real disk, but not
// on this one, begin here empty: KeyFile makes its file before SQLite sees it.
#ifndef GRIDGOV_TESTS_CRASH_DISK_H_
#define GRIDGOV_TESTS_CRASH_DISK_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

struct sqlite3_file;

namespace gridgov {

// What may be asked of a disk. Locks never fail.
enum class Io { kRead, kWrite, kTruncate, kSync, kOpen, kDelete, kLook, kShm };
const char* NameOf(Io io);

// What happens, and from which call on; calls are counted from 1 since Arm().
struct Fault {
  enum class Kind {
    kNone,
    kCut,      // The power goes: nothing reaches the disk any more.
    kOnce,     // That call fails.
    kForGood,  // It and all that follow.
    kFull      // Writes fail for want of room until MakeRoom(); counts writes alone.
  } kind = Kind::kNone;
  int64_t at = 0;
};

const char* NameOf(Fault::Kind kind);

// The names on a disk and what is in them.
using Image = std::map<std::string, std::string>;

// Thread-safe, but for Arm() to Load(), which nobody may disturb. One at a time.
class Disk {
 public:
  explicit Disk(uint64_t seed);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // What chance decides from here on follows from it.
  void Reseed(uint64_t seed);
  void Arm(const Fault& fault);
  // Calls since Arm(): all, or writes alone.
  int64_t calls() const;
  int64_t writes() const;
  // Whether the fault has come.
  bool struck() const;
  // What it struck, such as "write gridgov.db-wal".
  std::string what() const;
  // The process is no more: what it still asks for fails and changes nothing, until another begins.
  void Kill();
  void Revive();
  // Whether it takes nothing now.
  bool gone() const;
  void MakeRoom();
  // Called without a lock before each sync.
  void OnSync(std::function<void(const std::string& path)> hook);

  // What the next process finds. After a process ended all that was written is there; after a power
  // cut what chance has left. Nothing may be open.
  void EndProcess();
  void CutPower();

  // Everything that is written, also by those that run.
  Image Take() const;
  // That and nothing else is there, and durable.
  void Load(const Image& image);

 private:
  struct Change;
  struct Inode;
  struct Handle;
  struct Calls;  // SQLite's table of functions, in disk.cc.
  friend struct Calls;
  using Inodes = std::map<std::string, std::shared_ptr<Inode>>;

  // SQLITE_OK or what a call of this kind answers now; wants `mu_`.
  int Next(Io io, const std::string& path);
  int ErrorOf(Io io) const;
  void SyncNames(const std::string& path);
  // Chance of one in `n`.
  bool OneIn(unsigned n) { return random_() % n == 0; }
  std::string Torn(const std::string& before, const Change& change);
  static void Apply(const Change& change, std::string* bytes);

  mutable std::mutex mu_;
  std::mt19937_64 random_;
  Fault fault_;
  int64_t calls_ = 0;
  int64_t writes_ = 0;
  bool struck_ = false;
  bool dead_ = false;
  bool full_ = false;
  std::string what_;
  std::function<void(const std::string&)> on_sync_;
  Inodes names_;
  Inodes durable_names_;
};

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_CRASH_DISK_H_
