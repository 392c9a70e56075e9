"""What a database's table has that bronze lacks.

The database is asked once for each row, and what it answers is staged: a second reading could differ. How many
rows that must be is counted by the same statements that read them, so the balance holds while others write.

The watermark is the newest change that bronze holds: it never moves back, and needs no state of its own. Changes
stamped later than the database's clock at their extraction do not count: a clock that runs ahead, or a typing
error, would hide all rows in between. Rows at and shortly below the watermark, and those without a usable time,
are read every time; what bronze already holds of them, as often as it holds it, is taken away again: compared as
bronze holds it, without what they say of people who were erased. So a row
that has no time and returns to an earlier content is not noticed, nor is a deletion.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.config import secret
from edulake.contract.raw import Provenance
from edulake.errors import BalanceError, UnreadableError
from edulake.expr.called import told
from edulake.landing.called import disagrees, value
from edulake.landing.database import columns, postgres
from edulake.landing.database.failures import retrying

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import Column, DataFrame, Row, SparkSession

    from edulake.config.database import Database
    from edulake.contract.feed import Feed
    from edulake.expr.called import Called
    from edulake.landing.database.postgres import Described
    from edulake.store.store import Store

    Say = Callable[[str], None]
    Without = Callable[[DataFrame], DataFrame]


class Extraction(NamedTuple):
    """`rows` of a table that bronze lacks, with provenance; `new` are so many, of `read` that were read.

    `missing` are mapped columns that the table does not have, `columns` are all that it has.
    """

    rows: DataFrame
    read: int
    new: int
    missing: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Reader:
    """Statements for one database, as DataFrames of one partition each."""

    spark: SparkSession
    options: dict[str, str]
    say: Say

    def frame(self, statement: str) -> DataFrame:
        reader = self.spark.read.format("jdbc").options(**self.options)
        return reader.option("dbtable", f"({statement}) AS asked").load()

    def answer(self, statement: str) -> list[Row]:
        return retrying(lambda: self.frame(statement).collect(), self.say)


class Plan(NamedTuple):
    """Which rows to read: `condition` in SQL, `held` the rows of them that bronze has (null: none)."""

    reader: Reader
    described: Described
    condition: str
    held: DataFrame | None


def extract(store: Store, source: str, feed: Feed, say: Say, without: Without | None = None) -> Extraction:
    """Reads and stages new rows, and makes of them, by `without`, what bronze may hold.

    UnreadableError where the database cannot be read, ConfigError for its settings.
    """
    database, held_out = feed.database.settings, feed.database.withheld
    plan = _plan(store, source, feed, say)
    condition = plan.condition
    types = {column: kind for column, kind in plan.described.types.items() if not held_out.withholds(column)}
    kept = replace(plan.described, types=types)
    parts = postgres.parts(database, plan.described, condition, _cuts(database, plan))
    present = columns.present(feed, types)

    def read() -> DataFrame:
        asked = [plan.reader.frame(postgres.rows(database, kept, part)) for part in parts]
        texts = [_texts(frame, list(types), present, number) for number, frame in enumerate(asked)]
        return store.stage(reduce(lambda above, below: above.union(below), texts), "database")

    staged = retrying(read, say)
    count, size = _whole(staged, str(feed.table))
    rows = staged.select(*present, "raw_payload", F.lit("json").alias("payload_form"), "parse_issue")
    rows = without(rows) if without else rows
    new = count
    if plan.held is not None and count:
        rows = rows.exceptAll(plan.held.select(*rows.columns))
        new = rows.count()
    identity = hashlib.sha256(f"{source}|{origin(database)}|{condition}|{plan.described.moment}".encode()).hexdigest()
    missing = tuple(sorted({told(called) for raw, called in feed.columns.items() if raw not in present}))
    moment = dt.datetime.fromisoformat(plan.described.moment)
    provenance = Provenance(
        source_file=origin(database),
        source_file_sha256=identity,
        source_file_modified_at=moment,
        source_file_bytes=size,
        delivered_at=moment,
        is_snapshot=False,
    )
    return Extraction(_with_provenance(rows, provenance), count, new, missing, tuple(plan.described.types))


def given_again(store: Store, source: str, feed: Feed) -> tuple[str, str | None]:
    """The column with the time of a change, and from which one on the database gives what bronze has of it again.

    So it does with rows without a usable time, or from before "0", as text. None: it gives all of them.
    """
    database = feed.database.settings
    column = columns.watermark(source, feed)
    ours = (F.col("source_system") == source) & (F.col("source_file") == origin(database))
    return column, _start(store.read(feed.table).where(ours), F.col(column), database.overlap_seconds)


def waiting(store: Store, source: str, feed: Feed, say: Say) -> int:
    """How many rows an extraction would read now, those at the watermark included; nothing is staged."""
    plan = _plan(store, source, feed, say)
    table = postgres.table(feed.database.settings)
    return plan.reader.answer(f"SELECT count(*) AS counted FROM {table} WHERE {plan.condition}")[0]["counted"]


def origin(database: Database) -> str:
    """What stands for the source file of its rows: no host and no user."""
    return f"jdbc:{database.table}"


def _plan(store: Store, source: str, feed: Feed, say: Say) -> Plan:
    database = feed.database.settings
    columns.watermark(source, feed)
    reader = Reader(store.spark, _options(database), say)
    described = _described(reader, database)
    postgres.check(database, described)
    watermark = columns.watermark(source, feed, described.types)
    present = columns.present(feed, described.types)
    lacking = [told(feed.columns[raw]) for raw in feed.required if raw not in present]
    if lacking:
        raise UnreadableError(f"{database.table} lacks {', '.join(lacking)}", "", "correct the source's columns")
    if not store.exists(feed.table):
        return Plan(reader, described, postgres.since(database, described, None), None)
    ours = (F.col("source_system") == source) & (F.col("source_file") == origin(database))
    held = store.read(feed.table).where(ours)
    changed = F.col(watermark)
    start = _start(held, changed, database.overlap_seconds)
    if start:
        # What the database finds again. Signs sort before digits; in this form files are skipped by it.
        held = held.where(changed.isNull() | (changed >= start) | (changed < "0"))
    return Plan(reader, described, postgres.since(database, described, start), held)


def _start(held: DataFrame, changed: Column, overlap_seconds: int) -> str | None:
    """The newest change in bronze less the overlap, as text; null where bronze has none.

    Compared as text, as it was written: to parse every moment in bronze would cost seconds per million.
    """
    read_at = F.to_utc_timestamp("source_file_modified_at", F.current_timezone())
    reached = changed.between(F.lit("0"), F.date_format(read_at, "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"))
    counts = reached & ~changed.endswith("BC")
    low = held.agg(F.max(F.when(counts, changed))).collect()[0][0]
    if low is None:
        return None
    newest = dt.datetime.fromisoformat(low.removesuffix("Z"))
    overlap = min(dt.timedelta(seconds=overlap_seconds), newest - dt.datetime.min)  # noqa: DTZ901 - none has a zone
    start = newest - overlap
    return start.date().isoformat() if len(low) == len("yyyy-MM-dd") else start.isoformat(timespec="microseconds")


def _options(database: Database) -> dict[str, str]:
    url = secret.read(database.url) if database.url.startswith("env:") else database.url
    options = {
        "url": url,
        "driver": "org.postgresql.Driver",
        "user": secret.read(database.user),
        "password": secret.read(database.password) if database.password else "",
        "sslmode": database.tls(url),
        "sslrootcert": database.sslrootcert,
        "fetchsize": str(database.fetch_rows),
        "ApplicationName": "edulake",
        "tcpKeepAlive": "true",
        # What is written with the session's zone, inside arrays and ranges for example.
        "sessionInitStatement": "SET TIME ZONE 'UTC'",
    }
    return {key: value for key, value in options.items() if value}


def _described(reader: Reader, database: Database) -> Described:
    rows = sorted(reader.answer(postgres.describe(database)), key=lambda row: row["position"])
    return postgres.Described({row["name"]: row["type"] for row in rows}, rows[0]["moment"])


def _cuts(database: Database, plan: Plan) -> list[str]:
    if database.partitions == 1:
        return []
    cuts = plan.reader.answer(postgres.cuts(database, plan.described, plan.condition))
    return [row["value"] for row in sorted(cuts, key=lambda row: row["cut"])]


def _texts(frame: DataFrame, names: list[str], present: Mapping[str, Called], part: int) -> DataFrame:
    texts = {name: F.col(f"c{at}") for at, name in enumerate(names)}
    payload = F.to_json(F.struct(*[text.alias(name) for name, text in texts.items()]), {"ignoreNullFields": "false"})
    raw = [value(called, texts.__getitem__).alias(name) for name, called in present.items()]
    doubt = disagrees(present.values(), texts.__getitem__)
    issue = (F.lit(None).cast("string") if doubt is None else doubt).alias("parse_issue")
    return frame.select(*raw, payload.alias("raw_payload"), issue, F.lit(part).alias("part"), "counted")


def _whole(staged: DataFrame, table: str) -> tuple[int, int]:
    """Rows and bytes of what was read; BalanceError where a statement counted other rows than it gave."""
    size = F.sum(F.octet_length("raw_payload")).alias("bytes")
    parts = staged.groupBy("part", "counted").agg(F.count("*").alias("read"), size).collect()
    counted, read = sum(part["counted"] for part in parts), sum(part["read"] for part in parts)
    if counted != read:
        why = f"the database counted {counted} rows, {read} arrived"
        raise BalanceError(f"the reading for {table} does not balance", why, "nothing was written: run it again")
    return read, sum(part["bytes"] for part in parts)


def _with_provenance(rows: DataFrame, provenance: Provenance) -> DataFrame:
    header = {"source_header": F.lit(None).cast("string")}
    return rows.withColumns({**header, **{name: F.lit(value) for name, value in provenance._asdict().items()}})
