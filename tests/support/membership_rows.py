"""Stays of students in schools, for products that count members on a census day."""

from __future__ import annotations

import datetime as dt
from typing import Any

Row = dict[str, Any]
TOLD = dt.datetime(2024, 10, 2, tzinfo=dt.UTC)


def stays(*students: str, **more: Any) -> list[Row]:
    """Stays that began in August 2024 and go on, as told of the day after the census day."""
    row = {"school_id": "N", "entry_date": "2024-08-20", "delivered_at": TOLD, **more}
    return [{**row, "student_id": student} for student in students]


def cell(school: str = "All", year: int = 2025, grade: str = "3rd Grade", **more: Any) -> Row:
    return {"school_id": school, "school_year": year, "grade_level": grade, **more}
