-- Accounts, sessions and the journal.

CREATE TABLE accounts (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  username TEXT NOT NULL UNIQUE,
  display_name BLOB,
  phone BLOB,
  state TEXT NOT NULL CHECK (state IN ('INVITED', 'ACTIVE', 'DISABLED')),
  locked_until_time TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;

-- Beside the account, so that no read of accounts touches it.
CREATE TABLE credentials (
  account BLOB PRIMARY KEY REFERENCES accounts (uid),
  password_hash TEXT NOT NULL,
  change_required INTEGER NOT NULL CHECK (change_required IN (0, 1)),
  changed_time TEXT NOT NULL,
  failed_count INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  token_hash BLOB NOT NULL UNIQUE,
  account BLOB NOT NULL REFERENCES accounts (uid),
  client TEXT,
  create_time TEXT NOT NULL,
  expire_time TEXT NOT NULL,
  idle_seconds INTEGER NOT NULL,
  last_used_time TEXT NOT NULL,
  revoked INTEGER NOT NULL CHECK (revoked IN (0, 1)),
  password_change_required INTEGER NOT NULL CHECK (password_change_required IN (0, 1))
) STRICT;
CREATE INDEX sessions_account ON sessions (account, key);

CREATE TABLE role_assignments (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  account BLOB NOT NULL REFERENCES accounts (uid),
  role TEXT NOT NULL CHECK (role IN ('GRID_WORKER', 'COMMUNITY_OFFICE', 'MEDIATOR',
    'SUBDISTRICT_CENTRE', 'HANDLING_UNIT', 'PROGRAMME_OFFICER', 'LIAISON', 'AUDITOR',
    'SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN', 'PROTECTION_OFFICER', 'PROGRAMME_APPROVER',
    'DUTY_LEAD', 'OFFICE_HEAD')),
  area TEXT,
  unit BLOB,
  start_date TEXT NOT NULL,
  end_date TEXT,
  state TEXT NOT NULL CHECK (state IN ('PROPOSED', 'ACTIVE', 'ENDED')),
  proposer BLOB,
  approver BLOB
) STRICT;
CREATE INDEX role_assignments_account ON role_assignments (account, key);

-- One append-only chain: audit, watch, replay and history.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  call BLOB NOT NULL,
  time TEXT NOT NULL,
  actor BLOB,
  session BLOB,
  role TEXT,
  method TEXT NOT NULL,
  request_id TEXT,
  request_hash BLOB,
  resource TEXT,
  version INTEGER NOT NULL,
  area_before TEXT,
  area_after TEXT,
  purpose TEXT,
  changes TEXT,
  outcome TEXT NOT NULL,
  count INTEGER NOT NULL,
  mac BLOB NOT NULL
) STRICT;
-- In this order: clients make UUIDv7, so the index grows at its end.
CREATE UNIQUE INDEX journal_request ON journal (request_id, actor)
  WHERE request_id IS NOT NULL AND outcome = 'OK';

CREATE TABLE journal_subjects (
  subject BLOB NOT NULL,
  seq INTEGER NOT NULL REFERENCES journal (seq),
  PRIMARY KEY (subject, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_heads (
  key INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  count INTEGER NOT NULL,
  mac BLOB NOT NULL,
  time TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT;

CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
-- Retention may delete what lies at or below the last row whose method is TRIMMED, which holds
-- that bound in its version.
CREATE TRIGGER journal_keeps_its_rows BEFORE DELETE ON journal
WHEN OLD.seq > COALESCE((SELECT MAX(version) FROM journal WHERE method = 'TRIMMED'), 0)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
