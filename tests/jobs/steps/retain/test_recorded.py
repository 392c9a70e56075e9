"""Versions recorded once more: of whom, of which tables, and when not."""

from __future__ import annotations

from typing import Any

import pytest

from edulake.jobs.steps.retain.recorded import recorded, unread

pytestmark = pytest.mark.once
BEFORE = {"bronze.a": 3, "silver.s": 5, "gold.g": 7, "silver.t": 2}
AFTER = {**BEFORE, "bronze.a": 4, "silver.s": 8}


def last(**more: Any) -> dict[str, Any]:
    return {"batch_to": None, "input_version": None, "version_after": None, "fingerprint": "f", **more}


DONE = {
    "bronze_ingest": {("bronze.a", "sis", None): last(batch_to=9, version_after=3)},
    "silver_cleanse": {
        ("silver.s", "sis", "bronze.a"): last(batch_to=9, input_version=3, version_after=4),
        ("silver.t", "sis", "bronze.b"): last(batch_to=1, input_version=1, version_after=2),
    },
    "gold_aggregate": {("gold.g", None, "silver.s"): last(input_version=5, version_after=7)},
    "retain": {("silver.s", None, "silver.s"): last()},
    "publish": {("masked.s", None, "silver.s"): last(input_version=5)},
}


def test_what_was_read_in_its_newest_version_is_read_in_that_which_is_left() -> None:
    """What bronze took is no business of it: a batch told twice would not balance."""
    found = {run.job: run.entries for run in recorded(DONE, BEFORE, AFTER)}
    assert sorted(found) == ["gold_aggregate", "silver_cleanse"]
    [silver], [gold] = found["silver_cleanse"], found["gold_aggregate"]
    assert (silver.table_name, silver.source_system, silver.input_table) == ("silver.s", "sis", "bronze.a")
    assert (silver.batch_to, silver.input_version, silver.version_after, silver.fingerprint) == (9, 4, 8, "f")
    assert (gold.input_version, gold.version_after) == (8, 7)
    assert silver.version_before == silver.version_after, "nothing was written by it"


def test_what_was_not_read_stays_to_be_read() -> None:
    """Rows that came meanwhile would never be looked at."""
    behind = {"silver_cleanse": {("silver.s", "sis", "bronze.a"): last(input_version=2, version_after=5)}}
    [run] = recorded(behind, BEFORE, AFTER)
    assert [entry.input_version for entry in run.entries] == [2]
    assert unread(behind["silver_cleanse"], BEFORE) == {"bronze.a"}
    assert unread(DONE["silver_cleanse"], BEFORE) == set()


def test_where_nothing_changed_nothing_is_recorded() -> None:
    assert recorded(DONE, BEFORE, BEFORE) == []
