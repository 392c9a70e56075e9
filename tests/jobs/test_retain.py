"""retain: when it does nothing, and what it does not know."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from steps import Held

from edulake.config.retention import Retention
from edulake.errors import ConfigError
from edulake.jobs import retain
from edulake.jobs.runner.context import Context

pytestmark = pytest.mark.once
NOW = dt.datetime.now(dt.UTC)
USUAL = Retention()
SAID: list[str] = []


def context(
    ended: list[tuple[Any, dt.datetime]] | None = None, *, days: int | None = None, of: Retention = USUAL
) -> Context:
    """Of a warehouse without a table, in which runs ended: the table that each read, and when."""
    store: Any = Held(None, {})
    store.settings = replace(store.settings, landing="/nowhere", retention=of)
    store.versions = lambda _: {}
    made = Context(
        store.settings, store, {}, dry_run=True, options=argparse.Namespace(at_most_every=days), tell=SAID.append
    )
    SAID.clear()
    done = {("silver.a", None, read): {"ended_at": at} for read, at in ended or []}
    made.journal.last_done = lambda job: done if job == "retain" else {}  # type: ignore[method-assign]
    return made


def test_an_empty_warehouse_holds_nothing_that_is_old() -> None:
    [run] = retain.run(context())
    assert (run.entries, SAID) == ([], ["retain  nothing is older than it is kept"])


def test_a_table_that_nobody_knows_is_no_setting() -> None:
    with pytest.raises(ConfigError, match=r"silver\.mesages") as error:
        retain.run(context(of=Retention(days={"silver.mesages": 5})))
    assert error.value.fix == "did you mean silver.messages?"


@pytest.mark.parametrize(("days", "ago", "runs"), [(7, 6, 0), (7, 7, 1), (None, 0, 1), (7, None, 1)])
def test_it_runs_at_most_every_so_many_days(days: int | None, ago: int | None, runs: int) -> None:
    """A run that only began is none."""
    began = [("silver.a", NOW)]
    ended = [] if ago is None else [(None, NOW - dt.timedelta(days=ago))]
    assert len(retain.run(context([*began, *ended], days=days))) == runs
