"""What a result in a standard says: a score, a level, or why there is neither, wherever its source writes that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Rule
from edulake.contract.table import Column
from edulake.expr import categorised, coded
from edulake.expr.categories.learning import OBJECTIVE_LEVELS, RESULT_STATUSES
from edulake.expr.numbers import PERCENT, exact_number
from edulake.expr.vocabulary import UNKNOWN
from edulake.silver import reading
from edulake.silver.learning import scores
from edulake.silver.notation import by_notation, pointed
from edulake.silver.rules import unmapped_in

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.silver.notation import Notations
    from edulake.silver.subject import Reading

SCORED = "Scored"
CODED = ("status", "level")
COLUMNS = (
    Column(
        "score",
        "DECIMAL(5,2)",
        "Score on the scale 0 to 100; null without one, and beside a status that says that there is none",
        personal="indirect",
    ),
    Column("score_raw", "STRING", "Score as delivered, trimmed", personal="direct"),
    Column("score_max", "DECIMAL(9,2)", "Highest score, where given, else of the source's scale"),
    Column("score_scale", "STRING", "The scale, the row's own or the source's: lowest-highest, or percent"),
    Column("level", "STRING", f"{', '.join(OBJECTIVE_LEVELS)} or {UNKNOWN}; null without one", personal="indirect"),
    Column("level_raw", "STRING", "Level as delivered, trimmed", personal="direct"),
    Column(
        "status",
        "STRING",
        f"{', '.join(RESULT_STATUSES)} or {UNKNOWN}, also where it is written in the place of a level or a score; null"
        " where nothing is said",
        personal="indirect",
    ),
    Column("status_raw", "STRING", "Status as delivered, trimmed", personal="direct"),
)
SCORE_OUT_OF_SCALE = Rule(
    "SCORE_OUT_OF_SCALE",
    "a score off its scale",
    lambda: F.col("is_readable") & F.col("measured").isNull() & ~F.col("says_none"),
)
ISSUES = (
    Rule(
        "MISSING_SCORE",
        "neither a score, nor a level, nor a status",
        lambda: F.coalesce("score_raw", "level_raw", "status").isNull(),
    ),
    Rule(
        "BAD_SCORE",
        "a score that is no plain number",
        lambda: F.col("score_raw").isNotNull() & F.col("said_score").isNull() & F.col("no_score").isNull(),
    ),
    Rule(
        "SCORE_ABOVE_MAXIMUM",
        "a score above its highest, taken for that because the source says so",
        lambda: F.col("is_capped") & F.col("score").isNotNull(),
    ),
    Rule(
        "SCORE_DESPITE_STATUS",
        "a score beside a status that says that there is none: it is left out",
        lambda: F.col("measured").isNotNull() & F.col("score").isNull(),
    ),
    *scores.BAD_BOUNDS,
    Rule(
        "LEVEL_WITHOUT_SCORE", "a level without a score", lambda: F.col("level").isNotNull() & F.col("score").isNull()
    ),
    unmapped_in("level"),
    unmapped_in("status"),
)


def words() -> dict[str, str]:
    """The words that `values` reads, by the raw columns that hold them."""
    bounds = {"highest": "raw_score_max", "lowest": "raw_score_min"}
    return {"score_raw": "raw_score", "level_raw": "raw_level", "status_raw": "raw_status", **bounds}


def values(how: Reading) -> dict[str, SparkColumn]:
    """What stands in each place: `measured` is the score on the scale, `said_score` any number that is one."""
    notations, text = how.notations, pointed(how.notations, "score_raw")
    measured = scores.measured(how)
    said = by_notation(
        notations,
        lambda n: n.scale.percent,
        lambda percent: exact_number(F.regexp_replace(text, PERCENT, "") if percent else text),
    )
    return {
        **reading.category(notations, "status", RESULT_STATUSES),
        **reading.category(notations, "level", OBJECTIVE_LEVELS),
        "no_level": _none_by(notations, "level"),
        "no_score": _none_by(notations, "score"),
        "measured": measured["score"],
        "is_capped": measured["is_capped"],
        "said_score": said,
        **scores.bounds(notations),
    }


def _none_by(notations: Notations, column: str) -> SparkColumn:
    """The status that stands in the place of a level or a score, where it says that there is none; else null."""
    raw = F.col(f"raw_{column}")
    by_codes = by_notation(notations, lambda n: n.codes_of("status"), lambda codes: coded(raw, codes))
    status = F.coalesce(by_codes, categorised(F.col(f"{column}_raw"), RESULT_STATUSES))
    return F.when(~status.isin(SCORED, UNKNOWN), status)


def derived(how: Reading) -> dict[str, SparkColumn]:
    """Score, level and status; what is a level, or a number, is one, even where it is a code of a status as well."""
    no_level = F.when(~F.coalesce(F.col("level") != UNKNOWN, F.lit(False)), F.col("no_level"))
    no_score = F.when(F.col("said_score").isNull(), F.col("no_score"))
    known = F.when(F.col("status") != UNKNOWN, F.col("status"))
    status = F.coalesce(known, no_level, no_score, "status")
    says_none = F.coalesce(~status.isin(SCORED, UNKNOWN), F.lit(False))
    readable = F.col("said_score").isNotNull()
    for word in ("highest", "lowest"):
        readable = readable & (F.col(word).isNull() | F.col(f"{word}_score").isNotNull())
    return {
        "score": F.when(~says_none, F.col("measured")),
        **scores.scale(how),
        "is_readable": readable,
        "says_none": says_none,
        "level": F.when(no_level.isNull(), F.col("level")),
        "status": status,
        **{f"{column}_raw": reading.as_coded(column) for column in CODED},
    }
