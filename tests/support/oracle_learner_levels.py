"""The level of each learner in plain Python, from what a source tells."""

from __future__ import annotations

from typing import Any

from oracle_language_spells import LEVELS, Source
from products import Row


def learner_levels(source: Source) -> list[Row]:
    """The rows of learner_levels, days as text."""
    tests = source.tests()
    known = {who for who, days in source.active.items() if days} | {who for who, _ in source.levels}
    return [_learner(source, who, tests.get(who, [])) for who in sorted(known)]


def _learner(source: Source, who: tuple[str, str], tests: list[Row]) -> Row:
    sure, ever = source.levels.get((who, "confirmed"), {}), source.levels.get((who, "first_shown"), {})
    best = max(sure, default=0)
    _, evidence, since, *_ = sure.get(best, (None,) * 5)
    days = source.active.get(who, set())
    last: dict[str, Any] = tests[-1] if tests else {}
    return {
        "student_id": who[0],
        "course_id": who[1],
        "level": named(best),
        "level_rank": best or None,
        "since": text(since),
        "evidence": evidence,
        "entered_by": way(best, sure, ever) if best else None,
        "first_shown_on": text(ever[best][2] if best else None),
        "highest_shown": named(max(ever, default=0)),
        "attempts": len(tests),
        "last_attempt_on": last.get("date"),
        "last_shown": named(last.get("shown")),
        "last_score": last.get("score"),
        "last_active_on": text(max(days, default=None)),
        "observed_until": text(source.until),
    }


def way(best: int, sure: dict[int, Any], ever: dict[int, Any]) -> str:
    """By progress where the learner was seen at a level below: later ones were neither told with it nor shown before."""
    for rank in range(1, best):
        is_told_with = sure[rank + 1][0] == sure[rank][0]
        if not is_told_with and ever[rank + 1][0] > sure[rank][4]:
            return "progress"
    return "placement"


def named(rank: int | None) -> str | None:
    return LEVELS[rank - 1] if rank else None


def text(day: Any) -> str | None:
    return day and day.isoformat()
