"""Which columns files are judged by: all that settings of a block have a say in, found as subjects read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from pyspark.sql import Column, SparkSession
from subjects import LATEST, candidates

from edulake.contract.feed import Notation
from edulake.contract.raw import raw_columns
from edulake.silver import SUBJECTS, money, notation, reading
from edulake.silver.subject import Reading, Subject, clean
from edulake.silver.whole_files import MEASURED, SCORE, UNREAD, is_dated, judged_by

pytestmark = pytest.mark.once

# What has a say in which day is read without being one, and numbers that may be words.
BESIDE = {"time", "is_anonymous", "student_id", "staff_id", "guardian_id", "applicant_id"}
WORDS = {"level", "value"}
# What only another setting reads.
OTHER_DAY, OTHER_MARK = "31/12/2024", "2,5"


def noting(read: Callable[..., Any], seen: set[str]) -> Callable[..., Any]:
    def noted(text: Column, *more: Any, **named: Any) -> Any:
        seen.update(re.findall(r"\w+", str(text)))
        return read(text, *more, **named)

    return noted


def said_in(subject: Subject, words: set[str]) -> set[str]:
    """The raw columns, without their prefix, of which some words are made."""
    made = {name: re.findall(r"\braw_\w+", str(column)) for name, column in subject.words().items()}
    named = {raw for word in words for raw in (made.get(word) or [word])}
    return {raw.removeprefix("raw_") for raw in named & set(raw_columns(subject.form.table))}


def traced(monkeypatch: pytest.MonkeyPatch, subject: Subject, *places: tuple[Any, str]) -> set[str]:
    seen: set[str] = set()
    with monkeypatch.context() as patched:
        for module, name in places:
            patched.setattr(module, name, noting(getattr(module, name), seen))
        subject.values(Reading({"s": Notation()}, {"s": raw_columns(subject.form.table)}, LATEST))
    return said_in(subject, seen)


@pytest.mark.parametrize("name", SUBJECTS)
def test_columns(name: str, spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    subject = SUBJECTS[name]
    columns = {raw.removeprefix("raw_") for raw in raw_columns(subject.form.table)}
    days = traced(monkeypatch, subject, (reading, "as_date"), (reading, "as_timestamp"))
    assert {column for column in columns if is_dated(column)} == days - BESIDE
    numbers = traced(monkeypatch, subject, (notation, "with_point"), (money, "as_money"))
    assert columns & set(MEASURED) == numbers - WORDS
    scores = traced(monkeypatch, subject, (notation, "valid_score"))
    assert columns & {SCORE} == scores


@pytest.mark.slow
@pytest.mark.parametrize("name", SUBJECTS)
def test_what_is_not_read_leaves_a_code(name: str, spark: SparkSession) -> None:
    """By which a run knows that there is something to look at."""
    subject = SUBJECTS[name]
    texts = {column: OTHER_DAY if is_dated(column) else OTHER_MARK for column in judged_by(subject)}
    rows = [{"source_system": "s", "case": column, f"raw_{column}": text} for column, text in texts.items()]
    how = Reading({"s": Notation(date_formats=("MM/dd/yyyy",))}, {"s": raw_columns(subject.form.table)}, LATEST)
    found = clean(subject, candidates(spark, name, rows), how).select("case", "reason_codes", "issue_codes").collect()
    silent = [row["case"] for row in found if not re.search(UNREAD, " ".join([*row[1], *row[2]]))]
    assert silent == []
