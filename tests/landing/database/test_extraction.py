"""What is asked of a database before a row is read: who asks, in which parts, and what must be there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from steps import frame
from texts import frame as texts

from edulake.config import database
from edulake.contract.feed import Database, Feed
from edulake.errors import ConfigError, UnreadableError
from edulake.landing.database import asking, extraction
from edulake.landing.database.dialect import Described
from edulake.landing.database.extraction import Plan, given_again, origin, waiting
from edulake.landing.database.postgres import PostgreSQL
from edulake.silver import SUBJECTS

pytestmark = pytest.mark.once

PLACE = database.Database(
    url="env:SIS_URL", user="env:SIS_USER", password="env:SIS_PASSWORD", table="app.scores", watermark="changed"
)
FEED = Feed(
    SUBJECTS["assessments"].form.table,
    {"raw_student_id": "student", "raw_updated_at": "changed"},
    Database(PLACE),
    required=("raw_student_id",),
)
TYPES = {"student": "text", "changed": "timestamp with time zone"}
MOMENT = "2025-01-06T10:00:00.000000Z"


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"URL": "jdbc:postgresql://db.school.example/x", "USER": "reader", "PASSWORD": "Canary"}.items():
        monkeypatch.setenv(f"SIS_{name}", value)


class Warehouse:
    """A store without a session, in which there is no table yet."""

    spark = None

    def exists(self, _: object) -> bool:
        return False


class Answers:
    """A database that is asked for its columns, and then for a count."""

    asked: list[str]
    types = TYPES
    dialect = PostgreSQL()

    def __init__(self, *_: object) -> None:
        pass

    def answer(self, statement: str) -> list[dict[str, Any]]:
        type(self).asked.append(statement)
        if "pg_attribute" not in statement:
            return [{"counted": 7}]
        columns = enumerate(self.types.items(), start=1)
        return [{"position": at, "name": n, "type": kind, "moment": MOMENT} for at, (n, kind) in columns][::-1]


def counted(monkeypatch: pytest.MonkeyPatch, feed: Feed = FEED, types: dict[str, str] = TYPES) -> tuple[int, list[str]]:
    answers = type("Asked", (Answers,), {"asked": [], "types": types})
    monkeypatch.setattr(asking, "Reader", answers)
    store: Any = Warehouse()
    return waiting(store, "sis", feed, print), answers.asked


def test_of_a_table_that_bronze_does_not_have_all_rows_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    count, [described, statement] = counted(monkeypatch)
    assert count == 7
    assert "pg_attribute" in described
    assert statement == 'SELECT count(*) AS "counted" FROM "app"."scores" WHERE 1 = 1'


def test_a_source_keeps_the_time_of_the_last_change(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bronze is where the watermark is held: without the column nothing would say where to go on."""
    without = replace(FEED, columns={"raw_student_id": "student"})
    with pytest.raises(ConfigError, match="source sis does not keep its watermark") as error:
        counted(monkeypatch, without)
    assert error.value.fix == 'add updated_at = "changed" to its columns'


def test_what_a_table_must_have(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError, match=r"app\.scores lacks student"):
        counted(monkeypatch, types={"changed": "date"})
    with pytest.raises(ConfigError, match=r"app\.scores cannot be read by changed"):
        counted(monkeypatch, types={"student": "text"})


def test_feeds_of_files_have_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    from edulake.bronze.oulad.feeds import COURSES

    with pytest.raises(TypeError, match="is not fed by a database"):
        counted(monkeypatch, COURSES)


def test_the_origin_of_rows_says_no_host_and_no_user() -> None:
    assert origin(PLACE) == "jdbc:app.scores"


def test_another_query_has_another_origin() -> None:
    """So that it is read from its beginning."""
    first, second = (replace(PLACE, table="", query=f"SELECT {n} AS changed FROM scores") for n in (1, 2))
    assert origin(first) == origin(first)
    assert origin(first).startswith("jdbc:query/")
    assert origin(first) != origin(second)


def test_what_a_database_gives_again(spark: SparkSession) -> None:
    """From the newest change less the overlap on: what is taken away of it must be there. Without a time, all of it.

    What a window brought moves no watermark: rows before it may be missing.
    """
    changes = [
        "2025-01-01T00:00:00.000000",
        "2025-01-06T11:00:00.000000",
        "2025-01-06T12:00:00.000000",
        None,
        "-infinity",
    ]
    columns = {column.name: column.type for column in FEED.table.columns}
    watermark = next(raw for raw, name in FEED.columns.items() if name == PLACE.watermark)
    kept = {
        "source_system": "sis",
        "source_file": origin(PLACE),
        "source_file_modified_at": datetime(2025, 1, 7, tzinfo=UTC),
    }
    rows = [{**kept, watermark: change} for change in changes]
    by_window = {**kept, "source_file": f"{origin(PLACE)}?2025-01-07..", watermark: "2025-01-06T23:00:00.000000"}
    held = frame(spark, columns, [*rows, by_window])
    store: Any = SimpleNamespace(read=lambda _: held)
    column, start = given_again(store, "sis", FEED)
    newest = datetime(2025, 1, 6, 12) - timedelta(seconds=PLACE.overlap_seconds)  # noqa: DTZ001 - as it is written
    assert (column, start) == (watermark, newest.isoformat(timespec="microseconds"))
    nothing: Any = SimpleNamespace(read=lambda _: held.where(F.col(watermark).isNull()))
    assert given_again(nothing, "sis", FEED) == (watermark, None)


def test_rows_are_compared_as_bronze_holds_them(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of a row that names somebody erased is held already, and is not appended at each run."""
    names, gone = "raw_updated_at raw_payload payload_form parse_issue", "withheld"
    held = texts(spark, [("1", None, gone, None), ("2", '{"changed":"2"}', "json", None)], names)
    asked = texts(spark, [("1",), ("2",), ("3",)], "c0").withColumn("counted", F.lit(3))
    described = Described({"changed": "timestamp"}, "2025-01-06T12:00:00")
    reader: Any = SimpleNamespace(frame=lambda _: asked, dialect=PostgreSQL())
    monkeypatch.setattr(extraction, "_plan", lambda *_: Plan(reader, described, "TRUE", held))
    monkeypatch.setattr(extraction, "retrying", lambda read, _, dialect: read())
    store: Any = SimpleNamespace(stage=lambda rows, _: rows)
    feed = replace(FEED, columns={"raw_updated_at": "changed"})

    def without(rows: Any) -> Any:
        names_one = F.col("raw_updated_at") == "1"
        return rows.withColumns(
            {
                "raw_payload": F.when(~names_one, F.col("raw_payload")),
                "payload_form": F.when(names_one, gone).otherwise(F.col("payload_form")),
            }
        )

    found = extraction.extract(store, "school", feed, print, without)
    assert [(row["raw_updated_at"], row["payload_form"]) for row in found.rows.collect()] == [("3", "json")]
    assert (found.read, found.new) == (3, 1)
    assert extraction.extract(store, "school", feed, print).new == 2
