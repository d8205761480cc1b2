#!/usr/bin/env bash
# Usage: tests/checks/tsan.sh: the tests with the label `threads` under the thread sanitizer.
# Only those that start no gRPC: Debian's gRPC and abseil are not instrumented, and TSan reports
# false races in them. Builds no other test.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/lib.sh
source deploy/lib.sh

select=(-L threads)
cmake --preset tsan >/dev/null
# A test's name is its target's (gg_test).
mapfile -t tests < <(ctest --test-dir build/tsan -N "${select[@]}" |
  sed -nE 's/^ *Test +#[0-9]+: //p')
if ((${#tests[@]} == 0)); then
  echo "tsan.sh: no test has the label" >&2
  exit 1
fi
build tsan "${tests[@]}"
export TSAN_OPTIONS="${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}"
exec ctest --test-dir build/tsan --output-on-failure -j2 "${select[@]}"
