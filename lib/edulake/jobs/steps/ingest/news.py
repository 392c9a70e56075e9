"""Which deliveries are news: a file is known by its content, but what it says may depend on when it came.

Where records carry no update time, the day of a dated folder says which of two words is the last one: the same content
on another day is news. So is a copy, under whatever name, where something else was said between it and the content it
repeats: of records with equal update times the file modified last wins, and the copy may carry them past the others.
All else that repeats a content is not loaded again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from edulake.contract.feed import Feed
    from edulake.landing.files.listing import DeliveredFile
    from edulake.ops.deliveries import Delivered

    Order = Callable[["Place"], tuple[object, ...]]

# Raw columns in which a source says when it last changed a record.
UPDATE_TIMES = frozenset({"raw_updated_at", "raw_date_last_modified", "raw_last_modified_date"})


class Place(NamedTuple):
    """When a content came."""

    delivered_at: dt.datetime
    modified_at: dt.datetime
    sha256: str


def by_delivery(place: Place) -> tuple[object, ...]:
    return place


def by_modification(place: Place) -> tuple[object, ...]:
    return place.modified_at, place.sha256


class News:
    """What a source's feed has said so far: of files held in bronze, and those found fit in this run."""

    def __init__(self, feed: Feed, held: Iterable[Delivered], listed: Iterable[DeliveredFile]) -> None:
        self.day_counts = feed.snapshot is not False or not UPDATE_TIMES & set(feed.columns)
        self.places: dict[str, set[Place]] = defaultdict(set)
        self.of_name: dict[str, Place] = {}
        for row in held:
            self._add(row.source_file, Place(row.delivered_at, row.source_file_modified_at, row.source_file_sha256))
        every = {place for places in self.places.values() for place in places} | {_place(file) for file in listed}
        self.orders: list[tuple[Order, dict[Place, Place]]] = [
            (order, _others_before(every, order))
            for order in ([by_delivery] if self.day_counts else [by_delivery, by_modification])
        ]

    def is_news(self, file: DeliveredFile) -> bool:
        """Whether a file says something that was not said before."""
        mine, said = _place(file), self.places.get(file.sha256)
        if not said:
            return True
        before = self.of_name.get(file.name)
        if mine in said or (before and before.sha256 == mine.sha256):
            return False  # said at that very time, or at most touched
        if before and before.modified_at < mine.modified_at:
            return True
        is_dated = file.delivered_at != file.modified_at
        if self.day_counts and is_dated and mine.delivered_at not in {place.delivered_at for place in said}:
            return True
        return any(_is_overtaken(mine, said, order, others) for order, others in self.orders)

    def add(self, file: DeliveredFile) -> None:
        """Take note of a file that will be loaded."""
        self._add(file.name, _place(file))

    def _add(self, name: str, place: Place) -> None:
        self.places[place.sha256].add(place)
        newest = self.of_name.get(name)
        if newest is None or newest.modified_at <= place.modified_at:
            self.of_name[name] = place


def _place(file: DeliveredFile) -> Place:
    return Place(file.delivered_at, file.modified_at, file.sha256)


def _others_before(every: Iterable[Place], order: Order) -> dict[Place, Place]:
    """For each place the last one before it of another content, where there is one."""
    others: dict[Place, Place] = {}
    last: Place | None = None
    for place in sorted(every, key=order):
        if last and last.sha256 != place.sha256:
            others[place] = last
        elif last and last in others:
            others[place] = others[last]
        last = place
    return others


def _is_overtaken(mine: Place, said: set[Place], order: Order, others: dict[Place, Place]) -> bool:
    """Whether another content came after the last time that this one was said before `mine`."""
    earlier = [order(place) for place in said if order(place) < order(mine)]
    between = others.get(mine)
    return bool(earlier) and between is not None and order(between) > max(earlier)
