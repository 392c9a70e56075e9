"""What people say in surveys: which of their responses count and where, and what their answers score.

A survey belongs to the source that tells of it, whichever district has its schools: nothing that it asks is divided.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Window
from pyspark.sql import functions as F

from edulake.contract.table import Column
from edulake.expr.lookup import looked_up
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold import members
from edulake.gold.product import ALL, shared
from edulake.silver.people.memberships import MEMBERSHIPS_TABLE
from edulake.silver.wellbeing.survey_answers import SURVEY_ANSWERS_TABLE
from edulake.silver.wellbeing.survey_items import SURVEY_ITEMS_TABLE
from edulake.silver.wellbeing.survey_responses import SURVEY_RESPONSES_TABLE
from edulake.silver.wellbeing.survey_scales import ANSWERED, STATUSES
from edulake.silver.wellbeing.surveys import TEST

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.contract.table import Table
    from edulake.gold.product import Inputs

READ = (SURVEY_RESPONSES_TABLE, SURVEY_ANSWERS_TABLE, SURVEY_ITEMS_TABLE, MEMBERSHIPS_TABLE)
SURVEY = ("source_system", "survey_id")
PLACE = (*SURVEY, "school_id", "grade_level", "respondent_kind")
OF_PLACE = (
    Column("source_system", "STRING", "Source that tells of the survey", nullable=False),
    Column("survey_id", "STRING", "Survey", nullable=False),
    Column("school_id", "STRING", "School; Unknown where none is known; All for all of the survey", nullable=False),
    Column("grade_level", "STRING", "Grade level; Unknown where none is known; All for any", nullable=False),
    Column("respondent_kind", "STRING", "Who answers: Student, Staff, Parent and others", nullable=False),
)
OF_SURVEY = (
    Column("first_day", "DATE", "First day of any response to the survey that counts; null where no day is known"),
    Column("school_year", "INT", "First school year, by the year in which it ends, of any of them"),
    Column("term", "STRING", "Term, where all of these responses share it"),
)
# Whom a response is by, and about: one about another child or teacher is another response.
BY = ("student_id", "staff_id", "guardian_id", "applicant_id")
ABOUT = ("about_student_id", "about_staff_id")
COMPLETE, EMPTY = "Complete", "Empty"
# Forms of one value: several chosen options, or ranks, have no mean.
SCORED = ("Single", "Matrix", "Number")
# What a score is read by: the same of two surveys, or they are not compared.
READ_BY = ("form", "scale_min", "scale_max", "coding", "favourable_from", "is_reversed")
SCORE_TYPE = "decimal(8,2)"
MEAN_TYPE, SHARE_TYPE = "DECIMAL(9,4)", "DECIMAL(5,4)"


def counting(silver: Inputs) -> DataFrame:
    """The responses that count, in their school and grade level, with the `person` who answers.

    - None by which somebody tried the survey. Of several by one known person the newest complete one counts, else the
      newest that is not empty. Of those by nobody known each counts, as a person of its own.
    - A student whom the source knows is in the school and grade level of the stay on the day: in the school that the
      response names, where that is one of several, else in the main one. Else both are what the response says; null
      where it does not.
    """
    told = silver[SURVEY_RESPONSES_TABLE].where(F.col("status") != TEST)
    responses = _placed(told, silver[MEMBERSHIPS_TABLE])
    person = F.array(*BY, F.when(F.coalesce(*BY).isNull(), F.col("response_id")))
    newest = Window.partitionBy(*SURVEY, "respondent_kind", "person", *ABOUT).orderBy(
        (F.col("status") == COMPLETE).desc(),
        F.col("status") == EMPTY,
        F.col("submitted_date").desc_nulls_last(),
        F.col("known_at").desc(),
        "response_id",
    )
    ranked = responses.withColumn("person", person).withColumn("rank", F.row_number().over(newest))
    return ranked.where("rank = 1").drop("rank")


def _placed(responses: DataFrame, memberships: DataFrame) -> DataFrame:
    known = responses.where(F.col("student_id").isNotNull()).withColumn("told_by", F.col("source_system"))
    told = members.in_districts(known, memberships, "student_id")
    one = members.stays_of_day(told, members.whole_stays(memberships), ("told_by", "response_id"), "submitted_date")
    one = one.withColumnRenamed("told_by", "source_system")
    school, grade = _known("stay.school_id"), _known("stay.grade_level")
    joined = responses.join(one, on=["source_system", "response_id"], how="left")
    placed = {"school_id": F.coalesce(school, "school_id"), "grade_level": F.coalesce(grade, "grade_level")}
    return joined.withColumns(placed).drop("stay")


def _known(name: str) -> SparkColumn:
    return F.when(F.col(name) != UNKNOWN, F.col(name))


def surveys(responses: DataFrame) -> DataFrame:
    """By survey the columns OF_SURVEY, of the responses that count."""
    return responses.groupBy(*SURVEY).agg(
        F.min("submitted_date").alias("first_day"), F.min("school_year").alias("school_year"), shared("term")
    )


def everywhere(rows: DataFrame) -> DataFrame:
    """Each row in its school and in all, and in both of them in its grade level and in all."""
    grades = F.array(F.coalesce("grade_level", F.lit(UNKNOWN)), F.lit(ALL))
    return members.in_places(rows).withColumn("grade_level", F.explode(grades))


def items(silver: Inputs) -> DataFrame:
    """What surveys ask, with its `coding`: where no scale says what a value is, which option has which value."""
    return silver[SURVEY_ITEMS_TABLE].withColumn("coding", F.when(F.col("scale_min").isNull(), F.col("coded_options")))


def answered(silver: Inputs, responses: DataFrame) -> DataFrame:
    """A row for each item of a response that counts, with its `status`, `score` and whether that `is_favourable`.

    `score` is DECIMAL(8,2): the value, turned over where it counts reversed (scale_min + scale_max - value). It is
    null where the item is not of one value, is none that the survey is known to ask, where nobody says how it is keyed,
    and where its scale is needed and not said. `is_favourable` is null without a score or without favourable_from.
    """
    rank = looked_up(F.col("status"), {status: place for place, status in enumerate(STATUSES)})
    said = silver[SURVEY_ANSWERS_TABLE].where(F.col("status") != TEST)
    each = said.groupBy("source_system", "response_id", "item_code").agg(
        F.min_by("status", rank).alias("status"), F.max("value").alias("value")
    )
    people = responses.select(*PLACE, "response_id", "person")
    of_items = (*SURVEY, "item_code", "family", "construct", "text", "counts_reversed", *READ_BY)
    joined = people.join(each, on=["source_system", "response_id"]).join(
        items(silver).select(*of_items), on=[*SURVEY, "item_code"], how="left"
    )
    scored = joined.withColumn("score", _score())
    return scored.withColumn("is_favourable", F.col("score") >= F.col("favourable_from"))


def _score() -> SparkColumn:
    is_scored = F.col("form").isin(*SCORED) & (F.col("status") == ANSWERED)
    turned = F.col("scale_min") + F.col("scale_max") - F.col("value")
    value = F.when(F.col("counts_reversed"), turned).when(~F.col("counts_reversed"), F.col("value"))
    return F.when(is_scored, value).cast(SCORE_TYPE)


def earlier(rows: DataFrame, asked: str, within: tuple[str, ...], *figures: str) -> DataFrame:
    """Rows with `earlier_survey_id`, the survey before of the same family, and its `figures`, each as `earlier_` it.

    Surveys are of one family where their source says so, and compared where what is `asked` is known and equal, and all
    columns `within` are. Null where there is none before, where no family or day is known, and where both began on one
    day.
    """
    before = Window.partitionBy("family", *PLACE[:1], *PLACE[2:], asked, *within).orderBy("first_day", "survey_id")
    is_known = F.col("family").isNotNull() & F.col(asked).isNotNull()
    is_later = is_known & (F.lag("first_day").over(before) < F.col("first_day"))
    told = {f"earlier_{name}": F.when(is_later, F.lag(name).over(before)) for name in ("survey_id", *figures)}
    return rows.withColumns(told)


def typed(table: Table) -> list[SparkColumn]:
    """The columns of a product but the last one, counts as INT."""
    return [F.col(c.name).cast("int").alias(c.name) if c.type == "INT" else F.col(c.name) for c in table.columns[:-1]]


def change(total: str, count: str, type_: str) -> SparkColumn:
    """A mean less the earlier one: one fraction, rounded once, half up; null where either is of nothing.

    The `total` is an exact decimal sum of at most 15 digits.
    """
    n, m = (F.when(F.col(name) > 0, F.col(name)).cast("decimal(9,0)") for name in (count, f"earlier_{count}"))
    return ((F.col(total) * m - F.col(f"earlier_{total}") * n) / (n * m)).cast(type_)
