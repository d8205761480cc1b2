// What a restore reads first of a backup that somebody hands it: the header of a sealed file, the
// manifest, and the names in it.
#include "server/backup/manifest.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gridgov;
  const std::string text = TextOf(data, size);
  if (const auto id = ParseSealHeader(text); id.ok()) {
    Expect(id->size() == 16, "a stream id has 16 bytes");
  }
  const auto manifest = ParseManifest(text);
  if (manifest.ok()) {
    for (const auto& file : manifest->files()) {
      if (file.name() == kDatabaseFile) continue;
      Expect(PlaceInDataFolder(file.name()).has_value(), "each file has its place");
    }
    const auto again = ParseManifest(manifest->SerializeAsString());
    Expect(again.ok(), "a manifest that was read can be read again");
  }
  if (const auto place = PlaceInDataFolder(text); place.has_value()) {
    Expect(place->find("..") == std::string::npos && place->front() != '/',
           "no place lies outside the folder");
  }
  if (IsBackupName(text)) {
    Expect(BackupName(TimeOfBackup(text)) == text, "a name is the time of its making");
  }
  return 0;
}
