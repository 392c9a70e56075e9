"""How figures are spelled."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from edulake.governance.released import SMALLEST, Hidden, is_small
from edulake.governance.released.cells import TO
from edulake.serving.questions.question import DIGITS

if TYPE_CHECKING:
    from edulake.serving.questions.question import Kind

NOTHING = "–"
FEW = f"under {SMALLEST}"
OTHER_GRADES = "Other grades"
NO_GRADE = ("Ungraded", "Unknown", OTHER_GRADES)


def spelled(value: Any, kind: Kind = "text") -> str:
    """A value as people read it; a dash for nothing."""
    if isinstance(value, Hidden):
        return "hidden"
    if value is None or isinstance(value, str):
        return value or NOTHING
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING
    forms = {"count": "{:,.0f}", "score": "{:.1f}", "share": "{:.0%}", "precise": "{:.3f}"}
    if isinstance(value, int | float) and kind in forms:
        return forms[kind].format(value)
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}" if kind == "time" else f"{value:%Y-%m-%d}"
    return str(value)


def sort_key(value: Any, kind: Kind = "text") -> str:
    """What a column is sorted by, where it is not the text that is shown: as exact as that, and no more."""
    if isinstance(value, bool) or not isinstance(value, int | float | dt.date):
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return f"{round(value, DIGITS[kind]) if kind in DIGITS else value:.10g}"


def people(count: int) -> str:
    """A number of students; a small one is not told."""
    return FEW if is_small(count) else f"{count:,}"


def grades_in_order(names: list[str]) -> list[str]:
    """Kindergarten, 1st to 12th grade, then all else by name; grades that are shown together by their first."""

    def place(name: str) -> tuple[int, int, str]:
        first = name.split(TO, maxsplit=1)[0]
        digits = "".join(letter for letter in first if letter.isdigit())
        return (0, 0, "") if first == "Kindergarten" else (1, int(digits), "") if digits else (2, 0, name)

    return sorted(names, key=place)


def listed(names: list[str]) -> str:
    """Names as a sentence has them: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
