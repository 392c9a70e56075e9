"""What suggest shows and writes: blocks, how the first records would read, and what files contradict."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import typer

from edulake.bronze.called import called_in
from edulake.cli.options import settings
from edulake.errors import ConfigError, UnreadableError
from edulake.landing.suggest import kinds, proposal
from edulake.landing.suggest.checking import contradictions, is_of
from edulake.landing.suggest.reading import reads
from edulake.landing.suggest.table import stem, tidied
from edulake.serving import terminal
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from edulake.jobs.runner.trial import Refused
    from edulake.landing.suggest.block import Block
    from edulake.landing.suggest.kinds import Kind

UNFIT = re.compile(r"[^A-Za-z0-9_-]+")
NO_NAME = "my_school"
OPEN = "questions are open: answer them in the file, or the jobs will refuse what they are about"


class Asked(NamedTuple):
    """What the command was asked."""

    paths: list[Path]
    system: str
    out: Path | None
    tidy: Path | None
    check: str
    is_tried: bool


def answer(asked: Asked) -> None:
    """Looks at the files, and says what they are; typer.Exit where something is open."""
    missing = next((path for path in asked.paths if not path.exists()), None)
    if missing:
        raise UnreadableError(f"there is no {missing}", "it is neither a file nor a folder", "check the path")
    files = list(kinds.files_in(asked.paths))
    if not files:
        raise UnreadableError("there is nothing to look at", "no file is data by its name", "name a file or its folder")
    with TemporaryDirectory(prefix="edulake-suggest-") as scratch:
        looked_at = Path(scratch, "copies")
        looked_at.mkdir()
        found = kinds.kinds(files, looked_at, columns_of_subjects())
        if asked.check:
            _check(found, asked.check)
            return
        blocks = proposal.blocks(found, _named(asked.system, asked.paths[0]))
        text = "\n\n".join(block.toml() for block in blocks) + "\n"
        _show(found, blocks, text)
        _write(found, text, asked.out, asked.tidy)
        if asked.is_tried:
            _try(blocks, text, Path(scratch))
    if any(block.asks for block in blocks) or any(kind.table.unread for kind in found):
        raise typer.Exit(ConfigError.exit_code)


def columns_of_subjects() -> Mapping[str, Sequence[str]]:
    """The raw columns of each subject, without their prefix."""
    columns = {name: [column.name for column in subject.form.table.columns] for name, subject in SUBJECTS.items()}
    return {
        name: [column.removeprefix("raw_") for column in every if column.startswith("raw_") and column != "raw_payload"]
        for name, every in columns.items()
    }


def _named(system: str | None, path: Path) -> str:
    """The system's name: as given, or the folder's, in letters that a block may have."""
    if system and UNFIT.search(system):
        raise ConfigError(f"no system can be called {system}", "blocks are named by it", "use letters, digits, _ and -")
    folder = path.resolve() if path.is_dir() else path.resolve().parent
    return system or UNFIT.sub("_", folder.name).strip("_") or NO_NAME


def _show(found: Sequence[Kind], blocks: Sequence[Block], text: str) -> None:
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


def _write(found: Sequence[Kind], text: str, out: Path | None, tidy: Path | None) -> None:
    if out and out.exists():
        raise ConfigError(f"{out} is there already", "nothing is written over", "choose another name, or remove it")
    if out:
        out.write_text(text, "utf-8")
    if tidy:
        tidy.mkdir(parents=True, exist_ok=True)
        untidy = [table for kind in found if not kind.is_tidy for table in kind.tables if not table.unread]
        for table in untidy:
            copy = tidy / f"{stem(table.path)}.csv"
            if copy.exists():
                raise ConfigError(f"{copy} is there already", "nothing is written over", "choose another folder")
            tidied(table, copy)


def _check(found: Sequence[Kind], conf: str) -> None:
    """What files contradict in the blocks of a configuration; anything sets the exit code."""
    tables = [table for kind in found for table in kind.tables]
    said: list[tuple[str, str]] = []
    looked_at: set[Path] = set()
    configured = settings(None, conf).sources
    for name in tomllib.loads(Path(conf).read_text("utf-8")).get("sources", {}):
        source = configured[name]
        if not source.standard:
            source = replace(source, columns=called_in(name, source))
        own = [table for table in tables if not source.standard and is_of(table.path, source)]
        looked_at |= {table.path for table in own}
        said += [(name, what) for what in contradictions(source, own)]
    said += [("no block", table.path.name) for table in tables if table.path not in looked_at]
    terminal.show("What the files contradict", ("block", "what"), said, "" if said else "nothing")
    if said:
        raise typer.Exit(ConfigError.exit_code)


def _try(blocks: Sequence[Block], text: str, folder: Path) -> None:
    from edulake.jobs.runner.trial import tried

    ready = [block for block in blocks if block.is_ready]
    note = "no block says all that its subject needs" if not ready else ""
    refused: list[Refused] = []
    if ready:
        found = tried(ready, text, folder)
        refused, note = found.refused, f"{found.accepted} of {found.records} records are accepted"
    columns = ("source", "for", "reason", "records", "meaning")
    terminal.show("What silver refuses of the first records", columns, refused, note)
