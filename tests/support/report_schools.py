"""The schools of the report's warehouse: who is enrolled, taught, reached, suspended, immunized and applies."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from edulake.contract.table import Table
from edulake.gold import PRODUCTS
from edulake.gold.product import ALL

Rows = dict[Table, list[dict[str, Any]]]
ENROLLED = PRODUCTS["enrollment_metrics"].table
STAFF = PRODUCTS["staff_profile"].table
GUARDIANS = PRODUCTS["guardian_coverage"].table
BEHAVIOUR = PRODUCTS["behaviour_trends"].table
DISCIPLINED = PRODUCTS["discipline_outcomes"].table
COMPARED = PRODUCTS["disproportionality"].table
IMMUNIZED = PRODUCTS["immunization_coverage"].table
FUNNEL = PRODUCTS["admissions_funnel"].table
COHORTS = PRODUCTS["cohort_longitudinal"].table
LEARNED = PRODUCTS["pd_trends"].table
MISSED = PRODUCTS["staff_absence_days"].table
MASTERY = PRODUCTS["curriculum_mastery"].table
SKILLS = PRODUCTS["atl_trends"].table
CLASS_DAYS = PRODUCTS["class_daily_performance"].table
YEAR = 2025
DAY = dt.date(2024, 11, 4)


def place(school: str, year: int = YEAR) -> dict[str, Any]:
    return {"source_system": "sis", "school_id": school, "school_year": year}


def of_schools(students: int) -> Rows:
    """Two thirds of the students in North, the others in South; as many the year before."""
    south = students // 3
    sizes = {"North": students - south, "South": south, ALL: students}
    each = [place(school) | {"members": n} for school, n in sizes.items()]
    return {
        ENROLLED: [enrolled(school, n, year) for year in (YEAR - 1, YEAR) for school, n in sizes.items()],
        STAFF: [row | {"role": "Teacher", "students_per_teacher": Decimal("15.50")} for row in each],
        GUARDIANS: [row | {"reachable": row["members"] // 2, "no_contact": 0} for row in each],
        DISCIPLINED: [row | suspended(row["members"] // 5) for row in each],
        COMPARED: [compared("Yes", students // 4, students // 2), compared("No", students // 8, students // 2)],
        IMMUNIZED: [row | immunized(row["members"] * 3 // 4) for row in each],
        BEHAVIOUR: [month(at, students // 8, students) for at in (8, 9, 10)],
        FUNNEL: [applied(students, students // 2, students // 3, students // 4)],
        LEARNED: [learned(at, students // 8, students // 4, 90) for at in (9, 10)],
        MISSED: [missed("Aide", students // 16, students // 4), missed("Teacher", students // 20, students // 4)],
        **_learning(students),
    }


def enrolled(school: str, members: int, year: int = YEAR) -> dict[str, Any]:
    stays = {"graduated": 0, "retained": members // 2 if year < YEAR else None}
    return place(school, year) | {"grade_level": "1st Grade", "members": members, **stays}


def suspended(students: int, out_of_school: int | None = None) -> dict[str, Any]:
    out = students if out_of_school is None else out_of_school
    days = {"days_lost_per_100": Decimal(out), "expelled": 0}
    return {"suspended": students, "suspended_out_of_school": out, **days}


def compared(value: str, disciplined: int, members: int, others: int = 30, other_members: int = 120) -> dict[str, Any]:
    """A group of one kind against all others."""
    sides = {"disciplined": disciplined, "members": members, "others_disciplined": others, "others": other_members}
    enough = min(disciplined, others) >= 10 and min(members, other_members) >= 30
    ratio = Decimal(1) if enough else None
    of = {"kind": "Economic", "value": value, "action": "In-School Suspension"}
    return place(ALL) | of | sides | {"risk": share(disciplined, members), "risk_ratio": ratio}


def share(part: int, whole: int) -> Decimal:
    return round(Decimal(part) / Decimal(whole or 1), 4)


def immunized(complete: int, vaccine: str = "MMR") -> dict[str, Any]:
    return {"grade_level": "1st Grade", "vaccine": vaccine, "complete": complete, "no_record": 0}


def month(number: int, students: int, members: int) -> dict[str, Any]:
    counts = {"incidents": students, "offences": 2 * students, "students": students, "members": members}
    return place(ALL) | {"month": dt.date(2024, number, 1), "category": ALL, **counts}


def learned(number: int, participants: int, staff: int, hours: int, unknown: int = 0) -> dict[str, Any]:
    counts = {"participants": participants, "staff": staff, "hours": Decimal(hours), "sessions_without_hours": unknown}
    return place(ALL) | {"month": dt.date(2024, number, 1), "category": ALL, **counts}


def missed(role: str, over: int, staff: int, unknown: int = 0) -> dict[str, Any]:
    return place(ALL) | {"role": role, "staff_over_10_days": over, "staff": staff, "staff_unknown": unknown}


def applied(applied: int, offered: int, accepted: int, enrolled: int) -> dict[str, Any]:
    steps = {"applied": applied, "offered": offered, "accepted": accepted, "enrolled": enrolled}
    return place(ALL, YEAR + 1) | {"entry_grade": "1st Grade", **steps}


def _learning(students: int) -> Rows:
    cohort = {"school_id": ALL, "students_with_score": students, "matched_students": students}
    scores = {"avg_score": Decimal("71.50"), "matched_change": Decimal("2.50")}
    return {
        COHORTS: [{"entry_year": 2024, "school_year": year, **cohort, **scores} for year in (2024, 2025)],
        CLASS_DAYS: [class_day("Algebra:1", students, 0)],
        MASTERY: mastered(students * 3 // 4, students // 8, students // 8),
        SKILLS: [rated("Social", students), rated("Research", students, "0.25")],
    }


def mastered(mastered: int, partly: int, rest: int, code: str = "3.NF.1", **more: Any) -> list[dict[str, Any]]:
    """Rows of so many students in one standard."""
    of = {"school_year": YEAR, "framework": "CCSS", "standard_id": code, "code": code, "is_leaf": True, **more}
    reached = [("Mastered", 90)] * mastered + [("Partly", 70)] * partly + [("Not Yet", 50)] * rest
    return [
        {"student_id": f"{code} {n}", "mastery": mastery, "score": Decimal(score), **of}
        for n, (mastery, score) in enumerate(reached)
    ]


def rated(
    category: str, students: int, change: str = "0.50", matched: int | None = None, **more: Any
) -> dict[str, Any]:
    of = {"term": "T2", "grade_level": "1st Grade", "category": category, "rater_kind": "Teacher", "scale": "1-4"}
    counts = {"students": students, "matched_students": students if matched is None else matched}
    means = {"avg_level": Decimal("2.50"), "matched_change": Decimal(change)}
    return place(ALL) | of | counts | means | {"first_date": DAY} | more


def class_day(name: str, present: int, absent: int, scored: int | None = None, day: dt.date = DAY) -> dict[str, Any]:
    there = {"present_count": present, "absent_count": absent, "attendance_rate": share(present, present + absent)}
    count = present if scored is None else scored
    return {"class_id": name, "date": day, **there, "avg_score": Decimal("70.00"), "students_with_score": count}
