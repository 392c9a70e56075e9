"""Roles of staff in OneRoster, and where: a user's own (1.1), or rows of roles.csv (1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oneroster.fields import DELETED, changes, day, last_day, listed, nothing, status, text, word
from edulake.bronze.oneroster.staff import called, is_staff
from edulake.bronze.oneroster.tables import ROLES
from edulake.bronze.reference import WAITING, sure
from edulake.bronze.spread import PLACE, recalled, spread
from edulake.contract.raw import raw_columns
from edulake.contract.rule import NOT_STAFF
from edulake.silver.people import staff_roles as roles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

SAID = (
    *("raw_staff_role_id", "raw_school_id", "raw_role", "raw_begin_date", "raw_end_date", "raw_is_primary"),
    "raw_status",
)
MAIN = {"primary": "true", "secondary": "false"}


def staff_roles(facts: DataFrame, current: Current) -> DataFrame:
    """A candidate for each role of a user at a school: the user's own in each of its organisations (1.1), which has
    neither days nor an id; of a user without one those of roles.csv (1.2).

    A role that a bulk of roles lacks is not said of users delivered since: their snapshot closes it. One that is to be
    deleted is taken back, and so are all of a user who is, and what a changed user says no more of the own ones.
    """
    own, held = word("raw_role"), F.col("_roles")
    named = recalled(facts, F.trim("raw_sourced_id"), _own(own))
    joined = named.join(_roles_held(current), F.col("raw_sourced_id") == F.col("_user"), "left")
    told = F.filter(held, lambda role: role["gone_at"].isNull() | (F.col("delivered_at") < role["gone_at"]))
    issue = (
        F.when(own.isNull() & F.col("_user").isNull(), WAITING)
        .when(is_staff(own) | (F.size("_unsaid") > 0) | (own.isNull() & sure(F.size(held) > 0)), None)
        .otherwise(NOT_STAFF)
    )
    mapped = {
        "raw_staff_id": F.col("raw_sourced_id"),
        "parse_issue": F.coalesce("parse_issue", issue),
        **changes("_role_is_new", "_recalls"),
    }
    absent = [name for name in raw_columns(roles.FORM.table) if name not in mapped]
    over = status() == DELETED
    of_file = F.when(own.isNull(), _of_file(told, over))
    each = F.array(_of_user("_says", over), _of_user("_unsaid", F.lit(True)), of_file)
    prepared = joined.withColumns({**mapped, "_told": F.flatten(F.array_compact(each))})
    return spread(prepared.withColumns(nothing(absent)), F.col("_told"), SAID)


def _own(role: Column) -> Column:
    """The role of staff in each of the user's organisations; in none where none is named."""
    orgs = listed("raw_org_sourced_ids")
    where = F.when(F.size(orgs) > 0, orgs).otherwise(F.array(F.lit(None).cast("string")))
    told = F.when(is_staff(role), where).otherwise(F.array().cast("array<string>"))
    return F.transform(told, lambda org: F.struct(org.alias("org"), called(role).alias("role")))


def _of_user(name: str, over: Column) -> Column:
    """Roles of the user's own as candidates, taken back where they are `over`."""
    unsaid = F.lit(None).cast("string")

    def candidate(own: Column) -> Column:
        org, role = own["org"], own["role"]
        place = F.concat_ws(" ", org, role)
        return _role(place, unsaid, org, role, unsaid, unsaid, unsaid, F.when(over, DELETED))

    return F.transform(name, candidate)


def _of_file(held: Column, over: Column) -> Column:
    """Roles of roles.csv as candidates, all taken back where the user is `over`."""
    fields = [name for name in SAID if name != "raw_status"]
    return F.transform(
        held,
        lambda role: _role(role[PLACE], *[role[name] for name in fields], F.when(over | role["is_deleted"], DELETED)),
    )


def _role(*fields: Column) -> Column:
    return F.struct(*[field.alias(name) for field, name in zip(fields, (PLACE, *SAID), strict=True)])


def _roles_held(current: Current) -> DataFrame:
    """One row a user of roles.csv: the roles as staff, those over or gone as well, in the order of their ids."""
    role, kind = word("raw_role"), word("raw_role_type")
    fields = {
        PLACE: F.trim("raw_sourced_id"),
        "raw_staff_role_id": F.trim("raw_sourced_id"),
        "raw_school_id": text("raw_org_sourced_id"),
        "raw_role": called(role),
        "raw_begin_date": day("raw_begin_date"),
        "raw_end_date": last_day("raw_end_date"),
        "raw_is_primary": F.coalesce(*[F.when(kind == said, flag) for said, flag in MAIN.items()], kind),
        "is_deleted": status() == DELETED,
        "gone_at": F.col("gone_at"),
    }
    held = F.when(is_staff(role), F.struct(*[value.alias(name) for name, value in fields.items()]))
    return (
        current[ROLES.table]
        .groupBy(F.col("raw_user_sourced_id").alias("_user"))
        .agg(F.array_sort(F.collect_list(held)).alias("_roles"), F.max("is_new").alias("_role_is_new"))
        .where(F.col("_user").isNotNull())
    )
