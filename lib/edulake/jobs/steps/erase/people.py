"""Who is to be erased: named on the command line, or better in a file or on the standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from edulake.bronze.naming import KINDS
from edulake.errors import ConfigError, UnreadableError, of_system

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping

    from pyspark.sql import Column

    from edulake.bronze.naming import Namespaces
    from edulake.contract.table import Person as Kind

STANDARD_INPUT = "-"


class Person(NamedTuple):
    """Somebody by the id that silver has; with a `source` only what that delivered goes.

    A counterpart is another id of somebody who was named: one of another system, or as an applicant.
    """

    kind: Kind
    id: str
    source: str | None = None
    is_counterpart: bool = False


def arguments(parser: argparse.ArgumentParser) -> None:
    for kind in KINDS:
        parser.add_argument(f"--{kind}", nargs="+", metavar="ID", default=[], help=f"{kind}s to erase")
    help_ = "people to erase, a line each: KIND ID; - is the standard input (ids then stand in no history of commands)"
    parser.add_argument("--people", metavar="FILE", help=help_)
    parser.add_argument(
        "--source", metavar="NAME", help="only what this source delivered; ids may be as it writes them"
    )


def named(options: argparse.Namespace, known: Mapping[str, Namespaces]) -> list[Person]:
    """The people that the options name, each once; ConfigError where they name nobody, or a source that there is not.

    No message repeats an id.
    """
    source = options.source
    if source is not None and source not in known:
        raise ConfigError(f"no source is called {source}", "", f"choose from {', '.join(known)}")
    given: list[tuple[Kind, str]] = [(kind, id_.strip()) for kind in KINDS for id_ in getattr(options, kind)]
    if options.people and not hasattr(options, "listed"):
        options.listed = list(_listed(options.people))  # once: a run that begins again finds no standard input
    given += getattr(options, "listed", [])
    if not given or not all(id_ for _, id_ in given):
        raise ConfigError("nobody to erase was named", "", "give --people FILE, or --student ID")
    return list(dict.fromkeys(Person(kind, _as_known(kind, id_, source, known), source) for kind, id_ in given))


def _listed(place: str) -> Iterator[tuple[Kind, str]]:
    """The people of a file; empty lines and those that begin with # name nobody."""
    try:
        text = sys.stdin.read() if place == STANDARD_INPUT else Path(place).read_text("utf-8")
    except OSError as error:
        raise UnreadableError("the list of people cannot be read", of_system(error), f"check {place}") from None
    for number, line in enumerate(text.splitlines(), 1):
        kind, _, id_ = line.strip().partition(" ")
        if not kind or kind.startswith("#"):
            continue
        if kind not in KINDS or not id_.strip():
            why = f"each line says one of {', '.join(KINDS)}, a blank, and an id"
            raise ConfigError(f"line {number} of the list of people cannot be understood", why, "correct it")
        yield kind, id_.strip()


def _as_known(kind: Kind, id_: str, source: str | None, known: Mapping[str, Namespaces]) -> str:
    """The id that silver has, of one that is perhaps as its source writes it."""
    if source is None:
        return id_
    namespaces = {known[source].of(kind), known[source].own}
    if "" in namespaces or any(id_.startswith(f"{namespace}:") for namespace in namespaces):
        return id_
    return f"{known[source].of(kind)}:{id_}"


def is_one_of(people: Iterable[Person], kinds: Iterable[Kind], source: Column, id_: Column) -> Column:
    """Whether an id of one of these kinds, in a row of a source, is that of one of the people; false for null."""
    from pyspark.sql import functions as F

    ids: dict[str | None, list[str]] = {}
    for person in people:
        if person.kind in kinds:
            ids.setdefault(person.source, []).append(person.id)
    found = F.lit(False)
    for of, named_ in ids.items():
        is_named = F.coalesce(id_.isin(named_), F.lit(False))
        found = found | (is_named if of is None else is_named & (source == of))
    return found
