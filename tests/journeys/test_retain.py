"""retain: what is older than it is kept goes from every layer, stays gone, and takes nothing else with it."""

from __future__ import annotations

import datetime as dt
import signal
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from aged import aged
from every_byte import holding
from lake import Lake, record
from pyspark.sql import SparkSession

from edulake.bronze import TABLES as BRONZE
from edulake.config.retention import Retention
from edulake.gold import PRODUCTS
from edulake.jobs import rebuild, retain, validate
from edulake.jobs.steps.retain import removing
from edulake.ops.tables import DELIVERIES
from edulake.store.purge import purge

pytestmark = pytest.mark.once

RAW = next(table for table in BRONZE if table.name == "student_assessments_raw")
GOLD = PRODUCTS["student_performance_aggregates"].table
CHOSEN = {"subject": ["assessments"], "product": ["student_performance_aggregates"]}
CONF = f'[retention]\npurge = false\n[retention.days]\n"{RAW}" = 5\n'
TODAY = dt.datetime.now(dt.UTC).date()


def ago(days: int) -> str:
    return (TODAY - dt.timedelta(days=days)).isoformat()


def result(name: str, days: int, **more: str) -> dict[str, str]:
    """A result of so many days ago, whose student is called as it is."""
    said = {"assessment_date": ago(days), "updated_at": f"{ago(days)}T10:00:00Z", **more}
    return record(assessment_id=name, student_id=f"of {name}", **said)


def refused(text: str) -> dict[str, str]:
    return record(student_id=None, subject=text)


@pytest.fixture
def lake(spark: SparkSession, tmp_path: Path) -> Lake:
    """A bronze that keeps five days, and silver that keeps ten years: of each a delivery that is older, and one of today."""
    lake = Lake(spark, tmp_path).configured(CONF)
    first = [result("kept", 30), result("ancient", 4000), refused("first words")]
    lake.deliver_json(f"lms_system_a/{ago(20)}/a.jsonl", *first)
    lake.deliver_json(f"lms_system_a/{ago(2)}/b.jsonl", result("young", 3), refused("last words"))
    lake.run(**CHOSEN)
    return lake


def retained(lake: Lake, *, dry_run: bool = False) -> None:
    context = lake.context()
    context.dry_run = dry_run
    retain.run(context, day=TODAY)
    context.journal.close()
    context.store.clear_staging()


def held(lake: Lake) -> tuple[list[str], list[str], list[str], list[str]]:
    """Who stands in bronze, quarantine, silver and gold."""
    bronze = [row["raw_assessment_id"] for row in lake.rows(RAW, "raw_assessment_id", "raw_student_id")]
    words = [row["raw_payload"].partition(" words")[0].rpartition('"')[2] for row in lake.refused("raw_payload")]
    silver = [row["assessment_id"] for row in lake.facts("assessment_id")]
    return (
        sorted(bronze),
        sorted(words),
        sorted(silver),
        sorted(row["student_id"] for row in lake.rows(GOLD, "student_id")),
    )


ALL = (["A-1", "A-1", "ancient", "kept", "young"], ["first", "last"], ["ancient", "kept", "young"])
LEFT = (["A-1", "young"], ["last"], ["kept", "young"], ["of kept", "of young"])


def test_each_layer_by_its_own_days_and_nothing_comes_back(lake: Lake) -> None:
    """A dry run only says so. Later runs find nothing new, and take no record of what went."""
    before = lake.versions()
    retained(lake, dry_run=True)
    assert (lake.versions(), held(lake)[:3]) == (before, ALL)
    assert f"retain  {RAW}: 3 rows would go (of lms_system_a, delivered before {ago(5)})" in lake.said

    retained(lake)
    assert held(lake) == LEFT
    assert sorted(row["status"] for row in lake.rows(DELIVERIES, "status")) == ["HELD", "REMOVED"]

    left = lake.versions()
    lake.run(**CHOSEN)
    assert lake.versions() == left, "what was removed is news to the next run"
    # Ten years old: no record of it is taken again.
    lake.deliver_json(f"lms_system_a/{ago(1)}/c.jsonl", result("ancient", 4000))
    _, cleansed, _ = lake.run(**CHOSEN)
    assert (cleansed.totals()["accepted"], cleansed.totals()["out_of_scope"]) == (0, 1)
    assert held(lake)[2:] == LEFT[2:]


