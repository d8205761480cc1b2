#!/usr/bin/env bash
# Usage: tests/checks/asan.sh [CTEST ARGUMENT...]: all tests under address and undefined sanitizer.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=deploy/lib.sh
source deploy/lib.sh

build asan
export ASAN_OPTIONS="${ASAN_OPTIONS:-detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:-halt_on_error=1:print_stacktrace=1}"
export LSAN_OPTIONS="${LSAN_OPTIONS:-suppressions=$PWD/tests/checks/lsan.supp:print_suppressions=0}"
exec ctest --test-dir build/asan --output-on-failure --no-tests=error -j2 "$@"
