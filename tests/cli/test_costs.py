"""What runs cost for a table over time, and how good sources were by day: summed exactly, null where nobody counted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from small_warehouse import MONDAY, Edulake

from edulake.cli.costs import by_day, by_run, megabytes, seconds, share

pytestmark = pytest.mark.once


def entry(day: int = 0, source: str | None = "sis", run: str = "r1", **values: Any) -> dict[str, Any]:
    names = ("records_in", "records_revisited", "accepted", "quarantined", "faulty", "quality_points", "milliseconds")
    common = {"run_id": run, "job": "silver_cleanse", "status": "SUCCESS", "table_name": "silver.a"}
    at = MONDAY + dt.timedelta(days=day)
    return {**dict.fromkeys(names), **common, "source_system": source, "started_at": at, **values}


def test_rows_of_a_run_are_one_and_its_cost_is_that_of_the_first() -> None:
    rows = [
        entry(records_in=3, accepted=2, milliseconds=1500),
        entry(source="lms", records_in=4, records_revisited=1, accepted=5),
        entry(1, run="r2", records_in=0),
        entry(1, run="r0"),
    ]
    found = [(row["run_id"], row["records"], row["accepted"], row["milliseconds"]) for row in by_run(rows)]
    assert found == [("r2", 0, None, None), ("r0", None, None, None), ("r1", 8, 7, 1500)]


def test_sources_by_day() -> None:
    """Two runs of a day are one; what decides nothing, failed, or brought nothing is not there."""
    rows = [
        entry(records_in=80, accepted=70, quarantined=10, faulty=7, quality_points=6650),
        entry(run="r2", records_in=15, records_revisited=5, accepted=10, quarantined=0, faulty=1, quality_points=950),
        entry(1, records_in=3, accepted=2, quarantined=1),
        entry(1, source="lms", records_in=200, accepted=200, quarantined=1, faulty=1),
        entry(2, records_in=3),
        entry(2, source=None, records_in=3, accepted=3),
        entry(2, source="x", records_in=0, accepted=0, quarantined=0, faulty=0),
        entry(2, source="y", records_in=9, accepted=9, status="FAILED"),
    ]
    shown = [tuple(str(value) for value in list(row.values())) for row in by_day(rows)]
    names = list(by_day(rows)[0])
    assert names == [
        "source_system", "day", "records", "refused", "faulty", "refused_share", "faulty_share", "data_quality_score",
    ]  # fmt: skip
    assert shown == [
        ("lms", "2025-01-07", "200", "1", "1", "0.01", "0.01", "None"),
        ("sis", "2025-01-07", "3", "1", "None", "0.33", "None", "None"),
        ("sis", "2025-01-06", "100", "10", "8", "0.10", "0.10", "0.95"),
    ]


def test_a_day_is_one_of_utc() -> None:
    late = entry(records_in=1, accepted=1)
    late["started_at"] = dt.datetime(2025, 1, 6, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-3)))
    assert by_day([late])[0]["day"] == dt.date(2025, 1, 7)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 200, "0.01"),
        (1, 201, "0.00"),
        (0, 5, "0.00"),
        (5, 5, "1.00"),
        (1, 0, None),
        (None, 5, None),
        (1, None, None),
    ],
)
def test_shares_are_half_up(part: int | None, whole: int | None, expected: str | None) -> None:
    assert share(part, whole) == (None if expected is None else Decimal(expected))


def test_units() -> None:
    assert (str(seconds(1250)), str(seconds(49)), seconds(None)) == ("1.3", "0.0", None)
    assert (str(megabytes(3_450_000)), megabytes(None)) == ("3.5", None)


def test_costs_of_a_table_over_time(edulake: Edulake) -> None:
    rows = edulake("runs", "--table", "students", "--json").json
    assert [row["run_id"] for row in rows] == ["ccc3", "bbb2"]
    assert (rows[1]["milliseconds"], rows[1]["records"], rows[1]["peak_memory_bytes"]) == (12_345, 20, 10**9)
    assert rows[0]["milliseconds"] is None
    out = edulake("runs", "--table", "silver.students").out
    assert [word for word in ("12.3", "20.1", "3.4", "1000.0") if word not in out] == []
    assert edulake("runs", "--table", "gossip").code == 2


def test_quality_by_source_and_day(edulake: Edulake) -> None:
    lms, sis = edulake("runs", "--quality", "--json").json
    assert (lms["source_system"], lms["records"], lms["refused_share"], lms["faulty_share"]) == ("lms", 10, 0.2, 0.43)
    assert (sis["records"], sis["refused"], sis["faulty"], sis["data_quality_score"]) == (20, 4, 1, 0.94)
    assert "0.43" in edulake("runs", "--quality").out


def test_a_new_warehouse_cost_nothing(edulake: Edulake, tmp_path: Path) -> None:
    for words in (["--table", "silver.students"], ["--quality"]):
        assert edulake("runs", *words, "--json", on=tmp_path).json == []
        assert edulake("runs", *words, on=tmp_path).code == 0
