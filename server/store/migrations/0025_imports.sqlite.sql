-- Imports of files: what is wrong with which row, and the error file for who sent it. Both go a day
-- after the job; the error file holds what was sent, so it is sealed.

ALTER TABLE jobs ADD COLUMN sheet_import TEXT;
-- Whoever imports has jobs: what failed waits in the work list of its creator.
CREATE INDEX jobs_failed_creator ON jobs (creator, end_time) WHERE state = 'FAILED';

CREATE TABLE import_errors (
  key INTEGER PRIMARY KEY,
  job BLOB NOT NULL REFERENCES jobs (uid),
  row INTEGER NOT NULL,
  zh TEXT NOT NULL,
  en TEXT NOT NULL
) STRICT;
CREATE INDEX import_errors_job ON import_errors (job, row);

CREATE TABLE import_error_files (
  key INTEGER PRIMARY KEY,
  job BLOB NOT NULL REFERENCES jobs (uid),
  start INTEGER NOT NULL,
  sealed TEXT NOT NULL,
  UNIQUE (job, start)
) STRICT;
