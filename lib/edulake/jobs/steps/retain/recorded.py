"""The versions that retention left, recorded as those that other jobs made and read: none of them looks again.

What they recorded of a table was true before rows were removed from it, and is true of what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.ops.runs import Entry, Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from edulake.ops.runs import Done

    Versions = Mapping[str, int]


def unread(done: Done, versions: Versions) -> set[str]:
    """The tables of which a job has not read the newest version: what came since would count as read."""
    return {
        read
        for (_, _, read), last in done.items()
        if read and read in versions and last["input_version"] is not None and last["input_version"] != versions[read]
    }


def recorded(done: Mapping[str, Done], before: Versions, after: Versions) -> list[Run]:
    """A run for each job that reads tables, with its newest entries as they would be of the versions `after`.

    Only of what changed. What publish served holds what it held, and is to be looked at.
    """
    changed = {table for table, version in after.items() if before.get(table) != version}
    runs = []
    for job, of_job in done.items():
        run = Run(job)
        for (table, source, read), last in of_job.items():
            if job != "publish" and read is not None and read != table and changed & {table, read}:
                run.entries.append(_entry(table, source, read, last, before, after))
        if run.entries:
            runs.append(run)
    return runs


def _entry(
    table: str, source: str | None, read: str | None, last: Mapping[str, object], before: Versions, after: Versions
) -> Entry:
    version, read_at = last["version_after"], last["input_version"]
    was_newest = read is not None and read_at == before.get(read)
    left = after.get(table, version) if version is not None else None
    return Entry(
        table,
        read,
        source,
        batch_to=last["batch_to"],  # type: ignore[arg-type] - a number, as it was recorded
        input_version=after.get(read or "", read_at) if was_newest else read_at,  # type: ignore[arg-type]
        version_before=left,  # type: ignore[arg-type]
        version_after=left,  # type: ignore[arg-type]
        fingerprint=last["fingerprint"],  # type: ignore[arg-type]
        note="versions that retain left",
    )
