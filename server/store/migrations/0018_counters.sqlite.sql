-- Counters at grid and day: what statistics sum. They follow from the rows of other tables and are
-- written with them (server/store/counting.h); a check computes them anew.

CREATE TABLE counters (
  grid BLOB NOT NULL CHECK (length(grid) = 16),
  day TEXT NOT NULL,
  measure TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (grid, day, measure)
) STRICT, WITHOUT ROWID;

-- Whether the rows that were there before the counters have been counted.
CREATE TABLE counter_state (
  key INTEGER PRIMARY KEY CHECK (key = 1),
  built_time TEXT NOT NULL
) STRICT;

-- What a step counts for is where and by when it was. Of older steps the grid of today is known,
-- and no deadline: they count in no rate of what was in time.
DROP TRIGGER issue_steps_are_append_only;
ALTER TABLE issue_steps ADD COLUMN grid BLOB;
ALTER TABLE issue_steps ADD COLUMN from_grid BLOB;
ALTER TABLE issue_steps ADD COLUMN due_time TEXT;
ALTER TABLE issue_steps ADD COLUMN outcome TEXT;
UPDATE issue_steps SET grid = (SELECT i.grid FROM issues i WHERE i.uid = issue_steps.issue);
UPDATE issue_steps SET outcome = 'GRANTED'
  WHERE act = 'decide_suspension' AND to_state = 'SUSPENDED';
CREATE TRIGGER issue_steps_are_append_only BEFORE UPDATE ON issue_steps
BEGIN SELECT RAISE(ABORT, 'steps are append-only'); END;

ALTER TABLE jobs ADD COLUMN counter_check TEXT;
