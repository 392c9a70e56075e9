"""Which errors do learners of a language make, at which level, and how often?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.table import Column, Table
from edulake.expr.vocabulary import UNKNOWN
from edulake.gold.language import intervals
from edulake.gold.language.columns import LANGUAGE, NOWHERE, OK, TOO_FEW, nowhere
from edulake.gold.product import ALL, OF_LANGUAGE, WRITTEN_AT, Input, Product, mean
from edulake.silver.columns import SOURCE_SYSTEM
from edulake.silver.language import languages
from edulake.silver.language.messages import MESSAGES_TABLE

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.config.settings import Gold
    from edulake.gold.product import Inputs, Steps

TABLE = Table(
    layer="gold",
    name="error_patterns",
    meaning="One row per language, level of the conversation and type of error, or All of them: how often it is made in"
    " 100 messages that were checked. At levels where nobody checks there is no row.",
    columns=(
        SOURCE_SYSTEM,
        languages.COURSE_ID,
        Column("level", "STRING", "A1 to C2; Unknown where none is said", nullable=False),
        Column(
            "error_type",
            "STRING",
            "What is wrong, as the source calls it; Unknown where it does not; All of them",
            nullable=False,
        ),
        Column("learners", "INT", "Different learners with a checked message at the level", nullable=False),
        Column("checked_messages", "BIGINT", "Their messages that were checked", nullable=False),
        Column("errors", "BIGINT", "Corrections of the type in them", nullable=False),
        Column("learners_with_errors", "INT", "Those of the learners with one or more", nullable=False),
        Column("errors_per_100", intervals.RATE_TYPE, "100 x errors / checked messages", nullable=False),
        Column(
            "lower",
            intervals.RATE_TYPE,
            "Lower 95 % limit of errors_per_100, as learners differ from each other; null if TOO_FEW",
        ),
        Column("upper", intervals.RATE_TYPE, "Upper 95 % limit; null if TOO_FEW"),
        Column("status", "STRING", "OK; TOO_FEW under the learners or errors of the settings", nullable=False),
        *NOWHERE,
        WRITTEN_AT,
    ),
    key=("source_system", "course_id", "level", "error_type"),
    cluster_by=("course_id", "level"),
    deletion_vectors=True,
)
PLACE = (*LANGUAGE, "level")
KEYS = TABLE.key


def build(silver: Inputs, settings: Gold) -> Steps:
    """All rows: each type that is found in a language, at each level at which messages of it were checked."""
    checked = silver[MESSAGES_TABLE].where("is_checked")
    level = F.coalesce("level", F.lit(UNKNOWN)).alias("level")
    types = F.flatten(F.collect_list("correction_types")).alias("types")
    told = checked.groupBy(*LANGUAGE, level, "student_id").agg(F.count(F.lit(1)).alias("messages"), types)
    of_learners = yield told
    asked = of_learners.groupBy(*PLACE).agg(
        F.count(F.lit(1)).alias("learners"),
        F.sum("messages").alias("checked_messages"),
        intervals.products("messages", "messages").alias("bb"),
    )
    made = _made(of_learners)
    types_found = made.select(*LANGUAGE, "error_type").distinct()
    every = of_learners.select(*LANGUAGE, F.lit(ALL).alias("error_type")).unionByName(types_found).distinct()
    counted = made.groupBy(*KEYS).agg(
        F.sum("made").alias("errors"),
        F.count(F.lit(1)).alias("learners_with_errors"),
        intervals.products("made", "made").alias("aa"),
        intervals.products("made", "messages").alias("ab"),
    )
    rows = asked.join(every, on=list(LANGUAGE)).join(counted, on=list(KEYS), how="left")
    return _told(rows.fillna(0, ["errors", "learners_with_errors", "aa", "ab"]), settings)


def _made(of_learners: DataFrame) -> DataFrame:
    """Of each learner and level, how many errors of each type, and All, were `made` in how many messages."""
    of_all = F.array_repeat(F.lit(ALL), F.size("types"))
    one = F.explode(F.concat("types", of_all)).alias("error_type")
    each = of_learners.select(*PLACE, "student_id", "messages", one)
    return each.groupBy(*KEYS, "student_id", "messages").agg(F.count(F.lit(1)).alias("made"))


def _told(rows: DataFrame, settings: Gold) -> DataFrame:
    errors, messages, learners = (F.col(name) for name in ("errors", "checked_messages", "learners"))
    choices = settings.language
    is_enough = (learners >= choices.min_learners) & (errors >= choices.min_events)
    lower, upper = intervals.clustered(errors, messages, learners, 100, intervals.RATE_TYPE)
    return rows.select(
        *KEYS,
        learners.cast("int"),
        messages,
        errors,
        F.col("learners_with_errors").cast("int"),
        mean((errors * 100).cast("decimal(15,0)"), messages, intervals.RATE_TYPE).alias("errors_per_100"),
        F.when(is_enough, lower).alias("lower"),
        F.when(is_enough, upper).alias("upper"),
        F.when(is_enough, OK).otherwise(TOO_FEW).alias("status"),
        *nowhere(),
    )


ERROR_PATTERNS = Product(
    TABLE.name, TABLE, (Input(MESSAGES_TABLE),), build, part=LANGUAGE, needs=(MESSAGES_TABLE,), choices=(OF_LANGUAGE,)
)
