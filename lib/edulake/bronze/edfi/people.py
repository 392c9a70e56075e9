"""Students of Ed-Fi, where they are members, and on which days school is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import OPEN, code, codes, day, living, mail, mapped, said_last, sure, went, with_said
from edulake.bronze.edfi.resources import UPDATED
from edulake.bronze.edfi.tables import STUDENT_SCHOOLS, STUDENTS
from edulake.bronze.edfi.tables_people import CALENDAR_DATES, DEMOGRAPHICS, DIRECTORIES
from edulake.expr import categorised
from edulake.expr.categories.people import DAY_KINDS, SCHOOL_IS_HELD
from edulake.expr.lookup import looked_up
from edulake.silver.people import memberships as stays
from edulake.silver.people import school_days as days
from edulake.silver.people import students as people

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.contract.table import Table

    Current = Mapping[Table, DataFrame]

WHO = "raw_student_unique_id"
# Where each kind of day comes: of several on one day the first one counts.
PLACES = {kind: number for number, kind in enumerate(dict.fromkeys((*SCHOOL_IS_HELD, *DAY_KINDS)))}


def students(facts: DataFrame, current: Current) -> DataFrame:
    """Students, with school and grade of the stay that lasts longest, of the main school first among such.

    Sex and address are those that a school or the district has said last.
    """
    rows = facts.join(_stays(current), F.col(WHO) == F.col("_student"), "left")
    # A student who is deleted stays what he was until then; `deleted` says that he went.
    told = rows.withColumns({"raw_updated_at": F.col(UPDATED), "revisit": sure(F.col("_stays_are_new"))})
    address = mail("raw_electronic_mails", "Organization")
    told = with_said(told, current, DEMOGRAPHICS, WHO, {"_sex": code("raw_sex_descriptor"), "_mail": address})
    told = with_said(told, current, DIRECTORIES, WHO, {"_directory": address})
    columns = {
        "student_id": F.col(WHO),
        "given_name": F.col("raw_first_name"),
        "family_name": F.col("raw_last_surname"),
        "email": F.coalesce("_directory", "_mail"),
        "birth_date": F.col("raw_birth_date"),
        "gender": F.col("_sex"),
        "grade_level": F.col("_stay.grade"),
        "enrollment_date": F.col("_stay.entry"),
        "school_id": F.col("_stay.school"),
        "school_ids": F.array_join("_schools", ","),
        "school_year": F.col("_stay.year"),
    }
    return mapped(told, people.FORM, columns)


def deleted(facts: DataFrame, current: Current) -> DataFrame:
    """Students whom the source deleted, and when it was told: no object with that id came since."""
    return went(facts, current, STUDENTS, WHO, "raw_student_id")


def memberships(facts: DataFrame, current: Current) -> DataFrame:
    """Stays in schools: both days count, as Ed-Fi has it."""
    columns = {
        "membership_id": F.col("raw_id"),
        "student_id": F.col(WHO),
        "school_id": F.col("raw_school_id"),
        "entry_date": F.col("raw_entry_date"),
        "exit_date": F.col("raw_exit_withdraw_date"),
        "grade_level": code("raw_entry_grade_level_descriptor"),
        "entry_type": code("raw_entry_type_descriptor"),
        "exit_type": code("raw_exit_withdraw_type_descriptor"),
        "is_primary": F.col("raw_primary_school"),
        "fte": F.col("raw_full_time_equivalency"),
        "school_year": F.col("raw_school_year"),
    }
    return mapped(said_last(facts, current, STUDENT_SCHOOLS), stays.FORM, columns)


def school_days(facts: DataFrame, current: Current) -> DataFrame:
    """Days as each calendar of a school names them: it is held on a day on which one of several says so.

    Of several events the one counts by which school is held.
    """
    columns = {
        "school_day_id": F.col("raw_id"),
        "date": F.col("raw_date"),
        "kind": _kind_of_day(),
        "school_id": F.col("raw_school_id"),
        "school_year": F.col("raw_school_year"),
    }
    return mapped(said_last(facts, current, CALENDAR_DATES), days.FORM, columns)


def _kind_of_day() -> Column:
    """The event that says most of whether school is held: one by which it is, else those that mean nothing known."""
    events = codes("raw_calendar_events", "calendarEventDescriptor")

    def place(event: Column) -> Column:
        return looked_up(categorised(event, DAY_KINDS), PLACES)

    known = F.filter(events, lambda event: place(event).isNotNull())
    first = F.array_min(F.transform(known, lambda event: F.struct(place(event).alias("place"), event.alias("event"))))
    others = F.array_join(F.array_sort(F.filter(events, lambda event: place(event).isNull())), ", ")
    is_held = first["place"] < len(SCHOOL_IS_HELD)
    return F.when(is_held | (others == ""), first["event"]).otherwise(others)


def _stays(current: Current) -> DataFrame:
    """One row a student: the stay that says where he is, the schools of stays without end, and whether one is new."""
    last = F.coalesce(day("raw_exit_withdraw_date"), F.lit(OPEN))
    is_main = F.coalesce(F.lower("raw_primary_school") == "true", F.lit(False))
    order = [last.alias("last"), is_main.alias("main"), day("raw_entry_date").alias("entry")]
    stay = F.struct(
        *order,
        F.col("raw_school_id").alias("school"),
        code("raw_entry_grade_level_descriptor").alias("grade"),
        F.col("raw_school_year").alias("year"),
    )
    grouped = living(current, STUDENT_SCHOOLS).groupBy(F.col(WHO).alias("_student"))
    return grouped.agg(
        F.max(F.when(F.col("lives"), stay)).alias("_stay"),
        F.array_sort(F.collect_set(F.when(F.col("lives") & (last == OPEN), F.col("raw_school_id")))).alias("_schools"),
        F.max("is_new").alias("_stays_are_new"),
    ).where(F.col("_student").isNotNull())
