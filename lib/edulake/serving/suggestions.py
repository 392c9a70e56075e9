"""What suggest finds in somebody's files, and shows: blocks, how first records would read, and what is asked."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from edulake.errors import ConfigError, UnreadableError
from edulake.landing.suggest import kinds
from edulake.landing.suggest.reading import reads
from edulake.serving import terminal
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from edulake.landing.suggest.block import Block
    from edulake.landing.suggest.kinds import Kind

UNFIT = re.compile(r"[^A-Za-z0-9_-]+")
NO_NAME = "my_school"
OPEN = "questions are open: answer them in the file, or the jobs will refuse what they are about"


def kinds_of(paths: Sequence[Path], scratch: Path) -> list[Kind]:
    """The kinds of the files below these paths; what is looked at of them is copied below `scratch`.

    UnreadableError where there is no file.
    """
    missing = next((path for path in paths if not path.exists()), None)
    if missing:
        raise UnreadableError(f"there is no {missing}", "it is neither a file nor a folder", "check the path")
    files = list(kinds.files_in(paths))
    if not files:
        raise UnreadableError("there is nothing to look at", "no file is data by its name", "name a file or its folder")
    copies = scratch / "copies"
    copies.mkdir()
    return kinds.kinds(files, copies, columns_of_subjects())


def columns_of_subjects() -> Mapping[str, Sequence[str]]:
    """The raw columns of each subject, without their prefix."""
    columns = {name: [column.name for column in subject.form.table.columns] for name, subject in SUBJECTS.items()}
    return {
        name: [column.removeprefix("raw_") for column in every if column.startswith("raw_") and column != "raw_payload"]
        for name, every in columns.items()
    }


def named(system: str, path: Path) -> str:
    """The system's name: as given, or the folder's, in letters that a block may have: "Grosse" for "Große"."""
    if system and UNFIT.search(system):
        raise ConfigError(f"no system can be called {system}", "blocks are named by it", "use letters, digits, _ and -")
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    spelled = unicodedata.normalize("NFKD", folder.name.replace("ß", "ss"))
    bare = "".join(letter for letter in spelled if not unicodedata.combining(letter))
    return system or UNFIT.sub("_", bare).strip("_") or NO_NAME


def written(blocks: Sequence[Block]) -> str:
    """The blocks as one text of TOML."""
    return "\n\n".join(block.toml() for block in blocks) + "\n"


def show(found: Sequence[Kind], blocks: Sequence[Block], text: str) -> None:
    for block in blocks:
        rows = reads(block)
        names = ", ".join(table.path.name for table in block.kind.tables[:3])
        note = f"{names}: {block.kind.records} records" if block.kind.records else names
        columns = ("record", "column", "as delivered", "reads as")
        if rows:
            terminal.show(f"How the first records of {block.name} would read", columns, rows, note)
    terminal.console.print(text, markup=False, highlight=False, soft_wrap=True)
    unread = [(kind.table.path.name, kind.table.unread) for kind in found if kind.table.unread]
    if unread:
        terminal.show("Not read", ("file", "why"), unread)
    asked = [(block.name, why) for block in blocks for why, _ in block.asks]
    if asked:
        terminal.show("Questions", ("block", "what the files do not say"), asked, OPEN)
