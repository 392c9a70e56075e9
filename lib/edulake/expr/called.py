"""What a column is called where the records are: one name, or several. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ANY, FIRST, ALL = HOW = ("any", "first", "all")
# A list that does not say how: the subject decides.
LISTED = ""


@dataclass(frozen=True)
class Several:
    """Several names of one column.

    `any` of them may be there; where a record has two with other values, nobody knows which is meant. `first`: the
    first that says something. `all` make one id of their values, each of them a name or several.
    """

    how: str
    names: tuple[Called, ...]


Called = str | Several


def names(columns: Iterable[Called]) -> tuple[str, ...]:
    """Every name by itself, each once."""
    each = [(called,) if isinstance(called, str) else names(called.names) for called in columns]
    return tuple(dict.fromkeys(name for of_one in each for name in of_one))


def numbered(count: int) -> tuple[str, ...]:
    """What so many columns are called that nobody names: by where they stand, from 1 on."""
    return tuple(map(str, range(1, count + 1)))


def told(called: Called) -> str:
    """In words, what a column is called."""
    if isinstance(called, str):
        return called
    return (" with " if called.how == ALL else " or ").join(map(told, called.names))


def alike(name: str, *, loosely: bool) -> str:
    """What two names that are the same have in common: all but surplus blanks, or `loosely` all but blanks and case."""
    words = name.split()
    return "".join(words).casefold() if loosely else " ".join(words)
