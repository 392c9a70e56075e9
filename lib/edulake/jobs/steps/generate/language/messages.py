"""What is said in conversations, and what of it is corrected.

The learner begins, and the tutor answers each time. Who knows more makes fewer mistakes, and other ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import Column
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.language.calendar import moment
from edulake.jobs.steps.generate.language.world import chosen, one_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.generate.draws import Draws
    from edulake.jobs.steps.generate.language.world import World

PER_CONVERSATION = 64
WORDS = (
    "today", "we", "spoke", "about", "the", "market", "and", "my", "sister", "bought", "apples", "for", "a", "cake",
    "then", "it", "rained", "so", "they", "went", "home", "by", "tram", "with", "two", "friends", "who", "like", "old",
    "songs", "more", "than", "new", "ones",
)  # fmt: skip
SHORT, LONG = (2, 12), (6, 20)  # words of the learner, and of the tutor
TYPES = ("grammar", "vocabulary", "spelling")
# Per mille of the mistakes at each level, from A1, of the first two types.
BY_TYPE = ((400, 250), (450, 250), (500, 250), (500, 300), (450, 400), (400, 500))
EQUALLY = (450, 300)
# What the errors of a segment are multiplied by at each level, from A1.
BY_LEVEL, ALIKE = (1.2, 1.1, 1.0, 0.95, 0.9, 0.85), (1.0,) * 6
SECOND_ERROR = 0.3  # of those with one
# Per mille of the learner's messages; where nothing is corrected nothing stands there, the word null, or an empty list.
BAD_JSON = "BAD_JSON"
BROKEN, NULL_TEXT, EMPTY_LIST, TWICE = 3, 20, 20, 3
BROKEN_TEXT = '[{"type": "grammar", "orig'


def messages(of: DataFrame, world: World) -> DataFrame:
    """One row a message: `message`, `number` in its conversation from 0, `second`, `mistakes` in it, and `fault`."""
    every = of.select(
        "conversation", "export", "fate", "segment", "care", "level", "said", "apart", "pause",
        "begins_second",
        F.explode(F.sequence(F.lit(0).cast("bigint"), F.col("said") * 2 - 1)).alias("number"),
    )  # fmt: skip
    own = world.draws("conversation", "number")
    by_level = one_of(BY_LEVEL if world.planted else ALIKE, F.col("level") - 1)
    likely = world.of_segment("errors") * F.col("care") * by_level
    drawn = own.between("error", 0, 999)
    count = F.when(drawn < likely * SECOND_ERROR, 2).when(drawn < likely, 1).otherwise(0)
    is_own = F.pmod("number", F.lit(2)) == 0
    later = F.when(F.col("number") >= F.col("said"), F.col("pause")).otherwise(0)
    away = F.floor(F.col("apart") / 2)
    jitter = F.pmod(own.bits("jitter"), away + 1) - F.floor(away / 2)
    fault = own.between("fault", 0, 999)
    return every.select(
        "*",
        (F.col("conversation") * PER_CONVERSATION + F.col("number")).alias("message"),
        is_own.alias("is_own"),
        (F.col("begins_second") + F.col("number") * F.col("apart") + later + _from_first(jitter)).alias("second"),
        F.when(is_own, count).alias("mistakes"),
        F.when(is_own & (fault < BROKEN), BAD_JSON).alias("fault"),
        own.happens("twice", TWICE).alias("is_twice"),
    )


def as_messages(of: DataFrame, world: World) -> DataFrame:
    """The rows that are told, each with its `export`: two of those that are told twice."""
    own = world.draws("conversation", "number")
    begins, length = own.between("word", 0, len(WORDS) - 1), own.between("short", *SHORT)
    longer = own.between("long", *LONG)
    words = F.array(*map(F.lit, WORDS * 2))
    spoken = F.slice(words, (begins + 1).cast("int"), F.when(F.col("is_own"), length).otherwise(longer).cast("int"))
    times = F.explode(F.sequence(F.lit(1), F.when(F.col("is_twice"), 2).otherwise(1)))
    return of.select("*", times.alias("time")).select(
        "export",
        F.col("message").alias("id"),
        F.col("conversation").alias("conversation_id"),
        F.when(F.col("is_own"), "user").otherwise("assistant").alias("role"),
        F.array_join(spoken, " ").alias("content"),
        F.lit(None).cast("string").alias("audio_path"),
        F.when(F.col("is_own"), _corrections(own, world)).alias("corrections"),
        moment(F.col("second")).alias("created_at"),
    )


def _corrections(own: Draws, world: World) -> Column:
    """JSON: a list with an object for each mistake; of none nothing, or what apps write instead."""
    told = F.to_json(F.slice(F.array(_correction(own, world, 1), _correction(own, world, 2)), 1, F.col("mistakes")))
    none = chosen(own.between("nothing", 0, 999), (NULL_TEXT, EMPTY_LIST))
    return (
        F.when(F.col("fault").isNotNull(), BROKEN_TEXT)
        .when(F.col("mistakes") > 0, told)
        .otherwise(one_of(("null", "[]"), none))
    )


def _correction(own: Draws, world: World, number: int) -> Column:
    drawn = own.between(f"type {number}", 0, 999)
    by_level = F.when(F.lit(False), "")
    for level, shares in enumerate(BY_TYPE if world.planted else (EQUALLY,) * len(BY_TYPE), 1):
        of = one_of(TYPES, F.coalesce(chosen(drawn, shares), F.lit(len(TYPES) - 1)))
        by_level = by_level.when(F.col("level") == level, of)
    word = own.one_of(f"corrected {number}", WORDS)
    return F.struct(
        by_level.alias("type"),
        F.concat(word, F.lit("e")).alias("original"),
        word.alias("corrected"),
        F.lit("as it is written").alias("explanation"),
    )


def _from_first(jitter: Column) -> Column:
    """A conversation begins with its first message."""
    return F.when(F.col("number") == 0, 0).otherwise(jitter)
