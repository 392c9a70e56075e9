"""Who teaches in which class in OneRoster: enrollments of those who are no students."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.oneroster.fields import DELETED, GUARDIANS, changes, is_other, last_day, nothing, status, text, word
from edulake.bronze.oneroster.staff import called
from edulake.bronze.oneroster.teaching import taught
from edulake.bronze.reference import WAITING, sure
from edulake.contract.raw import raw_columns
from edulake.contract.rule import NOT_STAFF
from edulake.silver.learning import class_staff as places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]


def class_staff(facts: DataFrame, current: Current) -> DataFrame:
    """Enrollments of staff. They wait for their class, whose terms say the days that they leave open, and are closed
    with it.

    All others are put aside, those with a role that nobody knows as well: the students' subject tells of that one.
    """
    joined = facts.join(F.broadcast(taught(current)), F.col("raw_class_sourced_id") == F.col("_class"), "left")
    role = word("raw_role")
    is_mine = sure(is_other(role) & ~role.isin(*GUARDIANS))
    issue = F.when(~is_mine, NOT_STAFF).when(F.col("_class").isNull(), WAITING)
    closed = (status() != DELETED) & ~F.col("_class_lives")
    mapped = {
        "raw_class_staff_id": F.col("raw_sourced_id"),
        "raw_staff_id": F.col("raw_user_sourced_id"),
        "raw_class_id": F.col("raw_class_sourced_id"),
        "raw_role": called(role),
        "raw_begin_date": F.coalesce(text("raw_begin_date"), "_start"),
        "raw_end_date": F.coalesce(last_day("raw_end_date"), "_end"),
        "raw_is_primary": text("raw_primary"),
        "raw_status": F.when(closed, "inactive").otherwise(status()),
        "raw_school_id": F.coalesce(text("raw_school_sourced_id"), "_school"),
        "raw_school_year": F.col("_year"),
        "raw_term": F.col("_term"),
        "parse_issue": F.coalesce("parse_issue", issue),
        **changes("_class_is_new"),
    }
    absent = [name for name in raw_columns(places.FORM.table) if name not in mapped]
    return joined.withColumns({**mapped, **nothing(absent)})
