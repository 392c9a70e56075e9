"""A topic of a real broker as a source: what is read, what is not read twice, what others do meanwhile."""

from __future__ import annotations

import base64
import json
from typing import Any

from lake import Lake
from streams import SOURCE, Streams, event, ingested, told

from edulake.ops.tables import DELIVERIES
from edulake.silver.wellbeing.attendance import ATTENDANCE

BRONZE = ATTENDANCE.form.table


def silver(lake: Lake) -> dict[str, str]:
    return {row["attendance_id"]: row["status"] for row in lake.rows(ATTENDANCE.table, "attendance_id", "status")}


def test_records_keep_their_form_and_a_second_run_does_nothing(streams: Streams) -> None:
    stream = streams(2)
    first = event("A1", student="Zoë 学生 😀")
    stream.send(first, at=1_750_000_000_123)
    stream.send(event("A2"), event("A3"), partition=1)
    lake = stream.lake()
    assert ingested(lake) == 3
    row = next(row for row in lake.rows(BRONZE) if row["raw_attendance_id"] == "A1")
    assert (row["raw_payload"], row["payload_form"], row["parse_issue"]) == (first, "verbatim", None)
    assert row["source_file"] == f"kafka:{stream.topic}/00000/{0:020d}"
    assert (row["source_file_bytes"], len(row["source_file_sha256"])) == (len(first.encode()), 64)
    moments = [row[name].timestamp() for name in ("delivered_at", "source_file_modified_at")]
    assert moments == [1_750_000_000.123] * 2
    assert len({row["source_file_sha256"] for row in lake.rows(BRONZE)}) == 3
    held = {row["source_file"]: row["records"] for row in lake.rows(DELIVERIES)}
    assert held == {f"kafka:{stream.topic}/00000/{0:020d}": 1, f"kafka:{stream.topic}/00001/{1:020d}": 2}
    lake.cleanse()
    assert silver(lake) == {"A1": "Present", "A2": "Present", "A3": "Present"}
    before = lake.versions()
    assert ingested(lake) == 0
    assert lake.versions() == before
