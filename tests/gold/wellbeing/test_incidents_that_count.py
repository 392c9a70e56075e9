"""Which incidents count."""

from __future__ import annotations

from pyspark.sql import SparkSession

from edulake.gold.wellbeing.incidents_that_count import counting


def test_only_drafts_dismissed_and_merged_incidents_count_nowhere(spark: SparkSession) -> None:
    incidents = spark.createDataFrame(
        [("s", status, status) for status in ("Draft", "Dismissed", "Merged", "Open", "Unknown")],
        "source_system string, incident_id string, status string",
    )
    names = ["Draft", "Dismissed", "Merged", "Open", "Unknown", "nobody knows it", None]
    rows = spark.createDataFrame(
        [*[("s", name) for name in names], ("t", "Draft")], "source_system string, incident_id string"
    )
    found = [(row[0], row[1]) for row in counting(rows, incidents).collect()]
    assert set(found) == {("s", "Open"), ("s", "Unknown"), ("s", "nobody knows it"), ("s", None), ("t", "Draft")}
