-- Agreements of people's mediation, what they say, and what is due of them. `grid` and `mediators` are
-- the dispute's, so that scope can follow.

CREATE TABLE agreements (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  number TEXT NOT NULL UNIQUE,
  dispute BLOB NOT NULL REFERENCES disputes (uid),
  grid BLOB NOT NULL REFERENCES grids (uid),
  mediators TEXT,
  form TEXT NOT NULL CHECK (form IN ('WRITTEN', 'ORAL')),
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'IN_EFFECT', 'BREACHED', 'PERFORMED', 'CLOSED',
    'DROPPED', 'VOID')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
  instalments TEXT,
  signatures TEXT,
  party_count INTEGER NOT NULL,
  mediator BLOB REFERENCES accounts (uid),
  mediator_sign_time TEXT,
  seal_time TEXT,
  effective_time TEXT,
  confirmation TEXT NOT NULL CHECK (confirmation IN ('NONE', 'APPLIED', 'CONFIRMED', 'REFUSED')),
  confirm_by_date TEXT,
  applied_date TEXT CHECK (applied_date IS NULL OR applied_date <= confirm_by_date),
  court TEXT,
  court_document_number TEXT,
  decided_date TEXT CHECK (decided_date IS NULL OR decided_date >= applied_date),
  court_paper BLOB REFERENCES attachments (uid),
  whole TEXT,
  reason TEXT,
  end_date TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL,
  -- A written one is not in effect without the mediator's signature and the seal.
  CHECK (form = 'ORAL' OR state = 'DRAFT' OR state = 'DROPPED'
    OR (mediator_sign_time IS NOT NULL AND seal_time IS NOT NULL)),
  CHECK ((effective_time IS NOT NULL) = (state <> 'DRAFT' AND state <> 'DROPPED')),
  CHECK (confirmation = 'NONE' OR applied_date IS NOT NULL),
  CHECK (confirmation IN ('NONE', 'APPLIED') OR court_paper IS NOT NULL)
) STRICT;
CREATE INDEX agreements_grid ON agreements (grid, key);
CREATE INDEX agreements_draft ON agreements (grid, key) WHERE state = 'DRAFT';
CREATE INDEX agreements_breached ON agreements (grid, key) WHERE state = 'BREACHED';
-- One at a time.
CREATE UNIQUE INDEX agreements_dispute ON agreements (dispute)
  WHERE state <> 'DROPPED' AND state <> 'VOID';
CREATE INDEX agreements_of_dispute ON agreements (dispute, key);

CREATE TABLE agreement_mediators (
  account BLOB NOT NULL,
  key INTEGER NOT NULL REFERENCES agreements (key),
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX agreement_mediators_key ON agreement_mediators (key);

CREATE TABLE agreement_contents (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  agreement BLOB NOT NULL UNIQUE REFERENCES agreements (uid),
  facts BLOB,
  points BLOB,
  responsibilities BLOB,
  terms BLOB,
  manner BLOB,
  place BLOB,
  time_limit BLOB
) STRICT;

CREATE TABLE agreement_duties (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  agreement BLOB NOT NULL REFERENCES agreements (uid),
  number TEXT NOT NULL,
  grid BLOB NOT NULL REFERENCES grids (uid),
  mediators TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('PERFORMANCE', 'CONFIRMATION')),
  instalment INTEGER NOT NULL CHECK (instalment >= 0),
  follow_up INTEGER NOT NULL CHECK (follow_up IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'DONE', 'DROPPED')),
  clock TEXT NOT NULL,
  remind_time TEXT,
  last_remind_time TEXT,
  due_time TEXT,
  escalate_time TEXT,
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
  performance TEXT CHECK (performance IN ('KEPT', 'PARTLY', 'NOT_KEPT')),
  checked_date TEXT,
  note TEXT,
  end_time TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL,
  CHECK ((state = 'OPEN') = (end_time IS NULL))
) STRICT;
CREATE INDEX agreement_duties_grid ON agreement_duties (grid, key);
CREATE INDEX agreement_duties_agreement ON agreement_duties (agreement, key);
CREATE INDEX agreement_duties_open_due ON agreement_duties (due_time) WHERE state = 'OPEN';
CREATE INDEX agreement_duties_open_remind ON agreement_duties (remind_time) WHERE state = 'OPEN';
CREATE INDEX agreement_duties_open_grid ON agreement_duties (grid, kind, due_time)
  WHERE state = 'OPEN';
CREATE INDEX agreement_duties_provisional ON agreement_duties (key) WHERE provisional = 1;
-- One check of each part runs at a time.
CREATE UNIQUE INDEX agreement_duties_open ON agreement_duties (agreement, kind, instalment)
  WHERE state = 'OPEN';

CREATE TABLE agreement_duty_mediators (
  account BLOB NOT NULL,
  key INTEGER NOT NULL REFERENCES agreement_duties (key),
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX agreement_duty_mediators_key ON agreement_duty_mediators (key);

-- A second reminder, near the end of a period.
CREATE TABLE notices_with_last_call (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  account BLOB NOT NULL REFERENCES accounts (uid),
  resource TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('DUE_SOON', 'LAST_CALL', 'OVERDUE', 'ESCALATED')),
  due_time TEXT NOT NULL,
  create_time TEXT NOT NULL,
  read_time TEXT
) STRICT;
INSERT INTO notices_with_last_call (key, uid, version, account, resource, kind, due_time,
    create_time, read_time)
  SELECT key, uid, version, account, resource, kind, due_time, create_time, read_time FROM notices;
DROP TABLE notices;
ALTER TABLE notices_with_last_call RENAME TO notices;
CREATE UNIQUE INDEX notices_once ON notices (resource, kind, due_time, account);
CREATE INDEX notices_account ON notices (account, key);
CREATE INDEX notices_unread ON notices (account, key) WHERE read_time IS NULL;
