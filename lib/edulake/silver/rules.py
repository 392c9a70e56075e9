"""Rules that subjects share: ids that must be there, and values that say something but cannot be read."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Rule
from edulake.expr import identifier, is_damaged, is_unfit
from edulake.expr.vocabulary import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pyspark.sql import Column as SparkColumn

    from edulake.contract.table import Person


def unread(code: str, meaning: str, word: str, value: str) -> Rule:
    """The text `word` says something, and `value` could not be read from it."""
    return Rule(code, meaning, lambda: F.col(word).isNotNull() & F.col(value).isNull())


def unmapped_code(column: str) -> str:
    """The issue of a row in which a column says what means nothing known."""
    return f"UNMAPPED_{column.upper()}"


def unmapped_in(column: str) -> Rule:
    """The category `column` is Unknown, and the source says something of it (in the column with _raw behind it)."""
    meaning = f"a {column.replace('_', ' ')} that means nothing known: the source's codes.{column} says what it means"
    said = f"{column}_raw"
    return Rule(unmapped_code(column), meaning, lambda: F.col(said).isNotNull() & (F.col(column) == UNKNOWN))


def unmapped(*statuses: str, what: str = "a status") -> Rule:
    """One of these columns, statuses that were read, is Unknown."""
    return Rule(
        "UNMAPPED_STATUS",
        f"{what} that means nothing known",
        lambda: reduce(or_, [F.col(s) == UNKNOWN for s in statuses]),
    )


UNKNOWN_GRADE_LEVEL = Rule(
    "UNKNOWN_GRADE_LEVEL", "a grade level that cannot be read", lambda: F.col("grade_level") == UNKNOWN
)
BAD_DAYS = (
    unread("BAD_START_DATE", "a first day that cannot be read", "first", "start_date"),
    unread("BAD_END_DATE", "a last day that cannot be read", "last", "end_date"),
)
# What every record may say.
BAD_VERSION = (
    unread(
        "BAD_SCHOOL_YEAR",
        "a school year that is neither a year nor two years that follow each other",
        "year",
        "given_year",
    ),
    unread("BAD_UPDATED_AT", "an update time that cannot be read", "updated", "source_updated_at"),
)

# A student whose id the source's crosswalk does not have, or has for two students at once: the row is kept under it.
UNMAPPED_PERSON, CONFLICTING_PERSON = "UNMAPPED_PERSON", "CONFLICTING_PERSON"

UNFIT = "longer than 128 characters or with control characters"


def nobody(kind: Person = "student") -> tuple[Rule, ...]:
    """No row without the person of this kind whom it is about: the word `kind`, and the id that was read from it."""
    id_ = f"{kind}_id"

    def is_bad() -> SparkColumn:
        return F.col(kind).isNotNull() & F.col(id_).isNull() & ~_lost(id_)

    return (
        Rule(f"NULL_{id_.upper()}", f"no {kind}", lambda: F.col(kind).isNull()),
        Rule(f"BAD_{id_.upper()}", f"a {kind} id {UNFIT}", is_bad),
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


def left_out(*names: str, own: str = "", listed: str = "") -> tuple[Rule, Rule]:
    """A row that was kept without one of these ids, for a spreadsheet destroyed it, or what is said cannot be one.

    `own` is the row's id, in whose place another is made; `listed` has several of them, commas between.
    """
    read = {**{name: name for name in names}, **({own: "source_id"} if own else {})}

    def are_damaged() -> SparkColumn:
        return reduce(or_, [*map(_lost, names), *_any_of(listed, is_damaged)])

    def are_unfit() -> SparkColumn:
        ids = [F.col(value).isNull() & is_unfit(F.col(f"raw_{name}")) for name, value in read.items()]
        return reduce(or_, [*ids, *_any_of(listed, lambda id_: identifier(id_).isNull() & is_unfit(id_))])

    return (
        Rule(ID_DAMAGED, f"left out: {LEFT}; {ADVICE}", are_damaged),
        Rule("BAD_ID", f"left out: an id {UNFIT}", are_unfit),
    )


def _lost(name: str) -> SparkColumn:
    """Whether the id `name` is null because it is damaged. Where there is one, nothing is looked for."""
    return F.col(name).isNull() & _was_damaged(name)


def _any_of(listed: str, is_broken: Callable[[SparkColumn], SparkColumn]) -> list[SparkColumn]:
    """Whether one of the ids in a list is broken, where there may be a list."""
    ids = F.split(F.col(f"raw_{listed}"), ",")
    return [F.coalesce(F.exists(ids, is_broken), F.lit(False))] if listed else []


def _was_damaged(name: str) -> SparkColumn:
    return F.coalesce(is_damaged(F.col(f"raw_{name}")), F.lit(False))


def refusals(date: str, kind: Person = "student") -> tuple[Rule, ...]:
    """No fact without a person and a day, the column `date`."""
    return (*nobody(kind), no_day(date))


def no_day(date: str) -> Rule:
    """No row without the day that the column `date` holds."""
    meaning = "no date in a format of the source, or one before 1900 or in the far future"
    return Rule("BAD_DATE", meaning, lambda: F.col(date).isNull())


def no_id(name: str) -> Rule:
    """No row without the id that the column `name` holds."""
    what = f"no {name.removesuffix('_id')}"
    return Rule(f"NULL_{name.upper()}", what, lambda: F.col(name).isNull() & ~_was_damaged(name))
