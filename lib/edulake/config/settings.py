"""Every setting and its default, as frozen dataclasses; `load` reads what overrides them. None is ever a secret."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from edulake.config import doses, experiments, staff
from edulake.config.agents import Agents
from edulake.config.alerts import Alerts
from edulake.config.database import Database  # noqa: TC001 - get_type_hints reads it
from edulake.config.databricks import Databricks
from edulake.config.early_warning import EarlyWarning
from edulake.config.erasure import Erasure
from edulake.config.experiments import Experiment  # noqa: TC001 - get_type_hints reads it
from edulake.config.follow import Follow
from edulake.config.kafka import Kafka  # noqa: TC001 - get_type_hints reads it
from edulake.config.language import APART, Language
from edulake.config.limits import Limits
from edulake.config.logs import Logs
from edulake.config.maintenance import Maintenance
from edulake.config.place import as_path, scheme
from edulake.config.publish import Publish
from edulake.config.rest import Rest  # noqa: TC001 - get_type_hints reads it
from edulake.config.retention import Retention
from edulake.config.spread import Spread  # noqa: TC001 - get_type_hints reads it
from edulake.config.tracking import Tracking
from edulake.errors import ConfigError
from edulake.expr.vocabulary import Money  # noqa: TC001 - get_type_hints reads it


def _is_day_of_every_year(day: str) -> bool:
    try:
        return dt.datetime.strptime(f"2001-{day}", "%Y-%m-%d").replace(tzinfo=dt.UTC).strftime("%m-%d") == day
    except ValueError:
        return False


# What is foreseen: who needs help, and what is next for learners of languages.
EARLY_WARNING, LANGUAGES = FORESEEN = ("early-warning", "languages")


@dataclass(frozen=True)
class Gold:
    """Choices of the products.

    `split_date` parts trends into before and after; empty means 1 July of each row's own last year. A student is
    chronically absent who missed at least `chronic_absence` of the days recorded, if those are `minimum_days` or more.
    `census_day`, month and day, is the one on which people are counted in each school year. A group of students is
    disciplined out of proportion whose risk is over `risk_ratio` times that of all others. `required_doses` are those
    of each vaccine by grade level, All for each that is not named: what most states of the USA ask for, by default.
    `excused_absences` are categories of absences of staff that count neither as work nor as absence. `required_hours`
    are those of professional learning by role (Teacher = { hours = 100, years = 5, since = 2024, by_fte = true }): in
    so many school years, one by default, the first of which ends in `since`, times the share of full time by `by_fte`.
    `language` are those of the products about learning a language (language.py), and so are `experiments`, which are
    written as blocks of their own (`[experiments.NAME]`, experiments.py).
    """

    split_date: dt.date | None = None
    chronic_absence: Decimal = Decimal("0.10")
    minimum_days: int = 10
    census_day: str = "10-01"
    risk_ratio: Decimal = Decimal("2.0")
    required_doses: dict[str, dict[str, int]] = field(default_factory=doses.usual, hash=False)
    excused_absences: list[str] = field(default_factory=staff.usual, hash=False)
    required_hours: dict[str, dict[str, Any]] = field(default_factory=dict, hash=False)
    language: Language = Language()
    experiments: dict[str, Experiment] = field(default_factory=dict, hash=False)

    def chosen(self, *apart: str) -> dict[str, object]:
        """What tables are made with: a setting that came after the first ones only where it is not at its default.

        Until it was chosen otherwise nothing was made with it, and what was made before it came is made as ever. Of
        those that few tables are made with, APART, only what is named counts.
        """
        usual, first = Gold(), ("split_date", "chronic_absence", "minimum_days")
        counting = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in APART or f.name in apart}
        said = {name: value for name, value in counting.items() if name in first or value != getattr(usual, name)}
        return {name: value.chosen() if isinstance(value, Language) else value for name, value in said.items()}

    def __post_init__(self) -> None:
        if not _is_day_of_every_year(self.census_day):
            why = "a month and a day that each year has are written like 10-01"
            raise ConfigError(f"gold.census_day cannot be {self.census_day}", why, "correct it")
        if not self.risk_ratio > 0:
            why = "a risk is so many times another"
            raise ConfigError(f"gold.risk_ratio cannot be {self.risk_ratio}", why, "give 2")
        doses.must_be_known(self.required_doses)
        staff.absences_must_be_known(self.excused_absences)
        staff.hours_must_be_known(self.required_hours)
        experiments.must_be_sound(self.experiments)


@dataclass(frozen=True)
class Schedule:
    """When the daily run starts, by an IANA time zone; after how many days models are trained, tables clustered."""

    time: str = "06:00"
    time_zone: str = "UTC"
    train_every_days: int = 7
    cluster_every_days: int = 7


@dataclass(frozen=True)
class Aidp:
    """Where `deploy` finds what only an Oracle AI Data Platform workspace knows."""

    folder: str = "/Workspace/Shared/edulake"
    cluster_key: str = "CLUSTER_KEY"
    cluster_name: str = "CLUSTER_NAME"


@dataclass(frozen=True)
class SourceSettings:
    """A source described by configuration alone: files of one form, whose rows are facts of one subject.

    With the format jdbc it is rows of a `database`, with kafka a topic (kafka.py), with rest a list that is pulled
    (rest.py); with a `standard`, one more system that delivers by it.

    `columns` maps raw columns of the subject's bronze table, without the prefix `raw_`, to the names in the
    file, to several (called.py), or with `header = false` to positions from 1 on; with `loose_names` case and blanks
    of a name do not count. `constants` gives the same columns a fixed text instead. `system` is the source's name and
    landing folder where several blocks describe what one system delivers; by default, the block's own name. Each
    delivery of a `snapshot` holds every record there is. What nobody may hold is kept out of every layer: the columns
    of the file that `omit` names (in any case, with a dot within nested JSON), or with `only_mapped` all that `columns`
    lacks.

    `id_namespace` stands before each id of the source, so that it is nobody else's: two districts may both have a
    student 1. Without one, sources share their ids. `time_zone`, of IANA, is where its days begin: a moment with an
    offset (and each of a database or of Parquet that has a time zone) counts on the local day, one without an offset
    is a local time. Without one, moments are of UTC, and days as they are written. `patterns` are regular expressions
    for columns as `columns` names them: what does not fit as a whole is kept, with an issue code. `records` says where
    the list of records is in files of JSON that are objects around it: studentSubmissions, or data.items.

    `date_formats` are those of expr/vocabulary.py, with a time form behind them or without. `codes.status` says what
    the source writes for statuses of attendance, as a table (T = "Absent", or T = { status = "Absent", share = 0.5 }),
    or as the name of a file beside the configuration, whose columns are code, status and share: how much of the day was
    missed, where that is not the usual. A standard's block may say `codes` of any column that its subjects have in
    codes; one counts in the subjects where its meaning is one. A score above its highest is refused, or taken for that
    (`score_above_maximum = "cap"`), with an issue code. In a wide file columns are rows, as `spread` says (spread.py).
    With `exceptions_only` its attendance is absences and lateness, as Ed-Fi's is without that: no rate is made of it.
    `crosswalk` names the block with the subject crosswalk that says which students its ids stand for. An id of which it
    does not say so, or says two, stays one of this system: behind the system's name, with an issue code. `money` is
    how it writes amounts of money (expr/vocabulary.py). Messages of conversations in a language are corrected up to the
    level `corrections_up_to`, C2 (all of them) by default: above it nobody looked for errors.
    """

    format: str = ""
    standard: str = ""
    files: str = ""
    database: Database | None = None
    rest: Rest | None = None
    kafka: Kafka | None = None
    subject: str = "assessments"
    system: str = ""
    snapshot: bool = False
    columns: dict[str, Any] = field(default_factory=dict, hash=False)
    header: bool = True
    loose_names: bool = False
    constants: dict[str, str] = field(default_factory=dict, hash=False)
    delimiter: str = ","
    encoding: str = "utf-8"
    date_formats: list[str] = field(default_factory=lambda: ["yyyy-MM-dd"], hash=False)
    decimal_comma: bool = False
    score_min: Decimal = Decimal(0)
    score_max: Decimal = Decimal(100)
    score_percent: bool = False
    score_above_maximum: str = "refuse"
    id_namespace: str = ""
    crosswalk: str = ""
    time_zone: str = ""
    patterns: dict[str, str] = field(default_factory=dict, hash=False)
    codes: dict[str, Any] = field(default_factory=dict, hash=False)
    no_engagement_is_zero: bool = False
    exceptions_only: bool | None = None
    omit: list[str] = field(default_factory=list, hash=False)
    only_mapped: bool = False
    records: str = ""
    spread: Spread | None = None
    money: Money | None = None
    corrections_up_to: str = ""


@dataclass(frozen=True)
class Settings:
    """Everything a job needs to know of its surroundings.

    `warehouse` and `landing` may be `file:` URLs; they are held as the paths that those mean. Links within the landing
    folder are followed; those out of it only with `follow_links_out`: whoever delivers then reaches all of the disk.
    `catalog` is set only where the platform has catalogs. `spark` is applied only to a session that
    edulake builds itself. `source_groups` are ingested side by side by the daily run; what no group names is the group
    "others". `s3_single_driver` states that nothing else ever writes to a warehouse on S3 while a job runs.
    """

    warehouse: str = ".edulake/warehouse"
    landing: str = ".edulake/landing"
    follow_links_out: bool = False
    catalog: str = ""
    lock_timeout_seconds: int = 300
    early_warning_in_pipeline: bool = True
    languages_in_pipeline: bool = True
    s3_single_driver: bool = False
    limits: Limits = Limits()
    gold: Gold = Gold()
    early_warning: EarlyWarning = EarlyWarning()
    maintenance: Maintenance = Maintenance()
    retention: Retention = Retention()
    erasure: Erasure = Erasure()
    alerts: Alerts = Alerts()
    tracking: Tracking = Tracking()
    agents: Agents = Agents()
    publish: Publish = Publish()
    schedule: Schedule = Schedule()
    follow: Follow = Follow()
    logs: Logs = Logs()
    aidp: Aidp = Aidp()
    databricks: Databricks = Databricks()
    source_groups: dict[str, list[str]] = field(default_factory=dict, hash=False)
    spark: dict[str, str] = field(default_factory=dict, hash=False)
    sources: dict[str, SourceSettings] = field(default_factory=dict, hash=False)
    experiments: dict[str, Experiment] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.experiments:
            object.__setattr__(self, "gold", replace(self.gold, experiments=self.experiments))
        for name in ("warehouse", "landing"):
            object.__setattr__(self, name, as_path(getattr(self, name)))

    @property
    def foreseen(self) -> tuple[str, ...]:
        """What the daily run foresees, of FORESEEN."""
        asked = (self.early_warning_in_pipeline, self.languages_in_pipeline)
        return tuple(name for name, is_asked in zip(FORESEEN, asked, strict=True) if is_asked)

    @property
    def folder(self) -> Path | None:
        """The warehouse's folder on a disk of this machine; None in a catalog, and where only Spark can look."""
        return None if self.catalog or scheme(self.warehouse) else Path(self.warehouse).absolute()
