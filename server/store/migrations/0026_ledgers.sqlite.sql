-- Ledgers. `blob` names the encrypted file, as with attachments: it goes when the time is over.

CREATE TABLE ledgers (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  area TEXT NOT NULL,
  period TEXT NOT NULL CHECK (length(period) = 7),
  title TEXT NOT NULL,
  format TEXT NOT NULL CHECK (format = 'XLSX' OR format = 'CSV'),
  creator BLOB NOT NULL REFERENCES accounts (uid),
  purpose TEXT NOT NULL,
  row_count INTEGER NOT NULL CHECK (row_count >= 0),
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
  closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
  correction_count INTEGER NOT NULL CHECK (correction_count >= 0),
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  create_time TEXT NOT NULL,
  expire_time TEXT NOT NULL,
  blob BLOB UNIQUE CHECK (length(blob) = 16)
) STRICT;
CREATE INDEX ledgers_creator ON ledgers (creator, key);
CREATE INDEX ledgers_erase ON ledgers (expire_time) WHERE blob IS NOT NULL;

ALTER TABLE jobs ADD COLUMN ledger TEXT;
ALTER TABLE jobs ADD COLUMN ledger_closing TEXT;

-- What a month has, in the order of its days, whatever the table holds. Both grow at their end;
-- the grid stands in them, so that other areas' rows are passed over without being read.
CREATE INDEX patrols_received ON patrols (received_time, key, grid) WHERE received_time IS NOT NULL;
CREATE INDEX issue_steps_reported ON issue_steps (create_time, key, grid, issue)
  WHERE act = 'report';

-- Closed periods (已封账) of a subdistrict. close_time is NULL while a period is being closed.
CREATE TABLE ledger_periods (
  key INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  area TEXT NOT NULL,
  period TEXT NOT NULL CHECK (length(period) = 7),
  start_time TEXT NOT NULL,
  end_time TEXT NOT NULL CHECK (end_time > start_time),
  closer BLOB NOT NULL REFERENCES accounts (uid),
  close_time TEXT,
  UNIQUE (kind, area, period)
) STRICT;

-- Their rows as they were at closing.
CREATE TABLE ledger_rows (
  period INTEGER NOT NULL REFERENCES ledger_periods (key),
  position INTEGER NOT NULL,
  resource BLOB NOT NULL CHECK (length(resource) = 16),
  number TEXT NOT NULL,
  grid BLOB NOT NULL CHECK (length(grid) = 16),
  cells TEXT NOT NULL,
  PRIMARY KEY (period, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ledger_rows_resource ON ledger_rows (resource, period);

-- Their figures: told_in is 0 for those of the closing, else the closed period whose ledger told
-- that one is another now.
CREATE TABLE ledger_figures (
  period INTEGER NOT NULL REFERENCES ledger_periods (key),
  told_in INTEGER NOT NULL,
  grid BLOB NOT NULL CHECK (length(grid) = 16),
  measure TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (period, told_in, grid, measure)
) STRICT, WITHOUT ROWID;

-- Corrections that the ledger of a closed period (told_in) tells of an earlier one.
CREATE TABLE ledger_corrections (
  told_in INTEGER NOT NULL REFERENCES ledger_periods (key),
  period INTEGER NOT NULL REFERENCES ledger_periods (key),
  resource BLOB NOT NULL CHECK (length(resource) = 16),
  number TEXT NOT NULL,
  grid BLOB NOT NULL CHECK (length(grid) = 16),
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  PRIMARY KEY (told_in, period, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_corrections_resource ON ledger_corrections (period, resource, told_in);

-- Records of closed periods that were written since, and not compared yet.
CREATE TABLE ledger_changes (
  period INTEGER NOT NULL REFERENCES ledger_periods (key),
  resource BLOB NOT NULL CHECK (length(resource) = 16),
  PRIMARY KEY (period, resource)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER patrols_after_closing AFTER UPDATE OF patrol_type, grid, target_label, start_time,
  end_time, received_time, joint_units, findings, metres, below_minima, state ON patrols
BEGIN
  INSERT OR IGNORE INTO ledger_changes (period, resource)
    SELECT period, resource FROM ledger_rows WHERE resource = NEW.uid;
END;
-- One that was begun in a closed period and handed in afterwards.
CREATE TRIGGER patrols_ended_after_closing AFTER UPDATE OF end_time ON patrols
  WHEN OLD.end_time IS NULL AND NEW.end_time IS NOT NULL
BEGIN
  INSERT OR IGNORE INTO ledger_changes (period, resource)
    SELECT p.key, NEW.uid FROM ledger_periods p JOIN area_grids a ON a.area = p.area AND
      a.grid = NEW.grid WHERE p.kind = 'PATROLS' AND p.start_time <= NEW.received_time AND
      p.end_time > NEW.received_time;
END;
CREATE TRIGGER issues_after_closing AFTER UPDATE ON issues
BEGIN
  INSERT OR IGNORE INTO ledger_changes (period, resource)
    SELECT period, resource FROM ledger_rows WHERE resource = NEW.uid;
END;
