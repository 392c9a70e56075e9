"""What courses, classes and line items have in common: their table, and how their values are read."""

from __future__ import annotations

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from texts import frame

from edulake.contract.feed import Notation
from edulake.contract.table import Column
from edulake.silver import reading
from edulake.silver.learning import offerings

ROOM = Column("room_id", "STRING", "Room", nullable=False)
SOURCES = {"ours": Notation(), "north": Notation(id_namespace="north", time_zone="America/New_York")}
RAW = "name subject grade_level status updated_at term school_id school_year room"
NAMES = f"source_system {' '.join(f'raw_{name}' for name in RAW.split())} delivered_at"
DELIVERED = "2025-12-24 00:00:00"
DUE = "name subject grade_level is_active term school_id school_year room_id known_at"
CASES = [
    (
        ("ours", " Algebra  I ", "Math", "9", "active", "2025-03-01T10:00:00Z", "t1", "X", "2025", "R1"),
        ("Algebra I", "Math", "9th Grade", True, "t1", "X", 2025, "R1", "2025-03-01 10:00:00"),
    ),
    (
        ("north", "n/a", None, "K", "withdrawn", "2025-03-01 10:00:00", None, "X", "1899", "R1"),
        (None, None, "Kindergarten", False, None, "north:X", None, "north:R1", "2025-03-01 15:00:00"),
    ),
    (
        ("ours", None, None, None, None, None, None, None, None, None),
        (None, None, "Ungraded", True, None, None, None, None, DELIVERED),
    ),
    (
        ("ours", "x", "x", "graduate?", "nobody knows", "soon", "t", "x" * 129, "20x5", "R1"),
        ("x", "x", "Unknown", True, "t", None, None, "R1", DELIVERED),
    ),
]


def test_how_their_values_are_read(spark: SparkSession) -> None:
    """One is open until a status closes it, and known by its update, else by its delivery."""
    given = frame(spark, [(*row, DELIVERED) for row, _ in CASES], NAMES, delivered_at="timestamp")
    words = {**offerings.words(room="raw_room"), "room_id": F.col("raw_room")}
    made = given.withColumns(words).withColumns(offerings.values(SOURCES))
    made = made.withColumns(offerings.derived(SOURCES, "room_id")).withColumn(
        "known_at", F.col("known_at").cast("string")
    )
    assert [tuple(row) for row in made.select(*DUE.split()).collect()] == [due for _, due in CASES]
    assert [row["room"] for row in made.select("room").collect()] == [row[9] for row, _ in CASES], "words of its own"


def test_what_a_snapshot_lacks_is_not_active(spark: SparkSession) -> None:
    closed = spark.range(1).select(F.lit(True).alias("is_active")).withColumns(reading.closed())
    assert closed.collect() == [(False,)]


@pytest.mark.once
def test_the_table_of_one_kind() -> None:
    """Its own columns stand among those of all, and its id is one only within its source."""
    seats = Column("seats", "INT", "Seats")
    rooms = offerings.table("rooms", "One row per room.", ROOM, seats)
    names = rooms.column_names
    assert names[:4] == ("room_id", "source_system", "name", "seats")
    assert [name for name in names if name in ("grade_level", "is_active", "known_at", "first_known_at")] == [
        "grade_level",
        "is_active",
        "known_at",
        "first_known_at",
    ]
    assert (rooms.key, rooms.cluster_by) == (("source_system", "room_id"), ("room_id", "source_system"))
    assert (rooms.change_feed, rooms.deletion_vectors, rooms.contract_version) == (True, True, 2)
    assert rooms.person is None
