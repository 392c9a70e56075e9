"""What suggest proposes for files, as text, and what it saw."""

from __future__ import annotations

from pathlib import Path

from edulake.landing.suggest import kinds, proposal
from edulake.landing.suggest.block import Block
from edulake.landing.suggest.table import Table, opened_as_table
from edulake.serving.suggestions import columns_of_subjects


def looked_at(folder: Path, scratch: Path) -> list[kinds.Kind]:
    copies = scratch / "copies"
    copies.mkdir(exist_ok=True)
    return kinds.kinds(list(kinds.files_in([folder])), copies, columns_of_subjects())


def blocks(folder: Path, scratch: Path) -> list[Block]:
    return proposal.blocks(looked_at(folder, scratch), folder.name)


def proposed(folder: Path, scratch: Path) -> str:
    return "\n\n".join(one.toml() for one in blocks(folder, scratch)) + "\n"


def table(content: str | bytes, scratch: Path, name: str = "file.csv", whole: int = 10**9) -> Table:
    """A file of that content, opened."""
    path = scratch / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    copies = scratch / "copies"
    copies.mkdir(exist_ok=True)
    return opened_as_table(path, copies, whole)
