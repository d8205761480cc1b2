#!/usr/bin/env bash
# Usage: tests/checks/protos.sh: the protos compile and keep the project's rules (protos.py).
# Where buf is on the PATH its lint and breaking (against the last release) run too. Not its format:
# it spreads each (policy) and (rule) over many lines, and a service no longer fits on a screen.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$PYTHON" tests/checks/protos.py
if command -v buf >/dev/null; then
  buf lint
  release="$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null || true)"
  if [[ -n "$release" ]]; then
    buf breaking --against "$(git rev-parse --git-common-dir)#tag=$release"
  fi
fi
