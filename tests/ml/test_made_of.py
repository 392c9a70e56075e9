"""A hash of code is that of all modules of a package, of a module, and of the tools at the root of ml."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

from edulake.ml import made_of, split
from edulake.ml.problems import feature
from edulake.ml.segments import search

pytestmark = pytest.mark.once


def test_what_is_hashed_is_named_by_twelve_letters() -> None:
    assert len(made_of.hashed({"a": 1})) == made_of.LETTERS
    assert made_of.hashed({"a": 1, "b": 2}) == made_of.hashed({"b": 2, "a": 1}) != made_of.hashed({"a": 1})


@pytest.mark.parametrize(
    ("changed", "counts"),
    [(search, False), (feature, True), (split, True)],
    ids=["elsewhere", "in the package", "a tool"],
)
def test_other_code_is_another_hash(changed: ModuleType, counts: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made_of.code(["edulake.ml.problems"])
    source = inspect.getsource
    monkeypatch.setattr(inspect, "getsource", lambda of: source(of) + ("#" if of is changed else ""))
    assert (made_of.code(["edulake.ml.problems"]) != before) is counts


def test_a_module_counts_as_itself() -> None:
    assert made_of.code(["edulake.ml.segments.search"]) != made_of.code(["edulake.ml.segments.names"])
