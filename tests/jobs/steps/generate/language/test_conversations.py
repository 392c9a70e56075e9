"""Conversations: one a turn of a day, livelier on some topics, and told with the faults that are counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import mean
from typing import Any

import pytest

from edulake.jobs.steps.generate.language import conversations as talks
from edulake.jobs.steps.generate.language.calendar import EXPORTS, LAST_EXPORT, SECONDS
from edulake.jobs.steps.generate.language.world import CODES, LANGUAGES, LEVELS

pytestmark = [pytest.mark.once, pytest.mark.more]


@pytest.fixture(scope="module")
def told(app: Any) -> dict[int, list[dict[str, Any]]]:
    """Rows that are told, by conversation."""
    rows = defaultdict(list)
    for row in talks.as_conversations(app.facts.conversations).collect():
        rows[row["id"]].append(row.asDict())
    return rows


def last_second(row: dict[str, Any]) -> int:
    return row["begins_second"] + (row["said"] * 2 - 1) * row["apart"] + row["pause"]


def test_there_are_as_many_as_days_have_and_none_passes_midnight(app: Any) -> None:
    wanted = Counter({(row["study"], row["day"]): row["talks"] for row in app["days"] if row["talks"]})
    found = Counter()
    for row in app.by("conversations", "conversation").values():
        found[row["study"], row["day"]] += 1
        assert row["day"] == row["begins_second"] // SECONDS == last_second(row) // SECONDS
        assert talks.SHORTEST <= row["said"] <= talks.LONGEST
        assert row["day"] <= EXPORTS[row["export"]]
        assert not row["export"] or row["day"] > EXPORTS[row["export"] - 1]
    assert found == wanted


def test_two_of_a_day_follow_each_other(app: Any) -> None:
    days = defaultdict(list)
    for row in app["conversations"]:
        days[row["study"], row["day"]].append(row)
    both = [sorted(of, key=lambda row: row["turn"]) for of in days.values() if len(of) == 2]
    assert len(both) > 50
    assert all(last_second(one) + one["apart"] < two["begins_second"] for one, two in both)


@pytest.mark.parametrize(("world", "factor"), [("app", talks.LIVELIER), ("plain", 1.0)])
def test_some_topics_are_livelier(world: str, factor: float, request: pytest.FixtureRequest) -> None:
    lengths = defaultdict(list)
    for row in request.getfixturevalue(world)["conversations"]:
        if row["topic"] is not None:
            lengths[talks.TOPICS[row["topic"]] in talks.LIVELY].append(row["said"])
    assert len(lengths[True]) / len(lengths[False]) == pytest.approx(0.5, abs=0.08)
    assert mean(lengths[True]) / mean(lengths[False]) == pytest.approx(factor, abs=0.08)


def test_what_becomes_of_a_row(app: Any, told: dict[int, list[dict[str, Any]]]) -> None:
    """Told twice alike; too late; never; or first without a topic, and with it in the next export."""
    kinds = Counter()
    for row in app["conversations"]:
        rows = sorted(told.get(row["conversation"], ()), key=lambda one: (one["export"], one["updated_at"]))
        exports = [one["export"] - row["export"] for one in rows]
        kind = row["fate"] or ("changed" if row["fault"] == talks.CORRECTED else "once")
        assert exports == {"twice": [0, 0], "deleted": [], "late": [1], "changed": [0, 1], "once": [0]}[kind], kind
        kinds[kind] += 1
        if kind == "twice":
            assert rows[0] == rows[1]
        if kind == "changed":
            assert rows[0]["topic_id"] is None
            assert rows[0]["updated_at"] < rows[1]["updated_at"]
        assert all(one["export"] <= LAST_EXPORT for one in rows)
    assert kinds.keys() == {"twice", "deleted", "late", "changed", "once"}


def test_what_rows_say(app: Any, told: dict[int, list[dict[str, Any]]]) -> None:
    facts = app.by("conversations", "conversation")
    for conversation, rows in told.items():
        of, row = facts[conversation], max(rows, key=lambda row: row["export"])
        names = CODES if of["fault"] == talks.SPELLING else LANGUAGES
        assert (row["user_id"], row["language"]) == (of["learner"], names[of["language"]])
        odd = {talks.LEGACY: talks.LEGACY_NAMES[of["level"] - 1], talks.UNMAPPED: talks.NO_LEVEL}
        assert row["difficulty_level"] == odd.get(of["fault"], LEVELS[of["level"] - 1])
        if of["fault"] == talks.AFTER:
            assert row["updated_at"] == row["created_at"]
        else:
            assert row["updated_at"] > row["created_at"]
        if of["fault"] != talks.CORRECTED:
            assert row["topic_id"] == (None if of["topic"] is None else talks.TOPICS[of["topic"]])


def test_faults_are_as_frequent_as_is_planted(app: Any) -> None:
    rows = app["conversations"]
    faults, fates = (Counter(row[name] for row in rows) for name in ("fault", "fate"))
    for found, planted in ((faults, talks.FAULTS), (fates, talks.FATES)):
        for word, per_mille in planted.items():
            expected = len(rows) * per_mille / 1000
            assert found[word] == pytest.approx(expected, abs=4 * expected**0.5), word
