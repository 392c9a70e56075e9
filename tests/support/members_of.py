"""Memberships as tests of products write them down."""

from __future__ import annotations

import datetime as dt
from typing import Any

Row = dict[str, Any]
NEWEST = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def stay(student: str, school: str | None, entry: str = "2024-09-02", end: str | None = None, **more: Any) -> Row:
    """A stay of a student in a school, told on 1 June 2025."""
    dates = {"entry_date": entry, "exit_date": end}
    return {"student_id": student, "school_id": school, **dates, "delivered_at": NEWEST, **more}
