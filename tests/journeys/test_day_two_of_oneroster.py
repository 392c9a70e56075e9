"""A second day of OneRoster, as a delta or a bulk, writes exactly the rows that it should (see test_day_two.py)."""

from __future__ import annotations

import oneroster_sets as sets
import pytest
from lake import Lake
from two_days import Case, writes_what_it_should

pytestmark = [pytest.mark.slow, pytest.mark.once]
DAYS = ("2025-02-01", "2025-02-04")
# What a bulk says without an update time is known since that bulk: so it is, whatever came in which order.
TOLD_AGAIN = {
    "silver.courses": {"~cou1", "~cou2"},
    "silver.classes": {"~cla1", "~cla2"},
    "silver.line_items": {"~lin1", "~lin2"},
}
# A user of 1.1 has the role in each organisation, one of 1.2 where roles.csv says.
ROLES_TOLD_AGAIN = {
    "1.1": {"silver.staff_roles": {"~tea1|sch1|Teacher", "~tea1|dis1|Teacher"}},
    "1.2": {"silver.staff_roles": {"~tea1|sch1|Teacher"}},
}


def oneroster(version: str, second: sets.Files, expected: dict[str, set[str]], *, zipped: bool) -> Case:
    days = []
    for day, content in zip(DAYS, (sets.bulk(version), second), strict=True):
        files = {"export.zip": sets.zipped(content)} if zipped else content
        days.append({f"oneroster/{day}/{name}": data for name, data in files.items()})
    return Case(*days, expected)


def oneroster_delta(version: str, *, zipped: bool) -> Case:
    """A name is corrected, a student goes, another comes, a result is withdrawn."""
    expected = {
        "silver.students": {"~stu1|2025-02-01", "+stu1|2025-02-04", "~stu4|2025-02-01", "+stu4|2025-02-04"},
        "silver.enrollments": {"~enr-stu4-cla1", "+enr-stu5-cla1"},
        "silver.student_assessments_clean": {"~res4"},
        "gold.course_completion": {"~cou1"},
        "gold.class_daily_performance": {"-cla2|2024-09-10"},
        "gold.student_performance_aggregates": {"-stu1|Ungraded"},
        "gold.student_performance_summary": {"~stu1"},
        "gold.subject_performance_analytics": {"-History|Ungraded"},
    }
    expected["silver.students"].add("+stu5|2025-02-04")
    return oneroster(version, sets.delta(version), expected, zipped=zipped)


def oneroster_bulk(version: str, *, zipped: bool) -> Case:
    """A later bulk lacks a student with all rows about her, a class, and a line item; a role where there are any."""
    content = sets.tables(version)
    lacks = {
        "users": "stu2",
        "enrollments": "enr-stu2-cla1",
        "classes": "cla2",
        "lineItems": "lin2",
        "roles": "rol-stu4",
    }
    later = {name: [row for row in rows if row["sourcedId"] != lacks.get(name)] for name, rows in content.items()}
    later["results"] = [row for row in later["results"] if row["studentSourcedId"] != "stu2"]
    gone = ("stu2", "stu4") if version == "1.2" else ("stu2",)
    expected = {
        "silver.students": {row for who in gone for row in (f"~{who}|{DAYS[0]}", f"+{who}|{DAYS[1]}")},
        **TOLD_AGAIN,
        **ROLES_TOLD_AGAIN[version],
        "silver.enrollments": {"~enr-stu2-cla1", "~enr-stu1-cla2"},
        "silver.student_assessments_clean": {"~res4", "-res2"},
        "gold.course_completion": {"~cou1", "~cou2"},
        "gold.class_daily_performance": {"-cla2|2024-09-10"},
        "gold.student_performance_aggregates": {"-stu1|Ungraded"},
        "gold.student_performance_summary": {"~stu1"},
        "gold.subject_performance_analytics": {"-History|Ungraded"},
    }
    return oneroster(version, sets.files(version, later, "bulk"), expected, zipped=zipped)


def oneroster_new_year(version: str) -> Case:
    """Files of a header alone: everybody has left the classes, and nobody has a grade yet."""
    content = {**sets.tables(version), "enrollments": [], "results": []}
    closed = {"~enr-stu1-cla1", "~enr-stu2-cla1", "~enr-stu3-cla1", "~enr-stu4-cla1", "~enr-stu1-cla2"}
    expected = {
        **TOLD_AGAIN,
        **ROLES_TOLD_AGAIN[version],
        "silver.enrollments": closed,
        "silver.student_assessments_clean": {"-res1", "-res2", "-res3", "-res4"},
        "gold.course_completion": {"~cou1", "~cou2"},
        "gold.class_daily_performance": {"-cla1|2024-09-10", "-cla2|2024-09-10"},
        "gold.student_performance_aggregates": {"-stu1|9th Grade", "-stu1|Ungraded"},
        "gold.student_performance_summary": {"-stu1"},
        "gold.subject_performance_analytics": {"-Algebra|9th Grade", "-History|Ungraded"},
    }
    return oneroster(version, sets.files(version, content, "bulk"), expected, zipped=True)


CASES = {
    "1.1 delta": lambda: oneroster_delta("1.1", zipped=True),
    "1.2 delta": lambda: oneroster_delta("1.2", zipped=False),
    "1.1 bulk": lambda: oneroster_bulk("1.1", zipped=False),
    "1.1 new year": lambda: oneroster_new_year("1.1"),
    "1.2 bulk": lambda: oneroster_bulk("1.2", zipped=True),
}


@pytest.mark.parametrize("name", CASES)
def test_day_two(name: str, lake: Lake) -> None:
    writes_what_it_should(CASES[name](), lake)
