"""What the subjects about behaviour share: which incident is meant, categories, and numbers that people write."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Check
from edulake.expr import is_damaged
from edulake.expr.numbers import exact_number
from edulake.silver import reading
from edulake.silver.notation import number

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations

DAYS_TYPE = "decimal(5,2)"
MOST_DAYS = Decimal("999.99")


def words() -> dict[str, SparkColumn]:
    """The school, and what it calls the incident."""
    return reading.ids(incident="raw_incident_id", school_id="raw_school_id")


def of_incident() -> dict[str, SparkColumn]:
    """The school of the incident, where a row about it says that it is another than the row's own."""
    return reading.ids(incident_school_id="raw_incident_school_id")


def incident(called: str, *schools: str) -> SparkColumn:
    """The incident that its school calls so (a word, read as an id): X/17 is incident 17 of school X.

    The school is the first of `schools`, ids that were read before, that is said, else school_id. Schools number their
    incidents themselves. Without a school it is the number alone; null where a spreadsheet destroyed one of them. No
    two pairs of school and number are one: a slash before the one between is written %2F.
    """
    named = (*schools, "school_id")
    school = F.coalesce(*reading.as_said(*named))
    is_lost = F.coalesce(*named).isNull() & reduce(or_, [is_damaged(F.col(f"raw_{name}")) for name in named])
    within = F.coalesce(F.concat(_escaped(school), F.lit("/"), F.col(called)), _escaped(F.col(called)))
    return F.when(~F.coalesce(is_lost, F.lit(False)), within)


def categories(*columns: str) -> dict[str, SparkColumn]:
    """These categories, Unknown where nothing is said, and what is said, in the column with _raw behind it."""
    return {
        **{column: reading.or_unknown(column) for column in columns},
        **{f"{column}_raw": reading.as_coded(column) for column in columns},
    }


def signed(notations: Notations, word: str) -> SparkColumn:
    """The number that the text `word` says, exactly, whatever its sign; null for no plain number."""
    return number(notations, word, exact_number)


def days(name: str) -> SparkColumn:
    """A number of days that was read before, rounded half up; null below 0 and above 999.99."""
    return F.when(F.col(name).between(0, MOST_DAYS), F.col(name)).cast(DAYS_TYPE)


def not_a_member(row_id: str) -> Check:
    """Rows, called by `row_id`, of students who are no members of any school on the day of the row.

    Whichever source says so: schools keep members and behaviour in different systems.
    """
    return Check(
        "NOT_A_MEMBER",
        "a student who is a member of no school on that day",
        f"SELECT e.source_system, e.{row_id} FROM {{table}} e LEFT ANTI JOIN {{silver.memberships}} m"
        " ON m.student_id = e.student_id AND NOT m.is_deleted AND e.date >= m.entry_date"
        " AND NOT (coalesce(m.is_gone, false) AND m.exit_date IS NULL)"
        " AND e.date <= coalesce(m.exit_date, make_date(m.school_year, 6, 30), e.date)",
    )


def _escaped(text: SparkColumn) -> SparkColumn:
    return F.replace(F.replace(text, F.lit("%"), F.lit("%25")), F.lit("/"), F.lit("%2F"))
