"""Opens a ledger with openpyxl and compares its total with a figure: ledger.py FILE FIGURE."""
import sys

import openpyxl

sheet = openpyxl.load_workbook(sys.argv[1]).worksheets[0]
rows = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
print(rows[0][0])
totals = [row for row in rows if row and row[0] in ("合计", "Total")]
if len(totals) != 1:
    sys.exit(f"{sys.argv[1]}: {len(totals)} rows of totals")
if str(totals[0][1]) != sys.argv[2]:
    sys.exit(f"{sys.argv[1]}: the total is {totals[0][1]}, the statistics say {sys.argv[2]}")
print(f"{totals[0][0]} {totals[0][1]} = {sys.argv[2]}")
