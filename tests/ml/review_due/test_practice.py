"""What counts as practice of a skill, and what was known before each."""

from __future__ import annotations

from typing import Any

import pytest
from practised import at, attempt, given
from pyspark.sql import DataFrame, SparkSession
from silver_frames import frames
from texts import frame

from edulake.ml.review_due import practice
from edulake.silver.language.attempts import ATTEMPTS_TABLE

pytestmark = pytest.mark.once

DAY = "2025-03-01"


def skilled(day: str, id_: str, *skills: tuple[Any, ...], time: str = "10:00:00", **more: Any) -> dict[str, Any]:
    moment = at(day, time)
    return attempt(moment, id_, "ann", *[(*skill, None) for skill in skills], **{"known_at": moment, **more})


ROWS = [
    skilled("01-01", "a", ("grammar", 10, 7), ("reading", 4, 4)),
    skilled("01-05", "b", ("grammar", 5, 5), time="22:00:00"),
    skilled("01-05", "at the same moment", ("grammar", 5, 1), time="22:00:00"),
    skilled("02-28", "c", ("grammar", 8, 0), time="10:00:01"),
    skilled("02-01", "no numbers", ("grammar", None, 3), ("grammar", 3, None), ("grammar", 0, 0), ("grammar", 3, 4)),
    skilled("02-02", "no name", ("Unknown", 5, 5)),
    skilled("02-03", "of another language", ("grammar", 6, 6), course_id="de"),
    skilled("02-04", "unfinished", ("grammar", 6, 6), is_finished=False),
    skilled("02-05", "known later", ("grammar", 6, 6), known_at=at("03-01", "00:00:00")),
    skilled("03-01", "on the day", ("grammar", 6, 6)),
    skilled("02-06", "none"),
]


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> DataFrame:
    attempts = frames(spark, given(*ROWS), [ATTEMPTS_TABLE])[ATTEMPTS_TABLE]
    calendar = frame(spark, [("sis", DAY)], "source_system as_of_date", as_of_date="date")
    return practice.practices(attempts, calendar).localCheckpoint()


def test_practice_is_what_tells_of_a_skill(found: DataFrame) -> None:
    rows = found.selectExpr("course_id", "skill", "CAST(at AS STRING) AS at", "right", "wrong").collect()
    assert sorted(tuple(row) for row in rows) == [
        ("de", "grammar", "2025-02-03 10:00:00", 6, 0),
        ("es", "grammar", "2025-01-01 10:00:00", 7, 3),
        ("es", "grammar", "2025-01-05 22:00:00", 6, 4),
        ("es", "grammar", "2025-02-28 10:00:01", 0, 8),
        ("es", "reading", "2025-01-01 10:00:00", 4, 0),
    ]


def test_examples_know_what_was_before_them(found: DataFrame) -> None:
    rows = practice.examples(found).orderBy("at").collect()
    told = [(row["skill"], row["seconds"], row["right_before"], row["wrong_before"], row["right"]) for row in rows]
    days, hours = 86_400, 3_600
    assert told == [("grammar", 4 * days + 12 * hours, 7, 3, 6), ("grammar", 53 * days + 12 * hours + 1, 13, 7, 0)]


def test_what_is_known_of_skills_now(found: DataFrame) -> None:
    rows = practice.standing(found).selectExpr("*", "CAST(last_practised_at AS STRING) AS last").collect()
    assert {(r["course_id"], r["skill"]): (r["last"], r["right_before"], r["wrong_before"]) for r in rows} == {
        ("es", "grammar"): ("2025-02-28 10:00:01", 13, 15),
        ("es", "reading"): ("2025-01-01 10:00:00", 4, 0),
        ("de", "grammar"): ("2025-02-03 10:00:00", 6, 0),
    }
