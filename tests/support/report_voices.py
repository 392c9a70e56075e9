"""The surveys of the report's warehouse: what students and staff say now, and said a year before."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.gold.product import ALL

Rows = dict[Table, list[dict[str, Any]]]
RESULTS = PRODUCTS["survey_results"].table
CONSTRUCTS = PRODUCTS["survey_constructs"].table
NOW, BEFORE = "climate 2024", "climate 2023"
DAYS = {NOW: dt.date(2024, 10, 8), BEFORE: dt.date(2023, 10, 10)}


def place(survey: str, kind: str, school: str = ALL, grade: str = ALL) -> dict[str, Any]:
    of = {"source_system": "sis", "survey_id": survey, "school_id": school, "grade_level": grade}
    earlier = {"earlier_survey_id": BEFORE if survey == NOW else None, "family": "climate"}
    return {**of, "respondent_kind": kind, "first_day": DAYS.get(survey, DAYS[NOW]), **earlier}


def about(construct: str, favour: int, others: int, survey: str = NOW, kind: str = "Student") -> dict[str, Any]:
    """What people say of a construct: so many are in favour."""
    sides = {"respondents": favour + others, "in_favour": favour, "not_in_favour": others}
    return {**place(survey, kind), "construct": construct, **sides, "mean": Decimal("3.5000")}


def to(code: str, favour: int, others: int, survey: str = NOW, kind: str = "Student") -> dict[str, Any]:
    """What people answer to an item: so many of them favourably, one answer each."""
    sides = {"respondents": favour + others, "in_favour": favour, "not_in_favour": others}
    counts = {"n_valid": favour + others, "favourable": favour, "n_answered": favour + others}
    return {**place(survey, kind), "item_code": code, "text": f"{code}?", **sides, **counts, **heard(None, None)}


def heard(completed: int | None, invited: int | None) -> dict[str, Any]:
    is_told = completed is not None and invited is not None and 0 < invited >= completed
    return {"completed": completed, "invited": invited, "response_rate": Decimal(1) if is_told else None}


def of_surveys(students: int) -> Rows:
    """Two thirds of the students feel safe, where half did; staff are asked for the first time."""
    part = students // 3
    return {
        CONSTRUCTS: [
            about("Safety", 2 * part, part),
            about("Safety", part, part, BEFORE),
            about("Belonging", part, 2 * part),
            about("Belonging", part, part, BEFORE),
            about("Workload", part // 4, part // 4, kind="Staff"),
        ],
        RESULTS: [
            to("Q1", 2 * part, part) | heard(students, students + 60),
            to("Q1", part, part, BEFORE),
            to("Q2", part, 2 * part) | heard(students, students + 60),
            to("S1", part // 4, part // 4, kind="Staff"),
        ],
    }
