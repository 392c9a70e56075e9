"""What people are told who ask for a version of a table that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import UnreadableError

if TYPE_CHECKING:
    from edulake.contract.table import Table


def must_be_there(table: Table, version: int, newest: int) -> None:
    """UnreadableError for a version that no commit has made yet."""
    if version > newest:
        why = f"the newest is {newest}"
        raise UnreadableError(f"{table} has no version {version}", why, f"choose one of `edulake history {table}`")


def gone(table: Table, version: int) -> UnreadableError:
    """What `maintain`, `retain` or `erase` leaves of an old version: a line of history, and no rows."""
    what = f"version {version} of {table} cannot be read any more"
    return UnreadableError(
        what, "its files or its log were removed", f"choose a newer one of `edulake history {table}`"
    )
