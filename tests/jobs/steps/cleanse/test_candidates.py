"""Rows of sources that share a table made candidates: once for each way of mapping, typed as each source writes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from steps import pending, source

from edulake.contract.feed import Notation
from edulake.jobs.steps.cleanse import candidates
from edulake.jobs.steps.cleanse.work import Work
from edulake.ops.runs import Run
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once


def standard(rows: Any, references: Any) -> Any:
    return [*rows, f"by the standard, with {references}"]


def own(rows: Any, references: Any) -> Any:
    return [*rows, f"its own, with {references}"]


def test_two_systems_of_one_standard_are_mapped_once() -> None:
    north, south, other = (source(n, candidates=c) for n, c in (("n", standard), ("s", standard), ("o", own)))
    part = [pending(north), pending(other), pending(south)]
    mapped = candidates.mapped(None, part, Work(part), ["row"])
    assert mapped == ["row", "by the standard, with {}", "its own, with {}"]


def test_values_are_read_as_each_source_writes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A date is plausible for 366 days after the start of the run, whatever day it is when a test is run."""
    asked: list[Any] = []
    monkeypatch.setattr(candidates, "clean", lambda *given: asked.append(given) or "typed")
    comma = Notation(decimal_comma=True)
    part = [pending(source("a", notation=comma, provides=frozenset({"raw_mark"}))), pending(source("b"))]
    run = Run("silver_cleanse", started_at=dt.datetime(2024, 2, 28, 23, 59, tzinfo=dt.UTC))
    subject = SUBJECTS["attendance"]
    assert candidates.typed(run, subject, part, "candidates") == "typed"
    [(of, rows, how)] = asked
    assert (of, rows) == (subject, "candidates")
    assert how.notations == {"a": comma, "b": Notation()}
    assert how.provides == {"a": {"raw_mark"}, "b": frozenset()}
    assert how.latest == dt.date(2025, 2, 28)
