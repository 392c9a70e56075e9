"""What runs every day, in which order, and how often it is tried: the only place that says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from edulake.config.settings import EARLY_WARNING, FORESEEN
from edulake.contract.sql import IDENTIFIER
from edulake.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from edulake.config.settings import Settings

# Every job takes them; an empty value is as good as none, so a scheduler may pass what it does not set.
PARAMETERS = {
    "catalog": "Catalog of the tables; empty where the platform has none",
    "warehouse": "Where the tables lie, or what is staged for them",
    "landing": "Where deliveries arrive: one folder per source",
    "conf": "TOML file with settings and sources, over the shipped ones",
    "as_of": "Day of the early-warning list; by default the newest",
}
EVERY_JOB = ("catalog", "warehouse", "landing", "conf")


@dataclass(frozen=True)
class Task:
    """One run of a `job`, once the tasks `after` which it comes have succeeded.

    `options` are its own; those that are parameters of the workflow are named in `parameters`.
    """

    name: str
    job: str
    after: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()

    def arguments(self, value: Callable[[str], str]) -> list[str]:
        """The command line behind the job's name; `value` says how the scheduler writes a parameter."""
        given = (*EVERY_JOB, *self.parameters)
        return [*self.options, *(f"--{name.replace('_', '-')}={value(name)}" for name in given)]


@dataclass(frozen=True)
class Retries:
    """How often a failed task is tried again, after `pause_seconds`.

    Where a scheduler can, each pause is twice the one before it, up to `longest_pause_seconds`.
    """

    times: int = 3
    pause_seconds: int = 60
    longest_pause_seconds: int = 600


@dataclass(frozen=True)
class Workflow:
    """The daily run: its tasks, before each other as they are listed. Two runs at once are never allowed."""

    name: str
    meaning: str
    tasks: tuple[Task, ...]
    hour: int
    minute: int
    time_zone: str
    retries: Retries = Retries()
    timeout_seconds: int = 4 * 3600

    def __post_init__(self) -> None:
        known: set[str] = set()
        for task in self.tasks:
            if task.name in known or not set(task.after) <= known:
                raise ValueError(f"{task.name}: named twice, or after something that is not before it")
            known.add(task.name)

    @property
    def quartz(self) -> str:
        """The schedule as Databricks and AIDP write it."""
        return f"0 {self.minute} {self.hour} * * ?"

    @property
    def cron(self) -> str:
        return f"{self.minute} {self.hour} * * *"


def daily(settings: Settings) -> Workflow:
    """The workflow of these settings: an ingest for each group of sources, then one task after the other."""
    schedule = settings.schedule
    hour, minute = _time(schedule.time)
    wrong = [name for name in settings.source_groups if not IDENTIFIER.match(name) or name == "others"]
    if wrong:
        raise ConfigError(f"no group of sources may be called {wrong[0]}", "", "letters, digits and _; not others")
    ingests = [
        Task(f"ingest_{group}", "bronze_ingest", options=("--group", group))
        for group in (*settings.source_groups, "others")
    ]
    answers = (
        Task("silver_cleanse", "silver_cleanse", tuple(task.name for task in ingests)),
        Task("gold_aggregate", "gold_aggregate", ("silver_cleanse",)),
    )
    warning = _foreseeing(schedule.train_every_days, settings.foreseen)
    retained = _retain(settings.retention.every_days, (*answers, *warning)[-1].name)
    care = (
        *([Task("publish", "publish", ((*answers, *warning)[-1].name,))] if _is_published(settings) else []),
        *retained,
        # Before the check, so that it sees the tables as OPTIMIZE left them.
        Task(
            "maintain",
            "maintain",
            ((*answers, *warning, *retained)[-1].name,),
            _at_most_every(schedule.cluster_every_days),
        ),
        Task("validate", "validate", ("maintain",)),
    )
    return Workflow(
        "edulake_daily",
        "From new deliveries to answers and the early-warning list, checked.",
        (*ingests, *answers, *warning, *care),
        hour,
        minute,
        _zone(schedule.time_zone),
    )


def _is_published(settings: Settings) -> bool:
    return bool(settings.publish.url or settings.publish.drop)


def _foreseeing(train_every_days: int, foreseen: tuple[str, ...]) -> tuple[Task, ...]:
    """Models and lists of what is foreseen; what became of those listed is asked of early warning alone."""
    if not foreseen:
        return ()
    only = () if foreseen == FORESEEN else ("--only", *foreseen)
    return (
        Task("ml_train", "ml_train", ("gold_aggregate",), (*only, *_at_most_every(train_every_days))),
        Task("ml_score", "ml_score", ("ml_train",), only, parameters=("as_of",)),
        *([Task("ml_backtest", "ml_backtest", ("ml_score",))] if EARLY_WARNING in foreseen else []),
    )


def _retain(every_days: int, after: str) -> tuple[Task, ...]:
    """None unless the settings ask for it: nothing is deleted of which nobody saw beforehand how much it is."""
    return (Task("retain", "retain", (after,), _at_most_every(every_days)),) if every_days else ()


def _at_most_every(days: int) -> tuple[str, str]:
    return "--at-most-every", str(days)


def _time(text: str) -> tuple[int, int]:
    hour, _, minute = text.partition(":")
    if not (hour.isdigit() and minute.isdigit() and int(hour) < 24 and int(minute) < 60):
        raise ConfigError(f"schedule.time is {text}", "that is no time of day", "write it as 06:00")
    return int(hour), int(minute)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError):
        raise ConfigError(f"schedule.time_zone is {name}", "no time zone is called so", "e.g. Europe/Berlin") from None
    return name
