"""What each feature of a student of a school counts, by hand; what is not known is said to be so."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.ml.problems import feature
from edulake.ml.problems.school_risk import features

pytestmark = pytest.mark.once

# 28 days before it is 3 September, 90 days 3 July, 180 days 4 April; its school year began on 1 July.
DAY = "2024-10-01"
RESULTS = [
    ("ann", "1", "2024-04-03", "Math", "100", "90", None, None),
    ("ann", "2", "2024-04-04", "Math", "90", None, None, None),
    ("ann", "3", "2024-07-02", "Math", "60", "70", "A", "i1"),
    ("ann", "4", "2024-07-03", "Art", "80", None, "A", "i2"),
    ("ann", "5", "2024-09-02", "Art", "70", "50", None, None),
    ("ann", "6", "2024-09-03", "Art", "50", "20", None, None),
    ("ann", "7", "2024-09-03", "Art", None, None, "A", None),
    ("old", "1", "2023-10-02", "Math", "40", None, None, None),
    ("unscored", "1", "2024-09-30", "Math", None, None, None, None),
]
DAYS = [
    ("ann", "2024-06-28", "1", "0"),
    ("ann", "2024-07-02", "0.5", "0"),
    ("ann", "2024-07-03", "0", "1"),
    ("ann", "2024-07-03", "0.5", "0"),
    ("ann", "2024-09-30", "0", None),
]
ITEMS = [
    ("A", "i1", "2024-07-01"),
    ("A", "i2", "2024-09-30"),
    ("A", "i3", "2024-09-30"),
    ("A", "on the day", "2024-10-01"),
    ("A", "last year", "2024-06-30"),
    ("A", "some day", None),
    ("B", "i1", "2024-09-01"),
]
GRADES = {"ann": "4th Grade", "old": "Prekindergarten", "unscored": "Unknown", "nobody": "12th Grade"}


@pytest.fixture(scope="module")
def built(spark: SparkSession) -> DataFrame:
    dates = dict.fromkeys(("as_of_date", "date"), "date")
    population = frame(
        spark,
        [(who, DAY, grade) for who, grade in GRADES.items()],
        "student_id as_of_date grade_level",
        as_of_date="date",
    )
    results = frame(
        spark, [("s", DAY, *row) for row in RESULTS],
        "source_system as_of_date student_id assessment_id date subject score engagement class_id line_item_id",
        **dates, score="double", engagement="double",
    )  # fmt: skip
    days = frame(spark, [("s", DAY, *row) for row in DAYS], "source_system as_of_date student_id date missed late",
                 **dates, missed="double", late="int")  # fmt: skip
    items = frame(
        spark, [("s", *row) for row in ITEMS], "source_system class_id line_item_id due_date", due_date="date"
    )
    return features.build(population, results, days, items, 70.0)


@pytest.fixture(scope="module")
def found(built: DataFrame) -> dict[str, dict[str, Any]]:
    said = [words.alias(f"says {concept}") for concept, words in features.in_words().items()]
    return {row["student_id"]: row.asDict() for row in built.select("*", *said).collect()}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("grade", 5),
        ("results_90", 3),
        ("days_since_result", 28),
        ("mean_score", 75),
        ("mean_score_year", 65),
        ("mean_score_90", pytest.approx(200 / 3, abs=1e-6)),
        ("mean_score_28", 50),
        ("lowest_score_90", 50),
        ("low_share", pytest.approx(1 / 3, abs=1e-6)),
        ("last_score", 50),
        ("weakest_subject", pytest.approx(200 / 3, abs=1e-6)),
        ("engagement", 57.5),
        ("engagement_90", 35),
        ("engagement_28", 20),
        ("days_recorded_90", 2),
        ("absence_rate", pytest.approx(1.75 / 4, abs=1e-6)),
        ("absence_rate_year", 0.25),
        ("absence_rate_90", 0.125),
        ("absence_rate_28", 0),
        ("late_share", pytest.approx(1 / 3, abs=1e-6)),
        ("work_due", 3),
        ("missing_share", pytest.approx(1 / 3, abs=1e-6)),
        ("rule", -75),
    ],
)
def test_of_much_that_is_known(found: dict[str, dict[str, Any]], name: str, value: float) -> None:
    """The last days end with the one so many days before; a day counts once, with the mean of its rows."""
    assert found["ann"][name] == value
    assert name == "rule" or name not in found["ann"][feature.UNKNOWN]


def test_the_trend_is_that_of_half_a_year(found: dict[str, dict[str, Any]]) -> None:
    """The slope over four weeks, by least squares; the day before the half year does not count."""
    points = [(0, 90), (89, 60), (90, 80), (151, 70), (152, 50)]
    x, y = (sum(of) / len(points) for of in zip(*points, strict=True))
    slope = sum((a - x) * (b - y) for a, b in points) / sum((a - x) ** 2 for a, _ in points)
    assert found["ann"]["score_trend"] == pytest.approx(slope * 28, abs=1e-6)


def test_what_is_not_recent_stands_for_what_is(found: dict[str, dict[str, Any]]) -> None:
    """Of last year's result alone, means of this year and of the last days are that one; a trend is none of one point."""
    old = found["old"]
    names = ("mean_score", "mean_score_year", "mean_score_28", "mean_score_90", "lowest_score_90", "last_score")
    assert {old[name] for name in names} == {40}
    assert (old["results_90"], old["days_since_result"], old["grade"]) == (0, 365, 0)
    assert {"score_trend", "engagement", "absence_rate", "work_due", "missing_share"} <= set(old[feature.UNKNOWN])
    assert not {*names, "results_90", "days_since_result"} & set(old[feature.UNKNOWN])


