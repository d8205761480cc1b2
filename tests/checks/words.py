"""What gridgov has no place for: no field, no column, no text on a screen. See words.sh.

Read are: names in protos, migrations, and string literals of the product's sources. Comments and
documents are not, so that they may state the rule. Names are read as words: `vehiclePlate`,
`vehicle_plate` and `VEHICLE_PLATE` are all "vehicle plate".
"""

import fnmatch
import pathlib
import re
import sys

import cpp_text
import descriptors

# Matters that are nobody's business here (pattern, reason).
FORBIDDEN = [
    (r'\bethnic\w*|\bnationalit\w+|民族', 'ethnicity'),
    (r'\breligio\w*|\bfaiths?\b|\bbeliefs?\b|宗教|信仰', 'religion and belief'),
    (r'\bpolitic\w*|\bparty member\w*|政治|党员', 'politics'),
    (r'\bpetition\w*|信访|上访', 'petitions'),
    (r'\bprotest(s|er|ers|ing)?\b|\bdissident\w*|抗议|游行|示威', 'protest'),
    (r'\b(trade|labou?r) unions?\b|\bunions?( member\w*)?\b|工会', 'trade unions'),
    (r'\bjournalist\w*|记者', 'journalism'),
    (r'\bhukou\b|\bmigrants?\b|户籍|户口|流动人口', 'migration and household registration'),
    (r'\bsexual\w*|性取向', 'sexual life'),
    (r'\bface (recogni\w+|match\w*|id|image|print|photo)\b|\bfacial\b|人脸', 'face recognition'),
    (r'\bbiometric\w*|\bfinger ?prints?\b|\biris scan|\bvoice ?print|指纹|虹膜|声纹', 'biometrics'),
    (r'\bplates?\b|\bplate ?(no|number)\b|车牌', 'vehicles of people'),
    (r'\bime[is]\b|\bimsi\b|\bdevice ?(id|identifier|serial)\b|设备识别码|设备号', 'devices of people'),
    (r'\b(risk|danger|threat|credit|stability) ?(score|level|rank|grade|rating)s?\b|'
     r'风险等级|风险评分|危险等级|信用评分|红黄蓝', 'scores and levels of people'),
]

# What a person has none of: scores, ranks, whereabouts (pattern, reason).
OF_PERSONS = [
    (r'\b(score|rank|ranking|rating|level|grade|risk|colou?r|danger|prediction)s?\b',
     'a score or rank of a person'),
    (r'\b(track|location|latitude|longitude|coordinates?|whereabouts|check in|last seen|route)s?\b',
     'where a person is or was'),
    (r'\b(tag|watch ?list|black ?list)s?\b', 'a label on a person'),
]
PERSON = re.compile(r'\b(persons?|accounts?|reporters?|part(y|ies)|enrolments?|residents?|members?|'
                    r'subjects?|house holds?|households?|tenants?|owners?|follow up visits?)\b')
PLACES = {'.gridgov.v1.Point', '.gridgov.v1.Patrol.TrackPoint'}

EXCEPTIONS = pathlib.Path('tests/checks/words_allowed.txt')


def words(text):
    """Text or a name as lower-case words. SQL's UNION is a keyword, no word."""
    text = re.sub(r'\bUNION( ALL)?\b', ' ', text)
    text = re.sub(r'(?<=[a-z0-9])(?=[A-Z])', ' ', text)
    return re.sub(r'[\s_\-.:/]+', ' ', text).lower()


def exceptions():
    """(file pattern, words) of each line `file:words: reason`."""
    lines = [line for line in EXCEPTIONS.read_text(encoding='utf-8').splitlines()
             if line and not line.startswith('#')]
    for line in lines:
        file, phrase, reason = (line.split(':', 2) + ['', ''])[:3]
        if not reason.strip():
            sys.exit(f'{EXCEPTIONS}: no reason in: {line}')
        yield file, phrase


def of_protos():
    """(file, line, text, of a person) of each name in the protos."""
    _, rule, files = descriptors.load()
    for file in files:
        for element in descriptors.elements(file):
            name, line = element.place.rsplit(':', 1)
            person = False
            if element.kind == 'field' and element.owner:
                person = PERSON.search(words(element.owner.name)) or any(
                    f.options.Extensions[rule].personal for f in element.owner.field)
                if person and element.descriptor.type_name in PLACES:
                    yield name, int(line), 'location', True
            yield name, int(line), element.descriptor.name, bool(person)


def of_migration(name, source):
    """The same of each line of a migration; a column is a person's if its table is of persons."""
    source = re.sub(r'--[^\n]*|/\*.*?\*/', lambda c: re.sub(r'[^\n]', ' ', c[0]), source,
                    flags=re.DOTALL)
    table = ''
    for number, line in enumerate(source.split('\n'), 1):
        opened = re.search(r'\b(?:CREATE (?:VIRTUAL )?|ALTER )TABLE (?:IF NOT EXISTS )?(\w+)(.*)', line)
        if opened:
            table, columns = opened[1], opened[2]
            yield name, number, table, False
        else:
            columns = line
        if re.search(r'\bCREATE (UNIQUE )?(INDEX|TRIGGER|VIEW)\b', line):
            table = ''
        yield name, number, columns, bool(PERSON.search(words(table)))


def of_sources():
    """The same of each literal of the product's sources, tests left out, and each migration."""
    for top in ('server', 'proto', 'client-cli', 'client-qt'):
        for path in sorted(pathlib.Path(top).rglob('*')):
            name = str(path)
            if path.suffix == '.sql':
                yield from of_migration(name, path.read_text(encoding='utf-8'))
            elif path.suffix in ('.cc', '.h') and not name.endswith('_test.cc'):
                source = path.read_text(encoding='utf-8')
                for start, _, text in cpp_text.literals(source):
                    yield name, cpp_text.line_of(source, start), text, False


def main():
    allowed = list(exceptions())
    found = set()
    for name, line, text, person in [*of_protos(), *of_sources()]:
        plain = words(text)
        for pattern, phrase in allowed:
            if fnmatch.fnmatch(name, pattern):
                plain = plain.replace(phrase, ' ')
        for pattern, reason in FORBIDDEN + (OF_PERSONS if person else []):
            hit = re.search(pattern, plain)
            if hit:
                found.add((name, line, f'"{hit[0]}": {reason}'))
    for name, line, fault in sorted(found):
        print(f'{name}:{line}: {fault}', file=sys.stderr)
    if found:
        print(f'gridgov keeps none of this. If the word means something else here, say why in '
              f'{EXCEPTIONS}.', file=sys.stderr)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
