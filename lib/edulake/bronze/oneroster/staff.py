"""Users of OneRoster who are or were staff: those with a role that means what somebody does at a school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oneroster.fields import changes, listed, nothing, status_unless, text, word
from edulake.bronze.oneroster.people import gone_by_roles, has_no_role_left, roles_of_users
from edulake.bronze.reference import WAITING, sure
from edulake.contract.raw import raw_columns
from edulake.contract.rule import NOT_STAFF
from edulake.expr import categorised
from edulake.expr.categories.people import ROLES
from edulake.silver.people import staff as people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]


def staff(facts: DataFrame, current: Current) -> DataFrame:
    """Users who are or were staff, their main school first among several; a 1.2 user's role comes with roles.csv.

    All others are put aside, those with a role that nobody knows as well: the students' subject tells of that one.
    """
    person, role = F.col("raw_sourced_id"), word("raw_role")
    joined = facts.join(roles_of_users(current, is_staff), person == F.col("_user"), "left")
    says_staff = sure(is_staff(role))
    issue = (
        F.when(role.isNull() & F.col("_user").isNull(), WAITING)
        .when(says_staff | sure(F.col("_was")), None)
        .otherwise(NOT_STAFF)
    )
    gone = has_no_role_left(F.col("delivered_at")) & ~says_staff
    schools = F.concat(listed("raw_org_sourced_ids"), F.array(text("raw_primary_org_sourced_id")))
    schools = F.concat(schools, F.coalesce("_orgs", F.array().cast("array<string>")))
    mapped = {
        "raw_staff_id": person,
        "raw_staff_number": text("raw_identifier"),
        "raw_school_id": F.get(F.array_compact(schools), F.lit(0)),
        "raw_status": status_unless(gone),
        "parse_issue": F.coalesce("parse_issue", issue),
        **changes("_role_is_new"),
    }
    known = {*mapped, *facts.columns}
    absent = [name for name in raw_columns(people.FORM.table) if name not in known]
    return joined.withColumns({**mapped, **nothing(absent)})


def left(facts: DataFrame, current: Current) -> DataFrame:
    """Staff without a role any more, from when on, unless the user's own row says one: they are gone."""
    return gone_by_roles(facts, current, is_staff).withColumnRenamed("_user", "raw_staff_id")


def is_staff(role: Column) -> Column:
    """Whether a role, in lower case, is one of staff; so is a vendor's own, ext:nurse, that means what one does."""
    return categorised(called(role), ROLES).isNotNull()


def called(role: Column) -> Column:
    """What a role, in lower case, says that somebody does: of a vendor's own, ext:nurse, what comes after the colon."""
    return F.regexp_replace(role, "^ext:", "")
