"""Personal data stays where it belongs: derived from the contracts, so that a new table or column is picked up."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from decimal import Decimal
from typing import Any

import pytest
from lake import Lake
from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

import edulake
from edulake import catalog, masked
from edulake.contract import Column, Table
from edulake.errors import ConfigError
from edulake.expr import key_blocks, pseudonym

NAME = "Canary Müller"
KEY = "a key that nobody may see"
VIEWED = [table for table in catalog.TABLES if table.layer in masked.LAYERS]
PEOPLE = Table(
    layer="silver",
    name="people",
    meaning="One row per person.",
    columns=(
        Column("student_id", "STRING", "Student", personal="direct", mask="identifier"),
        Column("class_id", "STRING", "Class"),
        Column("full_name", "STRING", "Name", personal="direct"),
        Column("email", "STRING", "Address", personal="direct", mask="email"),
        Column("birth_year", "INT", "Year of birth", personal="indirect"),
    ),
    cluster_by=("student_id", "class_id"),
)


@pytest.mark.parametrize("table", [table for table in catalog.TABLES if table.layer == "gold"], ids=str)
def test_names_and_addresses_never_reach_gold(table: Table) -> None:
    assert {column.mask for column in table.columns if column.personal == "direct"} <= {"identifier"}


@pytest.mark.parametrize("table", catalog.TABLES, ids=str)
def test_a_mask_belongs_to_personal_data(table: Table) -> None:
    assert {column.personal for column in table.columns if column.mask != "absent"} <= {"direct"}


def canary(column: Column) -> Any:
    """What must not be seen, in every column of class direct; elsewhere any value of its type."""
    if column.mask == "email":
        return "canary.mueller@school.example"
    if column.type == "STRING":
        return NAME if column.personal == "direct" and column.mask == "absent" else "x"
    values = {"DATE": dt.date(2024, 1, 1), "TIMESTAMP": dt.datetime(2024, 1, 1), "BOOLEAN": True}  # noqa: DTZ001
    return values.get(column.type, ["x"] if column.type.startswith("ARRAY") else None)


def row_of(spark: SparkSession, table: Table) -> DataFrame:
    """One row with a canary in each column that a masked view must not show."""
    values = [canary(column) for column in table.columns]
    numbers = {"INT": 1, "BIGINT": 1, "DOUBLE": 1.0}
    filled = [numbers.get(c.type, Decimal(0)) if v is None else v for c, v in zip(table.columns, values, strict=True)]
    return spark.createDataFrame([tuple(filled)], table.struct())


@pytest.mark.parametrize("table", [*VIEWED, PEOPLE], ids=str)
def test_masked_columns_show_no_canary(table: Table, spark: SparkSession) -> None:
    raw = row_of(spark, table)
    planted = [column.name for column in table.columns if "anary" in str(canary(column))]
    shown = raw.selectExpr(*masked.select_list(table))
    assert "anary" not in str(shown.collect())
    assert set(table.column_names) - set(shown.columns) <= set(planted), "a column is missing that held no canary"


def test_start_gives_masked_views(lake: Lake, spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.store.append(PEOPLE, row_of(spark, PEOPLE))
    monkeypatch.setattr(catalog, "TABLES", (PEOPLE,))
    session = edulake.start(lake.settings.warehouse)
    assert NAME in str(session.table("silver.people").collect())
    expected = Row(student_id="x", class_id="x", email="c***@school.example", birth_year=1)
    assert session.table("masked.silver_people").collect() == [expected]


def test_pseudonyms_join_and_their_key_shows_nowhere(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EDULAKE_TEST_KEY", KEY)
    people = spark.createDataFrame([("STU1", "A"), (None, "B")], "student_id string, class_id string")
    found = masked.pseudonymised(people, ["student_id"], "env:EDULAKE_TEST_KEY")
    expected = hmac.new(KEY.encode(), b"STU1", hashlib.sha256).hexdigest()
    assert {row["class_id"]: row["student_id"] for row in found.collect()} == {"A": expected, "B": None}
    filtered = found.where(F.col("student_id") == expected).join(found.select("student_id"), on="student_id")
    assert filtered.count() == 1
    assert not revealed(explained(filtered, capsys))
    literal = people.select(pseudonym(F.col("student_id"), F.lit(bytearray(key_blocks(KEY.encode())))))
    assert revealed(explained(literal, capsys)), "this test would not notice a key"


def explained(frame: DataFrame, capsys: pytest.CaptureFixture[str]) -> str:
    """Every plan of a frame in every form; the Spark UI shows the formatted one."""
    frame.collect()
    capsys.readouterr()
    for mode in ("extended", "formatted", "codegen", "cost"):
        frame.explain(mode=mode)
    return capsys.readouterr().out


def revealed(text: str) -> set[str]:
    """The forms of the key, or of the start of what RFC 2104 derives from it, that a text holds."""
    key, blocks = KEY.encode(), key_blocks(KEY.encode())
    secrets = [key[:16], blocks[:16], blocks[64:80]]
    forms = {
        form
        for secret in secrets
        for form in (
            secret.decode("latin-1"),
            secret.hex(),
            base64.b64encode(secret).decode()[:20],
            ", ".join(str(byte) for byte in secret),
        )
    }
    return {form for form in forms if form.lower() in text.lower()}


@pytest.mark.parametrize(("key", "why"), [("", "no secret at env:"), ("0123456789abcde", "too short")])
def test_a_missing_or_short_key_is_refused(
    key: str, why: str, spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDULAKE_TEST_KEY", key)
    with pytest.raises(ConfigError, match=why):
        masked.pseudonymised(spark.range(1), ["id"], "env:EDULAKE_TEST_KEY")
