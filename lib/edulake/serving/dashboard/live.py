"""What the page shows: the report's sections, as one look at the warehouse found them, and of which versions."""

from __future__ import annotations

import contextlib
import hashlib
import time
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from edulake.errors import EdulakeError
from edulake.governance import catalog
from edulake.serving import query
from edulake.serving.dashboard import filters
from edulake.serving.report import page
from edulake.serving.report.reading import Reading
from edulake.store import delta_log

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.serving.dashboard.filters import Taught
    from edulake.serving.report.parts import Choices, Section

    Versions = dict[Table, int]

# Seconds between two looks at the versions: by a folder's names, or by questions to a session of Spark.
LOOK, LOOK_BY_SPARK = 5.0, 120.0


class Held(NamedTuple):
    """Sections and the filters that they have; by teacher the classes, where people may be named.

    `versions` are those of the tables that they are made of, `written_at` is when the newest of gold was written, UTC
    (None where there is none), and no other versions have the same `stamp`.
    """

    choices: Choices
    sections: list[Section]
    options: dict[str, list[str]]
    taught: Taught
    versions: dict[str, int]
    written_at: dt.datetime | None
    stamp: str


class Live:
    """The newest sections: made when first asked for, and anew once tables have other versions than these.

    A run writes one table after the other: it is waited for until two looks in a row find the same versions.
    """

    def __init__(
        self, settings: Settings, *, identified: bool = False, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.settings, self.identified, self.clock = settings, identified, clock
        self._one_by_one = Lock()
        self._held: Held | None = None
        self._seen = ""
        self._looked_at = clock()

    def newest(self) -> Held:
        with self._one_by_one:
            if self._held is None:
                self._held = self._made()
            elif self._is_outdated(self._held):
                # Where that fails what is held stays, and its page says how old it is; the next look tries again.
                with contextlib.suppress(EdulakeError):
                    self._held = self._made()
            return self._held

    def _is_outdated(self, held: Held) -> bool:
        wait = LOOK if query.without_spark(self.settings) else LOOK_BY_SPARK
        if self.clock() - self._looked_at < wait:
            return False
        self._looked_at, before = self.clock(), self._seen
        self._seen = _stamp(self._versions())
        return self._seen != held.stamp and self._seen == before

    def _made(self) -> Held:
        self._seen = stamp = _stamp(self._versions())
        choices = page.choices_now(self.settings, identified=self.identified)
        with query.opened(self.settings) as lake:
            reading = Reading(lake)
            sections = page.made(reading, choices)
            taught = filters.taught(reading) if self.identified else {}
            gold = [table for table in catalog.TABLES if table.layer == "gold" and str(table) in reading.versions]
            written = [lake.history(table, 1)[0].at for table in gold]
        self._looked_at = self.clock()
        options, newest = filters.options(sections, taught), max(written, default=None)
        return Held(choices, sections, options, taught, reading.versions, newest, stamp)

    def _versions(self) -> Versions:
        """Of all tables below which figures lie; locally by the names in their logs, which costs no reading."""
        shown = [table for table in catalog.TABLES if table.layer in ("silver", "gold")]
        if query.without_spark(self.settings):
            folders = {table: Path(self.settings.warehouse, table.layer, table.name) for table in shown}
            return {
                table: delta_log.newest_version(folder) for table, folder in folders.items() if delta_log.exists(folder)
            }
        with query.opened(self.settings) as lake:
            return {table: lake.version(table) for table in shown if lake.exists(table)}


def _stamp(versions: Versions) -> str:
    said = " ".join(sorted(f"{table}:{version}" for table, version in versions.items()))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
