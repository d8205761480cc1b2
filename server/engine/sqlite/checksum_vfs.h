// A sum in every page of a database file, so that a bit that flips on the disk is never read as
// somebody's data: it finds accidents, not attackers.
//
// A file system for SQLite over the one that is its default at first use. A page's last 8 bytes,
// which SQLite leaves to us, hold a sum of the others and of the page's number; they are written
// with the page and compared when it is read, and SQLITE_IOERR_DATA is answered where they differ.
// The write-ahead log has SQLite's own sums and is left alone. A file made without these bytes is
// read and written as it is.
#ifndef GRIDGOV_SERVER_ENGINE_SQLITE_CHECKSUM_VFS_H_
#define GRIDGOV_SERVER_ENGINE_SQLITE_CHECKSUM_VFS_H_

#include <sqlite3.h>

#include <cstdint>

namespace gridgov {

// What this system's databases are made with; the sum is for these alone.
inline constexpr int kPageBytes = 4096;
inline constexpr int kSumBytes = 8;

// Registered at the first call; thread-safe. For sqlite3_open_v2.
const char* ChecksumVfs();

// Of the page but its last 8 bytes.
uint64_t PageSum(const unsigned char* page, int64_t number);

// Before a new file's first write: its pages are to have sums.
void AskForSums(sqlite3* db);
// Whether the file of `db` has sums.
bool HasSums(sqlite3* db);
// For a copy page by page, whose first page comes last.
void SetSums(sqlite3* db, bool sums);

}  // namespace gridgov

#endif  // GRIDGOV_SERVER_ENGINE_SQLITE_CHECKSUM_VFS_H_
