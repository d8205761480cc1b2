-- Jobs: long work in slices. What runs, and from where it goes on, stands beside the job: a row of
-- job_runs is the lease that one server holds on it.

CREATE TABLE jobs (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  -- No CHECK: releases add kinds, and a server fails a job of a kind that it does not know.
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('AWAITING_INPUT', 'QUEUED', 'RUNNING', 'SUCCEEDED',
    'FAILED', 'CANCELLED')),
  creator BLOB NOT NULL REFERENCES accounts (uid),
  phase TEXT CHECK (phase IN ('CHECKING', 'APPLYING')),
  done INTEGER NOT NULL,
  total INTEGER NOT NULL,
  failure TEXT,
  input_size INTEGER NOT NULL,
  input_sha256 TEXT,
  input_received INTEGER NOT NULL CHECK (input_received <= input_size),
  create_time TEXT NOT NULL,
  start_time TEXT,
  end_time TEXT,
  division_edition TEXT
) STRICT;
CREATE INDEX jobs_open ON jobs (key) WHERE state IN ('AWAITING_INPUT', 'QUEUED', 'RUNNING');
CREATE INDEX jobs_creator ON jobs (creator, key);

CREATE TABLE job_runs (
  job BLOB PRIMARY KEY REFERENCES jobs (uid),
  owner TEXT NOT NULL,
  lease_time TEXT NOT NULL,
  cursor TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The bytes of an input, until its job has ended.
CREATE TABLE job_inputs (
  key INTEGER PRIMARY KEY,
  job BLOB NOT NULL REFERENCES jobs (uid),
  start INTEGER NOT NULL,
  content BLOB NOT NULL,
  UNIQUE (job, start)
) STRICT;

-- A round of a timer belongs to the server that puts in its slot.
CREATE TABLE timer_slots (
  kind TEXT NOT NULL,
  slot TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (kind, slot)
) STRICT, WITHOUT ROWID;

ALTER TABLE divisions ADD COLUMN former_titles TEXT;
