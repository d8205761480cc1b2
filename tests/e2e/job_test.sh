#!/usr/bin/env bash
# Usage: tests/e2e/job_test.sh BUILD_DIR
#
# Takes over an edition of 180,000 invented divisions with the real programs, kills the server in the
# middle, and finds each row there once after the next start has gone on with it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

bin="$1"
home="$(mktemp -d "${TMPDIR:-/tmp}/gridgov-job-test.XXXXXX")"
port=0
STORY_SERVER_FLAGS=--cheap-passwords
# shellcheck source=deploy/story/lib.sh
source deploy/story/lib.sh
trap 'stop_server; rm -rf "$home"' EXIT

python3 - "$home/edition.csv" <<'PYTHON'
import sys
with open(sys.argv[1], "w", encoding="utf-8") as out:
    out.write("code,name,level,parent_code\n98,示例省,province,\n9801,示例市,city,98\n")
    for district in range(1, 61):
        code = f"9801{district:02}"
        out.write(f"{code},示例区{district},district,9801\n")
        for street in range(1, 4):
            out.write(f"{code}{street:03},示例街道,subdistrict,{code}\n")
            for community in range(1, 1000):
                out.write(f"{code}{street:03}{community:03},示例社区{community},community,{code}{street:03}\n")
PYTHON
rows=$(($(wc -l <"$home/edition.csv") - 1))

(umask 077 && "$gridgovd_bin" init "$home/data" --cheap-passwords >"$home/first" 2>"$home/told")
start_server
first_sign_in sysadmin "$(sed -n 's/^sysadmin\t[A-Z_]*\t//p' "$home/first")"

("$gridgov_bin" --context sysadmin division import-edition "$home/edition.csv" --date 2023-06-30 \
  >"$home/client" 2>&1 || true) &
client=$!
# The job's own list tells how far it is; it is killed as soon as it has taken some rows.
job=""
while ! job="$(quietly sysadmin job list --state running --limit 1 | python3 -c '
import json, sys
(job,) = json.load(sys.stdin) or [{}]
print(job.get("name", ""))
sys.exit(job.get("phase") != "PHASE_APPLYING" or int(job["done"]) < 500)')"; do
  # Until then; a client that has come to its end means that it never will.
  kill -0 "$client"
done
pid="$(cat "$home/server.pid")"
kill -9 "$pid"
# The lock on the data folder goes with the process.
tail --pid="$pid" -f /dev/null
wait "$client"

start_server
# What was committed before the kill counts; what comes after is done by the next server alone.
quietly sysadmin job follow "${job#jobs/}" >"$home/end"
expect STATE_SUCCEEDED "$(field state <"$home/end")" "the job's end"
expect "$rows" "$(field division_edition.created <"$home/end")" "rows taken"
expect 999 "$(quietly sysadmin division list --parent 980160001 | python3 -c '
import json, sys
print(len({row["code"] for row in json.load(sys.stdin)}))')" "communities of the last subdistrict"
echo "job_test: $rows rows, each once"
