"""What is sensitive of a person, by the contracts of all tables: where it may stand, and that nothing shows it."""

from __future__ import annotations

import re

import pytest
from canaries import CANARIES
from canaries_by_hand import RECORDS

from edulake.bronze import sources
from edulake.config.load import load
from edulake.contract.table import Column, Table
from edulake.errors import ConfigError
from edulake.governance import catalog, disclosure, masked_views
from edulake.ops.tables import QUARANTINE
from edulake.serving.query.statement import mentioned
from edulake.serving.questions import QUESTIONS
from edulake.serving.questions.question import Question
from edulake.silver import SUBJECTS
from edulake.silver.people.students import STUDENTS_TABLE

pytestmark = pytest.mark.once

HARMFUL = Table(
    "silver",
    "harmful",
    "m",
    (
        Column("student_id", "STRING", "m", personal="direct", mask="identifier"),
        Column("kind", "STRING", "m", personal="sensitive"),
        Column("school_id", "STRING", "m"),
        Column("record_hash", "BIGINT", "m", personal="direct"),
    ),
    ("student_id", "kind"),
)


def sensitive(table: Table) -> set[str]:
    return {column.name for column in table.columns if column.personal == "sensitive"}


HOLDING = [table for table in catalog.TABLES if sensitive(table)]


def test_it_stands_in_bronze_quarantine_and_silver_only() -> None:
    assert {str(table) for table in HOLDING if table.layer not in ("bronze", "silver")} == {str(QUARANTINE)}
    assert {table.layer for table in HOLDING} == {"bronze", "silver", "ops"}
    assert sensitive(STUDENTS_TABLE) == {"gender", "disability"}


def test_a_table_of_gold_with_such_a_column_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"gold\.t: what is sensitive of a person stays in silver"):
        Table("gold", "t", "m", HARMFUL.columns, ("student_id", "kind"))


@pytest.mark.parametrize("table", [table for table in HOLDING if table.layer == "bronze"], ids=str)
def test_a_record_is_as_sensitive_as_what_it_holds(table: Table) -> None:
    assert {"raw_payload", "source_header"} < sensitive(table)


@pytest.mark.parametrize("subject", RECORDS)
def test_each_text_about_a_person_has_a_canary(subject: str) -> None:
    """In the record by which test_canaries.py looks for it everywhere; of a word that must be known, in its value.

    The ids of answers, of a learner's proficiency and of assignments to experiments are hashes always.
    """
    guarded = {c.name for c in SUBJECTS[subject].table.columns if c.is_guarded and c.type == "STRING"}
    named = {name if name in RECORDS[subject] else name.removesuffix("_raw") for name in guarded}
    having = {name for name, text in RECORDS[subject].items() if any(canary in text for canary in CANARIES)}
    assert named - having <= {"kind", "answer_id", "proficiency_id", "assignment_id"}


def test_what_is_sensitive_is_among_the_records_with_canaries() -> None:
    """Students are delivered by sources of every kind."""
    assert {name for name, subject in SUBJECTS.items() if sensitive(subject.table)} - RECORDS.keys() == {"students"}


@pytest.mark.parametrize("table", [*HOLDING, HARMFUL], ids=str)
def test_it_is_shown_to_nobody(table: Table) -> None:
    """Nor is a hash over it: of few values, each can be tried."""
    for identified in (False, True):
        shown = disclosure.shown(table, table.column_names, identified=identified)
        assert set(shown.columns) & sensitive(table) == set()
        assert [name for name in shown.columns if re.search(r"_hash|sha256", name)] == []
        assert set(shown.sensitive) >= sensitive(table)
        assert sorted([*shown.columns, *shown.left_out]) == sorted(table.column_names)
    viewed = " ".join(masked_views.select_list(table))
    assert [name for name in sensitive(table) if f"`{name}`" in viewed] == []


def test_of_rows_that_harm_nobody_is_named() -> None:
    """That there is an action against a student says enough of him, whatever it was; a day or a school is nobody's."""
    tables = {str(table) for table in catalog.TABLES if table.harmful_rows}
    silver = ("discipline_actions", "health_records", "incident_students", "program_memberships")
    assert tables == {f"silver.{name}" for name in silver}
    actions = SUBJECTS["discipline_actions"].table
    told = disclosure.shown(actions, actions.column_names, identified=True)
    assert {"student_id", "discipline_action_id"} <= set(told.sensitive)
    assert {"date", "school_id"} <= set(told.columns)


@pytest.mark.parametrize(
    ("condition", "is_asked"),
    [
        (None, False),
        ("school_id = 'kind'", False),
        ("school_id = 'it''s' AND unkind > 1", False),
        ("kind = 'x'", True),
        ("upper(\"KIND\") LIKE 'X%'", True),
        ("`kind` IS NULL", True),
        ("record_hash = 5", True),
    ],
)
def test_nothing_is_selected_by_it(condition: str | None, *, is_asked: bool) -> None:
    if not is_asked:
        disclosure.must_not_select(HARMFUL, condition)
        return
    with pytest.raises(ConfigError, match="--where holds a query"):
        disclosure.must_not_select(HARMFUL, "student_id IN (SELECT student_id FROM silver.health_records)")
    with pytest.raises(ConfigError, match=r"(kind|record_hash) of silver\.harmful is sensitive"):
        disclosure.must_not_select(HARMFUL, condition)


def test_what_is_left_out_is_said_with_its_reason() -> None:
    names = [*HARMFUL.column_names, "added_by_another_program"]
    unasked, asked = (disclosure.shown(HARMFUL, names, identified=identified) for identified in (False, True))
    why = "of persons: shown and exported to nobody, for a grant of its own reads it in the table"
    harmful = f"sensitive: kind, record_hash ({why})"
    assert unasked.columns == ["school_id"]
    assert unasked.notes() == ["left out: student_id, added_by_another_program (--identified)", harmful]
    assert asked.columns == ["student_id", "school_id", "added_by_another_program"]
    assert asked.notes() == [harmful]
    courses = SUBJECTS["courses"].table
    assert disclosure.shown(courses, courses.column_names, identified=True).notes() == []


def test_payloads_that_may_hold_it_are_held_back() -> None:
    """By what a source delivers for a subject: of OneRoster, users hold none of it, beside demographics."""
    every = sources(load().sources)
    told = {
        ("oulad", "students"): True,
        ("oulad", "assessments"): False,
        ("school_files", "students"): True,
        ("school_files", "attendance"): False,
        ("not described any more", "students"): True,
        ("not described any more", "attendance"): False,
        ("oulad", "no subject"): True,
    }
    assert {kind: disclosure.held_back(every, *kind) for kind in told} == told


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.name for question in QUESTIONS])
def test_no_question_that_people_see_reads_it(question: Question) -> None:
    words = set(re.findall(r"\w+", question.sql.lower()))
    tables = mentioned(question.sql, catalog.TABLES)
    assert tables
    assert {f"{table}.{name}" for table in tables for name in sensitive(table) & words} == set()
