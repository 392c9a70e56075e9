"""Of those who began in a week, how many come back, and after how long?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.gold.language import intervals
from edulake.gold.language.activity import READ, activity, days, observed
from edulake.gold.language.columns import MASKED, NOWHERE, OBSERVED_UNTIL, OK, nowhere
from edulake.gold.language.intervals import SHARE_TYPE
from edulake.gold.product import OF_LANGUAGE, WRITTEN_AT, Input, Product
from edulake.silver.columns import SOURCE_SYSTEM
from edulake.silver.language.conversations import CONVERSATIONS_TABLE

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="retention",
    meaning="One row per source, week in which learners began, kind of coming back and days after: how many of them"
    " came back. A cell is MASKED, not 0, until it is known of everybody who may have begun in the week.",
    columns=(
        SOURCE_SYSTEM,
        Column("cohort_week", "DATE", "Monday of the week of the learners' first activity", nullable=False),
        Column(
            "kind",
            "STRING",
            "on: active on the day; bracket: in the seven days from it on; on_or_after: from it until a learner counts"
            " as dropped off",
            nullable=False,
        ),
        Column("days_after", "INT", "The day: so many after a learner's first", nullable=False),
        Column("learners", "INT", "Different learners who began in the week, as far as it is known", nullable=False),
        Column("eligible", "INT", "Those of whom these days are known: all of them unless MASKED", nullable=False),
        Column("retained", "INT", "Those of eligible who were active in them; null if MASKED"),
        Column("rate", SHARE_TYPE, "Retained / eligible; null if MASKED"),
        Column("lower", SHARE_TYPE, "Lower 95 % limit of the rate (Wilson); null if MASKED"),
        Column("upper", SHARE_TYPE, "Upper 95 % limit; null if MASKED"),
        Column("status", "STRING", "OK or MASKED", nullable=False),
        OBSERVED_UNTIL,
        *NOWHERE,
        WRITTEN_AT,
    ),
    key=("source_system", "cohort_week", "kind", "days_after"),
    cluster_by=("cohort_week", "kind"),
    deletion_vectors=True,
)
COHORT = ("source_system", "cohort_week", "observed_until")
LEARNER = ("source_system", "student_id")
KEYS = TABLE.key
# On the first day everybody is there. Weeks later, as habits have the rhythm of weeks.
WEEKS = range(7, 85, 7)
ON, BRACKET, ON_OR_AFTER = "on", "bracket", "on_or_after"


def cells(settings: Gold) -> list[tuple[str, int, int]]:
    """Kind, and first and last day after a learner's first, of each cell."""
    some, later = (1, *WEEKS), settings.language.drop_off_days
    return [
        *[(ON, day, day) for day in some],
        *[(BRACKET, day, day + 6) for day in WEEKS],
        *[(ON_OR_AFTER, day, day + later) for day in some],
    ]


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows, of each week in which anybody began."""
    active = yield days(activity(silver))
    of_learner = (
        observed(active)
        .groupBy(*LEARNER, "observed_until")
        .agg(F.min("date").alias("first_day"), F.collect_set("date").alias("days"))
    )
    week = F.trunc("first_day", "week").alias("cohort_week")
    asked = F.inline(F.array(*[_cell(*cell) for cell in cells(settings)]))
    return _told(_counted(of_learner.select("observed_until", "source_system", "first_day", week, asked)))


def _cell(kind: str, first: int, last: int) -> SparkColumn:
    """What a cell asks, and whether a learner, who has a first and all `days`, `came_back` in it."""
    came_back = F.exists("days", lambda day: day.between(F.date_add("first_day", first), F.date_add("first_day", last)))
    return F.struct(
        F.lit(kind).alias("kind"),
        F.lit(first).alias("days_after"),
        F.lit(last).alias("last"),
        came_back.alias("came_back"),
    )


def _counted(each: DataFrame) -> DataFrame:
    is_eligible = F.date_add("first_day", F.col("last")) <= F.col("observed_until")
    return each.groupBy(*COHORT, "kind", "days_after", "last").agg(
        F.count(F.lit(1)).cast("int").alias("learners"),
        F.count(F.when(is_eligible, 1)).cast("int").alias("eligible"),
        F.count(F.when(is_eligible & F.col("came_back"), 1)).cast("int").alias("retained"),
    )


def _told(counted: DataFrame) -> DataFrame:
    """Rows, masked where a learner who began on the week's last day would not be eligible yet, if there is one or not.

    So a week that is not over tells of nothing: its learners are not all known.
    """
    is_over = F.date_add("cohort_week", F.col("last") + 6) <= F.col("observed_until")
    retained, eligible = F.when(is_over, F.col("retained")), F.col("eligible")
    lower, upper = intervals.wilson(retained, eligible)
    return counted.select(
        *KEYS,
        "learners",
        "eligible",
        retained.alias("retained"),
        intervals.share(retained, eligible).alias("rate"),
        lower.alias("lower"),
        upper.alias("upper"),
        F.when(is_over, OK).otherwise(MASKED).alias("status"),
        "observed_until",
        *nowhere(),
    )


RETENTION = Product(
    TABLE.name,
    TABLE,
    tuple(map(Input, READ)),
    build,
    part=("source_system",),  # the last day of all activity masks cells of every week
    needs=(CONVERSATIONS_TABLE,),
    choices=(OF_LANGUAGE,),
)
