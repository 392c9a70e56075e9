"""follow: ticks do what the pipeline does, leave nothing where nothing is new, and go on where they can."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import pytest
from lake import WITHOUT_WARNING, Lake, record

from edulake.config.follow import Follow
from edulake.config.settings import Settings
from edulake.gold import PRODUCTS
from edulake.jobs import follow
from edulake.jobs.runner import pace, repeating
from edulake.jobs.runner.pace import Clock
from edulake.ops import pending_runs
from edulake.ops.tables import JOB_RUNS
from edulake.store.locks import TableLocks

pytestmark = pytest.mark.once

PRODUCT = "student_performance_summary"


class Days:
    """A clock whose sleeps take no time, and before each tick of which something happens."""

    def __init__(self, every: int, *before: Any) -> None:
        self.at, self.slept, self.every, self.before = 0.0, 0.0, every, list(before)

    def sleep(self, seconds: float) -> None:
        self.at += seconds
        self.slept += seconds
        if self.slept >= self.every and self.before:
            self.slept = 0.0
            (self.before.pop(0) or (lambda: None))()


def followed(lake: Lake, *before: Any, conf: str = "", every: int = 60) -> int:
    """Exit code of as many ticks as there are things that happen before them, and one."""
    days = Days(every, *before)
    path = lake.landing.parent / "follow.toml"
    path.write_text(WITHOUT_WARNING.read_text() + conf)
    where = ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing, "--conf", str(path)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeating, "Clock", lambda: Clock(lambda: days.at, days.sleep))
        return follow.main([*where, "--product", PRODUCT, "--every", str(every), "--ticks", str(len(before) + 1)])


def test_a_day_of_ticks(lake: Lake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What came between two ticks is in the answers after the next; the others leave no version, and a row an hour.

    A table that another run holds is tried again: said once, no failure. Between ticks none is held.
    """
    monkeypatch.setattr(pace, "HOUR", 4)
    locks = Path(lake.settings.warehouse, "_locks")
    held = TableLocks(locks, 1, None).holding(str(PRODUCTS[PRODUCT].table))
    seen: list[dict[str, int]] = []

    def look() -> None:
        seen.append({**lake.versions(), "job_runs": lake.store.version(JOB_RUNS)})
        names = sorted(path.stem for path in locks.glob("*.lock"))
        with TableLocks(locks, 0.1, None).holding(*names):
            assert len(names) > 3

    def deliver() -> None:
        look()
        lake.deliver_json("lms_system_a/b.jsonl", record(assessment_id="A-2", student_id="STU2"))

    lake.deliver_json("lms_system_a/a.jsonl", record())
    held.__enter__()
    let_go = lambda: held.__exit__(None, None, None)  # noqa: E731
    assert followed(lake, None, let_go, look, deliver, look, every=1) == 0
    first, second, third = seen
    assert first == second
    assert third[str(PRODUCTS[PRODUCT].table)] > second[str(PRODUCTS[PRODUCT].table)]
    assert len(lake.facts()) == len(lake.rows(PRODUCTS[PRODUCT].table)) == 2
    captured = capsys.readouterr()
    assert captured.err.count("is held by another run") == 1
    *news, last = [json.loads(line) for line in captured.out.splitlines()]
    assert [line["rows"]["delivered"] for line in news] == [0, 1]
    counted = {"waited": 2, "news": 2, "idle": 2}
    assert (last["job"], last["status"], last["ticks"]) == ("follow", "SUCCESS", counted)
    rows = [*lake.rows(JOB_RUNS), *pending_runs.waiting(lake.settings.folder)]
    hours = [row for row in rows if row["job"] == "follow"]
    assert sorted(row["note"] for row in hours) == ["1 ticks: 1 idle", "5 ticks: 1 idle, 2 news, 2 waited"]
    assert {(row["table_name"], row["status"]) for row in hours} == {(None, "SUCCESS")}
    assert {row["status"] for row in rows} == {"SUCCESS"}


@pytest.mark.more
def test_ticks_of_a_new_warehouse_leave_no_row(lake: Lake) -> None:
    assert followed(lake, None, None) == 0
    assert not list(Path(lake.settings.warehouse).glob("ops/**/*"))


@pytest.mark.more
def test_what_nobody_reads_each_minute_has_a_pace_of_its_own(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Products that are named come with each tick, all with the first one and after `gold_every`."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(follow.bronze_ingest, "run", lambda context: [])
    monkeypatch.setattr(follow.silver_cleanse, "run", lambda context: [])
    monkeypatch.setattr(follow.gold_aggregate, "run", lambda context, only: asked.append(only) or [])
    named = "subject_performance_analytics"
    assert followed(lake, *[None] * 4, conf=f"[follow]\nproducts = ['{named}']\ngold_every = 180\n") == 0
    assert asked == [(), (named,), (named,), (), (named,)]


@pytest.mark.parametrize(
    ("words", "conf", "says"),
    [
        (["--every", "0"], "", "--every cannot be 0"),
        (["--ticks", "-1"], "", "--ticks cannot be -1"),
        ([], "[follow]\nproducts = ['gossip']", "no product is called gossip"),
        ([], "[follow]\nevery = 0", "follow.every cannot be 0"),
        ([], "[follow]\ngold_every = -1", "follow.gold_every cannot be -1"),
    ],
)
def test_a_pace_that_there_cannot_be(
    lake: Lake, capsys: pytest.CaptureFixture[str], words: list[str], conf: str, says: str
) -> None:
    path = lake.landing.parent / "follow.toml"
    path.write_text(conf)
    where = ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing, "--conf", str(path)]
    assert follow.main([*where, *words]) == 2
    captured = capsys.readouterr()
    assert says in captured.err
    assert json.loads(captured.out)["error"] == "CONFIG"


def test_scores_are_for_those_who_want_them() -> None:
    """Not of some subjects or products alone, as in the pipeline; models are learned elsewhere."""
    options = Namespace(every=None, ticks=None, subject=[], product=[])
    for settings, parts in (
        (Settings(), {"gold": None, "scores": 3600}),
        (Settings(early_warning_in_pipeline=False), {"gold": None, "scores": 0}),
        (Settings(follow=Follow(products=[PRODUCT], gold_every=0, score_every=0)), {"gold": 0, "scores": 0}),
        (Settings(follow=Follow(products=[PRODUCT])), {"gold": 900, "scores": 3600}),
    ):
        assert follow.pace(options, settings).parts == parts
    assert follow.pace(Namespace(**{**vars(options), "subject": ["students"]}), Settings()).parts["scores"] == 0


def test_what_is_accepted_is_so_in_the_first_tick_and_help_says_so() -> None:
    parser = ArgumentParser()
    follow.arguments(parser)
    assert set(follow.JOB.once) <= set(vars(parser.parse_args([])))
    assert " ".join(parser.format_help().split()).count("in the first tick") == len(follow.JOB.once) == 2


def test_a_dry_run_is_one_tick_that_writes_nothing(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    lake.deliver_json("lms_system_a/a.jsonl", record())
    where = ["--warehouse", lake.settings.warehouse, "--landing", lake.settings.landing]
    assert follow.main([*where, "--conf", str(WITHOUT_WARNING), "--dry-run"]) == 0
    assert "files 1 new (dry run)" in capsys.readouterr().err
    assert not list(Path(lake.settings.warehouse).glob("*/*/_delta_log"))
