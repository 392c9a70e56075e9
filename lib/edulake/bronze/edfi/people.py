"""Students of Ed-Fi, where they are members, and on which days school is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import OPEN, changed_at, code, codes, day, mail, mapped, said_last, went
from edulake.bronze.edfi.resources import UPDATED
from edulake.bronze.edfi.spans import Said, holding, with_moments, with_spans
from edulake.bronze.edfi.tables import STUDENT_SCHOOLS, STUDENTS
from edulake.bronze.edfi.tables_people import CALENDAR_DATES, DEMOGRAPHICS, DIRECTORIES
from edulake.bronze.spread import PLACE, spread
from edulake.expr import categorised, utc_text
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
# Spans of what is said of a student, and what of them changes while a student's own object stays.
STAYS, LIKE, WHERE = "_stays", "_like", "_where"
CHANGING = (
    *("raw_email", "raw_gender", "raw_grade_level", "raw_enrollment_date", "raw_school_id", "raw_school_ids"),
    *("raw_school_year", "raw_updated_at"),
)
# Where each kind of day comes: of several on one day the first one counts.
PLACES = {kind: number for number, kind in enumerate(dict.fromkeys((*SCHOOL_IS_HELD, *DAY_KINDS)))}


def students(facts: DataFrame, current: Current) -> DataFrame:
    """Students, with school and grade of the stay that lasts longest, of the main school first among such.

    Sex and address are those that a school or the district has said last. An object becomes a candidate for each moment
    at which one of them changed: a new school is of the day on which it was told, and not of the object's last change.
    """
    # A student who is deleted stays what he was until then; `deleted` says that he went.
    told = facts.withColumns({"raw_updated_at": F.col(UPDATED), "revisit": F.lit(False)})
    address = mail("raw_electronic_mails", "Organization")
    last = {"at": changed_at(), "id": F.col("raw_id")}
    said = {
        STAYS: Said(STUDENT_SCHOOLS, _stay()),
        LIKE: Said(DEMOGRAPHICS, {**last, "sex": code("raw_sex_descriptor"), "mail": address}),
        WHERE: Said(DIRECTORIES, {**last, "mail": address}),
    }
    rows = with_moments(with_spans(told, current, WHO, said), current, STUDENTS, WHO, *said)
    columns = {
        "student_id": F.col(WHO),
        "given_name": F.col("raw_first_name"),
        "family_name": F.col("raw_last_surname"),
        "birth_date": F.col("raw_birth_date"),
    }
    return spread(mapped(rows, people.FORM, columns), F.transform("_moments", _as_of), CHANGING)


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


def _as_of(moment: Column) -> Column:
    """A candidate of a student as `spread` wants it: what others said by that moment."""
    stays = holding(STAYS, moment)
    stay = F.array_max(stays)
    open_ = F.filter(stays, lambda one: one["last"] == OPEN)
    updated = F.when(moment > F.col("_changed_at"), utc_text(moment)).otherwise(F.col(UPDATED))
    fields = (
        F.coalesce(_last_said(WHERE, "mail", moment), _last_said(LIKE, "mail", moment)),
        _last_said(LIKE, "sex", moment),
        stay["grade"],
        stay["entry"],
        stay["school"],
        F.array_join(F.array_sort(F.array_distinct(F.transform(open_, lambda one: one["school"]))), ","),
        stay["year"],
        updated,
    )
    place = F.lit(None).cast("string").alias(PLACE)
    return F.struct(place, *[field.alias(name) for field, name in zip(fields, CHANGING, strict=True)])


def _last_said(name: str, what: str, moment: Column) -> Column:
    """What holds at a moment by the object that was changed last, of those that say it."""
    known = F.filter(holding(name, moment), lambda one: one[what].isNotNull())
    return F.array_max(F.transform(known, lambda one: F.struct(one["at"], one["id"], one[what].alias("said"))))["said"]


def _stay() -> dict[str, Column]:
    """A stay; of several the greatest says where a student is."""
    return {
        "last": F.coalesce(day("raw_exit_withdraw_date"), F.lit(OPEN)),
        "main": F.coalesce(F.lower("raw_primary_school") == "true", F.lit(False)),
        "entry": day("raw_entry_date"),
        "school": F.col("raw_school_id"),
        "grade": code("raw_entry_grade_level_descriptor"),
        "year": F.col("raw_school_year"),
    }
