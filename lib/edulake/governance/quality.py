"""Sources of which a run refused, or took with faults, more than a share that somebody finds tolerable."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F

from edulake.ops.alerts.alert import Alert
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyspark.sql import DataFrame

    from edulake.config.alerts import Alerts
    from edulake.ops.runs import Entry, Run
    from edulake.store.store import Store

# So many codes are told, from the most frequent.
TOLD = 8


class Judged(NamedTuple):
    """What a run counted of a source: records that came or came again, refused, accepted, and those with faults."""

    came: int
    refused: int
    accepted: int
    faulty: int

    def beyond(self, bounds: Alerts) -> tuple[bool, bool]:
        """Whether more was refused, and more was faulty, than the bounds let pass; of few records never."""
        if self.came < bounds.judged_records:
            return False, False
        return _is_over(self.refused, self.came, bounds.refused_share), _is_over(
            self.faulty, self.accepted, bounds.faulty_share
        )


def sources(store: Store, runs: Sequence[Run]) -> list[Alert]:
    """An alert for each source beyond a bound of [alerts], with counts by code: of records, never a value of one."""
    found = []
    for run in runs:
        for source, entries in _by_source(run).items():
            judged = _judged(entries)
            is_refused, is_faulty = judged.beyond(store.settings.alerts)
            if is_refused:
                codes = _spelled(_refused(store, run, source), "reason_codes")
                found.append(_alert(source, judged.refused, judged.came, "records were refused", codes))
            if is_faulty:
                codes = _spelled(_faulty(store, run, source, entries), "issue_codes")
                found.append(_alert(source, judged.faulty, judged.accepted, "rows were taken with faults", codes))
    return found


def _is_over(part: int, whole: int, share: Decimal) -> bool:
    """Exactly: a share that is the bound is not over it."""
    return part > share * whole


def _by_source(run: Run) -> dict[str, list[Entry]]:
    by_source: dict[str, list[Entry]] = defaultdict(list)
    for entry in run.entries:
        if entry.source_system:
            by_source[entry.source_system].append(entry)
    return by_source


def _judged(entries: Sequence[Entry]) -> Judged:
    """The sums of a source's entries that decided upon records; others look at references."""
    decided = [entry for entry in entries if entry.accepted is not None]
    came = sum((entry.records_in or 0) + (entry.records_revisited or 0) for entry in decided)
    refused, accepted, faulty = (
        sum(getattr(entry, name) or 0 for entry in decided) for name in ("quarantined", "accepted", "faulty")
    )
    return Judged(came, refused, accepted, faulty)


def _refused(store: Store, run: Run, source: str) -> DataFrame | None:
    if not store.exists(QUARANTINE):
        return None
    of_run = (F.col("run_id") == run.run_id) & (F.col("source_system") == source)
    return store.read(QUARANTINE).where(of_run)


def _faulty(store: Store, run: Run, source: str, entries: Sequence[Entry]) -> DataFrame | None:
    names = {entry.table_name for entry in entries if entry.faulty}
    tables = [subject.table for subject in SUBJECTS.values() if str(subject.table) in names]
    of_run = (F.col("processing_timestamp") == F.lit(run.started_at)) & (F.col("source_system") == source)
    frames = [store.read(table).where(of_run).select("issue_codes") for table in tables]
    rows = None
    for frame in frames:
        rows = frame if rows is None else rows.unionByName(frame)
    return rows


def _spelled(rows: DataFrame | None, column: str) -> str:
    """The codes of the rows, each with how often it is there."""
    if rows is None:
        return ""
    counted = rows.select(F.explode(column).alias("code")).groupBy("code").count()
    codes = sorted(((row["code"], row["count"]) for row in counted.collect()), key=lambda one: (-one[1], one[0]))
    told = ", ".join(f"{code} {count:,}" for code, count in codes[:TOLD])
    return told + (f" and {len(codes) - TOLD} other codes" if len(codes) > TOLD else "")


def _alert(source: str, part: int, whole: int, what: str, codes: str) -> Alert:
    share = (Decimal(100 * part) / whole).quantize(Decimal("0.1"))
    fix = "have the source corrected; `edulake quarantine` and `edulake runs --quality` say more"
    return Alert("quality", f"{part:,} of {whole:,} {what} ({share} %): {source}", codes, fix)
