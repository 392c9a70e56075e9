"""How OneRoster writes things: vocabularies, lists, flags. Blank means nothing is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.reference import any_of, sure
from edulake.expr import as_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyspark.sql import Column

STUDENT = "student"
GUARDIANS = ("guardian", "parent", "relative")
DELETED = "tobedeleted"
# Of both versions, in lower case; 1.2 lets a vendor add its own as ext:….
OTHER_ROLES = (
    *("administrator", "aide", "counselor", "districtadministrator", "guardian", "parent", "principal", "proctor"),
    *("relative", "siteadministrator", "systemadministrator", "teacher"),
)
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


def listed(name: str) -> Column:
    """The elements of a list, in order, each once, without blank ones."""
    # By itself F.trim takes two arguments, of which the second would be the position in the list.
    elements = F.transform(F.split(F.col(name), ","), lambda element: F.trim(element))  # noqa: PLW0108
    return F.array_distinct(F.filter(F.coalesce(elements, F.array().cast("array<string>")), lambda one: one != ""))


def only(name: str) -> Column:
    """The element of a list of one; null where there are more: a class of two grades has no grade level."""
    return F.when(~F.col(name).contains(","), first(name))


def status() -> Column:
    """A row's status in lower case; bulk leaves it empty, which is active."""
    return F.coalesce(word("raw_status"), F.lit("active"))


def status_unless(over: Column) -> Column:
    """A user's status: inactive where the user is disabled or `over`, unless the row is to be deleted."""
    disabled = sure(word("raw_enabled_user") == "false")
    return F.when((status() != DELETED) & (disabled | over), "inactive").otherwise(status())


def lives() -> Column:
    """Whether a row that others refer to is still there: what a newer bulk lacks is gone like what is to be deleted."""
    return (status() != DELETED) & ~F.col("is_gone")


def day(name: str) -> Column:
    """A day in ISO form; as written where it is none, null where it is blank."""
    return F.coalesce(as_date(F.col(name)).cast("string"), text(name))


def last_day(name: str) -> Column:
    """The last day, where a field gives the day after it; as written where it is no day, null where it is blank."""
    return F.coalesce(F.date_sub(as_date(F.col(name)), 1).cast("string"), text(name))


def bound(days: Column, least_or_greatest: Callable[[Column], Column]) -> Column:
    """The least or greatest of days as `day` gives them; of several with one that cannot be read, that one as written.

    Nobody knows whether it is the first or last: the row that gets it is flagged as without that day.
    """
    unread = F.filter(days, lambda written: written.isNotNull() & as_date(written).isNull())
    return F.coalesce(F.get(unread, F.lit(0)), least_or_greatest(days))


def is_other(role: Column) -> Column:
    return role.isin(*OTHER_ROLES) | role.startswith("ext:")


def changes(*news: str) -> dict[str, Column]:
    """When the row was changed, and whether one that it uses is new."""
    return {"raw_updated_at": F.col("raw_date_last_modified"), "revisit": any_of(*news)}


def nothing(names: Iterable[str]) -> dict[str, Column]:
    return {name: F.lit(None).cast("string") for name in names}
