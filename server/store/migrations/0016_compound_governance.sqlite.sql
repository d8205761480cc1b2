-- Compounds governed by law: contracts of property service, owners' committees, designations,
-- building contacts, and what is due of them. `grid` is the compound's, so that scope can follow.

CREATE TABLE property_services (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  compound BLOB NOT NULL REFERENCES compounds (uid),
  grid BLOB NOT NULL REFERENCES grids (uid),
  firm TEXT NOT NULL,
  credit_code TEXT NOT NULL CHECK (length(credit_code) = 18),
  unit BLOB REFERENCES units (uid),
  start_date TEXT NOT NULL,
  contract_end_date TEXT NOT NULL CHECK (contract_end_date > start_date),
  duty_phone TEXT,
  lead_display_name BLOB,
  lead_phone BLOB,
  fee_fen INTEGER NOT NULL CHECK (fee_fen >= 0),
  handover_notes TEXT,
  end_date TEXT CHECK (end_date IS NULL OR end_date >= start_date),
  end_reason TEXT,
  predecessor BLOB REFERENCES property_services (uid),
  successor BLOB REFERENCES property_services (uid),
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX property_services_grid ON property_services (grid, key);
CREATE INDEX property_services_compound ON property_services (compound, start_date);

CREATE TABLE owners_committees (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  compound BLOB NOT NULL REFERENCES compounds (uid),
  grid BLOB NOT NULL REFERENCES grids (uid),
  term_number INTEGER NOT NULL CHECK (term_number > 0),
  state TEXT NOT NULL
    CHECK (state IN ('PREPARING', 'ELECTED', 'FILED', 'REPLACED', 'DISSOLVED')),
  elected_date TEXT,
  term_end_date TEXT CHECK (term_end_date IS NULL OR term_end_date > elected_date),
  first_meeting_date TEXT,
  filed_date TEXT,
  filing_number TEXT,
  member_count INTEGER NOT NULL,
  seats TEXT,
  changed_date TEXT,
  change_reported_date TEXT,
  end_reason TEXT,
  end_date TEXT,
  interim_body TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX owners_committees_grid ON owners_committees (grid, key);
CREATE INDEX owners_committees_compound ON owners_committees (compound, key);
-- One in office and one being prepared at a time.
CREATE UNIQUE INDEX owners_committees_preparing ON owners_committees (compound)
  WHERE state = 'PREPARING';
CREATE UNIQUE INDEX owners_committees_in_office ON owners_committees (compound)
  WHERE state = 'ELECTED' OR state = 'FILED';

CREATE TABLE committee_members (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  committee BLOB NOT NULL REFERENCES owners_committees (uid),
  post TEXT NOT NULL CHECK (post IN ('CHAIR', 'VICE_CHAIR', 'MEMBER')),
  display_name BLOB,
  start_date TEXT NOT NULL,
  end_date TEXT
) STRICT;
CREATE INDEX committee_members_committee ON committee_members (committee, key);

CREATE TABLE designation_standards (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('KEY', 'MODEL_LAW_BASED', 'SMART')),
  title TEXT NOT NULL,
  criteria TEXT NOT NULL,
  review_class TEXT NOT NULL,
  source TEXT NOT NULL,
  valid_from_date TEXT
) STRICT;

CREATE TABLE designations (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  compound BLOB NOT NULL REFERENCES compounds (uid),
  grid BLOB NOT NULL REFERENCES grids (uid),
  standard BLOB NOT NULL REFERENCES designation_standards (uid),
  kind TEXT NOT NULL CHECK (kind IN ('KEY', 'MODEL_LAW_BASED', 'SMART')),
  evidence TEXT,
  state TEXT NOT NULL CHECK (state IN ('PROPOSED', 'AWARDED', 'RENEWED', 'WITHDRAWN')),
  proposer BLOB NOT NULL,
  reviewer BLOB,
  awarded_date TEXT,
  reviewed_date TEXT,
  review_comment TEXT,
  withdraw_reason TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX designations_grid ON designations (grid, key);
CREATE INDEX designations_compound ON designations (compound, key);
-- One of a kind at a time.
CREATE UNIQUE INDEX designations_open ON designations (compound, kind)
  WHERE state <> 'WITHDRAWN';

-- Name and phone go when the contact ends; that a building had one stays.
CREATE TABLE building_contacts (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  compound BLOB NOT NULL REFERENCES compounds (uid),
  building TEXT NOT NULL,
  display_name BLOB,
  phone BLOB,
  consent_date TEXT NOT NULL,
  start_date TEXT NOT NULL CHECK (start_date >= consent_date),
  end_date TEXT CHECK (end_date IS NULL OR end_date >= start_date),
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX building_contacts_compound ON building_contacts (compound, key);

CREATE TABLE compound_duties (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  compound BLOB NOT NULL REFERENCES compounds (uid),
  grid BLOB NOT NULL REFERENCES grids (uid),
  kind TEXT NOT NULL CHECK (kind IN ('CONTRACT_END', 'FIRST_MEETING', 'FILING', 'CHANGE_REPORT',
    'RE_ELECTION', 'DESIGNATION_REVIEW')),
  resource TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'DONE', 'DROPPED')),
  clock TEXT NOT NULL,
  remind_time TEXT,
  due_time TEXT,
  escalate_time TEXT,
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
  end_time TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX compound_duties_grid ON compound_duties (grid, key);
CREATE INDEX compound_duties_compound ON compound_duties (compound, key);
CREATE INDEX compound_duties_open_due ON compound_duties (due_time) WHERE state = 'OPEN';
-- One of a kind runs at a time for each contract, committee or designation.
CREATE UNIQUE INDEX compound_duties_open ON compound_duties (resource, kind)
  WHERE state = 'OPEN';
CREATE INDEX compound_duties_provisional ON compound_duties (key) WHERE provisional = 1;
