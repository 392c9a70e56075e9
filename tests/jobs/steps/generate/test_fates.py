"""What a correct lakehouse makes of each record that is generated."""

from __future__ import annotations

from typing import Any

import pytest
from pyspark.sql import SparkSession
from steps import frame

from edulake.jobs.steps.generate.fates import with_fate
from edulake.jobs.steps.generate.plan import COPIED, CORRECTED, FINAL, HEADER, ORIGINAL, REPEAT, STRAY

pytestmark = pytest.mark.once
COLUMNS = {
    "name": "STRING", "role": "STRING", "later": "STRING", "cents": "BIGINT", "engagement": "BIGINT",
    "is_bad_date": "BOOLEAN",
}  # fmt: skip
SOUND = {"role": ORIGINAL, "later": FINAL, "cents": 75_00, "engagement": 60, "is_bad_date": False}
CASES: dict[str, tuple[dict[str, Any], str | None]] = {
    "sound": ({}, "accepted"),
    "copied later": ({"later": COPIED}, "accepted"),
    "the copy": ({"role": REPEAT, "later": COPIED}, "duplicate"),
    "corrected later": ({"later": CORRECTED}, "stale"),
    "the correction": ({"role": REPEAT, "later": CORRECTED}, "accepted"),
    "nobody's": ({"role": STRAY}, "quarantined"),
    "bad date": ({"is_bad_date": True}, "quarantined"),
    "copy of a bad date": ({"role": REPEAT, "later": COPIED, "is_bad_date": True}, "quarantined"),
    "bad date, corrected later": ({"later": CORRECTED, "is_bad_date": True}, "quarantined"),
    "no measure": ({"cents": None, "engagement": None}, "quarantined"),
    "a score alone": ({"engagement": None}, "accepted"),
    "engagement alone": ({"cents": None}, "accepted"),
    "a score out of bounds, with engagement": ({"cents": 100_01}, "accepted"),
    "a score out of bounds alone": ({"cents": 100_01, "engagement": None}, "quarantined"),
    "a score below zero alone": ({"cents": -1, "engagement": None}, "quarantined"),
    "the highest score alone": ({"cents": 100_00, "engagement": None}, "accepted"),
    "the lowest score alone": ({"cents": 0, "engagement": None}, "accepted"),
    "a header": ({"role": HEADER}, None),
}


def test_fates(spark: SparkSession) -> None:
    rows = [{**SOUND, **said, "name": name} for name, (said, _) in CASES.items()]
    found = {row["name"]: row for row in with_fate(frame(spark, COLUMNS, rows)).collect()}
    assert {name: row["fate"] for name, row in found.items()} == {name: fate for name, (_, fate) in CASES.items()}
    reasons = ("NULL_STUDENT_ID", "BAD_DATE", "NO_VALID_MEASURE")
    refused = {name: [reason for reason in reasons if row[reason]] for name, row in found.items()}
    assert {name for name, codes in refused.items() if codes} == {
        name for name, (_, fate) in CASES.items() if fate == "quarantined"
    }
    assert refused["nobody's"] == ["NULL_STUDENT_ID"]
    assert refused["copy of a bad date"] == ["BAD_DATE"]
    assert not [name for name in found if None in [found[name][reason] for reason in reasons]]
    assert (found["no measure"]["is_valid_score"], found["no measure"]["is_valid_engagement"]) == (False, False)
    assert (found["the highest score alone"]["is_valid_score"], found["sound"]["is_valid_engagement"]) == (True, True)
