"""What a job is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from edulake.config.settings import Settings
    from edulake.jobs.runner.context import Context
    from edulake.jobs.runner.pace import Pace
    from edulake.ops.runs import Run


@dataclass(frozen=True)
class Job:
    """A job by name: `body` does the work and returns its runs; `selectors` are the --NAME options it takes.

    A job `for_people` ends with what it shows them, not with the JSON line. One that has a `place` of its own works
    there, unless it is told otherwise. One with a `pace` goes on and on: its body is a tick, and the pace says how many
    seconds lie between two of them, and between two times that a part of it is due. Options that are `once` count for
    its first tick alone. One that does not need Spark (`needs_spark`), wherever delta-rs reads the warehouse, is done
    once: what it ends with there stands. How much one handles that `brings_its_own` is not known by what lies
    in landing and warehouse before.
    """

    name: str
    help: str
    body: Callable[[Context], list[Run]]
    selectors: tuple[str, ...] = ()
    arguments: Callable[[argparse.ArgumentParser], None] | None = None
    for_people: bool = False
    place: Callable[[argparse.Namespace, Settings], Settings] | None = None
    pace: Callable[[argparse.Namespace, Settings], Pace] | None = None
    needs_spark: bool = True
    once: tuple[str, ...] = ()
    brings_its_own: bool = False
