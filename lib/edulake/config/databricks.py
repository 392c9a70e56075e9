"""What job clusters of Databricks are made of. Data only: standard library."""

from __future__ import annotations

from dataclasses import dataclass

from edulake.errors import ConfigError

CLOUDS = ("aws", "azure", "gcp")


@dataclass(frozen=True)
class Databricks:
    """Whose machines the bundle asks for: those of a `cloud`, and with `spot` cheap ones that may be taken away.

    The driver is never one of them: without it a run begins again.
    """

    cloud: str = "aws"
    spot: bool = False

    def __post_init__(self) -> None:
        if self.cloud not in CLOUDS:
            raise ConfigError(f"databricks.cloud is {self.cloud}", "", f"choose from {', '.join(CLOUDS)}")
