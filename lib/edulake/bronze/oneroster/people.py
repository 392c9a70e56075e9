"""Users of OneRoster who are or were students."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oneroster.fields import (
    STUDENT,
    UNKNOWN_ROLE,
    changes,
    day,
    first,
    is_other,
    listed,
    lives,
    nothing,
    status_unless,
    text,
    word,
)
from edulake.bronze.oneroster.tables import DEMOGRAPHICS, ROLES
from edulake.bronze.reference import WAITING, sure
from edulake.contract.rule import NOT_A_STUDENT
from edulake.expr import as_date, midnight

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]


def students(facts: DataFrame, current: Current) -> DataFrame:
    """Users who are or were students. A 1.2 user's role comes with roles.csv, birth and sex with demographics.csv.

    Of several schools the main one comes first: that of a role that still holds, primary before secondary, and of
    several the one that lasts longest.
    """
    person, role = F.col("raw_sourced_id"), word("raw_role")
    joined = facts.join(roles_of_users(current, _is_student), person == F.col("_user"), "left").join(
        _born(current), person == F.col("_person"), "left"
    )
    says_student = sure(role == STUDENT)
    issue = (
        F.when(role.isNull() & F.col("_user").isNull(), WAITING)
        .when(says_student | F.col("_was"), None)
        .when(is_other(role) | F.col("_is_other"), NOT_A_STUDENT)
        .otherwise(UNKNOWN_ROLE)
    )
    # Who was known before stays what they were until then; `withdrawn` says that they went.
    gone = has_no_role_left(F.col("delivered_at")) & ~says_student
    schools = F.concat(listed("raw_org_sourced_ids"), F.array(text("raw_primary_org_sourced_id")))
    schools = F.concat(schools, F.coalesce("_orgs", F.array().cast("array<string>")))
    mapped = {
        "raw_student_id": person,
        "raw_grade_level": first("raw_grades"),
        "raw_school_id": F.get(F.array_compact(schools), F.lit(0)),
        "raw_school_ids": F.array_join(schools, ","),
        "raw_enrollment_date": F.col("_begins"),
        "raw_birth_date": F.col("_birth_date"),
        "raw_gender": F.col("_sex"),
        "raw_status": status_unless(gone),
        "parse_issue": F.coalesce("parse_issue", issue),
        **changes("_role_is_new", "_birth_is_new"),
    }
    absent = ("name", "class_id", "school_year", "term", "age_band", "disability", "deprivation_band")
    return joined.withColumns({**mapped, **nothing(f"raw_{name}" for name in absent)})


def _is_student(role: Column) -> Column:
    return role == STUDENT


def withdrawn(facts: DataFrame, current: Current) -> DataFrame:
    """Students without a role any more, from when on, unless the user's own row says student: they are gone."""
    return gone_by_roles(facts, current, _is_student).withColumnRenamed("_user", "raw_student_id")


def gone_by_roles(facts: DataFrame, current: Current, is_mine: Callable[[Column], Column]) -> DataFrame:
    """Each `_user` without a role of a kind any more, and `at`, from when on; not those whose own row says the kind.

    A role with an end is over by the first delivery of users that comes then or later, or, if none does, by that of
    the role itself: deliveries are the only clock, so that the same ones always say the same.
    """
    went = roles_of_users(current, is_mine).where(F.col("_was") & ~F.col("_is"))
    says_so = facts.where(sure(is_mine(word("raw_role")))).select("raw_sourced_id").distinct()
    left = went.join(says_so, F.col("raw_sourced_id") == F.col("_user"), "left_anti")
    deliveries = facts.agg(F.collect_set("delivered_at").alias("_deliveries"))
    moments = F.array_compact(F.array_union("_deliveries", F.array("_withdrawn_at", "_told_at")))
    at = F.array_min(F.filter(moments, has_no_role_left))
    gone = left.crossJoin(F.broadcast(deliveries)).select("_user", at.alias("at"))
    return gone.where(F.col("at").isNotNull())


def has_no_role_left(moment: Column) -> Column:
    """Whether each role of the kind was withdrawn, or has its end, by then; false where there never was one."""
    withdrawn = F.coalesce(moment >= F.col("_withdrawn_at"), F.lit(True))
    ended = F.coalesce(moment >= midnight(F.col("_ends")), F.lit(True))
    return sure(~F.col("_is")) & withdrawn & ended


def roles_of_users(current: Current, is_mine: Callable[[Column], Column]) -> DataFrame:
    """One row a user of roles.csv: whether of a kind, ever or without end, or until when, or somebody else; and where.

    `_ends` is the day after the last role that holds, `_withdrawn_at` when the last of those taken back was, `_told_at`
    when one was told of.
    """
    role, ends = word("raw_role"), as_date(F.col("raw_end_date"))
    mine = is_mine(role)
    return (
        current[ROLES.table]
        .groupBy(F.col("raw_user_sourced_id").alias("_user"))
        .agg(
            F.max(mine).alias("_was"),
            F.max(F.when(mine, lives() & ends.isNull())).alias("_is"),
            F.max(F.when(mine & lives(), ends)).alias("_ends"),
            F.max(F.when(mine & ~lives(), F.coalesce("gone_at", "delivered_at"))).alias("_withdrawn_at"),
            F.max(F.when(mine, F.col("delivered_at"))).alias("_told_at"),
            F.min(F.when(mine & lives(), day("raw_begin_date"))).alias("_begins"),
            F.max(is_other(role)).alias("_is_other"),
            F.array_sort(F.collect_set(F.when(mine, _place(ends)))).alias("_places"),
            F.max("is_new").alias("_role_is_new"),
        )
        .where(F.col("_user").isNotNull())
        .withColumn("_orgs", F.col("_places")["org"])
        .drop("_places")
    )


def _place(ends: Column) -> Column:
    """Where a role is, in the order in which schools matter."""
    left = F.datediff(F.lit("9999-12-31").cast("date"), F.coalesce(ends, F.lit("9999-12-31").cast("date")))
    secondary = F.coalesce(word("raw_role_type") == "secondary", F.lit(False))
    order = [(~lives()).alias("over"), secondary.alias("secondary"), left.alias("left")]
    return F.struct(*order, text("raw_org_sourced_id").alias("org"))


def _born(current: Current) -> DataFrame:
    return current[DEMOGRAPHICS.table].select(
        F.col("raw_sourced_id").alias("_person"),
        F.when(lives(), F.col("raw_birth_date")).alias("_birth_date"),
        F.when(lives(), F.col("raw_sex")).alias("_sex"),
        F.col("is_new").alias("_birth_is_new"),
    )
