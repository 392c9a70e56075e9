"""What a page says first: of what it is, on which Monday it is of use, and what is to be done then."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edulake.serving.report.parts import Action

MOST_ACTIONS = 8


def named(warehouse: str) -> str:
    """What a warehouse is called: its folder, or where that says nothing, the one in which it lies."""
    path = Path(warehouse)
    return (path.parent.name if path.name == "warehouse" else "") or path.name


def first(actions: Sequence[Action]) -> list[Action]:
    """What to do first, by how soon: all that is for now, then one of each section before a second one of any."""
    by_order = sorted(actions, key=lambda action: action.order)
    before: Counter[str] = Counter()
    place: list[tuple[int, Action]] = []
    for action in by_order:
        place.append((before[action.section] if action.order > 1 else 0, action))
        before[action.section] += action.order > 1
    chosen = [action for _, action in sorted(place, key=lambda of: of[0])][:MOST_ACTIONS]
    return sorted(chosen, key=lambda action: action.order)


def next_monday(made_at: dt.datetime) -> dt.date:
    """The Monday on which the page is of use: today, if it is one."""
    return made_at.date() + dt.timedelta(days=-made_at.weekday() % 7)
