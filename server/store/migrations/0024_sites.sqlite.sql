-- Sites, how often they are visited, and their visits. What a visit brings becomes an issue.

CREATE TABLE sites (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  kind TEXT NOT NULL
    CHECK (kind = 'SHOP' OR kind = 'ENTERPRISE' OR kind = 'IDLE_PREMISES' OR kind = 'HAZARD'),
  grid BLOB NOT NULL REFERENCES grids (uid),
  address TEXT,
  compound BLOB REFERENCES compounds (uid),
  point TEXT,
  organisation TEXT,
  credit_code TEXT CHECK (credit_code IS NULL OR length(credit_code) = 18),
  duty_phone TEXT,
  vacant_area_m2 INTEGER NOT NULL CHECK (vacant_area_m2 >= 0),
  owner_organisation TEXT,
  present_use TEXT,
  intended_use TEXT,
  hazard_kind TEXT,
  responsible_unit BLOB REFERENCES units (uid),
  next_check_date TEXT,
  worker BLOB REFERENCES accounts (uid),
  state TEXT NOT NULL CHECK (state = 'IN_USE' OR state = 'CLOSED'),
  close_date TEXT,
  close_reason TEXT,
  last_visit_time TEXT,
  clock TEXT,
  remind_time TEXT,
  due_time TEXT,
  escalate_time TEXT,
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL,
  CHECK (kind = 'IDLE_PREMISES' OR (vacant_area_m2 = 0 AND owner_organisation IS NULL)),
  CHECK ((kind = 'HAZARD') = (hazard_kind IS NOT NULL)),
  CHECK (state = 'IN_USE' OR due_time IS NULL)
) STRICT;
CREATE INDEX sites_grid ON sites (grid, key);
CREATE INDEX sites_compound ON sites (compound, key) WHERE compound IS NOT NULL;
CREATE INDEX sites_responsible_unit ON sites (responsible_unit, key)
  WHERE responsible_unit IS NOT NULL;
CREATE INDEX sites_worker ON sites (worker, key) WHERE worker IS NOT NULL;
CREATE INDEX sites_in_use_remind ON sites (remind_time) WHERE state = 'IN_USE';
CREATE INDEX sites_in_use_grid ON sites (grid, remind_time) WHERE state = 'IN_USE';
CREATE INDEX sites_in_use_worker ON sites (worker, remind_time)
  WHERE state = 'IN_USE' AND worker IS NOT NULL;

CREATE VIRTUAL TABLE sites_search USING fts5(words, marks, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0');

CREATE TABLE site_rhythms (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL
    CHECK (kind = 'SHOP' OR kind = 'ENTERPRISE' OR kind = 'IDLE_PREMISES' OR kind = 'HAZARD'),
  hazard_kind TEXT CHECK (hazard_kind IS NULL OR kind = 'HAZARD'),
  deadline_class TEXT NOT NULL,
  source TEXT NOT NULL,
  valid_from_date TEXT NOT NULL
) STRICT;

CREATE TABLE site_visits (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  site BLOB NOT NULL REFERENCES sites (uid),
  grid BLOB NOT NULL REFERENCES grids (uid),
  worker BLOB NOT NULL REFERENCES accounts (uid),
  subject TEXT NOT NULL,
  asks TEXT,
  result TEXT NOT NULL,
  occurred_time TEXT NOT NULL,
  received_time TEXT NOT NULL,
  clock_suspect INTEGER NOT NULL CHECK (clock_suspect IN (0, 1)),
  open_asks INTEGER NOT NULL CHECK (open_asks >= 0),
  units TEXT
) STRICT;
CREATE INDEX site_visits_grid ON site_visits (grid, key);
CREATE INDEX site_visits_site ON site_visits (site, key);
CREATE INDEX site_visits_worker ON site_visits (worker, key);
CREATE INDEX site_visits_open_asks ON site_visits (grid, key) WHERE open_asks > 0;
CREATE INDEX site_visits_open_worker ON site_visits (worker, key) WHERE open_asks > 0;

-- The units that handle what was asked for at a visit.
CREATE TABLE site_visit_units (
  unit BLOB NOT NULL REFERENCES units (uid),
  key INTEGER NOT NULL REFERENCES site_visits (key),
  PRIMARY KEY (unit, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX site_visit_units_visit ON site_visit_units (key);

-- An issue's source may be a visit. SQLite changes no CHECK: the column is made anew.
ALTER TABLE issues RENAME COLUMN source TO source_before;
ALTER TABLE issues ADD COLUMN source TEXT NOT NULL DEFAULT 'RESIDENT'
  CHECK (source = 'PATROL' OR source = 'RESIDENT' OR source = 'HOTLINE'
    OR source = 'COMPOUND' OR source = 'UPPER' OR source = 'SENSOR' OR source = 'VISIT');
UPDATE issues SET source = source_before;
ALTER TABLE issues DROP COLUMN source_before;
ALTER TABLE issues ADD COLUMN site BLOB REFERENCES sites (uid);
ALTER TABLE issues ADD COLUMN site_visit BLOB REFERENCES site_visits (uid);
CREATE INDEX issues_site_visit ON issues (site_visit) WHERE site_visit IS NOT NULL;
CREATE INDEX issues_site ON issues (site, key) WHERE site IS NOT NULL;

-- What a step counts for depends on where its issue came from.
ALTER TABLE issue_steps ADD COLUMN source TEXT;
