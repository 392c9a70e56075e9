"""SIGKILL while a database is read: the next run loads what is missing, and nothing twice."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from lake import Lake
from postgres import Server

from edulake.silver.learning.engagement import ENGAGEMENT

pytestmark = [pytest.mark.kill, pytest.mark.slow]
ROWS = "SELECT 'S' || n, 'C1', now(), 1, 1, '2025-01-06Z'::timestamptz + n * interval '1 minute'"


@pytest.mark.parametrize(
    "point",
    [
        "after:append:bronze.student_engagement_raw",
        "after:stage:database",
        "before:append:bronze.student_engagement_raw",
    ],
)
def test_killed_at(point: str, connected: Callable[..., Lake], database: Server) -> None:
    lake = connected()
    database.sql(f"INSERT INTO student_engagement {ROWS} FROM generate_series(1, 50) n")
    lake.ingest(source=["edtech_platform"])
    database.sql(f"INSERT INTO student_engagement {ROWS} FROM generate_series(51, 80) n")
    assert lake.killed(point) == -signal.SIGKILL
    lake.ingest(source=["edtech_platform"])
    found = lake.frame(ENGAGEMENT.form.table)
    assert (found.count(), found.select("raw_student_id").distinct().count()) == (80, 80)
    assert found.select("batch_number", "run_id").distinct().count() == 2
    before = lake.versions()
    lake.ingest(source=["edtech_platform"])
    assert lake.versions() == before
