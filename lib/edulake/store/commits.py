"""What a table's commits since a version mean: nothing, changed rows, or that its past is another one now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from edulake.contract.table import Table
    from edulake.store.delta_log import Commit
    from edulake.store.store import Store

# What leaves every row as it is.
WITHOUT_ROWS = frozenset(
    {
        "ADD COLUMNS",
        "ADD CONSTRAINT",
        "CHANGE COLUMN",
        "CHANGE COLUMNS",
        "CLUSTER BY",
        "COMPUTE STATS",
        "DROP CONSTRAINT",
        "DROP FEATURE",
        "OPTIMIZE",
        "REORG",
        "SET TBLPROPERTIES",
        "UNSET TBLPROPERTIES",
        "UPGRADE PROTOCOL",
        "VACUUM END",
        "VACUUM START",
    }
)
# What puts another past in the place of the one that was read.
ANOTHER_PAST = ("RESTORE", "CREATE", "REPLACE", "CLONE", "CONVERT")
COUNTED = {
    "WRITE": ("numOutputRows",),
    "STREAMING UPDATE": ("numOutputRows",),
    "MERGE": ("numTargetRowsInserted", "numTargetRowsUpdated", "numTargetRowsDeleted"),
    "DELETE": ("numDeletedRows",),
    "UPDATE": ("numUpdatedRows",),
}


# What a writer counted, by what became of rows.
INSERTED = ("numTargetRowsInserted", "numOutputRows")
UPDATED = ("numTargetRowsUpdated", "numUpdatedRows")
DELETED = ("numTargetRowsDeleted", "numDeletedRows")


class Since(NamedTuple):
    """What happened to a table since a version of it was read.

    `rows` is how many rows changed, at most; None where that is not known. `another_past` says why what was read of
    the table does not hold any more; it is empty where it does.
    """

    rows: int | None
    another_past: str = ""


def since(store: Store, table: Table, version: int) -> Since:
    """What the commits of a table later than `version` did to its rows, whoever made them."""
    now = store.version(table)
    if now == version:
        return Since(0)
    if now < version:
        return Since(None, f"{table} has fewer versions than were read of it")
    commits = store.commits_after(table, version)
    if commits is None:
        return Since(None, f"what happened to {table} is not in its log any more")
    rewritten = [commit.operation for commit in commits if commit.operation.startswith(ANOTHER_PAST)]
    if rewritten:
        return Since(None, f"{table} saw a {rewritten[0]}")
    counted = [rows_changed(commit) for commit in commits]
    return Since(None if None in counted else sum(rows for rows in counted if rows))


def rows_changed(commit: Commit) -> int | None:
    """How many rows a commit inserted, updated or deleted; None where it does not say: then any may have."""
    if commit.operation in WITHOUT_ROWS:
        return 0
    found = [commit.metrics[name] for name in COUNTED.get(commit.operation, ()) if name in commit.metrics]
    return None if commit.overwrites or not found else sum(found)


def spelled_since(store: Store, table: Table, version: int) -> str:
    """In words, how many rows the commits later than `version` inserted, updated and deleted."""
    commits = [commit for commit in store.commits_after(table, version) or [] if rows_changed(commit) != 0]
    counted = {
        what: sum(counted_as(commit, names) or 0 for commit in commits)
        for what, names in (("inserted", INSERTED), ("updated", UPDATED), ("deleted", DELETED))
    }
    return ", ".join(f"{rows:,} rows {what}" for what, rows in counted.items() if rows) or "nothing changed"


def counted_as(commit: Commit, names: tuple[str, ...]) -> int | None:
    """What the writer counted under the first of the names that it used; a MERGE counts what it copied as output."""
    return next((commit.metrics[name] for name in names if name in commit.metrics), None)
