"""Days with anything: of those who are there, as often and as regularly as their segment has it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from edulake.jobs.steps.generate.language.world import SEGMENTS

pytestmark = [pytest.mark.once, pytest.mark.more]


def test_days_are_those_of_a_study_and_begin_with_a_test(app: Any) -> None:
    studies = app.by("studies", "study")
    first: dict[int, int] = {}
    for row in app["days"]:
        of = studies[row["study"]]
        assert of["begins"] <= row["day"] <= of["until"]
        assert row["talks"] in (0, 1, 2)
        assert row["talks"] or row["is_tested"], "something is done"
        if row["day"] == of["begins"]:
            first[row["study"]] = row["is_tested"]
    assert first == dict.fromkeys(studies, True)
    keys = Counter((row["study"], row["day"]) for row in app["days"])
    assert {*keys.values()} == {1}


def test_segments_do_as_much_as_is_planted(app: Any) -> None:
    there, active, tested = Counter(), Counter(), Counter()
    for row in app["studies"]:
        there[row["segment"]] += row["until"] - row["begins"]
    for row in app["days"]:
        if row["day"] > row["begins"]:
            active[row["segment"]] += 1
            tested[row["segment"]] += row["is_tested"]
    for number, segment in enumerate(SEGMENTS):
        assert active[number] / there[number] == pytest.approx(segment.active / 1000, rel=0.15)
        assert tested[number] / active[number] == pytest.approx(segment.tests / 1000, rel=0.1)


def test_the_regular_keep_their_weekdays(app: Any) -> None:
    own: dict[bool, list[int]] = defaultdict(lambda: [0, 0])
    for row in app["days"]:
        if row["day"] > row["begins"]:
            of = own[SEGMENTS[row["segment"]].is_regular]
            of[(row["day"] + row["first_weekday"]) % 7 < 4] += 1
    shares = {is_regular: on / (on + others) for is_regular, (others, on) in own.items()}
    assert shares[True] == pytest.approx(5.2 / 7, abs=0.03)
    assert shares[False] == pytest.approx(4 / 7, abs=0.05)
