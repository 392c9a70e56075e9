"""The job: served without Spark where delta-rs reads the warehouse, told in ops, and private in what it says."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

pytest.importorskip("psycopg", reason="the extra `publish` is not installed, as on Spark 3.5")
from pyarrow import parquet
from serving_rows import MONDAY, World

from edulake.config.load import load
from edulake.errors import BalanceError, ConfigError, LockedError, UnreadableError
from edulake.gold import PRODUCTS
from edulake.jobs import publish
from edulake.jobs.runner import main as runner
from edulake.jobs.runner.context import Context
from edulake.ops import pending_runs
from edulake.ops.tables import JOB_RUNS
from edulake.serving.publish import rows
from edulake.serving.publish.ledger import Entry as Logged
from edulake.serving.publish.postgres import Outcome, Publisher
from edulake.store import session
from edulake.store.session import NotStarted
from edulake.store.store import Store

pytestmark = pytest.mark.once

SUMMARY = PRODUCTS["student_performance_summary"].table
GROUPS = PRODUCTS["course_completion"].table


@pytest.fixture(autouse=True)
def _no_spark(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever other tests started: a job of its own process has no session."""

    def never(settings: object, *, interpreted: bool | None = None) -> None:
        raise AssertionError("Spark was started")

    monkeypatch.setattr(runner, "may_be", lambda settings, platform: True)
    monkeypatch.setattr(session, "for_platform", never)


def run(world: World, toml: str, *arguments: str) -> int:
    conf = Path(world.settings.warehouse).parent / "conf.toml"
    conf.write_text(f"[publish]\n{toml}\n")
    return publish.main(["--warehouse", world.settings.warehouse, "--conf", str(conf), *arguments])


def told(world: World) -> list[dict[str, Any]]:
    return pending_runs.waiting(Path(world.settings.warehouse))


def test_a_drop_is_written_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world = World(tmp_path)
    world.write(JOB_RUNS)
    world.write(SUMMARY, {"student_id": "Canary1"}, {"student_id": "Canary2"})
    toml = f'drop = "{tmp_path}/drop"\nquestions = false\ntables = ["{SUMMARY.name}"]'
    assert run(world, toml) == 0
    assert parquet.read_table(tmp_path / "drop" / "people" / f"{SUMMARY.name}.parquet").num_rows == 2
    [row] = told(world)
    assert (row["job"], row["status"], row["table_name"]) == ("publish", "SUCCESS", f"people.{SUMMARY.name}")
    assert (row["input_table"], row["input_version"], row["records_in"], row["accepted"]) == (str(SUMMARY), 0, 2, 2)
    assert run(world, toml) == 0
    assert len(told(world)) == 1, "nothing new is nothing to tell"
    said = capsys.readouterr()
    assert "nothing new in 1 tables" in said.err
    assert "Canary" not in said.err + said.out
    assert json.loads(said.out.splitlines()[-1])["status"] == "SUCCESS"


def test_rows_that_were_refused_make_it_partial(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write(JOB_RUNS)
    world.write(SUMMARY, {"student_id": "1"}, {"student_id": "2\x00"})
    assert run(world, f'drop = "{tmp_path}/drop"\nquestions = false\ntables = ["{SUMMARY.name}"]') == 0
    [row] = told(world)
    assert (row["status"], row["error_code"], row["quarantined"]) == ("PARTIAL", "REFUSED_ROWS", 1)


def test_what_fails_is_told_once_and_what_was_written_is_told_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(tmp_path)
    world.write(JOB_RUNS)
    world.write(SUMMARY, {"student_id": "1"})
    world.write(GROUPS, {"course_id": "C1"})
    looked = []

    def counted(view: Any, served: Any) -> int:
        looked.append(str(served))
        return 1 if served.name == GROUPS.name else 2

    monkeypatch.setattr(rows, "counted", counted)
    toml = f'drop = "{tmp_path}/drop"\nquestions = false\ntables = ["{SUMMARY.name}", "{GROUPS.name}"]'
    assert run(world, toml) == BalanceError.exit_code
    assert looked == [f"people.{SUMMARY.name}", f"gold.{GROUPS.name}"], "it is not tried again"
    assert "Spark" not in capsys.readouterr().err
    found = {(row["table_name"], row["status"], row["input_version"], row["error_code"]) for row in told(world)}
    assert found == {
        (f"people.{SUMMARY.name}", "PARTIAL", None, "UNBALANCED"),
        (f"gold.{GROUPS.name}", "PARTIAL", 0, "UNBALANCED"),
        (None, "FAILED", None, "UNBALANCED"),
    }


def test_what_was_written_before_an_error_is_told(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write(JOB_RUNS)
    world.write(SUMMARY, {"student_id": "1"})
    world.write(GROUPS, {"course_id": "C1"})
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "gold").write_text("a file is in the way")
    toml = f'drop = "{tmp_path}/drop"\nquestions = false\ntables = ["{SUMMARY.name}", "{GROUPS.name}"]'
    assert run(world, toml) == UnreadableError.exit_code
    assert [(row["table_name"], row["status"]) for row in told(world)] == [
        (f"people.{SUMMARY.name}", "PARTIAL"),
        (None, "FAILED"),
    ]


def test_what_was_published_before_a_rewrite_failed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(tmp_path)
    world.write(JOB_RUNS)
    published = Logged(f"people.{SUMMARY.name}", MONDAY, rows_read=1, rows_served=1, made_from={str(SUMMARY): ("a", 4)})

    def locked(*_: Any) -> None:
        raise LockedError("the database kept the publisher waiting", "b", "c")

    monkeypatch.setattr(Publisher, "publish", lambda *_: Outcome([published]))
    monkeypatch.setattr(Publisher, "rewrite", locked)
    toml = f'url = "postgresql://127.0.0.1:1/none"\nuser = "env:ETL_USER"\ntables = ["{SUMMARY.name}"]'
    assert run(world, toml, "--rewrite") == LockedError.exit_code
    assert [(row["table_name"], row["status"], row["input_version"]) for row in told(world)] == [
        (published.table_name, "PARTIAL", 4),
        (None, "FAILED", None),
    ]


def test_a_mistake_of_the_settings_is_no_run(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write(JOB_RUNS)
    assert run(world, f'drop = "{tmp_path}/drop"\ntables = ["nothing"]') == ConfigError.exit_code
    assert told(world) == []


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.write(JOB_RUNS)
    world.write(SUMMARY, {"student_id": "1"})
    assert run(world, f'drop = "{tmp_path}/drop"\ntables = ["{SUMMARY.name}"]', "--dry-run") == 0
    assert not (tmp_path / "drop").exists()
    assert told(world) == []


def test_nowhere_to_publish_to_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is read."""
    settings = load(warehouse=str(tmp_path))
    with pytest.raises(ConfigError, match="nowhere to publish to"):
        publish.run(Context(settings, Store(NotStarted(), settings)))


def test_a_database_that_is_not_there_is_told_without_its_words(tmp_path: Path) -> None:
    world = World(tmp_path)
    with (
        mock.patch.dict(os.environ, {"ETL_USER": "Canary", "ETL_PASSWORD": "Canary"}),
        pytest.raises(UnreadableError) as refused,
    ):
        world.publish(tables=[SUMMARY.name])
    assert refused.value.lines()[0] == "error: the database cannot be reached"
    assert "Canary" not in " ".join(refused.value.lines())
