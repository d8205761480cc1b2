-- Patrols: plan and log in one row. Hot: two spread indexes, (grid) and (worker).

-- The states are spelt out: for IN of three or more SQLite builds a table at each insert.
CREATE TABLE patrols (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  patrol_type BLOB NOT NULL REFERENCES patrol_types (uid),
  patrol_rule BLOB,
  grid BLOB NOT NULL REFERENCES grids (uid),
  target_label TEXT,
  compound BLOB,
  window_start_time TEXT,
  window_end_time TEXT,
  worker BLOB NOT NULL REFERENCES accounts (uid),
  partners TEXT,
  joint_units TEXT,
  state TEXT NOT NULL
    CHECK (state = 'PLANNED' OR state = 'STARTED' OR state = 'SUBMITTED' OR state = 'ACCEPTED'
      OR state = 'SENT_BACK' OR state = 'CANCELLED'),
  start_time TEXT,
  end_time TEXT,
  received_time TEXT,
  clock_suspect INTEGER NOT NULL CHECK (clock_suspect IN (0, 1)),
  weather TEXT,
  answers TEXT,
  findings TEXT,
  track TEXT,
  metres INTEGER NOT NULL CHECK (metres >= 0),
  below_minima INTEGER NOT NULL CHECK (below_minima IN (0, 1)),
  minima_reason TEXT,
  review_comment TEXT,
  reviewer BLOB,
  cancel_reason TEXT,
  missed_explanation TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX patrols_grid ON patrols (grid, key);
CREATE INDEX patrols_worker ON patrols (worker, key);
-- A rule makes a patrol once for each grid and window.
CREATE UNIQUE INDEX patrols_plan ON patrols (patrol_rule, window_start_time, grid)
  WHERE patrol_rule IS NOT NULL;
-- Tracks are kept 30 days.
CREATE INDEX patrols_track ON patrols (start_time) WHERE track IS NOT NULL;
