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
status=0
for file in "${files[@]}"; do
  if ! clang-format-14 --dry-run -Werror "$file" 2>/dev/null; then
    echo "$file: clang-format-14 would write it differently" >&2
    status=1
  fi
done
if ((status)); then
  echo "To fix it: tests/checks/format.sh --fix" >&2
fi
exit "$status"
