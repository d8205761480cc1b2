-- Disputes, their acts, who mediates them, and their parties: sealed, each under a key of its own,
-- and nothing to look one up by. What is not personal of a party is its number, kind and side.

CREATE TABLE disputes (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  number TEXT NOT NULL UNIQUE CHECK (length(number) = 21),
  dispute_class TEXT NOT NULL CHECK (dispute_class IN ('FAMILY', 'NEIGHBOURS', 'HOUSING',
    'CONTRACT', 'PRODUCTION', 'DAMAGES', 'LAND', 'LAND_TAKING', 'ENVIRONMENT', 'LABOUR',
    'CONSUMER', 'MEDICAL', 'TRAFFIC', 'PROPERTY_SERVICE', 'OTHER')),
  source TEXT NOT NULL CHECK (source IN ('OWN', 'REQUEST', 'REFERRED')),
  summary TEXT NOT NULL,
  grid BLOB NOT NULL REFERENCES grids (uid),
  address TEXT,
  compound BLOB REFERENCES compounds (uid),
  amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
  people_count INTEGER NOT NULL CHECK (people_count >= 0),
  issue BLOB REFERENCES issues (uid),
  committee BLOB REFERENCES units (uid),
  state TEXT NOT NULL CHECK (state IN ('REGISTERED', 'ACCEPTED', 'DECLINED', 'REFERRED',
    'MEDIATING', 'AGREED', 'FAILED', 'STOPPED', 'PERFORMING', 'PERFORMED', 'BREACHED', 'CLOSED')),
  escalation_risk TEXT CHECK (escalation_risk IN ('LOW', 'MEDIUM', 'HIGH')),
  risk_assessor BLOB,
  risk_time TEXT,
  mediators TEXT,
  mediator_count INTEGER NOT NULL,
  party_count INTEGER NOT NULL,
  pending_before TEXT CHECK (pending_before IN ('NOBODY', 'COURT', 'POLICE', 'AGENCY')),
  decline_reason TEXT CHECK (decline_reason IN ('COURT_ACCEPTED', 'POLICE_ACCEPTED',
    'AGENCY_ACCEPTED', 'AGENCY_ONLY', 'NOT_CIVIL', 'PARTY_REFUSES', 'NO_PARTY')),
  referred_to BLOB REFERENCES units (uid),
  accept_time TEXT,
  remind_time TEXT,
  due_time TEXT,
  escalate_time TEXT,
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
  clock TEXT,
  extension_days INTEGER NOT NULL CHECK (extension_days >= 0),
  session_count INTEGER NOT NULL,
  next_session_time TEXT,
  advice TEXT,
  stopped_by TEXT CHECK (stopped_by IN ('FIRST', 'SECOND', 'THIRD')),
  outcome_time TEXT,
  escalation_prevented INTEGER NOT NULL CHECK (escalation_prevented IN (0, 1)),
  police_reported INTEGER NOT NULL CHECK (police_reported IN (0, 1)),
  police_station BLOB REFERENCES units (uid),
  police_report_time TEXT,
  close_time TEXT,
  creator BLOB NOT NULL,
  step_count INTEGER NOT NULL,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL,
  -- What a court, the police or an agency has accepted is not mediated.
  CHECK (state IN ('REGISTERED', 'DECLINED', 'REFERRED') OR pending_before IS 'NOBODY'),
  CHECK (state <> 'DECLINED' OR decline_reason IS NOT NULL),
  CHECK (state <> 'STOPPED' OR stopped_by IS NOT NULL),
  CHECK (state <> 'FAILED' OR advice IS NOT NULL),
  CHECK ((police_reported = 1) = (police_station IS NOT NULL))
) STRICT;
CREATE INDEX disputes_grid ON disputes (grid, key);
CREATE INDEX disputes_creator ON disputes (creator, key);
CREATE INDEX disputes_issue ON disputes (issue) WHERE issue IS NOT NULL;
CREATE INDEX disputes_reported ON disputes (grid, key) WHERE police_reported = 1;
CREATE INDEX disputes_open_grid ON disputes (grid, key)
  WHERE state IN ('REGISTERED', 'ACCEPTED', 'MEDIATING', 'PERFORMED');
