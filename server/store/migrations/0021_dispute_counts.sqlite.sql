-- What the end of a mediation counts for beside its outcome.
ALTER TABLE dispute_steps ADD COLUMN escalation_prevented INTEGER NOT NULL DEFAULT 0
  CHECK (escalation_prevented IN (0, 1));

-- Disputes that wait for a mediator, and those that wait for their end.
CREATE INDEX disputes_unassigned ON disputes (key)
  WHERE mediator_count = 0 AND state IN ('REGISTERED', 'ACCEPTED', 'MEDIATING');
CREATE INDEX disputes_session ON disputes (next_session_time)
  WHERE next_session_time IS NOT NULL;
CREATE INDEX disputes_performed ON disputes (key) WHERE state = 'PERFORMED';
