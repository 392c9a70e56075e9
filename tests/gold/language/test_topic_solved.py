"""Topics from sums: a dense regression says the same, and what nobody can tell has no figure."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import topic_oracle
from topic_oracle import Talk

from edulake.gold.language import topic_solved

pytestmark = pytest.mark.once

NAMES = ("topic", "more", "error", "lower", "upper", "shrunk", "shrunk_error", "p", "status")


def told(talks: list[Talk]) -> dict[str, dict[str, Any]]:
    values = {name: Fraction(value) for *_, name, value in topic_solved.coefficients(topic_oracle.sums(talks))}  # type: ignore[arg-type]
    rows = topic_solved.compared(topic_oracle.sums(talks, lambda name: values.get(name, Fraction(0))))  # type: ignore[arg-type]
    return {row[2]: dict(zip(NAMES, row[2:], strict=True)) for row in rows}


@pytest.mark.parametrize(("seed", "more"), [(1, 2.0), (2, 0.0), (3, 0.5)])
def test_topics_are_those_of_a_dense_regression(seed: int, more: float) -> None:
    talks = topic_oracle.world(seed, 60, 6, more)
    due = topic_oracle.compared(talks, 0)
    found = told(talks)
    assert found.keys() == due.topics.keys()
    for topic, (value, error) in due.topics.items():
        assert found[topic]["more"] == pytest.approx(value, abs=1e-8)
        assert found[topic]["error"] == pytest.approx(error, abs=1e-8)
        assert found[topic]["p"] == pytest.approx(due.p_alike, abs=1e-8)
        assert found[topic]["lower"] < found[topic]["more"] < found[topic]["upper"]


def test_topics_that_differ_are_told_in_order_and_others_in_none() -> None:
    differing, alike = (told(topic_oracle.world(7, 200, 6, more)) for more in (3.0, 0.0))
    longest = sorted(differing, key=lambda topic: -differing[topic]["shrunk"])
    assert set(longest[:2]) == {"t00", "t03"}
    assert {row["status"] for row in differing.values()} == {"OK"}
    assert {(row["status"], row["shrunk"], row["shrunk_error"]) for row in alike.values()} == {
        ("NO_EVIDENCE", None, None)
    }
    assert all(row["more"] is not None for row in alike.values())


def test_the_order_of_rows_does_not_matter() -> None:
    rows = topic_oracle.sums(topic_oracle.world(4, 40, 5, 1.0))
    assert topic_solved.compared(rows) == topic_solved.compared(rows[::-1])  # type: ignore[arg-type]


def test_without_noise_there_is_no_error_to_judge_by() -> None:
    """Everybody writes exactly two more on one topic: estimates are right, and nobody knows how sure."""
    talks = [(f"S{n}", topic, n + 2 * (topic == "b")) for n in range(5) for topic in ("a", "b")]
    found = told(talks)
    assert {row["status"] for row in found.values()} == {"TOO_FEW"}
    assert {row["more"] for row in found.values()} == {None}
    [(*_, value)] = topic_solved.coefficients(topic_oracle.sums(talks))  # type: ignore[arg-type]
    assert value == "-2.000000000"


def test_topics_that_no_learner_connects_are_not_compared() -> None:
    """Those of the larger part are, with each other alone."""
    chance = topic_oracle.world(5, 30, 4, 1.0)
    apart = [(f"X{n}", topic, n) for n in range(9) for topic in ("y", "z")]
    found = told([*chance, *apart])
    assert {topic for topic, row in found.items() if row["more"] is None} == {"y", "z"}
    assert {found[topic]["status"] for topic in "yz"} == {"TOO_FEW"}
    alone = told(chance)
    assert [found[topic]["more"] for topic in alone] == [row["more"] for row in alone.values()]


def test_as_many_topics_as_learners_say_nothing() -> None:
    """Of three learners, four topics have three differences: any three sets of them fit as well."""
    talks = [
        (f"S{n}", topic, (n * 7 + 3 * place * n + place) % 5) for n in range(3) for place, topic in enumerate("abcd")
    ]
    assert {(row["p"], row["status"]) for row in told(talks).values()} == {(None, "NO_EVIDENCE")}
