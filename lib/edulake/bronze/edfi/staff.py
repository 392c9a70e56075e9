"""Staff of Ed-Fi, what they do where, and when they are away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import OPEN, code, day, mail, mapped, said_last, went, with_said
from edulake.bronze.edfi.resources import UPDATED
from edulake.bronze.edfi.tables_staff import (
    ASSIGNMENTS,
    EMPLOYMENTS,
    STAFF_ABSENCES,
    STAFF_DEMOGRAPHICS,
    STAFF_DIRECTORIES,
    STAFFS,
)
from edulake.expr import whole_number
from edulake.silver.people import staff as people
from edulake.silver.people import staff_roles as roles
from edulake.silver.wellbeing import staff_absences as away

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

WHO = "raw_staff_unique_id"


def staff(facts: DataFrame, current: Current) -> DataFrame:
    """Staff, with sex and address as their own record has them (5), else as an organization said them last (6).

    Hiring and leaving are those of the employment that lasts longest, of several without an end of the newest one.
    """
    # Who is deleted stays what he was until then; `deleted` says that he went.
    told = facts.withColumns({"raw_updated_at": F.col(UPDATED), "revisit": F.lit(False)})
    sex, address = code("raw_sex_descriptor"), mail("raw_electronic_mails", "Work", "Organization")
    told = with_said(told, current, STAFF_DEMOGRAPHICS, WHO, {"_sex": sex})
    told = with_said(told, current, STAFF_DIRECTORIES, WHO, {"_mail": address})
    told = with_said(told, current, EMPLOYMENTS, WHO, {"_job": _job()}, by=_how_long())
    columns = {
        "staff_id": F.col(WHO),
        "given_name": F.col("raw_first_name"),
        "family_name": F.col("raw_last_surname"),
        "email": F.coalesce(address, "_mail"),
        "sex": F.coalesce(sex, "_sex"),
        "birth_date": F.col("raw_birth_date"),
        "degree": code("raw_highest_completed_level_of_education_descriptor"),
        "hire_date": F.col("_job.hired"),
        "leave_date": F.col("_job.left"),
        "leave_reason": F.col("_job.why"),
    }
    return mapped(told, people.FORM, columns)


def deleted(facts: DataFrame, current: Current) -> DataFrame:
    """Staff whom the source deleted, and when it was told: no object with that id came since."""
    return went(facts, current, STAFFS, WHO, "raw_staff_id")


def staff_roles(facts: DataFrame, current: Current) -> DataFrame:
    """Roles, in a school or in what stands above it; both days count."""
    place = whole_number(F.col("raw_order_of_assignment"))
    columns = {
        "staff_role_id": F.col("raw_id"),
        "staff_id": F.col(WHO),
        "role": code("raw_staff_classification_descriptor"),
        "title": F.col("raw_position_title"),
        "begin_date": F.col("raw_begin_date"),
        "end_date": F.col("raw_end_date"),
        "fte": F.col("raw_full_time_equivalency"),
        "is_primary": F.when(place == 1, "true").when(place > 1, "false"),
        "employment_status": code("raw_employment_status_descriptor"),
        "school_id": F.col("raw_education_organization_id"),
    }
    return mapped(said_last(facts, current, ASSIGNMENTS), roles.FORM, columns)


def staff_absences(facts: DataFrame, current: Current) -> DataFrame:
    """Absences of a day; where somebody was missed his roles tell."""
    columns = {
        "staff_absence_id": F.col("raw_id"),
        "staff_id": F.col(WHO),
        "date": F.col("raw_event_date"),
        "hours": F.col("raw_hours_absent"),
        "category": code("raw_absence_event_category_descriptor"),
    }
    return mapped(said_last(facts, current, STAFF_ABSENCES), away.FORM, columns)


def _how_long() -> Column:
    return F.struct(F.coalesce(day("raw_end_date"), F.lit(OPEN)), day("raw_hire_date"))


def _job() -> Column:
    why = F.coalesce(code("raw_separation_reason_descriptor"), code("raw_separation_descriptor"))
    return F.struct(F.col("raw_hire_date").alias("hired"), F.col("raw_end_date").alias("left"), why.alias("why"))
