"""What the last line of a job says of its runs."""

from __future__ import annotations

import pytest

from edulake.jobs.runner import outcome
from edulake.ops.runs import Entry, Run

pytestmark = pytest.mark.once


def test_counts_are_summed_and_the_newest_versions_are_named() -> None:
    """What was delivered are the records of bronze; silver's are the same once more."""
    bronze = Run("bronze_ingest", "b", entries=[Entry("bronze.a", files_new=2, records_in=7, version_after=3)])
    cleansed = [Entry("silver.a", records_in=7, accepted=5, quarantined=2, version_after=8)]
    cleansed += [Entry("silver.a", accepted=1, version_after=9), Entry("silver.b"), Entry(None, version_after=1)]
    said = outcome.summary([bronze, Run("silver_cleanse", "s", entries=cleansed)])
    assert (said["run_id"], said["tables"]) == ("b", {"bronze.a": 3, "silver.a": 9})
    assert {name: count for name, count in said["rows"].items() if count} == {  # type: ignore[attr-defined]
        "files_new": 2,
        "delivered": 7,
        "accepted": 6,
        "quarantined": 2,
    }
    assert outcome.summary([]) == {"run_id": None, "rows": {}, "tables": {}}


def test_a_run_that_did_without_a_part_is_partial() -> None:
    done, partly = Run("a"), Run("b")
    partly.is_done_in_part("SNAPSHOT_SHRUNK")
    assert outcome.status([done]) == {"status": "SUCCESS"}
    assert outcome.status([done, partly]) == {"status": "PARTIAL", "error": "SNAPSHOT_SHRUNK"}
