"""The balance of each source, what waits and why, and how runs ended."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from canned import Canned

from edulake.ops.tables import FATES, JOB_RUNS, QUARANTINE
from edulake.serving.report.figures import quality
from edulake.serving.report.parts import Chart, Choices, Section
from edulake.serving.report.reading import Reading

pytestmark = pytest.mark.once

BEGAN = dt.datetime(2025, 1, 6, 8, tzinfo=dt.UTC)
CAME = {"came": 10, "accepted": 7, "quarantined": 2, "duplicate": 0, "stale": 0, "out_of_scope": 1}
SOURCE: dict[str, Any] = {"source": "sis", **CAME, "balance": "exact"}
RUN: dict[str, Any] = {
    "run_id": "0123456789",
    "job": "silver_cleanse",
    "started_at": BEGAN,
    "ended_at": BEGAN + dt.timedelta(seconds=90),
    "status": "SUCCESS",
    "error": None,
    **CAME,
}


def section(
    sources: list[dict[str, Any]], refused: list[dict[str, Any]], runs: list[dict[str, Any]], *missing: Any
) -> Section:
    lake = Canned(
        {"AS day": [], "LIMIT 1": runs, "run_id": runs, str(QUARANTINE): refused, str(JOB_RUNS): sources}, missing
    )
    return quality.section(Reading(lake), Choices(BEGAN, "warehouse"))


def test_all_is_well() -> None:
    made = section([SOURCE], [], [RUN])
    assert made.answer.startswith("Each of 10 records has one fate")
    assert made.actions == []
    assert {tile.label: tile.value for tile in made.tiles} == {
        "Records in balance": "all",
        "Last successful run": "2025-01-06",
    }


def test_a_source_off_balance_comes_first() -> None:
    made = section([{**SOURCE, "balance": "off by 2"}], [], [RUN])
    assert made.answer == "1 sources do not balance."
    assert [(action.order, action.figure) for action in made.actions] == [(1, "1")]


def test_a_record_of_two_reasons_counts_for_both() -> None:
    refused = [
        {"source": "sis", "codes": ["BAD_DATE", "NO_MEASURE"], "records": 5},
        {"source": "lms", "codes": ["BAD_DATE"], "records": 2},
    ]
    [chart] = [part for part in section([SOURCE], refused, [RUN]).parts if isinstance(part, Chart)]
    assert chart.says.startswith("7 records are refused and wait; most often for BAD_DATE.")
    assert [row["records"] for row in chart.spec["data"]["values"]] == [7, 5]
    assert [row[2] for row in chart.numbers.rows] == [5, 2]


def test_a_refusal_is_called_for_in_words() -> None:
    """What its code means; a code that no subject has stays as it is."""
    refused = [{"source": "sis", "codes": ["NO_VALID_MEASURE", "FILE_EMPTY"], "records": 5}]
    [action] = section([SOURCE], refused, [RUN]).actions
    assert action.what == "records of sis were refused: neither a valid score nor a valid engagement, FILE_EMPTY"


def test_a_failed_run_is_what_to_look_at() -> None:
    failed = {**RUN, "status": "FAILED", "error": "UNREADABLE"}
    [action] = section([SOURCE], [], [failed]).actions
    assert (action.order, action.figure) == (1, "Failed")
    assert "UNREADABLE" in action.what


def test_balance_is_of_all_fates() -> None:
    assert quality.balance(CAME) == "exact"
    assert [quality.balance({**CAME, fate: CAME[fate] + 1}) for fate in FATES] == ["off by -1"] * len(FATES)


def test_without_runs_it_says_what_would_fill_it() -> None:
    assert section([], [], [], JOB_RUNS, QUARANTINE).empty.startswith("No run has been recorded")
