"""What a score means: on the scale of its source, or out of what its own row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

from edulake.contract.rule import Rule
from edulake.expr import is_above, score_bound, score_out_of
from edulake.silver.notation import by_notation, number, pointed, scored
from edulake.silver.rules import unread

if TYPE_CHECKING:
    from pyspark.sql import Column as SparkColumn

    from edulake.contract.feed import Scale
    from edulake.silver.notation import Notations
    from edulake.silver.subject import Reading

# The columns that show the bounds of a score, and those that hold them with all their digits.
BOUNDS = {"score_max": "highest_score", "score_min": "lowest_score"}
BAD_BOUNDS = (
    unread("BAD_SCORE_MAX", "a highest score that is no plain number up to 9,999,999", "highest", "highest_score"),
    unread("BAD_SCORE_MIN", "a lowest score that is no plain number up to 9,999,999", "lowest", "lowest_score"),
)

ISSUES = (
    Rule("MISSING_SCORE", "no score", lambda: F.col("score_raw").isNull(), "raw_score"),
    Rule(
        "BAD_SCORE",
        "a score that is no plain number or off its scale",
        lambda: F.col("score_raw").isNotNull() & ~F.col("is_valid_score"),
    ),
    Rule(
        "SCORE_ABOVE_MAXIMUM",
        "a score above its highest, taken for that because the source says so",
        lambda: F.col("is_capped") & F.col("is_valid_score"),
    ),
    *BAD_BOUNDS,
)


def bounds(notations: Notations) -> dict[str, SparkColumn]:
    """The columns highest_score and lowest_score, from the words highest and lowest."""
    return {f"{word}_score": number(notations, word, score_bound) for word in ("highest", "lowest")}


def measured(how: Reading) -> dict[str, SparkColumn]:
    """The columns score and is_capped, from the words score_raw, highest and lowest."""
    notations, text = how.notations, pointed(how.notations, "score_raw")
    score = scored(notations, text)
    capped = by_notation(notations, lambda n: (n.scale, n.caps_scores), lambda of: _is_capped(text, *of))
    if _some_say_out_of_what(how):
        no_own, highest = F.col("highest").isNull(), score_bound(pointed(notations, "highest"))
        # Without a lowest score it is 0; with one that cannot be read nobody knows what a score means.
        lowest = F.when(F.col("lowest").isNull(), 0).otherwise(score_bound(pointed(notations, "lowest")))
        of_row = by_notation(
            notations, lambda n: n.caps_scores, lambda cap: score_out_of(text, highest, minimum=lowest, cap=cap)
        )
        of_own = by_notation(
            notations, lambda n: n.caps_scores, lambda cap: is_above(text, highest) if cap else F.lit(False)
        )
        score, capped = F.when(no_own, score).otherwise(of_row), F.when(no_own, capped).otherwise(of_own)
    return {"score": score, "is_capped": capped}


def scale(how: Reading) -> dict[str, SparkColumn]:
    """The columns score_max and score_scale: the row's own where it says one, else those of its source."""
    notations = how.notations
    highest = by_notation(notations, lambda n: n.scale.highest, F.lit).cast("decimal(9,2)")
    of_source = by_notation(notations, lambda n: str(n.scale), F.lit)
    if not _some_say_out_of_what(how):
        return {"score_max": highest, "score_scale": of_source}
    own = F.col("highest_score").cast("decimal(9,2)")
    given = F.col("highest").isNotNull()
    from_zero = F.coalesce(F.col("lowest_score") == 0, F.col("lowest").isNull())
    lowest = F.when(from_zero, "0").otherwise(F.col("lowest"))
    return {
        "score_max": F.when(given, own).otherwise(highest),
        "score_scale": F.when(given, F.concat(lowest, F.lit("-"), "highest")).otherwise(of_source),
    }


def _some_say_out_of_what(how: Reading) -> bool:
    """Whether a source says with each result which score was the highest."""
    return any("raw_score_max" in columns for columns in how.provides.values())


def _is_capped(text: SparkColumn, scale: Scale, caps: bool) -> SparkColumn:
    return is_above(text, F.lit(scale.highest), percent=scale.percent) if caps else F.lit(False)
