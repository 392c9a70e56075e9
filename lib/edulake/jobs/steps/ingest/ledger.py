"""What bronze holds, from ops.deliveries: kept in step with bronze by what happened to it since.

A DELETE, an UPDATE or OPTIMIZE leaves every file known: what erasure or retention removed must not come back. A RESTORE
takes loads away, and they are made again. Where the history does not say what happened, bronze itself does.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from edulake.contract.raw import IN_TOPIC
from edulake.jobs.steps.ingest.settling import IS_RECORD, settled
from edulake.ops.deliveries import EXPIRED, HELD, LOST, REMOVING, Delivered, by_table, in_bronze
from edulake.ops.loads import said_by
from edulake.ops.quarantine import Refusals, refused_files
from edulake.ops.tables import DELIVERIES
from edulake.store.merge import Clause
from edulake.store.small_frame import as_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from edulake.contract.table import Table
    from edulake.jobs.steps.ingest.settling import Settled
    from edulake.ops.loads import Said
    from edulake.store.delta_log import Commit
    from edulake.store.store import Store

# Operations that leave other rows than there were, and those that may bring files: by how they begin.
REPLACING = ("RESTORE", "CLONE", "REPLACE", "CREATE OR REPLACE")
BRINGING = ("WRITE", "MERGE", "STREAMING UPDATE", "COPY INTO", "CONVERT", "CREATE TABLE AS SELECT")


class Account(NamedTuple):
    """Every file that is or was in a table; whether bronze must be asked whether that is so."""

    rows: list[Delivered]
    is_sure: bool


class Ledger:
    """ops.deliveries as one run uses it: read once, and written after each load and each repair."""

    def __init__(self, store: Store, say: Callable[[str], None]) -> None:
        self.store = store
        self.say = say

    @cached_property
    def refused(self) -> dict[str, Refusals]:
        """The files refused, by bronze table; asked for only where a file is new."""
        return defaultdict(Refusals, refused_files(self.store))

    @cached_property
    def _written(self) -> dict[str, list[Delivered]]:
        return by_table(self.store) if self.store.exists(DELIVERIES) else {}

    def of(self, table: Table) -> list[Delivered]:
        """The files of a table, also those that it no longer holds."""
        return self._written.get(str(table), [])

    def compare(self, table: Table) -> None:
        """Mend what is written of a table, where something happened to it since."""
        held = self.of(table)
        known = self._compared(table, held)
        if known != held:
            self._write(table, held, known)

    def is_compared(self, table: Table) -> None:
        """Write down that what is written of a table holds at its version of now: rows went, and no file is new."""
        now = self.store.version(table)
        self._write(table, self.of(table), [row._replace(checked_version=now) for row in self.of(table)])

    def add(self, table: Table, rows: list[Delivered]) -> None:
        """Write down the files of a load, or of several."""
        self._write(table, self.of(table), [*self.of(table), *rows])

    def _compared(self, table: Table, held: list[Delivered]) -> list[Delivered]:
        store = self.store
        if not store.exists(table):
            return [row._replace(status=_lost(row), checked_version=-1) for row in held]
        now, seen = store.version(table), max((row.checked_version for row in held), default=-1)
        if now == seen:
            return held
        commits = store.commits_after(table, seen) if seen < now else None
        accounted = account(held, reversed(commits or []), partial(settled, store, table))
        if commits is not None and accounted.is_sure:
            return accounted.rows
        self.say(f"bronze  {table.name}: which files it holds is found out from its rows")
        return agreed(accounted.rows, in_bronze(store.read(table, now), now, IS_RECORD), now, all_known=commits is None)

    def _write(self, table: Table, before: list[Delivered], after: list[Delivered]) -> None:
        """Append what is new, where nobody else can be writing it; MERGE where a row changed."""
        self._written[str(table)] = after
        store, known = self.store, set(before)
        changed = [row for row in after if row not in known]
        ids = {row.id_in(str(table)) for row in before}
        if store.reading or not changed:
            return
        rows = as_frame(store.spark, [row.row(str(table)) for row in changed], DELIVERIES.struct())
        if store.root and not any(row.id_in(str(table)) in ids for row in changed):
            store.append(DELIVERIES, rows)
        else:
            whole = {name: f"s.{name}" for name in DELIVERIES.column_names if name not in DELIVERIES.key}
            store.merge(DELIVERIES, rows, [Clause("true", whole)])


def account(held: list[Delivered], commits: Iterable[Commit], settle: Callable[[Said, Commit], Settled]) -> Account:
    """The files that were `held`, after these later `commits`, oldest first; `settle` is asked about each load."""
    rows, is_sure = list(held), True
    for commit in commits:
        said = said_by(commit)
        if said:
            rows += settle(said, commit).rows
        elif commit.operation.startswith(REPLACING) or commit.overwrites:
            rows, is_sure = _restored(rows, commit), False
        elif commit.operation.startswith(BRINGING):
            is_sure = False
    return Account(rows, is_sure)


def agreed(rows: list[Delivered], in_table: list[Delivered], now: int, *, all_known: bool) -> list[Delivered]:
    """`rows` as bronze bears them out, which holds the files `in_table`.

    With `all_known`, whatever bronze does not hold is lost; else only what was lost by an account of its commits.
    """
    there = {_key(row): row for row in in_table}
    known = {_key(row) for row in rows}
    kept = [
        row._replace(
            status=_standing(row, all_known=all_known, is_there=_key(row) in there),
            checked_version=now,
        )
        for row in rows
    ]
    return [*kept, *(row for key, row in there.items() if key not in known)]


def _standing(row: Delivered, *, is_there: bool, all_known: bool) -> str:
    if is_there:
        return REMOVING if row.status in EXPIRED else HELD
    return LOST if all_known and row.status == HELD else row.status


def _restored(rows: list[Delivered], commit: Commit) -> list[Delivered]:
    """What a table held at the version that it was restored to; nothing is sure where that version is not told."""
    version = commit.parameters.get("version", "")
    last = int(version) if commit.operation == "RESTORE" and version.isdigit() else -1
    return [row._replace(status=LOST) if row.status == HELD and row.bronze_version > last else row for row in rows]


def _lost(row: Delivered) -> str:
    """What a row is without its table: what retention removed does not come back for that."""
    return row.status if row.status in EXPIRED else LOST


def _key(row: Delivered) -> tuple[object, ...]:
    """What a file is known by. A range of a topic may end behind its last record, by which bronze names it."""
    if row.source_file.startswith(IN_TOPIC):
        return row.source_system, row.batch_number, row.source_file.rpartition("/")[0]
    return row.source_system, row.batch_number, row.source_file, row.source_file_sha256
