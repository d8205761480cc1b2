-- Saved filters, and what hangs on an account.

CREATE TABLE saved_filters (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  account BLOB NOT NULL REFERENCES accounts (uid),
  title TEXT NOT NULL,
  collection TEXT NOT NULL,
  filter TEXT NOT NULL,
  create_time TEXT NOT NULL,
  update_time TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_filters_title ON saved_filters (account, collection, title);
CREATE INDEX saved_filters_account ON saved_filters (account, key);

CREATE INDEX grid_assignments_account ON grid_assignments (account, key);
CREATE INDEX unit_members_account ON unit_members (account, key);
