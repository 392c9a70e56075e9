"""What is made once of the same data: whether a model is due or a list is there, and what a run records of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edulake.contract.sql import literal
from edulake.ops.runs import Entry
from edulake.store.small_rows import Asked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from edulake.contract.table import Table
    from edulake.ops.runs import Done, Run
    from edulake.store.store import Store

STAMP = "processing_timestamp"


def is_due(
    run: Run, held: Iterable[Mapping[str, Any]], version: str, line: Mapping[str, Any], days: int | None
) -> bool:
    """Whether none of the rows `held` is of this model version, nor of its `line` and younger than so many `days`.

    `line` are the columns, with their values, of those that would be made again: problem and recipe, for example. In
    days, because runs start at about one time of day.
    """
    rows = list(held)
    if any(row["model_version"] == version for row in rows):
        return False
    like = [row for row in rows if all(row[name] == value for name, value in line.items())]
    return not days or all((run.started_at.date() - row[STAMP].date()).days >= days for row in like)


def is_due_in(store: Store, run: Run, table: Table, version: str, recipe: str, days: int | None) -> bool:
    """The same of what `table` holds: whether nothing of this version, nor of its recipe and younger, is there."""
    if not store.exists(table):
        return True
    held = store.values(table, Asked(("model_version", "recipe", STAMP)))
    return is_due(run, held, version, {"recipe": recipe}, days)


def of_days(days: Mapping[str, dt.date]) -> str:
    """The rows of a list that are of these days by source, as a condition of SQL."""
    parts = (f"(source_system = {literal(source)} AND as_of_date = DATE '{day}')" for source, day in days.items())
    return " OR ".join(sorted(parts))


def is_made(store: Store, done: Done, table: Table, versions: Mapping[str, int]) -> bool:
    """Whether the list in `table` was made of just these versions, by name, and is still there."""
    now = store.version_held(table)
    last = [done.get((str(table), None, name)) for name in versions]
    return now is not None and all(
        one is not None and one["input_version"] == version and now >= (one["version_after"] or 0)
        for one, version in zip(last, versions.values(), strict=True)
    )


def entries(
    store: Store, table: Table, before: int | None, versions: Mapping[str, int], asked: dt.date | None
) -> list[Entry]:
    """What a run records of a list that it made of these versions.

    A list of a day that was `asked` for says nothing of whether the newest one is made.
    """
    after = store.version_held(table)
    return [
        Entry(
            str(table),
            name,
            input_version=version if asked is None else None,
            version_before=before,
            version_after=after,
        )
        for name, version in versions.items()
    ]


def is_for_nothing(done: Done, table: Table, name: str, version: str) -> bool:
    """Whether it is on record that the data of this `version` hold nobody of whom `table` could tell by that name."""
    last = done.get((str(table), None, name))
    return last is not None and last["fingerprint"] == version


def for_nothing(table: Table, name: str, version: str) -> Entry:
    """What a run records where the data of this `version` hold nobody."""
    return Entry(str(table), name, fingerprint=version)
