"""Products about learning a language without Spark: days are looked at one by one, shares are fractions."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from oracle import Row, rounded
from products import Silver

from edulake.silver.language.attempts import ATTEMPTS_TABLE
from edulake.silver.language.conversations import CONVERSATIONS_TABLE
from edulake.silver.language.lesson_progress import LESSON_PROGRESS_TABLE
from edulake.silver.language.messages import MESSAGES_TABLE

Z = 1.959963984540054
DAY = dt.timedelta(1)
NOWHERE = {"school_id": None, "school_year": None, "term": None}


def day_of(row: Row) -> dt.date:
    return dt.date.fromisoformat(row["date"])


def moments(progress: Iterable[Row]) -> set[tuple[str, str, str, dt.datetime]]:
    """Learner, language, lesson and moment of each activity in a lesson."""
    names = ("started_at", "completed_at", "last_accessed_at")
    begun = [row for row in progress if row["status"] != "not_started"]
    return {
        (row["student_id"], row["course_id"], row["lesson_id"], row[name])
        for row in begun
        for name in names
        if row.get(name)
    }


def active_days(silver: Silver) -> tuple[set[tuple[str, str, dt.date]], dt.date | None]:
    """Learner, language and day of all activity up to the last day of which all is known, and that day."""
    own = [row for row in silver.get(MESSAGES_TABLE, []) if row["role"] == "user"]
    told = [*silver.get(CONVERSATIONS_TABLE, []), *own, *silver.get(ATTEMPTS_TABLE, [])]
    known = [day_of(row) for row in told if day_of(row) <= row["delivered_at"].date()]
    if not known:
        return set(), None
    until = max(known) - DAY
    days = {(row["student_id"], row["course_id"], day_of(row)) for row in told}
    days |= {(who, course, at.date()) for who, course, _, at in moments(silver.get(LESSON_PROGRESS_TABLE, []))}
    return {found for found in days if found[2] <= until}, until


def gaps(messages: Iterable[Row], longest: int = 300, session: int = 1800) -> list[tuple[Row, int, bool]]:
    """Each message with the seconds since the learner's one before, and whether that is of its conversation."""
    by_learner = defaultdict(list)
    for row in messages:
        by_learner[row["student_id"], row["course_id"]].append(row)
    found = []
    for rows in by_learner.values():
        rows.sort(key=lambda row: (row["sent_at"], row["message_id"]))
        found.append((rows[0], 0, False))
        for before, row in pairwise(rows):
            gap = math.floor(row["sent_at"].timestamp()) - math.floor(before["sent_at"].timestamp())
            seconds = min(gap, longest) if gap <= session else 0
            found.append((row, seconds, before["conversation_id"] == row["conversation_id"]))
    return found


def minutes(seconds: int) -> str:
    return f"{rounded(Fraction(seconds, 60)):f}"


def activities(silver: Silver) -> list[Row]:
    """gold.language_activity."""
    days, until = active_days(silver)
    if until is None:
        return []
    found = []
    timed = gaps(silver.get(MESSAGES_TABLE, []))
    visits = {
        (who, course, lesson, at.date()) for who, course, lesson, at in moments(silver.get(LESSON_PROGRESS_TABLE, []))
    }
    for course in sorted({"All", *[course for _, course, _ in days]}):
        of = {(who, day) for who, own, day in days if course in ("All", own)}
        if not of:
            continue
        day = min(day for _, day in of)
        while day <= until:
            is_here = [row["course_id"] for row in silver.get(CONVERSATIONS_TABLE, []) if day_of(row) == day]
            tried = [row["course_id"] for row in silver.get(ATTEMPTS_TABLE, []) if day_of(row) == day]
            here = [(row, n) for row, n, _ in timed if day_of(row) == day and course in ("All", row["course_id"])]
            back = {n: {who for who, on in of if day - n * DAY < on <= day} for n in (1, 7, 28)}
            earlier = {who for who, on in of if on < day}
            found.append(
                {
                    "date": day.isoformat(),
                    "course_id": course,
                    "learners": len(back[1]),
                    "learners_7_days": len(back[7]),
                    "learners_28_days": len(back[28]),
                    "new_learners": len(back[1] - earlier),
                    "conversations": sum(course in ("All", own) for own in is_here),
                    "messages": sum(row["role"] == "user" for row, _ in here),
                    "active_minutes": minutes(sum(n for _, n in here)),
                    "lessons": sum(course in ("All", own) and on == day for _, own, _, on in visits),
                    "attempts": sum(course in ("All", own) for own in tried),
                    "observed_until": until.isoformat(),
                    **NOWHERE,
                }
            )
            day += DAY
    return sorted(found, key=lambda row: (row["date"], row["course_id"]))


