"""Wide files, of which a block says that columns are rows: a gradebook, a register, a survey. Standard library only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from edulake.config.patterns import must_be_a_pattern
from edulake.errors import ConfigError
from edulake.expr.vocabulary import ID, TITLE, WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Spread:
    """Which columns of a wide file are rows, and what a header and a cell of theirs mean.

    Rows are the columns whose header fits the regular expression `columns` as a whole, or that are among `names`, or
    the keys of `means`; without all three, every column that the block does not map. Not those that are `but` for other
    things, nor those that say "(read only)" at the end of their header or in a line of headers.

    `header` says for columns of the subject what the header means for them: "whole", "title", "id", or a regular
    expression with one group. `means` gives a header another text before that: "Date applied" = "Applied". The value of
    a cell goes to the column `cell`. An empty one is no row, nor one with what no value is anyway (-, N/A, null), or
    with one of the texts `nothing`, in any case. With `keeps_empty` only these texts are no row, where another cell of
    the record says something: an empty cell of a survey is an item without an answer. `lines` are further lines of
    headers by columns of the subject, each known by the text that one of its cells has: score_max = "Points Possible".

    Where the block maps the row's own id, that is an id of the wide row: each row made of it has the header's id, or
    the header, behind it.
    """

    cell: str
    columns: str = ""
    names: list[str] = field(default_factory=list, hash=False)
    but: list[str] = field(default_factory=list, hash=False)
    header: dict[str, str] = field(default_factory=dict, hash=False)
    means: dict[str, str] = field(default_factory=dict, hash=False)
    nothing: list[str] = field(default_factory=list, hash=False)
    lines: dict[str, str] = field(default_factory=dict, hash=False)
    keeps_empty: bool = False

    @property
    def gives(self) -> tuple[str, ...]:
        """The columns of the subject that a row has of its header, its cell and the lines of headers."""
        return (*self.header, *self.lines, self.cell)


def must_be_sound(spread: Spread, mapped: Mapping[str, str], where: str, *, only_mapped: bool) -> None:
    """ConfigError for what is wrong with a block's spread; `mapped` are its columns and constants."""
    if only_mapped:
        why = "the columns that are rows would be kept out"
        raise ConfigError(f"{where} and only_mapped exclude each other", why, "name in omit what nobody may hold")
    if not spread.cell.strip():
        raise ConfigError(f"{where}.cell is empty", "a cell says something", "name a column of the subject, as score")
    gives = spread.gives
    twice = next((name for name in gives if gives.count(name) > 1 or name in mapped), None)
    if twice:
        why = "columns, constants, and the spread's header, lines and cell each give a column"
        raise ConfigError(f"{where} gives {twice} twice", why, "take it out of all but one")
    if spread.columns and spread.names:
        raise ConfigError(f"{where} has columns and names", "one of them says which are rows", "leave one out")
    if spread.columns:
        must_be_a_pattern(spread.columns, f"{where}.columns")
    for name, what in spread.header.items():
        _must_be_told(what, f"{where}.header.{name}")
    _must_say_something(spread, where)


def _must_be_told(what: str, where: str) -> None:
    if what in (WHOLE, TITLE, ID):
        return
    must_be_a_pattern(what, where)
    if re.compile(what).groups != 1:
        why = f"{what} has {re.compile(what).groups} groups, and nothing else of that name is known"
        how = f'write "{WHOLE}", "{TITLE}", "{ID}", or a regular expression with one group'
        raise ConfigError(f"{where} does not say which part of the header it is", why, how)


def _must_say_something(spread: Spread, where: str) -> None:
    texts = {"names": spread.names, "but": spread.but, "means": [*spread.means, *spread.means.values()]}
    texts |= {"lines": list(spread.lines.values())}
    for key, given in texts.items():
        if not all(text.strip() for text in given):
            raise ConfigError(f"{where}.{key} has an empty text", "a column is found by its name", "leave it out")
