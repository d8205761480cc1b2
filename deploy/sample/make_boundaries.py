"""Draws the synthetic boundaries of the sample grids: grids-gongqu.geojson.

They are no map of any place: a lattice of crooked cells, about 300 m wide, with two rows of four
grids for each community of one subdistrict. Neighbours share their edges point for point, so that
none overlaps another; the server checks that when they are imported. The same input makes the same
file.

  python3 deploy/sample/make_boundaries.py > deploy/sample/grids-gongqu.geojson
"""

import csv
import hashlib
import json
import pathlib

SUBDISTRICT = '510703003'
WEST, NORTH = 104.735, 31.470  # The corner of the lattice.
WIDTH, HEIGHT = 0.0030, 0.0027  # One cell, in degrees.
COLUMNS, ROWS = 4, 2  # The cells of one community.
PER_LINE = 4  # Communities side by side.
SOURCE = '合成边界，仅供示例，与实地无关 (synthetic, a sample, no map of any place)'
DIGITS = '一二三四五六七八'


def chance(*key):
    """A number from 0 to 1 that depends on the key alone."""
    digest = hashlib.sha256(repr(key).encode()).digest()
    return int.from_bytes(digest[:4], 'big') / 2**32


def node(column, row):
    """A corner of the lattice, moved by up to a fifth of a cell."""
    return [round(WEST + WIDTH * (column + 0.4 * (chance(column, row, 'x') - 0.5)), 6),
            round(NORTH - HEIGHT * (row + 0.4 * (chance(column, row, 'y') - 0.5)), 6)]


def bend(a, b):
    """A point near the middle of an edge, the same from both sides."""
    low, high = sorted([a, b])
    return [round((low[i] + high[i]) / 2 + 0.0002 * (chance(low, high, i) - 0.5), 6)
            for i in range(2)]


def ring(column, row):
    """A cell's edge, counter-clockwise, closed (RFC 7946)."""
    corners = [node(column, row), node(column, row + 1), node(column + 1, row + 1),
               node(column + 1, row)]
    points = []
    for at, corner in enumerate(corners):
        points += [corner, bend(corner, corners[(at + 1) % 4])]
    return points + [points[0]]


def grids_of(community, name, block):
    """The grids of one community, numbered west to east and north to south."""
    for serial in range(COLUMNS * ROWS):
        column = block % PER_LINE * COLUMNS + serial % COLUMNS
        row = block // PER_LINE * ROWS + serial // COLUMNS
        households = 300 + int(200 * chance(community, serial))
        yield {
            'type': 'Feature',
            'properties': {
                'code': f'{community}{serial + 1:03}',
                'title': f'{name}第{DIGITS[serial]}网格',
                'households': households,
                'residents': int(households * 2.5),
                'boundary_source': SOURCE,
            },
            'geometry': {'type': 'Polygon', 'coordinates': [ring(column, row)]},
        }


def main():
    """Writes the file to the standard output, one grid a line."""
    divisions = pathlib.Path(__file__).with_name('divisions-fucheng.csv')
    with divisions.open(encoding='utf-8') as rows:
        communities = [(row['code'], row['name'].removesuffix('居民委员会'))
                       for row in csv.DictReader(rows) if row['parent_code'] == SUBDISTRICT]
    features = [json.dumps(grid, ensure_ascii=False)
                for block, community in enumerate(sorted(communities))
                for grid in grids_of(*community, block)]
    print('{"type": "FeatureCollection", "features": [\n' + ',\n'.join(features) + '\n]}')


if __name__ == '__main__':
    main()
