"""Sources beyond a bound are told with counts by code; at the bound, of few records, and without a fault nobody is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from lake import Lake, record

from edulake.config.alerts import Alerts, Webhook
from edulake.errors import ConfigError
from edulake.governance import quality
from edulake.governance.quality import Judged
from edulake.jobs import silver_cleanse
from edulake.jobs.runner.context import Context
from edulake.ops.alerts.alert import Alert
from edulake.ops.runs import Entry, Run
from edulake.silver.learning.assessments import STUDENT_ASSESSMENTS_CLEAN

pytestmark = pytest.mark.once

BOUNDS = Alerts(refused_share=Decimal("0.05"), faulty_share=Decimal("0.2"), judged_records=20)


@pytest.mark.parametrize(
    ("came", "refused", "accepted", "faulty", "expected"),
    [
        (100, 5, 95, 19, (False, False)),
        (100, 6, 95, 20, (True, True)),
        (20, 2, 18, 0, (True, False)),
        (19, 19, 0, 0, (False, False)),
        (0, 0, 0, 0, (False, False)),
        (40, 40, 0, 0, (True, False)),
        (300, 15, 0, 0, (False, False)),
    ],
)
def test_shares_are_compared_exactly(
    came: int, refused: int, accepted: int, faulty: int, expected: tuple[bool, bool]
) -> None:
    assert Judged(came, refused, accepted, faulty).beyond(BOUNDS) == expected


@pytest.mark.parametrize("name", ["refused_share", "faulty_share"])
@pytest.mark.parametrize("wrong", ["-0.01", "1.01"])
def test_a_bound_is_a_share(name: str, wrong: str) -> None:
    with pytest.raises(ConfigError, match=f"alerts.{name} cannot be {wrong}"):
        Alerts(**{name: Decimal(wrong)})  # type: ignore[arg-type]


def cleansed(lake: Lake, alerts: Alerts) -> list[Alert]:
    """What a run of silver has somebody told of the source that lies there."""
    from dataclasses import replace

    context = lake.context(source=["lms_system_a"])
    told = Context(replace(lake.settings, alerts=alerts), context.store, context.selected, tell=lake.said.append)
    told.store.settings = told.settings
    silver_cleanse.run(told)
    told.journal.close()
    return told.alerts


def test_a_source_beyond_its_bounds_is_told_with_its_codes(lake: Lake) -> None:
    """25 records: 3 without a date, one of them without a student as well; of 22 accepted 5 lack their engagement."""
    good = [record(assessment_id=f"G{n}", student_id=f"STU-secret-{n}") for n in range(17)]
    faulty = [record(assessment_id=f"F{n}", student_id=f"STU-secret-{n}", engagement_score="none") for n in range(5)]
    bad = [record(assessment_id=f"B{n}", assessment_date="soon") for n in range(2)]
    bad += [record(assessment_id="B2", assessment_date="soon", student_id="")]
    lake.deliver_json("lms_system_a/a.jsonl", *good, *faulty, *bad)
    lake.ingest(source=["lms_system_a"])
    refused, marked = cleansed(lake, Alerts(webhook=Webhook("env:HOOK")))
    assert (refused.kind, refused.what) == ("quality", "3 of 25 records were refused (12.0 %): lms_system_a")
    codes = {row["reason_codes"][0] for row in lake.refused("reason_codes")}
    assert all(code in refused.why for code in codes)
    assert " 3" in refused.why
    assert marked.what == "5 of 22 rows were taken with faults (22.7 %): lms_system_a"
    found = [row["issue_codes"] for row in lake.rows(STUDENT_ASSESSMENTS_CLEAN, "issue_codes") if row["issue_codes"]]
    assert marked.why == f"{found[0][0]} 5"
    assert "secret" not in str([refused, marked])


@pytest.mark.more
def test_nobody_is_told_where_nobody_asked(lake: Lake) -> None:
    lake.deliver_json(
        "lms_system_a/a.jsonl", *[record(assessment_id=f"B{n}", assessment_date="soon") for n in range(30)]
    )
    lake.ingest(source=["lms_system_a"])
    assert cleansed(lake, Alerts(webhook=Webhook("env:HOOK"), on=["failed"])) == []


def test_entries_that_decide_nothing_are_not_judged() -> None:
    """References, and tables of bronze: what came in with them is no record of a fate."""
    run = Run("bronze_ingest", started_at=dt.datetime(2025, 1, 6, tzinfo=dt.UTC))
    run.entries = [Entry("bronze.a", source_system="lms", records_in=100), Entry("gold.a", records_in=100)]
    store: Any = type("Store", (), {"settings": type("Settings", (), {"alerts": BOUNDS})})
    assert quality.sources(store, [run]) == []
