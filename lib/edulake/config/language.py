"""Choices of the products about learning a language. Data only: standard library."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from edulake.errors import ConfigError

# Choices of gold that products about learning a language alone are made with.
APART = ("language", "experiments")


@dataclass(frozen=True)
class Language:
    """What counts as being active, as coming back and as enough.

    A learner is active between two messages for their gap, `active_gap_minutes` at most; after `session_gap_minutes` a
    new session begins. Who does nothing for `drop_off_days` has dropped off, as of the last day with anything. A level
    that stands for `confirmed_after_days` is confirmed; shares that reach the next one are told by each of `horizons`,
    in days. A time to a level is told of `min_spells` learners on the way with `min_events` who arrived, or more; an
    error and a skill as well of `min_events` errors or questions. What a lesson or a topic adds, who completes a lesson
    and how often an error is made is told of `min_learners`, or more. Another conversation on a topic within
    `return_days` is a return to it; one with `continuation_messages` of the learner, or more, was continued.
    """

    active_gap_minutes: int = 5
    session_gap_minutes: int = 30
    drop_off_days: int = 28
    confirmed_after_days: int = 30
    horizons: list[int] = field(default_factory=lambda: [30, 90, 180], hash=False)
    min_spells: int = 30
    min_events: int = 10
    min_learners: int = 30
    return_days: int = 14
    continuation_messages: int = 5

    def __post_init__(self) -> None:
        for name, number in self._numbers().items():
            if number < 1:
                raise ConfigError(f"gold.language.{name} is {number}", "nothing is counted in less than 1", "give more")
        if self.session_gap_minutes < self.active_gap_minutes:
            why = "a learner would be active for longer than a session may pause"
            raise ConfigError("gold.language.session_gap_minutes is under active_gap_minutes", why, "give as many")
        if not self.horizons or self.horizons != sorted(set(self.horizons)) or self.horizons[0] < 1:
            said = ", ".join(map(str, self.horizons)) or "empty"
            raise ConfigError(f"gold.language.horizons is {said}", "days follow each other", "give 30, 90, 180")
        if self.min_learners < 2:
            raise ConfigError("gold.language.min_learners is 1", "one learner shows no difference", "give 30")

    def chosen(self) -> dict[str, object]:
        """What is not at its default."""
        usual = Language()
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in said.items() if value != getattr(usual, name)}

    def _numbers(self) -> dict[str, int]:
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in said.items() if isinstance(value, int)}
