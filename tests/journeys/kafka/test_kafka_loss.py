"""What a topic loses is never lost without a word, and one that fails keeps no other source from its work."""

from __future__ import annotations

import pytest
from kafka import Broker
from streams import SOURCE, Streams, events, ingested, run_accepting

from edulake.ops.tables import DELIVERIES, JOB_RUNS
from edulake.silver.wellbeing.attendance import ATTENDANCE

BRONZE = ATTENDANCE.form.table


def test_what_expired_is_told_and_let_go_by_a_person(streams: Streams) -> None:
    stream = streams()
    stream.send(*events(range(10)))
    stream.broker.expire(stream.topic, 3)
    lake = stream.lake()
    assert ingested(lake) == 7, "what was gone before the first run is no loss"
    stream.send(*events(range(10, 90)))
    stream.broker.expire(stream.topic, 40)
    before = lake.versions()
    failed, [entry] = run_accepting(lake)
    assert failed == [f"records of topic {stream.topic} are gone before they were read"]
    assert entry.note == f"{failed[0]}: 30 offsets, by its retention or by somebody"
    assert lake.versions() == before
    failed, [entry] = run_accepting(lake, "devices")
    assert (failed, entry.records_in, entry.records_lost) == ([], 50, 30)
    assert {row["records_lost"] for row in lake.rows(JOB_RUNS)} == {None, 30}
    assert ingested(lake) == 0


@pytest.mark.more
def test_a_topic_made_anew_is_not_taken_for_the_old_one(streams: Streams) -> None:
    """Longer than the old one was, it would be read from its middle on."""
    stream = streams()
    stream.send(*events(range(50)))
    lake = stream.lake()
    assert ingested(lake) == 50
    stream.broker.delete(stream.topic)
    stream.broker.create(stream.topic)
    stream.send(*events(range(100, 180)))
    failed, [entry] = run_accepting(lake)
    assert failed == [f"topic {stream.topic} is not the one that bronze holds"]
    failed, [entry] = run_accepting(lake, "devices")
    assert (failed, entry.records_in) == ([], 80)
    assert "made anew" in (entry.note or "")
    assert lake.frame(BRONZE).select("raw_attendance_id").distinct().count() == 130
    stream.send(*events(range(180, 185)))
    assert ingested(lake) == 5
    # What bronze knows is enough, whatever becomes of the books.
    lake.store.delete(DELIVERIES, "true")
    assert ingested(lake) == 0


@pytest.mark.more
def test_brokers_that_are_away_keep_no_other_source_waiting(streams: Streams, broker: Broker) -> None:
    stream = streams()
    stream.send(*events(range(5)))
    lake = stream.lake()
    lake.deliver_json("lms_system_a/1.jsonl", {"assessment_id": "A-1", "student_id": "STU1"})
    broker.stop()
    try:
        failed, entries = run_accepting(lake, source=[*SOURCE, "lms_system_a"])
    finally:
        broker.start()
    assert failed == [f"topic {stream.topic}: the brokers do not answer"]
    assert {entry.source_system: entry.records_in for entry in entries} == {"devices": 0, "lms_system_a": 1}
    assert ingested(lake) == 5
