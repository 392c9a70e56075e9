"""Canaries in every field that is about a person, of every kind of source, and every way in which tables are looked at.

Nothing here knows the contracts: what is looked for are the canaries themselves, and anything that could be a hash.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import oneroster_sets
import pytest
from lake import Lake, record
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from small_warehouse import Said

import edulake
from edulake.governance import catalog
from edulake.ops.tables import JOB_RUNS
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.slow]

NAME, GIVEN, FAMILY = "Zebulon Quirrelmort", "Zebulon", "Quirrelmort"
BORN, PHONE = "2009-11-29", "555-0199-7744"
# Of a source that keeps it out, and the password of OneRoster.
SECRET = "078-05-1120"
# The ids of students are numbered, and each source that has ids of rows has its own.
STUDENTS = [f"STU7700{n}" for n in range(1, 5)]
OF_OULAD = ["9917001", "9917002"]
ROWS = ["RES-7744", "ATT-7744", "enr-7744"]
CANARIES = [NAME, GIVEN, FAMILY, BORN, PHONE, SECRET, *STUDENTS, *OF_OULAD, *ROWS]
# Ids of runs are random; what a table was made by are settings and code.
OF_RUNS = {"run_id", "batch_id", "resolved_run_id", "fingerprint"}
ENROLLED = """
[sources.clubs]
subject = "enrollments"
files = "**/*.csv"
format = "csv"
omit = ["ssn"]
[sources.clubs.columns]
student_id = "student"
course_id = "course"
"""


def deliver_school(lake: Lake) -> None:
    a, b, c, d = STUDENTS
    folder = "school_files/2025-01-06"
    head = "student_id,name,class_id,grade,email,enrollment_date,status,school_id\n"
    lake.deliver(
        f"{folder}/students.csv",
        head
        + f"{a},{NAME},C1,3,{GIVEN}.{FAMILY}@school.example,2024-09-01,Active,S1\n"
        + f"{b},{NAME} II,C1,3,{FAMILY}@school.example,2024-09-01,{NAME} has left,S1\n"
        + f"{c},{FAMILY},{GIVEN},C1,3,x@school.example,2024-09-01,Active,S1\n",
    )
    head = "attendance_id,student_id,date,status,class_id\n"
    sound = f"{ROWS[1]},{a},2024-10-01,Present,C1\n,{b},2024-10-01,Absent,C1\n"
    lake.deliver(
        f"{folder}/attendance.csv", f"{head}{sound},{b},2024-10-02,{NAME} is ill,C1\n,{d},soon {NAME},Absent,C1\n"
    )
    lake.deliver("clubs/1.csv", f"student,course,ssn\n{a},CHESS,{SECRET}\n{b},CHESS,{SECRET},{NAME}\n")
    results = [
        record(assessment_id=ROWS[0], student_id=a),
        record(assessment_id=None, student_id=b, score=f"{NAME} was ill"),
        record(assessment_id=None, student_id=c, assessment_date=f"{NAME}, {BORN}"),
    ]
    lake.deliver_json("lms_system_a/1.jsonl", *results)
    nested = {
        "student": {"id": a, "name": NAME},
        "score": 7,
        "max_score": 10,
        "assessed_at": "2024-10-01",
        "subject": "Art",
    }
    lake.deliver(f"{folder}/assessments.json", json.dumps([nested]))
    columns = "student_id string, course_id string, login_time string, progress_percentage string, last_modified string"
    logins = [(a, "CHESS", "2024-10-01T08:00:00Z", "50", "2024-10-01T08:00:00Z")]
    frame = lake.spark.createDataFrame(logins, columns).repartition(1)
    frame.write.parquet(str(lake.landing / "edtech_platform" / "2025-01-06"))


def deliver_oulad(lake: Lake) -> None:
    a, b = OF_OULAD
    course = '"AAA","2013J"'
    files = {
        "courses": f'"code_module","code_presentation","module_presentation_length"\n{course},"268"\n',
        "assessments": (
            '"code_module","code_presentation","id_assessment","assessment_type","date","weight"\n'
            f'{course},"1752","TMA","19","10"\n'
        ),
        "studentAssessment": (
            f'"id_assessment","id_student","date_submitted","is_banked","score"\n"1752","{a}","18","0","78"\n'
            f'"1752","{b}","{NAME}","0","70"\n'
        ),
        "studentInfo": (
            '"code_module","code_presentation","id_student","gender","region","highest_education","imd_band","age_band",'
            '"num_of_prev_attempts","studied_credits","disability","final_result"\n'
            f'{course},"{a}","M","Wales","HE","0-10%","0-35","0","60","N","Pass"\n'
        ),
        "studentRegistration": (
            '"code_module","code_presentation","id_student","date_registration","date_unregistration"\n'
            f'{course},"{a}","-10",""\n'
        ),
        "vle": (
            '"id_site","code_module","code_presentation","activity_type","week_from","week_to"\n'
            f'"546",{course},"forum","",""\n'
        ),
        "studentVle": (
            f'"code_module","code_presentation","id_student","id_site","date","sum_click"\n{course},"{a}","546","3","4"\n'
        ),
    }
    for name, text in files.items():
        lake.deliver(f"oulad/{name}.csv", text)


def deliver_oneroster(lake: Lake) -> None:
    tables = oneroster_sets.tables("1.2")
    student = STUDENTS[3]
    personal = {
        "username": f"{GIVEN}1", "userIds": f"{{SIS:{student}}}", "givenName": GIVEN, "familyName": FAMILY,
        "middleName": NAME, "identifier": student, "email": f"{GIVEN}@school.example", "sms": PHONE, "phone": PHONE,
        "agentSourcedIds": STUDENTS[2], "userMasterIdentifier": student, "preferredGivenName": GIVEN, "password": SECRET,
    }  # fmt: skip
    known = {"stu1": student, "enr-stu1-cla1": ROWS[2], "rol-stu1": f"rol-{student}", "res1": f"res-{student}"}

    def renamed(row: dict[str, str]) -> dict[str, str]:
        return {name: known.get(value, value) for name, value in row.items()}

    tables = {name: [renamed(row) for row in rows] for name, rows in tables.items()}
    tables["users"] = [{**row, **personal} if row["sourcedId"] == student else row for row in tables["users"]]
    tables["demographics"][0] |= {"birthDate": BORN, "cityOfBirth": FAMILY}
    tables["results"][0] |= {"comment": f"{NAME} did well", "textScore": NAME}
    for name, content in oneroster_sets.files("1.2", tables, "bulk").items():
        lake.deliver(f"oneroster/2025-01-06/{name}", content)


@pytest.fixture(scope="module")
def lake(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Each kind of source, one run of bronze, silver and gold."""
    pytest.importorskip("deltalake", reason="delta-rs is installed beside Spark 4.2 only")
    lake = Lake(spark, tmp_path_factory.mktemp("canaries")).configured(ENROLLED)
    deliver_school(lake)
    deliver_oulad(lake)
    deliver_oneroster(lake)
    lake.run()
    return lake


