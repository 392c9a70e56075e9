"""Which subject a file is of, and which column of it is which: by the names that real systems use (names.toml)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# What a name says for its subject: one of its own, one that all subjects share or that says little, the file's name.
OWN, SHARED, FILE = 3, 1, 4


class Mapped(NamedTuple):
    """What a file is taken for: a subject, which of its columns stand under which header, and how much says so."""

    subject: str
    columns: dict[str, str]
    weight: int


@lru_cache
def known() -> dict[str, Any]:
    """The dictionary, as it stands in its file."""
    return tomllib.loads((resources.files("edulake.landing.suggest") / "names.toml").read_text("utf-8"))


def plain(name: str) -> str:
    """A name by its letters and digits, in lower case and without accents: Student-ID and student_id are one."""
    spelled = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[\W_]+", "", "".join(letter for letter in spelled if not unicodedata.combining(letter)))


def is_listed(name: str, group: str) -> bool:
    return plain(name) in _group(group)


@lru_cache
def _group(group: str) -> frozenset[str]:
    return frozenset(map(plain, known()[group]))


def is_known(name: str) -> bool:
    """Whether any subject has a column of that name."""
    return any(plain(name) in every for subject in known()["subjects"] for every in _places(subject).values())


@lru_cache
def _places(subject: str) -> dict[str, dict[str, int]]:
    """Of each column of a subject the names that mean it, each with its place: the first is the surest."""
    found: dict[str, dict[str, int]] = {}
    for column, names in {**known()["columns"], **known()["subjects"][subject]["columns"]}.items():
        own = known()["subjects"][subject]["columns"].get(column, [])
        every = [*own, *known()["columns"].get(column, names)]
        found[column] = {plain(name): place for place, name in reversed(list(enumerate(every)))}
    return found


def mapped(header: Sequence[str], stem: str, having: Mapping[str, Sequence[str]]) -> list[Mapped]:
    """The subjects that a file may be of, what speaks most for it first; `having` are the columns of each subject.

    `stem` is the file's name without what changes from day to day. The columns that a subject needs must be there.
    """
    every = [_mapped(subject, header, stem, having[subject]) for subject in known()["subjects"]]
    return sorted((one for one in every if one), key=lambda one: -one.weight)


def _mapped(subject: str, header: Sequence[str], stem: str, having: Sequence[str]) -> Mapped | None:
    said = known()["subjects"][subject]
    columns = columns_of(subject, header, having)
    if not set(said["needs"]) <= columns.keys() or (said["any"] and columns.keys().isdisjoint(said["any"])):
        return None
    weight = sum(_weight(name, column in said["columns"]) for column, name in columns.items())
    return Mapped(subject, columns, weight + FILE * _is_called(stem, said["files"]))


def columns_of(subject: str, header: Sequence[str], having: Sequence[str]) -> dict[str, str]:
    """Which header stands for which column of a subject: each column once, each header once, the surest first.

    The order of columns is that of the headers.
    """
    places = {column: names for column, names in _places(subject).items() if column in having}
    fitting = [
        (is_listed(name, "weak"), names[plain(name)], position, column)
        for position, name in enumerate(header)
        for column, names in places.items()
        if plain(name) in names
    ]
    taken: dict[str, int] = {}
    for _, _, position, column in sorted(fitting):
        if column not in taken and position not in taken.values():
            taken[column] = position
    return {column: header[position] for column, position in sorted(taken.items(), key=lambda item: item[1])}


def _weight(name: str, is_own: bool) -> int:
    return OWN if is_own and not is_listed(name, "weak") else SHARED


def _is_called(stem: str, names: Sequence[str]) -> bool:
    words = [plain(stem), *map(plain, re.split(r"[\W_]+|(?<=[a-z])(?=[A-Z])", stem))]
    return any(plain(name) in words or (len(plain(name)) > 5 and plain(name) in words[0]) for name in names)


def standard_of(header: Sequence[str], stem: str) -> str:
    """The standard whose files have such a column and are called so; "" for none."""
    names = {name.casefold() for name in header}
    for standard, said in known()["standards"].items():
        if not names.isdisjoint(said["columns"]) and (not said["files"] or plain(stem) in said["files"]):
            return str(standard)
    return ""
