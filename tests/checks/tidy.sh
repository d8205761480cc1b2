#!/usr/bin/env bash
# Usage: [BUILD=build/dev] tests/checks/tidy.sh [FILE...]: .clang-tidy over our .cc, or these alone.
# Needs clang-tidy-14 (apt-get install clang-tidy-14) and a folder that was built, for its generated
# headers and compile_commands.json.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build="${BUILD:-build/dev}"
if [[ ! -f "$build/compile_commands.json" ]]; then
  echo "tidy.sh: build first: cmake --preset dev && cmake --build --preset dev" >&2
  exit 1
fi
if (($#)); then
  files=("$@")
else
  mapfile -t files < <(sources '*.cc' | while IFS= read -r file; do
    # Only what this build compiles.
    if grep -qF "\"file\": \"$PWD/$file\"" "$build/compile_commands.json"; then
      printf '%s\n' "$file"
    fi
  done)
fi
if ((${#files[@]} == 0)); then
  echo "tidy.sh: $build compiles none of our files" >&2
  exit 1
fi
# The compile commands are GCC's: clang need not know each of their warnings.
printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy-14 -p "$build" --quiet \
  --header-filter="^$PWD/(server|proto|client-[a-z]+|tests)/" \
  --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-unused-command-line-argument
