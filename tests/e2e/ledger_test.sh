#!/usr/bin/env bash
# Usage: tests/e2e/ledger_test.sh BUILD_DIR
#
# Makes ledgers with the real programs and reads them with a second one (openpyxl): what it finds in
# the sheets is what the statistics say.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bin="$1"
home="$(mktemp -d "${TMPDIR:-/tmp}/gridgov-ledger-test.XXXXXX")"
port=0
STORY_SERVER_FLAGS=--cheap-passwords
# shellcheck source=deploy/story/lib.sh
source deploy/story/lib.sh
# shellcheck source=deploy/story/setup.sh
source deploy/story/setup.sh
trap 'stop_server; rm -rf "$home"' EXIT

(umask 077 && "$gridgovd_bin" init "$home/data" --cheap-passwords >"$home/first" 2>"$home/told")
start_server
for admin in sysadmin secadmin auditadmin; do
  first_sign_in "$admin" "$(sed -n "s/^$admin\t[A-Z_]*\t//p" "$home/first")"
done
set_up >/dev/null

month="$(today 0 | cut -c1-7)"
grid="${community_a}001"
for title in "楼道堆放杂物" "=1+1" "+8613800000000"; do
  quietly office1 issue report --category 0604 --grid "$grid" --title "$title" --source upper \
    >/dev/null
done

# sheet FILE: what a second program reads of it.
sheet() { /usr/bin/python3 tests/support/read_sheets.py "$1"; }
# has TEXT FILE
has() {
  if ! grep -qF -- "$1" "$2"; then
    printf 'ledger_test: no "%s" in:\n' "$1" >&2
    cat "$2" >&2
    return 1
  fi
}
# figure AREA INDICATOR: what the statistics say.
figure() {
  quietly office1 statistic show "$1" --from "$month-01" --indicator "$2" |
    field total.figures.text
}

"$gridgov_bin" --lang zh --context office1 ledger create "$community_a" --kind issues \
  --period "$month" --purpose "月度检查（示例）" --to "$home/issues.xlsx" >/dev/null
sheet "$home/issues.xlsx" >"$home/issues.txt"
expect 3 "$(figure "$community_a" issues.reported)" "issues by the statistics"
has "s:合计|n:3" "$home/issues.txt"
has "s:指标|s:上报数|n:3|n:3" "$home/issues.txt"
has "事件台账" "$home/issues.txt"
has "page landscape 9 width 1 height 0 repeat \$4:\$4 freeze A5" "$home/issues.txt"
has "header 编制：office1" "$home/issues.txt"
has "用途：月度检查（示例）" "$home/issues.txt"
has "s:暂定：统计期未结束" "$home/issues.txt"
has "s:'=1+1" "$home/issues.txt"
has "s:'+8613800000000" "$home/issues.txt"
has "sheet 更正" "$home/issues.txt"
if grep -q 'f:' "$home/issues.txt"; then
  echo "ledger_test: a cell is a formula" >&2
  exit 1
fi

# The same rows as CSV; and a ledger without rows is one too.
"$gridgov_bin" --lang zh --context office1 ledger create "$community_a" --kind issues \
  --period "$month" --purpose "月度检查（示例）" --format csv --to "$home/issues.csv" >/dev/null
has "合计,3" "$home/issues.csv"
"$gridgov_bin" --lang zh --context centre1 ledger create "$street" --kind patrols \
  --period "$month" --purpose "检查（示例）" --format csv --to "$home/patrols.csv" >/dev/null
has "合计,0" "$home/patrols.csv"
for kind in disputes agreements meetings sites; do
  "$gridgov_bin" --lang zh --context centre1 ledger create "$street" --kind "$kind" \
    --period "$month" --purpose "检查（示例）" --format csv --to "$home/$kind.csv" >/dev/null
  has "合计,0" "$home/$kind.csv"
done
echo "ledger_test: a second program reads the numbers of the statistics"
