"""rebuild: which tables are computed anew, in which order, and what is brought up to date after them."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from steps import Held

from edulake.config.settings import Settings
from edulake.contract.table import Table
from edulake.errors import ConfigError
from edulake.gold import PRODUCTS
from edulake.jobs import rebuild
from edulake.jobs.runner.context import Context
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once
ATTENDANCE, INSIGHTS = SUBJECTS["attendance"].table, PRODUCTS["attendance_insights"].table
READING = [name for name, product in PRODUCTS.items() if ATTENDANCE in {read.table for read in product.inputs}]


class Old(Held):
    """A store some of whose tables are of an older contract."""

    def __init__(self, *outdated: Table) -> None:
        super().__init__(None, {ATTENDANCE: "rows", INSIGHTS: "rows"})
        self.old = outdated
        self.renewed: list[str] = []
        self.rebuilding = False

    def outdated(self, table: Table) -> bool:
        return table in self.old

    def versions_of(self, tables: list[Table]) -> dict[Table, int]:
        return {table: 3 for table in tables if table in self.tables}

    @contextmanager
    def renewing(self, table: Table) -> Iterator[None]:
        assert self.rebuilding, "an older table may be read by a rebuild only"
        self.renewed.append(f"{table.name} emptied")
        yield
        self.renewed.append(f"{table.name} of today")


class Done(SimpleNamespace):
    """What was run, said and renewed."""


def rebuilt(
    monkeypatch: pytest.MonkeyPatch, *old: Table, outdated: bool = False, dry: bool = False, **selected: list[str]
) -> Done:
    store, ran, said = Old(*old), [], []
    monkeypatch.setattr(store, "versions", store.versions_of)
    context = Context(Settings(), store, selected, dry, argparse.Namespace(outdated=outdated), tell=said.append)

    def noting(name: str) -> Any:
        def run(of: Context, **how: Any) -> list[str]:
            ran.append((name, {k: v for k, v in of.selected.items() if v}, how))
            store.renewed.append(name)
            return [f"run of {name}"]

        return run

    monkeypatch.setattr(rebuild.silver_cleanse, "run", noting("silver"))
    monkeypatch.setattr(rebuild.gold_aggregate, "run", noting("gold"))
    monkeypatch.setattr(rebuild, "spelled_since", lambda _, table, version: f"since {version}")
    return Done(runs=rebuild.run(context), ran=ran, said=said, renewed=store.renewed)


ANEW = {"anew": rebuild.ASKED_FOR}


def test_a_subject_is_computed_anew_and_its_products_are_brought_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    done = rebuilt(monkeypatch, subject=["attendance"], source=["sis"])
    assert READING
    assert done.ran == [
        ("silver", {"subject": ["attendance"], "source": ["sis"]}, ANEW),
        ("gold", {"product": READING}, {}),
    ]
    assert done.runs == ["run of silver", "run of gold"]
    assert done.said == [f"rebuilt {ATTENDANCE}: since 3"]


def test_a_product_that_was_asked_for_is_computed_anew_and_not_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    done = rebuilt(monkeypatch, subject=["attendance"], product=["attendance_insights"])
    others = [name for name in READING if name != "attendance_insights"]
    assert done.ran == [
        ("silver", {"subject": ["attendance"]}, ANEW),
        ("gold", {"product": ["attendance_insights"]}, ANEW),
        *([("gold", {"product": others}, {})] if others else []),
    ]
    alone = rebuilt(monkeypatch, product=["attendance_insights"])
    assert alone.ran == [("gold", {"product": ["attendance_insights"]}, ANEW)]


def test_tables_may_be_named_by_what_they_are_called(monkeypatch: pytest.MonkeyPatch) -> None:
    done = rebuilt(
        monkeypatch, subject=["silver.attendance"], product=["gold.attendance_insights", "attendance_insights"]
    )
    assert [selected for _, selected, _ in done.ran][:2] == [
        {"subject": ["attendance"]},
        {"product": ["attendance_insights"]},
    ]


@pytest.mark.parametrize("selected", [{"subject": ["astrology"]}, {"product": ["silver.attendance"]}, {}])
def test_what_does_not_exist_and_nothing_at_all_are_refused(
    selected: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError):
        rebuilt(monkeypatch, INSIGHTS, **selected)


def test_a_table_is_said_to_be_of_today_once_it_is_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a kill it still has to be rebuilt; outdated ones are added to those that were named, each once."""
    done = rebuilt(monkeypatch, ATTENDANCE, INSIGHTS, outdated=True, subject=["attendance"])
    assert done.ran[:2] == [
        ("silver", {"subject": ["attendance"]}, ANEW),
        ("gold", {"product": ["attendance_insights"]}, ANEW),
    ]
    assert done.renewed[:4] == ["attendance emptied", "attendance_insights emptied", "silver", "gold"]
    assert done.renewed[-2:] == ["attendance_insights of today", "attendance of today"]


def test_where_no_table_is_outdated_nothing_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    done = rebuilt(monkeypatch, outdated=True)
    assert (done.runs, done.ran, done.said) == ([], [], ["rebuild nothing: no table is outdated"])


def test_a_dry_run_empties_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    done = rebuilt(monkeypatch, ATTENDANCE, outdated=True, dry=True)
    assert [line for line in done.renewed if "emptied" in line or "today" in line] == []


def test_of_a_table_that_was_never_made_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert rebuilt(monkeypatch, subject=["students"]).said == []
