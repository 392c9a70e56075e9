"""What the work on a table cost: how long it took, CPU time, bytes written, and memory.

Read from the operating system: it costs a look at two small files, and asks Spark for nothing. What Spark does in other
processes than those of this machine nobody sees from here: it is null, not nothing.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from edulake.config.load import platform
from edulake.store import processes
from edulake.store.session import NotStarted, jvm_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from edulake.contract.table import Table
    from edulake.ops.runs import Run
    from edulake.store.store import Store

# What a writer says of the bytes of its commit, whatever it did.
BYTES_ADDED = ("numOutputBytes", "numTargetBytesAdded")


class Reading(NamedTuple):
    """Seconds that only grow; CPU milliseconds used so far, and the most memory in bytes, of all our processes."""

    at: float
    cpu: int | None
    memory: int | None


@contextmanager
def counted(run: Run, store: Store, table: Table) -> Iterator[None]:
    """Count what is done within for the table into the first of the entries that `run` gains: once for all of them."""
    before, known = reading(store), len(run.entries)
    yield
    gained = run.entries[known:]
    if not gained:
        return
    first, now = gained[0], reading(store)
    first.milliseconds = round((now.at - before.at) * 1000)
    first.cpu_milliseconds = None if now.cpu is None or before.cpu is None else now.cpu - before.cpu
    first.peak_memory_bytes = now.memory
    first.bytes_written = bytes_written(store, table, first.version_before, first.version_after)


def reading(store: Store) -> Reading:
    """What this process and the JVM of its session have used by now."""
    at = time.monotonic()
    ours = [os.getpid()]
    if not isinstance(store.spark, NotStarted):
        jvm = jvm_process(store.spark) if platform() == "local" else None
        if jvm is None:
            return Reading(at, None, None)
        ours.append(jvm)
    used = [processes.used(pid) for pid in ours]
    if None in used:
        return Reading(at, None, None)
    return Reading(at, sum(one.cpu for one in used if one), sum(one.memory for one in used if one))


def bytes_written(store: Store, table: Table, before: int | None, after: int | None) -> int | None:
    """Bytes of the files that the commits later than `before` added; null where asking would cost an action."""
    if store.root is None or after is None:
        return None
    commits = store.history(table, after - (-1 if before is None else before)) if after != before else []
    return sum(commit.metrics.get(name, 0) for commit in commits for name in BYTES_ADDED)
