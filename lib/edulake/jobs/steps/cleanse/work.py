"""What one subject has to do in a run: batches that it has not seen, and the snapshots among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from edulake.bronze import Source
    from edulake.contract.table import Table


@dataclass
class Pending:
    """Bronze batches of one source that a subject has not seen: after `done`, up to `last`.

    `version` is the table's when it was looked at, `first_delivery` the earliest time of the new ones (microseconds
    of UTC), and `new_snapshot` whether one of them is a snapshot, perhaps without any record; `snapshots` are all of
    the source, old and new, oldest first; `late` and `partial`: see snapshots.Delivered.
    """

    source: Source
    table: Table
    done: int
    last: int
    rows: int
    version: int
    first_delivery: int | None = None
    new_snapshot: bool = False
    snapshots: list[Snapshot] = field(default_factory=list)
    late: bool = False
    partial: set[int] = field(default_factory=set)

    @property
    def is_news(self) -> bool:
        return bool(self.rows) or self.new_snapshot

    @property
    def takes_snapshots(self) -> bool:
        """Whether deliveries of this source may hold everything."""
        return takes_snapshots(self.source, self.table)

    @property
    def new_snapshots(self) -> list[Snapshot]:
        """The snapshots of which a file is new."""
        return [snapshot for snapshot in self.snapshots if snapshot.last_batch > self.done]


class Verdict(NamedTuple):
    """Why a whole file is refused: reason codes, what speaks against it, and what it is called."""

    codes: tuple[str, ...]
    told: str
    file: str


@dataclass
class Work:
    """What one subject has to do in this run; with `replay`, records refused earlier are tried again.

    `anew` says by source why all of its records are looked at as if the table held none of them. `kept` says by source
    up to which delivery retention removed its records: what the table has of them nobody can make again (kept.py).
    Records of events before the day `horizon` are too old for the table. `condemned` are the files, by source and
    content, of which every record is refused (whole_files.py).
    """

    facts: list[Pending]
    references: list[Pending] = field(default_factory=list)
    replay: bool = False
    anew: dict[str, str] = field(default_factory=dict)
    kept: dict[str, dt.datetime] = field(default_factory=dict)
    horizon: dt.date | None = None
    condemned: dict[tuple[str, str], Verdict] = field(default_factory=dict)

    @property
    def others(self) -> list[Pending]:
        """The references whose rows are no facts of their source as well."""
        return [reference for reference in self.references if reference.table != reference.source.facts]

    @property
    def any(self) -> bool:
        return bool(self.active) or any(reference.is_news for reference in self.references)

    def parts(self) -> list[Work]:
        """The sources that are looked at anew, and the others: what becomes of their records is decided apart."""
        first, rest = (
            Work(
                [pending for pending in self.facts if (pending.source.name in self.anew) is is_anew],
                [pending for pending in self.references if (pending.source.name in self.anew) is is_anew],
                self.replay,
                self.anew if is_anew else {},
                self.kept,
                self.horizon,
            )
            for is_anew in (True, False)
        )
        return [part for part in (first, rest) if part.any]

    def has_news(self, source: Source) -> bool:
        """Whether rows that this source's facts refer to have come."""
        return any(reference.is_news for reference in self.references if reference.source is source)

    def begins(self, pending: Pending) -> bool:
        """Whether all that a source with snapshots ever delivered must be read, and not what is new alone."""
        return not pending.done or pending.late or self.replay or self.has_news(pending.source)

    @property
    def active(self) -> list[Pending]:
        """Sources with new facts, or with facts to look at again."""
        always = {pending.source.name for pending in self.facts} if self.replay else self.anew
        return [p for p in self.facts if p.is_news or p.source.name in always or self.has_news(p.source)]


class Snapshot(NamedTuple):
    """One snapshot of a source: when it was delivered, a file of it, the content of all, and their last batch."""

    at: int
    file: str
    contents: tuple[str, ...]
    last_batch: int


def takes_snapshots(source: Source, table: Table) -> bool:
    """Whether a delivery of a source into a table may hold everything."""
    of_others = [one for one in source.references if one.system]
    return any(one.snapshot is not False and one.table == table for one in (*source.feeds, *of_others))
