#!/usr/bin/env bash
# Usage: tests/checks/protos.sh: the protos compile and keep the project's rules (protos.py).
# Where buf is on the PATH its lint, format and breaking (against the last release) run too.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$PYTHON" tests/checks/protos.py
if command -v buf >/dev/null; then
  buf lint
  buf format --diff --exit-code
  release="$(git describe --tags --abbrev=0 --match 'v*' 2>/dev/null || true)"
  if [[ -n "$release" ]]; then
    buf breaking --against ".git#tag=$release"
  fi
fi
