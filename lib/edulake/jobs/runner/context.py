"""What the body of a job works with."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from edulake.config.settings import FORESEEN
from edulake.errors import ConfigError, EdulakeError, known
from edulake.ops.alerts import costs
from edulake.ops.runs import Journal, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from edulake.config.settings import Settings
    from edulake.ops.alerts.alert import Alert
    from edulake.store.store import Store

# What is said of a list that was pulled, and the error where it could not be.
Pulled = tuple[str, EdulakeError | None]

SELECTORS = ("source", "subject", "product")


def tell(text: str) -> None:
    """Say something to people."""
    print(text, file=sys.stderr, flush=True)


def always(_: str) -> bool:
    """Every part of the work is due: what goes on and on has a pace for some (repeating.py)."""
    return True


@dataclass
class Context:
    """What a job body works with. Empty selections mean everything.

    What was `pulled`, by block, stays known where the body begins anew, with Spark or after a conflict.
    """

    settings: Settings
    store: Store
    selected: dict[str, list[str]] = field(default_factory=dict)
    dry_run: bool = False
    options: argparse.Namespace = field(default_factory=argparse.Namespace)
    failures: list[EdulakeError] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    tell: Callable[[str], None] = tell
    journal_of: Callable[[Store], Journal] = Journal
    is_due: Callable[[str], bool] = always
    pulled: dict[str, Pulled] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.journal = self.journal_of(self.store)

    def begins_anew(self) -> None:
        """Forget what the body did so far, and what was read for it."""
        self.failures.clear()
        self.alerts.clear()
        self.journal = self.journal_of(self.store)

    def turn_page(self) -> None:
        """Write down what was entered so far, and know it from here on, as another run would."""
        self.journal.close()
        self.journal = self.journal_of(self.store)

    @property
    def foreseen(self) -> Sequence[str]:
        """What the option `only` names, of FORESEEN; all without it."""
        only = getattr(self.options, "only", None)
        return (only,) if only else FORESEEN

    @property
    def landing(self) -> Path:
        return Path(self.settings.landing)

    def say(self, text: str) -> None:
        self.tell(text)

    def fail_at_end(self, error: EdulakeError) -> None:
        """Go on with the rest, but end as this error says."""
        self.failures.append(error)

    def must_have_done_all(self) -> None:
        """The first of the errors that were left for the end."""
        if self.failures:
            raise self.failures[0]

    def alert(self, alert: Alert) -> None:
        """Have somebody told when the job is done, however it ends."""
        self.alerts.append(alert)

    def watch_cost(self, runs: Sequence[Run]) -> None:
        """Have somebody told of runs that took or cost unusually much."""
        for run in runs if "cost" in self.settings.alerts.on else ():
            self.alert_of("a run cost more than usual", costs.unusual, run)

    def alert_of(self, what: str, find: Callable[[Store, Sequence[Run]], list[Alert]], run: Run) -> None:
        """Have somebody told of what `find` sees in a run, where anybody is; best effort: the work itself is done."""
        if not self.settings.alerts.is_sent or not run.wrote:
            return
        try:
            self.alerts.extend(find(self.store, [run]))
        except Exception as reason:  # noqa: BLE001 - whatever it is, the job has done its work
            self.say(f"alert   whether {what} is not known: {known(reason).code}")

    def choose(self, selector: str, known: Sequence[str]) -> list[str]:
        """The selected names, or all, each once; ConfigError for a name that does not exist."""
        chosen = self.selected.get(selector) or []
        unknown = [name for name in chosen if name not in known]
        if unknown:
            raise ConfigError(
                f"no {selector} is called {unknown[0]}", "", f"choose from {', '.join(dict.fromkeys(known))}"
            )
        return list(dict.fromkeys(chosen or known))
