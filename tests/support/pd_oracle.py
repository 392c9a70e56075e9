"""What staff learn, in plain Python: session by session, from rows of silver as tests write them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from census_oracle import Spell, census_of, places, spells, told_on, year_of
from staff_oracle import decimal, month_of

Row = dict[str, Any]
BEST = ("Completed", "Attended", "In Progress", "No Show", "Registered", "Unknown", "Cancelled")


class Learning:
    """A district's posts, and the sessions of its staff."""

    def __init__(self, attendance: list[Row], roles: list[Row]) -> None:
        self.newest = max(map(told_on, [*attendance, *roles]))
        self.posts = [s for s in spells(roles, "staff_id", "begin_date", "end_date") if s.first <= self.newest]
        told: dict[Any, list[Row]] = defaultdict(list)
        for row in attendance:
            session = row.get("session_id") or row["date"]
            told[row["staff_id"], row["activity_id"], session, row["school_year"]].append(row)
        self.sessions = [self._session(who, rows) for (who, *_), rows in told.items()]
        self.sessions = [s for s in self.sessions if s["is_held"] or s["date"] <= self.newest]

    def _session(self, who: str, rows: list[Row]) -> Row:
        held = [row for row in rows if row["status"] in BEST[:2]]
        first = min(held or rows, key=lambda row: row["date"])
        hours = {Decimal(row["hours"]) for row in held if row["hours"] is not None}
        day = dt.date.fromisoformat(first["date"])
        return {
            "staff_id": who,
            "is_held": bool(held),
            "status": min((row["status"] for row in rows), key=BEST.index),
            "hours": hours.pop() if len(hours) == 1 else None,
            "date": day,
            "category": first.get("category") or "Unknown",
            "school_id": first.get("school_id") or self._school(who, day),
            "year": first["school_year"],
        }

    def _school(self, who: str, day: dt.date) -> str | None:
        there = [s.row for s in self.posts if s.who == who and s.holds(day)]
        named = [(not row.get("is_primary"), row.get("school_id") or "Unknown") for row in there]
        return min(named)[1] if named else None

    def trends(self) -> list[Row]:
        groups: dict[Any, list[Row]] = defaultdict(list)
        for session in self.sessions:
            for place in places(session):
                for category in (session["category"], "All"):
                    groups[place, month_of(session["date"]), category].append(session)
        months = [month for _, month, _ in groups]
        staff: dict[Any, set[str]] = defaultdict(set)
        for spell in self.posts:
            day = spell.first
            while day <= min(spell.last, self.newest):
                for place in places(spell.row):
                    staff[place, month_of(day)].add(spell.who)
                day += dt.timedelta(1)
        for place, month in list(staff):
            if min(months) <= month <= max(months):
                groups.setdefault((place, month, "All"), [])
        return [_month(key, of, len(staff.get(key[:2], ()))) for key, of in sorted(groups.items())]

    def hours(self, required: Mapping[str, Mapping[str, Any]]) -> list[Row]:
        held: dict[Any, list[Row]] = defaultdict(list)
        for session in self.sessions:
            if session["is_held"]:
                held[session["staff_id"], session["year"]].append(session)
        years = range(min(s["year"] for s in self.sessions), max(s["year"] for s in self.sessions) + 1)
        people = {s.who for s in self.posts} | {who for who, _ in held}
        every = {(who, year) for who in people for year in years}
        rules = {key: self._rule(*key, required) for key in every}
        rows = []
        for who, year in sorted(key for key in every if key in held or rules[key]):
            mine = held.get((who, year), [])
            row: Row = {
                "staff_id": who, "school_year": year, "sessions": len(mine),
                "sessions_without_hours": sum(s["hours"] is None for s in mine),
                "hours": decimal(_sum(mine), 2),
            }  # fmt: skip
            needed, begins = rules[who, year] or (None, year)
            cycle = [s for of in range(begins, year + 1) for s in held.get((who, of), [])]
            unclear = begins < years[0] or any(s["hours"] is None for s in cycle)
            known = needed is not None and (_sum(cycle) >= needed or not unclear)
            row["cycle_hours"] = decimal(_sum(cycle), 2) if rules[who, year] else None
            row["required_hours"] = None if needed is None else f"{needed:.2f}"
            row["is_met"] = _sum(cycle) >= needed if known else None
            row["progress"] = decimal(min(Fraction(1), _sum(cycle) / Fraction(needed)), 4) if known else None
            rows.append(row)
        return rows

    def _rule(self, who: str, year: int, required: Mapping[str, Mapping[str, Any]]) -> tuple[Any, int] | None:
        """How many hours, None for nobody knows, and in which year the first of the cycle ends."""
        if census_of(year) > self.newest:
            return None
        there: dict[str, list[Spell]] = defaultdict(list)
        for spell in self.posts:
            if spell.who == who and spell.holds(census_of(year)) and spell.row["role"] in required:
                there[spell.row["role"]].append(spell)
        asked = []
        for role, held in there.items():
            rule = required[role]
            hours = Decimal(rule["hours"])
            if rule.get("by_fte"):
                hours = _full_time(held) and hours * _full_time(held)
            asked.append((hours, year - (year - rule.get("since", 0)) % rule.get("years", 1)))
        if any(hours is None for hours, _ in asked):
            return None, max(asked, key=lambda of: (of[0] is not None, of[0] or 0, -of[1]))[1]
        return max(asked, key=lambda of: (of[0], -of[1])) if asked else None


def _full_time(held: list[Spell]) -> Any:
    posts: dict[str | None, set[Any]] = defaultdict(set)
    for spell in held:
        posts[spell.row.get("school_id")].add(spell.row["fte"] and Decimal(spell.row["fte"]))
    shares = [of.pop() if len(of) == 1 else None for of in posts.values()]
    return None if None in shares or sum(shares) > 1 else sum(shares)


def _sum(sessions: list[Row]) -> Fraction:
    return sum((Fraction(s["hours"]) for s in sessions if s["hours"] is not None), Fraction(0))


def _month(key: Any, sessions: list[Row], staff: int) -> Row:
    held = [s for s in sessions if s["is_held"]]
    unknown = sum(s["hours"] is None for s in held)
    completed = sum(s["status"] == "Completed" for s in sessions)
    begun = sum(s["status"] != "Cancelled" for s in sessions)
    place, month, category = key
    return {
        "school_id": place, "month": month.isoformat(), "category": category,
        "sessions": len(held), "sessions_without_hours": unknown, "hours": decimal(_sum(held), 2),
        "participants": len({s["staff_id"] for s in held}), "staff": staff or None,
        "hours_per_staff": decimal(_sum(held) / staff, 2) if staff and not unknown else None,
        "completed": completed, "not_cancelled": begun,
        "completion_rate": decimal(Fraction(completed, begun), 4) if begun else None,
        "school_year": year_of(month),
    }  # fmt: skip
