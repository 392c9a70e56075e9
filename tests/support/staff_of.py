"""Roles of staff, their absences and sessions, as tests of products write them down."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from products import Silver

from edulake.silver.people.school_days import SCHOOL_DAYS_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE
from edulake.silver.wellbeing.staff_absences import STAFF_ABSENCES_TABLE

Row = dict[str, Any]
NEWEST = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def role(staff: str = "T1", school: str | None = "X", fte: str | None = "1", **more: Any) -> Row:
    """A role since August 2024, told on 1 June 2025."""
    told = {"staff_id": staff, "school_id": school, "fte": fte, "role": "Teacher", "begin_date": "2024-08-01"}
    return {**told, "delivered_at": NEWEST, **more}


def absent(day: str, share: str | None = "1", staff: str = "T1", category: str = "Sick", **more: Any) -> Row:
    told = {"staff_id": staff, "date": day, "share_of_day": share, "category": category}
    return {**told, "is_leave": False, "delivered_at": NEWEST, **more}


def leave(begin: str, end: str | None, share: str | None = "1", staff: str = "T1", **more: Any) -> Row:
    days = {"is_leave": True, "begin_date": begin, "end_date": end}
    return {**absent(begin, share, staff), **days, **more}


def day(date: str, school: str | None = "X", *, is_held: bool = True, **more: Any) -> Row:
    return {"date": date, "school_id": school, "is_school_day": is_held, "delivered_at": NEWEST, **more}


def session(
    date: str, hours: str | None = "3", status: str = "Completed", staff: str = "T1", activity: str = "A", **more: Any
) -> Row:
    told = {"staff_id": staff, "date": date, "hours": hours, "status": status, "activity_id": activity}
    year = int(date[:4]) + (int(date[5:7]) >= 7)
    return {**told, "school_year": year, "delivered_at": NEWEST, **more}


WEEK = [day(f"2025-03-{number}") for number in (10, 11, 12, 13, 14)]


def given(roles: list[Row], absences: list[Row], days: list[Row] | None = None) -> Silver:
    return {
        STAFF_ROLES_TABLE: roles,
        STAFF_ABSENCES_TABLE: absences,
        SCHOOL_DAYS_TABLE: WEEK if days is None else days,
    }


def chance(seed: int) -> Silver:
    """A staff of eight, two schools, of which one has no calendar in one year, and absences of any kind."""
    luck = random.Random(seed)
    first = dt.date(2024, 5, 1)
    told = dt.datetime(2025, 2, 20, tzinfo=dt.UTC)
    roles, absences = [], []
    for _ in range(14):
        begins = first + dt.timedelta(luck.randrange(200))
        ends = luck.choice([None, None, begins + dt.timedelta(luck.randrange(200))])
        roles.append(
            role(
                f"T{luck.randrange(8)}",
                luck.choice(["north", "north", "south", None]),
                luck.choice(["0.25", "0.5", "0.3333", "1", "0.5", None] if seed % 2 else ["0.25", "0.3333"]),
                role=luck.choice(["Teacher", "Teacher", "Aide"]),
                begin_date=begins.isoformat(),
                end_date=ends.isoformat() if ends else None,
            )
        )
    kinds = ["Sick", "Sick", "Personal", "Jury", "Official", "Unknown", "Religious"]
    for _ in range(40):
        begins = first + dt.timedelta(luck.randrange(290))
        share = luck.choice(["1", "1", "0.5", "0.3333", *([None] if luck.random() < 0.1 else [])])
        more = {
            "category": luck.choice(kinds),
            "school_id": luck.choice([None, "north", "south", "Q"]),
            "delivered_at": told,
        }
        who = f"T{luck.randrange(9)}"
        ends = luck.choice([None, begins + dt.timedelta(luck.randrange(20)), begins])
        is_leave = luck.random() < 0.2
        absences.append(
            leave(begins.isoformat(), ends.isoformat() if ends else None, share, who, **more)
            if is_leave
            else absent(begins.isoformat(), share, who, **more)
        )
    every = [first + dt.timedelta(n) for n in range(300)]
    days = [
        day(of.isoformat(), school, is_held=luck.random() < 0.7)
        for school in (["north", None] if seed % 3 else ["north"])
        for of in luck.sample(every, 200)
    ]
    return given(roles, absences, days)
