"""Who and which languages are named: learners by the tables that are about some, languages by all, once a file."""

from __future__ import annotations

import pytest
from babblr import SEVEN, conversation, lesson
from babblr_rows import candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once


def test_everybody_who_is_named_is_a_student(spark: SparkSession) -> None:
    tables = {**SEVEN, "conversations": [conversation(1, 7), conversation(2, None)]}
    rows = candidates(spark, "students", tables)
    by_file = {row["source_file"].rpartition("/")[2].partition(".")[0] for row in rows if row["parse_issue"]}
    assert by_file == {"lessons", "assessments"}
    told = picked([row for row in rows if not row["parse_issue"]], "student_id", "grade_level")
    assert sorted(told, key=str) == [
        *[("1", "Ungraded")] * 3,
        *[("2", "Ungraded")] * 3,
        ("7", "Ungraded"),
        (None, "Ungraded"),
    ]


def test_every_language_that_is_named_is_a_course(spark: SparkSession) -> None:
    said = ("spanish", "Spanish", "es", " ", None, "pt-BR", "spanish", "ESPERANTO", "cu")
    rows = candidates(spark, "courses", {"conversations": [conversation(n, language=of) for n, of in enumerate(said)]})
    names = ("language", "course_id", "name", "subject", "grade_level", "records")
    assert sorted(picked(rows, *names), key=str) == [
        (" ", None, None, None, "Ungraded", 1),
        ("ESPERANTO", "eo", "Esperanto", "Esperanto", "Ungraded", 1),
        ("Spanish", "es", "Spanish", "Spanish", "Ungraded", 1),
        ("cu", "cu", "Church Slavonic", "Church Slavonic", "Ungraded", 1),
        ("es", "es", "Spanish", "Spanish", "Ungraded", 1),
        ("pt-BR", "pt-br", "pt-br", "pt-br", "Ungraded", 1),
        ("spanish", "es", "Spanish", "Spanish", "Ungraded", 2),
        (None, None, None, None, "Ungraded", 1),
    ]


def test_a_file_names_a_language_for_itself(spark: SparkSession) -> None:
    """Of two files of one content, delivered on two days, each does."""
    twice = [lesson(n, **{"+batch_number": n}) for n in (1, 2)]
    rows = candidates(spark, "courses", {"lessons": [*twice, lesson(3, **{"+parse_issue": "BAD_JSON"})]})
    assert sorted(picked(rows, "course_id", "records", "batch_number", "parse_issue"), key=str) == [
        ("es", 1, 1, "BAD_JSON"),
        ("es", 1, 1, None),
        ("es", 1, 2, None),
    ]
