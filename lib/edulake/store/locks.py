"""One writer per table on a local disk.

Two processes that commit to the same Delta table on `file:` can silently lose a commit (its log store only
checks that a name is free, then renames). So a run holds an operating system lock per table. A process that
was killed leaves its JVM behind for a moment, and that JVM may still be committing: the lock file names it,
and the next holder waits until it is gone.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from edulake.errors import LockedError, unwritable
from edulake.store.processes import is_same, started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POLL_SECONDS = 0.2


class TableLocks:
    """Locks in `folder` (None: the storage has its own commit protocol, nothing is locked); reentrant."""

    def __init__(self, folder: Path | None, timeout: float, jvm: int | None) -> None:
        self.folder = folder
        self.timeout = timeout
        self.holder = {"jvm": jvm, "started": started(jvm)}
        self.held: set[str] = set()

    @contextmanager
    def holding(self, *tables: str) -> Iterator[None]:
        """Hold the locks of `tables`, taken in one order everywhere; LockedError after the timeout."""
        wanted = sorted(set(tables) - self.held)
        if self.folder is None or not wanted:
            yield
            return
        self._make(self.folder)
        deadline = time.monotonic() + self.timeout
        files = []
        try:
            for table in wanted:
                file = open(self.folder / f"{table}.lock", "a+", opener=private)  # noqa: SIM115 - closed below
                files.append(file)
                self._acquire(file, table, deadline)
                self.held.add(table)
            yield
        finally:
            # Who lets go says so: only a holder that was killed leaves its name behind.
            for table, file in zip(wanted, files, strict=False):
                if table in self.held:
                    file.truncate(0)
                file.close()
            self.held.difference_update(wanted)

    def _make(self, folder: Path) -> None:
        try:
            # The warehouse as well: `parents` would leave it open to others.
            for path in (folder.parent, folder):
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise unwritable("the warehouse cannot be written", folder.parent, error) from None

    def _acquire(self, file, table: str, deadline: float) -> None:  # noqa: ANN001 - an open text file
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                self._wait(table, deadline)
        file.seek(0)
        while _alive(file.read() or "{}", self.holder):
            self._wait(table, deadline)
            file.seek(0)
        file.truncate(0)
        file.write(json.dumps(self.holder))
        file.flush()

    def _wait(self, table: str, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise LockedError(
                f"{table} is held by another run",
                f"waited {self.timeout:.0f} s",
                "wait for it to end, or raise lock_timeout_seconds",
            )
        time.sleep(POLL_SECONDS)


def private(path: str, flags: int) -> int:
    """A file of its owner alone, whatever the umask."""
    return os.open(path, flags, 0o600)


def _alive(text: str, ours: dict[str, object]) -> bool:
    """Whether the JVM of the last holder, not our own, still runs."""
    try:
        last = json.loads(text)
        jvm, then = last["jvm"], last["started"]
    except (ValueError, KeyError, TypeError):
        return False
    return isinstance(jvm, int) and last != ours and is_same(then, started(jvm))
