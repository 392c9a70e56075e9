"""Snapshots close what they can vouch for, and nothing else: facts, references and people of a whole school system.

What sequences of snapshots do is tried in test_histories.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import oneroster_sets as sets
import pytest
from lake import Lake

from edulake.silver import SUBJECTS
from edulake.silver.people.students import STUDENTS


def edited(*removed: str, edit: dict[str, Callable[[bytes], bytes]] | None = None) -> sets.Files:
    """A bulk without the rows of these ids, and with some files changed."""
    content = sets.tables("1.1")
    kept = {name: [row for row in rows if row["sourcedId"] not in removed] for name, rows in content.items()}
    files = sets.files("1.1", kept, "bulk")
    return {name: (edit or {}).get(name, bytes)(data) for name, data in files.items()}


def bring(lake: Lake, day: str, files: sets.Files) -> dict[str, Any]:
    """Silver after a delivery, by subject and id; and what its entries note."""
    for name, data in files.items():
        lake.deliver(f"oneroster/{day}/{name}", data)
    lake.ingest()
    entries = lake.cleanse(subject=["students", "classes", "enrollments", "assessments"]).entries
    students = {r["student_id"]: r["is_active"] for r in lake.rows(SUBJECTS["students"].table) if r["is_current"]}
    active = {
        name: {row[f"{kind}_id"]: row["is_active"] for row in lake.rows(SUBJECTS[name].table)}
        for name, kind in (("classes", "class"), ("enrollments", "enrollment"))
    }
    scores = {r["assessment_id"]: str(r["score"]) for r in lake.rows(SUBJECTS["assessments"].table)}
    return {**active, "students": students, "scores": scores, "notes": {e.note for e in entries if e.note}}


@pytest.mark.slow
@pytest.mark.once
def test_a_refused_record_that_names_its_row_says_that_it_is_there(lake: Lake) -> None:
    """Those that are missing are closed or deleted all the same; one that names nobody keeps all of its snapshot."""
    lake = lake.letting_shrink()
    first = bring(lake, "2025-02-01", sets.bulk("1.1"))
    assert first["scores"] == {"res1": "87.50", "res2": "None", "res3": "None", "res4": "64.00"}
    damaged: dict[str, Callable[[bytes], bytes]] = {
        "users.csv": lambda data: data.replace(b"Family stu2", b"Family, stu2"),  # one comma too many
        "classes.csv": lambda data: data.replace(b'"Algebra, period 1"', b"Algebra, period 1"),
        "enrollments.csv": lambda data: data.replace(
            b"enr-stu1-cla1,,,cla1,sch1,stu1,student", b"enr-stu1-cla1,,,cla1,sch1,stu1,pupil"
        ),
        "results.csv": lambda data: data.replace(b"17.5,2024-09-10", b"17.5,the tenth"),
    }
    second = bring(lake, "2025-02-02", edited("stu4", "cla2", "enr-stu2-cla1", "res4", edit=damaged))
    assert second["students"] == {"stu1": True, "stu2": True, "stu3": False, "stu4": False}
    assert second["classes"] == {"cla1": True, "cla2": False}
    active = {key for key, is_active in second["enrollments"].items() if is_active}
    assert active == {"enr-stu1-cla1", "enr-stu3-cla1", "enr-stu4-cla1"}, "of cla2 none: the class itself is gone"
    assert second["scores"] == {"res1": "87.50", "res2": "None", "res3": "None"}
    assert not second["notes"]

    nameless: dict[str, Callable[[bytes], bytes]] = {
        "results.csv": lambda data: data.replace(b"res3,,,lin1,stu3,", b",,,lin1,,"),
        "enrollments.csv": lambda data: data.replace(b"enr-stu3-cla1,,,cla1,sch1,stu3,", b",,,cla1,sch1,,"),
    }
    third = bring(lake, "2025-02-03", edited("stu4", "cla2", "res1", "res4", "enr-stu1-cla1", edit=nameless))
    assert third["scores"] == second["scores"]
    assert third["enrollments"]["enr-stu1-cla1"] is True
    assert third["notes"] == {
        "the snapshot of 2025-02-03 closes nobody: a refused record names nobody, a file was refused, or a column is missing"
    }


ROSTER = """
[sources.people]
subject = "students"
files = "**/*.csv"
format = "csv"
snapshot = true
columns = { student_id = "id", name = "name", class_id = "class" }
"""


def test_of_a_record_that_does_not_fit_only_what_is_sure_is_read(lake: Lake) -> None:
    """Nothing stands left of the first cell; which cell is missing nobody knows, nor where a torn record begins."""
    lake = lake.configured(ROSTER)
    whole = "id,name,class\nS1,Doe, Ann,C1\nS2,Doe\nS3,Dee,C1\n"
    for name, text in {"a": whole, "torn": 'id,name,class\nS4,"Doe\nAnn",C1\n", S5,Dee,C1\n'}.items():
        lake.deliver(f"people/2025-01-01/{name}.csv", text)
    lake.ingest(source=["people"])
    rows = lake.rows(STUDENTS.form.table, "source_file", "raw_student_id", "raw_name", "raw_class_id", "parse_issue")
    read = {tuple(list(row.values())[1:]) for row in rows if row["source_file"].endswith("a.csv")}
    assert read == {("S1", None, None, "RAGGED_LONG"), (None, None, None, "RAGGED_SHORT"), ("S3", "Dee", "C1", None)}
    torn = [row for row in rows if row["source_file"].endswith("torn.csv") and row["parse_issue"]]
    assert torn
    assert {row["raw_student_id"] for row in torn} == {None}


@pytest.mark.once
def test_a_snapshot_of_which_a_file_was_refused_closes_nobody(lake: Lake) -> None:
    """One file for each school: who is in the file that cannot be read is not gone; once it is there, the others are."""
    lake = lake.configured("[limits]\nsnapshot_shrink = 1.0\n" + ROSTER)

    def active(day: str, **files: str) -> set[str]:
        for school, lines in files.items():
            lake.deliver(f"people/{day}/{school}.csv", lines)
        lake.ingest(source=["people"])
        lake.cleanse(subject=["students"])
        return {r["student_id"] for r in lake.rows(SUBJECTS["students"].table) if r["is_current"] and r["is_active"]}

    header = "id,name,class\n"
    assert active("2025-01-01", north=f"{header}A,Ann,C1\nB,Bob,C1\n", south=f"{header}C,Cy,C2\n") == {"A", "B", "C"}
    assert active("2025-01-02", north=f"{header}A,Ann,C1\n", south="nothing known\nhere\n") == {"A", "B", "C"}
    assert active("2025-01-02", south=f"{header}C,Cy,C2\n") == {"A", "C"}
