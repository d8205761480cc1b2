-- Issues, their steps, and who reported them at the counter.
-- Closed lists are spelt out: for IN of three or more SQLite builds a table at each insert.

CREATE TABLE issues (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  number TEXT NOT NULL UNIQUE CHECK (length(number) = 20),
  category BLOB NOT NULL REFERENCES categories (uid),
  source TEXT NOT NULL
    CHECK (source = 'PATROL' OR source = 'RESIDENT' OR source = 'HOTLINE'
      OR source = 'COMPOUND' OR source = 'UPPER' OR source = 'SENSOR'),
  title TEXT NOT NULL,
  text TEXT,
  grid BLOB NOT NULL REFERENCES grids (uid),
  address TEXT,
  point TEXT,
  compound BLOB REFERENCES compounds (uid),
  severity TEXT NOT NULL
    CHECK (severity = 'NORMAL' OR severity = 'SERIOUS' OR severity = 'GRAVE'),
  urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
  answers TEXT,
  state TEXT NOT NULL
    CHECK (state = 'REPORTED' OR state = 'ACCEPTED' OR state = 'REJECTED'
      OR state = 'DUPLICATE' OR state = 'WITHDRAWN' OR state = 'DISPATCHED'
      OR state = 'IN_PROGRESS' OR state = 'SUSPENDED' OR state = 'HANDLED'
      OR state = 'CLOSED'),
  unit BLOB REFERENCES units (uid),
  co_units TEXT,
  deadline_class BLOB,
  remind_time TEXT,
  due_time TEXT,
  escalate_time TEXT,
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
  paused_seconds INTEGER NOT NULL,
  review_date TEXT,
  rework_count INTEGER NOT NULL,
  extension_count INTEGER NOT NULL,
  extension_requested INTEGER NOT NULL CHECK (extension_requested IN (0, 1)),
  suspension_requested INTEGER NOT NULL CHECK (suspension_requested IN (0, 1)),
  on_spot INTEGER NOT NULL CHECK (on_spot IN (0, 1)),
  result TEXT,
  closing_reason TEXT,
  handed_to TEXT,
  satisfaction TEXT,
  duplicate_of BLOB REFERENCES issues (uid),
  patrol BLOB,
  creator BLOB NOT NULL,
  occurred_time TEXT NOT NULL,
  received_time TEXT NOT NULL,
  clock_suspect INTEGER NOT NULL CHECK (clock_suspect IN (0, 1)),
  close_time TEXT,
  update_time TEXT NOT NULL,
  callback_due INTEGER NOT NULL CHECK (callback_due IN (0, 1)),
  public_order INTEGER NOT NULL CHECK (public_order IN (0, 1)),
  clock TEXT,
  urge_count INTEGER NOT NULL,
  supervised INTEGER NOT NULL CHECK (supervised IN (0, 1))
) STRICT;
CREATE INDEX issues_grid ON issues (grid, key);
CREATE INDEX issues_unit ON issues (unit, key) WHERE unit IS NOT NULL;
CREATE INDEX issues_creator ON issues (creator, key);
CREATE INDEX issues_open_due ON issues (due_time)
  WHERE state IN ('REPORTED', 'ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'HANDLED');
CREATE INDEX issues_suspended ON issues (review_date) WHERE state = 'SUSPENDED';
CREATE INDEX issues_provisional ON issues (key) WHERE provisional = 1;
CREATE INDEX issues_duplicates ON issues (duplicate_of) WHERE duplicate_of IS NOT NULL;

-- Units that handle an issue together with its lead unit.
CREATE TABLE issue_units (
  unit BLOB NOT NULL REFERENCES units (uid),
  key INTEGER NOT NULL REFERENCES issues (key),
  PRIMARY KEY (unit, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_units_issue ON issue_units (key);

-- The serial of the last issue received in each grid, by the grid's code.
CREATE TABLE issue_serials (
  grid_code TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE issue_steps (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  issue BLOB NOT NULL REFERENCES issues (uid),
  act TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  actor BLOB,
  actor_username TEXT,
  unit BLOB,
  text TEXT,
  create_time TEXT NOT NULL
) STRICT;
CREATE INDEX issue_steps_issue ON issue_steps (issue, key);
CREATE TRIGGER issue_steps_are_append_only BEFORE UPDATE ON issue_steps
BEGIN SELECT RAISE(ABORT, 'steps are append-only'); END;

-- Erased, with its key, 30 days after the issue is closed.
CREATE TABLE issue_reporters (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  issue BLOB NOT NULL UNIQUE REFERENCES issues (uid),
  display_name BLOB,
  phone BLOB
) STRICT;
