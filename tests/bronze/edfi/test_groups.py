"""Groups of students in Ed-Fi: what one object of a student lists, in both standards."""

from __future__ import annotations

from typing import Any

import pytest
from edfi import EXAMPLES, OTHER, STUDENT, Json, code, guid, one, student
from edfi_rows import BOTH, candidates, picked
from pyspark.sql import SparkSession

pytestmark = pytest.mark.once
NAMES = ("kind", "value", "begin_date", "end_date")
FOLDERS = {"5": "studentEducationOrganizationAssociations", "6": "studentDemographics"}
LATER = "2025-04-01T00:00:00Z"
Said = set[tuple[Any, ...]]


def said(spark: SparkSession, *deliveries: dict[str, list[Json]]) -> Said:
    rows = candidates(spark, "student_groups", *deliveries)
    return set(picked(rows, *[f"raw_{name}" for name in NAMES], "parse_issue"))


def demographics(changed: str = "2025-03-28T16:00:00Z", **more: Any) -> Json:
    return one("dem", {"studentReference": student(), **more}, changed)


def group(kind: str, value: str, begin: str | None = None, end: str | None = None) -> tuple[Any, ...]:
    return (kind, value, begin, end, None)


@pytest.mark.parametrize("standard", BOTH)
def test_all_that_is_said(spark: SparkSession, standard: str) -> None:
    """A disability says nothing of special education; an object of 6 without any groups says nothing."""
    due = {
        group("Sex", "Female"),
        group("Hispanic", "true"),
        group("English Learner", "Limited"),
        group("Race", "White"),
        group("Race", "Asian"),
        group("Home Language", "spa"),
        group("Economic Disadvantaged", "Yes", "2023-08-21", "2024-06-06"),
    }
    nothing = {(None, None, None, None, "NOTHING_SAID")} if standard == "6" else set()
    assert said(spark, EXAMPLES[standard]) == due | nothing
    rows = candidates(spark, "student_groups", {FOLDERS[standard]: EXAMPLES[standard][FOLDERS[standard]]})
    assert {row["raw_student_id"] for row in rows} == {STUDENT}
    assert {row["place"] for row in rows} >= {"races", "sexDescriptor", "languages", "studentCharacteristics"}


@pytest.mark.more
def test_economic_disadvantage_of_standard_6(spark: SparkSession) -> None:
    told = demographics(economicDisadvantageDescriptor=code("EconomicDisadvantage", "Eligible For Free Meals"))
    assert said(spark, {"studentDemographics": [told]}) == {group("Economic", "Eligible For Free Meals")}


@pytest.mark.more
def test_characteristics_and_their_periods(spark: SparkSession) -> None:
    def need(word: str | None, *periods: tuple[str | None, str | None], **more: Any) -> Json:
        listed = [{"beginDate": begin, "endDate": end} for begin, end in periods]
        named = code("StudentCharacteristic", word) if word else None
        return {"studentCharacteristicDescriptor": named, "periods": listed, **more}

    needs = [
        need("Homeless", ("2024-01-08", "2024-03-01"), ("2024-09-02", None)),
        need("Of our own"),
        need("Migrant", (None, None), periods=None),
        need(None, ("2024-01-08", None)),
    ]
    assert said(spark, {"studentDemographics": [demographics(studentCharacteristics=needs)]}) == {
        group("Homeless", "Yes", "2024-01-08", "2024-03-01"),
        group("Homeless", "Yes", "2024-09-02"),
        group("Of our own", "Yes"),
        group("Migrant", "Yes"),
    }


@pytest.mark.more
def test_what_says_nothing(spark: SparkSession) -> None:
    """Empty lists, nulls and garbage; a language that is not spoken at home."""
    spoken = {"languageDescriptor": code("Language", "fra"), "uses": [{"languageUseDescriptor": code("U", "Other")}]}
    told = (
        demographics(races=[], languages=None, studentCharacteristics=[]),
        demographics(races="White", languages={"no": "list"}, studentCharacteristics=7, sexDescriptor=""),
        demographics(races=[{"raceDescriptor": None}, {}], languages=[spoken, {"languageDescriptor": "x#y"}]),
    )
    for one_ in told:
        assert said(spark, {"studentDemographics": [one_]}) == {(None, None, None, None, "NOTHING_SAID")}


def test_a_version_that_says_less(spark: SparkSession) -> None:
    """All that the older one said is taken back, in whichever order they come; so is what a delete is about."""
    races = [{"raceDescriptor": code("Race", race)} for race in ("White", "Asian")]
    old, new = demographics(races=races), demographics(LATER, races=races[:1])
    older = [("White", "TAKEN_BACK"), ("Asian", "TAKEN_BACK")]
    for told in ([old, new], [new, old]):
        rows = candidates(spark, "student_groups", *[{"studentDemographics": [one_]} for one_ in told])
        assert set(picked(rows, "raw_value", "parse_issue")) == {*older, ("White", None)}
        assert len(rows) == 3
    for folder in FOLDERS.values():
        gone = {f"deletes/{folder}": [{"id": guid("dem")}]}
        rows = candidates(spark, "student_groups", {"studentDemographics": [old]}, gone, new=2)
        assert set(picked(rows, "raw_value", "parse_issue", "revisit")) == {(*one_, True) for one_ in older}


def test_the_id_of_a_group_is_that_of_its_object_and_words(spark: SparkSession) -> None:
    """It stays when the object says more, and nobody reads the group in it."""

    def ids(*said: Json) -> dict[str, str]:
        rows = candidates(spark, "student_groups", {"studentDemographics": list(said)})
        return {row["raw_value"]: row["raw_student_group_id"] for row in rows}

    races = [{"raceDescriptor": code("Race", race)} for race in ("White", "Asian")]
    known, more = ids(demographics(races=races[:1])), ids(demographics(LATER, races=races))
    assert more["White"] == known["White"] != more["Asian"]
    assert ids({**demographics(races=races), "id": guid("other")})["White"] != known["White"]
    assert "White" not in known["White"]


@pytest.mark.more
def test_who_is_meant(spark: SparkSession) -> None:
    """An object without an id gives its groups none: then they are known by what they say."""
    told = {"studentReference": student(OTHER), "sexDescriptor": code("Sex", "Male")}
    rows = candidates(spark, "student_groups", {"studentDemographics": [told]})
    assert picked(rows, "raw_student_id", "raw_value", "raw_student_group_id") == [(OTHER, "Male", None)]
