"""The columns that bronze adds to those of a source, and which of them are personal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edulake.contract.raw import EMPTY, Provenance, as_delivered, provenance_columns, raw_columns, raw_table

pytestmark = pytest.mark.once

RAW = as_delivered(student_id="Student", score="Score")
CLUSTERED = ("raw_student_id", "ingestion_timestamp")


def test_provenance_is_what_each_record_says_of_where_it_came_from() -> None:
    columns = {column.name: column for column in provenance_columns()}
    assert tuple(columns) == Provenance._fields
    assert {name: column.type for name, column in columns.items()} == {
        "source_file": "STRING",
        "source_file_sha256": "STRING",
        "source_file_modified_at": "TIMESTAMP",
        "source_file_bytes": "BIGINT",
        "delivered_at": "TIMESTAMP",
        "is_snapshot": "BOOLEAN",
    }
    assert not any(column.nullable for column in columns.values())
    assert [name for name, column in columns.items() if column.personal == "direct"] == ["source_file_sha256"]
    assert columns["source_file"].meaning.startswith("File below the landing folder, or jdbc:table")


def test_raw_columns_come_first_and_provenance_last() -> None:
    table = raw_table("exams_raw", "Exams.", RAW, CLUSTERED)
    assert table.column_names[:3] == ("raw_student_id", "raw_score", "ingestion_timestamp")
    assert table.column_names[-6:] == Provenance._fields
    assert raw_columns(table) == ("raw_student_id", "raw_score"), "the payload is no column of the source"
    assert (str(table), table.statistics) == ("bronze.exams_raw", ("source_system", "batch_number"))


def test_of_a_table_about_students_every_raw_column_is_personal() -> None:
    """In a record that is out of step, a name stands anywhere."""
    about, others = (
        raw_table("x_raw", "X.", RAW, CLUSTERED, people) for people in ({"raw_student_id": "student"}, None)
    )
    assert {column.personal for column in about.columns[:2]} == {"direct"}
    assert {column.personal for column in others.columns[:2]} == {"none"}
    assert about.person == "raw_student_id"


@pytest.mark.parametrize("sensitive", [True, ("raw_score",)])
def test_a_record_is_as_sensitive_as_a_column_of_it(sensitive: bool | tuple[str, ...]) -> None:
    """Ids of people stay what they are: they find the rows of a person; where a record came from harms nobody."""
    table = raw_table("x_raw", "X.", RAW, CLUSTERED, {"raw_student_id": "student"}, sensitive=sensitive)
    found = {column.name: column.personal for column in table.columns if column.personal != "none"}
    assert found == {
        "raw_student_id": "direct",
        "raw_score": "sensitive",
        "raw_payload": "sensitive",
        "source_header": "sensitive",
        "source_file_sha256": "direct",
    }
    given = (RAW[0], replace(RAW[1], personal="sensitive"))
    assert raw_table("x_raw", "X.", given, CLUSTERED, {"raw_student_id": "student"}) == table


def test_of_columns_that_are_named_the_others_stay_personal() -> None:
    more = (*RAW, *as_delivered(name="Name"))
    table = raw_table("x_raw", "X.", more, CLUSTERED, {"raw_student_id": "student"}, sensitive=("raw_score",))
    assert [column.personal for column in table.columns[:3]] == ["direct", "sensitive", "direct"]


def test_columns_as_delivered_are_text_that_may_be_null() -> None:
    assert [(c.name, c.type, c.meaning, c.nullable) for c in RAW] == [
        ("raw_student_id", "STRING", "Student, as delivered", True),
        ("raw_score", "STRING", "Score, as delivered", True),
    ]


def test_the_form_of_no_payload_is_one_that_the_contract_names() -> None:
    [form] = [c for c in raw_table("x_raw", "X.", RAW, CLUSTERED, None).columns if c.name == "payload_form"]
    assert EMPTY in form.meaning
