#!/usr/bin/env bash
# Usage: tests/foreign/buf.sh [--bin DIR]
#
# By hand, needs npm and the network: buf, written by others in Go, reads the contract by reflection
# over TLS, asks for the server's health, and lints the protos. buf sends no deadline and refuses the
# header that carries one, so every method of ours must refuse it, in words that say why.
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
  "$buf" curl --protocol grpc --cacert "$home/data/tls/ca.pem" --data "$body" \
    "https://localhost:$port/$method" 2>&1 || true
}
expect_in() {
  if [[ "$2" != *"$1"* ]]; then
    printf 'buf: expected %s in %s\n' "$1" "$2" >&2
    exit 1
  fi
  echo "ok  $1"
}

expect_in SERVING "$(ask grpc.health.v1.Health/Check '{}')"
services="$("$buf" curl --protocol grpc --cacert "$home/data/tls/ca.pem" --list-services \
  "https://localhost:$port")"
expect_in gridgov.v1.IssueService "$services"
refused="$(ask gridgov.v1.GridService/ListGrids '{}')"
expect_in invalid_argument "$refused"
expect_in deadline "$refused"
expect_in gridgov.v1.ErrorDetail "$refused"
