"""SIGKILL while a topic is read: the next run loads what is missing, and nothing twice."""

from __future__ import annotations

import signal

import pytest
from streams import SOURCE, Streams, events

from edulake.silver.wellbeing.attendance import ATTENDANCE

pytestmark = [pytest.mark.kill]
BRONZE = ATTENDANCE.form.table


@pytest.mark.parametrize(
    "point",
    [
        # Between the commit and the books, where a ledger beside the table would be wrong.
        "after:append:bronze.student_attendance_raw",
        pytest.param("after:stage:topic", marks=pytest.mark.slow),
        pytest.param("before:append:bronze.student_attendance_raw", marks=pytest.mark.slow),
        pytest.param("before:append:ops.deliveries", marks=pytest.mark.slow),
        pytest.param("after:append:ops.deliveries", marks=pytest.mark.slow),
        pytest.param("before:append:ops.job_runs", marks=pytest.mark.slow),
        pytest.param("seconds:9", marks=pytest.mark.slow),
        pytest.param("seconds:14", marks=pytest.mark.slow),
    ],
)
def test_killed_at(point: str, streams: Streams) -> None:
    stream = streams(2)
    lake, undisturbed = stream.lake(name="killed"), stream.lake(name="undisturbed")
    for part in (range(50), range(50, 80)):
        for partition in (0, 1):
            stream.send(*events(part, student=f"S{partition}"), partition=partition)
        if part.start == 0:
            lake.ingest(source=SOURCE)
    assert lake.killed(point, "bronze_ingest") == -signal.SIGKILL
    lake.ingest(source=SOURCE)
    undisturbed.ingest(source=SOURCE)
    places = [[row["source_file"] for row in one.rows(BRONZE, "source_file")] for one in (lake, undisturbed)]
    assert places[0] == places[1], "each offset once, up to the ends of the topic"
    assert len(places[0]) == 160
    before = lake.versions()
    lake.ingest(source=SOURCE)
    assert lake.versions() == before
