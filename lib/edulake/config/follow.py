"""How often `follow` looks for news, and what of its work has a pace of its own. Data only: standard library."""

from __future__ import annotations

from dataclasses import dataclass, field

from edulake.errors import ConfigError


@dataclass(frozen=True)
class Follow:
    """A tick begins `every` so many seconds, or when the one before it ends.

    `products` are those that somebody reads each minute: with none named all of them. The others are brought up to date
    each `gold_every` seconds, and students are scored each `score_every`, where early warning is wanted at all
    (early_warning_in_pipeline); 0 means never. Models are learned by the daily run.
    """

    every: int = 60
    products: list[str] = field(default_factory=list, hash=False)
    gold_every: int = 900
    score_every: int = 3600

    def __post_init__(self) -> None:
        if self.every < 1:
            raise ConfigError(f"follow.every cannot be {self.every}", "a tick takes time", "give seconds, 1 or more")
        for name in ("gold_every", "score_every"):
            if getattr(self, name) < 0:
                raise ConfigError(f"follow.{name} cannot be {getattr(self, name)}", "", "give seconds, or 0 for never")
