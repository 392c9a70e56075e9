"""What is made once: by version and age of models, and by the versions that a list was made of."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from edulake.ml.models import once
from edulake.ml.tables.lists import PREDICTIONS
from edulake.ml.tables.models import MODELS
from edulake.ops.runs import Run

pytestmark = pytest.mark.once

NOW = dt.datetime(2025, 3, 8, 6, tzinfo=dt.UTC)
HELD = [
    {"model_version": "old", "recipe": "r", "share": None, once.STAMP: NOW - dt.timedelta(days=7, hours=-1)},
    {"model_version": "other", "recipe": "r2", "share": None, once.STAMP: NOW},
]
DUE = {
    "nothing is held": ([], "new", "r", 7, True),
    "the same version": (HELD, "old", "r", None, False),
    "the same version, long ago": (HELD[:1], "old", "r", 1, False),
    "others, without a limit": (HELD, "new", "r", None, True),
    "its recipe, seven days ago": (HELD, "new", "r", 7, True),
    "its recipe, fewer than eight days ago": (HELD, "new", "r", 8, False),
    "another recipe is younger": (HELD[1:], "new", "r", 8, True),
}
LISTED = (str(PREDICTIONS), None)
DONE = {(*LISTED, name): {"input_version": version, "version_after": 4} for name, version in (("a", 1), ("b", 2))}
MADE = {
    "of just these": ({"a": 1, "b": 2}, 4, True),
    "of some of them": ({"a": 1}, 4, True),
    "and written since": ({"a": 1, "b": 2}, 5, True),
    "of an older one": ({"a": 1, "b": 3}, 4, False),
    "not of all": ({"a": 1, "c": 1}, 4, False),
    "and restored": ({"a": 1, "b": 2}, 3, False),
    "and gone": ({"a": 1, "b": 2}, None, False),
}


def store(version: int | None) -> Any:
    return SimpleNamespace(version_held=lambda table: version)


@pytest.mark.parametrize("name", DUE)
def test_what_is_due(name: str) -> None:
    held, version, recipe, days, due = DUE[name]
    line = {"recipe": recipe, "share": None}
    assert once.is_due(Run("ml_train", started_at=NOW), held, version, line, days) is due


@pytest.mark.parametrize("name", DUE)
def test_what_is_due_in_a_table(name: str) -> None:
    held, version, recipe, days, due = DUE[name]
    there: Any = SimpleNamespace(
        exists=lambda _: True, values=lambda _, asked: [{n: r[n] for n in asked.columns} for r in held]
    )
    assert once.is_due_in(there, Run("ml_train", started_at=NOW), MODELS, version, recipe, days) is due


def test_without_a_table_everything_is_due() -> None:
    nothing: Any = SimpleNamespace(exists=lambda _: False)
    assert once.is_due_in(nothing, Run("ml_train", started_at=NOW), MODELS, "old", "r", 1)


def test_rows_of_days_are_named_in_order() -> None:
    days = {"s'2": dt.date(2025, 3, 8), "s1": dt.date(2025, 3, 7)}
    one, other = once.of_days(days).split(" OR ")
    assert one == "(source_system = 's1' AND as_of_date = DATE '2025-03-07')"
    assert other.endswith(" AND as_of_date = DATE '2025-03-08')")
    assert once.of_days(dict(reversed(days.items()))) == once.of_days(days)


@pytest.mark.parametrize("name", MADE)
def test_what_is_made(name: str) -> None:
    versions, now, made = MADE[name]
    assert once.is_made(store(now), DONE, PREDICTIONS, versions) is made


@pytest.mark.parametrize(("asked", "seen"), [(None, [1, 2]), (NOW.date(), [None, None])])
def test_what_is_recorded(asked: dt.date | None, seen: list[int | None]) -> None:
    found = once.entries(store(5), PREDICTIONS, 4, {"a": 1, "b": 2}, asked)
    assert [(one.table_name, one.input_table) for one in found] == [(str(PREDICTIONS), "a"), (str(PREDICTIONS), "b")]
    assert [one.input_version for one in found] == seen
    assert {(one.version_before, one.version_after) for one in found} == {(4, 5)}


@pytest.mark.parametrize(
    ("name", "version", "known"), [("a", "v1", True), ("a", "v2", False), ("b", "v1", False), ("c", "v1", False)]
)
def test_that_there_is_nobody_is_on_record(name: str, version: str, known: bool) -> None:
    """By name and version; what is on record of others, or says no version, is none."""
    of = once.for_nothing(MODELS, "a", "v1")
    assert (of.source_system, of.version_before, of.version_after) == (None, None, None)
    done: Any = {(of.table_name, of.source_system, of.input_table): {"fingerprint": of.fingerprint}}
    done[str(MODELS), None, "b"] = {"fingerprint": None}
    assert once.is_for_nothing(done, MODELS, name, version) is known
