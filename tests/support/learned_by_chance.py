"""A staff of six, what they are, and what they learned in three school years."""

from __future__ import annotations

import datetime as dt
import random

from products import Row, Silver
from staff_of import role, session

from edulake.silver.learning.pd_attendance import PD_ATTENDANCE_TABLE
from edulake.silver.people.staff_roles import STAFF_ROLES_TABLE

STATUSES = ("Completed", "Completed", "Attended", "Registered", "No Show", "Cancelled", "Unknown", "In Progress")


def given(sessions: list[Row], roles: list[Row]) -> Silver:
    return {PD_ATTENDANCE_TABLE: sessions, STAFF_ROLES_TABLE: roles}


def chance(seed: int) -> Silver:
    luck = random.Random(seed)
    first = dt.date(2022, 8, 1)
    roles = []
    for _ in range(10):
        begins = first + dt.timedelta(luck.randrange(600))
        ends = luck.choice([None, begins + dt.timedelta(luck.randrange(400))])
        roles.append(
            role(
                f"T{luck.randrange(6)}",
                luck.choice(["X", "Y", None]),
                luck.choice(["0.5", "0.3333", "1", None]),
                role=luck.choice(["Teacher", "Teacher", "Aide", "Nurse"]),
                is_primary=luck.choice([True, False, None]),
                begin_date=begins.isoformat(),
                end_date=ends.isoformat() if ends else None,
            )
        )
    sessions = [
        session(
            (first + dt.timedelta(luck.randrange(1060))).isoformat(),
            luck.choice(["1.25", "6", "3", "0.5", None]),
            luck.choice(STATUSES),
            f"T{luck.randrange(7)}",
            f"A{luck.randrange(3)}",
            session_id=luck.choice([None, None, str(luck.randrange(4))]),
            school_id=luck.choice([None, None, "X", "Z"]),
            category=luck.choice(["Reading", "Safety", None]),
        )
        for _ in range(60)
    ]
    return given(sessions, roles)
