-- The sessions of mediation; the record is sealed.

CREATE TABLE mediation_sessions (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  dispute BLOB NOT NULL REFERENCES disputes (uid),
  number INTEGER NOT NULL CHECK (number > 0),
  state TEXT NOT NULL CHECK (state IN ('SCHEDULED', 'HELD', 'ADJOURNED', 'DROPPED')),
  start_time TEXT NOT NULL,
  place TEXT NOT NULL,
  closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
  parties TEXT,
  guests TEXT,
  record BLOB,
  recorded INTEGER NOT NULL CHECK (recorded IN (0, 1)),
  mediator_sign_time TEXT,
  recorder_sign_time TEXT,
  adjourn_reason TEXT,
  end_time TEXT,
  creator BLOB NOT NULL,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL,
  UNIQUE (dispute, number),
  CHECK ((state = 'SCHEDULED') = (end_time IS NULL)),
  CHECK ((state = 'HELD') = (recorded = 1))
) STRICT;
-- One is set at a time.
CREATE UNIQUE INDEX mediation_sessions_scheduled ON mediation_sessions (dispute)
  WHERE state = 'SCHEDULED';
