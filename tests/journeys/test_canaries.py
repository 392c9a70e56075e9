"""Canaries in every field that is about a person, of every kind of source, and every way in which tables are looked at.

Nothing here knows the contracts: what is looked for are the canaries themselves, and anything that could be a hash.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from canaries import CANARIES, ENROLLED, HARMFUL, NAME, SECRET, deliver_oneroster, deliver_oulad, deliver_school
from canaries_by_hand import HARMING, RECORDS, deliver_by_hand
from canaries_of_ids import HARMING as OF_EDFI
from canaries_of_ids import deliver_crosswalk, deliver_edfi
from lake import Lake
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from small_warehouse import Said

import edulake
from edulake.governance import catalog
from edulake.ops.tables import JOB_RUNS, QUARANTINE
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.slow]

# Ids of runs are random; what a table was made by are settings and code.
OF_RUNS = {"run_id", "batch_id", "resolved_run_id", "fingerprint"}
# A day of a school's calendar, what is taught and what is asked are nobody's.
OF_THINGS = {"school_day_id", "program_id", "course_id", "class_id", "line_item_id", "item_id", "invitation_id"}
OF_THINGS |= {"lesson_id", "experiment_id"}


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Each kind of source, one run of bronze, silver and gold."""
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    lake = Lake(spark, tmp_path_factory.mktemp("canaries")).configured(ENROLLED)
    deliver_school(lake)
    deliver_by_hand(lake)
    deliver_oulad(lake)
    deliver_oneroster(lake)
    deliver_edfi(lake, SECRET)
    deliver_crosswalk(lake)
    lake.run()
    return lake


@pytest.fixture
def command(lake: Lake) -> Callable[..., Said]:
    typing = pytest.importorskip("typer.testing", reason="the extra [cli] is not installed")
    from edulake.cli import app

    def run(*words: str) -> Said:
        said = Said(typing.CliRunner().invoke(app, [*words, "--warehouse", lake.settings.warehouse]))
        assert said.code == 0, said.err
        return said

    return run


@functools.cache
def digests(spark: SparkSession, *canaries: str) -> set[str]:
    """The usual hashes of every canary, alone, as people would try them."""
    frame = spark.createDataFrame([(canary,) for canary in canaries], "canary string")
    numbers = {str(row[0]) for row in frame.select(F.xxhash64("canary")).collect()}
    named = {hashlib.new(kind, c.encode()).hexdigest() for kind in ("sha256", "sha1", "md5") for c in canaries}
    return numbers | named


def found(text: str, spark: SparkSession) -> list[str]:
    return [form for form in (*CANARIES, *digests(spark, *CANARIES)) if form.lower() in text.lower()]


def hashlike(rows: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Cells that look like a hash: 32 hex digits or more, or a number that no count, score or year reaches."""
    cells = [(name, value) for row in rows for name, value in row.items() if name not in OF_RUNS | OF_THINGS]
    return [(name, v) for name, v in cells if re.search(r"[0-9a-fA-F]{32}|(?<![0-9.])-?[0-9]{14,}(?![0-9])", str(v))]


def exported(command: Callable[..., Said], tables: list[str], folder: Path) -> Iterator[tuple[str, str]]:
    for table in tables:
        out = folder / f"{table}.csv"
        command("export", table, "--out", str(out))
        yield table, out.read_text()


def test_the_canaries_are_there(lake: Lake) -> None:
    """Each source had rows accepted, and each subject rows about a canary: else this file could not fail."""
    accepted = {
        row["source_system"] for row in lake.rows(JOB_RUNS) if row["job"] == "silver_cleanse" and row["accepted"]
    }
    assert accepted >= {"school_files", "clubs", "welfare", "lms_system_a", "edtech_platform", "oulad", "oneroster"}
    assert accepted >= {"edfi", "gate"}
    assert accepted >= {f"by_hand_{subject}" for subject in RECORDS}
    held = str([lake.rows(table) for table in lake.store.existing(catalog.TABLES)])
    assert [canary for canary in CANARIES if canary not in held and canary != SECRET] == []
    assert SECRET not in held, "kept out"
    assert all(lake.rows(SUBJECTS[name].table) for name in SUBJECTS)


def test_no_export_and_no_screen_tells_of_a_canary(
    lake: Lake, command: Callable[..., Said], spark: SparkSession, tmp_path: Path
) -> None:
    tables = [str(table) for table in lake.store.existing(catalog.TABLES)]
    assert len(tables) > 30
    for table, text in exported(command, tables, tmp_path):
        assert found(text, spark) == [], table
        assert hashlike(list(csv.DictReader(text.splitlines()))) == [], table
        shown = command("show", table, "--json").out
        assert found(shown, spark) == [], table
        assert hashlike(json.loads(shown)) == [], table
    for words in ("tables", "runs", "quarantine", "unknown", "crosswalk", "history silver.students"):
        assert found(command(*words.split(), "--json").out, spark) == [], words


def test_what_is_sensitive_is_told_to_nobody_who_asks_for_personal_data(
    lake: Lake, command: Callable[..., Said], spark: SparkSession, tmp_path: Path
) -> None:
    """It stands in bronze, quarantine and silver; names are told to those who ask for them, beside it."""
    tables = lake.store.existing(catalog.TABLES)
    held = {str(table) for table in tables if any(word in str(lake.rows(table)) for word in HARMFUL)}
    harming = {f"{layer}.{subject}" for subject in ("students", *HARMING) for layer in ("bronze", "silver")}
    harming |= {f"bronze.edfi_{resource}" for resource in OF_EDFI}
    assert held == {f"{name}_raw" if name.startswith("bronze") else name for name in harming} | {str(QUARANTINE)}
    told = ""
    for table in sorted(held):
        out = tmp_path / f"{table}.csv"
        command("export", table, "--identified", "--out", str(out))
        told += out.read_text() + command("show", table, "--identified", "--json").out
    told += "".join(command("quarantine", "--payloads", "--limit", "99", *words).out for words in ([], ["--json"]))
    assert NAME in told
    assert [form for form in (*HARMFUL, *digests(spark, *HARMFUL)) if form.lower() in told.lower()] == []
    assert hash_of(lake) not in told, "of few values, each can be tried"


def hash_of(lake: Lake) -> str:
    [row] = [row for row in lake.rows(SUBJECTS["students"].table) if row["source_system"] == "welfare"]
    return str(row["content_hash"])


def test_no_masked_view_tells_of_a_canary(lake: Lake, spark: SparkSession) -> None:
    session = edulake.start(lake.settings.warehouse)
    views = [row["viewName"] for row in session.sql("SHOW VIEWS IN masked").collect() if not row["isTemporary"]]
    assert "silver_students" in views
    for view in views:
        rows = [row.asDict() for row in session.table(f"masked.{view}").collect()]
        assert found(str(rows), spark) == [], view
        assert hashlike(rows) == [], view


def test_no_page_log_or_ledger_tells_of_a_canary(
    lake: Lake, command: Callable[..., Said], spark: SparkSession, tmp_path: Path
) -> None:
    out = tmp_path / "page.html"
    command("report", "--out", str(out))
    assert found(out.read_text(), spark) == []
    assert found("\n".join(lake.said), spark) == []
    assert found(str(lake.rows(JOB_RUNS)), spark) == []
