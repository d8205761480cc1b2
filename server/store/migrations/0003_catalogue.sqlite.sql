-- Calendar, deadline classes, issue categories, patrol types and rules.

CREATE TABLE calendar_days (
  key INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  date TEXT NOT NULL UNIQUE CHECK (length(date) = 10),
  kind TEXT NOT NULL CHECK (kind IN ('HOLIDAY', 'WORKING_DAY')),
  title TEXT,
  source TEXT
) STRICT;

CREATE TABLE deadline_classes (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('WORKING_HOURS', 'WORKING_DAYS', 'URGENT_HOURS',
    'URGENT_DAYS', 'CALENDAR_DAYS')),
  amount INTEGER NOT NULL CHECK (amount >= 0),
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 59 AND amount + minutes > 0),
  source TEXT NOT NULL,
  valid_from_date TEXT
) STRICT;

CREATE TABLE categories (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE CHECK (length(code) = 4),
  title TEXT NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('CITY_APPEARANCE', 'ADVERTISING', 'BUILDING_WORKS',
    'EMERGENCY', 'STREET_ORDER', 'EXTENSION')),
  filing_condition TEXT NOT NULL,
  closing_condition TEXT NOT NULL,
  default_unit_kind TEXT,
  default_unit_code TEXT,
  deadline_class TEXT NOT NULL REFERENCES deadline_classes (code),
  urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
  public_order INTEGER NOT NULL CHECK (public_order IN (0, 1)),
  source TEXT NOT NULL,
  questions TEXT,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED', 'RETIRED')),
  proposer BLOB,
  publisher BLOB,
  valid_from_date TEXT,
  update_time TEXT NOT NULL,
  CHECK (publisher IS NULL OR publisher <> proposer)
) STRICT;

CREATE TABLE patrol_types (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  target TEXT NOT NULL
    CHECK (target IN ('GRID', 'STREET', 'RIVER', 'COMPOUND', 'BUILDING', 'SITE')),
  checklist TEXT NOT NULL,
  min_minutes INTEGER NOT NULL,
  min_metres INTEGER NOT NULL,
  source TEXT NOT NULL,
  default_rhythm TEXT,
  valid_from_date TEXT
) STRICT;

CREATE TABLE patrol_rules (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  patrol_type BLOB NOT NULL REFERENCES patrol_types (uid),
  area TEXT NOT NULL REFERENCES divisions (code),
  rhythm TEXT NOT NULL CHECK (rhythm IN ('DAILY', 'WORKING_DAYS', 'WEEKLY', 'MONTHLY')),
  source TEXT NOT NULL,
  valid_from_date TEXT NOT NULL,
  valid_to_date TEXT
) STRICT;
