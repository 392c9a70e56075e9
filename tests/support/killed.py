"""Runs a job and kills its whole process group with SIGKILL at a named point.

`killed.py POINT JOB arguments…`; a point is before or after a write, e.g. after:merge:silver.students, where what is
staged has a name instead of a table, or a step of a purge, e.g. after:_vacuum:silver.students, or `seconds:12.5`.
`lake.killed` starts it.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from edulake.store import little, purge
from edulake.store.store import Store

WRITES = ("append", "merge", "stage", "delete", "cluster_again")
PURGING = ("remove", "_rewrite", "_vacuum", "_checkpoint", "_is_cut_off")


def kill() -> None:
    os.killpg(os.getpgid(0), signal.SIGKILL)


def killing(method: Callable[..., Any], name: str, point: str) -> Callable[..., Any]:
    """`method`, after or before whose call on the table named by `point` everything ends."""
    when, what, table = point.split(":")

    def call(self: Store, first: Any, *rest: Any, **named: Any) -> Any:
        hit = what == name and table in (str(first), rest[0] if rest else "")
        if hit and when == "before":
            kill()
        result = method(self, first, *rest, **named)
        if hit:
            kill()
        return result

    return call


if __name__ == "__main__":
    point, job, *arguments = sys.argv[1:]
    little.LITTLE = 0  # code is made for its queries, as where there is much; the tests' own session is without
    if point.startswith("seconds:"):
        threading.Timer(float(point.split(":")[1]), kill).start()
    else:
        # Before a job is imported, which may import them by name.
        for of, names in ((Store, WRITES), (purge, PURGING)):
            for name in names:
                setattr(of, name, killing(getattr(of, name), name, point))
    raise SystemExit(importlib.import_module(f"edulake.jobs.{job}").main(arguments))
