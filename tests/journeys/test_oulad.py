"""OULAD: facts wait for the rows they refer to, and follow their corrections."""

from __future__ import annotations

from typing import Any

import pytest
from lake import Lake

from edulake.ops.runs import Entry, Run
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]
COURSES = '"code_module","code_presentation","module_presentation_length"\n'
ASSESSMENTS = '"code_module","code_presentation","id_assessment","assessment_type","date","weight"\n'
RESULTS = '"id_assessment","id_student","date_submitted","is_banked","score"\n'


def assessments(silver: Run) -> Entry:
    """What silver made of the results."""
    tables = ("silver.student_assessments_clean", "bronze.oulad_student_assessment_raw")
    return next(entry for entry in silver.entries if (entry.table_name, entry.input_table) == tables)


def facts(lake: Lake) -> list[tuple[Any, ...]]:
    names = ("assessment_id", "assessment_date", "subject", "term", "school_year", "score")
    return [tuple(str(value) for value in row.values()) for row in lake.facts(*names)]


def test_facts_wait_for_their_references_which_date_them(lake: Lake) -> None:
    """February for B, October for J; days may be negative, and a day that is no number is no date."""
    results = '"1","11","28","0","70"\n"2","11","-3","1","80.5"\n"2","12","soon","0","80"\n"2","13","5","0",""\n'
    unknown = '"3","11","3","0","80"'
    lake.deliver("oulad/studentAssessment.csv", RESULTS + results + unknown + "\n")
    lake.ingest()
    first = assessments(lake.cleanse(subject=["assessments"]))
    assert (first.records_in, first.quarantined, first.accepted) == (5, 5, 0)
    assert {(row["status"], *row["reason_codes"]) for row in lake.refused()} == {("OPEN", "WAITING_FOR_REFERENCE")}

    lake.deliver("oulad/courses.csv", COURSES + '"AAA","2013B","240"\n"AAA","2013J","268"\n')
    planned = '"AAA","2013B","1","TMA","19","10"\n"AAA","2013J","2","Exam","","0"\n'
    lake.deliver("oulad/assessments.csv", ASSESSMENTS + planned)
    lake.ingest()
    second = assessments(lake.cleanse(subject=["assessments", "line_items", "classes"]))
    assert (second.records_in, second.accepted) == (0, 2)
    assert facts(lake) == [
        ("11:1", "2013-03-01", "AAA", "2013B", "2013", "70.00"),
        ("11:2", "2013-09-28", "AAA", "2013J", "2014", "80.50"),
    ]
    lines = results.splitlines()
    refused = {row["raw_payload"]: (row["status"], *row["reason_codes"]) for row in lake.refused()}
    told = {line: refused[line] for line in (*lines, unknown)}
    assert told == {
        lines[0]: ("RESOLVED", "WAITING_FOR_REFERENCE"),
        lines[1]: ("RESOLVED", "WAITING_FOR_REFERENCE"),
        lines[2]: ("OPEN", "BAD_DATE"),
        lines[3]: ("OPEN", "NO_VALID_MEASURE"),
        unknown: ("OPEN", "WAITING_FOR_REFERENCE"),
    }
    items = lake.rows(SUBJECTS["line_items"].table, "line_item_id", "class_id", "category", "due_date", "weight")
    assert sorted(tuple(str(value) for value in row.values()) for row in items) == [
        ("1", "AAA:2013B", "TMA", "2013-02-20", "10.00"),
        ("2", "AAA:2013J", "Exam", "None", "0.00"),
    ]
    runs = lake.rows(SUBJECTS["classes"].table, "class_id", "course_id", "start_date", "end_date")
    assert sorted(tuple(str(value) for value in row.values()) for row in runs) == [
        ("AAA:2013B", "AAA", "2013-02-01", "2013-09-29"),
        ("AAA:2013J", "AAA", "2013-10-01", "2014-06-26"),
    ]


@pytest.mark.slow
def test_facts_follow_a_corrected_reference(lake: Lake) -> None:
    lake.deliver("oulad/2025-01-01/courses.csv", COURSES + '"AAA","2013B","240"\n"BBB","2013J","240"\n')
    lake.deliver("oulad/2025-01-01/assessments.csv", ASSESSMENTS + '"AAA","2013B","1","TMA","19","10"\n')
    lake.deliver("oulad/2025-01-01/studentAssessment.csv", RESULTS + '"1","11","28","0","70"\n')
    lake.run()
    lake.deliver("oulad/2025-01-02/assessments.csv", ASSESSMENTS + '"BBB","2013J","1","TMA","19","10"\n')
    lake.run()
    assert facts(lake) == [("11:1", "2013-10-29", "BBB", "2013J", "2014", "70.00")]
    lake.deliver("oulad/2024-12-31/assessments.csv", ASSESSMENTS + '"AAA","2013J","1","CMA","19","10"\n')
    lake.run()
    assert facts(lake) == [("11:1", "2013-10-29", "BBB", "2013J", "2014", "70.00")], "an older delivery won"


@pytest.mark.slow
def test_a_reference_that_cannot_be_read_is_quarantined(lake: Lake) -> None:
    lake.deliver("oulad/courses.csv", COURSES + '"AAA","2013B","240"\n"","2013J","240"\n')
    lake.deliver("oulad/assessments.csv", ASSESSMENTS + '"AAA","2013B"\n')
    lake.deliver("oulad/studentAssessment.csv", RESULTS + '"1","11","28","0","70"\n')
    silver = [entry for entry in lake.run()[1].entries if entry.table_name == "silver.student_assessments_clean"]
    entries = {entry.input_table: entry for entry in silver}
    assert entries["bronze.oulad_courses_raw"].quarantined == 1
    assert entries["bronze.oulad_courses_raw"].accepted == 1
    assert entries["bronze.oulad_assessments_raw"].quarantined == 1
    reasons = {row["subject"]: row["reason_codes"] for row in lake.rows(QUARANTINE)}
    assert reasons == {
        "bronze.oulad_courses_raw": ["NULL_REFERENCE_KEY"],
        "bronze.oulad_assessments_raw": ["UNREADABLE"],
        "assessments": ["WAITING_FOR_REFERENCE"],
        "courses": ["NULL_COURSE_ID"],
        "classes": ["NULL_CLASS_ID"],
        "line_items": ["RAGGED_SHORT"],
    }
