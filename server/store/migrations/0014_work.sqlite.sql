-- Work lists read what is open, never the whole history: each index holds open rows alone, and a
-- row leaves it when its work is done.

-- Nothing went by the due time of all areas at once.
DROP INDEX issues_open_due;
CREATE INDEX issues_open_grid ON issues (grid, state, due_time)
  WHERE state IN ('REPORTED', 'ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'HANDLED');
CREATE INDEX issues_open_unit ON issues (unit, state, due_time)
  WHERE state IN ('REPORTED', 'ACCEPTED', 'DISPATCHED', 'IN_PROGRESS', 'HANDLED')
    AND unit IS NOT NULL;
CREATE INDEX issues_callback ON issues (grid, key) WHERE callback_due = 1;

-- SQLite finds that one of the three implies the whole.
CREATE INDEX patrols_open_worker ON patrols (worker, state, window_end_time)
  WHERE state = 'PLANNED' OR state = 'STARTED' OR state = 'SENT_BACK';
CREATE INDEX patrols_submitted ON patrols (grid, key) WHERE state = 'SUBMITTED';

CREATE INDEX role_assignments_proposed ON role_assignments (key) WHERE state = 'PROPOSED';
CREATE INDEX jobs_failed ON jobs (end_time) WHERE state = 'FAILED';
