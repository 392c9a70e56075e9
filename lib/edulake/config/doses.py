"""The doses of each vaccine that a grade level has to have, and what may be said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edulake.errors import ConfigError
from edulake.expr.categories.wellbeing import VACCINES

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDINGS = {1: "st", 2: "nd", 3: "rd"}
GRADES = ("All", "Kindergarten", *(f"{n}{ENDINGS.get(n, 'th')} Grade" for n in range(1, 13)), "Ungraded", "Unknown")
SETTING = "gold.required_doses"


def usual() -> dict[str, dict[str, int]]:
    """What most states of the USA ask for."""
    once_older = {f"{grade}th Grade": 1 for grade in range(7, 13)}
    by_all = {"DTaP": 5, "Polio": 4, "MMR": 2, "Varicella": 2, "Hepatitis B": 3}
    return {**{vaccine: {"All": doses} for vaccine, doses in by_all.items()}, "Tdap": once_older}


def must_be_known(required: Mapping[str, Mapping[str, object]]) -> None:
    """ConfigError for a vaccine or grade level that nobody knows, and for no number of doses."""
    for vaccine, by_grade in required.items():
        if vaccine not in VACCINES:
            fix = f"choose from {', '.join(VACCINES)}"
            raise ConfigError(f"{SETTING}: no vaccine is called {vaccine}", "it would be required of nobody", fix)
        for grade, doses in by_grade.items():
            if grade not in GRADES:
                fix = f"choose from {', '.join(GRADES)}"
                raise ConfigError(f"{SETTING}.{vaccine}: no grade level is called {grade}", "", fix)
            if not isinstance(doses, int) or doses < 1:
                raise ConfigError(f"{SETTING}.{vaccine}.{grade} is {doses}", "doses are 1 or more", "or leave it out")
