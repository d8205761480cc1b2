-- Divisions, units, grids and their staff, compounds.

CREATE TABLE divisions (
  key INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE CHECK (length(code) IN (2, 4, 6, 9, 12)),
  title TEXT NOT NULL,
  level TEXT NOT NULL
    CHECK (level IN ('PROVINCE', 'CITY', 'DISTRICT', 'SUBDISTRICT', 'COMMUNITY')),
  parent TEXT REFERENCES divisions (code) DEFERRABLE INITIALLY DEFERRED,
  valid_from_date TEXT,
  valid_to_date TEXT
) STRICT;
CREATE INDEX divisions_parent ON divisions (parent, code);

CREATE TABLE units (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('COMMUNITY_OFFICE', 'SUBDISTRICT_OFFICE', 'DEPARTMENT',
    'PROPERTY_FIRM', 'UTILITY', 'MEDIATION_COMMITTEE', 'POLICE_STATION')),
  area TEXT NOT NULL REFERENCES divisions (code),
  duty_phone TEXT,
  start_date TEXT,
  end_date TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;

CREATE TABLE unit_members (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  unit BLOB NOT NULL REFERENCES units (uid),
  account BLOB NOT NULL REFERENCES accounts (uid),
  start_date TEXT NOT NULL,
  end_date TEXT CHECK (end_date IS NULL OR end_date >= start_date)
) STRICT;
CREATE INDEX unit_members_unit ON unit_members (unit, key);
CREATE UNIQUE INDEX unit_members_open ON unit_members (unit, account) WHERE end_date IS NULL;

CREATE TABLE grids (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE CHECK (length(code) = 15),
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('COMPREHENSIVE', 'DEDICATED')),
  community TEXT NOT NULL REFERENCES divisions (code),
  boundary TEXT,
  centre TEXT,
  to_be_placed INTEGER NOT NULL CHECK (to_be_placed IN (0, 1)),
  households INTEGER NOT NULL CHECK (households >= 0),
  residents INTEGER NOT NULL CHECK (residents >= 0),
  state TEXT NOT NULL CHECK (state IN ('ACTIVE', 'RETIRED')),
  boundary_source TEXT,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX grids_community ON grids (community, key);

-- Every area that a grid lies in: its divisions and itself, by name. Scope reads it.
CREATE TABLE area_grids (
  area TEXT NOT NULL,
  grid BLOB NOT NULL REFERENCES grids (uid),
  PRIMARY KEY (area, grid)
) STRICT, WITHOUT ROWID;
CREATE INDEX area_grids_grid ON area_grids (grid);

CREATE TABLE grid_assignments (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  grid BLOB NOT NULL REFERENCES grids (uid),
  account BLOB NOT NULL REFERENCES accounts (uid),
  duty TEXT NOT NULL CHECK (duty IN ('LEAD', 'WORKER', 'PART_TIME', 'MICRO')),
  start_date TEXT NOT NULL,
  end_date TEXT CHECK (end_date IS NULL OR end_date >= start_date),
  reason TEXT
) STRICT;
CREATE INDEX grid_assignments_grid ON grid_assignments (grid, key);

-- Exactly one lead on any day.
CREATE TRIGGER one_lead_on_insert BEFORE INSERT ON grid_assignments
WHEN NEW.duty = 'LEAD' AND EXISTS (
  SELECT 1 FROM grid_assignments a WHERE a.grid = NEW.grid AND a.duty = 'LEAD'
    AND a.start_date <= COALESCE(NEW.end_date, '9999-12-31')
    AND NEW.start_date <= COALESCE(a.end_date, '9999-12-31'))
BEGIN SELECT RAISE(ABORT, 'one lead'); END;
CREATE TRIGGER one_lead_on_update BEFORE UPDATE ON grid_assignments
WHEN NEW.duty = 'LEAD' AND EXISTS (
  SELECT 1 FROM grid_assignments a WHERE a.grid = NEW.grid AND a.duty = 'LEAD'
    AND a.key <> NEW.key
    AND a.start_date <= COALESCE(NEW.end_date, '9999-12-31')
    AND NEW.start_date <= COALESCE(a.end_date, '9999-12-31'))
BEGIN SELECT RAISE(ABORT, 'one lead'); END;

CREATE TABLE compounds (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  address TEXT,
  grid BLOB NOT NULL REFERENCES grids (uid),
  kind TEXT NOT NULL
    CHECK (kind IN ('COMMERCIAL', 'OLD', 'UNIT_HOUSING', 'RESETTLED', 'SELF_BUILT')),
  management TEXT NOT NULL CHECK (management IN ('FIRM', 'SELF', 'COMMUNITY', 'NONE')),
  buildings INTEGER NOT NULL,
  entrances INTEGER NOT NULL,
  households INTEGER NOT NULL,
  built_year INTEGER NOT NULL,
  gates INTEGER NOT NULL,
  parking_places INTEGER NOT NULL,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX compounds_grid ON compounds (grid, key);
