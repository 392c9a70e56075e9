"""The one fate of a record with several candidates, and a source that spreads, decided with one that does not."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from steps import Held, day, frame, rows_of, source

from edulake.bronze.spread import spread
from edulake.jobs.steps.cleanse import facts
from edulake.jobs.steps.cleanse.balance import entries_of
from edulake.jobs.steps.cleanse.pending import counting, pending
from edulake.jobs.steps.cleanse.spreading import told_once
from edulake.ops.runs import Run
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
SUBJECT = SUBJECTS["attendance"]
RAW = SUBJECT.form.table
NAMES = "source_system source_file_sha256 batch_id source_file place fate case"
COLUMNS = {
    **dict.fromkeys(NAMES.split(), "STRING"),
    "record_hash": "BIGINT",
    "delivered_at": "TIMESTAMP",
    "candidate": "INT",
    "reason_codes": "ARRAY<STRING>",
    "ordinal": "INT",
    "to_merge": "BOOLEAN",
}


def of_record(case: str, number: int, *fates: str | None, batch: int = 1) -> list[dict[str, Any]]:
    """A record's candidates by their fates, reasons behind a blank; of one without any, its own."""
    rows = []
    for candidate, said in enumerate(fates):
        fate, *reasons = (said or " ").split(" ")
        values = {"case": case, "source_system": "s", "source_file_sha256": "f", "record_hash": number, "ordinal": 9}
        values |= {"batch_id": f"s {batch}", "delivered_at": day(batch), "source_file": "s/f.csv", "to_merge": True}
        place = {"candidate": candidate, "place": f"column {candidate}"} if case != "without" else {}
        rows.append({**values, **place, "fate": fate or None, "reason_codes": reasons if fate else []})
    return rows


CASES = {
    "refused in part": (
        [("accepted", "quarantined B A", "quarantined B")],
        [("quarantined", ["A", "B"], [1, 2], 3, 1)],
    ),
    "accepted in part": ([("duplicate", "stale", "accepted")], [("accepted", [], [], 3, 9)]),
    "older in part": ([("duplicate", "out_of_scope N", "stale")], [("stale", [], [], 3, 9)]),
    "aside in part": ([("out_of_scope N", "duplicate")], [("duplicate", [], [], 2, 9)]),
    "without": ([("out_of_scope N",)], [("out_of_scope", ["N"], [], 0, 9)]),
    "none of this run": ([(None, None)], []),
    "twins": (
        [("accepted", "duplicate"), ("duplicate", "accepted")],
        [("accepted", [], [], 2, 9), ("duplicate", [], [], 2, 9)],
    ),
    "refused twins": (
        [("quarantined A", "accepted"), ("quarantined A", "duplicate")],
        [("quarantined", ["A"], [0], 2, 1), ("quarantined", ["A"], [0], 2, 2)],
    ),
}


def test_of_each_record_one_candidate_tells_its_fate(spark: SparkSession) -> None:
    """Which is the worst; what is to be merged does not depend on it."""
    rows = [r for n, (name, case) in enumerate(CASES.items()) for fates in case[0] for r in of_record(name, n, *fates)]
    # The same payload in a later load, and one that was read again for it.
    rows += of_record("again", 99, "quarantined A", "duplicate", batch=2) + of_record("again", 99, None, batch=1)
    rows += of_record("again", 99, "duplicate", "quarantined B", batch=3)
    found = told_once(frame(spark, COLUMNS, rows)).collect()
    assert len(found) == len(rows)
    assert all(row["to_merge"] for row in found)
    told: dict[str, list[Any]] = {name: [] for name in (*CASES, "again")}
    for row in found:
        if row["fate"]:
            places = [int(place.removeprefix("column ")) for place in row["places"]]
            told[row["case"]].append((row["fate"], row["reason_codes"], places, row["candidates"], row["ordinal"]))
    assert {name: sorted(rows, key=str) for name, rows in told.items() if name != "again"} == {
        name: due for name, (_, due) in CASES.items()
    }
    assert sorted(told["again"]) == [("quarantined", ["A"], [0], 2, 1), ("quarantined", ["B"], [1], 2, 2)]


