#include "tests/crash/faults.h"

#include "absl/strings/str_cat.h"
#include "proto/cpp/errors.h"
#include "tests/crash/mutate.h"

namespace gridgov {

void Faults::Begin(const Shape& shape, const Fault& fault, uint64_t seed) {
  disk_.Reseed(seed);
  disk_.Load(shape.empty_disk ? Image() : place_.image);
  disk_.Arm(fault);
}

int64_t Faults::PointsOf(const Shape& shape, bool of_writes) {
  const auto [it, fresh] = points_.try_emplace({shape.name, of_writes}, 0);
  if (fresh) {
    Begin(shape, {}, /*seed=*/1);
    History history(disk_, place_, /*seed=*/1, report_, options_);
    shape.run(history);
    if (history.disturbed()) {
      report_.Breach("I6",
                     absl::StrCat(shape.name, " without a fault: ", InWords(history.refusal())));
    }
    it->second = std::max<int64_t>(1, of_writes ? disk_.writes() : disk_.calls());
    history.Crash(/*power=*/false);
  }
  return it->second;
}

void Faults::Sample(const Budget& budget, bool of_writes, const Point& run) {
  std::mt19937_64 random(budget.seed);
  for (int64_t i = 0; i < budget.count && absl::Now() < budget.until; ++i) {
    const Shape& shape = Shapes()[random() % Shapes().size()];
    const auto points = static_cast<uint64_t>(PointsOf(shape, of_writes));
    const auto at = static_cast<int64_t>(1 + random() % points);
    (void)run(shape, at, random());
    ++done_;
  }
}

void Faults::Each(const Budget& budget, bool of_writes, const Point& run) {
  if (budget.count > 0) return Sample(budget, of_writes, run);
  std::mt19937_64 random(budget.seed);
  for (const Shape& shape : Shapes()) {
    const uint64_t seed = random();
    for (int64_t at = 1; absl::Now() < budget.until && run(shape, at, seed); ++at) ++done_;
  }
}

void Faults::Tell(const Shape& shape, const Fault& fault, uint64_t seed, int64_t before) {
  if (report_.breaches() == before) return;
  report_.Note(absl::StrCat(what_, ": --repeat \"", shape.name, "/", NameOf(fault.kind), "/",
                            fault.at, "/", seed, "\""));
}

bool Faults::CutOnce(const Shape& shape, int64_t at, uint64_t seed) {
  const int64_t before = report_.breaches();
  const Fault fault{Fault::Kind::kCut, at};
  Begin(shape, fault, seed);
  History history(disk_, place_, seed, report_, options_);
  shape.run(history);
  const bool struck = disk_.struck();
  what_ = disk_.what();
  history.Crash(/*power=*/true);
  if (history.Random() % 4 == 0) {
    disk_.Arm({Fault::Kind::kCut, static_cast<int64_t>(1 + history.Random() % 80)});
    (void)history.Start();
    history.Crash(/*power=*/true);
  }
  history.Check();
  Tell(shape, fault, seed, before);
  return struck;
}

void Faults::CutPower(const Budget& budget) {
  Each(budget, /*of_writes=*/false,
       [this](const Shape& shape, int64_t at, uint64_t seed) { return CutOnce(shape, at, seed); });
}

bool Faults::FailOnce(const Shape& shape, const Fault& fault, uint64_t seed) {
  const int64_t before = report_.breaches();
  Begin(shape, fault, seed);
  History history(disk_, place_, seed, report_, options_);
  shape.run(history);
  const bool struck = disk_.struck();
  what_ = disk_.what();
  // I6: a server that has not exited goes on where the disk does.
  if (fault.kind == Fault::Kind::kOnce && history.machine() != nullptr && !history.Repeat() &&
      !history.machine()->poisoned()) {
    report_.Breach("I6", absl::StrCat("neither exits nor goes on: ", InWords(history.refusal())));
  }
  history.Crash(/*power=*/history.Random() % 2 == 0);
  history.Check();
  Tell(shape, fault, seed, before);
  return struck;
}

void Faults::FailCalls(const Budget& budget) {
  for (const auto kind : {Fault::Kind::kOnce, Fault::Kind::kForGood}) {
    Budget half = budget;
    half.count = (budget.count + 1) / 2;
    Each(half, /*of_writes=*/false, [this, kind](const Shape& shape, int64_t at, uint64_t seed) {
      return FailOnce(shape, {kind, at}, seed);
    });
  }
}

bool Faults::FillOnce(const Shape& shape, int64_t at, uint64_t seed) {
  const int64_t before = report_.breaches();
  const Fault fault{Fault::Kind::kFull, at};
  Begin(shape, fault, seed);
  History history(disk_, place_, seed, report_, options_);
  shape.run(history);
  const bool struck = disk_.struck();
  what_ = disk_.what();
  if (Machine* machine = history.machine(); machine != nullptr && struck) {
    if (machine->poisoned()) report_.Breach("F4", "a full disk ends the server");
    const std::string reason = ErrorReason(history.refusal());
    if (history.disturbed() && reason != "DISK_FULL" && reason != "STORAGE_FULL") {
      report_.Breach("F4", absl::StrCat("refused as ", InWords(history.refusal())));
    }
    if (!shape.empty_disk) {
      const absl::Status read = machine->Read(place_.tokens.at("office"), *place_.issues.begin());
      if (!read.ok()) report_.Breach("F4", absl::StrCat("no reading: ", InWords(read)));
    }
  }
  disk_.MakeRoom();
  if (history.machine() != nullptr && !history.Repeat()) {
    report_.Breach("F4", absl::StrCat("refused with room: ", InWords(history.refusal())));
  }
  history.Crash(/*power=*/history.Random() % 2 == 0);
  history.Check();
  Tell(shape, fault, seed, before);
  return struck;
}

void Faults::Repeat(const std::string& shape, const Fault& fault, uint64_t seed) {
  for (const Shape& one : Shapes()) {
    if (one.name != shape) continue;
    ++done_;
    if (fault.kind == Fault::Kind::kCut) {
      (void)CutOnce(one, fault.at, seed);
    } else if (fault.kind == Fault::Kind::kFull) {
      (void)FillOnce(one, fault.at, seed);
    } else {
      (void)FailOnce(one, fault, seed);
    }
  }
}

Faults::Left Faults::Live(uint64_t seed) {
  disk_.Load(place_.image);
  History history(disk_, place_, seed, report_, {.checkpoint_frames = 200});
  history.KeepDigests();
  (void)(history.Start() && history.Work({.rounds = 6, .issues = 3, .reporters = true}) &&
         history.Import(20));
  history.Crash(/*power=*/false);
  return {disk_.Take(), history.digests()};
}

void Faults::DamageFiles(const Budget& budget, bool of_database) {
  constexpr int64_t kPerHistory = 100;
  std::mt19937_64 random(budget.seed);
  Left left;
  for (int64_t tries = 0; done_ < budget.count && absl::Now() < budget.until; ++tries) {
    if (tries % kPerHistory == 0) left = Live(random());
    Image image = left.image;
    auto file = std::next(image.begin(), static_cast<ptrdiff_t>(random() % image.size()));
    if (file->second.empty() || (of_database && file->first != place_.database())) continue;
    what_ = Mutate(random, &file->second);
    disk_.Load(image);
    History history(disk_, place_, random(), report_, {});
    const std::string verdict = history.Judge(left.digests);
    report_.Count(verdict);
    ++done_;
    if (verdict == "wrong") {
      report_.Breach("F5", absl::StrCat(file->first.substr(place_.folder.size() + 1), ", ", what_,
                                        ": read wrong and not told"));
    }
    history.Crash(/*power=*/false);
  }
}

void Faults::FillDisk(const Budget& budget) {
  Each(budget, /*of_writes=*/true,
       [this](const Shape& shape, int64_t at, uint64_t seed) { return FillOnce(shape, at, seed); });
}

}  // namespace gridgov
