"""A window of days of a real PostgreSQL: read again on request, and nothing of it is forgotten by plain runs."""

from __future__ import annotations

import pytest
from engagement_rows import SOURCE, Connected, ingested, insert, row
from lake import Lake
from postgres import Server

from edulake.errors import ConfigError
from edulake.jobs import bronze_ingest
from edulake.ops.tables import JOB_RUNS
from edulake.silver.learning.engagement import ENGAGEMENT

RAW = ENGAGEMENT.form.table
ROWS = [
    row("S1", "'2025-01-06 08:00Z'"),
    row("S2", "'2025-01-06 23:59:59.999999Z'"),
    row("S3", "'2025-01-07Z'"),
    row("S4", "'2025-01-09Z'"),
    row("S5", "NULL"),
    row("S6", "'infinity'"),
]


def window(lake: Lake, since: str | None, until: str | None) -> int:
    """Rows that a run adds which reads a window only."""
    before = lake.frame(RAW).count() if lake.store.exists(RAW) else 0
    context = lake.context(source=SOURCE)
    context.options.since, context.options.until = since, until
    [run] = bronze_ingest.run(context)
    context.must_have_done_all()
    added = lake.frame(RAW).count() - before
    assert run.entries[0].records_in == added
    return added


def students(lake: Lake) -> list[str | None]:
    return [found["raw_student_id"] for found in lake.rows(RAW, "raw_student_id")]


def test_a_row_that_was_lost_comes_back_and_the_next_plain_run_is_unchanged(
    connected: Connected, database: Server
) -> None:
    database.sql(insert(*ROWS))
    lake = connected("overlap_seconds = 0\n")
    assert ingested(lake) == 6
    lake.spark.sql(f"DELETE FROM {lake.store.name(RAW)} WHERE raw_student_id = 'S2'")
    assert ingested(lake) == 0, "it lies below the watermark"
    assert window(lake, "2025-01-05", "2025-01-05") == 0
    assert window(lake, "2025-01-06", "2025-01-06") == 1
    assert students(lake) == ["S1", "S2", "S3", "S4", "S5", "S6"]
    before = lake.versions()
    assert window(lake, "2025-01-06", None) == 0
    assert ingested(lake) == 0
    assert lake.versions() == before
    notes = [found["note"] for found in lake.rows(JOB_RUNS, "note", "job") if found["job"] == "bronze_ingest"]
    assert "2 rows read within 2025-01-06..2025-01-06, 1 of them held" in notes


@pytest.mark.slow
def test_a_window_moves_no_watermark(connected: Connected, database: Server) -> None:
    """What is newest may be had first: what lies before it comes by the next plain run, and nothing twice."""
    database.sql(insert(*ROWS))
    lake = connected("overlap_seconds = 0\n")
    assert window(lake, "2025-01-08", None) == 1, "neither what has no time nor what is endless is of a day"
    assert ingested(lake) == 5
    database.sql(insert(row("S7", "'2025-01-08Z'"), row("S8", "'2025-01-06Z'")))
    assert ingested(lake) == 1, "the newest that a plain run brought is of the 7th"
    assert students(lake) == ["S1", "S2", "S3", "S4", "S5", "S6", "S7"]
    assert ingested(lake) == 0


@pytest.mark.slow
def test_what_a_window_would_read_is_said_before(connected: Connected, database: Server) -> None:
    database.sql(insert(*ROWS))
    lake = connected()
    context = lake.context(source=SOURCE)
    context.store.reading = context.dry_run = True
    context.options.until = "2025-01-07"
    bronze_ingest.run(context)
    assert lake.said == ["bronze  edtech_platform: rows 3 to read within ..2025-01-07 (dry run)"]
    context.selected = {}
    with pytest.raises(ConfigError, match="need a source"):
        bronze_ingest.run(context)
