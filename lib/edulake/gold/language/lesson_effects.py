"""How many points of score does a completed lesson add?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.language import lesson_rows, lesson_solved, lesson_sums
from edulake.gold.language.columns import COEFFICIENTS, LANGUAGE, NOWHERE, TOO_FEW, nowhere
from edulake.gold.language.lesson_rows import LESSON
from edulake.gold.product import OF_LANGUAGE, WRITTEN_AT, Collected, Input, Product
from edulake.silver.columns import SOURCE_SYSTEM
from edulake.silver.language import languages
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

ESTIMATES = (
    Column("effect", "DOUBLE", "Points of score in tests after it, all else alike; null unless it can be told"),
    Column("error", "DOUBLE", "Standard error of it, clustered by learner"),
    Column("lower", "DOUBLE", "Lower 95 % limit"),
    Column("upper", "DOUBLE", "Upper 95 % limit"),
    Column("p", "DOUBLE", "How likely chance alone makes as much of a lesson that adds nothing"),
    Column("q", "DOUBLE", "The same, of all lessons of the language together (Benjamini and Hochberg)"),
    Column("shrunk", "DOUBLE", "Effect moved to the mean of all by what of it is chance; null unless lessons differ"),
    Column("shrunk_error", "DOUBLE", "Standard error of the shrunk effect"),
    Column("p_alike", "DOUBLE", "How likely effects of the language differ as much where lessons do not"),
    Column("collinear_with", "ARRAY<STRING>", "Lessons, pools, tests or days that tell it; null where none do"),
)
TABLE = Table(
    layer="gold",
    name="lesson_effects",
    meaning="One row per language and lesson, of the catalogue or completed by anybody: the points of score by which"
    " learners' tests after it differ from their own before it, beside all other lessons, tests' types and levels, and"
    " time. Learners choose lessons, so it is an association within learners and no proof of a cause.",
    columns=(
        SOURCE_SYSTEM,
        languages.COURSE_ID,
        Column("lesson_id", "STRING", "Lesson", nullable=False),
        Column("lesson_type", "STRING", "Type of the lesson, in lower case; null if no catalogue has it"),
        Column("level", "STRING", "A1 to C2; null where none is said"),
        Column("completed", "INT", "Different learners who completed it", nullable=False),
        Column("learners", "INT", "Those of them with tests before and after it", nullable=False),
        *ESTIMATES,
        Column(
            "status",
            "STRING",
            "OK; TOO_FEW of the learners with tests before and after it; COLLINEAR if other lessons, completed at the"
            " same time, tell it; NO_EVIDENCE that lessons of the language differ, which then have no order, or of one"
            " whose learners' tests all ended as foretold",
            nullable=False,
        ),
        *NOWHERE,
        WRITTEN_AT,
    ),
    key=("source_system", "course_id", "lesson_id"),
    cluster_by=("course_id", "lesson_id"),
    deletion_vectors=True,
)
KEYS = TABLE.key
EFFECTS = dict.fromkeys(KEYS, "STRING") | {c.name: c.type for c in ESTIMATES} | {"status": "STRING"}


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows: a regression by language, with a mean of each learner's own, on all lessons at once.

    One lesson at a time, what the others add would be counted as its own; a mean after a lesson would tell who chooses
    it.
    """
    completed = yield lesson_rows.completions(silver[LESSON_PROGRESS_TABLE])
    tested = yield lesson_rows.tests(silver[ATTEMPTS_TABLE])
    between = yield lesson_rows.between(completed, tested)
    named = yield lesson_rows.named(between, silver[LESSONS_TABLE], settings)
    asked = F.broadcast(named.where("is_apart").select(*LANGUAGE).distinct())
    done = yield between.join(F.broadcast(named), on=[*LANGUAGE, "lesson_id"]).join(asked, on=list(LANGUAGE))
    cells = yield lesson_rows.cells(tested.join(asked, on=list(LANGUAGE), how="left_semi"))
    own = F.when(F.col("is_apart"), F.concat(F.lit(LESSON), "lesson_id"))
    of_lessons = named.where("is_apart").select(*LANGUAGE, own.alias("a"), own.alias("b"), "learners")
    products = lesson_sums.products(done, cells)
    products = yield products.join(of_lessons, on=list(lesson_sums.PAIR), how="left")
    found = yield Collected(products, lesson_solved.coefficients, COEFFICIENTS)
    scores = yield lesson_sums.scores(done, cells, found)
    sums = products.join(lesson_sums.scored(scores), on=list(lesson_sums.PAIR), how="left")
    effects = yield Collected(sums, lesson_solved.effects, EFFECTS)
    return _rows(silver[LESSONS_TABLE], completed, named, effects)


def _rows(lessons: DataFrame, completed: DataFrame, named: DataFrame, effects: DataFrame) -> DataFrame:
    known = lessons.select(*KEYS, "lesson_type", "level")
    counted = completed.groupBy(*KEYS).agg(F.count(F.lit(1)).alias("completed"))
    told = known.join(counted, on=list(KEYS), how="full").join(
        named.select(*KEYS, "learners"), on=list(KEYS), how="left"
    )
    counts = [F.coalesce(name, F.lit(0)).cast("int").alias(name) for name in ("completed", "learners")]
    return told.join(effects, on=list(KEYS), how="left").select(
        *KEYS,
        "lesson_type",
        "level",
        *counts,
        *[column.name for column in ESTIMATES],
        F.coalesce("status", F.lit(TOO_FEW)).alias("status"),
        *nowhere(),
    )


LESSON_EFFECTS = Product(
    TABLE.name,
    TABLE,
    (Input(ATTEMPTS_TABLE), Input(LESSON_PROGRESS_TABLE), Input(LESSONS_TABLE)),
    build,
    part=("source_system", "course_id"),
    needs=(ATTEMPTS_TABLE, LESSON_PROGRESS_TABLE),
    choices=(OF_LANGUAGE,),
)
