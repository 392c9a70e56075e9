"""Refused records, tried again after a mapping was mended; and facts about students whom nobody knows yet."""

from __future__ import annotations

import json

import pytest
from lake import Lake
from typer.testing import CliRunner

from edulake import cli, gold
from edulake.governance import orphans
from edulake.jobs import replay
from edulake.ops.tables import JOB_RUNS
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
EXAMS = """
[sources.exams]
files = "**/*.jsonl"
format = "jsonl"
date_formats = ["{format}"]
[sources.exams.columns]
student_id = "{student}"
assessment_date = "day"
subject = "subject"
score = "score"
"""
OF_EXAMS = {"source": ["exams"], "subject": ["assessments"], "product": ["student_performance_summary"]}


def test_a_mended_mapping_reads_its_source_again(lake: Lake) -> None:
    """Replay does so as well, and has nothing left to try afterwards."""
    exams = [{"pupil": "S1", "day": "05.03.2024", "score": 80}, {"pupil": "S2", "day": "?", "score": 70}]
    wrong = lake.configured(EXAMS.format(format="yyyy-MM-dd", student="student"))
    wrong.deliver("exams/x.jsonl", "".join(json.dumps(exam) + "\n" for exam in exams))
    wrong.run(**OF_EXAMS)
    assert {tuple(row["reason_codes"]) for row in wrong.refused()} == {("NULL_STUDENT_ID", "BAD_DATE")}
    mended = lake.configured(EXAMS.format(format="dd.MM.yyyy", student="pupil"))
    runs = replay.run(mended.context(**OF_EXAMS))
    [entry] = [e for e in runs[0].entries if e.source_system == "exams"]
    assert (entry.records_in, entry.records_revisited, entry.accepted, entry.quarantined) == (2, 0, 1, 1)
    assert [(row["student_id"], str(row["score"])) for row in mended.facts()] == [("S1", "80.00")]
    found = {(row["status"], *row["reason_codes"]) for row in mended.refused()}
    assert found == {("RESOLVED", "NULL_STUDENT_ID", "BAD_DATE"), ("OPEN", "BAD_DATE")}
    before = mended.versions()
    runs = replay.run(mended.context(**OF_EXAMS))
    [entry] = [e for e in runs[0].entries if e.source_system == "exams"]
    assert (entry.records_in, entry.records_revisited, entry.quarantined) == (0, 1, 1)
    mended.run(**OF_EXAMS)
    assert mended.versions() == before, "neither a second replay nor a run changes anything"


@pytest.mark.slow
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_replay_reads_lines_of_csv_by_the_header_of_their_file(lake: Lake, delimiter: str) -> None:
    """Two files name their columns in two orders; one has quotes, one a line break, one an odd column more."""
    settings = EXAMS.replace("jsonl", "csv").format(format="yyyy-MM-dd", student="{student}")
    settings = settings.replace("[sources.exams.columns]", f'delimiter = "{delimiter}"\n[sources.exams.columns]')
    wrong = lake.configured(settings.format(student="student"))
    first = 'pupil,day,subject,score,student\nS1,2024-03-05,"Arts, ""fine""",80,\nS2,soon,Art,70,\n'
    second = "score;student;pupil;note;day;subject\n60;;S3;{x};2024-03-06;Art\n"
    third = 'pupil,student,day,subject,score\nS4,,2024-03-07,"Home\neconomics",50\n'
    files = [text.replace(";", ",").replace(",", delimiter) for text in (first, second, third)]
    for number, text in enumerate(files):
        wrong.deliver(f"exams/{number}.csv", text)
    wrong.run()
    assert len(wrong.refused()) == 4
    mended = lake.configured(settings.format(student="pupil"))
    replay.run(mended.context())
    rows = sorted((row["student_id"], row["subject"], str(row["score"])) for row in mended.facts())
    art = f'Arts{delimiter} "fine"'
    assert rows == [("S1", art, "80.00"), ("S3", "Art", "60.00"), ("S4", "Home economics", "50.00")]
    assert sorted(row["status"] for row in mended.refused()) == ["OPEN", "RESOLVED", "RESOLVED", "RESOLVED"]


def unknowns(lake: Lake) -> list[tuple[object, ...]]:
    listed = orphans.listed(lake.store)
    assert listed is not None
    return [tuple(row) for row in listed.collect()]


@pytest.mark.slow
def test_unknown_students_are_flagged_until_they_arrive(lake: Lake) -> None:
    students = "student_id,name,class_id,grade,email,enrollment_date,status\n"
    attendance = "attendance_id,student_id,date,status,class_id\n"
    lake.deliver("school_files/2025-01-01/attendance.csv", attendance + "1,A,2024-10-01,Present,C1\n")
    lake.ingest()
    [first] = [e for e in lake.cleanse().entries if e.records_in]
    assert first.unknown_references is None, "no source delivers students"
    lake.deliver("school_files/2025-01-02/students.csv", students + "A,Ann Doe,C1,3,a@b.org,2024-09-01,Active\n")
    lake.deliver("school_files/2025-01-02/attendance.csv", attendance + "2,B,2024-10-01,Present,C1\n")
    runs = {e.input_table: e for e in lake.run()[1].entries}
    assert runs["bronze.student_attendance_raw"].unknown_references == 1
    assert unknowns(lake) == [("silver.attendance", "student_id", "school_files", "B", 1)]
    for words, value in ((["--identified"], "B"), ([], None)):
        shown = CliRunner().invoke(cli.app, ["unknown", "--warehouse", lake.settings.warehouse, "--json", *words])
        assert [(row["value"], row["facts"]) for row in json.loads(shown.stdout)] == [(value, 1)]
    subject = SUBJECTS["attendance"]
    flags = orphans.flagged(lake.store, subject, lake.frame(subject.table)).select("student_id", orphans.FLAGS)
    assert sorted(tuple(row) for row in flags.collect()) == [("A", []), ("B", ["student_id"])]
    more = "A,Ann Doe,C1,3,a@b.org,2024-09-01,Active\nB,Bob Doe,C1,3,b@b.org,2024-09-01,Active\n"
    lake.deliver("school_files/2025-01-03/students.csv", students + more)
    lake.ingest()
    lake.cleanse()
    assert unknowns(lake) == []
    told = [*lake.said, *lake.rows(JOB_RUNS), *[row for table in gold.TABLES for row in lake.content(table)]]
    assert any("C1" in str(row) for row in told), "there are products"
    assert not [row for row in told if "Doe" in str(row) or "@" in str(row)], "a name or an address left silver"
