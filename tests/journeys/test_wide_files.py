"""A gradebook and a register, in which columns are rows: new columns, bad cells, and columns that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from lake import Lake
from pyspark.sql import SparkSession

from edulake.jobs import silver_cleanse
from edulake.ops.runs import Entry, Run
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

CONF = r"""
[limits]
snapshot_shrink = 1.0
[sources.gradebook]
files = "**/*.csv"
format = "csv"
score_max = 10
[sources.gradebook.columns]
student_id = "ID"
assessment_id = "ID"
class_id = "Section"
[sources.gradebook.constants]
assessment_date = "2024-11-04"
[sources.gradebook.spread]
columns = '.* \(\d+\)'
cell = "score"
nothing = ["EX"]
header = { subject = "title", line_item_id = "id" }
lines = { score_max = "Points Possible" }

[sources.register]
files = "**/*.csv"
format = "csv"
subject = "attendance"
snapshot = true
[sources.register.columns]
student_id = "pupil"
[sources.register.spread]
columns = '2024-.*'
cell = "status"
header = { date = "whole" }
"""
OURS = ["gradebook", "register"]
FILES = {
    "gradebook/2024-11-04/g.csv": "Student,ID,Section,Essay (1),Quiz (2),Final Score\n"
    "    Points Possible,,,20,10,(read only)\n"
    '"Doe, Jo",S1,A,15,EX,99\nRoe,S2,A,many,7,99\nPoe,S3,A,,-,99\nMoe,S4,A,3\n',
    "register/2024-11-04/r.csv": "pupil,2024-11-04,2024-11-05\nS1,P,A\nS2,A,P\n",
    "gradebook/2024-11-05/g.csv": "Student,ID,Section,Essay (1),Quiz (2),Talk (3)\n"
    '    Points Possible,,,20,10,5\n"Doe, Jo",S1,A,16,,5\nPoe,S3,A,,-,1\n',
    "register/2024-11-05/r.csv": "pupil,2024-11-05\nS1,A\nS2,\n",
    "register/2024-11-06/r.csv": "pupil,2024-11-05\nS1,P\nS2,\n",
}


def fates(run: Run) -> dict[str | None, tuple[int | None, ...]]:
    """In, accepted, quarantined, duplicate, stale, out of scope and candidates of the facts of each source."""

    def told(entry: Entry) -> tuple[int | None, ...]:
        decided = (entry.records_in, entry.accepted, entry.quarantined, entry.duplicate, entry.stale)
        return (*decided, entry.out_of_scope, entry.candidates)

    return {entry.source_system: told(entry) for entry in run.entries if entry.source_system in OURS}


def bring(lake: Lake, *names: str) -> Run:
    for name in names:
        lake.deliver(name, FILES[name])
    lake.ingest(source=OURS)
    return lake.cleanse(source=OURS, subject=["assessments", "attendance"])


def scores(lake: Lake) -> list[tuple[str, ...]]:
    rows = lake.facts("assessment_id", "subject", "score", "score_max")
    return sorted((r["assessment_id"], r["subject"], str(r["score"]), str(r["score_max"])) for r in rows)


def days(lake: Lake) -> list[tuple[str, str, str]]:
    rows = lake.rows(SUBJECTS["attendance"].table, "student_id", "date", "status")
    return sorted((row["student_id"], str(row["date"])[-2:], row["status"]) for row in rows)


@pytest.mark.slow
def test_columns_are_rows_and_each_record_has_one_fate(lake: Lake, spark: SparkSession, tmp_path: Path) -> None:
    lake = lake.configured(CONF)
    first, second, third, fourth, fifth = FILES
    assert fates(bring(lake, first, second)) == {"gradebook": (5, 1, 2, 0, 0, 2, 3), "register": (2, 2, 0, 0, 0, 0, 4)}
    assert scores(lake) == [("S1:1", "Essay", "75.00", "20.00"), ("S2:2", "Quiz", "70.00", "10.00")]
    known = [("S1", "04", "Present"), ("S1", "05", "Absent"), ("S2", "04", "Absent"), ("S2", "05", "Present")]
    assert days(lake) == known
    refused = {(*row["reason_codes"], *(row["places"] or ())) for row in lake.refused("reason_codes", "places")}
    assert refused == {("NO_VALID_MEASURE", "Essay (1)"), ("RAGGED_SHORT",)}

    before = lake.versions()
    bring(lake)
    [replayed] = silver_cleanse.run(lake.context(source=OURS), replay=True)
    of_gradebook = next(entry for entry in replayed.entries if entry.source_system == "gradebook")
    assert (of_gradebook.records_revisited, of_gradebook.quarantined) == (2, 2)
    assert lake.versions() == before, "neither another run nor a replay changes anything"

    assert fates(bring(lake, third, fourth)) == {"gradebook": (3, 2, 0, 0, 0, 1, 3), "register": (2, 0, 0, 1, 0, 1, 1)}
    assert scores(lake) == [
        ("S1:1", "Essay", "80.00", "20.00"),
        ("S1:3", "Talk", "100.00", "5.00"),
        ("S2:2", "Quiz", "70.00", "10.00"),
        ("S3:3", "Talk", "20.00", "5.00"),
    ]
    assert days(lake) == known, "one snapshot without a column may be a slip"
    last = bring(lake, fifth)
    assert fates(last)["register"] == (2, 1, 0, 0, 0, 1, 1)
    assert days(lake) == [("S1", "05", "Present")], "two are none"

    other = Lake(spark, tmp_path / "other").configured(CONF)
    bring(other, fifth, fourth, first)
    bring(other, third, second)
    for table in (SUBJECTS["assessments"].table, SUBJECTS["attendance"].table):
        assert other.content(table) == lake.content(table)
    names = ("reason_codes", "places", "raw_payload", "status")
    assert other.rows(QUARANTINE, *names) == lake.rows(QUARANTINE, *names)
