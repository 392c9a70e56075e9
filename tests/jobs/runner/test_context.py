"""What a job's body works with: what was selected, what it fails of in the end, and who is told of what it found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from steps import Held

from edulake.config.alerts import Alerts, Webhook
from edulake.config.settings import Settings
from edulake.errors import BalanceError, ConfigError
from edulake.jobs.runner.context import Context
from edulake.ops.alerts.alert import Alert
from edulake.ops.runs import Entry, Run

pytestmark = pytest.mark.once
RUN = Run("silver_cleanse")
WROTE = Run("ml_train", entries=[Entry("gold.ml_models", version_before=1, version_after=2)])
LOUD = Settings(alerts=Alerts(webhook=Webhook("env:HOOK")))
KNOWN = ["sis", "lms", "sis"]


def context(settings: Settings | None = None, **selected: list[str]) -> Context:
    return Context(settings or Settings(), Held(None, {}), selected)


def test_what_is_selected_is_chosen_once_in_its_order() -> None:
    assert context(source=["lms", "sis", "lms"]).choose("source", KNOWN) == ["lms", "sis"]


@pytest.mark.parametrize("selected", [{}, {"source": []}, {"subject": ["students"]}])
def test_without_a_selection_everything_is_chosen(selected: dict[str, list[str]]) -> None:
    assert context(**selected).choose("source", KNOWN) == ["sis", "lms"]


def test_a_name_that_nobody_bears_is_refused() -> None:
    with pytest.raises(ConfigError, match="no source is called nobody") as stopped:
        context(source=["sis", "nobody"]).choose("source", KNOWN)
    assert stopped.value.fix == "choose from sis, lms"
    with pytest.raises(ConfigError):
        context(source=["sis"]).choose("source", [])


def test_who_fails_in_the_end_says_nothing_yet(capsys: pytest.CaptureFixture[str]) -> None:
    of, error = context(), BalanceError("one is missing", "because", "look")
    of.fail_at_end(error)
    assert capsys.readouterr() == ("", "")
    assert of.failures == [error]


def test_runs_of_a_context_share_nothing_with_another() -> None:
    one, other = context(), context()
    one.alert(Alert("drift", "x"))
    one.fail_at_end(BalanceError("x"))
    assert (other.alerts, other.failures, other.selected, other.dry_run) == ([], [], {}, False)
    assert one.journal is not other.journal
    assert context(Settings(landing="some/where")).landing == Path("some/where")


def test_a_page_is_turned_when_it_is_written_down() -> None:
    """By a journal of the same kind, so that what watches it goes on watching."""
    closed: list[int] = []
    pages = iter(range(3))

    def journal_of(_: object) -> Any:
        page = next(pages)
        return SimpleNamespace(page=page, close=lambda: closed.append(page))

    of = replace(context(), journal_of=journal_of)
    of.turn_page()
    assert (of.journal.page, closed) == (1, [0])


def test_an_alert_is_only_sought_where_somebody_is_told() -> None:
    asked: list[Any] = []

    def find(store: Any, runs: Any) -> list[Alert]:
        asked.append((store, runs))
        return [Alert("drift", "the plan changed")]

    silent = context()
    silent.alert_of("the plan changed", find, RUN)
    assert (asked, silent.alerts) == ([], [])
    of = context(LOUD)
    of.alert_of("the plan changed", find, RUN)
    assert asked == [], "a run that wrote nothing changed nothing"
    of.alert_of("the plan changed", find, WROTE)
    assert asked == [(of.store, [WROTE])]
    assert [alert.what for alert in of.alerts] == ["the plan changed"]


def test_an_alert_that_cannot_be_found_ends_no_job(capsys: pytest.CaptureFixture[str]) -> None:
    """Its text may hold a value; the kind of the error alone is said."""

    def fail(*_: Any) -> list[Alert]:
        raise BalanceError("STU-secret")

    of = context(LOUD)
    of.alert_of("the plan changed", fail, WROTE)
    assert of.alerts == []
    assert capsys.readouterr().err == "alert   whether the plan changed is not known: UNBALANCED\n"
