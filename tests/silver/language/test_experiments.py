"""What assignments to experiments and exposures to them have in common."""

from __future__ import annotations

import datetime as dt

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.contract.feed import Notation
from edulake.silver.language import experiments
from edulake.silver.subject import Reading

pytestmark = pytest.mark.once
HOW = Reading({"s": Notation(), "north": Notation(time_zone="Europe/Berlin")}, {}, dt.date(2025, 12, 31))
RAW = "source_system raw_student_id raw_experiment_id raw_variant raw_at raw_updated_at raw_school_year raw_term raw_school_id"
# Source, moment, update time; day, and by how many hours it is known after the first of March.
KNOWN: dict[tuple[str, str | None, str | None], tuple[str | None, int | None]] = {
    ("s", "2025-03-01T23:30:00Z", None): ("2025-03-01", 23),
    ("north", "2025-03-01T23:30:00Z", None): ("2025-03-02", 23),
    ("s", "2025-03-01T23:30:00Z", "2025-03-03"): ("2025-03-01", 48),
    ("s", "2025-03-01", "x"): ("2025-03-01", 0),
    ("s", "soon", None): (None, None),
    ("s", None, None): (None, None),
}


def test_when_it_was_and_when_it_was_known(spark: SparkSession) -> None:
    """By its update time, else by its moment; the day is that where its source is."""
    rows = frame(spark, [(of, "S1", "E", "v", at, updated, None, None, None) for of, at, updated in KNOWN], RAW)
    told = rows.withColumns(experiments.words("at")).withColumns(experiments.values(HOW, "date", "at"))
    told = told.withColumns(experiments.derived(HOW, "date", "at"))
    first = int(dt.datetime(2025, 3, 1, tzinfo=dt.UTC).timestamp())
    hours = F.floor((F.unix_seconds("known_at") - first) / 3600).alias("hours")
    day = F.col("date").cast("string").alias("day")
    names = ("source_system", "raw_at", "raw_updated_at")
    found = {
        tuple(row[name] for name in names): (row["day"], row["hours"])
        for row in told.select(*names, day, hours).collect()
    }
    assert found == KNOWN
