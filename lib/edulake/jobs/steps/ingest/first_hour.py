"""What somebody is told whose folder is not there, holds nothing, or holds what was refused: what to type next."""

from __future__ import annotations

import difflib
import shlex
from typing import TYPE_CHECKING

from edulake.errors import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from edulake.config.settings import Settings


def no_landing(landing: Path) -> UnreadableError:
    """Of a landing folder that is none, with the one beside it that was perhaps meant."""
    what, whole = "the landing folder does not exist", landing.absolute()
    if landing.exists():
        fix = "put it into a folder that is called as its source, and give the folder above that one with --landing"
        return UnreadableError(what, f"{whole} is a file", fix)
    beside = [path.name for path in whole.parent.iterdir() if path.is_dir()] if whole.parent.is_dir() else []
    near = difflib.get_close_matches(landing.name, beside, 1)
    if near:
        return UnreadableError(what, str(whole), f"did you mean --landing {shlex.quote(str(whole.parent / near[0]))}?")
    fix = f"mkdir -p {shlex.quote(str(whole))}, with a folder for each source in it, or give another with --landing"
    return UnreadableError(what, str(whole), fix)


def nothing_here(landing: Path) -> str:
    """Of a landing folder in which no source has anything."""
    own = "edulake suggest YOUR_FILES --out my.toml"
    return f"nothing is delivered: put files into {landing.absolute()}/SOURCE/ ({own} says how they are read)"


def refused(settings: Settings) -> str:
    """Of files that were not loaded: where the reasons are, and what looks at files and a configuration together."""
    where = "" if settings.catalog else f" --warehouse {shlex.quote(settings.warehouse)}"
    looked = f"edulake suggest {shlex.quote(settings.landing)}/SOURCE --check CONF"
    return f"files were refused: `edulake quarantine{where}` says why; `{looked}` compares them with your settings"
