"""Which records of a topic a run takes, what it says of the others, and what it remembers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from landed import PLAIN, TABLE, Books, ReadingStore

from edulake.config import kafka
from edulake.contract.feed import Feed, Topic, Withheld
from edulake.errors import UnreadableError
from edulake.jobs.steps.ingest import new_records as module
from edulake.jobs.steps.ingest.new_records import new_records
from edulake.jobs.steps.ingest.new_rows import absent, delivers
from edulake.landing.kafka.ranges import Life, Range, Seen
from edulake.landing.kafka.records import Records, range_read
from edulake.ops.deliveries import HELD, LOST, Delivered
from edulake.ops.runs import Entry, Run

pytestmark = pytest.mark.once

LIFE = Life("days", "cluster", "id")
PLACE = kafka.Kafka("env:DEVICES_BROKERS", "days", max_records=10)
FEED = Feed(TABLE, {"raw_student_id": "student"}, Topic(PLACE, Withheld(("ssn",))))
RUN = Run("bronze_ingest")


@dataclass
class Written(Books):
    """A ledger that keeps what it is told."""

    added: list[Delivered] = field(default_factory=list)

    def add(self, _: object, rows: list[Delivered]) -> None:
        self.added += rows


@dataclass
class Store(ReadingStore):
    version: int | None = 4

    def exists(self, _: object) -> bool:
        return self.version is not None

    def version_held(self, _: object) -> int | None:
        return self.version


def row(partition: int, offset: int, status: str = HELD, source: str = "devices", life: Life = LIFE) -> Delivered:
    file = range_read(source, life, Range(partition, offset, offset + 1), None)
    moment = RUN.started_at
    return Delivered(source, *file.provenance, 1, 1, moment, "earlier", 2, 3, status)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A run over a topic whose partitions end so, with these rows on record: what it says, notes, reads and adds."""

    def run(ends: dict[int, tuple[int, int]], held: list[Delivered], new: Any = 2, **how: Any) -> Any:
        ranges: list[Range] = []
        monkeypatch.setattr(module.client, "look", lambda _: Seen(LIFE, ends))

        def read(store: Any, source: str, feed: Feed, life: Life, planned: list[Range]) -> Records:
            ranges.extend(planned)
            if isinstance(new, UnreadableError):
                raise new
            empty = [] if new else [range_read(source, life, one, None) for one in planned]
            nothing: Any = None
            return Records(nothing, new, [], empty, sum(one.end - one.start for one in planned) - new, ("student",))

        monkeypatch.setattr(module, "read", read)
        entry, said, ledger = how.get("entry") or Entry("bronze.x_raw"), [], Written(held)
        store: Any = Store(tmp_path, reading=how.pop("reading", False), **how.pop("table", {}))
        books: Any = ledger
        found = new_records(store, said.append, RUN, "devices", FEED, books, entry, accepts=how.get("accepts", False))
        return found, ranges, entry, said, ledger.added

    return run


def test_records_are_delivered_where_brokers_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEVICES_BROKERS", raising=False)
    assert not delivers(tmp_path, "devices", FEED)
    assert absent(tmp_path, "devices", [PLAIN, FEED]) == "env:DEVICES_BROKERS is not set"
    monkeypatch.setenv("DEVICES_BROKERS", "127.0.0.1:9092")
    assert delivers(tmp_path, "devices", FEED)
    assert delivers(tmp_path, "devices", replace(FEED, arrives=Topic(replace(PLACE, brokers="a:1"))))


def test_what_is_behind_the_last_record_on_record_is_read(asked: Any) -> None:
    """Rows that a restore took away, or that are another source's, hold nothing."""
    held = [row(0, 7), row(0, 9, LOST), row(0, 20, source="others")]
    found, ranges, entry, said, added = asked({0: (0, 22)}, held)
    assert (found.new, ranges, added) == (2, [Range(0, 8, 18)], [])
    assert entry.note == (
        "8 offsets without a record; 4 offsets wait for the next run; column student is missing; column ssn is kept out"
    )
    assert said == [f"bronze  devices into {TABLE.name}: records 2 new, 8 offsets without one, 4 offsets wait"]


