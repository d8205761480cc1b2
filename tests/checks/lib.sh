# shellcheck shell=bash
# What the checks share. Sourcing it goes to the root of the checkout that holds the script.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Debian's own, which sees Debian's python3-protobuf.
PYTHON="${PYTHON:-/usr/bin/python3}"
export PYTHONDONTWRITEBYTECODE=1

# sources PATTERN...: files of ours whose name matches one of the shell patterns, committed or new,
# in a checkout or an unpacked archive of one.
sources() {
  local pattern file
  if [[ -e .git ]]; then
    git ls-files -co --exclude-standard
  else
    find . -path ./build -prune -o -path ./.cache -prune -o -type f -print | sed 's|^\./||'
  fi | sort | while IFS= read -r file; do
    for pattern in "$@"; do
      # shellcheck disable=SC2053  # A pattern on purpose.
      if [[ -f "$file" && "$file" == $pattern ]]; then
        printf '%s\n' "$file"
        break
      fi
    done
  done
}

# refuses CHECK FILE TEXT: in a copy of the checkout with TEXT appended to FILE, tests/checks/CHECK.sh
# fails and names FILE. Returns 1, with what the check said, where it does not.
refuses() {
  local check="$1" file="$2" text="$3" copy status=0
  copy="$(mktemp -d)"
  sources '*' | tar -cT - | tar -x -C "$copy"
  mkdir -p "$copy/$(dirname "$file")"
  printf '%s\n' "$text" >>"$copy/$file"
  if "$copy/tests/checks/$check.sh" >"$copy/said" 2>&1 || ! grep -q "^$file:" "$copy/said"; then
    echo "$check.sh let this through in $file: $text" >&2
    cat "$copy/said" >&2
    status=1
  fi
  rm -r "$copy"
  return $status
}
