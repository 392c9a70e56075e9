"""A landing folder and a warehouse for a test: deliver files, run jobs, look at what became of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from edulake.config.load import load
from edulake.contract.table import Table
from edulake.governance import catalog
from edulake.jobs import bronze_ingest, gold_aggregate, silver_cleanse
from edulake.jobs.runner.context import Context
from edulake.ops.runs import Run
from edulake.ops.tables import JOB_RUNS, QUARANTINE
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN
from edulake.store.store import Store

# What says when and by which run a row was made, not what it says.
BOOKKEEPING = {"batch_id", "bronze_batch_id", "processing_timestamp", "delivered_at"}
# Which writes differ from run to run, and when: not what became of the records.
TIMES = {"ingestion_timestamp", "run_id", "quarantined_at", "resolved_at", "resolved_run_id", "checked_version"}
MONDAY = datetime(2025, 1, 6, tzinfo=UTC)
# A process of one run: what the JVM's second compiler does costs it more than it saves.
QUICK_START = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1"}
# Models take their time to be fitted: only the tests of early warning let a pipeline end with it.
WITHOUT_WARNING = Path(__file__).with_name("without_warning.toml")


class Lake:
    def __init__(self, spark: SparkSession, folder: Path, conf: str | None = None, **settings: Any) -> None:
        self.spark = spark
        self.landing = folder / "landing"
        self.landing.mkdir(parents=True, exist_ok=True)
        self.conf = conf
        self.settings = replace(
            load(conf, str(folder / "warehouse"), str(self.landing)), lock_timeout_seconds=5, **settings
        )
        self.said: list[str] = []

    def configured(self, toml: str) -> Lake:
        """The same lake with further settings and sources."""
        path = self.landing.parent / "conf.toml"
        path.write_text(WITHOUT_WARNING.read_text() + toml)
        return Lake(self.spark, self.landing.parent, str(path))

    def letting_shrink(self) -> Lake:
        """The same lake, whose snapshots may lack anything of those before them."""
        return self.configured("[limits]\nsnapshot_shrink = 1.0\n")

    # --- delivering -----------------------------------------------------------------------------

    def deliver(self, name: str, content: bytes | str, modified: datetime = MONDAY) -> Path:
        """Put a file at landing/name; the modification time never depends on when the test runs."""
        path = self.landing / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (modified.timestamp(), modified.timestamp()))
        return path

    def deliver_json(self, name: str, *records: dict[str, Any], modified: datetime = MONDAY) -> Path:
        """Records of LMS_System_A, one a line."""
        return self.deliver(name, "".join(json.dumps(record) + "\n" for record in records), modified)

    # --- running --------------------------------------------------------------------------------

    def context(self, **selected: list[str]) -> Context:
        return Context(self.settings, Store(self.spark, self.settings), selected, tell=self.said.append)

    def ingest(self, **selected: list[str]) -> Run:
        return self._one(bronze_ingest, selected)

    def cleanse(self, **selected: list[str]) -> Run:
        return self._one(silver_cleanse, selected)

    def aggregate(self, **selected: list[str]) -> Run:
        return self._one(gold_aggregate, selected)

    def _one(self, job: ModuleType, selected: dict[str, list[str]]) -> Run:
        context = self.context(**selected)
        [run] = job.run(context)
        context.journal.close()
        return run

    def run(self, **selected: list[str]) -> tuple[Run, Run, Run]:
        """Bronze, silver and gold, without maintenance: all of it, or the `source`, `subject`, `product` that are named."""
        context = self.context(**selected)
        runs = (*bronze_ingest.run(context), *silver_cleanse.run(context), *gold_aggregate.run(context))
        context.journal.close()
        context.store.clear_staging()
        return runs

    def killed(self, point: str, job: str = "pipeline", *arguments: str) -> int:
        """Exit code of a job in a process group of its own that is ended at a named point (killed.py)."""
        command = [sys.executable, str(Path(__file__).with_name("killed.py")), point, job]
        command += ["--warehouse", self.settings.warehouse, "--landing", self.settings.landing]
        command += ["--conf", self.conf or str(WITHOUT_WARNING), *arguments]
        environment = {**os.environ, **QUICK_START, "EDULAKE_CONNECT": ""}
        return subprocess.run(
            command, start_new_session=True, capture_output=True, check=False, env=environment
        ).returncode

    # --- looking --------------------------------------------------------------------------------

    @property
    def store(self) -> Store:
        return Store(self.spark, self.settings)

    def frame(self, table: Table) -> DataFrame:
        return self.store.read(table)

    def rows(self, table: Table, *columns: str) -> list[dict[str, Any]]:
        """All rows, as dictionaries, in a reproducible order."""
        frame = self.frame(table)
        rows = [row.asDict() for row in (frame.select(*columns) if columns else frame).collect()]
        return sorted(rows, key=lambda row: json.dumps(row, default=str, sort_keys=True))

    def content(self, table: Table) -> list[dict[str, Any]]:
        """All rows without bookkeeping: what must not depend on order or split of deliveries."""
        kept = [name for name in table.column_names if name not in BOOKKEEPING]
        return self.rows(table, *kept) if self.store.exists(table) else []

    def facts(self, *columns: str) -> list[dict[str, Any]]:
        return self.rows(STUDENT_ASSESSMENTS_CLEAN, *columns)

    def refused(self, *columns: str) -> list[dict[str, Any]]:
        return self.rows(QUARANTINE, *columns) if self.store.exists(QUARANTINE) else []

    def state(self) -> dict[str, list[dict[str, Any]]]:
        """Everything in the warehouse but for who wrote it when: what an undisturbed run would have left."""
        state = {}
        for table in self.store.existing(table for table in catalog.TABLES if table is not JOB_RUNS):
            rows = [{k: v for k, v in row.items() if k not in TIMES} for row in self.content(table)]
            state[str(table)] = sorted(rows, key=lambda row: json.dumps(row, default=str))
        return state

    def labelled(self) -> dict[str, dict[str, Any]]:
        """Every row of silver, gold and quarantine, whole, under a name that a person can tell it by."""
        tables = [table for table in catalog.TABLES if table.layer in ("silver", "gold") or table is QUARANTINE]
        return {
            str(table): {label(table, row): row for row in self.rows(table)} for table in self.store.existing(tables)
        }

    def versions(self) -> dict[str, int]:
        """Version of every table but the ledger of runs, which every run writes."""
        tables = [table for table in catalog.TABLES if table is not JOB_RUNS]
        return {str(table): self.store.version(table) for table in self.store.existing(tables)}


LABELS = {
    "silver.engagement": ("student_id", "course_id", "resource_id", "date"),
    "silver.staff_roles": ("staff_id", "school_id", "role"),
    "ops.quarantine": ("subject", "status", "raw_payload"),
}


def label(table: Table, row: dict[str, Any]) -> str:
    """A row by its key within its source, moments as days; by what it says where the key is a hash."""
    names = LABELS.get(str(table), [name for name in table.key if name != "source_system"])
    return "|".join(str(row[name])[:10] if isinstance(row[name], datetime) else str(row[name]) for name in names)


def changed(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> dict[str, set[str]]:
    """The rows, by table, that came (+), went (-) or were written again (~), even with the same content."""
    found = {}
    for table, new in after.items():
        old = before.get(table, {})
        rewritten = {key for key in old.keys() & new.keys() if old[key] != new[key]}
        marked = [("+", new.keys() - old.keys()), ("-", old.keys() - new.keys()), ("~", rewritten)]
        found[table] = {f"{mark}{key}" for mark, keys in marked for key in keys}
    return {table: keys for table, keys in found.items() if keys}


def record(**changes: Any) -> dict[str, Any]:
    """A valid record of LMS_System_A, with changes; None removes a field."""
    valid = {
        "assessment_id": "A-1",
        "student_id": "STU1",
        "assessment_date": "2024-03-05",
        "subject": "Math",
        "score": "88.5",
        "grade_level": "3rd Grade",
        "completion_time": "45.5",
        "engagement_score": "79",
        "updated_at": "2024-03-06T10:00:00Z",
    }
    return {name: value for name, value in {**valid, **changes}.items() if value is not None}
