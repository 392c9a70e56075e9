"""Files that contradict the settings of their source: every record of one is refused, its bronze stays.

A file is what a source delivered at once: an entry of an archive, an extraction of a database, what one load took of a
partition of a topic, or a file as it lies there. It is loaded whole by one run, and judged by the one that cleanses it
first, from all of its records; whoever reads some of them again later finds the verdict in quarantine. Under other
settings or by other code all files are read anew, and judged anew.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyspark.sql import functions as F
from pyspark.sql import types as T

from edulake.bronze.spread import CANDIDATE
from edulake.contract.raw import IN_TOPIC
from edulake.contract.sql import literal
from edulake.jobs.steps.cleanse.candidates import mapped, typed
from edulake.jobs.steps.cleanse.fates import in_topic, refused_fate
from edulake.jobs.steps.cleanse.rows import any_of, batches, reread_all
from edulake.jobs.steps.cleanse.work import Verdict
from edulake.ops.tables import QUARANTINE
from edulake.silver.whole_files import FEWEST, MEANINGS, counted, evidence, named, shared_ids
from edulake.store.small_frame import as_frame
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pyspark.sql import Column, DataFrame, Row, SparkSession

    from edulake.jobs.steps.cleanse.balance import Decided
    from edulake.jobs.steps.cleanse.work import Pending, Work
    from edulake.ops.runs import Entry, Run
    from edulake.silver import Subject
    from edulake.silver.whole_files import Counted
    from edulake.store.store import Store

    Decide = Callable[[Store, Run, Subject, Work, list[Entry]], Decided]

FILE = ("source_file_sha256", "batch_id")
OF_FILE = T.StructType(
    [
        T.StructField("source_system", T.StringType()),
        T.StructField("source_file_sha256", T.StringType()),
        T.StructField("_codes", T.ArrayType(T.StringType())),
        T.StructField("advice", T.StringType()),
    ]
)


def decided(decide: Decide, store: Store, run: Run, subject: Subject, work: Work, entries: list[Entry]) -> Decided:
    """What `decide` makes of the records; once more, where new files among them are refused as a whole.

    Only a run that sees values that cannot be read, or an id of several students, looks at its new files at all.
    """
    work.condemned = _known(store, subject, work)
    notes = [entry.note for entry in entries]
    first = decide(store, run, subject, work, entries)
    found = _judged(store, run, subject, work, first)
    if not found:
        return first
    work.condemned |= found
    for entry, note in zip(entries, notes, strict=True):
        entry.note = note
    condemned = [(source, verdict) for (source, _), verdict in found.items()]
    return decide(store, run, subject, work, entries)._replace(condemned=condemned)


def refused_whole(spark: SparkSession, cleaned: DataFrame, work: Work) -> DataFrame:
    """Typed records; those of files that are refused as a whole have its codes as their first reasons.

    But not those that are none of the subject's concern.
    """
    if not work.condemned:
        return cleaned
    told = _with_verdict(spark, cleaned, work)
    stays = F.col("_codes").isNull() | ((F.size("reason_codes") > 0) & (refused_fate() == "out_of_scope"))
    reasons = F.when(stays, F.col("reason_codes")).otherwise(F.concat("_codes", "reason_codes"))
    return told.withColumn("reason_codes", reasons).drop("_codes", "advice")


def advised(spark: SparkSession, refused: DataFrame, work: Work) -> DataFrame:
    """Refused records with `advice`: what speaks against their whole file; null where nothing does."""
    if not work.condemned:
        return refused.withColumn("advice", F.lit(None).cast("string"))
    return _with_verdict(spark, refused, work).drop("_codes")


def _with_verdict(spark: SparkSession, rows: DataFrame, work: Work) -> DataFrame:
    verdicts = [(*file, list(verdict.codes), verdict.told) for file, verdict in work.condemned.items()]
    return rows.join(F.broadcast(as_frame(spark, verdicts, OF_FILE)), on=OF_FILE.names[:2], how="left")


def _known(store: Store, subject: Subject, work: Work) -> dict[tuple[str, str], Verdict]:
    """The verdicts on files that earlier runs judged, where this one reads records of them again."""
    names = [p.source.name for p in work.active if p.source.is_judged and _reads_older(subject, work, p)]
    if work.anew or not names or not store.exists(QUARANTINE):
        return {}
    records = f"payload_form <> 'file' AND status = 'OPEN' AND subject = {literal(subject.name)} AND advice IS NOT NULL"
    of_sources = f"source_system IN ({', '.join(map(literal, names))})"
    file = ("source_system", "source_file_sha256")
    asked = Asked(
        (*file, "reason_codes", "advice", "source_file"), f"{records} AND {of_sources}", file, ("record_hash",)
    )
    return {
        (row["source_system"], row["source_file_sha256"]): Verdict(
            tuple(code for code in row["reason_codes"] if code in MEANINGS), row["advice"], row["source_file"]
        )
        for row in store.values(QUARANTINE, asked)
    }


def _reads_older(subject: Subject, work: Work, pending: Pending) -> bool:
    """Whether records of batches that were seen before are read as well."""
    again = work.replay or work.has_news(pending.source)
    told = subject.history or (pending.takes_snapshots and work.begins(pending))
    return bool(pending.done) and bool(again or told)


def _judged(store: Store, run: Run, subject: Subject, work: Work, first: Decided) -> dict[tuple[str, str], Verdict]:
    """The new files that are refused as a whole: an action for each source of which something speaks for it."""
    against: dict[tuple[str, str], list[str]] = defaultdict(list)
    codes: dict[tuple[str, str], set[str]] = defaultdict(set)
    names: dict[tuple[str, str], str] = {}
    for pending in (one for one in work.active if one.rows):
        name = pending.source.name
        found = [*_by_values(store, subject, pending, work)] if name in first.doubted else []
        found += [*_by_ids(store, run, subject, pending, work)] if name in first.shared else []
        for row, of_file in found:
            file = (name, row["source_file_sha256"])
            names[file] = row["name"]
            codes[file] |= {one.code for one in of_file}
            against[file] += [one.told(pending.source.notation) for one in of_file]
    order = list(MEANINGS)
    return {
        file: Verdict(tuple(sorted(codes[file], key=order.index)), "; ".join(dict.fromkeys(told)), names[file])
        for file, told in against.items()
    }


def _by_values(store: Store, subject: Subject, pending: Pending, work: Work) -> Iterable[tuple[Row, list[Counted]]]:
    """The new files of a source whose values condemn them, and by what."""
    source = pending.source
    every = evidence(subject, source.notation, source.provides)
    if not every:
        return
    # What a wide record says of all of its candidates it says once.
    once = F.coalesce(F.col(CANDIDATE) == 0, F.lit(True)) if source.spreads else F.lit(True)
    own = {column for feed in source.feeds for column in feed.columns}
    counts = [F.max("source_file").alias("name")]
    for one in every:
        told = once if f"raw_{one.column}" in own else F.lit(True)
        conditions = zip(named(one.code, one.column), (one.against, one.of), strict=True)
        counts += [F.count(F.when(told & condition, True)).alias(name) for name, condition in conditions]
    files = _candidates(store, pending, work).groupBy(*FILE).agg(*counts)
    many = any_of(F.col(named(one.code, one.column)[0]) >= FEWEST for one in every)
    for row in files.where(many).collect():
        if of_file := counted(every, row.asDict()):
            yield row, of_file


def _by_ids(
    store: Store, run: Run, subject: Subject, pending: Pending, work: Work
) -> Iterable[tuple[Row, list[Counted]]]:
    """The new files of a source in which several students share ids of rows that could be kept."""
    rows = typed(run, subject, [pending], _candidates(store, pending, work)).where("size(reason_codes) = 0")
    pairs, versions = F.count_distinct("student_id", "_version"), F.count_distinct("_version")
    ids = (
        rows.withColumn("_version", _version())
        .groupBy(*FILE, subject.row_id)
        .agg(
            F.max("source_file").alias("name"),
            (pairs > versions).cast("int").alias("at_once"),
            (F.count_distinct("student_id") > 1).cast("int").alias("moved"),
        )
    )
    sums = [
        F.max("name").alias("name"),
        F.count(F.lit(1)).alias("ids"),
        *[F.sum(n).alias(n) for n in ("at_once", "moved")],
    ]
    for row in ids.groupBy(*FILE).agg(*sums).where("moved > 0").collect():
        moved = 0 if row["name"].startswith(IN_TOPIC) else row["moved"]
        if shared := shared_ids(subject.row_id, row["at_once"], moved, row["ids"]):
            yield row, [shared]


def _version() -> Column:
    """What tells rows of one id apart: their update time, outside of snapshots, and their place in a topic."""
    updated = F.when(~F.col("is_snapshot"), F.col("source_updated_at").cast("string"))
    return F.concat_ws("|", updated, in_topic("source_file"))


def _candidates(store: Store, pending: Pending, work: Work) -> DataFrame:
    """All new records of a source: whole files."""
    rows = store.read(pending.table).where(batches(pending.source.name, pending.done, pending.last))
    rows = reread_all(rows, [pending]) if work.anew else rows
    new = {"records": F.lit(1), "arrives": F.lit(True), "again": F.lit(False)}
    return mapped(store, [pending], work, rows.withColumns(new))
