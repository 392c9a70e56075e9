"""The text of each value, in the forms that real exports mix."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import frame

from edulake.jobs.steps.generate import texts
from edulake.jobs.steps.generate.draws import Draws
from edulake.jobs.steps.generate.forms import day_first
from edulake.jobs.steps.generate.plan import ORIGINAL, STRAY
from edulake.jobs.steps.generate.values import MISSING, SUBJECTS, TEXT

pytestmark = pytest.mark.once
RECORD = {
    "role": "STRING", "student": "BIGINT", "number": "BIGINT", "is_bad_date": "BOOLEAN", "day": "BIGINT",
    "changed_day": "BIGINT", "changed_second": "BIGINT", "topic": "BIGINT", "cents": "BIGINT", "decimals": "BIGINT",
    "damage": "STRING", "grade": "BIGINT", "minutes": "BIGINT", "engagement": "BIGINT",
}  # fmt: skip
SOUND = {
    "role": ORIGINAL, "student": 1, "number": 0, "is_bad_date": False, "day": 59, "changed_day": 366,
    "changed_second": 3661, "topic": 5, "cents": 88_50, "decimals": 2, "grade": 3, "minutes": 45_50, "engagement": 79,
}  # fmt: skip


def test_single_values(spark: SparkSession) -> None:
    """A number that is longer than its width is never cut; a year that leaps has a 29th of February."""
    rows = [(1, 0), (999_999, 58), (1_000_000, 59), (12_345_678, 365)]
    numbers = frame(spark, {"number": "BIGINT", "day": "BIGINT"}, [{"number": n, "day": d} for n, d in rows])
    found = numbers.select("number", texts.student_id(F.col("number")), texts.iso_day(F.col("day"))).collect()
    assert {row[0]: tuple(row)[1:] for row in found} == {
        1: ("STU000001", "2024-01-01"),
        999_999: ("STU999999", "2024-02-28"),
        1_000_000: ("STU1000000", "2024-02-29"),
        12_345_678: ("STU12345678", "2024-12-31"),
    }


def test_hundredths_as_text(spark: SparkSession) -> None:
    """Further digits are cut, not rounded."""
    cases: list[tuple[int | None, int, str | None]] = [
        (88_59, 2, "88,59"), (88_59, 1, "88,5"), (88_59, 0, "88"), (5, 2, "0,05"), (0, 1, "0,0"), (-5, 2, "-0,05"),
        (-10_00, 0, "-10"), (100_00, 2, "100,00"), (None, 2, None),
    ]  # fmt: skip
    rows = [{"n": n, "cents": cents, "decimals": decimals} for n, (cents, decimals, _) in enumerate(cases)]
    numbers = frame(spark, {"n": "INT", "cents": "BIGINT", "decimals": "BIGINT"}, rows)
    found = numbers.select("n", texts.decimal_text(F.col("cents"), F.col("decimals"), ",")).collect()
    assert {row[0]: row[1] for row in found} == {n: text for n, (*_, text) in enumerate(cases)}


SPECIAL: dict[str, dict[str, Any]] = {
    "sound": {},
    "stray": {"role": STRAY},
    "missing": {"cents": None, "damage": MISSING},
    "text": {"cents": None, "damage": TEXT},
    "poor": {"minutes": None, "engagement": None},
    "bad": {"is_bad_date": True},
}


@pytest.fixture(scope="module")
def written(spark: SparkSession) -> dict[str, list[Any]]:
    """Records with their texts, forty of each kind, and many of all grades: what is drawn differs among them."""
    rows = [{**SOUND, "student": n, "grade": n % 13} for n in range(1, 301)]
    rows += [
        {**SOUND, **said, "student": 1000 * kind + n}
        for kind, said in enumerate(SPECIAL.values(), 1)
        for n in range(1, 41)
    ]
    draws = Draws(1, ("student", "number"))
    found = texts.with_texts(frame(spark, RECORD, rows), draws, "C-", ",", day_first).collect()
    kinds = ("many", *SPECIAL)
    return {kind: [row for row in found if row["student"] // 1000 == n] for n, kind in enumerate(kinds)}


def test_a_record(written: dict[str, list[Any]]) -> None:
    row = next(row for row in written["sound"] if row["student"] == 1001)
    assert (row["student_id"], row["assessment_id"], row["subject"]) == ("STU001001", "C-000033001", SUBJECTS[5])
    assert (row["assessment_date"], row["updated_day"], row["updated_clock"]) == (
        "29.02.2024",
        "01.01.2025",
        "01:01:01",
    )
    assert (row["iso_changed_day"], row["score"]) == ("2025-01-01", "88,50")
    assert {r["completion_time"] for r in written["sound"]} == {"45", "45,5"}
    assert {r["engagement_score"] for r in written["sound"]} == {"79", "79,0"}


def test_what_is_missing_or_damaged(written: dict[str, list[Any]]) -> None:
    """Null only for a student or a time; a day that does not exist, or a word, for a bad date."""
    assert {row["student_id"] for row in written["stray"]} == {None}
    assert {row["score"] for row in written["missing"]} == set(texts.SCORE_PLACEHOLDERS)
    assert {row["score"] for row in written["text"]} == {"3rd Grade"}
    assert {(row["completion_time"], row["engagement_score"]) for row in written["poor"]} == {(None, "INVALID")}
    assert {row["assessment_date"] for row in written["bad"]} == {"30.02.2024", "soon"}


def test_forms_of_a_grade(written: dict[str, list[Any]]) -> None:
    """Most by name; a number is padded only where that adds a zero, and Kindergarten has none."""
    forms = {(row["grade"], row["grade_form"], row["grade_level"]) for row in written["many"]}
    assert {level for grade, form, level in forms if form == texts.NAMED} == {
        "Kindergarten", "1st Grade", "2nd Grade", "3rd Grade", *[f"{n}th Grade" for n in range(4, 13)],
    }  # fmt: skip
    others = {(form, level) for _, form, level in forms if form != texts.NAMED}
    numbers = range(1, 13)
    allowed = {(texts.KG, "KG"), *[(texts.PADDED, f"0{n}") for n in range(1, 10)]}
    allowed |= {(texts.GRADE_N, f"Grade {n}") for n in numbers} | {(texts.NUMBER, str(n)) for n in numbers}
    assert others <= allowed
    assert {form for form, _ in others} == {texts.KG, texts.PADDED, texts.GRADE_N, texts.NUMBER}
    assert {form for grade, form, _ in forms if grade == 0} == {texts.NAMED, texts.KG}


def test_comments_come_quoted(written: dict[str, list[Any]]) -> None:
    """Plain ones for the most part; all of the hard ones among a few hundred."""
    comments = [row["comment"] for row in written["many"]]
    assert set(comments) == {*texts.PLAIN_COMMENTS, *texts.HARD_COMMENTS}
    assert sum(comment in texts.HARD_COMMENTS for comment in comments) < len(comments) / 3
