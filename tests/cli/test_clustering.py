"""clustering: the measures of the tables that were asked for, for people and for programs."""

from __future__ import annotations

from typing import Any

import pytest
from small_warehouse import Edulake

from edulake.contract.table import Table
from edulake.governance import catalog
from edulake.store import clustering as measures
from edulake.store.clustering import Clustering

pytestmark = pytest.mark.once

VALUES = {
    "table": "silver.students",
    "clustered_by": "student_id, school_id",
    "rows": 5,
    "files": 4,
    "megabytes": 1234.56,
    "looked_up": "student_id",
    "files_read": 1,
}


@pytest.fixture
def measured(edulake: Edulake, monkeypatch: pytest.MonkeyPatch) -> list[list[Table]]:
    """The tables that were measured, each time; no session is started for it."""
    from edulake.cli import clustering

    asked: list[list[Table]] = []

    def measure(store: object, tables: list[Table]) -> list[Clustering]:
        assert store == "store"
        asked.append(tables)
        return [Clustering(**{name: VALUES[name] for name in Clustering._fields})]

    there: Any = lambda *_: "store"  # noqa: E731
    monkeypatch.setattr(clustering, "existing_store", there)
    monkeypatch.setattr(measures, "measure", measure)
    return asked


def test_one_table_or_all(edulake: Edulake, measured: list[list[Table]]) -> None:
    assert edulake("clustering", "students", "--json").json == [{name: VALUES[name] for name in Clustering._fields}]
    assert edulake("clustering", "--json").code == 0
    assert [[str(table) for table in tables] for tables in measured] == [
        ["silver.students"],
        [str(table) for table in catalog.TABLES],
    ]


def test_what_people_see(edulake: Edulake, measured: list[list[Table]]) -> None:
    said = edulake("clustering")
    assert said.code == 0
    assert "silver.students" in said.out
    assert "1,234.6" in said.out


def test_a_table_that_there_is_not(edulake: Edulake, measured: list[list[Table]]) -> None:
    assert edulake("clustering", "studnets").code == 2
    assert measured == []
