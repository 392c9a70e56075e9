"""Bronze rows made candidates of a subject, and typed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from edulake.bronze.crosswalk import looked_up
from edulake.jobs.steps.cleanse.references import lookups, students
from edulake.silver.subject import Reading, clean

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from edulake.jobs.steps.cleanse.work import Pending, Work
    from edulake.ops.runs import Run
    from edulake.silver import Subject
    from edulake.store.store import Store

PLAUSIBLE_FUTURE = dt.timedelta(days=366)


def mapped(store: Store, part: list[Pending], work: Work, rows: DataFrame) -> DataFrame:
    """Rows of sources that share a table under the subject's raw column names, with `revisit`.

    Two systems that deliver by one standard have the same candidates. Those of a source with a crosswalk know whom
    their students' ids stand for.
    """
    by_candidates = {pending.source.candidates: pending.source for pending in part}
    for candidates, source in by_candidates.items():
        rows = candidates(rows, lookups(store, source, work))
        if source.crosswalk:
            rows = looked_up(rows, students(store, source, work), spreads=source.spreads)
    return rows


def typed(run: Run, subject: Subject, part: list[Pending], candidates: DataFrame) -> DataFrame:
    """Candidates with the values, codes and fingerprints that the subject finds in them."""
    notations = {p.source.name: p.source.notation for p in part}
    provides = {p.source.name: p.source.provides for p in part}
    return clean(subject, candidates, Reading(notations, provides, run.started_at.date() + PLAUSIBLE_FUTURE))
