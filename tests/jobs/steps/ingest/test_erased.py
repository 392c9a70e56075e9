"""Records of people who were erased stay out, those of others stay without what names them."""

from __future__ import annotations

import base64

import pytest
from pyspark.sql import SparkSession
from texts import frame

from edulake import bronze
from edulake.bronze.naming import Namespaces
from edulake.jobs.steps.ingest.erased import Sieve, counted, kept
from edulake.ops.erasures import Marks

TABLES = {table.name: table for table in bronze.TABLES}
NORTH = Namespaces("north", "")
KEY = b"a key of thirty-two characters.."
PROVENANCE = "raw_payload payload_form parse_issue source_file"


def sieve(table: str, *whom: tuple[str, str | None, str], namespace: Namespaces = NORTH) -> Sieve:
    marks = Marks(KEY, frozenset())
    known = frozenset(marks.of(*one) for one in whom)  # type: ignore[arg-type]
    return Sieve(Marks(KEY, known), "lms", TABLES[table], namespace)


def test_their_own_records_stay_out(spark: SparkSession) -> None:
    rows = frame(
        spark,
        [
            ("S1", "{S1}", "json", None, "a"),
            (" ='S1 ", "{S1 }", "json", None, "a"),
            ("S2", "{S2, S1}", "json", None, "a"),
            ("S3", "{S3}", "json", None, "b"),
            (None, "torn,S1,9", "verbatim", "COLUMNS", "b"),
            (None, "torn,S11,S1x", "verbatim", "COLUMNS", "b"),
            (None, None, "empty", None, "c"),
            (None, None, "withheld", "COLUMNS", "c"),
        ],
        f"raw_student_id {PROVENANCE}",
    )
    erased = sieve(
        "students_raw", ("student", None, "north:S1"), ("student", "lms", "north:S3"), ("staff", None, "north:S2")
    )
    assert counted(rows, erased) == {"a": 1, "b": 2}
    left = [row["raw_payload"] for row in kept(rows, erased).collect()]
    assert left == ["{S1 }", "{S2, S1}", "torn,S11,S1x", None, None]
    of_another_source = sieve("students_raw", ("student", "sis", "north:S3"), ("student", None, "S2"))
    assert counted(rows, of_another_source) == {}


def test_words_of_what_is_not_utf_8(spark: SparkSession) -> None:
    """They are read as the erasure reads them; an id that has its namespace has it once."""
    torn = [base64.b64encode(text.encode("latin-1")).decode() for text in ("torn,S1,J\u00fcrgen", "torn,S11,\u00fc")]
    rows = frame(
        spark,
        [(None, text, "base64", "ENCODING", "a") for text in torn]
        + [(None, "torn,north:S1", "verbatim", "COLUMNS", "a"), (None, "torn,south:S1", "verbatim", "COLUMNS", "a")],
        f"raw_student_id {PROVENANCE}",
    )
    erased = sieve("students_raw", ("student", None, "north:S1"))
    assert counted(rows, erased) == {"a": 2}
    assert [row["raw_payload"] for row in kept(rows, erased).collect()] == [torn[1], "torn,south:S1"]
    assert counted(rows, sieve("students_raw", ("student", None, "S1"), namespace=Namespaces("", ""))) == {"a": 1}


def test_columns_that_a_source_does_not_deliver_name_nobody(spark: SparkSession) -> None:
    rows = frame(spark, [("{}", "json", None, "a")], PROVENANCE)
    erased = sieve("incidents_raw", ("staff", None, "north:T1"))
    assert counted(rows, erased) == {}
    assert kept(rows, erased).count() == 1


def test_records_of_others_stay_without_them(spark: SparkSession) -> None:
    rows = frame(
        spark,
        [("T1", "{T1}", "json", None, "a"), ("T2", "{T2}", "json", None, "a"), (None, "{}", "json", None, "a")],
        f"raw_reporter_id {PROVENANCE}",
    )
    erased = sieve("incidents_raw", ("staff", None, "north:T1"))
    assert counted(rows, erased) == {}
    found = [(row["raw_reporter_id"], row["raw_payload"], row["payload_form"]) for row in kept(rows, erased).collect()]
    assert found == [(None, None, "withheld"), ("T2", "{T2}", "json"), (None, "{}", "json")]


@pytest.mark.parametrize("kind", ["student", "staff", "guardian"])
def test_users_of_oneroster_are_of_any_kind(spark: SparkSession, kind: str) -> None:
    rows = frame(
        spark,
        [
            ("U1", "U2", "x", "verbatim", None, "a"),
            ("U3", "U2,U1", "y", "verbatim", None, "a"),
            ("U4", "U1", "z", "verbatim", None, "a"),
        ],
        f"raw_sourced_id raw_agent_sourced_ids {PROVENANCE}",
    )
    erased = sieve("oneroster_users_raw", (kind, None, "north:U1"))
    assert counted(rows, erased) == {"a": 1}
    found = [
        (row["raw_sourced_id"], row["raw_agent_sourced_ids"], row["raw_payload"])
        for row in kept(rows, erased).collect()
    ]
    assert found == [("U3", "U2", None), ("U4", None, None)]


def test_answers_are_theirs_by_their_response(spark: SparkSession) -> None:
    """Of the same survey and source; one without an id, or with another, is somebody else's."""
    rows = frame(
        spark,
        [
            ("climate", "R1", "1", "json", None, "a"),
            ("climate", " ='R1 ", "2", "json", None, "a"),
            ("climate", "R2", "3", "json", None, "a"),
            ("home", "R1", "4", "json", None, "a"),
            (None, "R1", "5", "json", None, "a"),
            ("climate", None, "6", "json", None, "a"),
            (None, "R9", "7", "json", None, "a"),
        ],
        f"raw_survey_id raw_response_id {PROVENANCE}",
    )
    marks = [("response", "lms", "climate\x1fR1"), ("response", "lms", "\x1fR9"), ("response", "sis", "climate\x1fR2")]
    assert [row["raw_payload"] for row in kept(rows, sieve("survey_answers_raw", *marks)).collect()] == [*"23456"]
    assert counted(rows, sieve("survey_answers_raw", ("student", None, "R1"))) == {}
    assert counted(rows.drop("raw_survey_id"), sieve("survey_answers_raw", *marks)) == {}


def test_tables_that_name_nobody_have_no_sieve() -> None:
    assert not sieve("courses_raw", ("student", None, "S1")).table.people
