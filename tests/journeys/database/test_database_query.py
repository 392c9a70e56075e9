"""A query in place of a table of a real PostgreSQL: the same watermark, and another query is read from its beginning."""

from __future__ import annotations

import json

import pytest
from engagement_rows import SOURCE, Connected, ingested, insert, row
from lake import Lake
from postgres import PASSWORD, Server

from edulake.errors import UnreadableError
from edulake.jobs import bronze_ingest
from edulake.silver.learning.engagement import ENGAGEMENT

QUERY = '''query = """
SELECT e.*, c.title AS "Odd name" FROM student_engagement e JOIN (SELECT 'C1' AS id, 'Maths' AS title) c
ON c.id = e.course_id {where}"""'''


def queried(connected: Connected, where: str = "", further: str = "") -> Lake:
    return connected(further, ('table = "student_engagement"', QUERY.format(where=where)))


def students(lake: Lake) -> list[str | None]:
    return [found["raw_student_id"] for found in lake.rows(ENGAGEMENT.form.table, "raw_student_id")]


def test_rows_of_a_query_are_read_above_a_watermark(connected: Connected, database: Server) -> None:
    database.sql(insert(row("S1", "'2025-01-06 08:00Z'"), row("S2", "'2025-01-06 10:00Z'", course="C2")))
    lake = queried(connected, further='overlap_seconds = 0\npartitions = 2\npartition_column = "login_time"\n')
    assert ingested(lake) == 1
    [kept] = lake.rows(ENGAGEMENT.form.table)
    payload = json.loads(kept["raw_payload"])
    assert (payload["Odd name"], payload["last_modified"]) == ("Maths", "2025-01-06T08:00:00.000000Z")
    assert kept["source_file"].startswith("jdbc:query/")
    database.sql(insert(row("S3", "'2025-01-06 09:00Z'"), row("S4", "'2025-01-06 07:00Z'")))
    assert ingested(lake) == 1, "S4 lies below the watermark"
    before = lake.versions()
    assert ingested(lake) == 0
    assert lake.versions() == before


@pytest.mark.slow
def test_another_query_is_read_anew_and_its_rows_are_told_again(connected: Connected, database: Server) -> None:
    """In silver each row is one, whichever query told it last."""
    database.sql(insert(row("S1", "'2025-01-06 08:00Z'"), row("S2", "'2025-01-06 10:00Z'")))
    lake = queried(connected, "WHERE e.student_id <> 'S1'")
    assert ingested(lake) == 1
    lake.cleanse(subject=["engagement"])
    other = queried(connected)
    assert ingested(other) == 2
    other.cleanse(subject=["engagement"])
    assert students(other) == ["S1", "S2", "S2"]
    assert [found["student_id"] for found in other.rows(ENGAGEMENT.table, "student_id")] == ["S1", "S2"]


@pytest.mark.slow
def test_a_query_that_fails(connected: Connected) -> None:
    lake = queried(connected, "WHERE e.gone = 'Canary'")
    context = lake.context(source=SOURCE)
    bronze_ingest.run(context)
    with pytest.raises(UnreadableError, match="the database failed"):
        context.must_have_done_all()
    assert "Canary" not in "".join(lake.said)
    assert PASSWORD not in "".join(lake.said)
