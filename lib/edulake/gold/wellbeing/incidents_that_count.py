"""Which incidents count: neither drafts, nor those that were dismissed or merged into others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as F

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

INCIDENT = ("source_system", "incident_id")
COUNT_NOWHERE = ("Draft", "Dismissed", "Merged")


def counting(rows: DataFrame, incidents: DataFrame) -> DataFrame:
    """Rows but those of incidents that count nowhere; those of no incident, or of one that nobody knows, stay."""
    others = incidents.where(F.col("status").isin(*COUNT_NOWHERE)).select(*INCIDENT)
    return rows.join(others, on=list(INCIDENT), how="left_anti")