def share(part: int, whole: int) -> str | None:
    return f"{rounded(Fraction(part, whole), 4):f}" if whole else None


def wilson(part: int, whole: int) -> tuple[str | None, str | None]:
    """The two roots p of (share - p)^2 = z^2 p (1 - p) / whole."""
    if not whole:
        return None, None
    p, z = part / whole, Z * Z / whole
    a, b, c = 1 + z, -(2 * p + z), p * p
    root = math.sqrt(max(b * b - 4 * a * c, 0))
    return tuple(text(min(max(x, 0.0), 1.0), 4) for x in ((-b - root) / (2 * a), (-b + root) / (2 * a)))  # type: ignore[return-value]


def text(number: float, places: int) -> str:
    return f"{Decimal(repr(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def retentions(silver: Silver, later: int = 28) -> list[Row]:
    """gold.retention."""
    days, until = active_days(silver)
    of: dict[str, set[dt.date]] = defaultdict(set)
    for who, _, day in days:
        of[who].add(day)
    cohorts = defaultdict(list)
    for own in of.values():
        cohorts[min(own) - min(own).weekday() * DAY].append(own)
    asked = [("on", n, 0) for n in (1, *range(7, 85, 7))] + [("bracket", n, 6) for n in range(7, 85, 7)]
    asked += [("on_or_after", n, later) for n in (1, *range(7, 85, 7))]
    found = []
    for week, members in cohorts.items():
        for kind, n, more in asked:
            wanted = [{min(own) + (n + step) * DAY for step in range(more + 1)} for own in members]
            eligible = [(own, days) for own, days in zip(members, wanted, strict=True) if until and max(days) <= until]
            is_over = until is not None and week + (6 + n + more) * DAY <= until
            back = sum(bool(own & days) for own, days in eligible)
            lower, upper = wilson(back, len(eligible)) if is_over else (None, None)
            found.append(
                {
                    "cohort_week": week.isoformat(),
                    "kind": kind,
                    "days_after": n,
                    "learners": len(members),
                    "eligible": len(eligible),
                    "retained": back if is_over else None,
                    "rate": share(back, len(eligible)) if is_over else None,
                    "lower": lower,
                    "upper": upper,
                    "status": "OK" if is_over else "MASKED",
                    "observed_until": until and until.isoformat(),
                    **NOWHERE,
                }
            )
    return sorted(found, key=lambda row: (row["cohort_week"], row["kind"], row["days_after"]))


def errors(silver: Silver, learners: int = 30, events: int = 10) -> list[Row]:
    """gold.error_patterns."""
    checked = [row for row in silver.get(MESSAGES_TABLE, []) if row["is_checked"]]
    found = []
    for course, level in {(row["course_id"], row["level"]) for row in checked}:
        own = [row for row in checked if row["course_id"] == course]
        for type_ in {"All", *[error for row in own for error in row["correction_types"]]}:
            of = defaultdict(list)
            for row in own:
                if row["level"] == level:
                    of[row["student_id"]].append(sum(type_ in ("All", error) for error in row["correction_types"]))
            pairs = [(sum(made), len(made)) for made in of.values()]
            is_enough = len(pairs) >= learners and sum(a for a, _ in pairs) >= events
            lower, upper = ratio(pairs, 100) if is_enough else (None, None)
            found.append(
                {
                    "course_id": course,
                    "level": level or "Unknown",
                    "error_type": type_,
                    "learners": len(pairs),
                    "checked_messages": sum(b for _, b in pairs),
                    "errors": sum(a for a, _ in pairs),
                    "learners_with_errors": sum(a > 0 for a, _ in pairs),
                    "errors_per_100": f"{rounded(Fraction(100 * sum(a for a, _ in pairs), sum(b for _, b in pairs))):f}",
                    "lower": lower,
                    "upper": upper,
                    "status": "OK" if is_enough else "TOO_FEW",
                    **NOWHERE,
                }
            )
    return sorted(found, key=lambda row: (row["course_id"], row["level"], row["error_type"]))


def ratio(pairs: list[tuple[int, int]], scale: int, places: int = 2) -> tuple[str, str]:
    """Limits of the ratio of two sums over learners, by the deviations of each of them."""
    n, under = len(pairs), sum(b for _, b in pairs)
    r = Fraction(sum(a for a, _ in pairs), under)
    error = math.sqrt(Fraction(n, n - 1) * sum((a - r * b) ** 2 for a, b in pairs)) / under
    return text(max(scale * (float(r) - Z * error), 0.0), places), text(scale * (float(r) + Z * error), places)
