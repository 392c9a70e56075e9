"""Users of OneRoster who are or were students."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oneroster.fields import (
    DELETED,
    NOT_A_STUDENT,
    STUDENT,
    UNKNOWN_ROLE,
    changes,
    first,
    is_other,
    lives,
    nothing,
    status,
    sure,
    text,
    word,
)
from edulake.bronze.oneroster.tables import DEMOGRAPHICS, ROLES
from edulake.bronze.source import WAITING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract import Table

    Current = Mapping[Table, DataFrame]


def students(facts: DataFrame, current: Current) -> DataFrame:
    """Users who are or were students. A 1.2 user's role comes with roles.csv, birth and sex with demographics.csv."""
    person, role = F.col("raw_sourced_id"), word("raw_role")
    joined = facts.join(_roles_of_users(current), person == F.col("_user"), "left").join(
        _born(current), person == F.col("_person"), "left"
    )
    says_student = sure(role == STUDENT)
    issue = (
        F.when(role.isNull() & F.col("_user").isNull(), WAITING)
        .when(says_student | F.col("_was_student"), None)
        .when(is_other(role) | F.col("_is_other"), NOT_A_STUDENT)
        .otherwise(UNKNOWN_ROLE)
    )
    # Who was known before stays what they were until then; `withdrawn` says that they went.
    gone = sure(~F.col("_is_student")) & ~says_student & (F.col("delivered_at") >= F.col("_withdrawn_at"))
    disabled = sure(word("raw_enabled_user") == "false")
    mapped = {
        "raw_student_id": person,
        "raw_grade_level": first("raw_grades"),
        "raw_school_id": F.coalesce(first("raw_org_sourced_ids"), text("raw_primary_org_sourced_id"), "_org"),
        "raw_birth_date": F.col("_birth_date"),
        "raw_gender": F.col("_sex"),
        "raw_status": F.when((status() != DELETED) & (disabled | gone), "inactive").otherwise(status()),
        "parse_issue": F.coalesce("parse_issue", issue),
        **changes("_role_is_new", "_birth_is_new"),
    }
    absent = ("name", "class_id", "enrollment_date", "school_year", "term")
    absent = (*absent, "age_band", "disability", "deprivation_band")
    return joined.withColumns({**mapped, **nothing(f"raw_{name}" for name in absent)})


def withdrawn(facts: DataFrame, current: Current) -> DataFrame:
    """Students whose role was withdrawn, from when on, unless the user's own row says student: they are gone."""
    went = _roles_of_users(current).where(F.col("_was_student") & ~F.col("_is_student"))
    says_student = facts.where(sure(word("raw_role") == STUDENT)).select("raw_sourced_id").distinct()
    left = went.join(says_student, F.col("raw_sourced_id") == F.col("_user"), "left_anti")
    return left.select(F.col("_user").alias("raw_student_id"), F.col("_withdrawn_at").alias("at"))


def _roles_of_users(current: Current) -> DataFrame:
    """One row a user of roles.csv: whether a student, ever or still, or since when not, or somebody else; and where."""
    role = word("raw_role")
    primary = F.when(word("raw_role_type") == "secondary", 1).otherwise(0)
    where = F.when(role == STUDENT, F.struct(primary.alias("rank"), text("raw_org_sourced_id").alias("org")))
    return (
        current[ROLES.table]
        .groupBy(F.col("raw_user_sourced_id").alias("_user"))
        .agg(
            F.max(role == STUDENT).alias("_was_student"),
            F.max(F.when(role == STUDENT, lives())).alias("_is_student"),
            F.max(F.when(role == STUDENT, F.coalesce("gone_at", "delivered_at"))).alias("_withdrawn_at"),
            F.max(is_other(role)).alias("_is_other"),
            F.min(where).getField("org").alias("_org"),
            F.max("is_new").alias("_role_is_new"),
        )
        .where(F.col("_user").isNotNull())
    )


def _born(current: Current) -> DataFrame:
    return current[DEMOGRAPHICS.table].select(
        F.col("raw_sourced_id").alias("_person"),
        F.when(lives(), F.col("raw_birth_date")).alias("_birth_date"),
        F.when(lives(), F.col("raw_sex")).alias("_sex"),
        F.col("is_new").alias("_birth_is_new"),
    )
