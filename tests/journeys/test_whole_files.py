"""The smallest file that is refused as a whole for each code, and one that is just allowed; in any order and split."""

from __future__ import annotations

from typing import Any

import pytest
from lake import Lake

from edulake.jobs import silver_cleanse
from edulake.ops.tables import QUARANTINE
from edulake.silver import SUBJECTS

pytestmark = [pytest.mark.once, pytest.mark.more]

EXAMS = """
[sources.{name}]
files = "**/*.csv"
format = "csv"
subject = "assessments"
date_formats = ["MM/dd/yyyy"]
snapshot = {snapshot}
[sources.{name}.columns]
student_id = "student"
assessment_date = "day"
subject = "topic"
score = "score"
assessment_id = "id"
updated_at = "changed"
"""
PEOPLE = """
[sources.people]
files = "**/*.csv"
format = "csv"
subject = "students"
date_formats = ["MM/dd/yyyy"]
[sources.people.columns]
student_id = "student"
enrollment_date = "day"
"""
NAMES = "student day topic score id changed"
# By file: its records, and what becomes of all of them. Each column that is not said is sound, and another one's id.
CASES: dict[str, tuple[list[dict[str, Any]], str]] = {
    "exams/1 order": ([{"day": "13/01/2024"}, {"day": "13/02/2024"}, {"day": "13/03/2024"}], "FILE_DATE_ORDER"),
    "exams/2 slips": ([{"day": "13/01/2024"}, {"day": "13/02/2024"}, {}], ""),
    "exams/3 comma": ([{"score": "1,5"}, {"score": "2,5"}, {"score": "3,5"}, {}], "FILE_DECIMAL_MARK"),
    "exams/4 slips": ([{"score": "1,5"}, {"score": "2,5"}, {}], ""),
    "exams/5 scale": ([{"score": "101"}, {"score": "102"}, {"score": "103"}, {}], "FILE_SCALE"),
    "exams/6 extra credit": ([{"score": "101"}, {"score": "102"}, {}], ""),
    "exams/7 of a test": ([{"id": "T", "student": "S1"}, {"id": "T", "student": "S2"}, {}], "FILE_ID_SHARED"),
    "exams/8 corrected": (
        [
            {"id": "U", "student": "S1", "changed": "01/02/2024"},
            {"id": "U", "student": "S2", "changed": "01/03/2024"},
            {"id": "V", "student": "S1", "score": "1"},
            {"id": "V", "student": "S1", "score": "2"},
        ],
        "",
    ),
    "nightly/2024-01-01/all": ([{"id": "T", "student": "S1"}, {"id": "W", "student": "S2"}], ""),
    "nightly/2024-01-02/all": ([{"id": "T", "student": "S1"}, {"id": "T", "student": "S2"}], "FILE_ID_SHARED"),
    "people/2024-01-01/all": ([{"student": "S1"}, {"student": "S2"}], ""),
    "people/2024-01-02/all": (
        [
            {"student": "S1", "day": "13/01/2024"},
            {"student": "S1", "day": "14/01/2024"},
            {"student": "S1", "day": "15/01/2024"},
            {"student": "S2", "day": "02/01/2024"},
        ],
        "FILE_DATE_ORDER",
    ),
    "people/2024-01-03/all": ([{"student": "S2", "day": "02/04/2024"}], ""),
}
CHOSEN = {"source": ["exams", "nightly", "people"], "subject": ["assessments", "students"]}
TABLES = [SUBJECTS[name].table for name in CHOSEN["subject"]]


def configured(lake: Lake) -> Lake:
    both = [EXAMS.format(name=name, snapshot=whole) for name, whole in (("exams", "false"), ("nightly", "true"))]
    return lake.configured("".join(["[limits]\nsnapshot_shrink = 1.0\n", *both, PEOPLE]))


def deliver(lake: Lake, name: str) -> None:
    """A file of a case; every record has an id of its own, unless it says one."""
    records = [
        {"student": "S1", "day": "01/02/2024", "topic": "Math", "score": "50", "id": f"{name} {n}", **one}
        for n, one in enumerate(CASES[name][0])
    ]
    cells = [['"{}"'.format(one.get(column, "")) for column in NAMES.split()] for one in records]
    lake.deliver(f"{name}.csv", "\n".join([NAMES.replace(" ", ","), *[",".join(row) for row in cells]]) + "\n")


def outcome(lake: Lake) -> list[Any]:
    told = ("source_file", "reason_codes", "advice", "raw_payload", "status")
    return [*[lake.content(table) for table in TABLES], lake.rows(QUARANTINE, *told)]


def test_each_code(lake: Lake) -> None:
    """All records of the file, those that are sound by themselves as well; nothing of them stands in silver."""
    cases = configured(lake)
    for name in CASES:
        deliver(cases, name)
    cases.ingest(**CHOSEN)
    cases.cleanse(**CHOSEN)
    whole: dict[str, list[str]] = {name: [] for name in CASES}
    for row in cases.refused("source_file", "reason_codes"):
        whole[row["source_file"].removesuffix(".csv")] += [c for c in row["reason_codes"] if c.startswith("FILE_")]
    assert whole == {name: [code] * len(records) if code else [] for name, (records, code) in CASES.items()}
    files = {row["source_file"].removesuffix(".csv") for table in TABLES for row in cases.rows(table, "source_file")}
    assert files == {name for name, (_, code) in CASES.items() if not code}
    nightly = [row["assessment_id"] for row in cases.facts() if row["source_system"] == "nightly"]
    assert sorted(nightly) == ["T", "W"], "a snapshot whose ids cannot be trusted takes nothing away"


@pytest.mark.slow
@pytest.mark.parametrize("backwards", [False, True])
def test_in_any_order_and_split(lake: Lake, backwards: bool) -> None:
    """A judgement is the file's own: in whichever runs they come, the same rows are accepted and refused."""
    cases = configured(lake)
    names = sorted(CASES, reverse=backwards)
    for part in (names[0::2], names[1::2]):
        for name in part:
            deliver(cases, name)
        cases.ingest()
        cases.cleanse(subject=CHOSEN["subject"])
    in_parts = outcome(cases)
    silver_cleanse.run(cases.context(subject=CHOSEN["subject"]), anew="the test wants it")
    assert outcome(cases) == in_parts
