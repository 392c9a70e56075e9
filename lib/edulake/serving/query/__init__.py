"""Looking at a warehouse: which tables there are, what they hold, and how they came to be. Nothing is ever written.

    with query.opened(settings) as lake:
        lake.query("SELECT risk_level, count(*) AS students FROM gold.student_performance_aggregates GROUP BY 1")

A warehouse on a local disk is read by delta-rs where the extra `[view]` is installed: a second or two, and no Java.
Everything else is read by a Spark session.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from edulake.serving.query.answer import Answer, Size, View
from edulake.store.delta_log import Commit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edulake.config.settings import Settings

__all__ = ["Answer", "Commit", "Size", "View", "opened", "without_spark"]


@contextmanager
def opened(settings: Settings) -> Iterator[View]:
    """The tables of a warehouse, for reading; one that is not there has none.

    Locally every query of one view sees a table at the same version. Raises UnreadableError for a table that cannot
    be read.
    """
    if without_spark(settings):
        from edulake.serving.query.delta_rs import DeltaRsView

        yield DeltaRsView(settings)
    else:
        from edulake.serving.query.spark import SparkView

        yield SparkView(settings)


def without_spark(settings: Settings) -> bool:
    """Whether delta-rs can read this warehouse: it has no catalog's names and no object store's credentials."""
    return settings.folder is not None and find_spec("deltalake") is not None
