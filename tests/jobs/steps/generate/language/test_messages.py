"""Messages: by turns, in order, with as many mistakes as is planted."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from itertools import pairwise
from statistics import mean
from typing import Any

import pytest

from edulake.jobs.steps.generate.language import messages as said
from edulake.jobs.steps.generate.language.world import SEGMENTS

pytestmark = [pytest.mark.once, pytest.mark.more]


@pytest.fixture(scope="module")
def told(app: Any) -> list[dict[str, Any]]:
    return [row.asDict() for row in said.as_messages(app.facts.messages, app.world).collect()]


def test_learner_and_tutor_take_turns(app: Any) -> None:
    conversations = app.by("conversations", "conversation")
    by_conversation = defaultdict(list)
    for row in app["messages"]:
        by_conversation[row["conversation"]].append(row)
    assert by_conversation.keys() == conversations.keys()
    paused = set()
    for conversation, rows in by_conversation.items():
        of = conversations[conversation]
        rows.sort(key=lambda row: row["number"])
        assert [row["is_own"] for row in rows] == [True, False] * of["said"]
        seconds = [row["second"] for row in rows]
        assert seconds[0] == of["begins_second"]
        gaps = [b - a for a, b in pairwise(seconds)]
        assert min(gaps) > 0
        paused |= {of["pause"] > 0} if max(gaps) > 1_800 else set()
        assert (max(gaps) > 1_800) == (of["pause"] > 0)
    assert paused == {True}


def test_mistakes_are_as_many_as_is_planted(app: Any) -> None:
    """By segment, at the level where they are neither more nor fewer; the tutor makes none."""
    wrong, levels = defaultdict(list), defaultdict(list)
    for row in app["messages"]:
        assert (row["mistakes"] is None) == (not row["is_own"])
        if row["is_own"]:
            levels[SEGMENTS[row["segment"]].errors, row["level"]].append(row["mistakes"] > 0)
            if row["level"] == 3:
                wrong[row["segment"]].append(row["mistakes"] > 0)
    for number, segment in enumerate(SEGMENTS):
        assert mean(wrong[number]) == pytest.approx(segment.errors / 1000, rel=0.25)
    most = max(segment.errors for segment in SEGMENTS)
    assert mean(levels[most, 1]) > 1.2 * mean(levels[most, 5])


def test_corrections_are_a_list_of_as_many_objects(app: Any, told: list[dict[str, Any]]) -> None:
    facts = app.by("messages", "message")
    types, nothing = Counter(), Counter()
    for row in told:
        of = facts[row["id"]]
        text = row["corrections"]
        if not of["is_own"]:
            assert text is None
        elif of["fault"]:
            assert text == said.BROKEN_TEXT
        elif of["mistakes"]:
            found = json.loads(text)
            assert len(found) == of["mistakes"]
            assert all([*one] == ["type", "original", "corrected", "explanation"] for one in found)
            types.update((of["level"] >= 5, one["type"]) for one in found)
        else:
            nothing[text] += 1
    assert nothing.keys() == {None, "null", "[]"}
    assert {word for _, word in types} == {*said.TYPES}
    shares = {high: types[high, "vocabulary"] / sum(types[high, word] for word in said.TYPES) for high in (False, True)}
    assert shares[True] > shares[False] + 0.1


def test_rows_say_who_spoke_and_some_come_twice(app: Any, told: list[dict[str, Any]]) -> None:
    facts, times = app.by("messages", "message"), Counter(row["id"] for row in told)
    assert times.keys() == facts.keys()
    assert all((number == 2) == facts[message]["is_twice"] for message, number in times.items())
    assert {*times.values()} == {1, 2}
    for row in told:
        of = facts[row["id"]]
        assert row["role"] == ("user" if of["is_own"] else "assistant")
        assert (row["conversation_id"], row["export"]) == (of["conversation"], of["export"])
        lowest, highest = said.SHORT if of["is_own"] else said.LONG
        assert lowest <= len(row["content"].split(" ")) <= highest


def test_nobody_who_is_alike_errs_by_level(plain: Any) -> None:
    wrong = defaultdict(list)
    for row in plain["messages"]:
        if row["is_own"]:
            wrong[row["level"] >= 3].append(row["mistakes"] > 0)
    assert mean(wrong[True]) == pytest.approx(mean(wrong[False]), abs=0.03)
