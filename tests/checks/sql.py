"""Reads file names from its input and refuses pasted SQL and stray calls of SQLite. See sql.sh."""

import pathlib
import re
import sys

import cpp_text

# These build statements from declared columns, parsed filters and scopes: names they know, values
# they bind. They are reviewed as such.
BUILDERS = re.compile(r'^server/store/(table(_\w+)?|filter|scope)\.(h|cc)$')
SQLITE = re.compile(r'^server/(engine/|store/key\w*\.)')

# PRAGMA is left out: it takes no bound values.
SQL = re.compile(r'\b(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\b|DELETE\s+FROM\s|'
                 r'WHERE\s|ORDER\s+BY\s|GROUP\s+BY\s|JOIN\s|VALUES\s*\(|RETURNING\s|LIMIT\s|'
                 r'CREATE\s+(TABLE|INDEX|TRIGGER)\s|DROP\s+TABLE\s)')
PASTE = re.compile(r'\b(StrCat|StrAppend|StrFormat|StrJoin|Substitute|SubstituteAndAppend|'
                   r'StrReplaceAll|format)\s*\(')


def arguments_end(blank, opening):
    """The offset behind the bracket that closes the one at `opening`."""
    depth = 0
    for at in range(opening, len(blank)):
        depth += {'(': 1, ')': -1}.get(blank[at], 0)
        if depth == 0:
            return at + 1
    return len(blank)


def pasted(source, blank):
    """Offsets of literals with SQL in them that are pasted to something."""
    calls = [(call.end() - 1, arguments_end(blank, call.end() - 1))
             for call in PASTE.finditer(blank)]
    for start, end, text in cpp_text.literals(source):
        if not SQL.search(text):
            continue
        joined = re.match(r'\s*\)?\s*(\+|<<)', blank[end:]) or re.search(
            r'(\+=?|<<)\s*$', blank[:start])
        if joined or any(a < start < b for a, b in calls):
            yield start


def main():
    status = 0
    for name in sys.stdin.read().split('\n'):
        if not name:
            continue
        source = pathlib.Path(name).read_text(encoding='utf-8')
        blank = cpp_text.blanked(source)
        found = []
        if not BUILDERS.match(name) and not name.endswith('_test.cc'):
            found += [(at, 'SQL is pasted here; bind values, name queries (store/tables)')
                      for at in pasted(source, blank)]
        if not SQLITE.match(name):
            found += [(call.start(), 'only server/engine and the key file (store/key*) call SQLite')
                      for call in re.finditer(r'\bsqlite3_\w+\s*\(', blank)]
        for at, fault in found:
            print(f'{name}:{cpp_text.line_of(source, at)}: {fault}', file=sys.stderr)
            status = 1
    return status


if __name__ == '__main__':
    sys.exit(main())
