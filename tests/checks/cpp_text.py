"""Splits C++ source into code, string literals and comments, as far as the checks need it."""

import re

_TOKEN = re.compile(r'''
    (?P<comment> //[^\n]* | /\*.*?\*/ )
  | (?P<raw> R"(?P<tag>[^()\s\\]{0,16})\((?P<body>.*?)\)(?P=tag)" )
  | (?P<string> "(?P<text>(?:[^"\\\n]|\\.)*)" )
  | (?P<char> (?<![0-9A-Za-z_])'(?:[^'\\\n]|\\.)+' )
''', re.VERBOSE | re.DOTALL)


def literals(source):
    """(offset, end, text) of each string literal; #include "..." is none."""
    for token in _TOKEN.finditer(source):
        text = token['body'] if token['raw'] else token['text']
        if text is None:
            continue
        line = source[source.rfind('\n', 0, token.start()) + 1:token.start()]
        if not re.match(r'\s*#\s*include\b', line):
            yield token.start(), token.end(), text


def blanked(source):
    """The source with comments, literals and their contents as blanks: offsets stay the same."""
    return _TOKEN.sub(lambda t: re.sub(r'[^\n]', ' ', t[0]), source)


def line_of(source, offset):
    """The line, from 1, that an offset lies in."""
    return source.count('\n', 0, offset) + 1
