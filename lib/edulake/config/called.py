"""What a block calls its columns: by one name, several, or a position. Standard library only.

A list of names says that one of them is there; for the id of a row itself, that they make the id together. Either can
be said of any column: { any = [...] }, { first = [...] }, { all = [...] }.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.errors import ConfigError
from edulake.expr.called import ALL, ANY, HOW, LISTED, Several, alike, names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.config.settings import SourceSettings
    from edulake.expr.called import Called

WITHOUT_NAMES = "a file without header has positions, from 1 on, and no names"
WITHIN = "only parts of an id may have several names"
# Keys of JSON objects are looked up as they are written: each object may have others.
AS_WRITTEN = ("jsonl", "json", "kafka", "rest")


def says_how(value: Mapping[str, Any]) -> bool:
    """Whether a table of TOML is how a column is called: another one takes its place as a whole."""
    return bool(value) and set(value) <= set(HOW)


def read(settings: SourceSettings, where: str) -> dict[str, Called]:
    """The columns of a block; ConfigError for what cannot be looked for in what it delivers."""
    _must_be_possible(settings, where)
    given = settings.columns.items()
    columns = {column: _read(called, f"{where}.columns.{column}", settings) for column, called in given}
    every = names(columns.values())
    both = next((name for name in every if any(other.startswith(f"{name}.") for other in every)), None)
    if both and settings.format in AS_WRITTEN:
        why = "one name is its own, another reaches into it"
        raise ConfigError(f"{where}.columns: {both} cannot be a value and an object", why, "leave one of them out")
    return columns


def _must_be_possible(settings: SourceSettings, where: str) -> None:
    if not settings.header:
        if settings.format != "csv":
            raise ConfigError(f"{where}.header says nothing", f"its format is {settings.format}", "leave it out")
        if not all(name.isdecimal() for name in settings.omit):
            raise ConfigError(f"{where}.omit names columns", WITHOUT_NAMES, 'give positions, such as omit = ["3"]')
    elif settings.loose_names and settings.format in AS_WRITTEN:
        why = "keys of JSON are found as they are written"
        raise ConfigError(f"{where}.loose_names cannot be set", why, 'name each spelling: score = ["Score", "score"]')
    if settings.spread and not (settings.header and not settings.loose_names):
        key = "loose_names" if settings.header else "header"
        why = "columns that nobody maps are rows: they are known by the very names of the others"
        raise ConfigError(f"{where}.{key} and {where}.spread exclude each other", why, "leave one out")


def _read(called: Any, where: str, settings: SourceSettings, *, within: bool = False) -> Called:
    if isinstance(called, dict):
        how = next(iter(called), "")
        if len(called) != 1 or how not in HOW or not isinstance(called[how], list):
            why = f"{', '.join(map(str, called)) or 'nothing'} was given"
            raise ConfigError(f"{where} does not say how", why, 'write { any = ["A", "B"] }, or first, or all')
        return _several(how, called[how], where, settings, within=within)
    if isinstance(called, list):
        return _several(ANY if within else LISTED, called, where, settings, within=within)
    return _name(called, where, settings)


def _several(how: str, called: list[Any], where: str, settings: SourceSettings, *, within: bool) -> Called:
    if not called:
        raise ConfigError(f"{where} is an empty list", "a column is found by a name", "name one, or leave it out")
    nests = how in (ALL, LISTED) and not within
    if not nests and any(isinstance(one, list | dict) for one in called):
        raise ConfigError(
            f"{where} has a list within a list", "only parts of an id may have several names", "name each"
        )
    each = tuple(_read(one, where, settings, within=True) for one in called)
    flat = [alike(name, loosely=settings.loose_names) for one in each for name in names([one])]
    twice = next((name for name in flat if flat.count(name) > 1), None)
    if twice:
        raise ConfigError(f"{where} names {twice} twice", "each of its names is another column", "name it once")
    return each[0] if len(each) == 1 else Several(how, each)


def _name(called: Any, where: str, settings: SourceSettings) -> str:
    """A name, or a position as the name that files without header give their columns."""
    is_position = isinstance(called, int) and not isinstance(called, bool)
    if not is_position and not isinstance(called, str):
        raise ConfigError(f"{where} is no name", f"{called} was given", "give a name, a list of names, or a position")
    if is_position and settings.header:
        how = "give the name that stands there; header = false says that no line names the columns"
        raise ConfigError(f"{where} is a position", "the first line of the file names its columns", how)
    if not settings.header and not is_position:
        raise ConfigError(f"{where} is a name", WITHOUT_NAMES, f"write {where.rpartition('.')[2]} = 1, for example")
    if is_position and int(called) < 1:
        raise ConfigError(f"{where} is no position", f"{called} was given", "count from 1")
    if not str(called).strip():
        how = "give the name that stands in the file, or leave the column out"
        raise ConfigError(f"{where} is empty", "a column of a file is found by its name", how)
    return str(called)