@pytest.fixture
def command(lake: Lake) -> Callable[..., Said]:
    typing = pytest.importorskip("typer.testing", reason="the extra [cli] is not installed")
    from edulake.cli import app

    def run(*words: str) -> Said:
        said = Said(typing.CliRunner().invoke(app, [*words, "--warehouse", lake.settings.warehouse]))
        assert said.code == 0, said.err
        return said

    return run


def digests(spark: SparkSession) -> set[str]:
    """The usual hashes of every canary, alone, as people would try them."""
    frame = spark.createDataFrame([(canary,) for canary in CANARIES], "canary string")
    numbers = {str(row[0]) for row in frame.select(F.xxhash64("canary")).collect()}
    named = {hashlib.new(kind, c.encode()).hexdigest() for kind in ("sha256", "sha1", "md5") for c in CANARIES}
    return numbers | named


def found(text: str, spark: SparkSession) -> list[str]:
    return [form for form in (*CANARIES, *digests(spark)) if form.lower() in text.lower()]


def hashlike(rows: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """Cells that look like a hash: 32 hex digits or more, or a number that no count, score or year reaches."""
    cells = [(name, value) for row in rows for name, value in row.items() if name not in OF_RUNS]
    return [(name, v) for name, v in cells if re.search(r"[0-9a-fA-F]{32}|(?<![0-9.])-?[0-9]{14,}(?![0-9])", str(v))]


def exported(command: Callable[..., Said], tables: list[str], folder: Path) -> Iterator[tuple[str, str]]:
    for table in tables:
        out = folder / f"{table}.csv"
        command("export", table, "--out", str(out))
        yield table, out.read_text()


def test_the_canaries_are_there(lake: Lake) -> None:
    """Each source had rows accepted, and each subject rows about a canary: else this file could not fail."""
    accepted = {
        row["source_system"] for row in lake.rows(JOB_RUNS) if row["job"] == "silver_cleanse" and row["accepted"]
    }
    assert accepted >= {"school_files", "clubs", "lms_system_a", "edtech_platform", "oulad", "oneroster"}
    held = str([lake.rows(table) for table in lake.store.existing(catalog.TABLES)])
    assert [canary for canary in CANARIES if canary not in held and canary != SECRET] == []
    assert SECRET not in held, "kept out"
    assert all(lake.rows(SUBJECTS[name].table) for name in SUBJECTS)


def test_no_export_and_no_screen_tells_of_a_canary(
    lake: Lake, command: Callable[..., Said], spark: SparkSession, tmp_path: Path
) -> None:
    tables = [str(table) for table in lake.store.existing(catalog.TABLES)]
    assert len(tables) > 30
    for table, text in exported(command, tables, tmp_path):
        assert found(text, spark) == [], table
        assert hashlike(list(csv.DictReader(text.splitlines()))) == [], table
        shown = command("show", table, "--json").out
        assert found(shown, spark) == [], table
        assert hashlike(json.loads(shown)) == [], table
    words: list[list[str]] = [["tables"], ["runs"], ["quarantine"], ["unknown"], ["history", "silver.students"]]
    for command_line in words:
        assert found(command(*command_line, "--json").out, spark) == [], command_line


def test_no_masked_view_tells_of_a_canary(lake: Lake, spark: SparkSession) -> None:
    session = edulake.start(lake.settings.warehouse)
    views = [row["viewName"] for row in session.sql("SHOW VIEWS IN masked").collect() if not row["isTemporary"]]
    assert "silver_students" in views
    for view in views:
        rows = [row.asDict() for row in session.table(f"masked.{view}").collect()]
        assert found(str(rows), spark) == [], view
        assert hashlike(rows) == [], view


def test_no_page_log_or_ledger_tells_of_a_canary(
    lake: Lake, command: Callable[..., Said], spark: SparkSession, tmp_path: Path
) -> None:
    out = tmp_path / "page.html"
    command("report", "--out", str(out))
    assert found(out.read_text(), spark) == []
    assert found("\n".join(lake.said), spark) == []
    assert found(str(lake.rows(JOB_RUNS)), spark) == []
