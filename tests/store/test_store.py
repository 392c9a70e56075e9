"""How tables are written: at most once, as their contract says, in one commit, and never by a full overwrite."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lake import Lake
from pyspark.errors import PySparkException
from spoken import THINGS, Session, on_disk, write_log
from texts import frame

from edulake.contract.table import Table
from edulake.errors import LockedError
from edulake.store.merge import Clause, where_different
from edulake.store.store import Store

pytestmark = pytest.mark.once


def rows(lake: Lake, *values: tuple[str, str | None]) -> Any:
    """Rows of text, their columns in another order, with one that is of no concern."""
    return frame(lake.spark, [(None, n, id_, "x") for id_, n in values], "day n id other")


def held(lake: Lake) -> dict[str, int | None]:
    return {row["id"]: row["n"] for row in lake.store.read(THINGS).collect()}


def test_a_table_is_written_by_its_contract(lake: Lake) -> None:
    store = lake.store
    store.append(THINGS, rows(lake, ("a", "1"), ("b", None)), ("bronze/sis", 7), "a note")
    store.append(THINGS, rows(lake, ("a", "1")), ("bronze/sis", 7))
    store.append(THINGS, rows(lake, ("c", "3")), ("bronze/sis", 8))
    assert held(lake) == {"a": 1, "b": None, "c": 3}, "what a killed run had written is not written again"
    assert [(c.operation, c.note) for c in store.history(THINGS, 9)] == [
        ("WRITE", ""),
        ("WRITE", "a note"),
        ("CREATE TABLE", ""),
    ]
    store.check(THINGS)

    clauses = [Clause("s.n < 0"), where_different(THINGS, "day")]
    news = rows(lake, ("a", "5"), ("b", "-1"), ("d", "4"), ("e", "-1"))
    store.merge(
        THINGS, news.selectExpr("id", "CAST(n AS INT) n", "CAST(day AS DATE) day"), clauses, insert_if="s.n > 0"
    )
    assert held(lake) == {"a": 5, "c": 3, "d": 4}

    store.delete(THINGS, "id = 'c'")
    assert held(lake) == {"a": 5, "d": 4}
    version = store.version(THINGS)
    assert {row["id"] for row in store.read(THINGS, version - 2).collect()} == {"a", "b", "c"}


def test_an_older_contract_is_over_once_the_table_is_filled(lake: Lake) -> None:
    """Not before: after a kill it still has to be rebuilt."""
    lake.store.append(replace(THINGS, contract_version=1), rows(lake, ("a", "1")))
    store = lake.store
    store.rebuilding = True

    def killed() -> None:
        with store.renewing(THINGS):
            assert held_while_rebuilding() == []
            raise KeyboardInterrupt

    def held_while_rebuilding() -> list[Any]:
        return store.read(THINGS).collect()

    with pytest.raises(KeyboardInterrupt):
        killed()
    assert store.outdated(THINGS)
    with store.renewing(THINGS):
        store.append(THINGS, rows(lake, ("b", "2")))
    assert not lake.store.outdated(THINGS)
    with lake.store.renewing(THINGS):
        pass
    assert held(lake) == {"b": 2}, "a table of today's contract is not emptied"


# --- what is said to Spark, without it -----------------------------------------------------------------


class Source:
    """Rows to be merged, of which only a view is made; or to be appended."""

    def __init__(self) -> None:
        self.views: list[str] = []

    def createOrReplaceTempView(self, name: str) -> None:  # noqa: N802 - as Spark spells it
        self.views.append(name)


@pytest.fixture
def told(tmp_path: Path) -> Store:
    """A store whose table was written once, and whose session keeps what it is told."""
    folder = tmp_path / "warehouse" / "silver" / "things"
    write_log(folder, THINGS, [{"commitInfo": {"operation": "WRITE"}}])
    session = Session()
    session.catalog.dropTempView = lambda name: session.said.append(f"DROP {name}")
    return Store(session, on_disk(tmp_path))  # type: ignore[arg-type]


def test_a_merge_drops_its_view_whatever_happens(told: Store) -> None:
    source, spark = Source(), told.spark
    told.merge(THINGS, source, on=("id", "day"), insert_if=None, whole=True)  # type: ignore[arg-type]
    [view] = source.views
    merge, drop = spark.said  # type: ignore[attr-defined]
    assert merge.splitlines()[0].endswith(f"USING {view} s ON t.`id` = s.`id` AND t.`day` = s.`day`")
    assert merge.splitlines()[1:] == ["WHEN NOT MATCHED BY SOURCE THEN DELETE"]
    assert drop == f"DROP {view}"
    spark.answers = {"MERGE": PySparkException("no")}  # type: ignore[attr-defined]
    with pytest.raises(PySparkException):
        told.merge(THINGS, source)  # type: ignore[arg-type]
    assert spark.said[-1] == f"DROP {source.views[1]}"  # type: ignore[attr-defined]


def test_only_into_a_table_nobody_wrote_a_merge_is_an_append(
    tmp_path: Path, told: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that inserts everything: of a condition on what is inserted only MERGE knows."""
    appended: list[Table] = []
    monkeypatch.setattr(Store, "append", lambda self, table, rows, **_: appended.append(table))
    told.merge(THINGS, Source())  # type: ignore[arg-type]
    assert appended == []
    new = replace(THINGS, name="new")
    write_log(tmp_path / "warehouse" / "silver" / "new", new)
    assert (told.untouched(new), told.untouched(THINGS)) == (True, False)
    told.merge(new, Source(), insert_if="s.n > 0")  # type: ignore[arg-type]
    assert appended == []
    told.merge(new, Source(), [Clause("s.n < 0")])  # type: ignore[arg-type]
    assert appended == [new]


