"""Rules that subjects share: ids that must be there, and values that say something but cannot be read."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Rule
from edulake.expr import is_damaged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import Column as SparkColumn


def unread(code: str, meaning: str, word: str, value: str) -> Rule:
    """The text `word` says something, and `value` could not be read from it."""
    return Rule(code, meaning, lambda: F.col(word).isNotNull() & F.col(value).isNull())


BAD_UPDATED_AT = unread("BAD_UPDATED_AT", "an update time that cannot be read", "updated", "source_updated_at")

REFUSED_STUDENTS = (
    Rule("NULL_STUDENT_ID", "no student", lambda: F.col("student").isNull()),
    Rule(
        "BAD_STUDENT_ID",
        "a student id longer than 128 characters or with control characters",
        lambda: F.col("student").isNotNull() & F.col("student_id").isNull() & ~_lost("student_id"),
    ),
)

ID_DAMAGED = "ID_DAMAGED"
LEFT = "an id of which a spreadsheet left something like 1.23457E+11: two of them may look alike"
ADVICE = "have the file exported anew, with the column as text or without opening it in a spreadsheet"


def undecided(own: str, *places: str, needed: Sequence[str] = ("student_id",)) -> Rule:
    """A row whose identity a spreadsheet destroyed: one of the ids that are `needed`, or the row's `own` one.

    Without an own id its key is made of the `places` as well. All are named without the prefix of raw columns.
    """

    def broken() -> SparkColumn:
        keyed = F.col("source_id").isNull()
        return reduce(or_, [*map(_lost, needed), keyed & reduce(or_, [_was_damaged(own), *map(_lost, places)])])

    return Rule(ID_DAMAGED, f"{LEFT}; {ADVICE}", broken)


def destroyed(*needed: str) -> Rule:
    """A row without the ids that it cannot be without, for a spreadsheet destroyed one of them."""
    return Rule(ID_DAMAGED, f"{LEFT}; {ADVICE}", lambda: reduce(or_, map(_lost, needed)))


def damaged(*names: str) -> Rule:
    """A row that was kept without one of these ids, for a spreadsheet destroyed it."""
    return Rule(ID_DAMAGED, f"left out: {LEFT}; {ADVICE}", lambda: reduce(or_, map(_lost, names)))


def _lost(name: str) -> SparkColumn:
    """Whether the id `name` is null because it is damaged. Where there is one, nothing is looked for."""
    return F.col(name).isNull() & _was_damaged(name)


def _was_damaged(name: str) -> SparkColumn:
    return F.coalesce(is_damaged(F.col(f"raw_{name}")), F.lit(False))


def refusals(date: str) -> tuple[Rule, ...]:
    """No fact without a student and a day, the column `date`."""
    return (
        *REFUSED_STUDENTS,
        Rule(
            "BAD_DATE",
            "no date in a format of the source, or one before 1900 or in the far future",
            lambda: F.col(date).isNull(),
        ),
    )


def no_id(name: str) -> Rule:
    """No row without the id that the column `name` holds."""
    what = f"no {name.removesuffix('_id')}"
    return Rule(f"NULL_{name.upper()}", what, lambda: F.col(name).isNull() & ~_was_damaged(name))
