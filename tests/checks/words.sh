#!/usr/bin/env bash
# Usage: tests/checks/words.sh [--self-test]: no field, column or text for what gridgov refuses.
# The words and their reasons stand in words.py, the exceptions in words_allowed.txt.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [[ "${1:-}" == --self-test ]]; then
  grid=proto/gridgov/v1/grid.proto
  sql=server/store/migrations/9999_planted.sqlite.sql
  refuses words $grid 'message A { string ethnic_group = 1; }'
  refuses words $grid 'message A { bool has_visited_petition_office = 1; }'
  refuses words $grid 'message A { enum B { B_UNSPECIFIED = 0; B_RELIGIOUS_BELIEF = 1; } }'
  refuses words $grid 'message PersonA { int32 risk = 1; }'
  refuses words $grid 'message PersonA { repeated Point places = 1; }'
  refuses words $sql 'CREATE TABLE a (key INTEGER PRIMARY KEY, vehicle_plate TEXT) STRICT;'
  refuses words $sql 'CREATE TABLE persons (key INTEGER PRIMARY KEY, level INTEGER) STRICT;'
  refuses words server/planted.cc 'constexpr char kLabel[] = "政治面貌";'
  refuses words client-cli/planted.cc 'constexpr char kLabel[] = "Face recognition";'
  echo "words.sh refuses what it should."
  exit 0
fi
exec "$PYTHON" tests/checks/words.py
