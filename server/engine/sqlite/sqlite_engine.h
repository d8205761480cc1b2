// The embedded engine: one file, WAL, synchronous=FULL.
//
// Debian's SQLite 3.40.1 can corrupt a file when two connections write or checkpoint at the same
// moment (fixed in 3.51.3). So one connection alone does both: wal_autocheckpoint is 0, readers
// are query_only and never checkpoint when they close, mmap is off.
#ifndef GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_ENGINE_H_
#define GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_ENGINE_H_

#include <future>
#include <memory>
#include <string>

#include "server/engine/engine.h"

namespace gridgov {

// Thread-safe, but for Tidy, which is the writer's. Outlives its connections.
//
// Copying the log back is one long wait for everybody who writes if it is done at once, most of it
// for the disk. So it is done in three parts, with batches between them: a snapshot bounds what is
// copied, and SQLite, which syncs the file only when it has copied all, does not; the file is
// written back beside the writer; what has been committed meanwhile follows with a short sync, and
// the log begins anew. That last part alone is what the data's safety rests on.
class SqliteEngine : public Engine {
 public:
  // Before the first connection of the process, if at all.
  static void SetUpProcess();

  // Measured: 8,000 frames hold the log at 44 to 66 MB and p99 at 6 to 8 times p50.
  static constexpr int kCheckpointFrames = 8000;

  // `path` is created by the first OpenWriter. The log is copied back from so many frames on.
  explicit SqliteEngine(std::string path, int checkpoint_frames = kCheckpointFrames)
      : path_(std::move(path)), checkpoint_frames_(checkpoint_frames) {}
  ~SqliteEngine() override;

  absl::StatusOr<std::unique_ptr<Connection>> OpenWriter() override;
  absl::StatusOr<std::unique_ptr<Connection>> OpenReader() override;
  absl::StatusOr<int64_t> Tidy(Connection& writer, bool idle) override;
  absl::StatusOr<std::unique_ptr<OnlineCopy>> StartCopy(Connection& writer,
                                                        const std::string& path) override;
  std::string version() const override;
  std::string name() const override { return "sqlite"; }
  int64_t DataBytes() const override;

  // Whether this SQLite has the WAL-reset race that the rules above answer.
  static bool HasWalResetRace();

 private:
  absl::Status Pin();
  absl::Status Copy(Connection& writer);
  absl::Status WriteBack();
  int64_t LogBytes() const;

  const std::string path_;
  const int checkpoint_frames_;
  // For WriteBack alone. No statement ever runs on it, so it holds no lock. The file is SQLite's:
  // a descriptor of our own would drop its locks when closed.
  std::unique_ptr<Connection> file_;
  // Bounds what is copied next, if set.
  std::unique_ptr<Connection> pin_;
  // The file's being written back, if it is.
  std::future<absl::Status> write_back_;
};

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_SQLITE_SQLITE_ENGINE_H_
