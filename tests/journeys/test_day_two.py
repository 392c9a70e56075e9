"""A second day of every source writes exactly the rows that it should, and a third that brings nothing writes none.

The expected rows are named one by one: + for a row that came, - for one that went, ~ for one written again. The
second day of OneRoster is in test_day_two_of_oneroster.py, that of a database in database/test_database_day_two.py.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lake import Lake, changed
from two_days import Case, Files, writes_what_it_should

from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.slow, pytest.mark.once]
ENGAGEMENT = SUBJECTS["engagement"].table


def dated(source: str, name: str, first: bytes | str, second: bytes | str) -> tuple[Files, Files]:
    return {f"{source}/2025-01-01/{name}": first}, {f"{source}/2025-01-02/{name}": second}


def lines(header: str, *rows: str) -> str:
    return "".join(f"{line}\n" for line in (header, *rows))


def students() -> Case:
    """One moves to another class, one is missing, one is new; the others stay as they are."""
    header = "student_id,name,class_id,grade,email,enrollment_date,status"
    stay = [f"{name},{name} Doe,C1,3,,2024-09-01,Active" for name in "CDEF"]
    was = ["A,A Doe,C1,3,,2024-09-01,Active", "B,B Doe,C1,3,,2024-09-01,Active"]
    now = ["A,A Doe,C2,3,,2024-09-01,Active", "G,G Doe,C1,3,,2025-01-02,Active"]
    days = dated("school_files", "students.csv", lines(header, *was, *stay), lines(header, *now, *stay))
    versions = {"~A|2025-01-01", "+A|2025-01-02", "~B|2025-01-01", "+B|2025-01-02", "+G|2025-01-02"}
    return Case(*days, {"silver.students": versions})


def attendance() -> Case:
    """A correction, a late row of a day long past, and an older version of a row: it was known earlier, no more."""
    header = "attendance_id,student_id,date,status,class_id,updated_at"
    first = ["1,A,2024-10-01,Present,C1,2024-10-02T08:00:00Z", "2,B,2024-10-01,Absent,C1,2024-10-01T08:00:00Z"]
    first += ["3,A,2024-10-02,Present,C1,2024-10-02T08:00:00Z", "4,C,2024-10-01,Present,C2,2024-10-01T08:00:00Z"]
    second = ["1,A,2024-10-01,Absent,C1,2024-10-01T08:00:00Z", "2,B,2024-10-01,Present,C1,2024-10-03T08:00:00Z"]
    second += ["5,C,2024-09-03,Absent,C2,2024-10-03T08:00:00Z", ",,2024-10-03,Present,C2,2024-10-03T08:00:00Z"]
    days = dated("school_files", "attendance.csv", lines(header, *first), lines(header, *second))
    expected = {
        "silver.attendance": {"~1", "~2", "+5"},
        "gold.attendance_insights": {"~B|2025", "~C|2025"},
        "gold.class_daily_performance": {"~C1|2024-10-01", "+C2|2024-09-03"},
        "ops.quarantine": {f"+attendance|OPEN|{second[3]}"},
    }
    return Case(*days, expected)


def result(key: str, student: str, score: int, day: int, subject: str = "Math") -> dict[str, object]:
    nested = {"student": {"id": student}, "class": {"id": "C1"}, "subject": subject, "score": score, "max_score": 20}
    return {"assessment_id": key, **nested, "assessed_at": "2024-10-01", "updated_at": f"2025-01-0{day}T08:00:00Z"}


def assessments() -> Case:
    """One result is corrected, one is new, and moves nothing of the students and subjects that it is not about."""
    first = [result("r1", "A", 10, 1), result("r2", "B", 15, 1), result("r3", "C", 12, 1, "Art")]
    second = [result("r1", "A", 18, 2), result("r4", "A", 20, 2, "Art")]
    days = dated("school_files", "assessments.json", json.dumps(first), json.dumps(second, indent=1))
    expected = {
        "silver.student_assessments_clean": {"~r1", "+r4"},
        "gold.student_performance_aggregates": {"~A|Ungraded"},
        "gold.subject_performance_analytics": {"~Math|Ungraded", "~Art|Ungraded"},
        "gold.student_performance_summary": {"~A"},
        "gold.class_daily_performance": {"~C1|2024-10-01"},
    }
    return Case(*days, expected)


def clicks() -> Case:
    """The file of clicks is replaced: one sum differs, one is gone, one came, one stays, and so does its student."""
    header = "code_module,code_presentation,id_student,id_site,date,sum_click"
    presentation = lines("code_module,code_presentation,module_presentation_length", "AAA,2013J,268")
    sites = lines("id_site,code_module,code_presentation,activity_type,week_from,week_to", "1,AAA,2013J,quiz,,")
    first = [f"AAA,2013J,{row}" for row in ("11,1,0,4", "11,1,0,4", "12,1,0,1", "13,1,0,5", "13,1,0,2")]
    second = [f"AAA,2013J,{row}" for row in ("11,1,0,4", "13,1,0,7", "14,1,0,9")]
    known = {"oulad/courses.csv": presentation, "oulad/vle.csv": sites}
    expected = {
        "silver.engagement": {f"{row}|AAA|1|2013-10-01" for row in ("~11", "-12", "+14")},
        "gold.student_engagement": {"~11|AAA", "-12|AAA", "+14|AAA"},
    }
    return Case(
        {**known, "oulad/studentVle.csv": lines(header, *first)},
        {"oulad/studentVle.csv": lines(header, *second)},
        expected,
    )


def course_runs() -> Case:
    """OULAD's other files: a result corrected, a final result known, somebody new; what waited is taken in."""
    info = "code_module,code_presentation,id_student,gender,region,highest_education,imd_band,age_band"
    info += ",num_of_prev_attempts,studied_credits,disability,final_result"
    person = "AAA,2013J,{},M,Wales,HE,10-20%,0-35,0,60,N,{}"
    registered = "code_module,code_presentation,id_student,date_registration,date_unregistration"
    plan = "code_module,code_presentation,id_assessment,assessment_type,date,weight"
    scores = "id_assessment,id_student,date_submitted,is_banked,score"
    first: Files = {
        "courses.csv": lines("code_module,code_presentation,module_presentation_length", "AAA,2013J,268"),
        "assessments.csv": lines(plan, "AAA,2013J,1,TMA,19,10"),
        "studentInfo.csv": lines(info, person.format(11, "Pass"), person.format(12, "Fail")),
        "studentRegistration.csv": lines(registered, "AAA,2013J,11,-20,", "AAA,2013J,12,-20,"),
        "studentAssessment.csv": lines(scores, "1,11,18,0,70", "1,12,18,0,80", "2,12,30,0,60"),
    }
    second: Files = {
        "assessments.csv": lines(plan, "AAA,2013J,1,TMA,19,10", "AAA,2013J,2,TMA,40,10"),
        "studentInfo.csv": lines(info, person.format(11, "Pass"), person.format(12, "Pass"), person.format(13, "Fail")),
        "studentRegistration.csv": lines(registered, "AAA,2013J,13,-5,"),
        "studentAssessment.csv": lines(scores, "1,11,18,0,75"),
    }
    expected = {
        "silver.line_items": {"+2", "~1"},
        "silver.students": {"+13|2013-10-01"},
        "silver.enrollments": {"~12:AAA:2013J", "+13:AAA:2013J"},
        "silver.student_assessments_clean": {"~11:1", "+12:2"},
        "gold.course_completion": {"~AAA"},
        "gold.student_performance_aggregates": {"~11|Ungraded", "~12|Ungraded"},
        "gold.student_performance_summary": {"~11", "~12"},
        "gold.subject_performance_analytics": {"~AAA|Ungraded"},
        "gold.class_daily_performance": {"~AAA:2013J|2013-10-19", "+AAA:2013J|2013-10-31"},
        "ops.quarantine": {"-assessments|OPEN|2,12,30,0,60", "+assessments|RESOLVED|2,12,30,0,60"},
    }
    named = [{f"oulad/{name}": text for name, text in files.items()} for files in (first, second)]
    return Case(*named, expected)


