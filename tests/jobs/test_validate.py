"""validate: runs whose records are not all accounted for, and answers that are not what silver says."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import Held, rows_of

from edulake.bronze import TABLES
from edulake.contract.table import Table
from edulake.errors import ContractError, EdulakeError
from edulake.gold import PRODUCTS
from edulake.governance import contradictions
from edulake.jobs import validate
from edulake.jobs.runner.context import Context
from edulake.ops.tables import DELIVERIES, JOB_RUNS

pytestmark = pytest.mark.once
NOW = dt.datetime.now(dt.UTC)
RAW, OTHER = TABLES[:2]
PRODUCT = next(iter(PRODUCTS.values()))


class Checked(Held):
    """A store some of whose tables are not as their contract says."""

    broken: tuple[Table, ...] = ()

    def check(self, table: Table) -> None:
        if table in self.broken:
            raise ContractError(f"{table}: a column is missing")

    def append(self, table: Table, rows: Any) -> None:
        self.merged.append((table, rows, [], {}))


def entry(job: str, run_id: str, table: object, days: float = 1, **values: Any) -> dict[str, Any]:
    started = NOW - dt.timedelta(days=days)
    row = {"job": job, "run_id": run_id, "started_at": started, "ended_at": started, "status": "SUCCESS"}
    return {**row, "table_name": str(table), "source_system": "sis", **values}


def cleansed(run_id: str, **values: Any) -> dict[str, Any]:
    return entry("silver_cleanse", run_id, "silver.attendance", **values)


def loaded(run_id: str, table: object = RAW, **values: Any) -> dict[str, Any]:
    return entry("bronze_ingest", run_id, table, **{"batch_to": 1, **values})


def record(run_id: str, source: str = "sis", form: str = "json", days: float = 1) -> dict[str, Any]:
    at = NOW - dt.timedelta(days=days)
    return {"run_id": run_id, "source_system": source, "payload_form": form, "ingestion_timestamp": at}


def broken(store: Checked, *, dry_run: bool = False, **options: int) -> tuple[list[EdulakeError], list[str]]:
    said: list[str] = []
    context = Context(store.settings, store, {}, dry_run, argparse.Namespace(**options), tell=said.append)
    validate.run(context)
    return context.failures, said


def test_records_without_a_fate_and_rows_without_a_record(spark: SparkSession) -> None:
    """Of runs that are done, of the last seven days, each table of each source; a run may be of both or of neither."""
    ledger = [
        cleansed("even", records_in=5, accepted=2, quarantined=1, duplicate=1, stale=0, out_of_scope=1),
        cleansed("looked again", records_in=5, records_revisited=2, accepted=7),
        cleansed("lost one", records_in=5, accepted=4),
        cleansed("one too many", records_in=None, records_revisited=1, accepted=2),
        cleansed("failed", records_in=5, accepted=1, status="FAILED"),
        cleansed("partial", records_in=5, accepted=1, status="PARTIAL"),
        cleansed("long ago", records_in=5, accepted=1, days=7.1),
        cleansed("of no table", records_in=5, table_name=None),
        entry("gold_aggregate", "gold", "gold.x", records_in=5),
        loaded("whole", records_in=1),
        loaded("whole", records_in=1),
        loaded("empty snapshot", records_in=0),
        loaded("removed", records_in=2),
        loaded("added", records_in=1),
        loaded("another's", records_in=1),
        loaded("not there", OTHER, records_in=3),
        loaded("nothing new", records_in=4, batch_to=None),
        loaded("too old", records_in=3),
    ]
    rows = [record("whole"), record("whole"), record("empty snapshot", form="empty"), record("removed")]
    rows += [record("added"), record("added"), record("another's", "lms"), record("too old")]
    old = {"run_id": "too old", "source_system": "sis", "table_name": str(RAW), "ingestion_timestamp": NOW}
    tables = {
        JOB_RUNS: rows_of(spark, JOB_RUNS, *ledger),
        RAW: rows_of(spark, RAW, *rows),
        OTHER: rows_of(spark, OTHER),
        DELIVERIES: rows_of(
            spark, DELIVERIES, {**old, "status": "REMOVED", "records": 2}, {**old, "status": "HELD", "records": 1}
        ),
    }
    errors, said = broken(Checked(spark, tables))
    found = {(error.what.split()[2], *error.why.removeprefix("run ").split(": ")) for error in errors}
    silver = "silver.attendance"
    assert found == {
        (silver, "lost one", "5 records came in, 4 are accounted for"),
        (silver, "one too many", "1 records came in, 2 are accounted for"),
        (silver, "partial", "5 records came in, 1 are accounted for"),
        (str(RAW), "removed", "2 records came in, 1 are accounted for"),
        (str(RAW), "added", "1 records came in, 2 are accounted for"),
        (str(RAW), "another's", "1 records came in, 0 are accounted for"),
        (str(OTHER), "not there", "3 records came in, 0 are accounted for"),
    }
    assert {error.exit_code for error in errors} == {4}
    assert len([line for line in said if line.startswith("broken  sis into ")]) == len(found)
    assert said[-1].startswith("valid   4 tables")
    assert said[-1].endswith(f"{len(found)} broken")
    of_a_month, _ = broken(Checked(spark, tables), days=30)
    assert len(of_a_month) == len(found) + 1, "the run of long ago as well"


def test_answers_are_not_computed_from_tables_that_broke_their_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Checked(None, {RAW: None, PRODUCT.table: None})
    store.broken = (RAW,)
    for module, look in ((validate, "pending"), (contradictions, "counted")):
        monkeypatch.setattr(module, look, lambda *_: pytest.fail("a column may be missing"))
    errors, said = broken(store)
    assert [error.what for error in errors] == [f"{RAW}: a column is missing"]
    assert said[-1].endswith("1 broken")
    assert store.merged == [], "a validation that failed is not on record as one that is done"


class News:
    def __init__(self, is_any: bool) -> None:
        self.is_any = is_any


@pytest.mark.parametrize(
    ("news", "rows", "expected"),
    [
        ([False, False], 0, []),
        ([False, False], 3, [(f"{PRODUCT.table} is not what silver says", "3 rows differ in a sample of 20 keys")]),
        ([False, True], 3, []),
        ([], 3, []),
    ],
    ids=["right", "wrong", "behind", "nothing to read"],
)
def test_answers_that_come_out_otherwise(
    news: list[bool], rows: int, expected: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A product that has not seen all of silver is skipped, and said to be; one that is not there is no error."""
    asked: list[Any] = []
    monkeypatch.setattr(validate, "pending", lambda *_: [News(is_any) for is_any in news])
    monkeypatch.setattr(validate, "spelled", lambda _: "changes of silver.x 3 to 4")
    monkeypatch.setattr(validate.recomputed, "differing", lambda *how: asked.append(how) or rows)
    errors, said = broken(Checked(None, {PRODUCT.table: None}), dry_run=True, sample=20)
    assert [(error.what, error.why) for error in errors] == expected
    assert all(f"--product {PRODUCT.name}" in error.fix for error in errors)
    assert [how[3] for how in asked] == ([20] if news and not any(news) else [])
    assert bool([line for line in said if line.startswith(f"skipped {PRODUCT.table}: changes")]) == any(news)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_validation_is_recorded_but_for_a_dry_one(dry_run: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edulake.ops.runs.as_frame", lambda *_: "rows")
    store = Checked(None, {})
    assert broken(store, dry_run=dry_run)[0] == []
    assert [table for table, *_ in store.merged] == ([] if dry_run else [JOB_RUNS])


def test_rows_that_contradict_each_other_are_said_and_break_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table, check = "silver.enrollments", "OVERLAPPING_COURSE"
    found = [contradictions.Contradiction(table, check, source, rows) for source, rows in (("lms", 1), ("sis", 1200))]
    monkeypatch.setattr(contradictions, "counted", lambda _: found)
    monkeypatch.setattr(contradictions, "meanings", lambda: {(table, check): "two of one course at once"})
    waiting = contradictions.NotLookedAt(table, "ENROLLED_WHILE_GONE", ("silver.students",))
    monkeypatch.setattr(contradictions, "not_looked_at", lambda _: [waiting])
    errors, said = broken(Checked(None, {}), dry_run=True)
    assert errors == []
    assert said[:-1] == [
        "noted   silver.enrollments of lms: 1 rows with two of one course at once, OVERLAPPING_COURSE",
        "noted   silver.enrollments of sis: 1,200 rows with two of one course at once, OVERLAPPING_COURSE",
        "noted   they are kept, and count: `edulake contradictions` shows which they are",
        "skipped ENROLLED_WHILE_GONE of silver.enrollments: there is no silver.students",
    ]
    assert said[-1].endswith("0 broken")