def test_in_a_catalog_no_table_is_called_untouched(tmp_path: Path) -> None:
    """To know it would take an action."""
    catalog = Store(Session(), on_disk(tmp_path, catalog="education"))  # type: ignore[arg-type]
    assert not catalog.untouched(THINGS)
    assert catalog.spark.said == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("act", ["delete", "merge", "optimize"])
def test_who_writes_waits_for_who_holds_the_table(act: str, told: Store, tmp_path: Path) -> None:
    other = Store(Session(), on_disk(tmp_path, lock_timeout_seconds=0))  # type: ignore[arg-type]
    acts = {
        "delete": lambda: other.delete(THINGS, "true"),
        "merge": lambda: other.merge(THINGS, Source()),  # type: ignore[arg-type]
        "optimize": lambda: other.optimize(THINGS, 1),
    }
    with told.locks.holding("silver.things"), pytest.raises(LockedError):
        acts[act]()
    assert other.spark.said == []  # type: ignore[attr-defined]


SIZE = "spark.databricks.delta.optimize.maxFileSize"


@pytest.mark.parametrize("before", [{}, {SIZE: "7"}])
def test_the_size_of_files_is_as_it_was_afterwards(before: dict[str, str], tmp_path: Path) -> None:
    """Whatever happens: the session is shared with others."""
    session = Session(conf=before)
    seen: list[Any] = []
    session.sql = lambda statement: seen.append((statement, session.values[SIZE]))  # type: ignore[method-assign, assignment]
    store = Store(session, on_disk(tmp_path))  # type: ignore[arg-type]
    store.optimize(THINGS, 1024)
    assert seen == [(f"OPTIMIZE {store.name(THINGS)}", "1024")]
    assert session.values == before
    session.answers = {"OPTIMIZE": PySparkException("no")}
    session.sql = Session.sql.__get__(session)  # type: ignore[method-assign]
    with pytest.raises(PySparkException):
        store.optimize(THINGS, 1024)
    assert session.values == before


def test_optimize_does_without_a_setting_that_serverless_refuses(tmp_path: Path) -> None:
    session = Session()

    def refuse(key: str, value: str) -> None:
        raise PySparkException(f"[CONFIG_NOT_AVAILABLE] Configuration {key} is not available.")

    session.conf = SimpleNamespace(get=lambda key, default=None: default, set=refuse)
    store = Store(session, on_disk(tmp_path))  # type: ignore[arg-type]
    store.optimize(THINGS, 1024)
    assert session.said == [f"OPTIMIZE {store.name(THINGS)}"]


def test_who_only_looks_puts_nothing_into_the_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies lie beside it for the moment, and are taken away."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "aside"))
    looking = Store(Session(), on_disk(tmp_path), reading=True)  # type: ignore[arg-type]
    folder = looking.staging_folder()
    (folder / "copy").write_text("a student")
    assert folder.is_relative_to(tmp_path / "aside")
    assert not Path(looking.settings.warehouse).exists()
    looking.clear_staging()
    assert list((tmp_path / "aside").iterdir()) == []
    writing = Store(Session(), on_disk(tmp_path))  # type: ignore[arg-type]
    assert writing.staging_folder().is_relative_to(writing.settings.warehouse)
