"""Rows of the table student_engagement of a PostgreSQL server, and what a run reads of them."""

from __future__ import annotations

from collections.abc import Callable

from lake import Lake

from edulake.silver.learning.engagement import ENGAGEMENT

Connected = Callable[..., Lake]
SOURCE = ["edtech_platform"]


def insert(*rows: str) -> str:
    return f"INSERT INTO student_engagement VALUES {', '.join(f'({row})' for row in rows)}"


def row(student: str, changed: str, course: str = "C1", progress: str = "12.5") -> str:
    return f"'{student}', '{course}', '2025-01-05 08:00Z', {progress}, 70, {changed}"


def ingested(lake: Lake) -> int:
    """Rows that a run adds to bronze, which it counted as well."""
    before = lake.frame(ENGAGEMENT.form.table).count() if lake.store.exists(ENGAGEMENT.form.table) else 0
    entry = lake.ingest(source=SOURCE).entries[0]
    added = lake.frame(ENGAGEMENT.form.table).count() - before
    assert entry.records_in == added
    return added
