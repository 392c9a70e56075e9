"""What the small warehouse of the command line's tests holds, and what a command said about it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from edulake.gold import PRODUCTS

CANARY = "Zebulon"
# A word of a sensitive column, and of a refused record that holds one.
HARMFUL = "Androgyne-7744"
MONDAY = dt.datetime(2025, 1, 6, 8, tzinfo=dt.UTC)
SUBJECT = PRODUCTS["subject_performance_analytics"].table
Edulake = Callable[..., "Said"]


class Said:
    """What a command printed, and how it ended."""

    def __init__(self, result: Any) -> None:
        self.code: int = result.exit_code
        self.out: str = result.stdout
        self.err: str = result.stderr

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Rows:
    """A frame, which notes how it is ordered and cut."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows = rows
        self.asked: list[Any] = []

    def orderBy(self, *columns: Any) -> Rows:  # noqa: N802 - as Spark calls it
        self.asked.append(columns)
        return self

    def limit(self, number: int) -> Rows:
        self.asked.append(number)
        return Rows(self.rows[:number])

    def collect(self) -> list[tuple[Any, ...]]:
        return self.rows


def students() -> list[dict[str, Any]]:
    personal = {"name": CANARY, "given_name": CANARY, "family_name": CANARY, "email": f"{CANARY}@example.org"}
    return [{"student_id": f"STU{n}", "source_system": "sis", "gender": HARMFUL, **personal} for n in range(5)]


def runs() -> list[dict[str, Any]]:
    def entry(hours: int, **values: Any) -> dict[str, Any]:
        began = MONDAY + dt.timedelta(hours=hours)
        times = {"started_at": began, "ended_at": began + dt.timedelta(seconds=90)}
        return {"job": "silver_cleanse", "status": "SUCCESS", **times, **values}

    cost = {"milliseconds": 12_345, "cpu_milliseconds": 20_050, "bytes_written": 3_400_000, "peak_memory_bytes": 10**9}
    cost |= {"faulty": 1, "quality_points": 655}
    exact = {"records_in": 10, "accepted": 7, "quarantined": 2, "duplicate": 0, "stale": 0, "out_of_scope": 1}
    return [
        entry(0, run_id="aaa1", job="bronze_ingest", table_name="bronze.students_raw", records_in=10, files_new=1),
        entry(1, run_id="bbb2", table_name="silver.students", source_system="sis", **exact, **cost),
        entry(1, run_id="bbb2", table_name="silver.students", source_system="lms", **exact, faulty=3),
        entry(2, run_id="ccc3", table_name="silver.students", source_system="sis", **{**exact, "accepted": 6}),
        entry(3, run_id="ddd4", job="pipeline", status="FAILED", error_code="UNREADABLE"),
    ]


def refusals() -> list[dict[str, Any]]:
    def refused(number: int, *codes: str, **values: Any) -> dict[str, Any]:
        common = {"source_system": "sis", "subject": "attendance", "status": "OPEN", "payload_form": "json"}
        payload = f'{{"name": "{CANARY}", "n": {number}}}'
        identity = {"quarantine_id": f"q{number}", "quarantined_at": MONDAY, "run_id": "bbb2"}
        return {**common, **identity, "reason_codes": list(codes), "raw_payload": payload, **values}

    return [
        refused(1, "NULL_STUDENT_ID"),
        refused(2, "NULL_STUDENT_ID", "BAD_DATE"),
        refused(3, "BAD_DATE", status="RESOLVED"),
        refused(4, "BAD_DATE", source_system="lms", raw_payload="\x1b[31mred\x1b[0m"),
        refused(5, "FILE_CORRUPT", payload_form="file", raw_payload=None, source_file="sis/1.zip"),
        refused(6, "NULL_STUDENT_ID", subject="students", raw_payload=f"{CANARY},{HARMFUL}", source_file="sis/2.csv"),
    ]
