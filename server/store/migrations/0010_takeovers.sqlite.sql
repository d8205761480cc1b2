-- Take-overs of compounds. `grid` is the compound's while it is open, so that scope can follow.

CREATE TABLE takeovers (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  compound BLOB NOT NULL REFERENCES compounds (uid),
  grid BLOB NOT NULL REFERENCES grids (uid),
  from_organisation TEXT NOT NULL,
  to_unit BLOB NOT NULL REFERENCES units (uid),
  target_grid BLOB REFERENCES grids (uid),
  management TEXT NOT NULL CHECK (management IN ('FIRM', 'SELF', 'COMMUNITY', 'NONE')),
  items TEXT NOT NULL,
  planned_date TEXT NOT NULL,
  effective_date TEXT,
  document TEXT,
  state TEXT NOT NULL CHECK (state IN ('PLANNED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED')),
  cancel_reason TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX takeovers_grid ON takeovers (grid, key);
-- One at a time for each compound.
CREATE UNIQUE INDEX takeovers_open ON takeovers (compound)
  WHERE state = 'PLANNED' OR state = 'IN_PROGRESS';
