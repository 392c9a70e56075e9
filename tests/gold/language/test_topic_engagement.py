"""Topics that learners talk about: how much, for how long, and who comes back to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import products
import pytest
import topic_oracle
from practised import DELIVERED, at, attempt, given, message, progress, talk
from products import Row
from pyspark.sql import SparkSession

from edulake.config.language import Language
from edulake.config.settings import Gold
from edulake.gold import PRODUCTS

PRODUCT = PRODUCTS["topic_engagement"]
# All is known until 30 June.
LAST = attempt(at("07-01"), "last", "S9")


def chat(day: str, id_: str, student: str = "S1", topic: str | None = "food", own: int = 1, **more: Any) -> list[Row]:
    """A conversation with so many messages of the learner, a minute after each other, and an answer to each at once."""
    began = at(day)
    rows = [talk(began, id_, student, topic_id=topic, **more)]
    for n in range(own):
        then = began + dt.timedelta(0, 60 * n)
        rows.append(message(then, f"{id_}u{n}", student, conversation_id=id_, topic_id=topic))
        rows.append(message(then, f"{id_}v{n}", student, conversation_id=id_, topic_id=topic, role="assistant"))
    return rows


NO_EVIDENCE = dict.fromkeys(("more_messages", "error", "lower", "upper", "shrunk", "shrunk_error", "p_alike"))
CASES: products.Cases = {
    "ordinary": (
        given(
            *chat("03-03", "c1", own=5),
            *chat("03-04", "c2", own=2),
            *chat("03-12", "c3", "S2", own=1),
            *chat("03-12", "c4", "S3", own=0),
            *chat("03-20", "c5", "S3", topic="work"),
            attempt(at("03-21"), "a1", "S2"),
            LAST,
        ),
        [
            {
                "course_id": "es",
                "topic_id": "food",
                "learners": 3,
                "conversations": 4,
                "per_active_week": "0.8000",
                "median_messages": "1.5",
                "active_minutes": "5.00",
                "continued": 1,
                "continued_share": "0.2500",
                "eligible": 3,
                "returned": 1,
                "returned_share": "0.3333",
                "returned_lower": "0.0615",
                "returned_upper": "0.7923",
                "checked_messages": 0,
                "errors": 0,
                "errors_per_100": None,
                "compared": 1,
                **NO_EVIDENCE,
                "status": "TOO_FEW",
                "observed_until": "2025-06-30",
                "school_id": None,
                "school_year": None,
                "term": None,
            },
            {"topic_id": "work", "learners": 1, "conversations": 1, "compared": 1, "median_messages": "1.0"},
        ],
    ),
    "no topic is said": (
        given(*chat("03-03", "c1", topic=None), *chat("03-04", "c2"), LAST),
        [{"topic_id": "Unknown", "learners": 1, "compared": 0}, {"topic_id": "food", "learners": 1, "compared": 0}],
    ),
    "back on the last day, a day too late, and on the same one": (
        given(
            *[row for n, day in enumerate(("03-01", "03-15")) for row in chat(day, f"a{n}", "S1")],
            *[row for n, day in enumerate(("03-01", "03-16")) for row in chat(day, f"b{n}", "S2")],
            *[row for n, day in enumerate(("03-01", "03-01")) for row in chat(day, f"c{n}", "S3")],
            LAST,
        ),
        [{"learners": 3, "eligible": 3, "returned": 2}],
    ),
    "of whom not all fourteen days are known": (
        given(*chat("06-16", "c1"), *chat("06-17", "c2", "S2"), *chat("06-18", "c3", "S2"), LAST),
        [{"learners": 2, "eligible": 1, "returned": 0, "returned_share": "0.0000"}],
    ),
    "nobody's are known": (
        given(*chat("06-30", "c1"), LAST),
        [{"eligible": 0, "returned_share": None, "returned_lower": None, "returned_upper": None}],
    ),
    "a topic in two languages is two": (
        given(*chat("03-03", "c1"), *chat("03-03", "c2", "S2", course_id="it"), LAST),
        [{"course_id": "es", "conversations": 1}, {"course_id": "it", "conversations": 1}],
    ),
    "time between two conversations is of neither": (
        given(
            talk(at("03-03"), "c1"),
            talk(at("03-03"), "c2", topic_id="work"),
            message(at("03-03"), "m1"),
            message(at("03-03", "10:02:00"), "m2", conversation_id="c2"),
            message(at("03-03", "10:03:00"), "m3", conversation_id="c2"),
            LAST,
        ),
        [{"topic_id": "food", "active_minutes": "0.00"}, {"topic_id": "work", "active_minutes": "1.00"}],
    ),
    "errors of what was checked": (
        given(
            talk(at("03-03"), "c1"),
            *[message(at("03-03"), f"m{n}", errors=errors) for n, errors in enumerate((["a", "b"], [], [], None))],
            LAST,
        ),
        [{"checked_messages": 3, "errors": 2, "errors_per_100": "66.67"}],
    ),
    "a lesson makes a week active": (
        given(*chat("03-03", "c1"), progress(started_at=at("03-10"), last_accessed_at=at("03-16")), LAST),
        [{"conversations": 1, "per_active_week": "0.5000"}],
    ),
    "what is dated after its delivery makes no day known": (
        given(*chat("03-03", "c1"), talk(DELIVERED + dt.timedelta(9), "c2", "S2", topic_id="work"), LAST),
        [{"topic_id": "food", "observed_until": "2025-06-30"}, {"topic_id": "work", "eligible": 0}],
    ),
}


# Of learners who talk about several topics, by chance, and more about every third: what the dense regression says.
WORLDS = {name: topic_oracle.world(seed, 60, 6, more) for name, seed, more in (("differ", 11, 3.0), ("alike", 2, 0.0))}


def in_silver(talks: list[topic_oracle.Talk]) -> products.Silver:
    rows = [
        row
        for n, (student, topic, messages) in enumerate(talks)
        for row in chat(f"03-{n % 28 + 1:02d}", f"c{n}", student, topic, messages)
        if row.get("role") != "assistant"
    ]
    return given(*rows, LAST)


@pytest.fixture(scope="module")
def compared(spark: SparkSession) -> dict[str, list[Row]]:
    lenient = Gold(language=Language(min_learners=5))
    return products.answers(spark, PRODUCT, {name: (in_silver(talks), []) for name, talks in WORLDS.items()}, lenient)


@pytest.mark.parametrize("name", WORLDS)
def test_topics_are_compared_as_a_dense_regression_does(name: str, compared: dict[str, list[Row]]) -> None:
    due = topic_oracle.compared(WORLDS[name], 5)
    status = {"differ": "OK", "alike": "NO_EVIDENCE"}[name]
    assert {row["topic_id"] for row in compared[name] if row["more_messages"] is not None} == due.topics.keys()
    for row in compared[name]:
        if row["topic_id"] in due.topics:
            assert (row["more_messages"], row["error"]) == pytest.approx(due.topics[row["topic_id"]], abs=1e-6)
            assert row["p_alike"] == pytest.approx(due.p_alike, abs=1e-6)
            assert (row["status"], row["shrunk"] is None) == (status, name == "alike")


@pytest.fixture(scope="module")
def found(spark: SparkSession) -> dict[str, list[Row]]:
    return products.answers(spark, PRODUCT, CASES)


@pytest.mark.parametrize("case", CASES)
def test_topics_of_a_language(case: str, found: dict[str, list[Row]]) -> None:
    _, expected = CASES[case]
    assert products.asked(found[case], expected) == expected
