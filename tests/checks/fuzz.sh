#!/usr/bin/env bash
# Usage: tests/checks/fuzz.sh [SECONDS [TARGET...]]: each fuzz target of tests/fuzz for so long (60 s),
# with clang 14's libFuzzer, address and undefined sanitizer. By hand, and clang-14 by hand too: it is
# not in deploy/packages.txt, since every build replays the corpora without it. What is new is kept
# in build/fuzz/found/TARGET; a target's corpus takes the least of it that covers the same with
#   build/fuzz/tests/fuzz_TARGET -merge=1 tests/fuzz/corpus/TARGET build/fuzz/found/TARGET
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/lib.sh
source deploy/lib.sh

seconds="${1:-60}"
targets=("${@:2}")
if ((${#targets[@]} == 0)); then
  for file in tests/fuzz/*.cc; do
    name="$(basename "$file" .cc)"
    [[ "$name" == replay ]] || targets+=("$name")
  done
fi
build fuzz "${targets[@]/#/fuzz_}"
# What is freed counts to the limit of memory while it is kept to be watched.
export ASAN_OPTIONS="${ASAN_OPTIONS:-quarantine_size_mb=8}"
status=0
for target in "${targets[@]}"; do
  found="build/fuzz/found/$target"
  mkdir -p "$found"
  if "build/fuzz/tests/fuzz_$target" -max_total_time="$seconds" -timeout=1 -rss_limit_mb=256 \
    -max_len=4096 -artifact_prefix="$found-" -print_final_stats=1 "$found" \
    "tests/fuzz/corpus/$target" >"$found.log" 2>&1; then
    printf '%s: %s executions, nothing found\n' "$target" \
      "$(sed -n 's/stat::number_of_executed_units: *//p' "$found.log")"
  else
    printf '%s: see %s.log\n' "$target" "$found" >&2
    tail -30 "$found.log" >&2
    status=1
  fi
done
exit "$status"
