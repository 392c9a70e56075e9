"""How long what is kept is kept. Data only: standard library."""

from __future__ import annotations

from dataclasses import dataclass, field

from edulake.errors import ConfigError


@dataclass(frozen=True)
class Retention:
    """How long `retain` keeps what is kept, where that is not as the contracts of the tables say.

    `days` are those of tables by name ("bronze.messages_raw" = 180). Files in the landing folder that bronze holds are
    deleted `landing_days` after it took them; with 0 they stay. The daily run has a task for it every
    `every_days` days; with 0 it has none, and somebody starts the job. With `purge` no byte of what went remains, and
    time travel ends there; without it, older versions hold it until somebody vacuums.

    In an object store `deploy` has files of landing and archive moved to cooler storage after `cool_days` and
    `archive_days`, and what runs staged deleted after `staging_days`; with 0 they are not.
    """

    landing_days: int = 0
    days: dict[str, int] = field(default_factory=dict, hash=False)
    every_days: int = 0
    purge: bool = True
    cool_days: int = 30
    archive_days: int = 0
    staging_days: int = 2

    def __post_init__(self) -> None:
        numbers = {name: getattr(self, name) for name in ("landing_days", "every_days", "cool_days", "archive_days")}
        for name, days in {**numbers, "staging_days": self.staging_days}.items():
            if days < 0:
                raise ConfigError(f"retention.{name} cannot be {days}", "days are counted from 0", "0 leaves it out")
        for table, days in self.days.items():
            if days < 1:
                why = "what comes today would be gone today"
                raise ConfigError(f"retention.days of {table} cannot be {days}", why, "give 1 or more")
