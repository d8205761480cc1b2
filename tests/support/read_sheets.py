"""Prints what openpyxl, which is none of ours, reads of an XLSX file: a line for each fact.

Usage: read_sheets.py FILE
"""
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
print("created", book.properties.created.isoformat(), book.properties.creator)
for sheet in book.worksheets:
    setup = sheet.page_setup
    print("sheet", sheet.title)
    print("page", setup.orientation, setup.paperSize, "width", setup.fitToWidth or 1, "height",
          setup.fitToHeight, "repeat", sheet.print_title_rows, "freeze", sheet.freeze_panes)
    print("header", sheet.oddHeader.right.text)
    print("footer", sheet.oddFooter.center.text)
    print("merged", " ".join(sorted(str(area) for area in sheet.merged_cells.ranges)))
    for row in sheet.iter_rows():
        cells = [f"{cell.data_type}:{cell.value}" for cell in row if cell.value is not None]
        if cells:
            print(f"row {row[0].row}", "|".join(cells).replace("\n", "\\n"))
