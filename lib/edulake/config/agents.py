"""What agents may ask of a warehouse (`edulake mcp`). Data only: standard library."""

from __future__ import annotations

from dataclasses import dataclass

from edulake.errors import ConfigError


@dataclass(frozen=True)
class Agents:
    """How much an agent is told at once, and how soon it is told of another version.

    An answer has at most so many `rows`, and takes at most so many `seconds`. Released cells, and that there were none
    of a question where there are some of others, are kept until they are `hours_kept` old, whatever was written
    meanwhile, and made anew then: what one version tells and the next does not is of the few who came or went in
    between.
    """

    rows: int = 200
    seconds: float = 5.0
    hours_kept: float = 24.0

    def __post_init__(self) -> None:
        for name in ("rows", "seconds"):
            if not getattr(self, name) > 0:
                why = "an answer has rows, and takes time"
                raise ConfigError(f"agents.{name} cannot be {getattr(self, name)}", why, "give a number above 0")
        if not self.hours_kept >= 0:
            raise ConfigError(f"agents.hours_kept cannot be {self.hours_kept}", "it is an age", "give 24")