def test_nothing_new_asks_for_nothing(asked: Any) -> None:
    found, ranges, entry, said, added = asked({0: (0, 8)}, [row(0, 7)])
    assert (found, ranges, entry.note, added) == (None, [], None, [])
    assert said == [f"bronze  devices into {TABLE.name}: records 0 new"]


def test_a_range_without_a_record_is_remembered_as_long_as_the_table_is_what_it_was(asked: Any) -> None:
    found, _, _, _, [added] = asked({0: (0, 10)}, [row(0, 7)], new=0)
    assert found is None
    assert (added.source_file, added.source_file_sha256) == (LIFE.name(0, 9), LIFE.identity(0, 9))
    assert (added.status, added.records, added.batch_number) == (HELD, 0, 0)
    assert (added.bronze_version, added.checked_version) == (4, 3)
    assert asked({0: (0, 10)}, [row(0, 7), added], new=0)[1] == []


def test_where_a_partition_begins_is_remembered_once_there_is_a_table(asked: Any) -> None:
    found, _, entry, _, added = asked({0: (5, 5), 1: (0, 2)}, [])
    assert found.new == 2
    assert [mark.source_file for mark in added] == [LIFE.name(0, 4)]
    assert "5 offsets were gone before the first run" in entry.note
    assert asked({0: (5, 5), 1: (0, 2)}, [], new=0, table={"version": None})[4] == []


def test_what_is_gone_is_refused_or_counted(asked: Any) -> None:
    with pytest.raises(UnreadableError, match="gone before they were read"):
        asked({0: (10, 12)}, [row(0, 7)])
    _, ranges, entry, _, _ = asked({0: (10, 12)}, [row(0, 7)], accepts=True)
    assert (ranges, entry.records_lost) == ([Range(0, 10, 12)], 2)
    assert entry.note.endswith("2 offsets were gone before they were read, and let go")


@pytest.mark.parametrize(("ends", "of", "lost"), [((12, 12), LIFE, 4), ((0, 0), LIFE._replace(topic_id="old"), None)])
def test_what_was_let_go_is_not_asked_for_again(asked: Any, ends: tuple[int, int], of: Life, lost: int | None) -> None:
    """Where nothing is left in any partition, as in a topic that was made anew and is empty so far."""
    held = [row(0, 7, life=of)]
    with pytest.raises(UnreadableError):
        asked({0: ends}, held)
    RUN.remembers = False
    found, ranges, entry, _, added = asked({0: ends}, held, accepts=True)
    assert (found, ranges, entry.records_lost, RUN.wrote) == (None, [], lost, True)
    assert [mark.source_file for mark in added] == [LIFE.name(0, ends[1] - 1)]
    assert "before the first run" not in entry.note
    later = {0: (ends[0], ends[1] + 3)}
    assert asked(later, [*held, *added])[1] == [Range(0, ends[1], ends[1] + 3)]
    assert asked({0: ends}, [*held, *added])[4] == []


def test_what_could_not_be_read_is_not_let_go(asked: Any) -> None:
    """Nothing was written: it is lost in the run that reads what is left."""
    entry = Entry("bronze.x_raw")
    with pytest.raises(UnreadableError, match="to the end"):
        asked({0: (10, 12)}, [row(0, 7)], new=UnreadableError("not to the end"), accepts=True, entry=entry)
    assert (entry.records_lost, Run("bronze_ingest", entries=[entry]).wrote) == (None, False)


def test_a_store_for_reading_says_how_many_wait(asked: Any) -> None:
    found, ranges, entry, said, added = asked({0: (0, 9), 1: (0, 9)}, [row(0, 7)], reading=True)
    assert (found, ranges, added, entry.note) == (None, [], [], "offsets 6 to read")
    assert said == ["bronze  devices: offsets 6 to read (dry run)"]
    assert asked({0: (0, 8)}, [row(0, 7)], reading=True)[2].note is None
