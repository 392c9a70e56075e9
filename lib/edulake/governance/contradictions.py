"""Rows of a silver table that contradict each other, though each of them is sound: counted, and listed on request.

Nothing is stored of it, refused or repaired: which of two overlapping stays is right, only its school knows. As soon as
the source corrects one of them, the contradiction is gone. A check whose other tables do not exist yet is not looked
at: it would call wrong what nothing is known about.
"""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.governance import disclosure
from edulake.silver import SUBJECTS, TABLES

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

    from edulake.contract.rule import Check
    from edulake.contract.table import Table
    from edulake.silver import Subject
    from edulake.store.store import Store

# What stands in a check's SQL for its own table, and for another one of silver.
PLACE = re.compile(r"\{(?:table|silver\.(\w+))\}")


class Contradiction(NamedTuple):
    """How many rows of one source a check found; of none that is sound there is a line."""

    table: str
    check: str
    source_system: str
    rows: int


class NotLookedAt(NamedTuple):
    """A check that has to wait, and the tables that it waits for."""

    table: str
    check: str
    lacks: tuple[str, ...]


def others(check: Check) -> list[Table]:
    """The other tables of silver that a check reads; ValueError for a name that none of them bears."""
    named = {table.name: table for table in TABLES}
    asked = dict.fromkeys(name for name in PLACE.findall(check.contradicting) if name)
    if unknown := [name for name in asked if name not in named]:
        raise ValueError(f"{check.code}: no table of silver is called {', '.join(unknown)}")
    return [named[name] for name in asked]


def rows_of(store: Store, subject: Subject, check: Check) -> DataFrame:
    """The rows of the subject's table that contradict others, each once."""
    named = {table.name: table for table in (subject.table, *others(check))}
    sql = PLACE.sub(lambda place: store.name(named[place[1] or subject.table.name]), check.contradicting)
    key = list(subject.table.key)
    return store.read(subject.table).join(store.spark.sql(sql).select(*key), on=key, how="left_semi")


def counted(store: Store) -> list[Contradiction]:
    """The contradictions by table, check and source, in the order of the checks: one action for all of them."""
    frames = [
        rows_of(store, subject, check).select(*_which(subject, check), "source_system")
        for subject, check in _at_hand(store)
    ]
    if not frames:
        return []
    grouped = _together(frames).groupBy("table", "check", "source_system").agg(F.count(F.lit(1)).alias("rows"))
    order = [(str(subject.table), check.code) for subject, check in _every()]
    found = [Contradiction(*row) for row in grouped.collect()]
    return sorted(found, key=lambda one: (order.index((one.table, one.check)), one.source_system))


def not_looked_at(store: Store) -> list[NotLookedAt]:
    """The checks of tables that exist which wait for others."""
    lacking = [(s, c, [str(t) for t in others(c) if not store.exists(t)]) for s, c in _every() if store.exists(s.table)]
    return [NotLookedAt(str(subject.table), check.code, tuple(lacks)) for subject, check, lacks in lacking if lacks]


def listed(store: Store, *, identified: bool = True) -> DataFrame | None:
    """What contradicts itself, by table, check, source, school and key; None where nothing can be looked at.

    The key is that of one row, without the source and with blanks between its parts. Unless `identified` it is null,
    and the rows of a school are counted together.
    """
    frames = [_listed(store, subject, check, identified=identified) for subject, check in _at_hand(store)]
    return _together(frames) if frames else None


def meanings() -> dict[tuple[str, str], str]:
    """What the checks mean, by table and code."""
    return {(str(subject.table), check.code): check.meaning for subject, check in _every()}


def _listed(store: Store, subject: Subject, check: Check, *, identified: bool) -> DataFrame:
    own = [name for name in subject.table.key if name != "source_system"]
    shown = disclosure.of_the_identified(subject.table, own) if identified else []
    key = F.concat_ws(" ", *[F.col(name).cast("string") for name in shown]) if shown else F.lit(None).cast("string")
    rows = rows_of(store, subject, check)
    grouped = rows.groupBy(*_which(subject, check), "source_system", "school_id", key.alias("key"))
    return grouped.agg(F.count(F.lit(1)).alias("rows"))


def _which(subject: Subject, check: Check) -> list[Column]:
    return [F.lit(str(subject.table)).alias("table"), F.lit(check.code).alias("check")]


def _every() -> list[tuple[Subject, Check]]:
    return [(subject, check) for subject in SUBJECTS.values() for check in subject.checks]


def _at_hand(store: Store) -> list[tuple[Subject, Check]]:
    """The checks all of whose tables exist."""
    return [(s, c) for s, c in _every() if all(map(store.exists, (s.table, *others(c))))]


def _together(frames: list[DataFrame]) -> DataFrame:
    return reduce(lambda above, below: above.unionByName(below), frames)
