#!/usr/bin/env bash
# Usage: tests/checks/format.sh [--fix]: all .cc and .h are as clang-format writes them.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mapfile -t files < <(sources '*.cc' '*.h')
if ((${#files[@]} == 0)); then
  exit 0
fi
if [[ "${1:-}" == --fix ]]; then
  exec clang-format-14 -i "${files[@]}"
fi
if ! clang-format-14 --dry-run -Werror "${files[@]}"; then
  echo "To fix it: tests/checks/format.sh --fix" >&2
  exit 1
fi
