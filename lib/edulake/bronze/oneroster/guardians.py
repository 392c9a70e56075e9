"""Users of OneRoster who are guardians, and whose: parents, guardians and relatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oneroster.fields import (
    DELETED,
    GUARDIANS,
    STUDENT,
    UNKNOWN_ROLE,
    changes,
    is_other,
    listed,
    lives,
    nothing,
    status,
    status_unless,
    text,
    word,
)
from edulake.bronze.oneroster.tables import ROLES
from edulake.bronze.reference import WAITING, sure
from edulake.bronze.spread import PLACE, recalled, spread
from edulake.contract.raw import raw_columns
from edulake.contract.rule import NOT_A_GUARDIAN
from edulake.expr import as_date, midnight
from edulake.silver.people import guardian_links as links
from edulake.silver.people import guardians as people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

SAID = ("raw_guardian_id", "raw_student_id", "raw_status")


def guardians(facts: DataFrame, current: Current) -> DataFrame:
    """Users who are or were parents, guardians or relatives: inactive once none of these roles holds any more."""
    joined = _with_roles(facts, current)
    over = ~_says(GUARDIANS) & ~F.col("_is_guardian") & F.coalesce(_has_ended(), F.lit(True))
    schools = F.concat(F.array(text("raw_primary_org_sourced_id")), listed("raw_org_sourced_ids"))
    mapped = {
        "raw_guardian_id": F.col("raw_sourced_id"),
        "raw_phone": F.coalesce(text("raw_phone"), text("raw_sms")),
        "raw_school_id": F.get(F.array_compact(schools), F.lit(0)),
        "raw_status": status_unless(over),
        "parse_issue": F.coalesce("parse_issue", _issue(_is_guardian())),
        **changes("_role_is_new"),
    }
    delivered = ("raw_given_name", "raw_family_name", "raw_email")
    absent = [name for name in raw_columns(people.FORM.table) if name not in (*delivered, *mapped)]
    return joined.withColumns({**mapped, **nothing(absent)})


def guardian_links(facts: DataFrame, current: Current) -> DataFrame:
    """Whom a student names as agents, and a guardian as charges: a candidate each, the same whichever of them says so.

    What a guardian is to each of them nothing says: a role is one of the user's. Of somebody with both roles the agents
    are those of the student. Whom a changed user names no more is taken back; of a bulk the next one does.
    """
    agents = listed("raw_agent_sourced_ids")
    joined = recalled(_with_roles(facts, current), F.trim("raw_sourced_id"), agents)
    is_student, own = _is_student(), F.trim("raw_sourced_id")
    mapped = {
        "raw_status": F.when(status() == DELETED, DELETED),
        "parse_issue": F.coalesce("parse_issue", _issue(is_student | _is_guardian())),
        **changes("_role_is_new", "_recalls"),
    }
    absent = [name for name in raw_columns(links.FORM.table) if name not in mapped]

    def link(agent: Column, over: Column) -> Column:
        guardian, student = (F.when(is_student, agent).otherwise(own), F.when(is_student, own).otherwise(agent))
        fields = (agent, guardian, student, over)
        return F.struct(*[field.alias(name) for field, name in zip(fields, (PLACE, *SAID), strict=True)])

    told = F.transform("_says", lambda agent: link(agent, F.when(status() == DELETED, DELETED)))
    over = F.transform("_unsaid", lambda agent: link(agent, F.lit(DELETED)))
    return spread(joined.withColumns({**mapped, **nothing(absent)}), F.concat(told, over), SAID)


def _issue(concerned: Column) -> Column:
    """Why a user is no candidate; null for one whom the subject is concerned with."""
    role = word("raw_role")
    known = is_other(role) | (role == STUDENT) | F.col("_is_other") | F.col("_was_student")
    return (
        F.when(role.isNull() & F.col("_user").isNull(), WAITING)
        .when(concerned, None)
        .when(known, NOT_A_GUARDIAN)
        .otherwise(UNKNOWN_ROLE)
    )


def _says(roles: tuple[str, ...]) -> Column:
    return sure(word("raw_role").isin(*roles))


def _is_guardian() -> Column:
    return _says(GUARDIANS) | sure(F.col("_was_guardian"))


def _is_student() -> Column:
    return _says((STUDENT,)) | sure(F.col("_was_student"))


def _has_ended() -> Column:
    """Whether the last of the roles with an end was over when the user was delivered; null where none has one."""
    return F.col("delivered_at") >= midnight(F.col("_ends"))


def _with_roles(facts: DataFrame, current: Current) -> DataFrame:
    """Users with what roles.csv (1.2) says of them: what they are or were, and whether, or until when, as guardians."""
    role, ends = word("raw_role"), as_date(F.col("raw_end_date"))
    is_guardian = role.isin(*GUARDIANS)
    roles = (
        current[ROLES.table]
        .groupBy(F.col("raw_user_sourced_id").alias("_user"))
        .agg(
            F.max(role == STUDENT).alias("_was_student"),
            F.max(is_guardian).alias("_was_guardian"),
            F.max(F.when(is_guardian, lives() & ends.isNull())).alias("_holds"),
            F.max(F.when(is_guardian & lives(), ends)).alias("_ends"),
            F.max(is_other(role)).alias("_is_other"),
            F.max("is_new").alias("_role_is_new"),
        )
        .where(F.col("_user").isNotNull())
    )
    joined = facts.join(roles, F.col("raw_sourced_id") == F.col("_user"), "left")
    return joined.withColumn("_is_guardian", sure(F.col("_holds")))
