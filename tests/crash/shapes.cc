// The histories: each another way through the engine, the keys and the start.
#include "tests/crash/history.h"

namespace gridgov {
namespace {

using Mix = History::Mix;

Shape Worked(const char* name, Mix mix) {
  return {name, [mix](History& h) { (void)(h.Start() && h.Work(mix)); }};
}

// From an older program's schema, with nothing in it yet.
Shape Upgraded(const char* name, int migrations) {
  return {
      name,
      [migrations](History& h) {
        (void)(h.MakeKeys() && h.MakeOldSchema(migrations) && h.Made() && h.Start() && h.Hour());
      },
      /*empty_disk=*/true};
}

std::vector<Shape> MakeShapes() {
  return {
      {"init", [](History& h) { (void)(h.MakeKeys() && h.Start() && h.Made() && h.Hour()); }, true},
      {"init and restart",
       [](History& h) { (void)(h.MakeKeys() && h.Start() && h.Made() && h.Stop() && h.Start()); },
       true},
      Upgraded("upgrade from 1", 1),
      Upgraded("upgrade from 4", 4),
      {"start", [](History& h) { (void)h.Start(); }},
      {"start and stop", [](History& h) { (void)(h.Start() && h.Stop() && h.Start()); }},
      Worked("one write", {.rounds = 1, .issues = 0, .patrols = 1}),
      Worked("patrols", {.rounds = 6, .issues = 0, .patrols = 1}),
      Worked("patrols in one commit", {.rounds = 2, .issues = 0, .patrols = 12}),
      Worked("issues", {.rounds = 8, .issues = 1, .patrols = 0}),
      Worked("issues in one commit", {.rounds = 7, .issues = 5, .patrols = 0}),
      Worked("issues and patrols", {.rounds = 7, .issues = 2, .patrols = 2}),
      Worked("a reporter", {.rounds = 1, .issues = 1, .patrols = 0, .reporters = true}),
      Worked("reporters in one commit",
             {.rounds = 7, .issues = 4, .patrols = 0, .reporters = true}),
      Worked("a long log", {.rounds = 24, .issues = 2, .patrols = 2}),
      {"import", [](History& h) { (void)(h.Start() && h.Import(1) && h.Import(60)); }},
      {"sign-ins", [](History& h) { (void)(h.Start() && h.SignIn() && h.SignIn()); }},
      {"timers", [](History& h) { (void)(h.Start() && h.Hour()); }},
      {"erasures among writes",
       [](History& h) {
         const Mix mix{.rounds = 3, .reporters = true};
         (void)(h.Start() && h.Work(mix) && h.Hour() && h.Work(mix) && h.Hour());
       }},
      {"killed and started",
       [](History& h) {
         const Mix mix{.rounds = 3, .reporters = true};
         (void)(h.Start() && h.Work(mix) && h.Kill() && h.Start() && h.Work(mix));
       }},
      {"killed after a long log",
       [](History& h) {
         (void)(h.Start() && h.Work({.rounds = 12, .patrols = 3}) && h.Kill() && h.Start() &&
                h.Work({.rounds = 2}));
       }},
      {"stopped and started",
       [](History& h) {
         const Mix mix{.rounds = 3};
         (void)(h.Start() && h.Work(mix) && h.Stop() && h.Start() && h.Work(mix));
       }},
      {"killed in a row",
       [](History& h) {
         for (int i = 0; i < 3; ++i) {
           if (!h.Start() || !h.Work({.rounds = 2}) || !h.Kill()) return;
         }
         (void)h.Start();
       }},
      {"a day",
       [](History& h) {
         const Mix mix{.rounds = 5, .issues = 3, .patrols = 2, .reporters = true};
         (void)(h.Start() && h.SignIn() && h.Work(mix) && h.Import(20) && h.Hour() && h.Work(mix) &&
                h.Stop() && h.Start() && h.Work(mix));
       }},
  };
}

}  // namespace

const std::vector<Shape>& Shapes() {
  static const auto* shapes = new std::vector<Shape>(MakeShapes());
  return *shapes;
}

}  // namespace gridgov
