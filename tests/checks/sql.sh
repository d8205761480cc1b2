#!/usr/bin/env bash
# Usage: tests/checks/sql.sh: SQL is never pasted together, and only the engine speaks to SQLite.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

sources 'server/*.cc' 'server/*.h' | "$PYTHON" tests/checks/sql.py
