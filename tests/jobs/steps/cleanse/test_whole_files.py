"""Files refused as a whole: looked at where something speaks for it, known again later, marked record by record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import Held, frame, pending, source

from edulake.bronze import Source
from edulake.jobs.steps.cleanse import whole_files
from edulake.jobs.steps.cleanse.balance import Decided
from edulake.jobs.steps.cleanse.work import Snapshot, Verdict, Work
from edulake.ops.runs import Entry, Run
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
SUBJECT, RUN = SUBJECTS["attendance"], Run("silver_cleanse", "this run")
SIS = replace(source("sis"), is_described=True)
ORDER = Verdict(("FILE_DATE_ORDER",), "3 of 3 dates", "a.csv")
SCALE = Verdict(("FILE_SCALE",), "4 of 9 scores", "b.csv")


class Deciding:
    """Decides nothing: which files it was told are refused, each time it was asked."""

    def __init__(self, **seen: Any) -> None:
        self.told: list[dict[tuple[str, str], Verdict]] = []
        self.seen = seen

    def __call__(self, _: Any, __: Run, ___: Any, work: Work, entries: list[Entry]) -> Decided:
        self.told.append(dict(work.condemned))
        entries[0].note = "; ".join(filter(None, (entries[0].note, "a snapshot")))
        return Decided(None, 0, 0, 0, 0, **self.seen)  # type: ignore[arg-type]


def decided(deciding: Deciding, work: Work, tables: Any = None) -> tuple[Decided, list[Entry]]:
    entries = [Entry("silver.attendance", source_system="sis")]
    return whole_files.decided(deciding, Held(None, tables or {}), RUN, SUBJECT, work, entries), entries  # type: ignore[arg-type]


def test_without_a_doubt_no_file_is_looked_at() -> None:
    """The store has no table, and would fail."""
    deciding = Deciding()
    work = Work([pending(SIS)])
    assert decided(deciding, work)[0].condemned == ()
    assert deciding.told == [{}]
    assert decided(Deciding(doubted=["sis"]), Work([pending(SIS, 1, 1, 0)], replay=True))[0].condemned == ()
    assert decided(Deciding(doubted=["sis"]), Work([pending(SIS)]))[0].condemned == (), "it has no days and no numbers"


def test_it_is_decided_again_without_files_refused_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is noted of a source is noted once."""
    monkeypatch.setattr(whole_files, "_judged", lambda *_: {("sis", "f"): ORDER})
    deciding = Deciding(doubted=["sis"])
    found, entries = decided(deciding, Work([pending(SIS)]))
    assert deciding.told == [{}, {("sis", "f"): ORDER}]
    assert found.condemned == [("sis", ORDER)]
    assert entries[0].note == "a snapshot"


REFUSED = {"source_system": "sis", "subject": "attendance", "status": "OPEN", "payload_form": "verbatim"}
FULL = [Snapshot(1, "s", ("sha",), 1)]
WHOLE = replace(source("sis", snapshot=True), is_described=True)


@pytest.mark.parametrize(
    ("of", "work", "due"),
    [
        (SIS, {"replay": True}, True),
        (SIS, {}, False),
        (SIS, {"replay": True, "anew": {"sis": "its settings changed"}}, False),
        (WHOLE, {"late": True}, True),
        (WHOLE, {}, False),
        (source("sis"), {"replay": True}, False),
    ],
    ids=["replay", "news", "anew", "late", "snapshots", "a standard"],
)
def test_a_verdict_is_known_where_older_records_are_read(
    of: Source, work: dict[str, Any], due: bool, spark: SparkSession
) -> None:
    """By quarantine: one a file, open, of this subject; a file that ingest refused is none."""
    rows = [
        {"source_file_sha256": "f", "reason_codes": ["FILE_DATE_ORDER", "BAD_DATE"], "advice": ORDER.told},
        {"source_file_sha256": "f", "reason_codes": ["FILE_DATE_ORDER"], "advice": ORDER.told, "record_hash": 1},
        {"source_file_sha256": "g", "reason_codes": ["BAD_DATE"]},
        {"source_file_sha256": "h", "reason_codes": ["FILE_SCALE"], "advice": "x", "status": "RESOLVED"},
        {"source_file_sha256": "i", "reason_codes": ["FILE_SCALE"], "advice": "x", "subject": "students"},
        {"source_file_sha256": "j", "reason_codes": ["FILE_CORRUPT"], "advice": "x", "payload_form": "file"},
    ]
    columns = {column.name: column.type for column in QUARANTINE.columns}
    held = {QUARANTINE: frame(spark, columns, [{**REFUSED, "source_file": "a.csv", **row} for row in rows])}
    late = {"late": work.pop("late", False), "snapshots": FULL if of is WHOLE else []}
    deciding = Deciding()
    decided(deciding, Work([pending(of, 1, 2, **late)], **work), held)
    assert deciding.told == [{("sis", "f"): ORDER} if due else {}]


def test_every_record_of_a_file_is_refused_but_what_concerns_nobody(spark: SparkSession) -> None:
    columns = {"source_system": "STRING", "source_file_sha256": "STRING", "reason_codes": "ARRAY<STRING>"}
    rows = [
        ("sis", "f", [], ["FILE_DATE_ORDER"]),
        ("sis", "f", ["BAD_DATE"], ["FILE_DATE_ORDER", "BAD_DATE"]),
        ("sis", "f", ["NOT_A_STUDENT"], ["NOT_A_STUDENT"]),
        ("sis", "f", ["NOT_A_STUDENT", "BAD_DATE"], ["FILE_DATE_ORDER", "NOT_A_STUDENT", "BAD_DATE"]),
        ("sis", "g", [], ["FILE_SCALE"]),
        ("sis", "h", [], []),
        ("lms", "f", ["BAD_DATE"], ["BAD_DATE"]),
    ]
    given = frame(spark, columns, [dict(zip(columns, row, strict=False)) for row in rows])
    work = Work([], condemned={("sis", "f"): ORDER, ("sis", "g"): SCALE})
    found = whole_files.refused_whole(spark, given, work)
    assert set(found.columns) == set(columns)
    assert sorted(tuple(row) for row in found.select(*columns).collect()) == sorted(
        (name, file, codes) for name, file, _, codes in rows
    )
    advised = whole_files.advised(spark, given.where("source_system = 'sis'"), work)
    assert {tuple(row) for row in advised.select("source_file_sha256", "advice").collect()} == {
        ("f", ORDER.told),
        ("g", SCALE.told),
        ("h", None),
    }
    assert {row["advice"] for row in whole_files.advised(spark, given, Work([])).collect()} == {None}
    assert whole_files.refused_whole(spark, given, Work([])) is given
