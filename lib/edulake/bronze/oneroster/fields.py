"""How OneRoster writes things: vocabularies, lists, flags. Blank means nothing is said."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract import OUT_OF_SCOPE
from edulake.expr import as_date

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column

STUDENT = "student"
DELETED = "tobedeleted"
# Of both versions, in lower case; 1.2 lets a vendor add its own as ext:….
OTHER_ROLES = (
    *("administrator", "aide", "counselor", "districtadministrator", "guardian", "parent", "principal", "proctor"),
    *("relative", "siteadministrator", "systemadministrator", "teacher"),
)
NOT_A_STUDENT = OUT_OF_SCOPE
UNKNOWN_ROLE = "UNKNOWN_ROLE"


def text(name: str) -> Column:
    """A field as written; null where it is blank."""
    return F.when(F.trim(name) != "", F.col(name))


def word(name: str) -> Column:
    """A word of a vocabulary, in lower case; null where it is blank."""
    return F.lower(F.trim(text(name)))


def first(name: str) -> Column:
    """The first element of a list; null where it is blank."""
    element = F.trim(F.substring_index(name, ",", 1))
    return F.when(element != "", element)


def only(name: str) -> Column:
    """The element of a list of one; null where there are more: a class of two grades has no grade level."""
    return F.when(~F.col(name).contains(","), first(name))


def status() -> Column:
    """A row's status in lower case; bulk leaves it empty, which is active."""
    return F.coalesce(word("raw_status"), F.lit("active"))


def lives() -> Column:
    """Whether a row that others refer to is still there: what a newer bulk lacks is gone like what is to be deleted."""
    return (status() != DELETED) & ~F.col("is_gone")


def last_day(name: str) -> Column:
    """The last day, where a field gives the day after it; as written where it is no day."""
    return F.coalesce(F.date_sub(as_date(F.col(name)), 1).cast("string"), name)


def is_other(role: Column) -> Column:
    return role.isin(*OTHER_ROLES) | role.startswith("ext:")


def changes(*news: str) -> dict[str, Column]:
    """When the row was changed, and whether one that it uses is new."""
    return {"raw_updated_at": F.col("raw_date_last_modified"), "revisit": any_of(*news)}


def any_of(*flags: str) -> Column:
    return reduce(lambda a, b: a | b, [sure(F.col(flag)) for flag in flags])


def sure(condition: Column) -> Column:
    """A condition with null as false."""
    return F.coalesce(condition, F.lit(False))


def nothing(names: Iterable[str]) -> dict[str, Column]:
    return {name: F.lit(None).cast("string") for name in names}
