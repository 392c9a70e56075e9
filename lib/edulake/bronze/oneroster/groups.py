"""Groups of students in OneRoster: sex, races and Hispanic origin, which demographics.csv has in a column each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oneroster.fields import DELETED, STUDENT, UNKNOWN_ROLE, changes, is_other, nothing, status, word
from edulake.bronze.oneroster.tables import ROLES, USERS
from edulake.bronze.reference import WAITING, sure
from edulake.bronze.spread import spread
from edulake.contract.raw import raw_columns
from edulake.contract.rule import NOT_A_STUDENT
from edulake.expr import as_flag
from edulake.silver.people import student_groups as groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

SEXES = ("female", "male", "other")
UNSPECIFIED = "unspecified"
RACES = {
    "american_indian_or_alaska_native": "American Indian or Alaska Native",
    "asian": "Asian",
    "black_or_african_american": "Black or African American",
    "native_hawaiian_or_other_pacific_islander": "Native Hawaiian or Other Pacific Islander",
    "white": "White",
    "demographic_race_two_or_more_races": "Two or More",
}
SAID = ("raw_kind", "raw_value", "raw_status")


def student_groups(facts: DataFrame, current: Current) -> DataFrame:
    """A candidate for each column of demographics that says something of a student.

    A record that is a change takes back what it does not say any more; of a bulk the next one does.
    """
    joined = facts.join(_users(current), F.col("raw_sourced_id") == F.col("_user"), "left").join(
        _students(current), F.col("raw_sourced_id") == F.col("_of_role"), "left"
    )
    role = F.col("_role")
    is_student = sure(role == STUDENT) | sure(F.col("_was_student"))
    issue = (
        F.when(F.col("_user").isNull() | (role.isNull() & F.col("_of_role").isNull()), WAITING)
        .when(is_student, None)
        .when(is_other(role) | F.col("_is_other"), NOT_A_STUDENT)
        .otherwise(UNKNOWN_ROLE)
    )
    mapped = {
        "raw_student_id": F.col("raw_sourced_id"),
        "_taken_back": status() == DELETED,
        "parse_issue": F.coalesce("parse_issue", issue),
        **changes("_user_is_new", "_role_is_new"),
    }
    absent = [name for name in raw_columns(groups.FORM.table) if name not in mapped]
    said = F.array_compact(F.array(*_said()))
    return spread(joined.withColumns({**mapped, **nothing(absent)}), said, SAID)


def _said() -> Iterator[Column]:
    sex = word("raw_sex")
    yield _group("sex", "Sex", sex, sex != UNSPECIFIED)
    for one in SEXES:
        # The one that is said is there already.
        yield F.when(~sure(sex == one), _group("sex", "Sex", F.lit(one), F.lit(False)))
    for column, race in RACES.items():
        yield _group(column, "Race", F.lit(race), as_flag(F.col(f"raw_{column}")))
    hispanic = as_flag(F.col("raw_hispanic_or_latino_ethnicity"))
    for value, holds in {"Yes": hispanic, "No": ~hispanic}.items():
        yield _group("hispanic_or_latino_ethnicity", "Hispanic", F.lit(value), holds)


def _group(column: str, kind: str, value: Column, holds: Column) -> Column:
    """The group that a column says; one that it does not say is taken back by a change, and null in a bulk."""
    over = F.col("_taken_back") | ~sure(holds)
    fields = (F.lit(column), F.lit(kind), value, F.when(over, DELETED))
    group = F.struct(*[field.alias(name) for field, name in zip(fields, ("place", *SAID), strict=True)])
    return F.when(value.isNotNull() & (sure(holds) | ~F.col("is_snapshot")), group)


def _users(current: Current) -> DataFrame:
    return current[USERS.table].select(
        F.col("raw_sourced_id").alias("_user"), word("raw_role").alias("_role"), F.col("is_new").alias("_user_is_new")
    )


def _students(current: Current) -> DataFrame:
    """Whether the users of roles.csv (1.2) are or were students, or somebody else."""
    role = word("raw_role")
    named = current[ROLES.table].groupBy(F.col("raw_user_sourced_id").alias("_of_role"))
    return named.agg(
        F.max(role == STUDENT).alias("_was_student"),
        F.max(is_other(role)).alias("_is_other"),
        F.max("is_new").alias("_role_is_new"),
    ).where(F.col("_of_role").isNotNull())
