"""The school years of the district, the days on which school is held, and the days on which it delivers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

# The newest school year is the one that ends then.
NEWEST = 2025
# The opening delivery tells all that happened up to its day; each night after it what happened on that day.
OPENING = dt.date(2025, 3, 31)
NIGHTS = 5
# For so many school days before the opening delivery each student's attendance is told.
REGISTERED_DAYS = 20
WEEKEND = 5


@dataclass(frozen=True)
class Year:
    """One school year: the year in which it ends, and its days."""

    ends: int
    days: tuple[dt.date, ...]

    @property
    def first(self) -> dt.date:
        return self.days[0]

    @property
    def last(self) -> dt.date:
        return self.days[-1]

    @property
    def census(self) -> dt.date:
        """The first of October, as gold has it by default."""
        return dt.date(self.ends - 1, 10, 1)


def school_years(number: int) -> tuple[Year, ...]:
    """So many years, oldest first."""
    return tuple(Year(ends, _days(ends)) for ends in range(NEWEST - number + 1, NEWEST + 1))


def deliveries() -> tuple[dt.date, ...]:
    """The opening delivery and the nights after it."""
    return tuple(OPENING + dt.timedelta(days=night) for night in range(NIGHTS + 1))


def registered(year: Year) -> tuple[dt.date, ...]:
    """The school days whose attendance is told: the last ones before the opening delivery, and those of the nights."""
    known = [day for day in year.days if day <= OPENING][-REGISTERED_DAYS:]
    return (*known, *(day for day in year.days if OPENING < day <= deliveries()[-1]))


def _days(ends: int) -> tuple[dt.date, ...]:
    """Weekdays from mid August to early June without the holidays."""
    first, last = dt.date(ends - 1, 8, 19), dt.date(ends, 6, 6)
    every = (first + dt.timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in every if day.weekday() < WEEKEND and not _is_holiday(day))


def _is_holiday(day: dt.date) -> bool:
    """Labor Day, Thanksgiving, two weeks at Christmas, Martin Luther King's day, a week in April."""
    in_spring = day.month == 4 and 14 <= day.day <= 18
    christmas = (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 3)
    monday = day.weekday() == 0
    labour = monday and day.month == 9 and day.day <= 7
    king = monday and day.month == 1 and 15 <= day.day <= 21
    thanks = day.month == 11 and day.weekday() in (3, 4) and 22 <= day.day <= 29
    return in_spring or christmas or labour or king or thanks
