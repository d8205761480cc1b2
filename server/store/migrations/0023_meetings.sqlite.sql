-- Analysis meetings: the rules that plan them, the meetings, and what is on their agenda.

CREATE TABLE meeting_rules (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  level TEXT NOT NULL CHECK (level = 'COMMUNITY' OR level = 'SUBDISTRICT'),
  division TEXT REFERENCES divisions (code),
  rhythm TEXT NOT NULL
    CHECK (rhythm = 'WEEKLY' OR rhythm = 'HALF_MONTHLY' OR rhythm = 'MONTHLY'),
  planned_day INTEGER NOT NULL CHECK (planned_day BETWEEN 1 AND 31),
  planned_hour INTEGER NOT NULL CHECK (planned_hour BETWEEN 0 AND 23),
  -- Fewer than three would be about somebody.
  cluster_size INTEGER NOT NULL CHECK (cluster_size >= 3),
  cluster_days INTEGER NOT NULL CHECK (cluster_days BETWEEN 1 AND 366),
  source TEXT NOT NULL,
  valid_from_date TEXT NOT NULL,
  valid_to_date TEXT CHECK (valid_to_date IS NULL OR valid_to_date >= valid_from_date)
) STRICT;

CREATE TABLE meetings (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  division TEXT NOT NULL REFERENCES divisions (code),
  level TEXT NOT NULL CHECK (level = 'COMMUNITY' OR level = 'SUBDISTRICT'),
  meeting_rule BLOB REFERENCES meeting_rules (uid),
  period_start_date TEXT NOT NULL,
  period_end_date TEXT NOT NULL CHECK (period_end_date >= period_start_date),
  planned_time TEXT NOT NULL,
  place TEXT,
  chair BLOB REFERENCES accounts (uid),
  recorder BLOB REFERENCES accounts (uid),
  state TEXT NOT NULL CHECK (state = 'PLANNED' OR state = 'HELD' OR state = 'MINUTES_SIGNED'
    OR state = 'ITEMS_OPEN' OR state = 'DONE'),
  agenda_time TEXT,
  left_out_count INTEGER NOT NULL,
  held_time TEXT CHECK (held_time IS NOT NULL OR state = 'PLANNED'),
  attendance TEXT,
  minutes TEXT,
  signed_time TEXT CHECK (signed_time IS NOT NULL OR state = 'PLANNED' OR state = 'HELD'),
  done_time TEXT CHECK (done_time IS NOT NULL OR state <> 'DONE'),
  clock TEXT,
  remind_time TEXT,
  due_time TEXT,
  escalate_time TEXT,
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX meetings_division ON meetings (division, key);
-- A rule plans one meeting for a division and period.
CREATE UNIQUE INDEX meetings_period ON meetings (division, period_start_date)
  WHERE meeting_rule IS NOT NULL;
CREATE INDEX meetings_ends ON meetings (division, period_end_date);
-- Work lists and notices go through what is not over alone.
CREATE INDEX meetings_open_division ON meetings (state, division)
  WHERE state = 'PLANNED' OR state = 'HELD' OR state = 'MINUTES_SIGNED';
CREATE INDEX meetings_open_remind ON meetings (state, remind_time)
  WHERE state = 'PLANNED' OR state = 'HELD' OR state = 'MINUTES_SIGNED';
CREATE INDEX meetings_chair ON meetings (chair)
  WHERE chair IS NOT NULL AND (state = 'PLANNED' OR state = 'HELD');
CREATE INDEX meetings_recorder ON meetings (recorder)
  WHERE recorder IS NOT NULL AND (state = 'PLANNED' OR state = 'HELD');
CREATE INDEX meetings_provisional ON meetings (key) WHERE provisional = 1;

CREATE TABLE meeting_items (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  meeting BLOB NOT NULL REFERENCES meetings (uid),
  division TEXT NOT NULL REFERENCES divisions (code),
  kind TEXT NOT NULL CHECK (kind = 'ISSUE' OR kind = 'CLUSTER' OR kind = 'CATEGORY'
    OR kind = 'DISPUTE'),
  origin TEXT NOT NULL CHECK (origin = 'OVERDUE' OR origin = 'CLUSTER' OR origin = 'ADDED'
    OR origin = 'CARRIED_OVER' OR origin = 'OPEN_DISPUTE'),
  issue BLOB REFERENCES issues (uid) CHECK (issue IS NOT NULL OR kind <> 'ISSUE'),
  category BLOB REFERENCES categories (uid) CHECK (category IS NOT NULL OR kind <> 'CATEGORY'),
  cluster TEXT CHECK (cluster IS NOT NULL OR kind <> 'CLUSTER'),
  cluster_count INTEGER NOT NULL CHECK (cluster_count >= 3 OR kind <> 'CLUSTER'),
  state TEXT NOT NULL CHECK (state = 'ON_AGENDA' OR state = 'OPEN' OR state = 'DONE'
    OR state = 'RELEASED' OR state = 'CARRIED_OVER'),
  judgement TEXT,
  judgement_text TEXT,
  measure TEXT,
  measure_text TEXT,
  unit BLOB REFERENCES units (uid),
  assignee BLOB REFERENCES accounts (uid),
  dispatched_issues TEXT,
  clock TEXT,
  remind_time TEXT,
  due_time TEXT CHECK (due_time IS NOT NULL OR state <> 'OPEN'),
  escalate_time TEXT,
  provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
  first_due_time TEXT,
  end_time TEXT,
  end_text TEXT,
  carried_from BLOB UNIQUE REFERENCES meeting_items (uid),
  carried_to BLOB REFERENCES meeting_items (uid) DEFERRABLE INITIALLY DEFERRED,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE INDEX meeting_items_meeting ON meeting_items (meeting, key);
CREATE INDEX meeting_items_division ON meeting_items (division, key);
CREATE INDEX meeting_items_unit ON meeting_items (unit, key) WHERE unit IS NOT NULL;
CREATE INDEX meeting_items_assignee ON meeting_items (assignee, key) WHERE assignee IS NOT NULL;
CREATE INDEX meeting_items_issue ON meeting_items (issue, key) WHERE issue IS NOT NULL;
CREATE INDEX meeting_items_open_division ON meeting_items (state, division)
  WHERE state = 'OPEN';
CREATE INDEX meeting_items_open_unit ON meeting_items (unit, state, due_time)
  WHERE state = 'OPEN' AND unit IS NOT NULL;
CREATE INDEX meeting_items_open_assignee ON meeting_items (assignee, state, due_time)
  WHERE state = 'OPEN' AND assignee IS NOT NULL;
CREATE INDEX meeting_items_open_remind ON meeting_items (state, remind_time)
  WHERE state = 'OPEN';
CREATE INDEX meeting_items_first_due ON meeting_items (division, first_due_time)
  WHERE first_due_time IS NOT NULL;
CREATE INDEX meeting_items_provisional ON meeting_items (key) WHERE provisional = 1;
