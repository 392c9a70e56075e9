"""From which day on a row of a subject grows old: that of what happened, or on which what lasted was over."""

from __future__ import annotations

import datetime as dt
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyspark.sql import Column

    from edulake.config.retention import Retention
    from edulake.contract.table import Table
    from edulake.silver.subject import Subject

# The last day of what lasts, where the source says it.
UNTIL = ("exit_date", "end_date")


def days_kept(table: Table, retention: Retention) -> int:
    """How many days the table's rows are kept: what the settings say, else its contract."""
    return retention.days.get(str(table), table.retention_days)


def first_day(table: Table, retention: Retention, run_on: dt.date) -> dt.date:
    """The first day that the table keeps; what is of an earlier one goes."""
    days = min(days_kept(table, retention), (run_on - dt.date.min).days)
    return run_on - dt.timedelta(days=days)


def old_since(subject: Subject) -> Column:
    """DATE from which the days count that a row is kept for; null for one that does not grow old.

    Of a history it is the day on which a version was over, or from which on it says that nobody is there any more: the
    one that is valid now stays. What lasts, as courses and
    stays do, grows old from its last day, or, where none is said, from when its source took it away or a snapshot
    lacked it. All else counts from the day of the event, or, where it has none, from when it was known.
    """
    names = subject.table.column_names
    if subject.history:
        return F.to_date(F.coalesce("valid_to", F.when(~F.col("is_active"), F.col("valid_from"))))
    known = F.to_date("known_at")
    if subject.closed:
        ended = [F.col(name) for name in UNTIL if name in names]
        return F.coalesce(*ended, F.when(_is_over(subject), known))
    return F.coalesce(*[F.col(name) for name in _days(subject)], known)


def comes_again_in_vain(subject: Subject, others: Iterable[Subject]) -> bool:
    """Whether a record that is too old may be put aside: it is about an event to which nothing else refers.

    What lasts, or is referred to, is taken as it comes: younger rows may need it.
    """
    is_named = any(subject.name in other.refers.values() for other in others)
    return not (subject.history or subject.closed or is_named)


def _days(subject: Subject) -> list[str]:
    """The column with the day of an event: the table is clustered by it."""
    types = {column.name: column.type for column in subject.table.columns}
    return [name for name in subject.table.cluster_by if types[name] == "DATE"]


def _is_over(subject: Subject) -> Column:
    """Whether a row of what lasts is as one that is closed, or its source took it back."""
    closing = subject.closed() if subject.closed else {}
    over = reduce(and_, [F.col(name).eqNullSafe(value) for name, value in closing.items()])
    return over | F.col("is_deleted") if "is_deleted" in subject.table.column_names else over
