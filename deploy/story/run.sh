#!/usr/bin/env bash
# Plays a grid worker's day on sample data: patrol, finding, issue, closing; then the server is lost
# and restored from its backup. Called by deploy/run.
#
#   --once      play one day, stop the server and leave nothing behind
#   --home DIR  where the demo lies (default ~/.local/state/gridgov/demo); with --once it is kept
#   --port N    where the server listens; 0: any free port (default 7443, with --once 0)
#   --bin DIR   the build that is played (default build/release)
#   --lang zh|en
#
# Running it again plays another day in the same folder. It exits non-zero if any step failed.
#
# For tests, from the environment: STORY_INIT_FLAGS and STORY_SERVER_FLAGS are handed to gridgovd;
# STORY_CLOCK_OFFSET is by how many seconds the server's clock is ahead.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

once=false
home=""
port=""
temporary=""
bin=build/release
while (($#)); do
  case "$1" in
    --once) once=true ;;
    --home) home="$2"; shift ;;
    --port) port="$2"; shift ;;
    --bin) bin="$2"; shift ;;
    --lang) STORY_LANG="$2"; shift ;;
    *) echo "story: unknown argument $1" >&2; exit 2 ;;
  esac
  shift
done
if $once && [[ -z "$home" ]]; then
  temporary="$(mktemp -d "${TMPDIR:-/tmp}/gridgov-story.XXXXXX")"
  home="$temporary"
fi
home="${home:-${XDG_STATE_HOME:-$HOME/.local/state}/gridgov/demo}"
if [[ -z "$port" ]]; then
  if $once; then port=0; else port=7443; fi
fi
mkdir -p -m 700 "$home"
# shellcheck source=deploy/story/lib.sh
source deploy/story/lib.sh
# shellcheck source=deploy/story/setup.sh
source deploy/story/setup.sh
# shellcheck source=deploy/story/day.sh
source deploy/story/day.sh
# shellcheck source=deploy/story/loss.sh
source deploy/story/loss.sh

leave() {
  local code=$?
  [[ -z "${watch_pid:-}" ]] || kill "$watch_pid" 2>/dev/null || true
  if $once; then
    stop_server
  fi
  [[ -z "$temporary" ]] || rm -rf "$temporary"
  if ((code != 0)); then
    printf '\nstory: FAILED\n' >&2
  fi
}
trap leave EXIT

# A demo that runs already is taken over; one whose set-up broke off begins anew.
stop_server
if [[ ! -f "$home/ready" ]]; then
  rm -rf "$home/data" "$home/contexts" "$home/passwords" "$home/days" "$home/backups" "$home/secrets"
  heading "建立数据目录，三位管理员各得一个一次性密码" \
    "A data folder, and a one-time password for each of three administrators"
  printf '\n$ gridgovd init %s\n' "$home/data"
  (umask 077 && "$gridgovd_bin" init "$home/data" ${STORY_INIT_FLAGS:-} >"$home/first")
  cut -f 1,2 "$home/first"
  prepare_backups
  start_server
  while IFS=$'\t' read -r user _ password; do first_sign_in "$user" "$password"; done <"$home/first"
  rm -f "$home/first"
  set_up
  touch "$home/ready"
else
  heading "沿用已有的演示数据" "The demo's data is there already"
  start_server
  for user in sysadmin secadmin auditadmin "${users[@]}"; do sign_in "$user"; done
fi
play_day
# A demo that an earlier version made has no backups.
if [[ -d "$home/secrets" ]]; then lose_and_restore; fi

if $once; then
  heading "完成" "Done"
else
  heading "完成。服务器仍在运行" "Done. The server runs on"
  cat <<EOT
  export GRIDGOV_CONFIG_DIR=$GRIDGOV_CONFIG_DIR
  $gridgov_bin --context office1 issue list
  $gridgov_bin --context worker1 patrol list
  $gridgov_bin --context auditadmin audit list
  kill $(cat "$home/server.pid")    # 停止 / stop
EOT
fi
