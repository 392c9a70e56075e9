"""A window of days that a person asks for: what changed in them is read again, and moves no watermark."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from edulake.landing.database.dialect import EARLIEST

if TYPE_CHECKING:
    from pyspark.sql import Column

DAY = dt.timedelta(days=1)
# After all digits: signs and words, as of times that no clock reaches, are in no window.
AFTER_ALL = ":"


class Window(NamedTuple):
    """The days from `since` to `until`, both included, in UTC where a column has a zone; open where one is null."""

    since: dt.date | None
    until: dt.date | None

    @property
    def start(self) -> str:
        """Its first day; "" where it is open."""
        return self.since.isoformat() if self.since else ""

    @property
    def end(self) -> str:
        """The day after its last; "" where it is open."""
        return (self.until + DAY).isoformat() if self.until and self.until < dt.date.max else ""

    def holds(self, changed: Column) -> Column:
        """Whether a time, as bronze holds it, is in the window; null where there is none."""
        return (changed >= (self.start or EARLIEST)) & (changed < (self.end or AFTER_ALL))

    def __str__(self) -> str:
        return f"{self.since or ''}..{self.until or ''}"