def row(of: str, batch: int, statuses: str, **values: Any) -> dict[str, Any]:
    """A record of a source; of one that spreads, a status a day of November 2024."""
    said = {"raw_student_id": "S1", "raw_date": "2024-11-04", "raw_status": statuses, "payload_form": "json"}
    said |= {"source_system": of, "batch_number": batch, "batch_id": f"{of} {batch}", "source_file_bytes": 1}
    said |= {"delivered_at": day(batch), "source_file_modified_at": day(batch), "source_file": f"{batch}"}
    said |= {"source_file_sha256": f"sha of {batch}", "raw_payload": statuses, "is_snapshot": False}
    return {**said, **values}


def by_day(rows: DataFrame, _: Any) -> DataFrame:
    """Day and status of each of `4=Present,5=Late`; a status that is empty is none."""

    def cell(text: Any) -> Any:
        parts = F.split(text, "=")
        date = F.concat(F.lit("2024-11-0"), parts[0])
        return F.struct(parts[0].alias("place"), date.alias("raw_date"), parts[1].alias("raw_status"))

    said = F.filter(F.split("raw_status", ","), lambda text: ~text.endswith("="))
    return spread(rows, F.transform(said, cell), ["raw_date", "raw_status"]).withColumn("revisit", F.lit(False))


def as_is(rows: DataFrame, _: Any) -> DataFrame:
    return rows.withColumn("revisit", F.lit(False))


@pytest.mark.slow
def test_records_and_candidates_are_counted_apart(spark: SparkSession) -> None:
    """A bad day leaves the others; a snapshot lacks a day that the one before had."""
    raw = frozenset(name for name in RAW.column_names if name.startswith("raw_"))
    wide = source("wide", facts=RAW, candidates=by_day, provides=raw, spreads=True)
    full = source("full", facts=RAW, candidates=by_day, provides=raw, spreads=True, snapshot=True)
    plain = source("plain", facts=RAW, candidates=as_is, provides=raw)
    snap = {"is_snapshot": True}
    rows = [
        *[row("wide", 1, "4=Present,5=Late,x=Late"), row("wide", 1, "4="), row("wide", 2, "4=Absent,5=Late")],
        *[row("wide", 2, "", parse_issue="RAGGED_SHORT"), row("plain", 1, "Late")],
        *[row("full", 1, "4=Present,5=Late", **snap), row("full", 2, "4=Absent,6=Late,7=", **snap)],
    ]
    store = Held(spark, {RAW: rows_of(spark, RAW, *rows)})
    work = pending(store, counting(store), SUBJECT, [wide, full, plain], {}, {}, replay=False)
    entries = entries_of(work, SUBJECT, dict.fromkeys(("wide", "full", "plain"), "made by"), None, None)
    decided = facts.decide(store, Run("silver_cleanse"), SUBJECT, work, entries)
    fates = ("accepted", "quarantined", "duplicate", "stale", "out_of_scope", "candidates")
    counted = {entry.source_system: tuple(getattr(entry, fate) for fate in fates) for entry in entries}
    assert counted == {
        "wide": (1, 2, 0, 0, 1, 5),
        "full": (1, 0, 0, 1, 0, 4),
        "plain": (1, 0, 0, 0, 0, None),
    }
    found = [r.asDict() for r in decided.rows.collect()]
    held = sorted((r["source_system"], str(r["date"]), r["status"]) for r in found if r["to_merge"])
    assert held == [
        ("full", "2024-11-04", "Absent"),
        ("full", "2024-11-06", "Late"),
        ("plain", "2024-11-04", "Late"),
        ("wide", "2024-11-04", "Absent"),
        ("wide", "2024-11-05", "Late"),
    ]
    refused = sorted((r["reason_codes"], r["places"], r["raw_payload"]) for r in found if r["fate"] == "quarantined")
    assert refused == [(["BAD_DATE"], ["x"], "4=Present,5=Late,x=Late"), (["RAGGED_SHORT"], [], "")]
