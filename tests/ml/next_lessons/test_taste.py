"""What learners with similar lessons take is liked more; nothing depends on the order of rows."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.gold.language.columns import LEARNER
from edulake.ml.next_lessons import taste

pytestmark = pytest.mark.once

# Two tastes of five lessons each; every learner lacks one of the own, and one of them has few.
ROWS = [
    ("s", f"{of}{n}", "es", f"{of}{lesson}", "true" if lesson % 2 else "false")
    for of in "xy"
    for n in range(6)
    for lesson in range(6)
    if lesson != n
] + [("s", "few", "es", f"x{lesson}", "true") for lesson in range(4)]


def begun(spark: SparkSession) -> DataFrame:
    return frame(spark, ROWS, "source_system student_id course_id lesson_id is_completed", is_completed="boolean")


def put_down(rows: DataFrame, _: str) -> DataFrame:
    return rows.localCheckpoint()


def liked(rows: DataFrame, who: str = "true") -> dict[tuple[str, str], float]:
    told = taste.liking(rows, rows.where(who).select(*LEARNER).distinct(), 1, put_down).collect()
    return {(row["student_id"], row["lesson_id"]): row["affinity"] for row in told}


def test_learners_like_what_those_alike_take(spark: SparkSession) -> None:
    found = liked(begun(spark))
    assert {who for who, _ in found} == {f"{of}{n}" for of in "xy" for n in range(6)}
    for of, other in ("xy", "yx"):
        for n in range(6):
            assert found[f"{of}{n}", f"{of}{n}"] > max(found[f"{of}{n}", f"{other}{lesson}"] for lesson in range(6))
    assert liked(begun(spark).repartition(3).orderBy(F.desc("lesson_id"))) == found
    assert liked(begun(spark), "student_id = 'x1'") == {key: of for key, of in found.items() if key[0] == "x1"}


def test_other_languages_have_no_say(spark: SparkSession) -> None:
    """Nor other sources with learners and lessons of the same ids."""
    own = begun(spark).where("student_id LIKE 'x%'")
    others = [own.withColumn(name, F.lit(value)) for name, value in (("course_id", "de"), ("source_system", "r"))]
    told = taste.liking(own.union(others[0]).union(others[1]), own.select(*LEARNER).distinct(), 1, put_down).collect()
    assert {(row["student_id"], row["lesson_id"]): row["affinity"] for row in told} == liked(own)


def test_of_nobody_with_enough_nothing_is_known(spark: SparkSession) -> None:
    assert liked(begun(spark).where("student_id = 'few'")) == {}


@pytest.mark.parametrize(
    ("module", "version", "is_there"),
    [
        ("pyspark.sql.session", "3.5.8", True),
        ("pyspark.sql.connect.session", "3.5.8", False),
        ("pyspark.sql.connect.session", "4.2.0", True),
    ],
)
def test_where_it_is(module: str, version: str, is_there: bool) -> None:
    session = type("SparkSession", (SimpleNamespace,), {"__module__": module})
    assert taste.is_there(session(version=version)) is is_there


def test_without_numpy_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    session = type("SparkSession", (SimpleNamespace,), {"__module__": "pyspark.sql.session"})
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert not taste.is_there(session(version="4.2.0"))
