# shellcheck shell=bash
# A small office on a free port for the clients of this folder. Sourced with the arguments of the
# script; the caller has set -euo pipefail and stands in the root of the checkout.

bin=build/release
server=""
client=""
while (($#)); do
  case "$1" in
    --bin) bin="$2" ;;
    --server) server="$2" ;;
    --client) client="$2" ;;
    *) echo "$0: unknown argument $1" >&2; exit 2 ;;
  esac
  shift 2
done
home="$(mktemp -d "${TMPDIR:-/tmp}/gridgov-foreign.XXXXXX")"
port=0
STORY_SERVER_FLAGS=--cheap-passwords
# shellcheck source=deploy/story/lib.sh
source deploy/story/lib.sh
# shellcheck source=deploy/story/setup.sh
source deploy/story/setup.sh
gridgovd_bin="${server:-$gridgovd_bin}"
gridgov_bin="${client:-$gridgov_bin}"
trap 'stop_server; rm -rf "$home"' EXIT

# Python stubs of the contract in DIR, made by Debian's protoc and plugin alone.
generate_stubs() {
  local plugin
  plugin="$(command -v protoc-gen-grpc_py || command -v grpc_python_plugin)"
  mkdir -p "$1"
  protoc -I proto --python_out "$1" --plugin=protoc-gen-grpc_python="$plugin" \
    --grpc_python_out "$1" proto/gridgov/v1/*.proto
}

# One grid of one community, and the five people who take an issue from report to close.
open_office() {
  generate_stubs "$home/stubs"
  (umask 077 && "$gridgovd_bin" init "$home/data" --cheap-passwords >"$home/first" 2>/dev/null)
  start_server
  local user password
  while IFS=$'\t' read -r user _ password; do first_sign_in "$user" "$password"; done <"$home/first"
  set_up_office >"$home/set_up.out"
}

set_up_office() {
  as sysadmin division import deploy/sample/divisions-fucheng.csv
  as sysadmin calendar import deploy/sample/calendar-2004-2026.csv
  as sysadmin deadline-class import deploy/sample/catalogue/deadline_classes.json
  as sysadmin unit create --code XF --kind department --title 消防救援所 --area "$street"
  local user
  for user in centre1 office1 checker1 worker1 handler1; do invite "$user" "$user"; done
  grant centre1 --role subdistrict-centre --area "$street"
  grant office1 --role community-office --area "$community_a"
  grant checker1 --role community-office --area "$community_a"
  grant handler1 --role handling-unit --unit XF
  as sysadmin unit member add XF handler1
  as centre1 category import deploy/sample/catalogue/categories.json
  as sysadmin category publish
  as sysadmin patrol type import deploy/sample/catalogue/patrol_types.json
  make_grid "$community_a" "示例网格 (sample)"
  draw_grids
  grant worker1 --role grid-worker --area "${community_a}001"
  as office1 grid assign "${community_a}001" worker1 --duty worker
}
