-- Ledgers of disputes, agreements, meetings and sites: indexes by the day on which a row counts, and
-- triggers that note what is written of closed periods.
--
-- Meetings are of divisions, not of grids. The place of their rows and figures, in the columns
-- `grid` of ledger_rows, ledger_figures and ledger_corrections, is the division's code, filled up to
-- 16 bytes with zero bytes; no grid's id begins like a code. An area then has the places of its
-- grids and those that begin with its code.

-- Grow at their end; the grid stands in them, as with issue_steps_reported.
CREATE INDEX dispute_steps_registered ON dispute_steps (create_time, key, grid, dispute)
  WHERE act = 'register';
CREATE INDEX agreements_made ON agreements (create_time, key, grid);
CREATE INDEX site_visits_received ON site_visits (site, received_time);

CREATE TRIGGER disputes_after_closing AFTER UPDATE OF dispute_class, source, grid, amount_fen,
  accept_time, state, escalation_risk, mediator_count, due_time, provisional ON disputes
BEGIN
  INSERT OR IGNORE INTO ledger_changes (period, resource)
    SELECT period, resource FROM ledger_rows WHERE resource = NEW.uid;
END;

CREATE TRIGGER agreements_after_closing AFTER UPDATE OF grid, form, state, amount_fen, instalments,
  whole, effective_time, confirmation ON agreements
BEGIN
  INSERT OR IGNORE INTO ledger_changes (period, resource)
    SELECT period, resource FROM ledger_rows WHERE resource = NEW.uid;
END;
-- One that follows its dispute to another grid counts there, also on earlier days.
CREATE TRIGGER agreements_moved_after_closing AFTER UPDATE OF grid ON agreements
  WHEN OLD.grid <> NEW.grid
BEGIN
  INSERT OR IGNORE INTO ledger_changes (period, resource)
    SELECT p.key, NEW.uid FROM ledger_periods p JOIN area_grids a ON a.area = p.area AND
      a.grid = NEW.grid WHERE p.kind = 'AGREEMENTS' AND p.start_time <= NEW.create_time AND
      p.end_time > NEW.create_time;
END;

CREATE TRIGGER meetings_after_closing AFTER UPDATE OF period_start_date, period_end_date,
  planned_time, held_time, attendance, state ON meetings
BEGIN
  INSERT OR IGNORE INTO ledger_changes (period, resource)
    SELECT period, resource FROM ledger_rows WHERE resource = NEW.uid;
END;
CREATE TRIGGER meeting_items_after_closing AFTER UPDATE OF state ON meeting_items
BEGIN
  INSERT OR IGNORE INTO ledger_changes (period, resource)
    SELECT period, resource FROM ledger_rows WHERE resource = NEW.meeting;
END;
CREATE TRIGGER meeting_items_added_after_closing AFTER INSERT ON meeting_items
BEGIN
  INSERT OR IGNORE INTO ledger_changes (period, resource)
    SELECT period, resource FROM ledger_rows WHERE resource = NEW.meeting;
END;
