"""The truth, counted once more in plain Python."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from edulake.jobs.steps.generate.language import truth
from edulake.jobs.steps.generate.language.calendar import FIRST
from edulake.jobs.steps.generate.language.experiments import EXPERIMENTS
from edulake.jobs.steps.generate.language.world import CODES, LEVELS, SEGMENTS

pytestmark = [pytest.mark.once, pytest.mark.more]


@pytest.fixture(scope="module")
def told(app: Any) -> dict[str, Any]:
    return truth.of(app.facts, app.world)


def test_records_and_what_is_odd_about_them(app: Any, told: dict[str, Any]) -> None:
    records = told["records"]
    talks = Counter(row["fate"] for row in app["conversations"])
    assert records["conversations"]["told"] == talks.total() - talks["deleted"]
    assert {name: records["conversations"][name] for name in ("twice", "deleted", "late")} == {
        name: talks[name] for name in ("twice", "deleted", "late")
    }
    faults = Counter(row["fault"] for row in app["conversations"] if row["fate"] != "deleted")
    assert all(records["conversations"][fault] == faults[fault] for fault in faults if fault)
    said = [row for row in app["messages"] if row["fate"] != "deleted"]
    read = [row["mistakes"] for row in said if row["is_own"] and not row["fault"]]
    assert records["messages"] == {
        "told": len(said), "waiting": len(app["messages"]) - len(said), "own": sum(row["is_own"] for row in said),
        "read": len(read), "BAD_JSON": sum(row["fault"] is not None for row in said),
        "twice": sum(row["is_twice"] for row in app["messages"]), "corrections": sum(read),
    }  # fmt: skip
    taken = app["progress"]
    assert records["lesson_progress"]["told"] == len(taken)
    assert records["lesson_progress"]["completed"] == sum(row["completed"] is not None for row in taken)
    assert records["lesson_progress"]["open_again"] == sum(row["reopened"] is not None for row in taken)
    done = [row for row in app["attempts"] if row["fault"] != "UNFINISHED"]
    scores = [Decimal(str(row["score"])) for row in done if row["fault"] != "BAD_SCORE"]
    found = records["assessment_attempts"]
    assert (found["told"], found["finished"], found["scored"]) == (len(app["attempts"]), len(done), len(scores))
    assert found["tenths"] == 10 * sum(scores)
    assert (records["learners"]["told"], records["studies"]["told"]) == (len(app["learners"]), len(app["studies"]))


def test_what_is_planted(app: Any, told: dict[str, Any], plain: Any) -> None:
    assert told["levels"]["medians"] == {"A1": 60, "A2": 60, "B1": 90, "B2": 120, "C1": 150}
    segments = Counter(SEGMENTS[row["segment"]].name for row in app["learners"])
    assert told["segments"] == segments
    assert len(told["topics"]["lively"]) == 5
    nothing = truth.of(plain.facts, plain.world)
    assert (nothing["topics"]["lively"], nothing["skills"], len(nothing["segments"])) == ([], {}, 1)
    assert {of["points"] for of in nothing["experiments"].values()} == {0}
    assert {of["effect"] for of in nothing["lessons"]} == {0}


def test_experiments_are_counted_by_variant(app: Any, told: dict[str, Any]) -> None:
    for number, of in enumerate(EXPERIMENTS):
        for name, rows, odd in (("assigned", "assigned", "is_mismatched"), ("noted", "noted", "is_in_both")):
            own = [row for row in app[rows] if row["experiment"] == number]
            arms = Counter(of.variants[row["told_arm"]] for row in own)
            assert told["experiments"][of.name][name] == {variant: arms[variant] for variant in of.variants}
            kind = {"is_mismatched": "mismatched", "is_in_both": "both"}[odd]
            assert told["experiments"][of.name][kind] == sum(row[odd] for row in own)


def test_what_is_true_of_each(app: Any) -> None:
    frames = {name: rows.collect() for name, rows in truth.frames(app.facts, app.world).items()}
    learners, studies = app.by("learners", "learner"), {(r["learner"], CODES[r["language"]]): r for r in app["studies"]}
    for row in frames["learners"]:
        of = learners[row["student_id"]]
        assert (row["segment"], row["ability"]) == (SEGMENTS[of["segment"]].name, of["ability"])
        assert (row["first_day"] - FIRST).days == of["start"]
        assert (row["dropped_on"] and (row["dropped_on"] - FIRST).days) == of["dropped"]
    for row in frames["levels"]:
        of = studies[row["student_id"], row["course_id"]]
        assert row["first_level"] == LEVELS[of["start_level"] - 1]
        days = [row[f"reached_{level}"] for level in LEVELS]
        assert [day and (day - FIRST).days for day in days] == [of[f"reached_{n}"] for n in range(1, 7)]
    assert (len(frames["learners"]), len(frames["levels"])) == (len(learners), len(studies))
    begins = Counter(row["student_id"] for row in frames["hazards"])
    assert begins.keys() == learners.keys()
    assert all(0 < row["hazard"] <= 0.7 for row in frames["hazards"])
    tested = {(row["study"], row["skill"]): row["half_life"] for row in app["skills"]}
    assert len(frames["half_lives"]) == len(tested)
