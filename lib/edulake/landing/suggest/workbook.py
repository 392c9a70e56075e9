"""A sheet of a workbook (.xlsx) as CSV: edulake reads no workbooks, and a sheet is a file (extra [suggest])."""

from __future__ import annotations

import csv
import datetime as dt
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from edulake.errors import NotInstalledError
from edulake.landing.files.refusal import Refusal

if TYPE_CHECKING:
    from pathlib import Path


def as_csv(path: Path, copy: Path) -> tuple[str, int]:
    """Writes the first sheet that has a table; its name, and how many others have something.

    A day is written yyyy-MM-dd and a moment with its time; a whole number without a point.
    """
    if not find_spec("openpyxl"):
        raise NotInstalledError("openpyxl is not installed", "it reads workbooks", "pip install 'edulake[suggest]'")
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError):
        raise Refusal("FILE_CORRUPT", "it is no workbook, or half of one: save it as CSV (UTF-8)") from None
    try:
        sheets = [sheet for sheet in book.worksheets if (sheet.max_row or 2) > 1]
        chosen = (sheets or book.worksheets)[0]
        with copy.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows([_text(value) for value in row] for row in chosen.iter_rows(values_only=True))
        return str(chosen.title), len(sheets) - 1
    finally:
        book.close()


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
