"""Who sees which rows, said once for every platform: groups by name, and what of a row a group's name ends with.

Whose group is `edulake-school-north:S1` sees the rows of that school, in whatever tables its filter holds. A person is
in as many of them as need be; who is in none of a filter's groups sees no row by it. Databricks knows groups of the
account, PostgreSQL roles that log in as nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from edulake.contract.sql import literal
from edulake.expr.categories.learning import TEACHING

if TYPE_CHECKING:
    from edulake.contract.table import Table

# They run the jobs, and see all of it.
ENGINEERS = "edulake-engineers"
# For those few who need what is sensitive of a person.
SENSITIVE = "edulake-sensitive"
# Rows of all schools: groups of people, or persons, as the name says.
ANALYSTS, ADVISERS = "edulake-analysts", "edulake-advisers"
# They see rows by a filter alone.
SCHOOLS, CLASSES, TEACHERS = "edulake-schools", "edulake-classes", "edulake-teachers"
DISTRICT, SCHOOL, CLASS = "edulake-district-", "edulake-school-", "edulake-class-"
TEACHER = "edulake-teacher-"

# What silver says of a row whose days were told and cannot be read.
UNREAD_DAYS = ("BAD_BEGIN_DATE", "BAD_START_DATE", "BAD_END_DATE")


class Filter(NamedTuple):
    """Members of `group` see the rows whose `column` names what stands behind `prefix` in a group of theirs.

    By the `district` before the colon as well: the namespace of a source stands before its ids, north:S1. With a
    `roster` the column is a student, and the groups name classes in which the student is. Where they are `taught`, the
    groups name members of staff: the classes are those in which they teach today.
    """

    group: str
    column: str
    prefix: str
    district: str = ""
    roster: bool = False
    taught: bool = False


BY_SCHOOL = Filter(SCHOOLS, "school_id", SCHOOL, DISTRICT)
BY_CLASS = Filter(CLASSES, "class_id", CLASS)
BY_ROSTER = Filter(CLASSES, "student_id", CLASS, roster=True)
BY_TAUGHT = Filter(TEACHERS, "class_id", TEACHER, taught=True)
BY_TAUGHT_ROSTER = Filter(TEACHERS, "student_id", TEACHER, roster=True, taught=True)


def holds_on(day: str, first: str, last: str, of: str = "") -> str:
    """SQL: whether a row of the alias `of` holds on a day. A null day is no bound; but without a last one it ends with
    the school year, the 30th of June, where it names one.
    """
    until = f"coalesce({of}{last}, make_date({of}school_year, 6, 30))"
    return f"coalesce({of}{first} <= {day}, true) AND coalesce({until} >= {day}, true)"


def days_are_read(of: str = "") -> str:
    """SQL of the lake: whether no day of a row was said that nobody can read. It is no bound, but may be over."""
    return " AND ".join(f"NOT array_contains({of}issue_codes, {literal(code)})" for code in UNREAD_DAYS)


def teaches(of: str = "") -> str:
    """SQL of the lake: whether a row of silver.class_staff, which nobody closed, says that somebody teaches there."""
    positions = ", ".join(map(literal, TEACHING))
    return f"{of}is_active AND NOT {of}is_deleted AND {of}role IN ({positions}) AND {days_are_read(of)}"


def filters(table: Table) -> list[Filter]:
    """The filters of a table, one for each group: of a class its own rows, else those of its students."""
    names = table.column_names
    of_class = [BY_CLASS, BY_TAUGHT] if "class_id" in names else []
    of_students = [BY_ROSTER, BY_TAUGHT_ROSTER] if "student_id" in table.people else []
    return [*([BY_SCHOOL] if "school_id" in names else []), *(of_class or of_students)]
