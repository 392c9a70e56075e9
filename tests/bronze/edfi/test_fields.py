"""How Ed-Fi writes things, and what is said last of an object or a person."""

from __future__ import annotations

import json
from typing import Any

import pytest
from edfi import guid, one, staff
from edfi_rows import bronze, picked, references
from pyspark.sql import Column, SparkSession
from pyspark.sql import functions as F

from edulake.bronze.edfi.fields import closed, code, codes, day, listed, preferred, spoken, with_said
from edulake.bronze.edfi.tables_staff import EMPLOYMENTS, STAFFS

pytestmark = pytest.mark.once
JOBS = "staffEducationOrganizationEmploymentAssociations"


def of_texts(spark: SparkSession, column: Column, *texts: object) -> list[Any]:
    """What `column` makes of each text; all else is JSON."""
    said = [(text if text is None or isinstance(text, str) else json.dumps(text),) for text in texts]
    return [row["made"] for row in spark.createDataFrame(said, "said string").select(column.alias("made")).collect()]


def test_the_code_of_a_descriptor(spark: SparkSession) -> None:
    texts = {
        "uri://ed-fi.org/X#A code": "A code",
        "uri://x/Y# b ": "b",
        "plain": "plain",
        "uri://x/Y#": None,
        " ": None,
    }
    assert of_texts(spark, code("said"), *texts, None) == [*texts.values(), None]


def test_lists(spark: SparkSession) -> None:
    said = ([{"d": "u#a"}, {"d": None}, {}, {"d": "u#b"}], [], "garbage", {"d": "u#a"}, 7, None)
    assert of_texts(spark, codes("said", "d"), *said) == [["a", "b"], [], [], ["a"], [], []]
    found = of_texts(spark, F.size(listed("said", "d: string")), *said)
    assert found[:3] == [4, 0, 0]


def test_the_preferred_one(spark: SparkSession) -> None:
    """By rank, then by text, so that the order of a list says nothing; what is blank is not there."""
    first = preferred(listed("said", "v: string, n: int"), "v", lambda one_: F.coalesce(one_["n"], F.lit(9)))
    said = (
        [{"v": "b", "n": 1}, {"v": "a", "n": 2}],
        [{"v": "b"}, {"v": "a"}],
        [{"v": " ", "n": 1}, {"v": None, "n": 1}, {"v": "c"}],
        [],
        None,
    )
    assert of_texts(spark, first, *said) == ["b", "a", "c", None, None]


def test_languages(spark: SparkSession) -> None:
    use = [{"languageUseDescriptor": "u#Home Language"}]
    said = ([{"languageDescriptor": "u#spa", "uses": use}, {"languageDescriptor": "u#eng"}, {"uses": use}], None)
    assert of_texts(spark, spoken("said"), *said) == [["spa", "eng"], []]
    assert of_texts(spark, spoken("said", "Home language"), *said) == [["spa"], []]


def test_days_are_in_the_order_of_their_texts(spark: SparkSession) -> None:
    assert of_texts(spark, day("said"), "2024-08-19", "2024-08-19T00:00:00Z", "soon", None) == [
        *("2024-08-19", "2024-08-19"),
        *(None, None),
    ]


def test_what_is_closed(spark: SparkSession) -> None:
    told = [{"staffs": [one("a", {}), one("b", {})]}, {"deletes/staffs": [{"id": guid("a")}, {"id": guid("c")}]}]
    rows = closed(bronze(spark, STAFFS.feed, *told), references(spark, "staff", *told, new=2), STAFFS)
    found = [row.asDict() for row in rows.orderBy("raw_status").collect()]
    assert picked(found, "raw_id", "raw_status", "revisit") == [(guid("b"), None, False), (guid("a"), "deleted", True)]
    assert [str(row["told_at"]) for row in found] == ["None", "2025-02-02 00:00:00"]


def test_what_others_say_of_a_person(spark: SparkSession) -> None:
    """What was changed last, or what comes last by something else; two that are alike are told apart by their id."""
    jobs = [
        one("a", {"staffReference": staff(), "hireDate": "2020-08-01"}, "2025-01-02T00:00:00Z"),
        one("b", {"staffReference": staff(), "hireDate": "2021-08-01"}, "2025-01-01T00:00:00Z"),
        one("c", {"staffReference": staff()}, "2025-01-03T00:00:00Z"),
        one("d", {"hireDate": "2022-08-01"}, "2025-01-04T00:00:00Z"),
    ]
    told = {"staffs": [one("s", staff()), one("t", {"staffUniqueId": "another"}), one("u", {})], JOBS: jobs}

    def hired(by: Column | None = None) -> list[tuple[Any, ...]]:
        facts = bronze(spark, STAFFS.feed, told).withColumn("revisit", F.lit(False))
        said = {"_hired": F.col("raw_hire_date")}
        rows = with_said(facts, references(spark, "staff", told, new=1), EMPLOYMENTS, "raw_staff_unique_id", said, by)
        return picked(
            [row.asDict() for row in rows.orderBy(F.desc("raw_staff_unique_id")).collect()], "_hired", "revisit"
        )

    nobody = [(None, False), (None, False)]
    assert sorted(hired(), key=str) == sorted([("2020-08-01", True), *nobody], key=str)
    assert sorted(hired(F.col("raw_hire_date")), key=str) == sorted([("2021-08-01", True), *nobody], key=str)
