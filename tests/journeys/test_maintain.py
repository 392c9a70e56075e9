"""maintain: tables are clustered once enough came, stay what they were, and others can read them."""

from __future__ import annotations

from typing import Any

import pytest
from lake import Lake, record
from pyspark.sql import SparkSession

from edulake.config.maintenance import Maintenance
from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.governance import catalog
from edulake.jobs import maintain
from edulake.jobs.maintain import State
from edulake.ops.tables import JOB_RUNS, QUARANTINE
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN as SILVER
from edulake.store.clustering import measure
from edulake.store.store import Store

EAGER = Maintenance(smallest_table_bytes=0, smallest_file_bytes=4096, files_per_table=8)
GOLD = PRODUCTS["student_performance_aggregates"].table
CHOSEN = {"subject": ["assessments"], "product": ["student_performance_aggregates"]}


@pytest.fixture(scope="module")
def corrected(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake of two deliveries; the second replaces rows of the first, which leaves deletion vectors."""
    lake = Lake(spark, tmp_path_factory.mktemp("maintain"), maintenance=EAGER)
    lake.deliver_json("lms_system_a/1.jsonl", *[result(n) for n in range(200)], record(student_id=None))
    lake.run(**CHOSEN)
    changed = [{**result(n), "score": "99.5", "updated_at": "2024-06-01T00:00:00Z"} for n in range(0, 200, 50)]
    lake.deliver_json("lms_system_a/2.jsonl", *changed)
    lake.run(**CHOSEN)
    return lake


def result(number: int) -> dict[str, str]:
    return record(assessment_id=str(number), student_id=f"STU{number % 40:03d}", score=str(50 + number % 50))


def test_small_tables_are_left_alone(corrected: Lake) -> None:
    patient = Lake(corrected.spark, corrected.landing.parent)
    [run] = maintain.run(patient.context())
    assert run.entries == []


def test_maintain_clusters_once_and_changes_no_row(corrected: Lake) -> None:
    before = corrected.facts()
    [run] = maintain.run(corrected.context())
    assert {str(SILVER), str(JOB_RUNS)} <= {entry.table_name for entry in run.entries}
    assert corrected.store.history(SILVER, 1)[0].operation == "OPTIMIZE"
    assert corrected.facts() == before
    corrected.store.check(SILVER)
    [again] = maintain.run(corrected.context())
    assert {entry.table_name for entry in again.entries} <= {str(JOB_RUNS)}, "clustered again though nothing had come"
    [clustering] = measure(corrected.store, [SILVER])
    assert (clustering.rows, clustering.looked_up) == (200, "student_id")
    assert 1 <= (clustering.files_read or 0) <= clustering.files


def test_every_table_is_looked_after(corrected: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists, models, the ledger and the quarantine grow as the others do."""
    seen: list[Table] = []
    monkeypatch.setattr(Store, "existing", lambda self, tables: seen.extend(tables) or [])
    assert list(maintain.pending(corrected.store)) == []
    assert seen == list(catalog.TABLES)


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "gains"),
    [
        (State(files=201, bytes=201 * 10_000, unclustered=0), True),  # a ledger: each run adds a file
        (State(files=200, bytes=200 * 10_000, unclustered=0), False),
        (State(files=300, bytes=300 * 4_000_000, unclustered=0), False),  # a large table as it should be
        (State(files=64, bytes=64 * 4_000_000, unclustered=60 * 1_000_000), True),
        (State(files=64, bytes=64 * 4_000_000, unclustered=40 * 1_000_000), False),
        (State(files=1, bytes=20_000_000, unclustered=20_000_000), False),
        (State(files=5, bytes=5_000_000, unclustered=5_000_000), False),
    ],
)
def test_which_tables_gain(state: State, gains: bool) -> None:
    assert maintain._worth_it(state, Maintenance()) == gains


def test_others_read_the_tables(corrected: Lake) -> None:
    """delta-rs, through its own SQL engine, sees the rows that Spark sees: those replaced are gone."""
    deltalake = pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    for table in (SILVER, GOLD, QUARANTINE):
        names = ", ".join(table.key)
        found = queried(deltalake, corrected.store.location(table), f"SELECT {names} FROM t ORDER BY {names}")
        seen = [
            dict(zip(table.key, row, strict=True))
            for row in zip(*[found[k].to_pylist() for k in table.key], strict=True)
        ]
        expected = corrected.rows(table, *table.key)
        assert sorted(seen, key=str) == sorted(expected, key=str), str(table)
    corrections = "SELECT count(*) AS n FROM t WHERE score = 99.50"
    assert queried(deltalake, corrected.store.location(SILVER), corrections)["n"].to_pylist() == [4]


def queried(deltalake: Any, location: str, sql: str) -> Any:
    """What delta-rs answers about the table `t` at `location`, as an Arrow table."""
    query = deltalake.QueryBuilder().register("t", deltalake.DeltaTable(location))
    return query.execute(sql).read_all()
