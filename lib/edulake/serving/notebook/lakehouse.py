"""The lakehouse as a notebook sees it: rows by question, and whether a table is there."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Protocol

from edulake.config.load import load, platform
from edulake.errors import EdulakeError
from edulake.serving import query
from edulake.serving.notebook import parameters
from edulake.serving.notebook.exhibit import Exhibit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from edulake.config.settings import Settings
    from edulake.contract.table import Table
    from edulake.serving.questions.question import Row

PLACE = ("catalog", "warehouse", "conf")


class Lakehouse:
    """A view of a warehouse that stays open as long as the notebook; `parameters` are what the notebook was told."""

    def __init__(self, settings: Settings, told: Mapping[str, str]) -> None:
        self.settings = settings
        self.parameters = told
        self.view = ExitStack().enter_context(query.opened(settings))

    def __repr__(self) -> str:
        where = self.settings.catalog or self.settings.warehouse
        return f"{where}: {len(self._there)} tables, read by {type(self.view).__name__}"

    def has(self, name: str | Table) -> bool:
        """Whether a table, called layer.table, is there."""
        return str(name) in self._there

    @cached_property
    def _there(self) -> set[str]:
        return {str(table) for table in self.view.tables()}

    def rows(self, sql: str) -> list[Row]:
        """What a SELECT answers, row by row, by the names of its columns."""
        columns, rows = self.view.query(sql)
        return [dict(zip(columns, row, strict=True)) for row in rows]


class Job(Protocol):
    """A job as a module: `main` takes words of a command line, and returns its exit code."""

    __name__: str

    def main(self, argv: list[str]) -> int: ...


def opened(namespace: Mapping[str, Any], *jobs: Job, also: tuple[str, ...] = ()) -> Lakehouse:
    """The lakehouse that a notebook's globals() name; where they say run = "yes", after a run of `jobs`.

    `also` are further parameters of this notebook. EdulakeError if a job fails.
    """
    told = parameters.told(namespace, (*PLACE, *(("landing", "run") if jobs else ()), *also))
    if jobs and parameters.is_yes("run", told["run"]):
        given = [f"--{name}={told[name]}" for name in (*PLACE, "landing")]
        for job in jobs:
            code = job.main(given)
            if code:
                what = f"{job.__name__.rpartition('.')[2]} ended with exit code {code}"
                raise EdulakeError(what, "its last lines say why", "see the cell's output")
    settings = load(told["conf"], told["warehouse"], None, platform(), told["catalog"])
    return Lakehouse(settings, told)


def asks(
    *tables: str | Table,
) -> Callable[[Callable[[Lakehouse], Exhibit]], Callable[[Lakehouse], Exhibit]]:
    """Marks a question that needs `tables`: where one is missing, the answer says so."""

    def decorated(question: Callable[[Lakehouse], Exhibit]) -> Callable[[Lakehouse], Exhibit]:
        @wraps(question)
        def answered(lake: Lakehouse) -> Exhibit:
            missing = [str(table) for table in tables if not lake.has(table)]
            if missing:
                return Exhibit(f"Nothing to show yet: no run has written {', '.join(missing)}.")
            return question(lake)

        return answered

    return decorated
