#!/usr/bin/env bash
# Usage: tests/e2e/quarrel_test.sh BUILD_DIR
#
# Plays deploy/story/quarrel.sh with the programs of a build and looks for what it must have shown.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

home="$(mktemp -d "${TMPDIR:-/tmp}/gridgov-quarrel-test.XXXXXX")"
trap 'rm -rf "$home"' EXIT

if ! STORY_INIT_FLAGS=--cheap-passwords STORY_SERVER_FLAGS=--cheap-passwords \
  deploy/story/quarrel.sh --home "$home" --bin "$1" >"$home/told" 2>&1; then
  tail -n 60 "$home/told" >&2
  exit 1
fi

missing=0
# told TEXT: a line of the output has it.
told() {
  if ! grep -qF -- "$1" "$home/told"; then
    printf 'quarrel_test: the story did not show: %s\n' "$1" >&2
    missing=1
  fi
}
told '原因代码：RIGHTS_NOT_ACKNOWLEDGED'
told '人民调解协议书'
told '—— 第 35 天 ——'
told '== 纠纷已化解'
exit "$missing"
