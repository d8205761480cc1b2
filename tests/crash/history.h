// History: what clients do to one machine after another on one disk, what they were answered, and
// the check of what is left. Its choices follow from its seed; the disk's faults come in between.
//
//   History history(disk, place, seed, report, {});
//   shape.run(history);        // Until it is through or the machine is gone.
//   disk.CutPower();
//   history.Check();           // On a disk that is well again.
#ifndef GRIDGOV_TESTS_CRASH_HISTORY_H_
#define GRIDGOV_TESTS_CRASH_HISTORY_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/crash/machine.h"
#include "tests/support/ledger_checks.h"

namespace gridgov {

// Used by one thread.
class History {
 public:
  History(Disk& disk, const Place& place, uint64_t seed, Findings& report,
          const Machine::Options& options);

  // The steps of a history. False: the machine is gone, by a fault or a refusal to start.
  bool Start();
  bool Stop();  // In order.
  bool Kill();  // The process alone.
  struct Mix {
    int rounds = 4;
    int issues = 2;          // At a time; each goes a step further each round.
    int patrols = 1;         // In each round.
    bool reporters = false;  // Issues are entered with who reported them: a new key each.
  };
  bool Work(const Mix& mix);
  bool Import(int rows);
  bool SignIn();
  bool Hour();
  // Makes keys.db anew; the disk must hold none. What is made so is of account once it is Made():
  // until then a fault leaves a folder without FORMAT, which never opens.
  bool MakeKeys();
  bool Made();
  // The schema as it was after so many migrations, as an older program leaves it.
  bool MakeOldSchema(int migrations);

  // The machine is no more, and the disk is well: as the process left it or as the power did.
  void Crash(bool power);
  // What is left must be whole: starts a machine, checks I1, I2 and I5, repeats what was not
  // acknowledged, and checks again, and that nobody erased has a key.
  void Check();
  // Repeats what was refused; false if one is still.
  bool Repeat();

  // Everything that the database says, as one text; changes with each commit.
  static std::string DigestOf(Database& db);
  // Digests of the database, from the start and after each answer, if it is kept.
  void KeepDigests() { keeps_digests_ = true; }
  const std::set<std::string>& digests() const { return digests_; }
  // F5: whether what is there is what once was (silent otherwise): "refused", "reported", "whole"
  // or "wrong".
  std::string Judge(const std::set<std::string>& digests);

  Machine* machine() { return machine_.get(); }
  int64_t acked() const { return acked_; }
  // Why the last write that was not acknowledged was not.
  const absl::Status& refusal() const { return refusal_; }
  // Whether some write or start got an answer other than OK.
  bool disturbed() const { return disturbed_; }
  uint64_t Random() { return random_(); }

 private:
  struct Write {
    LedgerEntry entry;
    Machine::Sending send;
  };
  struct Rows {
    int rows = 0;
    bool acked = false;
  };
  struct Journey {
    std::string issue;
    size_t next = 0;  // Of its acts.
  };

  bool Alive();
  Write NewPatrol();
  Write NewIssue(bool with_reporter);
  Write NextAct(const Journey& journey);
  // Sends them in one batch and notes the answers.
  std::vector<bool> Send(const std::vector<std::string>& request_ids);
  void Note();
  void Digest();
  bool Take(const absl::Status& status);
  void CheckAll();
  void CheckChain();
  void CheckKeys(Database& db);
  void CheckUnledgered(Database& db);
  void CheckErasures(Database& db);

  Disk& disk_;
  const Place& place_;
  std::mt19937_64 random_;
  Findings& report_;
  const Machine::Options options_;
  std::unique_ptr<Machine> machine_;

  std::map<std::string, Write> writes_;
  std::vector<std::string> order_;
  std::map<std::string, Rows> imports_;  // By the prefix of their codes.
  std::vector<std::string> sessions_;    // Acknowledged.
  int64_t seq_ = 0;                      // Of the chain as acknowledged writes saw it.
  bool bare_ = false;                    // Began without the place.
  bool made_ = false;
  bool keeps_digests_ = false;
  std::set<std::string> digests_;
  std::optional<JournalHead> head_;
  int64_t acked_ = 0;
  bool disturbed_ = false;
  absl::Status refusal_;
};

// Code, reason and message: a status' own text has its details in binary.
std::string InWords(const absl::Status& status);

// A history by its name.
struct Shape {
  const char* name;
  std::function<void(History&)> run;
  bool empty_disk = false;  // Begins without the place.
};
const std::vector<Shape>& Shapes();

}  // namespace gridgov

#endif  // GRIDGOV_TESTS_CRASH_HISTORY_H_
