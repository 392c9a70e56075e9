"""What is about somebody without naming them: by columns that both tables have."""

from __future__ import annotations

import pytest

from edulake import bronze
from edulake.jobs.steps.erase.linked import LINKED, deletes_of

pytestmark = pytest.mark.once
TABLES = {table.name: table for table in bronze.TABLES}


def test_answers_belong_to_responses_that_name_somebody() -> None:
    assert {str(table) for table in LINKED} == {
        "bronze.survey_answers_raw",
        "bronze.edfi_survey_question_responses_raw",
        "silver.survey_answers",
    }
    for answers, (responses, columns) in LINKED.items():
        assert set(columns) <= set(answers.column_names)
        assert set(columns.values()) <= set(responses.column_names)
        assert responses.people
        assert not answers.people


@pytest.mark.parametrize(
    ("table", "records"),
    [
        ("edfi_students_deletes_raw", "edfi_students_raw"),
        ("edfi_courses_deletes_raw", None),
        ("edfi_students_raw", None),
        ("students_raw", None),
    ],
)
def test_deletes_of_records_about_people(table: str, records: str | None) -> None:
    assert deletes_of(TABLES[table]) == (TABLES[records] if records else None)
