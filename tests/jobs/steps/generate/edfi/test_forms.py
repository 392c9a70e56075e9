"""Ids, descriptors and references, and which line of which version of an object is in which delivery."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F

from edulake.jobs.steps.generate.edfi import forms

pytestmark = pytest.mark.once
OPENING, FIRST, SECOND, AFTER = "2025-03-31", "2025-04-01", "2025-04-02", "2025-05-01"


def values(spark: SparkSession, *columns: Column) -> list[Any]:
    return [*(spark.range(1).select(*columns).first() or ())]


def test_an_id_follows_from_the_natural_key_in_any_order(spark: SparkSession) -> None:
    a, b = F.lit("x"), F.lit(7)
    ids = values(
        spark, forms.guid("r", {"a": a, "b": b}), forms.guid("r", {"b": b, "a": a}), forms.guid("s", {"a": a, "b": b})
    )
    assert ids[0] == ids[1] == hashlib.md5(b"r|x|7").hexdigest() != ids[2]


def test_a_descriptor_of_nothing_is_nothing(spark: SparkSession) -> None:
    nothing = F.lit(None).cast("string")
    own = forms.code("BusRoute", F.lit("R1"), forms.OWN)
    assert values(spark, forms.code("Sex", "Female"), own, forms.code("Sex", nothing)) == [
        "uri://ed-fi.org/SexDescriptor#Female",
        "uri://district.example/BusRouteDescriptor#R1",
        None,
    ]
    assert values(spark, F.to_json(forms.coded("TravelDayofWeek", "Monday"))) == [
        '{"travelDayofWeekDescriptor":"uri://ed-fi.org/TravelDayofWeekDescriptor#Monday"}'
    ]


def test_a_reference_leads_to_the_id_of_its_target(spark: SparkSession) -> None:
    key = {"schoolId": F.lit(5)}
    [said] = values(spark, F.to_json(forms.to("School", "schools", key)))
    guid = hashlib.md5(b"schools|5").hexdigest()
    assert json.loads(said) == {"schoolId": 5, "link": {"rel": "School", "href": f"/ed-fi/schools/{guid}"}}
    # A resource that was renamed keeps its ids.
    [renamed] = values(spark, forms.to("Parent", "parents", key, named="schools")["link"]["href"])
    assert renamed == f"/ed-fi/parents/{guid}"


def test_each_version_is_in_the_delivery_of_its_day(spark: SparkSession) -> None:
    rows = [
        ("early", "2024-09-01", None, None, None),
        ("opens", OPENING, None, None, None),
        ("night", FIRST, None, None, None),
        ("after", AFTER, None, None, None),
        ("again", "2024-09-01", 0, None, None),
        ("again", SECOND, 1, None, "corrected"),
        ("ended", "2024-09-01", None, "2025-01-01", None),
        ("gone", "2024-09-01", None, SECOND, None),
        ("stays", "2024-09-01", None, AFTER, None),
    ]
    frame = spark.createDataFrame(rows, "name string, told_on string, version int, gone_on string, fault string")
    resource = forms.Resource(frame, {"name": F.col("name")}, {"name": F.col("name"), "no": F.lit(None).cast("int")})
    told = forms.lines(resource, "things", 1).where("NOT is_again").collect()
    found = sorted(
        (json.loads(row["line"]).get("name", "deleted"), row["delivery"], row["is_standing"]) for row in told
    )
    assert found == [
        ("again", OPENING, True),
        ("again", SECOND, False),
        ("deleted", SECOND, False),
        ("early", OPENING, True),
        ("gone", OPENING, False),
        ("night", FIRST, True),
        ("opens", OPENING, True),
        ("stays", OPENING, True),
    ]
    [delete] = [json.loads(row["line"]) for row in told if row["is_delete"]]
    guid = hashlib.md5(b"things|gone").hexdigest()
    assert (delete["id"], delete["keyValues"]) == (guid, {"name": "gone"})
    # The second of April is so many days after the first of 2020.
    assert delete["changeVersion"] // 1_000_000 == 1918


def test_an_object_is_said_without_what_is_null(spark: SparkSession) -> None:
    frame = spark.createDataFrame([("x", FIRST)], "name string, told_on string")
    resource = forms.Resource(
        frame, {"name": F.col("name")}, {"name": F.col("name"), "no": F.lit(None).cast("int"), "none": forms.nothing()}
    )
    [row] = forms.lines(resource, "things", 1).where("NOT is_again").collect()
    said = json.loads(row["line"])
    assert {*said} == {"id", "name", "none", "_etag", "_lastModifiedDate"}
    assert (said["name"], said["none"], said["_etag"].isdigit()) == ("x", [], True)
    assert said["_lastModifiedDate"] in {f"{FIRST}T16:00:00Z", f"{FIRST}T16:00:00.123456Z"}


def test_some_lines_come_twice(spark: SparkSession) -> None:
    frame = spark.range(4_000).select(F.col("id").alias("name"), F.lit(FIRST).alias("told_on"))
    resource = forms.Resource(frame, {"name": F.col("name")}, {"name": F.col("name")})
    again = forms.lines(resource, "things", 1).where("is_again").select("line").collect()
    assert 5 <= len(again) <= 40, "of a thousand five"
    assert len({row["line"] for row in again}) == len(again)
