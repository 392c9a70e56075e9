"""The schools of the district, their calendars, and the sessions and grading periods of each school year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.expr.lookup import looked_up
from edulake.jobs.steps.generate.district.people import zones
from edulake.jobs.steps.generate.edfi.facts import (
    BANDS,
    OF_BANDS,
    agency,
    grade_level,
    school,
    school_number,
    school_year,
)
from edulake.jobs.steps.generate.edfi.forms import Resource, code, coded, nothing, to
from edulake.jobs.steps.generate.texts import zero_padded

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.district.calendar import Year
    from edulake.jobs.steps.generate.edfi.facts import Facts

CATEGORIES = {"E": "Elementary School", "M": "Middle School", "H": "High School"}
# Spring begins with this day of the year by its number.
SPRING = 90
TERMS = {"Fall": "Fall Semester", "Spring": "Spring Semester"}
PERIODS = {"Fall": "First Semester", "Spring": "Second Semester"}


def schools(facts: Facts) -> Resource:
    band = F.col("school").substr(1, 1)
    levels = [F.when(band == one, _levels(one)) for one in BANDS]
    name = F.col("school")
    system = code("EducationOrganizationIdentificationSystem", "School")
    identified = F.struct(
        system.alias("educationOrganizationIdentificationSystemDescriptor"), name.alias("identificationCode")
    )
    return Resource(
        every_school(facts).withColumn("told_on", F.lit(facts.since)),
        {"schoolId": school_number(name)},
        {
            "schoolId": school_number(name),
            "nameOfInstitution": F.concat(F.lit("School "), name),
            "localEducationAgencyReference": agency("localEducationAgencyId"),
            "addresses": nothing(),
            "educationOrganizationCategories": F.array(coded("EducationOrganizationCategory", "School")),
            "gradeLevels": F.coalesce(*levels),
            "identificationCodes": F.array(identified),
            "schoolCategories": F.array(coded("SchoolCategory", looked_up(band, CATEGORIES))),
        },
    )


def calendars(facts: Facts) -> Resource:
    return Resource(
        _in_years(facts),
        calendar_key(F.col("school"), F.col("ends")),
        {
            "schoolReference": school(F.col("school")),
            "schoolYearTypeReference": school_year(F.col("ends")),
            "calendarCode": _calendar_code(F.col("school"), F.col("ends")),
            "calendarTypeDescriptor": code("CalendarType", "School"),
            "gradeLevels": nothing(),
        },
    )


def calendar_dates(facts: Facts) -> Resource:
    """Each weekday of the years, and whether school is held on it."""
    days = F.explode(F.array(*[_days(year) for year in facts.years])[F.col("year")])
    rows = _in_years(facts).select("*", days.alias("day")).select("*", "day.date", "day.event")
    calendar = calendar_key(F.col("school"), F.col("ends"))
    return Resource(
        rows,
        {**calendar, "date": F.col("date")},
        {
            "calendarReference": to("Calendar", "calendars", calendar),
            "date": F.col("date"),
            "calendarEvents": F.array(coded("CalendarEvent", F.col("event"))),
        },
    )


def sessions(facts: Facts) -> Resource:
    key = session_key(F.col("school"), F.col("ends"), F.col("term"))
    period = to("GradingPeriod", "gradingPeriods", period_key(F.col("school"), F.col("ends"), F.col("term")))
    return Resource(
        in_terms(_in_years(facts), facts),
        key,
        {
            "schoolReference": school(F.col("school")),
            "schoolYearTypeReference": school_year(F.col("ends")),
            "sessionName": key["sessionName"],
            "beginDate": F.col("term_begins"),
            "endDate": F.col("term_ends"),
            "termDescriptor": code("Term", looked_up(F.col("term"), TERMS)),
            "totalInstructionalDays": F.col("term_days"),
            "academicWeeks": nothing(),
            "gradingPeriods": F.array(F.struct(period.alias("gradingPeriodReference"))),
        },
    )


def grading_periods(facts: Facts) -> Resource:
    """One for each session, on its days."""
    key = period_key(F.col("school"), F.col("ends"), F.col("term"))
    return Resource(
        in_terms(_in_years(facts), facts),
        key,
        {
            "schoolReference": school(F.col("school")),
            "schoolYearTypeReference": school_year(F.col("ends")),
            "gradingPeriodDescriptor": key["gradingPeriodDescriptor"],
            "gradingPeriodName": key["gradingPeriodName"],
            "beginDate": F.col("term_begins"),
            "endDate": F.col("term_ends"),
            "totalInstructionalDays": F.col("term_days"),
        },
    )


def every_school(facts: Facts) -> DataFrame:
    numbers = facts.spark.range(1, zones(facts.students) + 1)
    bands = F.explode(F.array(*map(F.lit, BANDS))).alias("band")
    named = F.concat("band", zero_padded(F.col("id"), 2))
    return numbers.select("id", bands).select(named.alias("school"))


def in_terms(rows: DataFrame, facts: Facts) -> DataFrame:
    """Rows of a `year` from 0 for each `term` of it, with its first and last day and how many it has."""
    terms = F.array(*[F.array(*_terms(year)) for year in facts.years])[F.col("year").cast("int")]
    return rows.select("*", F.inline(terms))


def calendar_key(name: Column, year: Column) -> dict[str, Column]:
    return {"calendarCode": _calendar_code(name, year), "schoolId": school_number(name), "schoolYear": year}


def session_key(name: Column, year: Column, term: Column) -> dict[str, Column]:
    semester = looked_up(term, TERMS)
    title = F.concat((year - 1).cast("string"), F.lit("-"), year.cast("string"), F.lit(" "), semester)
    return {"schoolId": school_number(name), "schoolYear": year, "sessionName": title}


def period_key(name: Column, year: Column, term: Column) -> dict[str, Column]:
    return {
        "gradingPeriodDescriptor": code("GradingPeriod", looked_up(term, PERIODS)),
        "gradingPeriodName": term,
        "schoolId": school_number(name),
        "schoolYear": year,
    }


def term_on(date: Column, facts: Facts) -> Column:
    """Fall or Spring of the year of a day, as text."""
    in_fall = [date.between(year.first.isoformat(), year.days[SPRING - 1].isoformat()) for year in facts.years]
    is_fall = F.lit(False)
    for one in in_fall:
        is_fall = is_fall | one
    return F.when(is_fall, "Fall").otherwise("Spring")


def _in_years(facts: Facts) -> DataFrame:
    """Each school in each year: `year` from 0, and in which it `ends`."""
    each = [
        F.struct(
            F.lit(number).alias("year"), F.lit(year.ends).alias("ends"), F.lit(year.first.isoformat()).alias("told_on")
        )
        for number, year in enumerate(facts.years)
    ]
    return every_school(facts).select("*", F.inline(F.array(*each)))


def _terms(year: Year) -> list[Column]:
    return [
        F.struct(
            F.lit(term).alias("term"),
            F.lit(days[0].isoformat()).alias("term_begins"),
            F.lit(days[-1].isoformat()).alias("term_ends"),
            F.lit(len(days)).alias("term_days"),
        )
        for term, days in (("Fall", year.days[:SPRING]), ("Spring", year.days[SPRING:]))
    ]


def _days(year: Year) -> Column:
    held = F.array(*[F.lit(day) for day in year.days])
    days = F.filter(F.sequence(F.lit(year.first), F.lit(year.last)), lambda day: F.weekday(day) < 5)
    return F.transform(
        days,
        lambda day: F.struct(
            day.cast("string").alias("date"),
            F.when(F.array_contains(held, day), "Instructional day").otherwise("Holiday").alias("event"),
        ),
    )


def _levels(band: str) -> Column:
    return F.array(*[F.struct(grade_level(F.lit(grade)).alias("gradeLevelDescriptor")) for grade in OF_BANDS[band]])


def _calendar_code(name: Column, year: Column) -> Column:
    return F.concat_ws("-", name, year.cast("string"))
