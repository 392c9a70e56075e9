"""Which offsets of a topic are to be read, by what bronze holds of it: plain values, without a broker and a session.

A record is known by its cluster, the topic's own id, its partition and its offset: by its name alone a topic that was
deleted and made again would be taken for the old one, and its first records would be missed. What bronze holds of a
partition is everything up to the last of its offsets: ranges are read one after the other.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from edulake.contract.raw import IN_TOPIC
from edulake.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Before the first offset is -1.
PLACE = re.compile(rf"{IN_TOPIC}([^/]+)/(\d{{5,}})/(\d{{20}}|-0{{18}}1)")


class Life(NamedTuple):
    """A topic from when it was made until it is deleted, by the ids of its cluster and of itself."""

    topic: str
    cluster: str
    topic_id: str

    def name(self, partition: int, offset: int) -> str:
        """What stands for the source file of a record: names of one topic are in the order of partition and offset."""
        return f"{IN_TOPIC}{self.topic}/{partition:05d}/{offset:020d}"

    @property
    def stem(self) -> str:
        return f"{self.cluster}|{self.topic_id}"

    def identity(self, partition: int, offset: int) -> str:
        """What a record is known by, as records.py has Spark make it."""
        return hashlib.sha256(f"{self.stem}|{partition}|{offset}".encode()).hexdigest()


class Seen(NamedTuple):
    """A topic as its brokers tell of it: by partition the oldest offset that is left, and the first one that is not
    there yet, or is of a transaction that is still open.
    """

    life: Life
    partitions: Mapping[int, tuple[int, int]]


class Held(NamedTuple):
    """What bronze holds of a topic: the last offset by partition; whether it holds records of one called so, and none
    of this one.
    """

    offsets: dict[int, int]
    is_another: bool


class Range(NamedTuple):
    """Offsets of a partition from `start` up to, not including, `end`; none where they are equal."""

    partition: int
    start: int
    end: int


class Plan(NamedTuple):
    """What a run reads: ranges, in the order of partitions. `marks` are partitions of which nothing is to be read, and
    not all that was there before; `waiting` offsets are left for later runs, `lost` ones are gone. A topic that was
    `made_anew` may have lost more, and nobody knows how many.
    """

    ranges: list[Range]
    marks: list[Range]
    waiting: int
    lost: int
    made_anew: bool


def held(rows: Iterable[tuple[str, str]], life: Life) -> Held:
    """What bronze holds, by the names and identities of its records or of the last offsets of its ranges."""
    places = [(place, identity) for name, identity in rows if (place := place_of(name, life.topic))]
    offsets: dict[int, int] = {}
    for (partition, offset), identity in places:
        if identity == life.identity(partition, offset):
            offsets[partition] = max(offset, offsets.get(partition, -1))
    return Held(offsets, bool(places) and not offsets)


def place_of(name: str, topic: str) -> tuple[int, int] | None:
    """Partition and offset of a name; None for that of a file, or of another topic."""
    found = PLACE.fullmatch(name)
    return (int(found[2]), int(found[3])) if found and found[1] == topic else None


def planned(seen: Seen, held: Held, max_records: int, *, accepts: bool) -> Plan:
    """The ranges to read, some `max_records` offsets in all; UnreadableError where something would be missed.

    A topic `accepts` that what is gone is gone, where a person said so. What was gone before the topic was looked at
    for the first time is no loss.
    """
    topic = seen.life.topic
    if held.is_another and not accepts:
        why = "its id or that of its cluster is another one: it was deleted and made again, or moved"
        raise UnreadableError(f"topic {topic} is not the one that bronze holds", why, _accept("its new beginning"))
    is_first = not held.offsets
    starts, marks, lost = {}, [], 0
    for partition, (low, high) in sorted(seen.partitions.items()):
        start = held.offsets.get(partition, -1) + 1
        if high < start:
            why = f"partition {partition} has offsets up to {high - 1}, bronze those up to {start - 1}"
            fix = "find out what its brokers lost, and have what is left produced into a topic of another name"
            raise UnreadableError(f"topic {topic} ends before what bronze holds", why, fix)
        if low > start or held.is_another:
            marks.append(Range(partition, low, low))
        lost += 0 if is_first else max(low - start, 0)
        starts[partition] = max(low, start)
    if lost and not accepts:
        why = f"{lost} offsets, by its retention or by somebody"
        raise UnreadableError(f"records of topic {topic} are gone before they were read", why, _accept("what is left"))
    ranges = _shared({p: (start, seen.partitions[p][1]) for p, start in starts.items()}, max_records)
    read = sum(one.end - one.start for one in ranges)
    there = sum(seen.partitions[partition][1] - start for partition, start in starts.items())
    marks = [mark for mark in marks if mark.partition not in {one.partition for one in ranges}]
    return Plan(ranges, marks, there - read, lost, held.is_another)


def _shared(news: Mapping[int, tuple[int, int]], max_records: int) -> list[Range]:
    """The first offsets of each partition that has any, the same number of each."""
    having = {partition: bounds for partition, bounds in news.items() if bounds[1] > bounds[0]}
    each = max(max_records // max(len(having), 1), 1)
    return [Range(partition, start, min(end, start + each)) for partition, (start, end) in having.items()]


def _accept(what: str) -> str:
    return f"bronze_ingest --accept-loss SOURCE goes on with {what}, once"
