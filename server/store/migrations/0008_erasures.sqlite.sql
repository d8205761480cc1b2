-- Whose row is gone and whose key must follow. The row goes with its transaction, the key after it in
-- a file of its own: what is between them must outlive a crash.

CREATE TABLE erasures (
  subject BLOB PRIMARY KEY CHECK (length(subject) = 16)
) STRICT, WITHOUT ROWID;
