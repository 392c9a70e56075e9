"""Who is where in which school year, in plain Python: day by day, from rows of silver as a test writes them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from edulake.gold.people.enrollment_metrics import LEFT_AS

Row = dict[str, Any]
DAY = dt.timedelta(days=1)
FOREVER = dt.date.max
TOLD = dt.datetime(2024, 10, 2, tzinfo=dt.UTC)


class Spell(NamedTuple):
    """A stay or a role, with its days."""

    row: Row
    who: str
    first: dt.date
    last: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def day_of(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def told_on(row: Row) -> dt.date:
    return row.get("delivered_at", TOLD).date()


def year_of(day: dt.date) -> int:
    return day.year + (day.month >= 7)


def year_days(year: int) -> Iterator[dt.date]:
    day = dt.date(year - 1, 7, 1)
    while day < dt.date(year, 7, 1):
        yield day
        day += DAY


def census_of(year: int) -> dt.date:
    return dt.date(year - 1, 10, 1)


def spells(rows: Iterable[Row], person: str, begin: str, end: str) -> list[Spell]:
    """Rows of one source with their first and last day, as the product's docstring says."""
    given, found = list(rows), []

    def first_of(row: Row) -> dt.date:
        year = row.get("school_year") or year_of(told_on(row))
        return day_of(row.get(begin)) or dt.date(year - 1, 7, 1)

    for row in given:
        first, last = first_of(row), day_of(row.get(end))
        only = row.get("school_year") or (None if row.get(begin) else year_of(told_on(row)))
        closing = dt.date(only or max(year_of(first), year_of(told_on(row))), 6, 30)
        if last is None and row.get("is_gone"):
            others = [first_of(r) for r in given if r[person] == row[person] and not r.get("is_gone")]
            last = min([closing, *[day - DAY for day in others if day >= first]])
        elif last is None and only:
            last = closing
        last = last or FOREVER
        found.append(Spell(row, row[person], first, last if row.get(begin) else min(last, closing)))
    return found


def places(row: Row) -> tuple[str, str]:
    return (row.get("school_id") or "Unknown", "All")


def share(part: int, whole: int | Decimal, digits: str) -> str | None:
    return f"{(Decimal(part) / whole).quantize(Decimal(digits), ROUND_HALF_UP):f}" if whole else None


def years_of(newest: dt.date, every: Iterable[Spell]) -> range:
    first = min((year_of(spell.first) for spell in every), default=1)
    return range(first, year_of(newest) + (census_of(year_of(newest)) <= newest))


class District:
    """A source's memberships and calendar, and what may be asked of them."""

    def __init__(self, memberships: list[Row], calendar: list[Row]) -> None:
        self.stays = spells(memberships, "student_id", "entry_date", "exit_date")
        self.newest = max(told_on(row) for row in (*memberships, *calendar))
        self.calendar: dict[tuple[str | None, int], set[dt.date]] = defaultdict(set)
        for row in calendar:
            day = dt.date.fromisoformat(row["date"])
            days = self.calendar[row.get("school_id"), year_of(day)]
            days |= {day} if row["is_school_day"] and day <= self.newest else set()

    def in_year(self, place: str, year: int) -> dict[str, list[Spell]]:
        """By student the stays in a place and year, in the order in which days belong to them."""
        found: dict[str, list[Spell]] = defaultdict(list)
        begins, ends = dt.date(year - 1, 7, 1), min(dt.date(year, 6, 30), self.newest)
        for stay in self.stays:
            if place in places(stay.row) and stay.first <= min(stay.last, ends) and stay.last >= begins:
                found[stay.who].append(stay)
        for stays in found.values():
            stays.sort(
                key=lambda s: (
                    max(s.first, begins),
                    s.row.get("is_primary") is False,
                    s.row["grade_level"],
                    s.row["membership_id"],
                )
            )
        return found

    def members(self, place: str, year: int) -> dict[str, str]:
        """By student the grade on the census day."""
        day = census_of(year)
        by_student = self.in_year(place, year).items()
        held = {who: [s for s in stays if s.holds(day)] for who, stays in by_student}
        return {who: stays[0].row["grade_level"] for who, stays in held.items() if stays}

    def days(self, school: str | None, year: int) -> set[dt.date] | None:
        return self.calendar.get((school, year), self.calendar.get((None, year)))

    def metrics(self) -> list[Row]:
        rows = []
        for year in years_of(self.newest, self.stays):
            for place in {place for stay in self.stays for place in places(stay.row)}:
                rows += self._of_place(place, year)
        return sorted(rows, key=lambda row: (row["school_id"], row["school_year"], row["grade_level"]))

    def _of_place(self, place: str, year: int) -> list[Row]:
        students, members = self.in_year(place, year), self.members(place, year)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        schools = {stay.row.get("school_id") for stays in students.values() for stay in stays}
        calendars = [self.days(school, year) for school in schools]
        known = all(days is not None for days in calendars)
        every = set().union(*[days or set() for days in calendars])
        next_year = self.members(place, year + 1) if census_of(year + 1) <= self.newest else None
        terms: dict[str, list[Any]] = defaultdict(list)
        for who, stays in students.items():
            for stay in stays:
                counts[stay.row["grade_level"]]["rows"] += 1
                terms[stay.row["grade_level"]].append(stay.row.get("term"))
            self._moves(stays, year, counts)
            ended = [s for s in stays if self._left(s, year) and s.row.get("exit_type") == "Graduated"]
            if who in members:
                grade = counts[members[who]]
                grade["members"] += 1
                grade["graduated"] += bool(ended)
                grade["retained"] += not ended and who in (next_year or ())
            for day in year_days(year):
                there = next((s for s in stays if s.holds(day) and day <= self.newest), None)
                if there:
                    held = self.days(there.row.get("school_id"), year) or set()
                    counts[there.row["grade_level"]]["days"] += day in held
        return [
            _row(place, year, grade, count, terms[grade], len(every) if known else None, next_year is not None)
            for grade, count in counts.items()
        ]

    def _left(self, stay: Spell, year: int) -> bool:
        day = day_of(stay.row.get("exit_date"))
        return day is not None and year_of(day) == year and day <= self.newest

    def _moves(self, stays: list[Spell], year: int, counts: dict[str, Counter[str]]) -> None:
        first, last = (
            stays[0],
            max(stays, key=lambda s: (s.last, max(s.first, dt.date(year - 1, 7, 1)), s.row["membership_id"])),
        )
        if year_of(first.first) == year:
            counts[first.row["grade_level"]]["entries"] += 1
            counts[first.row["grade_level"]]["came_later"] += first.first > census_of(year)
        if self._left(last, year):
            type_ = last.row.get("exit_type") or "Unknown"
            grade = counts[last.row["grade_level"]]
            grade["exits"] += 1
            grade[next(name for name, of in LEFT_AS.items() if of == type_)] += 1
            grade["left_later"] += type_ not in ("Graduated", "Year End") and last.last >= census_of(year)


