#!/usr/bin/env bash
# Usage: tests/e2e/story_test.sh BUILD_DIR [CLOCK_OFFSET_SECONDS]
#
# Plays deploy/story with the programs of a build and looks for what it must have shown. With an
# offset the server lives on a day for which no calendar was imported: deadlines are provisional.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bin="$1"
offset="${2:-0}"
home="$(mktemp -d "${TMPDIR:-/tmp}/gridgov-story-test.XXXXXX")"
trap 'rm -rf "$home"' EXIT

if ! STORY_INIT_FLAGS=--cheap-passwords STORY_SERVER_FLAGS=--cheap-passwords \
  STORY_CLOCK_OFFSET="$offset" \
  deploy/story/run.sh --once --home "$home" --bin "$bin" >"$home/told" 2>&1; then
  tail -n 60 "$home/told" >&2
  echo "watch.log:" >&2
  tail -n 20 "$home/watch.log" >&2 || true
  exit 1
fi

missing=0
# told TEXT: a line of the output has it.
told() {
  if ! grep -qF -- "$1" "$home/told"; then
    printf 'story_test: the story did not show: %s\n' "$1" >&2
    missing=1
  fi
}
told '消防车通道被杂物堵塞'
told '状态      已结案'
told '原因代码：NOT_VISIBLE'
told '原因代码：NOT_PERMITTED'
told '标记      紧急 返工'
told 'events, none twice'
told '原因代码：INVALID_FIELDS'
told 'GPS 31.47 N, 104.74 E'
told 'orientation 6, GPS none'
told '检查备份'
told '从备份恢复'
told '已恢复，并通过全部检查。'
told '== 完成'
if ((offset > 0)); then
  told '暂定'
fi
exit "$missing"
