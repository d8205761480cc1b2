-- Jobs that make and check backups.

ALTER TABLE jobs ADD COLUMN backup TEXT;
