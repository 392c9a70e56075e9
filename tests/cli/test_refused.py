"""quarantine ends with files refused as a whole, and with what to do about each reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_warehouse import MONDAY, Edulake
from written import write

from edulake.ops.tables import QUARANTINE

pytestmark = pytest.mark.once

WHY = "3 of 4 dates in date are read only with day and month the other way round"


def refused(number: int, *codes: str, **values: Any) -> dict[str, Any]:
    common = {"source_system": "school_files", "subject": "attendance", "status": "OPEN", "payload_form": "verbatim"}
    identity = {"quarantine_id": f"q{number}", "quarantined_at": MONDAY, "run_id": "a", "source_file": "s/1.csv"}
    return {**common, **identity, "reason_codes": list(codes), **values}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    write(
        tmp_path / "warehouse",
        QUARANTINE,
        refused(1, "FILE_DATE_ORDER", "BAD_DATE", advice=WHY),
        refused(2, "FILE_DATE_ORDER", advice=WHY),
        refused(3, "FILE_DATE_ORDER", advice=WHY, source_file="s/2.csv"),
        refused(4, "FILE_DATE_ORDER", advice=WHY, source_file="s/3.csv", status="RESOLVED"),
        refused(5, "NULL_STATUS"),
        refused(6, "END_BEFORE_BEGIN", status="RESOLVED"),
        refused(7, "FILE_CORRUPT", payload_form="file", advice="unpack it", subject="bronze.student_attendance_raw"),
        refused(
            8,
            "FILE_CORRUPT",
            payload_form="file",
            advice="was cut off",
            subject="bronze.student_attendance_raw",
            status="RESOLVED",
        ),
    )
    return tmp_path / "warehouse"


def test_files_refused_as_a_whole_are_named_once(edulake: Edulake, folder: Path) -> None:
    """With both counts, however many reasons their records have of their own; what is resolved is not."""
    out = edulake("quarantine", on=folder).out.partition("Files refused as a whole")[2].partition("What to do")[0]
    rows = [line.split()[:4] for line in out.splitlines() if "s/" in line]
    assert rows == [["s/1.csv", "attendance", "2", "3"], ["s/2.csv", "attendance", "1", "3"]]
    assert "and 1 more" in edulake("quarantine", "--limit", "1", on=folder).out
    assert "as a whole" not in edulake("quarantine", "--reason", "NULL_STATUS", on=folder).out


def test_it_ends_with_what_to_do(edulake: Edulake, folder: Path) -> None:
    """By block and key; of a file as it was said. What is resolved needs nothing any more."""
    found = {row["reason"]: row["do"] for row in edulake("quarantine", "--json", on=folder).json}
    assert found["FILE_CORRUPT"] == "unpack it"
    assert found["FILE_DATE_ORDER"].startswith("[sources.school_files_attendance] date_formats: ")
    assert found["NULL_STATUS"].startswith("[sources.school_files_attendance] columns.status: ")
    said = " ".join(edulake("quarantine", on=folder).out.partition("What to do")[2].split())
    assert "unpack it" in said
    assert "columns.status" in said
    assert "END_BEFORE_BEGIN" not in said
    assert said.endswith("after a change of settings the next run reads all of its source again, files and records")
