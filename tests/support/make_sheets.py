"""Writes the workbooks that no office should send, and some that it does: FOLDER/NAME.xlsx each.

Usage: make_sheets.py FOLDER
"""
import datetime
import pathlib
import sys
import zipfile

import openpyxl

folder = pathlib.Path(sys.argv[1])


def save(name, fill):
    book = openpyxl.Workbook()
    fill(book.active)
    book.save(folder / f"{name}.xlsx")


def plain(sheet):
    sheet.append(["代码", "名称", "日期", "数"])
    sheet.append(["A-1", " 示例 ", datetime.date(2026, 1, 31), 12.5])
    sheet.append([])
    sheet.append(["A-2", "=1+1", "2026/1/31", 510703003001001])


def merged(sheet):
    plain(sheet)
    sheet.append(["A-3", "上", None, 1])
    sheet.append(["A-4", None, None, 2])
    sheet.merge_cells("B5:B6")


def rewritten(name, change):
    """The plain workbook with one of its parts changed: change(path, bytes) answers the new bytes."""
    with zipfile.ZipFile(folder / "plain.xlsx") as source:
        with zipfile.ZipFile(folder / f"{name}.xlsx", "w", zipfile.ZIP_DEFLATED) as target:
            for info in source.infolist():
                target.writestr(info.filename, change(info.filename, source.read(info.filename)))
            if name == "macros":
                target.writestr("xl/vbaProject.bin", b"not really")


save("plain", plain)
save("merged", merged)
rewritten("macros", lambda path, data: data)
rewritten("broken", lambda path, data: data[:-20] if path.endswith("sheet1.xml") else data)
rewritten("entities", lambda path, data: data.replace(
    b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)
    if path.endswith("sheet1.xml") else data)
rewritten("bomb", lambda path, data: data + b" " * (530 << 20)
          if path.endswith("sheet1.xml") else data)
# What Excel writes where a password is asked for: a container with an encrypted package.
(folder / "password.xlsx").write_bytes(
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"))
(folder / "old.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
