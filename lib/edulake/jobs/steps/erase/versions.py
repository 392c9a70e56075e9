"""Versions recorded, so that after an erasure the next run sees what it would see without one: nothing to do.

The log of a purged table begins anew: who read the table before would take it for another one, and compute all anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.ops.runs import Entry, Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.ops.runs import Done, Journal

    Versions = Mapping[str, int]

# Who goes on from the versions that they recorded.
JOBS = ("silver_cleanse", "gold_aggregate", "ml_train", "ml_evaluate", "ml_score", "ml_backtest")
NOTE = "versions that erase left"


def record(journal: Journal, run: Run, *known: Versions, now: Versions) -> None:
    """Write down, for each job that goes on from versions, those of now.

    The versions that are `known` are those at which what was made holds: before the first row went, and before the
    purge.
    """
    for job in JOBS:
        entries = moved(journal.last_done(job), *known, now=now)
        if entries:
            journal.enter(Run(job, run.run_id, run.started_at, entries))


def moved(done: Done, *known: Versions, now: Versions) -> list[Entry]:
    """Entries like those that are done, at the versions of `now`.

    One that had not seen its tables as they were `known` stays as it is: its job still has to look.
    """
    entries = []
    for (table, source, read), last in done.items():
        made, seen = last["version_after"], last["input_version"]
        places = [(table, made), *([(read, seen)] if read and seen is not None else [])]
        is_current = all(any(at.get(name) == version for at in known) for name, version in places)
        if not is_current or all(now.get(name) == version for name, version in places):
            continue
        entries.append(
            Entry(
                table,
                input_table=read,
                source_system=source,
                batch_to=last["batch_to"],
                input_version=seen if read is None or seen is None else now.get(read, seen),
                version_before=made,
                version_after=now.get(table, made),
                fingerprint=last["fingerprint"],
                note=NOTE,
            )
        )
    return entries
