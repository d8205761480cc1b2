-- Notices about deadlines, and which deadlines have been told. Neither holds personal data.

CREATE TABLE notices (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  account BLOB NOT NULL REFERENCES accounts (uid),
  resource TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind = 'DUE_SOON' OR kind = 'OVERDUE' OR kind = 'ESCALATED'),
  due_time TEXT NOT NULL,
  create_time TEXT NOT NULL,
  read_time TEXT
) STRICT;
CREATE UNIQUE INDEX notices_once ON notices (resource, kind, due_time, account);
CREATE INDEX notices_account ON notices (account, key);
CREATE INDEX notices_unread ON notices (account, key) WHERE read_time IS NULL;

-- A deadline is told once, also where nobody was there to be told.
CREATE TABLE notices_told (
  resource TEXT NOT NULL,
  kind TEXT NOT NULL,
  due_time TEXT NOT NULL,
  PRIMARY KEY (resource, kind, due_time)
) STRICT, WITHOUT ROWID;
CREATE INDEX notices_told_due ON notices_told (due_time);

-- The timer goes by time over all areas, through what is open alone.
CREATE INDEX issues_open_remind ON issues (remind_time)
  WHERE state IN ('REPORTED', 'ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'HANDLED');
CREATE INDEX patrols_planned_end ON patrols (window_end_time) WHERE state = 'PLANNED';
CREATE INDEX takeovers_open_day ON takeovers (planned_date)
  WHERE state = 'PLANNED' OR state = 'IN_PROGRESS';

-- Who holds a role in an area or for a unit.
CREATE INDEX role_assignments_area ON role_assignments (area, role) WHERE area IS NOT NULL;
CREATE INDEX role_assignments_unit ON role_assignments (unit, role) WHERE unit IS NOT NULL;
