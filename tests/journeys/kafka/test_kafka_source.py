"""A topic of a real broker as a source: what is read, what is not read twice, and what becomes of what was sent."""

from __future__ import annotations

from collections import Counter

import pytest
from lake import Lake
from streams import SOURCE, Streams, event, events, ingested

from edulake.gold import PRODUCTS
from edulake.jobs import bronze_ingest
from edulake.jobs.runner.context import Context
from edulake.ops.tables import DELIVERIES
from edulake.silver.wellbeing.attendance import ATTENDANCE
from edulake.store.session import NotStarted
from edulake.store.store import Store

BRONZE = ATTENDANCE.form.table
AS_FILES = """
[sources.devices]
subject = "attendance"
format = "jsonl"
files = "**/*.jsonl"
columns = { attendance_id = "id", student_id = "student", date = "day", status = "status", updated_at = "changed" }
"""


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
    # Brokers and the books are asked: without news, nobody asks for Spark.
    [run] = bronze_ingest.run(Context(lake.settings, Store(NotStarted(), lake.settings), {"source": SOURCE}))
    assert [entry.records_in for entry in run.entries] == [0]


def test_whatever_is_sent_has_one_fate(streams: Streams) -> None:
    """Sound records, others, and what is no record: offsets without one are counted."""
    stream = streams()
    stream.send(*events(range(10)), at=1_750_000_000_000)
    # Of two that are of one time the one that was sent later.
    stream.send(*events(range(10), status="Absent"), at=1_750_000_000_000)
    stream.broker.transact(stream.topic, events(range(100, 110)), commit=False)
    stream.broker.transact(stream.topic, events(range(20, 25)), commit=True)
    stream.send(None, key="A1")
    stream.send(b'{"id": "A\xff"}', "", "[]", event("A30", note="x" * 2_000), event("A31") + event("A32"))
    stream.send(event("A40", status=None, state="Present"), event("A41", room="7"))
    lake = stream.lake(further="[limits]\nrecord_bytes = 1000\n")
    [entry] = lake.ingest(source=SOURCE).entries
    assert (entry.records_in, entry.note) == (33, "12 offsets without a record")
    issues = Counter(row["parse_issue"] for row in lake.rows(BRONZE))
    assert issues == {None: 27, "TOMBSTONE": 1, "ENCODING": 1, "EMPTY": 1, "BAD_JSON": 2, "OVERSIZE": 1}
    [cleansed] = lake.cleanse(source=SOURCE).entries
    cleansed.must_balance()
    assert (cleansed.records_in, cleansed.quarantined) == (33, 7)
    codes = Counter(code for row in lake.refused("reason_codes") for code in row["reason_codes"])
    assert set(codes) >= {"TOMBSTONE", "ENCODING", "EMPTY", "BAD_JSON", "OVERSIZE"}
    found = silver(lake)
    assert {id_ for id_, status in found.items() if status == "Absent"} == {f"A{n}" for n in range(10)}
    assert {id_ for id_, status in found.items() if status == "Present"} == {*(f"A{n}" for n in range(20, 25)), "A41"}
    before = lake.versions()
    # The end of a transaction has an offset too: it is no news.
    assert ingested(lake) == 0
    assert lake.versions() == before


@pytest.mark.more
def test_any_split_gives_the_same_tables(streams: Streams) -> None:
    """One reading of all, and readings of a few that begin while others are sent; partitions that came meanwhile."""
    stream = streams()
    few, many = stream.lake("max_records = 7\n", "few"), stream.lake(name="many")
    for day, partition in ((6, 0), (7, 0), (8, 1)):
        if partition:
            stream.broker.widen(stream.topic, 2)
        values = events(range(9), day=f"2025-01-0{day}", changed=f"2025-01-0{day}T08:00:00Z")
        stream.send(*values, "no record", "no record", partition=partition, at=1_750_000_000_000)
        assert ingested(few) == (6 if partition else 7), "the same number of each partition that has any"
        few.cleanse()
    while ingested(few):
        few.cleanse()
    assert ingested(many) == 33
    many.cleanse()
    assert few.content(ATTENDANCE.table) == many.content(ATTENDANCE.table)
    assert len(few.content(ATTENDANCE.table)) == 9
    refused = [{row["quarantine_id"] for row in lake.refused()} for lake in (few, many)]
    assert (refused[0], len(refused[0])) == (refused[1], 6)


@pytest.mark.more
def test_a_topic_and_files_give_the_same_tables(streams: Streams) -> None:
    """Fields go, come back and are new on the way; what is no record, or not sound, is refused either way."""
    stream = streams()
    topic = stream.lake(name="topic")
    files = Lake(stream.spark, stream.folder / "files").configured(AS_FILES)
    sent = (
        events(range(9)),
        [*events(range(3, 12), status=None, state="Absent", changed="2025-01-07T08:00:00Z"), "no record"],
        [*events(range(5, 14), status="Absent", room="7", changed="2025-01-08T08:00:00Z"), event("B1", student=None)],
    )
    notes = []
    for number, values in enumerate(sent):
        stream.send(*values)
        files.deliver(f"devices/{number}.jsonl", "\n".join(values) + "\n")
        ran = [lake.run(source=SOURCE, product=["attendance_insights"]) for lake in (topic, files)]
        assert ran[0][1].totals() == ran[1][1].totals()
        notes.append(ran[0][0].entries[0].note)
    assert notes == [None, "column status is missing", None]
    for table in (ATTENDANCE.table, PRODUCTS["attendance_insights"].table):
        by_topic, by_files = (
            [{name: value for name, value in row.items() if not name.startswith("source_file")} for row in content]
            for content in (topic.content(table), files.content(table))
        )
        assert by_topic == by_files
    assert {status for id_, status in silver(topic).items() if id_ in ("A5", "A13")} == {"Absent"}
    codes = [sorted(row["reason_codes"] for row in lake.refused("reason_codes")) for lake in (topic, files)]
    assert (len(codes[0]), codes[0]) == (11, codes[1])
