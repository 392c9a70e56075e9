"""What staff miss and learn, in plain Python: person by person and day by day, from rows of silver as tests write them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from census_oracle import DAY, Spell, places, spells, told_on, year_of

Row = dict[str, Any]
EXCUSED = ("Jury", "Bereavement", "Religious", "Closure")
WORK = ("Professional Development", "Official")


def decimal(exact: Fraction | None, digits: int) -> str | None:
    """Half up, of any fraction from 0 on."""
    if exact is None:
        return None
    whole = (exact * 10**digits + Fraction(1, 2)).__floor__()
    return f"{Decimal(whole).scaleb(-digits).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):f}"


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


class Staff:
    """A district's posts, calendars and absences."""

    def __init__(self, absences: list[Row], roles: list[Row], calendar: list[Row]) -> None:
        self.newest = max(map(told_on, absences))
        days = [dt.date.fromisoformat(row["date"]) for row in absences if not row["is_leave"]]
        self.since = month_of(min(days or [dt.date.fromisoformat(row["date"]) for row in absences]))
        self.absences: dict[str, list[Row]] = defaultdict(list)
        for row in absences:
            self.absences[row["staff_id"]].append(row)
        self.posts: dict[str, list[Spell]] = defaultdict(list)
        for spell in spells(roles, "staff_id", "begin_date", "end_date"):
            self.posts[spell.who].append(spell)
        self.calendar: dict[tuple[str | None, int], dict[dt.date, bool]] = defaultdict(dict)
        for row in calendar:
            day = dt.date.fromisoformat(row["date"])
            self.calendar[row["school_id"], year_of(day)][day] = row["is_school_day"]

    def is_held(self, school: str | None, day: dt.date) -> bool | None:
        days = self.calendar.get((school, year_of(day)), self.calendar.get((None, year_of(day))))
        return None if days is None else days.get(day, False)

    def on(self, who: str, day: dt.date) -> list[tuple[Spell, bool | None]]:
        """The person's posts of a day, each once, and whether its school is held."""
        there: dict[Any, list[Spell]] = defaultdict(list)
        for spell in self.posts[who]:
            if spell.holds(day):
                there[spell.row.get("school_id"), spell.row["role"]].append(spell)
        return [
            (Spell({**same[0].row, "fte": self._fte(same)}, who, day, day), self.is_held(school, day))
            for (school, _), same in there.items()
        ]

    @staticmethod
    def _fte(same: list[Spell]) -> Any:
        said = {s.row.get("fte") and Decimal(s.row["fte"]) for s in same}
        return said.pop() if len(said) == 1 else None

    def shares(self, who: str, day: dt.date, school: str | None, schools: set[str | None]) -> tuple[Any, Any]:
        """Of a day what was excused and what was missed; None for nobody knows."""
        excused, missed = Fraction(0), Fraction(0)
        for row in self.absences[who]:
            first, last = dt.date.fromisoformat(row["date"]), dt.date.fromisoformat(row["date"])
            if row["is_leave"]:
                last = dt.date.fromisoformat(row["end_date"]) if row.get("end_date") else self.newest
            named = row.get("school_id")
            if not first <= day <= last or row["category"] in WORK:
                continue
            if named is not None and named != school and named in schools:
                continue
            if row["share_of_day"] is None:
                return None, None
            if row["category"] in EXCUSED:
                excused += Fraction(row["share_of_day"])
            else:
                missed += Fraction(row["share_of_day"])
        excused = min(Fraction(1), excused)
        return excused, min(1 - excused, missed)

    def days(self) -> Iterator[tuple[str, str, str, dt.date, Any]]:
        """Place, role, person, day and (fte, excused, missed, share) of it; None for what nobody knows."""
        for who in self.posts:
            day = self.since
            while day <= self.newest:
                yield from self._of_day(who, day)
                day += DAY

    def _of_day(self, who: str, day: dt.date) -> Iterator[tuple[str, str, str, dt.date, Any]]:
        there = self.on(who, day)
        working = [(s, held) for s, held in there if held or held is None]
        schools = {s.row.get("school_id") for s, _ in there}
        together: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for spell, held in working:
            excused, missed = self.shares(who, day, spell.row.get("school_id"), schools) if held else (None, None)
            for place in places(spell.row):
                together[place, spell.row["role"]].append((spell.row["fte"], excused, missed))
        for (place, role), posts in together.items():
            yield place, role, who, day, _as_one(posts)

    def attendance(self) -> list[Row]:
        months: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for place, role, who, day, figures in self.days():
            months[place, month_of(day).isoformat(), role][who].append(figures)
        return [_month(key, people) for key, people in sorted(months.items())]

    def over_ten(self) -> list[Row]:
        years: dict[Any, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for place, role, who, day, figures in self.days():
            years[place, year_of(day), role][who].append(figures[3])
        rows = []
        for (place, year, role), people in sorted(years.items()):
            over = {who for who, of in people.items() if sum(x for x in of if x is not None) > 10}
            unknown = {who for who, of in people.items() if None in of} - over
            rate = None if unknown else decimal(Fraction(len(over), len(people)), 4)
            key = {"school_id": place, "school_year": year, "role": role, "staff": len(people)}
            rows.append({**key, "staff_over_10_days": len(over), "staff_unknown": len(unknown), "over_10_rate": rate})
        return rows


def _as_one(posts: list[Any]) -> tuple[Any, Any, Any, Any]:
    if any(missed is None for _, _, missed in posts):
        return None, None, None, None
    same = posts[0][2] if len({missed for _, _, missed in posts}) == 1 else None
    if any(fte is None for fte, *_ in posts) or sum(fte for fte, *_ in posts) > 1:
        return None, None, None, same
    fte = sum(Fraction(fte) for fte, *_ in posts)
    excused, missed = (sum(Fraction(p[0]) * p[n] for p in posts) for n in (1, 2))
    return fte, excused, missed, same if same is not None else missed / fte if fte else None


def _month(key: Any, people: dict[str, list[Any]]) -> Row:
    known = [days for days in people.values() if all(fte is not None for fte, *_ in days)]
    totals = [sum(day[n] for days in known for day in days) if known else None for n in range(3)]
    due = totals[0] - totals[1] if known else 0
    rate = (due - totals[2]) / due if due and len(known) == len(people) else None
    return {
        **dict(zip(("school_id", "month", "role"), key, strict=True)),
        "staff": len(people),
        "staff_unknown": len(people) - len(known),
        **{f"{name}_days": decimal(of, 4) for name, of in zip(("scheduled", "excused", "absent"), totals, strict=True)},
        "attendance_rate": decimal(rate, 4),
    }
