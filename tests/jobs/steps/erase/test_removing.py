"""What is found by other rows goes before those, so that a killed run finds it again; staging is emptied."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake import bronze, gold, silver
from edulake.bronze.naming import Namespaces
from edulake.jobs.steps.erase import removing
from edulake.jobs.steps.erase.finding import Finding
from edulake.jobs.steps.erase.people import Person
from edulake.jobs.steps.erase.removing import counted, remove, staged_by_others
from edulake.ops.tables import QUARANTINE

pytestmark = pytest.mark.once
TABLES = {str(table): table for table in (QUARANTINE, *bronze.TABLES, *silver.TABLES, *gold.TABLES)}
WANTED = [
    "ops.quarantine",
    "bronze.edfi_students_deletes_raw",
    "bronze.survey_answers_raw",
    "bronze.edfi_students_raw",
    "bronze.survey_responses_raw",
    "bronze.crosswalk_raw",
    "silver.survey_answers",
    "silver.survey_responses",
    "silver.application_stages",
    "gold.student_performance_summary",
]


class Found:
    """Says of each table that one row goes."""

    store = "store"

    def __getattr__(self, name: str) -> Any:
        def going(table: Any) -> list[SimpleNamespace]:
            table = QUARANTINE if name == "refused" else table
            return [SimpleNamespace(table=table, gone="gone", on="on", instead=None)]

        return going


def test_what_is_found_by_other_rows_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[str] = []
    monkeypatch.setattr(removing, "matched", lambda _store, _table, _gone, _on: 2)
    monkeypatch.setattr(removing, "remove_rows", lambda _store, table, *_: removed.append(str(table)))
    tables = [TABLES[name] for name in reversed(WANTED)]
    remove(Found(), tables)  # type: ignore[arg-type]
    assert [name.partition(".")[0] for name in removed] == [name.partition(".")[0] for name in WANTED]
    for last in ("bronze.crosswalk_raw", "silver.application_stages"):
        layer = last.partition(".")[0]
        assert [name for name in removed if name.startswith(layer)][-1] == last, "it tells other ids of theirs"
    for first, later in (("deletes_raw", "edfi_students_raw"), ("bronze.survey_answers", "bronze.survey_responses"),
                         ("silver.survey_answers", "silver.survey_responses")):  # fmt: skip
        assert next(n for n, name in enumerate(removed) if first in name) < next(
            n for n, name in enumerate(removed) if later in name and "deletes" not in name
        )
    assert set(counted(Found(), tables).values()) == {2}  # type: ignore[arg-type]


def test_what_they_said_in_surveys(spark: SparkSession) -> None:
    """By the ids that answers have of it: of an Ed-Fi object by three, of which the first may be nothing."""
    of_edfi = "source_system raw_survey_identifier raw_namespace raw_survey_response_identifier raw_student_unique_id"
    held = {
        "bronze.survey_responses_raw": frame(
            spark,
            [("lms", "climate", "R1", "S1"), ("lms", "climate", " R1", "S1"), ("lms", None, "R2", "S1"),
             ("lms", "climate", "R3", "S2"), ("lms", "climate", None, "S1"), ("sis", "climate", "R4", "S1")],
            "source_system raw_survey_id raw_response_id raw_student_id",
        ),
        "bronze.edfi_survey_responses_raw": frame(spark, [("lms", "climate", "uri://x", "R5", "S1")], of_edfi),
    }  # fmt: skip
    for name, rows in held.items():
        others = [column for column in TABLES[name].people if column not in rows.columns]
        held[name] = rows.selectExpr("*", *[f"CAST(NULL AS STRING) AS {column}" for column in others])
    store = SimpleNamespace(exists=lambda table: str(table) in held, read=lambda table: held[str(table)])
    spaces = {name: Namespaces("", "") for name in ("lms", "sis")}
    finding = Finding(store, [Person("student", "S1", "lms")], spaces)  # type: ignore[arg-type]
    found = {(one.kind, one.source, one.id) for one in removing.responses(finding)}
    assert found == {
        ("response", "lms", "climate\x1fR1"),
        ("response", "lms", "\x1fR2"),
        ("response", "lms", "climate\x1furi://x\x1fR5"),
    }


def test_what_others_staged_goes(tmp_path: Path) -> None:
    (tmp_path / "_staging" / "a" / "examples").mkdir(parents=True)
    (tmp_path / "_staging" / "a" / "examples" / "part.parquet").write_text("S1")
    staged_by_others(SimpleNamespace(root=tmp_path))  # type: ignore[arg-type]
    assert list((tmp_path / "_staging").iterdir()) == []
    staged_by_others(SimpleNamespace(root=None))  # type: ignore[arg-type]