@pytest.mark.more
def test_what_is_gone_stays_gone_through_a_rebuild(lake: Lake) -> None:
    retained(lake)
    left = lake.versions()
    retained(lake)
    assert lake.versions() == left, "what is gone goes again"
    kept = lake.facts()
    context = lake.context(subject=["assessments"])
    rebuild.run(context)
    context.journal.close()
    assert lake.facts() == kept
    assert any("is kept, its records are gone" in line for line in lake.said)
    context = lake.context()
    validate.run(context)
    assert [error.what for error in context.failures] == []


@pytest.mark.more
def test_no_version_before_is_left_and_the_next_run_has_no_news(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.settings = replace(lake.settings, retention=Retention(days={str(RAW): 5}))
    monkeypatch.setattr(retain, "purge", partial(purge, wait=partial(aged, Path(lake.settings.warehouse))))
    retained(lake)
    assert held(lake) == LEFT
    left = lake.versions()
    ingested, cleansed, _ = lake.run(**CHOSEN)
    assert lake.versions() == left
    assert sum(entry.files_new or 0 for entry in ingested.entries) == 0
    assert not any(entry.records_in for entry in cleansed.entries), "all was looked at anew"
    assert not [
        line for line in lake.said if "all rows" in line.split("gold")[-1] and "nothing is recorded" not in line
    ]
    retained(lake)
    assert lake.versions() == left, "what is purged is purged again"


class EndedError(Exception):
    """What ends a run here."""


def end(*_: object) -> None:
    raise EndedError


@pytest.mark.kill
@pytest.mark.more
def test_a_run_that_ended_halfway_is_gone_on_with(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before bronze loses a row, and after it: what silver says is safe in between, and no row is left at the end."""
    assert lake.killed(f"before:delete:{RAW}", "retain") == -signal.SIGKILL
    assert held(lake)[:3] == ALL
    assert sorted(row["status"] for row in lake.rows(DELIVERIES, "status")) == ["HELD", "REMOVING"]
    with monkeypatch.context() as ending:
        ending.setattr(removing.purge, "remove", end)
        with pytest.raises(EndedError):
            retained(lake)
    assert held(lake)[:3] == (LEFT[0], *ALL[1:])
    rebuilt = lake.context(subject=["assessments"])
    rebuild.run(rebuilt)
    rebuilt.journal.close()
    assert held(lake)[2] == ALL[2], "a rebuild in between takes away what no record tells any more"

    retained(lake)
    assert held(lake) == LEFT
    assert sorted(row["status"] for row in lake.rows(DELIVERIES, "status")) == ["HELD", "REMOVED"]
    left = lake.versions()
    lake.run(**CHOSEN)
    assert lake.versions() == left


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.parametrize(
    "point",
    [
        f"after:delete:{RAW}",
        "after:remove:ops.quarantine",
        "after:remove:silver.student_assessments_clean",
        f"after:merge:{GOLD}",
        "before:cluster_again:silver.student_assessments_clean",
        f"after:_vacuum:{RAW}",
        f"after:_checkpoint:{GOLD}",
        f"before:_is_cut_off:{GOLD}",
        "seconds:15",
        "seconds:30",
    ],
)
def test_of_what_a_killed_run_began_no_byte_is_left(point: str, lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = lake.configured(CONF.replace("false", "true"))
    assert lake.killed(point, "retain") == -signal.SIGKILL
    monkeypatch.setattr(retain, "purge", partial(purge, wait=partial(aged, Path(lake.settings.warehouse))))
    retained(lake)
    assert held(lake) == LEFT
    assert sorted(row["status"] for row in lake.rows(DELIVERIES, "status")) == ["HELD", "REMOVED"]
    gone = holding(Path(lake.settings.warehouse), ["of ancient", "first words"], lake.spark)
    assert not any(gone.values()), gone
    left = lake.versions()
    lake.run(**CHOSEN)
    retained(lake)
    assert lake.versions() == left
