"""What a quality rule is: a code, its meaning, and which rows break it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column as SparkColumn


# Why a sound record is none of its subject's concern: it is about somebody else, such as staff in a list of users.
# As the only reason it puts a record aside, not into quarantine.
NOT_A_STUDENT, NOT_STAFF, NOT_A_GUARDIAN = "NOT_A_STUDENT", "NOT_STAFF", "NOT_A_GUARDIAN"
SELF_CONTACT = "SELF_CONTACT"
# Or it is about nobody: none of its columns that are rows says anything, or it is a second line of headers.
NOTHING_SAID, HEADER_ROW = "NOTHING_SAID", "HEADER_ROW"
# Or its source took it back, or has said something else in its place: what it made of the table goes.
TAKEN_BACK = "TAKEN_BACK"
# Or it is of a day whose rows `retain` removes from its table.
EXPIRED = "EXPIRED"
OUT_OF_SCOPE = (
    *(NOT_A_STUDENT, NOT_STAFF, NOT_A_GUARDIAN, SELF_CONTACT),
    *(NOTHING_SAID, HEADER_ROW, TAKEN_BACK, EXPIRED),
)


@dataclass(frozen=True)
class Rule:
    """A quality rule on candidate rows: `broken` is true for rows that break it (null counts as kept).

    `needs` names the raw column without which a source cannot break it: what it never has is not missing from a row.
    """

    code: str
    meaning: str
    broken: Callable[[], SparkColumn]
    needs: str | None = None


@dataclass(frozen=True)
class Check:
    """What rows of a silver table must not say together, though each of them is sound: two stays at once.

    `contradicting` is SQL that gives the key of each row that does, once or several times: all columns of the key, by
    their names. {table} stands for the table that is looked at, and {silver.NAME} for another of silver by its name; a
    check waits until all of them exist. Nothing is refused for it: it is counted, and shown to those who look.
    """

    code: str
    meaning: str
    contradicting: str