CASES = {
    "school_files students": students,
    "school_files attendance": attendance,
    "school_files assessments": assessments,
    "oulad clicks": clicks,
    "oulad course runs": course_runs,
}


@pytest.mark.parametrize("name", CASES)
def test_day_two(name: str, lake: Lake) -> None:
    writes_what_it_should(CASES[name](), lake)


def test_day_two_of_parquet_files(lake: Lake, tmp_path: Path) -> None:
    """A login of before with more progress, and a new one."""
    row = (
        "SELECT '{}' AS student_id, 'C1' AS course_id, '2025-01-05 0{}:00:00' AS login_time, {} AS progress_percentage"
    )
    row += ", 70.5D AS engagement_score, '2025-01-0{}T00:00:00Z' AS last_modified"
    days = [[("A", 8, 10, 5), ("B", 8, 20, 5)], [("A", 8, 30, 6), ("A", 9, 35, 6)]]
    for day, rows in enumerate(days, start=1):
        folder, query = tmp_path / str(day), " UNION ALL ".join(row.format(*values) for values in rows)
        lake.spark.sql(query).coalesce(1).write.parquet(str(folder))
        before = lake.labelled()
        lake.deliver(f"edtech_platform/2025-01-0{day}/logins.parquet", next(folder.glob("*.parquet")).read_bytes())
        lake.run()
    moments = {
        r["engaged_at"].hour: str(r["progress_percentage"]) for r in lake.rows(ENGAGEMENT) if r["student_id"] == "A"
    }
    assert moments == {8: "30.00", 9: "35.00"}
    assert changed(before, lake.labelled())["gold.student_engagement"] == {"~A|C1"}
