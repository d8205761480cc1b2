#!/usr/bin/env bash
# Usage: tests/foreign/run.sh [--bin DIR | --server FILE --client FILE]
#
# Proves that a client in another language can do the work: a new data folder, a server on a free
# port, and tests/foreign/day.py, which shares nothing with our code but the protos.
#   --bin DIR      the build whose server/gridgovd and client-cli/gridgov are used
#                  (default build/release)
#   --server FILE  gridgovd itself
#   --client FILE  gridgov itself, with which the administrators set the office up
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=tests/foreign/office.sh
source tests/foreign/office.sh "$@"

open_office
PYTHONPATH="$home/stubs" /usr/bin/python3 tests/foreign/day.py --server "localhost:$port" \
  --ca "$home/data/tls/ca.pem" --passwords "$home/passwords"
