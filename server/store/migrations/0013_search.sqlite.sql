-- What is searched: the words of a row's searchable fields, each Han character a word of its own,
-- and marks of who sees the row. The server fills them where search_forms does not say that it has.

CREATE TABLE search_forms (
  table_name TEXT PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE issues_search USING fts5(words, marks, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE grids_search USING fts5(words, marks, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE compounds_search USING fts5(words, marks, columnsize = 0, tokenize = 'unicode61 remove_diacritics 0');
