"""A table of a real PostgreSQL as a source: what is read, what is not read twice, what others do meanwhile."""

from __future__ import annotations

import json
from threading import Event, Thread

import pytest
from engagement_rows import SOURCE, Connected, ingested, insert, row
from lake import Lake
from postgres import Server

from edulake.jobs import bronze_ingest
from edulake.landing.database.asking import Reader
from edulake.silver.learning.engagement import ENGAGEMENT


def students(lake: Lake) -> list[str | None]:
    return [found["raw_student_id"] for found in lake.rows(ENGAGEMENT.form.table, "raw_student_id")]


def payloads(lake: Lake) -> list[dict[str, str | None]]:
    return [json.loads(found["raw_payload"]) for found in lake.rows(ENGAGEMENT.form.table, "raw_payload")]


ODD = (
    ("S1", "C1", "2025-01-05 10:00:00.25+02", "12.3400", "0.1", "2025-01-06 10:00:00Z"),
    ("Zoë 学生 😀", "Ümlaut\"quote'\\back", "2025-01-05", "99999999.9999", "1e300", "2025-01-06 09:00:00Z"),
    ("", " tab\t and\nbreak ", "infinity", "-0.5000", "NaN", "2025-01-06 09:00:00Z"),
    (None, None, "-infinity", None, "-Infinity", None),
    ("NULL", "${x}; DROP TABLE student_engagement; --", "0044-03-15 BC", "NaN", None, "infinity"),
    ("S5", "C1", "2025-01-05", "0.0000", "0", "-infinity"),
    ("S6", "C1", "2025-01-05", "0.0000", "0", "2999-01-01Z"),
)


def test_first_load_equals_the_table_and_a_second_run_does_nothing(connected: Connected, database: Server) -> None:
    lines = [", ".join("NULL" if value is None else "$v$" + value + "$v$" for value in values) for values in ODD]
    database.sql(insert(*lines))
    lake = connected()
    assert ingested(lake) == len(ODD)
    found = {payload["student_id"]: payload for payload in payloads(lake)}
    assert {student for student, *_ in ODD} == set(found)
    for student, course, _, progress, *_ in ODD:
        assert (found[student]["course_id"], found[student]["progress_percentage"]) == (course, progress)
    assert found["S1"] == {
        "student_id": "S1", "course_id": "C1", "login_time": "2025-01-05T08:00:00.250000Z",
        "progress_percentage": "12.3400", "engagement_score": "0.1", "last_modified": "2025-01-06T10:00:00.000000Z",
    }  # fmt: skip
    assert (found[""]["login_time"], found[""]["engagement_score"]) == ("infinity", "NaN")
    assert (found["NULL"]["login_time"], found["NULL"]["last_modified"]) == ("0044-03-15 00:00:00+00 BC", "infinity")
    kept = {r["raw_student_id"]: r for r in lake.rows(ENGAGEMENT.form.table)}
    first = kept["S1"]
    assert (first["raw_engaged_at"], first["raw_events"]) == ("2025-01-05T08:00:00.250000Z", None)
    assert (first["payload_form"], first["parse_issue"]) == ("json", None)
    assert (first["source_file"], len(first["source_file_sha256"])) == ("jdbc:student_engagement", 64)
    assert first["source_file_bytes"] > 0
    before = lake.versions()
    assert ingested(lake) == 0
    assert lake.versions() == before


