"""What a run of bronze_ingest is about, and what it does where another run is faster: no table is written here."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from landed import PLAIN, TABLE, ReadingStore, landed

from edulake.config.settings import Settings, SourceSettings
from edulake.errors import BalanceError, ConfigError, ContractError, EdulakeError, LockedError, UnreadableError
from edulake.jobs import bronze_ingest
from edulake.jobs.runner.context import Context
from edulake.jobs.steps.ingest.ledger import Ledger
from edulake.jobs.steps.ingest.unmatched import Folders
from edulake.ops.runs import Entry, Run

pytestmark = pytest.mark.once

NAMES = ["school", "sis"]


class Empty(ReadingStore):
    """A warehouse in which there is no table yet."""

    def exists(self, _: object) -> bool:
        return False

    def version_held(self, _: object) -> None:
        return None


@pytest.fixture
def context(tmp_path: Path) -> Context:
    store: Any = Empty(tmp_path)
    store.locks = type("Locks", (), {"holding": lambda *_: nullcontext()})()
    settings = Settings(landing=str(tmp_path / "landing"), source_groups={"north": ["sis"]})
    found = Context(settings, store)
    found.lines = []  # type: ignore[attr-defined]
    found.say = found.lines.append  # type: ignore[method-assign, attr-defined]
    return found


def options(**values: Any) -> argparse.Namespace:
    return argparse.Namespace(**values)


def test_sources_are_named_or_of_a_group_or_all(context: Context) -> None:
    assert bronze_ingest._chosen(context, NAMES) == NAMES
    context.options = options(group="north")
    assert bronze_ingest._chosen(context, NAMES) == ["sis"]
    context.options = options(group="others")
    assert bronze_ingest._chosen(context, NAMES) == ["school"]
    context.selected = {"source": ["sis"]}
    with pytest.raises(ConfigError) as error:
        bronze_ingest._chosen(context, NAMES)
    assert error.value.why == "--source and --group exclude each other"
    context.options = options(group=None)
    assert bronze_ingest._chosen(context, NAMES) == ["sis"]


def test_feeds_that_deliver_are_sorted_by_table(context: Context) -> None:
    landed(Path(context.settings.landing).parent, **{"a.csv": "x"})
    chosen = {"school": [PLAIN], "sis": [PLAIN]}
    assert bronze_ingest._delivering(context, chosen) == {TABLE: [("school", PLAIN)]}
    assert context.lines == ["bronze  sis: no delivery"]  # type: ignore[attr-defined]
    context.selected = {"source": NAMES}
    with pytest.raises(UnreadableError, match="source sis delivers nothing here"):
        bronze_ingest._delivering(context, chosen)


def test_files_need_a_landing_folder(context: Context) -> None:
    with pytest.raises(UnreadableError, match="the landing folder does not exist"):
        bronze_ingest._delivering(context, {"school": [PLAIN]})
    assert bronze_ingest._delivering(context, {}) == {}


def test_a_landing_folder_without_anything_is_told_with_what_to_do(context: Context) -> None:
    """By a run of all sources: a group that brings nothing today is nothing to speak of."""
    context.landing.mkdir()
    context.dry_run = True
    context.options = options(group="north")
    context.settings = replace(context.settings, source_groups={"north": ["oulad"]})
    bronze_ingest.run(context)
    assert "nothing is delivered" not in "".join(context.lines)  # type: ignore[attr-defined]
    context.options = options()
    bronze_ingest.run(context)
    assert context.lines[-1].startswith(  # type: ignore[attr-defined]
        f"bronze  nothing is delivered: put files into {context.landing}/SOURCE/"
    )


def test_strays_are_said_by_runs_of_all_sources_and_of_the_others(context: Context) -> None:
    landed(context.landing.parent, **{"a.csv": "x"})
    (context.landing / "elsewhere").mkdir()
    bronze_ingest._say_strays(context, NAMES)
    context.options = options(group="others")
    bronze_ingest._say_strays(context, NAMES)
    context.options = options(group="north")
    bronze_ingest._say_strays(context, NAMES)
    context.options, context.selected = options(), {"source": ["sis"]}
    bronze_ingest._say_strays(context, NAMES)
    assert [line[:23] for line in context.lines] == ["bronze  1 not matched: "] * 2  # type: ignore[attr-defined]


def ingested(context: Context, run: Run) -> list[Entry]:
    landed(context.landing.parent, **{"a.csv": "student,score\nS1,80\n"})
    ledger, folders = Ledger(context.store, context.say), Folders(context.settings, {"school": [PLAIN]})
    return bronze_ingest._ingest(context, run, TABLE, [("school", PLAIN)], ledger, folders)


@pytest.mark.parametrize("lost", [0, 2, 3])
def test_where_another_run_is_faster_it_begins_again(
    context: Context, lost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes: list[list[BalanceError] | None] = [*[None] * lost, []]
    monkeypatch.setattr(bronze_ingest, "load", lambda *_: outcomes.pop(0))
    if lost == bronze_ingest.ATTEMPTS:
        with pytest.raises(LockedError, match=r"another run keeps loading bronze\."):
            ingested(context, Run("bronze_ingest"))
        return
    [entry] = ingested(context, Run("bronze_ingest"))
    assert (entry.source_system, entry.files_new, outcomes) == ("school", 1, [])


def test_a_source_that_does_not_balance_fails_the_run_at_its_end(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = BalanceError("school does not balance", "", "")
    monkeypatch.setattr(bronze_ingest, "load", lambda *_: [error])
    assert len(ingested(context, Run("bronze_ingest"))) == 1
    assert context.failures == [error]


@pytest.mark.parametrize("error", [UnreadableError("down", "why"), ConfigError("no secret"), BalanceError("off")])
def test_a_server_that_cannot_be_had_fails_the_run_at_its_end(context: Context, error: EdulakeError) -> None:
    """Its entry says why; the other sources of the table, and other tables, go on."""

    def read() -> None:
        raise error

    entry = Entry("bronze.a", source_system="sis")
    assert bronze_ingest._had(context, entry, read) is None
    assert context.failures == [error]
    assert entry.note == f"{error.what}: {error.why}"
    assert context.lines == ["\n".join(error.lines())]  # type: ignore[attr-defined]
    assert bronze_ingest._had(context, entry, lambda: "rows") == "rows"


@pytest.mark.parametrize("error", [LockedError("held"), ContractError("other columns"), ValueError("x")])
def test_what_is_wrong_with_the_warehouse_ends_the_run(context: Context, error: Exception) -> None:
    def read() -> None:
        raise error

    with pytest.raises(type(error)):
        bronze_ingest._had(context, Entry("bronze.a"), read)
    assert context.failures == []


def test_a_dry_run_loads_nothing(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bronze_ingest, "load", lambda *_: pytest.fail("it was loaded"))
    context.dry_run = True
    [entry] = ingested(context, Run("bronze_ingest"))
    assert entry.files_new == 1
    assert context.lines == [f"bronze  school into {TABLE.name}: files 1 new (dry run)"]  # type: ignore[attr-defined]


def test_a_shrink_is_accepted_of_known_sources_alone(context: Context) -> None:
    block = SourceSettings("csv", files="*", columns={n: n for n in ("student_id", "assessment_date", "score")})
    context.settings = replace(context.settings, sources={"school": block})
    context.options = options(accept_shrink=["schol"])
    with pytest.raises(ConfigError, match="no source is called schol"):
        bronze_ingest.run(context)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, "files none"),
        ({"files_new": 0, "files_refused": 0}, "files none"),
        ({"files_hidden": 1, "files_new": 2, "files_empty": 3}, "files 2 new, 3 empty, 1 hidden"),
        ({"files_redelivered": 4, "files_refused": 5}, "files 4 redelivered, 5 refused"),
    ],
)
def test_what_became_of_files_in_words(counts: dict[str, int], expected: str) -> None:
    assert bronze_ingest.spelled(Entry("bronze.x_raw", **counts)) == expected
