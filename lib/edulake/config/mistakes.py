"""Mistakes in a file of settings that people make in their first hour, each with what to write instead.

No line of the file is repeated: somebody may have written a password into it.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from edulake.config.words import why_unread
from edulake.errors import ConfigError

if TYPE_CHECKING:
    import tomllib
    from pathlib import Path

LINE = re.compile(r"at line (\d+)")
# What a line of TOML has that cannot be one, and what is to be there; the first that fits is told.
INSTEAD = (
    (re.compile(r'"[^"]*\\'), r"in a path write / for \, or put the text into 'single quotes'"),
    (re.compile("[“”„‘’«»]"), 'quotes are to be straight: "'),
    (re.compile(r"^\s*\[[^\]]*$"), "close the bracket: [sources.NAME]"),
    (re.compile(r"^\s*[\w.-]+\s*:"), 'write = for the colon: key = "value"'),
    (re.compile(r"^\s*[\w.-]+(?:\s+[\w.-]+)+\s*="), 'a name with a blank goes into quotes: "my name" = "value"'),
    (re.compile(r"^\s*[\w.-]+\s*=\s*[A-Za-z]"), 'a text goes into quotes: key = "value"'),
    (re.compile(r"^\s*[\w.-]+\s*=\s*$"), 'a value is missing: key = "value"'),
    (re.compile(r'^[^"]*"[^"]*$'), "a quote is not closed"),
)


def unread(path: Path, error: OSError | UnicodeDecodeError) -> ConfigError:
    """Of a file that cannot be read, with one of that folder that was perhaps meant."""
    what = f"cannot read {path}"
    if isinstance(error, UnicodeDecodeError):
        return ConfigError(what, why_unread(error), "save it as UTF-8")
    folder = path if path.is_dir() else path.parent
    others = sorted(one.name for one in folder.glob("*.toml")) if folder.is_dir() else []
    near = others if path.is_dir() else difflib.get_close_matches(path.name, others, 1)
    if near:
        return ConfigError(what, why_unread(error), f"did you mean --conf {folder / near[0]}?")
    fix = f"check the path given with --conf ({path.absolute()}); `edulake suggest FILES --out my.toml` writes one"
    return ConfigError(what, why_unread(error), fix)


def not_toml(name: str, text: str, error: tomllib.TOMLDecodeError) -> ConfigError:
    """Of a text that is no TOML, with what its line probably lacks."""
    found, lines = LINE.search(str(error)), text.splitlines()
    number = int(found[1]) if found else len(lines)
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    instead = next((hint for looks, hint in INSTEAD if looks.search(line)), "correct it")
    return ConfigError(f"{name} is not valid TOML", str(error), f"look at line {number}: {instead}")
