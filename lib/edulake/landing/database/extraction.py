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
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.contract.raw import Provenance
from edulake.errors import BalanceError, UnreadableError
from edulake.expr.called import told
from edulake.landing.called import disagrees, value
from edulake.landing.database import columns
from edulake.landing.database.asking import described, reader, split
from edulake.landing.database.dialect import ALL, EARLIEST
from edulake.landing.database.failures import retrying

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import Column, DataFrame

    from edulake.config.database import Database
    from edulake.contract.feed import Feed
    from edulake.expr.called import Called
    from edulake.landing.database.asking import Reader
    from edulake.landing.database.dialect import Described
    from edulake.landing.database.window import Window
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


class Plan(NamedTuple):
    """Which rows to read: `condition` in SQL, `held` the rows of them that bronze has (null: none)."""

    reader: Reader
    described: Described
    condition: str
    held: DataFrame | None


def extract(
    store: Store, source: str, feed: Feed, say: Say, without: Without | None = None, window: Window | None = None
) -> Extraction:
    """Reads and stages new rows, of a `window` only where one is given, and makes of them what bronze may hold.

    That is what `without` leaves. UnreadableError where the database cannot be read, ConfigError for its settings.
    """
    database, held_out = feed.database.settings, feed.database.withheld
    plan = _plan(store, source, feed, say, window)
    condition, dialect = plan.condition, plan.reader.dialect
    types = {column: kind for column, kind in plan.described.types.items() if not held_out.withholds(column)}
    kept = replace(plan.described, types=types)
    cuts = split(plan.reader, database, plan.described, condition)
    parts = dialect.parts(database, plan.described, condition, cuts)
    present = columns.present(feed, types)

    def read() -> DataFrame:
        asked = [plan.reader.frame(dialect.rows(database, kept, part)) for part in parts]
        texts = [_texts(frame, list(types), present, number) for number, frame in enumerate(asked)]
        return store.stage(reduce(lambda above, below: above.union(below), texts), "database")

    staged = retrying(read, say, dialect=dialect)
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
        source_file=f"{origin(database)}?{window}" if window else origin(database),
        source_file_sha256=identity,
        source_file_modified_at=moment,
        source_file_bytes=size,
        delivered_at=moment,
        is_snapshot=False,
    )
    return Extraction(_with_provenance(rows, provenance), count, new, missing, tuple(plan.described.types))


def given_again(store: Store, source: str, feed: Feed) -> tuple[str, str | None]:
    """The column with the time of a change, and from which one on the database gives what bronze has of it again.

    So it does with rows without a usable time, or from before EARLIEST, as text. None: it gives all of them.
    """
    database = feed.database.settings
    column = columns.watermark(source, feed)
    return column, _start(_held(store, source, feed), database, F.col(column))


def waiting(store: Store, source: str, feed: Feed, say: Say, window: Window | None = None) -> int:
    """How many rows an extraction would read now, those at the watermark included; nothing is staged."""
    plan = _plan(store, source, feed, say, window)
    return int(plan.reader.answer(plan.reader.dialect.count(feed.database.settings, plan.condition))[0]["counted"])


def origin(database: Database) -> str:
    """What stands for the source file of its rows: no host and no user. Another query has another one."""
    if database.query:
        return f"jdbc:query/{hashlib.sha256(database.query.encode()).hexdigest()[:16]}"
    return f"jdbc:{database.table}"


def _plan(store: Store, source: str, feed: Feed, say: Say, window: Window | None) -> Plan:
    database = feed.database.settings
    columns.watermark(source, feed)
    asked = reader(store.spark, database, say)
    dialect, found = asked.dialect, described(asked, database)
    dialect.check(database, found)
    columns.must_be_clear(feed, found.types, database.spelled)
    watermark = columns.watermark(source, feed, found.types)
    present = columns.present(feed, found.types)
    lacking = [told(feed.columns[raw]) for raw in feed.required if raw not in present]
    if lacking:
        raise UnreadableError(f"{database.spelled} lacks {', '.join(lacking)}", "", "correct the source's columns")
    within = dialect.within(database, found, window.start, window.end) if window else ALL
    if not store.exists(feed.table):
        return Plan(asked, found, within, None)
    held, changed = _held(store, source, feed), F.col(watermark)
    if window:
        return Plan(asked, found, within, held.where(window.holds(changed)))
    start = _start(held, database, changed)
    if start:
        # What the database finds again. Signs sort before digits; in this form files are skipped by it.
        held = held.where(changed.isNull() | (changed >= start) | (changed < EARLIEST))
    return Plan(asked, found, dialect.since(database, found, start), held)


def _held(store: Store, source: str, feed: Feed) -> DataFrame:
    """What bronze has of a database, by plain runs and by windows."""
    name = origin(feed.database.settings)
    file = F.col("source_file")
    ours = (F.col("source_system") == source) & ((file == name) | file.startswith(f"{name}?"))
    return store.read(feed.table).where(ours)


def _start(held: DataFrame, database: Database, changed: Column) -> str | None:
    """The newest change that plain runs brought less the overlap, as text; null where there is none.

    Between them and a window there may be rows that nobody read yet. Compared as text, as it was written: to parse
    every moment in bronze would cost seconds per million.
    """
    read_at = F.to_utc_timestamp("source_file_modified_at", F.current_timezone())
    reached = changed.between(F.lit(EARLIEST), F.date_format(read_at, "yyyy-MM-dd'T'HH:mm:ss.SSSSSS"))
    counts = reached & ~changed.endswith("BC") & (F.col("source_file") == origin(database))
    low = held.agg(F.max(F.when(counts, changed))).collect()[0][0]
    if low is None:
        return None
    newest = dt.datetime.fromisoformat(low.removesuffix("Z"))
    overlap = min(dt.timedelta(seconds=database.overlap_seconds), newest - dt.datetime.min)  # noqa: DTZ901 - none has a zone
    start = newest - overlap
    return start.date().isoformat() if len(low) == len("yyyy-MM-dd") else start.isoformat(timespec="microseconds")


def _texts(frame: DataFrame, names: list[str], present: Mapping[str, Called], part: int) -> DataFrame:
    texts = {name: F.col(f"c{at}") for at, name in enumerate(names)}
    payload = F.to_json(F.struct(*[text.alias(name) for name, text in texts.items()]), {"ignoreNullFields": "false"})
    raw = [value(called, texts.__getitem__).alias(name) for name, called in present.items()]
    doubt = disagrees(present.values(), texts.__getitem__)
    issue = (F.lit(None).cast("string") if doubt is None else doubt).alias("parse_issue")
    counted = F.col("counted").cast("bigint")
    return frame.select(*raw, payload.alias("raw_payload"), issue, F.lit(part).alias("part"), counted)


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
