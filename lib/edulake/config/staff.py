"""What excuses staff from a day, what they have to learn, and what may be said of both."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from edulake.errors import ConfigError
from edulake.expr.categories.people import ROLES
from edulake.expr.categories.wellbeing import ABSENCES
from edulake.expr.vocabulary import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

EXCUSED, HOURS = "gold.excused_absences", "gold.required_hours"
MOST_YEARS = 20
FIRST_YEAR, LAST_YEAR = 1900, 2999


def usual() -> list[str]:
    """Absences of which nobody asks whether they could have been avoided, and days on which nobody works."""
    return ["Jury", "Bereavement", "Religious", "Closure"]


def absences_must_be_known(excused: Iterable[str]) -> None:
    """ConfigError for a category of absences that nobody knows."""
    for category in excused:
        if category not in (*ABSENCES, UNKNOWN):
            fix = f"choose from {', '.join(ABSENCES)}, {UNKNOWN}"
            raise ConfigError(f"{EXCUSED}: no absence is called {category}", "it would excuse nobody", fix)


def hours_must_be_known(required: Mapping[str, Mapping[str, Any]]) -> None:
    """ConfigError for a role that nobody knows, and for hours that nobody can learn."""
    for role, rule in required.items():
        where = f"{HOURS}.{role}"
        if role not in ROLES:
            fix = f"choose from {', '.join(ROLES)}"
            raise ConfigError(f"{HOURS}: no role is called {role}", "it would be required of nobody", fix)
        for name in rule:
            if name not in ("hours", "years", "since", "by_fte"):
                raise ConfigError(f"unknown setting {where}.{name}", "", "valid keys: hours, years, since, by_fte")
        _must_be_hours(rule.get("hours"), where)
        years, since = rule.get("years", 1), rule.get("since")
        if not _is_within(years, 1, MOST_YEARS):
            raise ConfigError(f"{where}.years is {years}", "a cycle has 1 to 20 school years", "or leave it out")
        if years > 1 and not _is_within(since, FIRST_YEAR, LAST_YEAR):
            why = "nobody knows when a cycle of several years begins"
            raise ConfigError(f"{where}.since is {since}", why, "give the year in which the first one of a cycle ends")
        if not isinstance(rule.get("by_fte", False), bool):
            raise ConfigError(f"{where}.by_fte is {rule['by_fte']}", "", "give true or false")


def _must_be_hours(hours: object, where: str) -> None:
    is_number = isinstance(hours, int | Decimal) and not isinstance(hours, bool)
    if not is_number or not 0 < hours < 100_000 or round(Decimal(hours), 2) != hours:  # type: ignore[operator, arg-type]
        raise ConfigError(f"{where}.hours is {hours}", "hours are over 0, with two decimals at most", "correct it")


def _is_within(number: object, least: int, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and least <= number <= most
