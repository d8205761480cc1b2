-- Grids that are split, merged, retired: their dates, and which came from which.

ALTER TABLE grids ADD COLUMN valid_from_date TEXT;
ALTER TABLE grids ADD COLUMN valid_to_date TEXT;
ALTER TABLE grids ADD COLUMN area_m2 INTEGER NOT NULL DEFAULT 0 CHECK (area_m2 >= 0);

-- `position` is the successor's place in the change: what nothing else places goes to the first.
CREATE TABLE grid_successions (
  predecessor BLOB NOT NULL REFERENCES grids (uid),
  successor BLOB NOT NULL REFERENCES grids (uid),
  position INTEGER NOT NULL,
  PRIMARY KEY (predecessor, successor)
) STRICT, WITHOUT ROWID;
CREATE INDEX grid_successions_successor ON grid_successions (successor);
