"""What suggest is asked and writes, and what files contradict in a configuration."""

from __future__ import annotations

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import typer

from edulake.cli.options import settings
from edulake.errors import ConfigError
from edulake.landing.suggest import proposal
from edulake.landing.suggest.checking import contradictions, is_of
from edulake.landing.suggest.table import stem, tidied
from edulake.serving import suggestions, terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.jobs.runner.trial import Refused
    from edulake.landing.suggest.block import Block
    from edulake.landing.suggest.kinds import Kind


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
    with TemporaryDirectory(prefix="edulake-suggest-") as scratch:
        found = suggestions.kinds_of(asked.paths, Path(scratch))
        if asked.check:
            _check(found, asked.check)
            return
        blocks = proposal.blocks(found, suggestions.named(asked.system, asked.paths[0]))
        text = suggestions.written(blocks)
        suggestions.show(found, blocks, text)
        _write(found, text, asked.out, asked.tidy)
        if asked.is_tried:
            _try(blocks, text, Path(scratch))
    if any(block.asks for block in blocks) or any(kind.table.unread for kind in found):
        raise typer.Exit(ConfigError.exit_code)


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
