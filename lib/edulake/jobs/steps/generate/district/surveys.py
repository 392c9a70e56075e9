"""What students, parents and members of staff of the district are asked each year, who answers, and what.

Students answer without their names. How favourable answers are is planted: more so from year to year among students,
less so among staff, the same among parents. Of what real surveys hold there are items that say little by a high value,
one of them stored turned over; one that is worded anew in the newest year; ids that a mailing left unfilled; answers of
those who tried the form; second answers of the same parent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.district.contacts import NO_GUARDIAN
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.texts import zero_padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame, SparkSession

    from edulake.jobs.steps.generate.district.calendar import Year


class Survey(NamedTuple):
    """A survey that is repeated each year: who is asked, the scale of its items, and what is planted, per mille.

    `favourable` is the share of favourable answers in the newest year, `risen` how much more that is than in the last.
    """

    name: str
    kind: str
    highest: int
    favourable_from: int
    answers: int
    favourable: int
    risen: int


class Item(NamedTuple):
    """What is asked; `anew` is how it is worded in the newest year, where that is otherwise."""

    code: str
    construct: str | None
    text: str
    form: str = "Single"
    is_reversed: bool = False
    stored_reversed: bool = False
    anew: str | None = None


STUDENTS, PARENTS, STAFF = "Student", "Parent", "Staff"
SURVEYS = (
    Survey("Students", STUDENTS, 5, 4, 800, 620, 60),
    Survey("Parents", PARENTS, 4, 3, 450, 700, 0),
    Survey("Staff", STAFF, 6, 5, 700, 550, -50),
)
ITEMS = (
    Item("Q1", "Belonging", "I feel at home in this school"),
    Item("Q2", "Belonging", "In this school many feel left out", is_reversed=True),
    Item("Q3", "Belonging", "Adults in this school know me"),
    Item("Q4", "Safety", "I feel safe here", anew="I feel safe in this school and on the way to it"),
    Item("Q5", "Safety", "I worry about being hurt here", is_reversed=True),
    Item("Q6", "Safety", "Threats are passed over here", is_reversed=True, stored_reversed=True),
    Item("Q7", None, "What should there be more of?", form="Multiple"),
    Item("Q8", None, "What else do you want to say?", form="Text"),
)
OPTIONS = ("Chess, board games", "Music", "Sport")
LOWEST = 1
OPENS = (3, 24)  # month and day of each school year


def items(spark: SparkSession, years: Sequence[Year]) -> DataFrame:
    """One row an item of each year's surveys, told before they open."""
    told = [
        (
            survey_name(survey, year), item.code, survey.name, _worded(item, year, years), item.construct, item.form,
            *_scale(survey, item), *_keying(item), "|".join(OPTIONS) if item.form == "Multiple" else None,
            str(year.ends), f"{year.ends}-03-01",
        )
        for survey in SURVEYS
        for year in years
        for item in ITEMS
    ]  # fmt: skip
    columns = (
        "survey_id", "item_code", "family", "text", "construct", "form", "scale_min", "scale_max", "favourable_from",
        "is_reversed", "stored_reversed", "options", "school_year", "told_on",
    )  # fmt: skip
    rows = [F.struct(*[F.lit(v).cast("string").alias(n) for n, v in zip(columns, of, strict=True)]) for of in told]
    return spark.range(1).select(F.inline(F.array(*rows)))


def survey_name(survey: Survey, year: Year) -> str:
    return f"{survey.name}-{year.ends}"


def asked(stays: DataFrame, members: DataFrame, years: Sequence[Year], seed: int) -> DataFrame:
    """One row a person and survey: `number` of the person, `person` as their system calls them, school and grade.

    Of a household the first guardian is asked once, for the school of the oldest student by number.
    """
    there = (F.col("entry_date") <= opening_day()) & (F.col("exit_date") >= opening_day())
    here = stays.where(there).select("year", "school_year", "student", "household", "school", "grade")
    nobody = F.lit(None).cast("string")
    students = here.select(
        *_of(STUDENTS), F.col("student").alias("number"), nobody.alias("person"), "school", "year", "school_year",
        F.col("grade").cast("string").alias("grade"),
    )  # fmt: skip
    homes = here.groupBy("household", "year", "school_year").agg(F.min_by("school", "student").alias("school"))
    told = homes.where(~Draws(seed, ("household",)).happens("no guardian", NO_GUARDIAN))
    guardian = F.concat(F.lit("G"), zero_padded(F.col("household") * 2, 7))
    parents = told.select(
        *_of(PARENTS), F.col("household").alias("number"), guardian.alias("person"), "school", "year", "school_year",
        nobody.alias("grade"),
    )  # fmt: skip
    last = F.coalesce("left", F.lit(len(years) - 1))
    working = members.select("*", F.explode(F.sequence("hired", last)).alias("year"))
    ends = F.array(*[F.lit(year.ends) for year in years])[F.col("year").cast("int")]
    staff = working.select(
        *_of(STAFF), F.col("member").alias("number"), F.col("staff_id").alias("person"), "school", "year",
        ends.alias("school_year"), nobody.alias("grade"),
    )  # fmt: skip
    return students.unionByName(parents).unionByName(staff)


def invitations(everybody: DataFrame) -> DataFrame:
    """One row a survey and school: how many were asked."""
    told = F.concat(F.col("school_year").cast("string"), F.lit("-03-20"))
    groups = everybody.groupBy("survey", "kind", "school", "school_year").agg(F.count(F.lit(1)).alias("invited"))
    return groups.select(
        survey_id().alias("survey_id"), F.col("school").alias("school_id"), F.col("kind").alias("respondent_kind"),
        F.col("invited").cast("string").alias("invited"), F.col("school_year").cast("string").alias("school_year"),
        told.alias("told_on"),
    )  # fmt: skip


def by_survey(of: Sequence[int] | Sequence[str]) -> Column:
    """What belongs to each row's survey."""
    return F.array(*[F.lit(value) for value in of])[F.col("survey").cast("int")]


def survey_id() -> Column:
    return F.concat_ws("-", by_survey([survey.name for survey in SURVEYS]), F.col("school_year").cast("string"))


def opening_day() -> Column:
    return F.make_date(F.col("school_year"), *map(F.lit, OPENS))


def _of(kind: str) -> tuple[Column, Column]:
    number = [survey.kind for survey in SURVEYS].index(kind)
    return F.lit(number).cast("bigint").alias("survey"), F.lit(kind).alias("kind")


def _worded(item: Item, year: Year, years: Sequence[Year]) -> str:
    return item.anew if item.anew and year == years[-1] else item.text


def _scale(survey: Survey, item: Item) -> tuple[int | None, ...]:
    return (LOWEST, survey.highest, survey.favourable_from) if item.form == "Single" else (None,) * 3


def _keying(item: Item) -> tuple[str | None, ...]:
    said = ("Yes" if so else "No" for so in (item.is_reversed, item.stored_reversed))
    return tuple(said) if item.form == "Single" else (None, None)
