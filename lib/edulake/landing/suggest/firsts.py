"""The first records of files, as their source delivers them, in a landing folder: what a trial runs on."""

from __future__ import annotations

import json
import shutil
from itertools import islice
from typing import TYPE_CHECKING

from edulake.landing.files.delimited import rows
from edulake.landing.suggest.table import LIMITS, tidied

if TYPE_CHECKING:
    from pathlib import Path

    from edulake.landing.suggest.table import Table

MOST = 1_000


def deliver(table: Table, folder: Path, most: int = MOST, *, is_tidy: bool = True) -> Path:
    """A file of the same name, encoding and form with the first records; of Parquet all of it.

    What is not tidy is what `tidied` makes of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / table.path.name
    if table.format == "parquet":
        shutil.copyfile(table.path, target)
        return target
    target = target.with_suffix("") if target.suffix.lower() in (".gz", ".bz2") else target
    if not (is_tidy and table.is_tidy):
        return tidied(table, target.with_suffix(".csv"), most)
    with target.open("w", encoding=table.encoding, newline="") as file:
        file.writelines(_json(table, most) if table.format != "csv" else _lines(table, most))
    return target


def _lines(table: Table, most: int) -> list[str]:
    said = [f"sep={table.form.delimiter}\n"] if table.form.says_delimiter else []
    return said + [row for row, _ in islice(rows(table.copy, table.form, LIMITS.record_bytes), most + 1)]


def _json(table: Table, most: int) -> list[str]:
    if table.format == "jsonl":
        with table.copy.open(encoding="utf-8-sig") as stream:
            return list(islice((line for line in stream if line.strip()), most))
    value = json.loads(table.copy.read_text("utf-8-sig"))
    if table.within:
        value[table.within] = value[table.within][:most]
    return [json.dumps(value if table.within or not isinstance(value, list) else value[:most], ensure_ascii=False)]