CREATE INDEX disputes_open_due ON disputes (due_time) WHERE state IN ('ACCEPTED', 'MEDIATING');
CREATE INDEX disputes_registered ON disputes (key) WHERE state = 'REGISTERED';
CREATE INDEX disputes_provisional ON disputes (key) WHERE provisional = 1;

-- The accounts that mediate a dispute.
CREATE TABLE dispute_accounts (
  account BLOB NOT NULL,
  key INTEGER NOT NULL REFERENCES disputes (key),
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX dispute_accounts_dispute ON dispute_accounts (key);

CREATE VIRTUAL TABLE disputes_search USING fts5(words, marks, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0');

CREATE TABLE dispute_steps (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  dispute BLOB NOT NULL REFERENCES disputes (uid),
  act TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  actor BLOB,
  actor_username TEXT,
  text TEXT,
  create_time TEXT NOT NULL,
  grid BLOB NOT NULL,
  due_time TEXT,
  dispute_class TEXT NOT NULL,
  source TEXT NOT NULL,
  from_grid BLOB
) STRICT;
CREATE INDEX dispute_steps_dispute ON dispute_steps (dispute, key);
CREATE TRIGGER dispute_steps_are_append_only BEFORE UPDATE ON dispute_steps
BEGIN SELECT RAISE(ABORT, 'steps are append-only'); END;

CREATE TABLE dispute_parties (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  dispute BLOB NOT NULL REFERENCES disputes (uid),
  number INTEGER NOT NULL CHECK (number > 0),
  kind TEXT NOT NULL CHECK (kind IN ('PERSON', 'ORGANISATION')),
  side TEXT NOT NULL CHECK (side IN ('FIRST', 'SECOND', 'THIRD')),
  display_name BLOB,
  credit_code TEXT,
  phone BLOB,
  address BLOB,
  agent_display_name BLOB,
  agent_authority TEXT CHECK (agent_authority IN ('GENERAL', 'SPECIAL', 'STATUTORY')),
  rights_time TEXT,
  rights_means TEXT CHECK (rights_means IN ('READ_OUT', 'IN_WRITING')),
  id_number_kept INTEGER NOT NULL CHECK (id_number_kept IN (0, 1)),
  removed INTEGER NOT NULL CHECK (removed IN (0, 1)),
  UNIQUE (dispute, number),
  -- Nothing that was personal stays of one that was taken out.
  CHECK (removed = 0 OR (display_name IS NULL AND phone IS NULL AND address IS NULL
    AND agent_display_name IS NULL AND credit_code IS NULL AND id_number_kept = 0))
) STRICT;

-- Erased, with its key, 3 years after the dispute has ended.
CREATE TABLE party_id_numbers (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  dispute BLOB NOT NULL REFERENCES disputes (uid),
  party INTEGER NOT NULL,
  id_number BLOB NOT NULL,
  UNIQUE (dispute, party)
) STRICT;

CREATE TABLE dispute_mediators (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  dispute BLOB NOT NULL REFERENCES disputes (uid),
  account BLOB,
  display_name BLOB,
  choice TEXT NOT NULL CHECK (choice IN ('COMMITTEE', 'PARTIES')),
  state TEXT NOT NULL CHECK (state IN ('ASSIGNED', 'CLEARED', 'BLOCKED', 'REPLACED')),
  conflict TEXT CHECK (conflict IN ('NONE', 'PARTY_OR_RELATIVE', 'INTEREST', 'AGENT',
    'OTHER_TIE')),
  create_time TEXT NOT NULL,
  declare_time TEXT,
  end_time TEXT,
  CHECK ((account IS NULL) <> (display_name IS NULL)),
  -- Whoever has a conflict of interest mediates nothing.
  CHECK (state <> 'CLEARED' OR conflict IS 'NONE'),
  CHECK (state NOT IN ('ASSIGNED', 'CLEARED') OR end_time IS NULL)
) STRICT;
CREATE INDEX dispute_mediators_dispute ON dispute_mediators (dispute, key);
-- Nobody mediates a dispute twice at a time.
CREATE UNIQUE INDEX dispute_mediators_account ON dispute_mediators (dispute, account)
  WHERE account IS NOT NULL AND state IN ('ASSIGNED', 'CLEARED');

-- The dispute behind an issue, so that the way leads both ways.
ALTER TABLE issues ADD COLUMN dispute BLOB;
