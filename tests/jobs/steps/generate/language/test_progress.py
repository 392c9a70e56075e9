"""Lessons that are taken: at their level, by whom they suit, and told as they stand by each export."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import NormalDist, mean
from typing import Any

import pytest

from edulake.jobs.steps.generate.language import progress as taken
from edulake.jobs.steps.generate.language.calendar import EXPORTS, SECONDS
from edulake.jobs.steps.generate.language.catalogue import LESSONS, lessons
from edulake.jobs.steps.generate.language.world import LEVELS

pytestmark = [pytest.mark.once, pytest.mark.more]


def export(second: int | None) -> int | None:
    return None if second is None else next(n for n, day in enumerate(EXPORTS) if second // SECONDS <= day)


def test_a_lesson_is_taken_at_its_level_or_one_early(app: Any) -> None:
    studies, offered = app.by("studies", "study"), {of.lesson: of for of in lessons(app.world)}
    kinds = Counter()
    for row in app["progress"]:
        of, lesson = studies[row["study"]], offered[row["lesson"]]
        day = row["started"] // SECONDS
        level = max(n for n in range(1, 7) if (of[f"reached_{n}"] or 0) <= day and of[f"reached_{n}"] is not None)
        assert lesson.language == of["language"]
        kinds[lesson.level - level] += 1
        ends = row["reopened"] or row["completed"] or row["started"]
        assert of["begins"] <= day <= ends // SECONDS <= of["until"]
        assert row["completed"] is None or row["started"] < row["completed"]
        assert row["reopened"] is None or row["completed"] < row["reopened"]
        assert row["adds"] == round(lesson.effect * 100)
    assert kinds.keys() == {0, 1}
    assert kinds[1] / kinds.total() == pytest.approx(taken.EARLY / 1000, abs=0.04)


@pytest.mark.parametrize(("world", "each"), [("app", 5.0), ("plain", 3.8)])
def test_as_many_are_taken_as_learners_are_choosy(world: str, each: float, request: pytest.FixtureRequest) -> None:
    """Of those at the level at which a learner begins, who stays until the next one; some `each`, of 10 as of 19."""
    app = request.getfixturevalue(world)
    levels = {of.lesson: of.level for of in lessons(app.world)}
    whole = [row for row in app["studies"] if (row[f"reached_{min(row['start_level'] + 1, 6)}"]) <= row["until"]]
    starts = {row["study"]: row["start_level"] for row in whole}
    taken_of = Counter(row["study"] for row in app["progress"] if levels[row["lesson"]] == starts.get(row["study"]))
    expected, found, offered = Counter(), Counter(), Counter()
    for row in whole:
        choosy = app.world.segments[row["segment"]].choosy + taken.CHOOSIER[row["language"]]
        number = LESSONS[row["language"]] // len(LEVELS)
        expected[row["segment"]] += number * NormalDist().cdf(-choosy)
        found[row["segment"]] += taken_of[row["study"]]
        offered[row["segment"]] += number
    not_early = 1 - taken.EARLY / 1000
    for segment, of in offered.items():
        assert found[segment] / of == pytest.approx(not_early * expected[segment] / of, abs=0.08), segment
    assert found.total() / len(whole) == pytest.approx(each, abs=0.6)


def test_the_able_take_what_appeals_to_them(app: Any, plain: Any) -> None:
    """So that learners of a lesson differ from others without it."""
    able = {row["learner"]: row["ability"] for row in app["learners"]}
    appeal = {of.lesson: of.appeal for of in lessons(app.world)}
    of = defaultdict(list)
    for row in app["progress"]:
        if abs(appeal[row["lesson"]]) > 1:
            of[appeal[row["lesson"]] > 0].append(able[row["learner"]])
    assert mean(of[True]) > mean(of[False]) + 5
    assert {row["adds"] for row in plain["progress"]} == {0}


def test_rows_say_how_a_lesson_stands_by_their_export(app: Any) -> None:
    facts = {(row["study"] * taken.PER_STUDY + row["lesson"]): row for row in app["progress"]}
    told = defaultdict(dict)
    for row in taken.as_progress(app.facts.progress).collect():
        assert row["export"] not in told[row["id"]]
        told[row["id"]][row["export"]] = row
    assert told.keys() == facts.keys()
    faults = Counter()
    for number, rows in told.items():
        of = facts[number]
        news = [export(of[name]) for name in ("started", "completed", "reopened")]
        assert rows.keys() == {*news} - {None}
        for by, row in rows.items():
            is_again = news[2] is not None and news[2] <= by
            is_done = news[1] is not None and news[1] <= by and not is_again
            assert (row["mastery_score"] is not None) == (row["completed_at"] is not None) == is_done
            assert (row["completion_percentage"] == 100) == (row["status"] == "completed") == is_done
            early = is_done and row["completed_at"] < row["started_at"]
            earlier = is_done and row["last_accessed_at"] < max(row["completed_at"], row["started_at"])
            found = {taken.CONTRADICTS: row["status"] == "not_started", taken.COMPLETED_FIRST: early,
                     taken.ACCESSED_FIRST: earlier and not early}  # fmt: skip
            expected = of["fault"] if is_done or not of["completed"] else None
            assert {fault for fault, is_so in found.items() if is_so} == {expected} - {None}
            faults[expected] += 1
    assert faults.keys() == {None, taken.CONTRADICTS, taken.COMPLETED_FIRST, taken.ACCESSED_FIRST}