def test_what_is_kept_out_is_not_asked_for(
    connected: Connected, database: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in a payload nor in a statement; what is held is not loaded again."""
    asked: list[str] = []
    real = Reader.frame
    monkeypatch.setattr(Reader, "frame", lambda self, statement: asked.append(statement) or real(self, statement))
    database.sql("ALTER TABLE student_engagement ADD ssn text", insert(row("S1", "'2025-01-06Z'") + ", '078-05-1120'"))
    lake = connected(replaced=('format = "jdbc"', 'format = "jdbc"\nomit = ["SSN", "phone"]'))
    [entry] = lake.ingest(source=SOURCE).entries
    assert entry.note is not None
    assert "column SSN is kept out; there is no column phone to keep out" in entry.note
    assert [set(payload) & {"ssn"} for payload in payloads(lake)] == [set()]
    assert students(lake) == ["S1"]
    assert [statement for statement in asked if "ssn" in statement.lower()] == []
    mapped = connected(replaced=('format = "jdbc"', 'format = "jdbc"\nonly_mapped = true'))
    assert ingested(mapped) == 0


def test_every_type_arrives_as_text(connected: Connected, database: Server) -> None:
    database.sql(
        'ALTER TABLE student_engagement ADD "Odd ""name"".x" jsonb, ADD bytes bytea, ADD moments timestamptz[],'
        ' ADD flag boolean, ADD local timestamp, ADD day date, ADD span interval, ADD id uuid, ADD "STUDENT_ID" int,'
        " ADD dropped int",
        "ALTER TABLE student_engagement DROP dropped",
        insert(
            row("S1", "'2025-01-06Z'") + """, '{"a": [1.10]}', '\\x00ff', '{2025-01-06 10:00+02}', true,"""
            " '2025-01-06 10:00', '2025-01-06', '1 day', '00000000-0000-0000-0000-000000000001', 7"
        ),
    )  # fmt: skip
    lake = connected()
    assert ingested(lake) == 1
    found = payloads(lake)[0]
    assert list(found.values())[6:] == [
        '{"a": [1.10]}', "\\x00ff", '{"2025-01-06 08:00:00+00"}', "true", "2025-01-06T10:00:00.000000", "2025-01-06",
        "1 day", "00000000-0000-0000-0000-000000000001", "7",
    ]  # fmt: skip
    assert 'Odd "name".x' in found
    assert students(lake) == ["S1"]


def test_only_changes_are_added(connected: Connected, database: Server) -> None:
    """New and changed rows; rows at the boundary that came later, even twins; late ones within the overlap."""
    database.sql(insert(row("S1", "'2025-01-06 08:00Z'"), row("S2", "'2025-01-06 10:00Z'"), row("S3", "NULL")))
    lake = connected()
    assert ingested(lake) == 3
    database.sql(
        insert(
            row("S2", "'2025-01-06 10:00Z'"),
            row("S4", "'2025-01-06 10:00Z'"),
            row("S5", "'2025-01-06 09:30Z'"),
            row("S6", "NULL"),
        )
    )
    assert ingested(lake) == 4
    database.sql(
        "UPDATE student_engagement SET progress_percentage = 50, last_modified = '2025-01-06 11:00Z'"
        " WHERE student_id = 'S1'",
        "UPDATE student_engagement SET progress_percentage = 60 WHERE student_id = 'S3'",
    )
    assert ingested(lake) == 2
    before = lake.versions()
    assert ingested(lake) == 0
    assert lake.versions() == before
    assert students(lake) == ["S1", "S1", "S2", "S2", "S3", "S3", "S4", "S5", "S6"]
    assert [entry.note for entry in lake.ingest(source=SOURCE).entries] == ["6 rows read, 6 of them held"]


def test_the_watermark_never_moves_back_nor_past_the_clock(connected: Connected, database: Server) -> None:
    database.sql(insert(row("S1", "'2025-01-06 10:00Z'"), row("S2", "'2025-01-08 10:00Z'"), row("S3", "'2999-01-01Z'")))
    lake = connected("overlap_seconds = 0\n")
    assert ingested(lake) == 3
    database.sql("DELETE FROM student_engagement WHERE student_id = 'S2'")
    database.sql(insert(row("S4", "'2025-01-08 09:00Z'"), row("S5", "'2025-01-08 10:00Z'"), row("S6", "'2025-02-01Z'")))
    assert ingested(lake) == 2, "S4 lies below the watermark; the year 2999 hides nobody"
    assert students(lake) == ["S1", "S2", "S3", "S5", "S6"]


@pytest.mark.parametrize("kind", ["timestamp", pytest.param("date", marks=pytest.mark.slow)])
def test_other_watermarks(kind: str, connected: Connected, database: Server) -> None:
    """Without a zone, or of whole days: what a day still adds is found, and nothing twice."""
    database.sql(
        f"ALTER TABLE student_engagement ALTER last_modified TYPE {kind} USING last_modified::{kind}",
        insert(
            row("S1", "'2025-01-06 10:00'"),
            row("S2", "'0044-03-15 BC'"),
            row("S3", "'infinity'"),
            row("S7", "'12025-01-01'"),
        ),
    )
    lake = connected("overlap_seconds = 0\n")
    assert ingested(lake) == 4
    database.sql(insert(row("S4", "'2025-01-06 10:00'"), row("S5", "'2025-01-05'"), row("S6", "'2025-01-07'")))
    assert ingested(lake) == 2, "S5 lies below the watermark"
    assert ingested(lake) == 0


@pytest.mark.parametrize(
    "column", ["number", *[pytest.param(kind, marks=pytest.mark.slow) for kind in ("last_modified", "day")]]
)
def test_parts_hold_every_row_once(column: str, connected: Connected, database: Server) -> None:
    database.sql(
        "ALTER TABLE student_engagement ADD number bigint, ADD day date",
        "INSERT INTO student_engagement SELECT 'S' || n, 'C', now(), 1, 1, '2025-01-01Z'::timestamptz + n * interval"
        " '1 hour', n * n * n, '2025-01-01'::date + n / 7 FROM generate_series(-20, 400) n",
        "UPDATE student_engagement SET number = NULL, day = NULL, last_modified = NULL WHERE student_id = 'S7'",
        "UPDATE student_engagement SET number = 9223372036854775807, day = 'infinity' WHERE student_id = 'S8'",
    )
    lake = connected(f'partitions = 5\npartition_column = "{column}"\n')
    assert ingested(lake) == 421
    assert len(set(students(lake))) == 421
    assert ingested(lake) == 0


def test_others_write_while_we_read(connected: Connected, database: Server) -> None:
    """Each run balances, and once it is quiet bronze has the last state of every row."""
    database.sql(
        "INSERT INTO student_engagement SELECT 'S' || n, 'C', now(), 0, 1, now() FROM generate_series(1, 3000) n"
    )
    lake, done, failures = connected('partitions = 2\npartition_column = "login_time"\n'), Event(), []

    def write() -> None:
        number = 0
        try:
            while not done.is_set():
                number += 1
                database.sql(
                    f"UPDATE student_engagement SET progress_percentage = {number}, last_modified = clock_timestamp()"
                    f" WHERE student_id IN ('S{number}', 'S{number * 7 % 3000}')",
                    insert(row(f"N{number}", "clock_timestamp()")),
                    f"DELETE FROM student_engagement WHERE student_id = 'S{3000 - number}'",
                )
        except AssertionError as error:
            failures.append(error)

    writer = Thread(target=write)
    writer.start()
    try:
        added = [ingested(lake), ingested(lake)]
    finally:
        done.set()
        writer.join()
    assert not failures
    assert added[1] > 0, "nobody wrote meanwhile"
    ingested(lake)
    now = {tuple(r) for r in database.sql("SELECT student_id, progress_percentage::text FROM student_engagement")}
    held = {(r["raw_student_id"], r["raw_progress_percentage"]) for r in lake.rows(ENGAGEMENT.form.table)}
    assert now <= held
    assert ingested(lake) == 0


def test_a_dry_run_writes_nothing(connected: Connected, database: Server) -> None:
    database.sql(insert(row("S1", "'2025-01-06Z'")))
    lake = connected()
    context = lake.context(source=SOURCE)
    context.store.reading = context.dry_run = True
    bronze_ingest.run(context)
    assert lake.said == ["bronze  edtech_platform: rows 1 to read (dry run)"]
    assert not lake.versions()


def test_a_platform_that_is_not_connected_delivers_nothing(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EDTECH_URL")
    lake = connected()
    assert lake.ingest().entries == []
    assert "bronze  edtech_platform: no delivery" in lake.said
