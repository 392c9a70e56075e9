"""A machine's places for the doctor to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from edulake.config.settings import Settings


def settings(folder: Path, **values: Any) -> Settings:
    return Settings(warehouse=str(folder / "warehouse"), landing=str(folder / "landing"), **values)


def made(folder: Path, mode: int = 0o700) -> Path:
    """A warehouse with one commit."""
    commit = folder / "warehouse" / "gold" / "one" / "_delta_log" / "00000000000000000000.json"
    commit.parent.mkdir(parents=True)
    commit.write_text("{}")
    (folder / "warehouse").chmod(mode)
    return commit
