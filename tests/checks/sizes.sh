#!/usr/bin/env bash
# Usage: tests/checks/sizes.sh: no source over 400 lines, no test and no proto over 800.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

status=0
while IFS= read -r file; do
  case "$file" in
    tests/* | *_test.cc | *.proto) limit=800 ;;
    *) limit=400 ;;
  esac
  lines=$(wc -l <"$file")
  if ((lines > limit)); then
    echo "$file: $lines lines, the limit is $limit: split it by subject" >&2
    status=1
  fi
done < <(sources '*.cc' '*.h' '*.proto' '*.sql' '*.sh' '*.py' 'deploy/run' 'deploy/test')
exit "$status"
