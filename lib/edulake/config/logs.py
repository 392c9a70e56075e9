"""In which form a run says what it does. Data only: standard library."""

from __future__ import annotations

from dataclasses import dataclass

from edulake.errors import ConfigError

FORMATS = ("text", "json")


@dataclass(frozen=True)
class Logs:
    """`format` is "text", for people, or "json": an object a line for programs, which never holds a student's value."""

    format: str = "text"

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise ConfigError(f"logs.format cannot be {self.format}", "", f"choose from {', '.join(FORMATS)}")