def _row(place: str, year: int, grade: str, count: Counter[str], terms: list[Any], days: int | None, came: bool) -> Row:
    members, graduated = count["members"], count["graduated"]
    counted = ("members", "entries", "exits", *LEFT_AS, "came_later", "left_later")
    return {
        "school_id": place, "school_year": year, "grade_level": grade,
        **{name: count[name] for name in counted},
        "mobility_rate": share(count["came_later"] + count["left_later"], members, "0.0001"),
        "member_days": None if days is None else count["days"],
        "school_days": days,
        "adm": None if days is None else share(count["days"], days, "0.01"),
        "graduated": graduated,
        "retained": count["retained"] if came else None,
        "retention_rate": share(count["retained"], members - graduated, "0.0001") if came else None,
        "term": terms[0] if len(set(terms)) == 1 else None,
    }  # fmt: skip


def staff(roles: list[Row], memberships: list[Row]) -> list[Row]:
    """The staff of each place, year and role."""
    newest = max(told_on(row) for row in (*roles, *memberships))
    held = spells(roles, "staff_id", "begin_date", "end_date")
    years = years_of(newest, held)
    there = {year: [s for s in held if s.holds(census_of(year))] for year in years}
    first = min((year for year in years if there[year]), default=None)
    pupils = District(memberships, []) if memberships else None
    rows = []
    for year in years:
        for place in {place for spell in there[year] for place in places(spell.row)}:
            at = {y: [s for s in there.get(y, []) if place in places(s.row)] for y in (year - 1, year, year + 1)}
            before, after = ({s.who for s in at[y]} for y in (year - 1, year + 1))
            members = len(_members(pupils, place, year)) or None
            for role in {s.row["role"] for s in at[year]}:
                mine = [s for s in at[year] if s.row["role"] == role]
                rows.append(
                    _profile(
                        {"school_id": place, "school_year": year, "role": role}, mine,
                        None if year == first else before, after if year + 1 in years else None, members,
                    )
                )  # fmt: skip
    return sorted(rows, key=lambda row: (row["school_id"], row["school_year"], row["role"]))


def _members(pupils: District | None, place: str, year: int) -> set[str]:
    stays = pupils.stays if pupils else []
    return {s.who for s in stays if place in places(s.row) and s.holds(census_of(year))}


def _profile(key: Row, mine: list[Spell], before: set[str] | None, after: set[str] | None, members: int | None) -> Row:
    people = {s.who for s in mine}
    said = [Decimal(s.row["fte"]) for s in mine if s.row.get("fte") is not None]
    missing, teaches = len(mine) - len(said), key["role"] == "Teacher"
    terms = {s.row.get("term") for s in mine}
    ratio = share(members, sum(said), "0.01") if teaches and members and not missing else None
    return {
        **key,
        "headcount": len(people),
        "fte": f"{sum(said):.4f}" if said else None,
        "roles_without_fte": missing,
        "new_staff": None if before is None else len(people - before),
        "kept": None if after is None else len(people & after),
        "kept_rate": None if after is None else share(len(people & after), len(people), "0.0001"),
        "members": members if teaches else None,
        "students_per_teacher": ratio,
        "term": terms.pop() if len(terms) == 1 else None,
    }
