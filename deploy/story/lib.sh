# shellcheck shell=bash
# What the story's parts share. Sourced; the caller has set -euo pipefail and these variables:
# home (where everything of the demo lies), bin (folder of gridgovd and gridgov), port.

gridgov_bin="$bin/client-cli/gridgov"
gridgovd_bin="$bin/server/gridgovd"
export GRIDGOV_CONFIG_DIR="$home/contexts"
export LC_ALL="${LC_ALL:-C.UTF-8}"
story_lang="${STORY_LANG:-zh}"

# heading CHINESE ENGLISH
heading() {
  if [[ "$story_lang" == zh ]]; then printf '\n== %s\n' "$1"; else printf '\n== %s\n' "$2"; fi
}

# as USER COMMAND...: runs gridgov as that user, the command printed before its output.
as() {
  local user="$1"
  shift
  printf '\n%s$ gridgov %s\n' "$user" "$(printf '%q ' "$@" | sed 's/ $//')"
  "$gridgov_bin" --lang "$story_lang" --context "$user" "$@"
}

# quietly USER COMMAND...: the same without printing anything but errors; JSON on stdout.
quietly() {
  local user="$1"
  shift
  "$gridgov_bin" --lang "$story_lang" --context "$user" --output json --quiet "$@"
}

# refused CODE USER COMMAND...: the command must fail with exactly this exit code.
refused() {
  local want="$1" user="$2" got=0
  shift 2
  printf '\n%s$ gridgov %s\n' "$user" "$(printf '%q ' "$@" | sed 's/ $//')"
  "$gridgov_bin" --lang "$story_lang" --context "$user" "$@" 2>&1 || got=$?
  if [[ "$got" != "$want" ]]; then
    printf 'story: expected exit code %s, got %s\n' "$want" "$got" >&2
    return 1
  fi
}

# field PATH: a field of the JSON on stdin; a list answers with its first element's field.
field() {
  python3 -c '
import json, sys
data = json.load(sys.stdin)
for key in sys.argv[1].split("."):
    if isinstance(data, list):
        data = data[0] if data else {}
    data = data.get(key, "")
print(data)' "$1"
}

# expect WANT GOT WHAT
expect() {
  if [[ "$1" != "$2" ]]; then
    printf 'story: %s: expected %s, got %s\n' "$3" "$1" "$2" >&2
    return 1
  fi
}

# The server's clock, which a test may have set ahead.
clock_offset="${STORY_CLOCK_OFFSET:-0}"

# today DAYS: the date in China so many days from now, by the server's clock.
today() { date -u -d "+8 hours +$1 days +$clock_offset seconds" +%F; }

# Port 0 becomes the one that was free, so that a later start listens there again.
start_server() {
  # Emptied here: the READY of an earlier run must not be taken for this one's.
  : >"$home/server.out"
  # shellcheck disable=SC2086  # Some flags.
  "$gridgovd_bin" serve "$home/data" --listen "127.0.0.1:$port" --reflection \
    --clock-offset "$clock_offset" ${STORY_SERVER_FLAGS:-} >"$home/server.out" 2>>"$home/server.log" &
  server_pid=$!
  echo "$server_pid" >"$home/server.pid"
  local line=""
  while [[ "$line" != READY* ]]; do
    if ! kill -0 "$server_pid" 2>/dev/null; then
      cat "$home/server.log" >&2
      return 1
    fi
    # The file grows by one line when calls are served.
    line="$(timeout 1 tail -n 1 "$home/server.out" || true)"
    [[ "$line" == READY* ]] || read -r -t 0.1 <> <(:) || true
  done
  port="${line#READY }"
}

stop_server() {
  local pid
  pid="$(cat "$home/server.pid" 2>/dev/null || true)"
  if [[ -n "$pid" ]] && kill -0 "$pid" 2>/dev/null; then
    kill "$pid"
    # tail ends when the process does; it need not be our child.
    timeout 20 tail --pid="$pid" -f /dev/null || true
  fi
  rm -f "$home/server.pid"
}

# first_sign_in USER ONE_TIME_PASSWORD: signs in and chooses the user's own password.
first_sign_in() {
  local user="$1" once="$2" own
  own="$(password_of "$user")"
  printf '%s\n' "$once" | "$gridgov_bin" --quiet --context "$user" login \
    --server "127.0.0.1:$port" --ca "$home/data/tls/ca.pem" --username "$user" --password-stdin \
    >/dev/null
  printf '%s\n%s\n' "$once" "$own" | "$gridgov_bin" --quiet --context "$user" password change \
    --stdin >/dev/null
}

sign_in() {
  password_of "$1" | "$gridgov_bin" --quiet --context "$1" login --server "127.0.0.1:$port" \
    --ca "$home/data/tls/ca.pem" --username "$1" --password-stdin >/dev/null
}

# A random password for each user of the demo, kept in a file that only its owner can read.
password_of() {
  local file="$home/passwords/$1"
  if [[ ! -s "$file" ]]; then
    mkdir -p -m 700 "$home/passwords"
    (umask 077 && head -c 18 /dev/urandom | base64 | tr '+/' 'xy' >"$file")
  fi
  cat "$file"
}