@pytest.mark.parametrize("who", ["unscored", "nobody"])
def test_of_whom_nothing_is_known_the_defaults_stand(found: dict[str, dict[str, Any]], who: str) -> None:
    """Somebody was seen, nothing was scored: as little is known of the scores as of whoever was never seen."""
    row = found[who]
    defaults = {one.name: one.missing for one in features.FEATURES if one.name not in ("grade", "results_90")}
    assert {name: row[name] for name in defaults} == defaults
    assert set(defaults) <= set(row[feature.UNKNOWN])
    assert (row["results_90"], row["rule"]) == (0, -features.MIDDLE)
    assert row["grade"] == {"unscored": 7, "nobody": 13}[who]


def test_grades_go_from_the_youngest_to_the_oldest() -> None:
    places = list(features.GRADES.values())
    assert places == sorted(places)
    assert (features.GRADES["Prekindergarten"], features.GRADES["Kindergarten"], features.GRADES["12th Grade"]) == (
        0,
        1,
        13,
    )


def test_what_is_known_is_said_in_numbers(found: dict[str, dict[str, Any]]) -> None:
    ann = found["ann"]
    assert {name.removeprefix("says "): said for name, said in ann.items() if name.startswith("says ")} == {
        "grade": "grade level 4th Grade",
        "results": "3 results in the last 90 days, the newest 28 days ago",
        "scores": "mean score 75 so far",
        "subjects": "mean score 67 in the weakest subject",
        "recent scores": "mean score 50 recently",
        "trend": f"scores change by {ann['score_trend']:+.1f} in four weeks",
        "engagement": "engagement 58 of 100 on average",
        "attendance": "25 % of days missed",
        "recent absence": "0 % of days missed recently",
        "work": "1 of 3 items of work missing",
    }


def test_of_what_is_not_known_no_number_is_told(found: dict[str, dict[str, Any]]) -> None:
    """A default is no fact of a student."""
    said = {name.removeprefix("says "): words for name, words in found["nobody"].items() if name.startswith("says ")}
    assert said.pop("grade") == "grade level 12th Grade"
    assert not [words for words in said.values() if any(letter.isdigit() for letter in words)]
    assert said["work"] == "no work was due"


def test_peers_are_those_of_a_grade_on_a_day(spark: SparkSession, built: DataFrame) -> None:
    """Alone in a grade nobody stands out; among others the distance is that to their mean."""
    alone = built.select(
        "student_id", *[F.col(name) for name in feature.columns(features.FEATURES) if name.endswith("_z")]
    )
    assert {value for row in alone.collect() for value in row[1:]} == {0}
    dates = dict.fromkeys(("as_of_date", "date"), "date")
    rows = [("a", "40"), ("b", "80")]
    population = frame(
        spark, [(who, DAY, "4th Grade") for who, _ in rows], "student_id as_of_date grade_level", as_of_date="date"
    )
    results = frame(spark, [("s", DAY, who, "1", "2024-09-01", "Math", score, None, None, None) for who, score in rows],
                    "source_system as_of_date student_id assessment_id date subject score engagement class_id line_item_id",
                    **dates, score="double", engagement="double")  # fmt: skip
    days = frame(
        spark, [], "source_system as_of_date student_id date missed late", **dates, missed="double", late="int"
    )
    items = frame(spark, [], "source_system class_id line_item_id due_date", due_date="date")
    both = features.build(population, results, days, items, 70.0).select("student_id", "mean_score_z").collect()
    assert {row["student_id"]: row["mean_score_z"] for row in both} == {"a": -1.0, "b": 1.0}
