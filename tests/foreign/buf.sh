#!/usr/bin/env bash
# Usage: tests/foreign/buf.sh [--bin DIR]
#
# By hand, needs npm and the network: buf, written by others in Go, reads the contract by reflection
# over TLS, asks for the server's health, signs in, lists grids with the token, and lints the protos.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/foreign/office.sh
source tests/foreign/office.sh "$@"

npm install --silent --no-audit --no-fund --prefix "$home/npm" @bufbuild/buf >"$home/npm.out"
buf="$home/npm/node_modules/.bin/buf"
"$buf" --version
"$buf" lint
echo "ok  buf lint"

open_office
ask() {
  local method="$1" body="$2"
  shift 2
  "$buf" curl "$@" --protocol grpc --cacert "$home/data/tls/ca.pem" --data "$body" \
    "https://localhost:$port/$method" 2>&1 || true
}
expect_in() {
  if [[ "$2" != *"$1"* ]]; then
    printf 'buf: expected %s in %s\n' "$1" "$2" >&2
    exit 1
  fi
  echo "ok  $1"
}

# buf prints the error's detail as base64 of an ErrorDetail; its reason stands in it as text.
base64_details() {
  python3 -c '
import base64, re, sys
for value in re.findall(r"\"value\": \"([A-Za-z0-9+/=]+)\"", sys.stdin.read()):
    print(base64.b64decode(value + "===").decode("utf-8", "replace"))'
}

expect_in SERVING "$(ask grpc.health.v1.Health/Check '{}')"
services="$("$buf" curl --protocol grpc --cacert "$home/data/tls/ca.pem" --list-services \
  "https://localhost:$port")"
expect_in gridgov.v1.IssueService "$services"
expect_in NOT_SIGNED_IN "$(ask gridgov.v1.GridService/ListGrids '{}' | base64_details)"
token="$(ask gridgov.v1.SessionService/CreateSession \
  "{\"username\": \"office1\", \"password\": \"$(password_of office1)\"}" | field token)"
expect_in "${community_a}001" \
  "$(ask gridgov.v1.GridService/ListGrids '{}' -H "authorization: Bearer $token")"
