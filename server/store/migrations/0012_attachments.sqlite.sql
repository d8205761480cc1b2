-- Photos and documents of patrols and issues. `blob` names the encrypted file that holds the bytes;
-- it is no part of what anybody reads, and goes when the bytes do.

CREATE TABLE attachments (
  key INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE CHECK (length(uid) = 16),
  version INTEGER NOT NULL,
  parent TEXT NOT NULL,
  item TEXT,
  title TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type = 'JPEG' OR type = 'PNG' OR type = 'PDF'),
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  sent_sha256 TEXT NOT NULL CHECK (length(sent_sha256) = 64),
  uploader BLOB NOT NULL REFERENCES accounts (uid),
  occurred_time TEXT,
  create_time TEXT NOT NULL,
  delete_time TEXT,
  blob BLOB UNIQUE CHECK (length(blob) = 16)
) STRICT;
CREATE INDEX attachments_parent ON attachments (parent, key);
-- Deleted, and their bytes not yet erased.
CREATE INDEX attachments_erase ON attachments (key)
  WHERE delete_time IS NOT NULL AND blob IS NOT NULL;
