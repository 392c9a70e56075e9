"""What silver would hold of a made-up language app: made of what is true of it, without its files and their faults."""

from __future__ import annotations

from pathlib import Path

from products import FILLING
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from edulake.contract.table import Table
from edulake.jobs.steps.generate.language import catalogue, progress
from edulake.jobs.steps.generate.language.attempts import PER_STUDY, UNFINISHED
from edulake.jobs.steps.generate.language.calendar import DAYS, FIRST, SECONDS
from edulake.jobs.steps.generate.language.conversations import DELETED
from edulake.jobs.steps.generate.language.levels import level_name
from edulake.jobs.steps.generate.language.plan import Facts, facts
from edulake.jobs.steps.generate.language.world import CODES, World, one_of
from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.lessons import LESSONS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE
from edulake.silver.language.proficiency import PROFICIENCY_TABLE
from edulake.silver.people.students import STUDENTS_TABLE

SYSTEM = "babblr"
TABLES = (
    *(CONVERSATIONS_TABLE, MESSAGES_TABLE, LESSON_PROGRESS_TABLE, ATTEMPTS_TABLE, PROFICIENCY_TABLE, LESSONS_TABLE),
    STUDENTS_TABLE,
)


def facts_of(spark: SparkSession, world: World, folder: Path) -> Facts:
    """What is true in a world; the frames that many are made of are written to `folder`."""

    def keep(rows: DataFrame, name: str) -> DataFrame:
        rows.write.mode("overwrite").parquet(str(folder / name))
        return spark.read.schema(rows.schema).parquet(str(folder / name))

    return facts(spark, world, keep)


def silver(spark: SparkSession, world: World, known: Facts) -> dict[Table, DataFrame]:
    """The tables that models of languages read, all delivered on the last day; of proficiency and students no row."""
    told = {
        CONVERSATIONS_TABLE: _talks(known),
        MESSAGES_TABLE: _messages(known),
        LESSON_PROGRESS_TABLE: _progress(known),
        ATTEMPTS_TABLE: _attempts(known),
        LESSONS_TABLE: _lessons(spark, world),
    }
    return {table: told.get(table, spark.createDataFrame([], table.struct())) for table in TABLES}


def _talks(known: Facts) -> DataFrame:
    rows = known.conversations.where(f"fate IS NULL OR fate <> '{DELETED}'")
    begun = _at(F.col("begins_second"))
    own = {"conversation_id": F.col("conversation"), "started_at": begun, "known_at": begun}
    return _as(CONVERSATIONS_TABLE, rows, {**own, **_dated(begun), **_levelled(F.col("level"))})


def _messages(known: Facts) -> DataFrame:
    of = known.conversations.select("conversation", "learner", "language")
    rows = known.messages.where(f"fate IS NULL OR fate <> '{DELETED}'").join(of, "conversation")
    sent, is_checked = _at(F.col("second")), F.col("is_own") & F.col("fault").isNull()
    own = {
        "message_id": F.col("message"),
        "conversation_id": F.col("conversation"),
        "role": F.when(F.col("is_own"), "user").otherwise("assistant"),
        "sent_at": sent,
        "is_checked": is_checked,
        "correction_count": F.when(is_checked, F.col("mistakes")),
        "known_at": sent,
    }
    return _as(MESSAGES_TABLE, rows, {**own, **_dated(sent), **_levelled(F.col("level"))})


def _progress(known: Facts) -> DataFrame:
    """A version from when a lesson was begun, one from when it was completed, one from when it was opened again."""
    is_told = F.coalesce(F.col("fault") != progress.CONTRADICTS, F.lit(True))
    opened = F.when(is_told, "in_progress").otherwise("not_started")
    kinds = (("started", opened, False), ("completed", F.lit("completed"), True), ("reopened", opened, False))
    versions = [
        F.struct(F.col(name).alias("since"), status.alias("status"), F.lit(is_done).alias("is_done"))
        for name, status, is_done in kinds
    ]
    rows = known.progress.select("*", F.inline(F.array(*versions))).where("since IS NOT NULL")
    own = {
        "progress_id": F.concat_ws("/", "study", "lesson"),
        "valid_from": _at(F.col("since")),
        "lesson_id": F.col("lesson"),
        "status": F.col("status"),
        "started_at": _at(F.col("started")),
        "completed_at": F.when(F.col("is_done"), _at(F.col("completed"))),
        "last_accessed_at": _at(F.col("since")),
    }
    return _as(LESSON_PROGRESS_TABLE, rows, own)


def _attempts(known: Facts) -> DataFrame:
    is_done = F.coalesce(F.col("fault") != UNFINISHED, F.lit(True))
    begun, ended = _at(F.col("begun")), F.when(is_done, _at(F.col("ended")))
    is_mixed = F.col("test_level") == 0
    own = {
        "attempt_id": F.col("study") * PER_STUDY + F.col("day"),
        "is_mixed": is_mixed,
        "score": F.when(is_done, F.col("score")),
        "started_at": begun,
        "completed_at": ended,
        "is_finished": is_done,
        "recommended_level": F.when(is_done, level_name(F.col("recommended"))),
        "recommended_rank": F.when(is_done, F.col("recommended")),
        "known_at": F.coalesce(ended, begun),
    }
    level = F.when(~is_mixed, F.col("test_level"))
    return _as(ATTEMPTS_TABLE, known.attempts, {**own, **_dated(F.coalesce(ended, begun)), **_levelled(level)})


def _lessons(spark: SparkSession, world: World) -> DataFrame:
    order = {of.lesson: of.order for of in catalogue.lessons(world)}
    orders = spark.createDataFrame([*order.items()], "lesson BIGINT, order_index INT")
    last = one_of(catalogue.LESSONS, F.col("language"))
    rows = catalogue.lessons_frame(spark, world).join(orders, "lesson")
    own = {
        "lesson_id": F.col("lesson"),
        "order_index": F.col("order_index"),
        "is_active": F.col("order_index") != last,
        "created_at": F.to_timestamp(F.lit(catalogue.CREATED)),
    }
    return _as(LESSONS_TABLE, rows, {**own, **_levelled(F.col("lesson_level"))})


def _as(table: Table, rows: DataFrame, told: dict[str, Column]) -> DataFrame:
    """Rows of a table: what is `told`, whose learner and language they are; else nothing, where it may be nothing."""
    usual = {
        "source_system": F.lit(SYSTEM),
        "course_id": one_of(CODES, F.col("language")),
        "delivered_at": _at(F.lit(DAYS * SECONDS - 1)),
        **({"student_id": F.col("learner")} if "learner" in rows.columns else {}),
    }
    values = {**usual, **told}
    return rows.select(*[
        values.get(c.name, F.lit(None if c.nullable else FILLING.get(c.type, 0))).cast(c.type).alias(c.name)
        for c in table.columns
    ])  # fmt: skip


def _at(second: Column) -> Column:
    """The moment of a second, counted from the first midnight."""
    return F.timestamp_seconds(F.unix_timestamp(F.lit(str(FIRST)), "yyyy-MM-dd") + second)


def _dated(moment: Column) -> dict[str, Column]:
    return {"date": F.to_date(moment)}


def _levelled(level: Column) -> dict[str, Column]:
    return {"level": level_name(level), "level_rank": level}
