"""What staff miss and learn and what students use, from files to answers: a night, a correction, and a rebuild."""

from __future__ import annotations

import pytest
from lake import Lake

from edulake.gold import PRODUCTS
from edulake.jobs import gold_aggregate

pytestmark = [pytest.mark.slow, pytest.mark.once]

COLUMNS = {
    "memberships": ("student_id", "school_id", "grade_level", "entry_date"),
    "staff_roles": ("staff_id", "school_id", "role", "begin_date", "fte"),
    "school_days": ("school_id", "date", "kind"),
    "staff_absences": ("staff_absence_id", "staff_id", "date", "share_of_day", "category"),
    "pd_attendance": ("staff_id", "activity_id", "date", "status", "amount", "unit"),
    "engagement": ("engagement_id", "student_id", "course_id", "activity", "engaged_at", "events", "minutes"),
}
SOURCES = "".join(
    f'[sources.{subject}]\nsystem = "district"\nsubject = "{subject}"\nfiles = "**/{subject}*.csv"\nformat = "csv"\n'
    f"[sources.{subject}.columns]\n" + "".join(f'{name} = "{name}"\n' for name in names)
    for subject, names in COLUMNS.items()
)
SOURCES += "[gold.required_hours]\nTeacher = { hours = 7.5 }\n"
FIRST = {
    "memberships": "S1,N,3,2024-08-20\nS2,N,3,2024-08-20\n",
    "staff_roles": "T1,N,Teacher,2024-08-01,1\nT2,N,Teacher,2024-08-01,0.5\n",
    "school_days": "".join(f"N,2024-10-0{day},Instruction\n" for day in (1, 2, 3, 4)),
    "staff_absences": "A1,T1,2024-10-01,1,Sick\nA2,T2,2024-10-02,1,Jury Duty\n",
    "pd_attendance": "T1,P1,2024-10-02,Attended,7.5,Hours\nT2,P1,2024-10-02,Registered,7.5,Hours\n",
    "engagement": "L1,S1,K1,login,2024-10-02,3,12.5\n",
}
MADE = ["staff_attendance", "staff_absence_days", "pd_hours", "pd_trends", "usage_records"]
LATER = {
    "staff_absences": "A1,T1,2024-10-01,0.5,Sick\n",
    "pd_attendance": "T2,P1,2024-10-02,Completed,7.5,Hours\n",
    "engagement": "L2,S2,K1,login,2024-10-03,1,\n",
}


def deliver(lake: Lake, day: str, files: dict[str, str]) -> None:
    for subject, rows in files.items():
        lake.deliver(f"district/{day}/{subject}.csv", ",".join(COLUMNS[subject]) + "\n" + rows)
    lake.run(product=MADE)


def of_all(lake: Lake, product: str, *columns: str, place: str = "All") -> list[tuple[str, ...]]:
    rows = lake.rows(PRODUCTS[product].table)
    return [tuple(str(row[name]) for name in columns) for row in rows if row["school_id"] == place]


def test_a_night_a_correction_and_a_rebuild(lake: Lake) -> None:
    lake = lake.configured(SOURCES)
    deliver(lake, "2024-10-05", FIRST)
    assert lake.refused() == []
    days = ("scheduled_days", "excused_days", "absent_days", "attendance_rate")
    assert of_all(lake, "staff_attendance", *days) == [("6.0000", "0.5000", "1.0000", "0.8182")]
    hours = {row["staff_id"]: (str(row["hours"]), row["is_met"]) for row in lake.rows(PRODUCTS["pd_hours"].table)}
    assert hours == {"T1": ("7.50", True), "T2": ("0.00", False)}
    used = ("activity", "users", "events", "minutes", "active_share")
    assert ("login", "1", "3", "12.50", "0.5000") in of_all(lake, "usage_records", *used)

    held = lake.versions()
    lake.run(product=MADE)
    assert lake.versions() == held, "a run without news writes nothing"

    deliver(lake, "2024-10-06", LATER)
    assert of_all(lake, "staff_attendance", *days) == [("6.0000", "0.5000", "0.5000", "0.9091")]
    assert of_all(lake, "staff_absence_days", "staff", "staff_over_10_days") == [("2", "0")]
    trends = ("category", "hours", "staff", "hours_per_staff", "completion_rate")
    assert ("All", "15.00", "2", "7.50", "0.5000") in of_all(lake, "pd_trends", *trends)
    assert ("login", "2", "4", "12.50", "1.0000") in of_all(lake, "usage_records", *used)

    held = lake.versions()
    context = lake.context(product=MADE)
    gold_aggregate.run(context, anew="to see whether a rebuild says the same")
    context.journal.close()
    assert lake.versions() == held, "what is rebuilt is what the nights made"
