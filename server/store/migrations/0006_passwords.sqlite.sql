-- Passwords that somebody had chosen before, for profiles that refuse them; and away with a count
-- that nothing read.
ALTER TABLE credentials DROP COLUMN failed_count;

CREATE TABLE former_passwords (
  key INTEGER PRIMARY KEY,
  account BLOB NOT NULL REFERENCES accounts (uid),
  password_hash TEXT NOT NULL
) STRICT;
CREATE INDEX former_passwords_account ON former_passwords (account, key);
